//! Markdown made ready for the parser, where the parser reads less than authors mean: tables without blank lines around
//! them and those of Pandoc, colons that begin a line of text, URLs with characters that mark emphasis, and blocks of other tools.
//!
//! Each fixup inserts a few characters, and [`Normalized`] maps every place back to the author's text. Code stays as it is.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser};

use crate::parse::events::Spanned;
use crate::parse::fixups::normalized::{MARK, Normalized};

pub mod containers;
pub mod definitions;
pub mod emphasis;
pub mod html_blocks;
pub mod indented_blocks;
pub mod inline_runs;
pub mod lines;
pub mod math;
pub mod normalized;
pub mod pandoc_tables;
pub mod tables;
pub mod urls;

/// Makes a text ready for the parser.
pub fn normalize<'a>(text: impl Into<Cow<'a, str>>, options: Options) -> Normalized<'a> {
    let mut normalized = Normalized::new(text.into(), options);
    pandoc_tables::apply(&mut normalized);
    tables::widen_tabs(&mut normalized);
    indented_blocks::apply(&mut normalized);
    let fixups = [
        html_blocks::open,
        containers::separate,
        tables::separate,
        urls::protect,
        urls::keep_placeholders,
        emphasis::open_and_close,
    ];
    for fixup in fixups {
        let insertions = fixup(&normalized.text, normalized.options);
        normalized.insert(insertions);
    }
    math::apply(&mut normalized);
    definitions::apply(&mut normalized);
    normalized
}

/// The events of a text, without the marks of fixups, and the parser, which holds the definitions of reference links.
pub fn parse<'t>(normalized: &'t Normalized<'_>) -> (Vec<Spanned<'t>>, OffsetIter<'t>) {
    let mut parser = Parser::new_ext(&normalized.text, normalized.options).into_offset_iter();
    let events = parser.by_ref();
    let events = if normalized.text.contains(MARK) { events.filter_map(unmark).collect() } else { events.collect() };
    (events, parser)
}

/// An event without marks; `None` if nothing is left of it.
fn unmark((event, range): Spanned<'_>) -> Option<Spanned<'_>> {
    let without = |text: &CowStr<'_>| CowStr::from(text.replace(MARK, ""));
    match event {
        Event::Text(text) if text.contains(MARK) => {
            let lead = text.len() - text.trim_start_matches(MARK).len();
            let tail = text.len() - text.trim_end_matches(MARK).len();
            let end = range.end - tail.min(range.len());
            let words = without(&text);
            (!words.is_empty()).then(|| (Event::Text(words), (range.start + lead).min(end)..end))
        }
        Event::Code(text) => Some((Event::Code(without(&text)), range)),
        Event::Html(text) => Some((Event::Html(without(&text)), range)),
        Event::InlineHtml(text) => Some((Event::InlineHtml(without(&text)), range)),
        event => Some((event, range)),
    }
}
