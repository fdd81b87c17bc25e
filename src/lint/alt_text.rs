//! The words that stand for an image.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::base::codes::text::A11Y_ALT_TEXT;
use crate::base::path::file_name_of;
use crate::lint::Judge;
use crate::parse::title::plain_text;

/// Words that say only that there is an image.
const SAID_NOTHING: &[&str] = &[
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
/// Endings of the files of images.
const ENDINGS: &[&str] = &[".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff"];
/// How descriptions of images begin that say twice that they are images.
const SAID_TWICE: &[&str] = &[
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

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, event) in judge.prose() {
        if matches!(event, Event::Start(Tag::Image { .. })) {
            image(judge, at);
        }
    }
}

fn image(judge: &mut Judge<'_>, at: usize) {
    let Event::Start(Tag::Image { dest_url, link_type, .. }) = &judge.events[at].0 else { return };
    // An embed takes its words from the page that it brings in.
    if matches!(link_type, LinkType::WikiLink { .. }) {
        return;
    }
    let (inside, range) = judge.inside(at, |end| matches!(end, TagEnd::Image));
    // The walk finds images without words.
    if let Some((message, help)) = slip(&plain_text(inside), dest_url) {
        judge.report(&A11Y_ALT_TEXT, &range, message, help);
    }
}

/// What is wrong with the words for an image, and what to do about it (ACT rule 9eb3f6, as far as no eye is needed:
/// a name without a number or a sign in it may be the right word).
pub(super) fn slip(words: &str, address: &str) -> Option<(&'static str, &'static str)> {
    let text = words.trim().to_lowercase();
    let name = file_name_of(address).to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let is_code = |name: &str| name.contains(|letter: char| matches!(letter, '-' | '_' | '.' | '0'..='9'));
    if text.is_empty() {
        None
    } else if SAID_NOTHING.contains(&text.trim_end_matches(['.', ':'])) {
        Some((
            "the words for this image say nothing of what it shows",
            "say what it shows, for those who do not see it",
        ))
    } else if [name.as_str(), stem].contains(&text.as_str()) && is_code(&text)
        || ENDINGS.iter().any(|ending| text.ends_with(ending)) && !text.contains(' ')
    {
        Some(("the words for this image are its file's name", "say what it shows, for those who do not see it"))
    } else if SAID_TWICE.iter().any(|start| text.starts_with(start)) {
        let help = "begin with what it shows; a screen reader says that it is an image";
        Some(("the words for this image say that it is one", help))
    } else {
        None
    }
}
