//! The media type with which a published file is sent.

/// The media type by the name, with its character set where it is text.
pub(super) fn media_type(name: &str) -> String {
    let guess = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = guess.type_() == "text"
        || matches!(
            guess.essence_str(),
            "application/json" | "application/xml" | "application/javascript" | "image/svg+xml"
        );
    let guess = if name.ends_with(".js") { "text/javascript".to_owned() } else { guess.essence_str().to_owned() };
    let guess = if name == "_headers" { "text/plain".to_owned() } else { guess };
    if is_text || name == "_headers" { format!("{guess}; charset=utf-8") } else { guess }
}
