//! The long paragraphs of a page as hashes with spans, to find duplicates on other pages.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::base::span::Span;
use crate::parse::title::plain_text;

/// Paragraphs with more words are unlikely to be the same by chance.
pub const MIN_WORDS: usize = 40;

/// A long paragraph: a hash of its words, ignoring case and spaces, and its span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    pub words: Hash,
    pub span: Span,
}

/// Finds all long paragraphs, in order.
pub fn find_long(events: &[(Event<'_>, Range<usize>)], span: impl Fn(&Range<usize>) -> Span) -> Vec<Paragraph> {
    let mut found = Vec::new();
    for (at, (event, range)) in events.iter().enumerate() {
        // In a tight list, items have no paragraph.
        let is_tight = matches!(event, Event::Start(Tag::Item))
            && !matches!(events.get(at + 1), Some((Event::Start(Tag::Paragraph), _)));
        if !is_tight && !matches!(event, Event::Start(Tag::Paragraph)) {
            continue;
        }
        let is_end = |event: &Event<'_>| {
            matches!(event, Event::End(TagEnd::Paragraph | TagEnd::Item) | Event::Start(Tag::List(_) | Tag::Paragraph))
        };
        let length = events[at + 1..].iter().take_while(|(event, _)| !is_end(event)).count();
        let inside = &events[at..at + 1 + length];
        // Each word has a letter and a space at least.
        if text_length(inside) < 2 * MIN_WORDS {
            continue;
        }
        let text = plain_text(inside);
        if text.split_whitespace().nth(MIN_WORDS).is_some() {
            let text = text.to_lowercase();
            let words: Vec<&str> = text.split_whitespace().collect();
            // The paragraph's own range includes the line break after it.
            let end = inside[1..].last().map_or(range.end, |(_, last)| last.end);
            let words = Hash::of(words.join(" ").as_bytes());
            let start =
                if is_tight { inside.get(1).map_or(range.start, |(_, first)| first.start) } else { range.start };
            found.push(Paragraph { words, span: span(&(start..end)) });
        }
    }
    found
}

/// The most bytes that the plain text of these events may have.
fn text_length(events: &[(Event<'_>, Range<usize>)]) -> usize {
    let length = |(event, _): &(Event<'_>, Range<usize>)| match event {
        Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => text.len(),
        Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => 1,
        _ => 0,
    };
    events.iter().map(length).sum()
}
