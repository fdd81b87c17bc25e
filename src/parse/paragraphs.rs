//! The long paragraphs of a page as hashes with places, to find the same one on another page.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::hash::Hash;
use crate::base::span::Span;
use crate::parse::title::plain_text;

/// A paragraph of more words than this says too much to be said twice by chance.
pub const LONG: usize = 40;

/// A long paragraph: its words without regard to case and space, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    pub words: Hash,
    pub span: Span,
}

/// All long paragraphs, in order.
pub fn long(events: &[(Event<'_>, Range<usize>)], span: impl Fn(&Range<usize>) -> Span) -> Vec<Paragraph> {
    let mut found = Vec::new();
    for (at, (event, range)) in events.iter().enumerate() {
        // The words of an item stand in no paragraph where the list is tight.
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
        let text = plain_text(inside);
        if text.split_whitespace().nth(LONG).is_some() {
            let text = text.to_lowercase();
            let words: Vec<&str> = text.split_whitespace().collect();
            // The paragraph's own range takes in the line break behind it.
            let end = inside[1..].last().map_or(range.end, |(_, last)| last.end);
            let words = Hash::of(words.join(" ").as_bytes());
            let start =
                if is_tight { inside.get(1).map_or(range.start, |(_, first)| first.start) } else { range.start };
            found.push(Paragraph { words, span: span(&(start..end)) });
        }
    }
    found
}
