//! Constructs beyond the parser's own, read from its events: containers, attribute lists, marks of contents lists, and
//! signs inside a line of text.
//!
//! Each becomes events that the rest of the program knows, so that lints, extraction and lowering see no new kind. HTML that
//! is made here has the range of its signs in the Markdown, which do not begin with `<`.

pub mod attributes;
pub mod callouts;
pub mod containers;
pub mod contents_marks;
pub mod fences;
pub mod generated;
pub mod indented;
pub mod inline;
pub mod keys;

use std::ops::Range;

use crate::parse::events::Spanned;
use crate::parse::extensions::attributes::Attributed;

/// Events of a page with its constructs.
pub struct Extended<'a> {
    pub events: Vec<Spanned<'a>>,
    /// The attributes of links and images.
    pub attributed: Attributed,
    /// The fences of containers that nothing closes.
    pub unclosed: Vec<Range<usize>>,
}

/// Reads the constructs of a page.
pub fn extend<'a>(events: Vec<Spanned<'a>>, markdown: &'a str) -> Extended<'a> {
    let events = contents_marks::remove(events, markdown);
    let events = indented::name(events);
    let containers::Built { events, unclosed } = containers::build(events, markdown);
    let (events, attributed) = attributes::attach(events, markdown);
    Extended { events: inline::mark_up(events, markdown), attributed, unclosed }
}
