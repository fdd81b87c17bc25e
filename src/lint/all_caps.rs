//! Rule: headings and paragraphs that are all in capital letters.

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::A11Y_ALL_CAPS;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// Longer paragraphs in capitals, in words, are from licences and contracts, which nobody may change.
const MAX_WORDS: usize = 30;
const HELP: &str = "use sentence case; capitals are harder to read, and screen readers may spell them out";

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    match context.event() {
        Event::Start(Tag::Heading { .. }) if is_in_capitals(context.text()) => {
            report.add(&A11Y_ALL_CAPS, &context.heading_range(), "this heading is in capital letters", HELP);
        }
        Event::Start(Tag::Paragraph) => paragraph(context, report),
        _ => {}
    }
}

/// Checks a paragraph. Code in it does not count: it is written as it is.
fn paragraph(context: &LintContext<'_>, report: &mut Report<'_>) {
    let mut texts = context.inside().iter().filter_map(|(event, range)| match event {
        Event::Text(text) => Some((&**text, range)),
        _ => None,
    });
    let Some((first, range)) = texts.next() else { return };
    // Most paragraphs have a small letter at once.
    if first.chars().any(char::is_lowercase) {
        return;
    }
    let all: Vec<&str> = std::iter::once(first).chain(texts.map(|(text, _)| text)).collect();
    let words: usize = all.iter().map(|text| text.split_whitespace().count()).sum();
    if is_in_capitals(&all.join(" ")) && words <= MAX_WORDS {
        report.add(&A11Y_ALL_CAPS, range, "this paragraph is in capital letters", HELP);
    }
}

/// Whether a text is in capitals, and has at least two words that are too long for most abbreviations. Letters of
/// scripts without capitals, such as Thai, do not count.
fn is_in_capitals(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().filter(|letter| letter.is_uppercase()).count() > 4;
    !text.chars().any(char::is_lowercase) && text.split_whitespace().filter(is_word).count() >= 2
}
