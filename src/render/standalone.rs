//! Turns a page into a self-contained file: inlines styles and images, makes links absolute.
//!
//! Without a base URL, links to other pages become text, because they would be broken on another machine. Icons come
//! from a file of the site and are omitted.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::base::escape::escape_html;
use crate::base::html::token::Token;
use crate::base::html::tokenizer;
use crate::base::tree::Bytes;
use crate::base::url::decode;

/// Inlines the files that a page loads, and makes links into the site absolute. `read` returns the file at a URL from
/// the root of the site, without its base path.
pub fn inline_resources(html: &str, origin: &str, prefix: &str, read: &dyn Fn(&str) -> Option<Bytes>) -> String {
    let mut changes: Vec<(Range<usize>, String)> =
        icons(html).into_iter().map(|range| (range, String::new())).collect();
    let file = |url: &str| {
        let path = url.strip_prefix(prefix)?.split(['?', '#']).next()?;
        read(&decode(path.trim_start_matches('/')))
    };
    for tag in tokenizer::start_tags(html) {
        match &*tag.name {
            "link" if tag.get("rel") == Some("stylesheet") => {
                let style = tag.get("href").and_then(file);
                let style = style
                    .map(|bytes| format!("<style>{}</style>", String::from_utf8_lossy(&bytes).replace("</", "<\\/")));
                changes.push((tag.span.clone(), style.unwrap_or_default()));
            }
            "img" => {
                let Some(src) = tag.attribute("src") else { continue };
                if let Some(bytes) = file(&src.value) {
                    let kind = mime_guess::from_path(&*src.value).first_or_octet_stream();
                    changes.push((
                        src.value_span.clone(),
                        format!("data:{kind};base64,{}", STANDARD.encode(bytes.as_slice())),
                    ));
                }
            }
            "a" => {
                let Some(href) = tag.attribute("href") else { continue };
                if !href.value.starts_with('/') || href.value.starts_with("//") {
                    continue;
                }
                if origin.is_empty() {
                    // With the space before it.
                    changes.push((href.span.start - 1..href.span.end, String::new()));
                } else {
                    let url = escape_html(&format!("{origin}{}", href.value));
                    changes.push((href.span.clone(), format!("href=\"{url}\"")));
                }
            }
            _ => {}
        }
    }
    changes.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for (range, text) in changes.into_iter().filter(|(range, _)| range.start <= range.end) {
        if range.start >= done {
            out.push_str(&html[done..range.start]);
            out.push_str(&text);
            done = range.end;
        }
    }
    out.push_str(&html[done..]);
    out
}

/// The style that gives the printed pages of one part of a document their own footer; `foot` is HTML without tags.
pub fn foot(part: &str, foot: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '.' | ',' | '-' | '·');
    let in_style =
        |letter: char| if is_plain(letter) { letter.to_string() } else { format!("\\{:x} ", u32::from(letter)) };
    let words: String = tokenizer::decode(foot.trim()).chars().map(in_style).collect();
    format!("<style>@page {part} {{ @bottom-left {{ content: \"{words}\"; }} }} #{part} {{ page: {part}; }}</style>\n")
}

/// The icons of the theme, which only decorate.
fn icons(html: &str) -> Vec<Range<usize>> {
    let mut icons = Vec::new();
    let mut start = None;
    for token in tokenizer::tokens(html) {
        match token {
            Token::Start(tag) if tag.name == "svg" && tag.get("class") == Some("icon") => start = Some(tag.span.start),
            Token::End(tag) if tag.name == "svg" => icons.extend(start.take().map(|start| start..tag.span.end)),
            _ => {}
        }
    }
    icons
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn footer_text_cannot_end_its_style() {
        assert_eq!(
            foot("p2", "SOP-1 · &quot;A&quot; &lt;/style&gt;\n"),
            "<style>@page p2 { @bottom-left { content: \"SOP-1 · \\22 A\\22  \\3c \\2f style\\3e \"; } } #p2 { page: p2; }</style>\n"
        );
    }

    #[test]
    fn a_printed_page_contains_its_images_and_styles() {
        let html = "<link rel=\"stylesheet\" href=\"/sub/a.css\"><img src=\"/sub/a.png\" alt=\"\"><a href=\"/sub/b/#c\">B</a> <a href=\"#d\">D</a><svg class=\"icon\"><use/></svg>";
        let read = |path: &str| matches!(path, "a.css" | "a.png").then(|| Arc::new(b"p{}".to_vec()));
        let made = inline_resources(html, "https://example.org", "/sub", &read);
        assert_eq!(
            made,
            "<style>p{}</style><img src=\"data:image/png;base64,cHt9\" alt=\"\"><a href=\"https://example.org/sub/b/#c\">B</a> <a href=\"#d\">D</a>"
        );
        assert!(inline_resources(html, "", "/sub", &read).contains("<a>B</a> <a href=\"#d\">D</a>"));
    }
}
