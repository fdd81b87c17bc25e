//! The parts of a procedure: under headings, or under bullets with lists of their own.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag};

use crate::config::kinds::Kinds;
use crate::parse::definitions::{children, end_of};
use crate::parse::kind::names::candidates;
use crate::parse::steps::Spanned;
use crate::parse::title::plain_text;

/// Names of the section that holds them.
const SECTIONS: &[&str] = &[
    "how procedure",
    "instructions",
    "method",
    "mitigation",
    "procedure",
    "procedure steps",
    "procedures",
    "process description",
    "process overview",
    "process steps",
    "steps",
    "work instructions",
];

/// Words that stand before the number of a part.
const WORDS: &[&str] = &["Step ", "Phase ", "Part ", "Stage "];

/// A list of steps and the part of the section in which it stands.
pub(super) type Part<'e, 'a> = (Option<String>, &'e [Spanned<'a>]);

/// What the section of steps holds.
#[derive(Default)]
pub(super) struct Parts<'e, 'a> {
    /// The ordered lists that are steps.
    pub(super) lists: Vec<Part<'e, 'a>>,
    /// Whether headings number the parts in which they stand.
    pub(super) are_numbered: bool,
    /// The number that each part's heading gives it, by the place of the heading, with the heading's other words and
    /// whether lists stand below it.
    pub(super) headings: BTreeMap<usize, (String, String, bool)>,
}

/// Finds the parts. One that has no number of its own is the third where it is the third that has a list, or follows
/// part 2. A bullet with a list below it is a part, too.
pub(super) fn find<'e, 'a>(events: &'e [Spanned<'a>], kinds: &Kinds) -> Parts<'e, 'a> {
    let blocks = blocks(events);
    let heading = |block: &[Spanned<'_>]| match &block[0].0 {
        Event::Start(Tag::Heading { level, .. }) => Some((*level as usize, plain_text(block))),
        _ => None,
    };
    let is_section = |title: &str| {
        let is_it = |name: &String| SECTIONS.contains(&name.as_str()) || kinds.calls("Procedure", name);
        candidates(title, true).iter().any(is_it)
    };
    let is_told = blocks.iter().filter_map(|block| heading(block)).any(|(_, title)| is_section(&title));
    let mut open: Option<usize> = (!is_told).then_some(0);
    let (mut part, mut waiting, mut count) = (None, None, 0);
    let mut parts = Parts::default();
    for block in blocks {
        if let Some((level, title)) = heading(block) {
            if is_told && open.is_some_and(|open| level <= open) {
                open = None;
            }
            if is_told && open.is_none() && is_section(&title) {
                (open, part, waiting) = (Some(level), None, None);
            } else if open.is_some() {
                // A part counts by its own number, whether it has steps or not.
                let own = if is_told { numbered(&title) } else { announced(&title) };
                parts.are_numbered |= own.is_some();
                count = own.as_ref().and_then(|(number, _)| last_of(number)).unwrap_or(count);
                let number = own.map(|(number, words)| {
                    parts.headings.insert(block[0].1.start, (number.clone(), words, false));
                    number
                });
                waiting = Some(number.or_else(|| Some(numbered(&title)?.0)));
            }
            continue;
        }
        if open.is_none() || !matches!(block[0].0, Event::Start(Tag::List(_))) {
            continue;
        }
        if block.iter().any(|(event, _)| matches!(event, Event::Start(Tag::List(Some(_)))))
            && let Some(mut last) = parts.headings.last_entry()
        {
            last.get_mut().2 = true;
        }
        if matches!(block[0].0, Event::Start(Tag::List(Some(_)))) {
            if let Some(own) = waiting.take() {
                parts.are_numbered |= own.is_some();
                count += u64::from(own.is_none());
                part = Some(own.unwrap_or_else(|| count.to_string()));
            }
            parts.lists.push((part.clone(), block));
            continue;
        }
        for item in children(block).filter(|item| inner_lists(item).next().is_some()) {
            count += 1;
            parts.lists.extend(inner_lists(item).map(|list| (Some(count.to_string()), list)));
        }
    }
    parts
}

/// The blocks at the top of a page.
pub(super) fn blocks<'e, 'a>(events: &'e [Spanned<'a>]) -> Vec<&'e [Spanned<'a>]> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let end = end_of(events, at);
        blocks.push(&events[at..end]);
        at = end;
    }
    blocks
}

/// The ordered lists that stand directly in an item.
pub(super) fn inner_lists<'e, 'a>(item: &'e [Spanned<'a>]) -> impl Iterator<Item = &'e [Spanned<'a>]> {
    children(item).filter(|inner| matches!(inner[0].0, Event::Start(Tag::List(Some(_)))))
}

/// The last part of a number.
fn last_of(number: &str) -> Option<u64> {
    number.rsplit('.').next()?.parse().ok()
}

/// The number that a heading begins with, and its other words: `2.1` of `2.1 Restore`, `2` of `Step 2: Restore`.
fn numbered(title: &str) -> Option<(String, String)> {
    announced(title).or_else(|| split(title.trim()).filter(|(_, words)| !words.is_empty()))
}

/// The same where a word says that it is the number of a step: `Step 2: Restore`.
pub fn announced(title: &str) -> Option<(String, String)> {
    split(WORDS.iter().find_map(|word| title.trim().strip_prefix(word))?)
}

fn split(text: &str) -> Option<(String, String)> {
    let length = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, words) = (text[..length].trim_matches('.'), &text[length..]);
    let ends = !words.starts_with(char::is_alphanumeric);
    let words = words.trim_matches(|letter: char| letter.is_whitespace() || ":.-–—)".contains(letter));
    (ends && !number.is_empty()).then(|| (number.to_owned(), words.to_owned()))
}
