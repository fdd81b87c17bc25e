//! Markdown events as constructs: their ends, children and first lines.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// An event and its range in the text.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// The first line of text in the list item that the events begin with. More events may follow: nested items must not look
/// for their own ends, or the work would grow with the square of the depth.
pub fn first_line<'e, 'a>(item: &'e [Spanned<'a>]) -> &'e [Spanned<'a>] {
    let inner = &item[1..];
    let inner = if matches!(inner.first(), Some((Event::Start(Tag::Paragraph), _))) { &inner[1..] } else { inner };
    let is_end = |event: &Event<'_>| {
        matches!(
            event,
            Event::End(TagEnd::Paragraph | TagEnd::Item)
                | Event::Start(Tag::List(_) | Tag::Paragraph | Tag::CodeBlock(_))
        )
    };
    let end = inner.iter().position(|(event, _)| is_end(event)).unwrap_or(inner.len());
    &inner[..end]
}

/// The child constructs of a construct.
pub fn children<'e, 'a>(block: &'e [Spanned<'a>]) -> impl Iterator<Item = &'e [Spanned<'a>]> {
    let mut at = 1;
    std::iter::from_fn(move || {
        while at + 1 < block.len() {
            let end = end_of(block, at);
            let child = &block[at..end];
            at = end;
            if matches!(child[0].0, Event::Start(_)) {
                return Some(child);
            }
        }
        None
    })
}

/// The blocks at the top of a page.
pub fn blocks<'e, 'a>(events: &'e [Spanned<'a>]) -> Vec<&'e [Spanned<'a>]> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let end = end_of(events, at);
        blocks.push(&events[at..end]);
        at = end;
    }
    blocks
}

/// The index after the construct that starts at this event.
pub fn end_of(events: &[Spanned<'_>], start: usize) -> usize {
    let mut depth = 0;
    for (at, (event, _)) in events.iter().enumerate().skip(start) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth <= 0 {
            return at + 1;
        }
    }
    events.len()
}
