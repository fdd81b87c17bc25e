//! Markdown made ready for the parser, where the parser reads less than authors mean: tables without blank lines around
//! them, colons that begin a line of text, and URLs with characters that mark emphasis.
//!
//! Each fixup inserts a few characters, and [`Normalized`] maps every place back to the author's text. Code and HTML stay
//! as they are.

use std::borrow::Cow;

use pulldown_cmark::Options;

use crate::parse::fixups::normalized::Normalized;

pub mod definitions;
pub mod normalized;
pub mod tables;
pub mod urls;

/// Makes a text ready for the parser.
pub fn normalize<'a>(text: impl Into<Cow<'a, str>>, options: Options) -> Normalized<'a> {
    let mut normalized = Normalized::new(text.into(), options);
    let insertions = tables::separate(&normalized.text, options);
    normalized.insert(insertions);
    let insertions = urls::protect(&normalized.text, options);
    normalized.insert(insertions);
    definitions::settle(&mut normalized);
    normalized
}
