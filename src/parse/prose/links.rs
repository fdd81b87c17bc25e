//! Links that say where they lead.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::{A11Y_EMPTY_LINK, A11Y_LINK_TEXT};
use crate::parse::prose::Judge;
use crate::parse::title::plain_text;

/// Words of a link that tell nothing of where it leads, in lower case without signs around them.
const VAGUE: &[&str] = &[
    "here",
    "click here",
    "click",
    "this",
    "this link",
    "link",
    "the link",
    "more",
    "read more",
    "learn more",
    "find out more",
    "see more",
    "more info",
    "more information",
    "details",
    "go",
    "download",
    "this page",
    "see here",
    "read here",
    "over here",
    "this article",
    "this document",
    "visit",
    "page",
];

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, event) in judge.prose() {
        if matches!(event, Event::Start(Tag::Link { .. })) {
            link(judge, at);
        }
    }
}

fn link(judge: &mut Judge<'_>, at: usize) {
    let (inside, range) = judge.inside(at, |end| matches!(end, TagEnd::Link));
    let has_image = inside.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. })));
    let text = plain_text(inside);
    let bare = text.trim().trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    if text.trim().is_empty() {
        if !has_image {
            let help = "write between the brackets where it leads";
            judge.report(&A11Y_EMPTY_LINK, &range, "this link has no words", help);
        }
    } else if VAGUE.contains(&bare.as_str()) {
        let message = format!("`{}` does not say where the link leads", text.trim());
        let help = "name the page or what the reader will do there; people who use a screen reader hear links in a list, alone";
        judge.report(&A11Y_LINK_TEXT, &range, message, help);
    }
}
