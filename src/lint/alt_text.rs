//! Rule: text alternatives that say nothing about the image (ACT rule 9eb3f6).

use pulldown_cmark::{Event, LinkType, Tag};

use crate::base::codes::text::A11Y_ALT_TEXT;
use crate::base::path::file_name_of;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// Texts that say only that there is an image.
const MEANINGLESS: &[&str] = &[
    "image",
    "picture",
    "photo",
    "photograph",
    "graphic",
    "screenshot",
    "screen shot",
    "diagram",
    "logo",
    "icon",
    "figure",
    "alt",
    "alt text",
    "img",
    "untitled",
    "placeholder",
];
/// File extensions of images.
const EXTENSIONS: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff"];
/// Beginnings that repeat what a screen reader says: that this is an image.
const REDUNDANT: &[&str] = &[
    "image of",
    "picture of",
    "photo of",
    "photograph of",
    "graphic of",
    "an image of",
    "a picture of",
    "graphic showing",
    "image showing",
    "picture showing",
];

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    // An embed takes its words from the page that it brings in.
    let Event::Start(Tag::Image { dest_url, link_type, .. }) = context.event() else { return };
    if matches!(link_type, LinkType::WikiLink { .. }) {
        return;
    }
    if let Some((message, help)) = problem(context.text(), dest_url) {
        report.add(&A11Y_ALT_TEXT, context.range(), message, help);
    }
}

/// What is wrong with the words for an image, and what to do about it (ACT rule 9eb3f6, as far as no eye is needed:
/// a name without a number or a sign in it may be the right word).
pub(super) fn problem(words: &str, url: &str) -> Option<(&'static str, &'static str)> {
    let text = words.trim().to_lowercase();
    let name = file_name_of(url).to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let is_code = |name: &str| name.contains(|letter: char| matches!(letter, '-' | '_' | '.' | '0'..='9'));
    if text.is_empty() {
        None
    } else if MEANINGLESS.contains(&text.trim_end_matches(['.', ':'])) {
        Some((
            "this alt text does not describe the image",
            "describe what the image shows, for people who cannot see it",
        ))
    } else if [name.as_str(), stem].contains(&text.as_str()) && is_code(&text)
        || EXTENSIONS.iter().any(|ending| text.ends_with(ending)) && !text.contains(' ')
    {
        Some(("this alt text is a file name", "describe what the image shows, for people who cannot see it"))
    } else if REDUNDANT.iter().any(|start| text.starts_with(start)) {
        let help = "start with what the image shows; screen readers already announce it as an image";
        Some(("this alt text starts with a phrase such as “image of”", help))
    } else {
        None
    }
}
