//! Headings that say something, and lines of bold text that stand where a heading should.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::codes::text::{A11Y_ALL_CAPS, A11Y_BOLD_HEADING, A11Y_EMPTY_HEADING, A11Y_MULTIPLE_H1};
use crate::lint::{Judge, Spanned};
use crate::parse::title::plain_text;

/// A line of bold text longer than this is emphasis, in letters.
const LONGEST_BOLD: usize = 70;
/// A paragraph in capitals that has more words is of a licence or a contract, which nobody may change.
const MOST_SHOUTED: usize = 30;
const IN_CAPITALS: &str =
    "write it as a sentence; words in capitals are slower to read, and some are spelt out letter by letter";

pub(super) fn check(judge: &mut Judge<'_>) {
    second_titles(judge);
    for (at, event) in judge.prose() {
        match event {
            Event::Start(Tag::Heading { .. }) => heading(judge, at),
            Event::Start(Tag::Paragraph) => {
                bold_line(judge, at);
                capitals(judge, at);
            }
            _ => {}
        }
    }
}

/// Headings of the first level besides the title, told at the first of them.
fn second_titles(judge: &mut Judge<'_>) {
    let is_title = |at: &usize| judge.text.title.is_some_and(|title| title.contains(at));
    let is_first_level =
        |event: &Event<'_>| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }));
    // Where the title stands apart, a text may be all in sections of the first level.
    let mut is_below = judge.text.title.is_some();
    let mut others = Vec::new();
    for (at, event) in judge.prose().filter(|(_, event)| matches!(event, Event::Start(Tag::Heading { .. }))) {
        if is_below && is_first_level(event) && !is_title(&at) {
            others.push(at);
        }
        is_below |= !is_first_level(event);
    }
    let Some(first) = others.first() else { return };
    let (inside, range) = judge.inside(*first, |end| matches!(end, TagEnd::Heading(_)));
    let range = first_line(inside, &range);
    let message = match others.len() {
        1 => "this page has a heading of the first level besides its title".to_owned(),
        many => format!("this page has {many} headings of the first level besides its title"),
    };
    let help = "begin sections with `##`; a line of code that begins with `#` belongs in a code block";
    judge.report(&A11Y_MULTIPLE_H1, &range, message, help);
}

fn heading(judge: &mut Judge<'_>, at: usize) {
    let (inside, range) = judge.inside(at, |end| matches!(end, TagEnd::Heading(_)));
    let text = plain_text(inside);
    let range = first_line(inside, &range);
    if text.trim().is_empty() && !inside.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. }))) {
        judge.report(&A11Y_EMPTY_HEADING, &range, "this heading is empty", "give it words, or take it away");
        return;
    }
    if is_in_capitals(&text) {
        judge.report(&A11Y_ALL_CAPS, &range, "this heading is all in capitals", IN_CAPITALS);
    }
}

/// Whether a text is in capitals, and has two words that are too long for most abbreviations.
fn is_in_capitals(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().filter(|letter| letter.is_alphabetic()).count() > 4;
    !text.chars().any(char::is_lowercase)
        && text.chars().any(char::is_uppercase)
        && text.split_whitespace().filter(is_word).count() >= 2
}

/// A heading up to the end of its words, without what closes it.
fn first_line(inside: &[Spanned<'_>], range: &Range<usize>) -> Range<usize> {
    let words = inside.iter().filter(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_)));
    let end = words.map(|(_, inner)| inner.end).max();
    range.start..end.unwrap_or_else(|| range.start + range.len().min(1))
}

/// A paragraph that is one short line of bold text, with a block below it, stands where a heading should.
fn bold_line(judge: &mut Judge<'_>, at: usize) {
    let is_top = at == 0
        || !matches!(
            judge.events[at - 1].0,
            Event::Start(Tag::Item | Tag::BlockQuote(_) | Tag::DefinitionListDefinition | Tag::FootnoteDefinition(_))
        );
    let (inside, _) = judge.inside(at, |end| matches!(end, TagEnd::Paragraph));
    if !is_top || !is_bold(inside) {
        return;
    }
    let text = plain_text(inside);
    let next = judge.events[at + 1 + inside.len() + 1..].first();
    let is_followed =
        matches!(next, Some((Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Table(_) | Tag::CodeBlock(_)), _)));
    if could_be_heading(text.trim()) && is_followed {
        looks_like(judge, &inside[0].1, text.trim());
    }
}

/// Whether the events of a paragraph are one run of bold text, in Markdown or in HTML.
fn is_bold(inside: &[Spanned<'_>]) -> bool {
    let inside = match inside {
        [(Event::Start(Tag::Emphasis), _), within @ .., (Event::End(TagEnd::Emphasis), _)] => within,
        _ => inside,
    };
    let ends_at = |is_end: &dyn Fn(&Event<'_>) -> bool| inside.iter().position(|(event, _)| is_end(event));
    let end = match inside.first() {
        Some((Event::Start(Tag::Strong), _)) => ends_at(&|event| matches!(event, Event::End(TagEnd::Strong))),
        Some((Event::InlineHtml(start), _)) => {
            let Some(end) = [("<b>", "</b>"), ("<strong>", "</strong>")]
                .iter()
                .find_map(|(open, close)| start.eq_ignore_ascii_case(open).then_some(close))
            else {
                return false;
            };
            ends_at(&|event| matches!(event, Event::InlineHtml(html) if html.eq_ignore_ascii_case(end)))
        }
        _ => None,
    };
    inside.len() > 2 && end == Some(inside.len() - 1)
}

/// Whether a line in bold is short enough for a heading, and no sentence.
pub(super) fn could_be_heading(words: &str) -> bool {
    !words.is_empty()
        && words.chars().count() <= LONGEST_BOLD
        && words.split_whitespace().count() <= 10
        && !words.ends_with(['.', '!', '?', ':', ';', ','])
}

/// The finding for such a line.
pub(super) fn looks_like(judge: &mut Judge<'_>, range: &Range<usize>, words: &str) {
    let help = "write it as a heading, as in `### Before you start`, so that it can be found and linked to";
    judge.report(&A11Y_BOLD_HEADING, range, format!("`{words}` looks like a heading and is none"), help);
}

/// A paragraph in capitals. Code is written as it is, so it does not count.
fn capitals(judge: &mut Judge<'_>, at: usize) {
    let (inside, _) = judge.inside(at, |end| matches!(end, TagEnd::Paragraph));
    let words = inside.iter().filter(|(event, _)| matches!(event, Event::Text(_)));
    let text: Vec<&str> = words
        .clone()
        .filter_map(|(event, _)| if let Event::Text(text) = event { Some(&**text) } else { None })
        .collect();
    if let Some((_, range)) = words.clone().next()
        && is_in_capitals(&text.join(" "))
        && text.iter().map(|text| text.split_whitespace().count()).sum::<usize>() <= MOST_SHOUTED
    {
        judge.report(&A11Y_ALL_CAPS, &range.clone(), "this paragraph is all in capitals", IN_CAPITALS);
    }
}
