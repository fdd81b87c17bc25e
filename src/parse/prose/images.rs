//! The words that stand for an image.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::base::codes::text::A11Y_ALT_TEXT;
use crate::base::path::file_name_of;
use crate::parse::prose::Judge;
use crate::parse::title::plain_text;

/// How descriptions of images begin that say twice that they are images.
const SAID_TWICE: &[&str] =
    &["image of", "picture of", "photo of", "photograph of", "graphic of", "an image of", "a picture of"];

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
    let name = file_name_of(dest_url).to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
    let (inside, range) = judge.inside(at, |end| matches!(end, TagEnd::Image));
    let text = plain_text(inside).trim().to_lowercase();
    if text.is_empty() {
        // The walk finds images without words.
    } else if text == name
        || (text == stem && stem.contains(['-', '_', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']))
    {
        let help = "say what it shows, for those who do not see it";
        judge.report(&A11Y_ALT_TEXT, &range, "the words for this image are its file's name", help);
    } else if SAID_TWICE.iter().any(|start| text.starts_with(start)) {
        let help = "begin with what it shows; a screen reader says that it is an image";
        judge.report(&A11Y_ALT_TEXT, &range, "the words for this image say that it is one", help);
    }
}
