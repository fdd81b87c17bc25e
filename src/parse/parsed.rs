//! The Markdown of one page as events, with what lints need to know of the page.

use std::ops::Range;

use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::RawHtml;
use crate::parse::events::Spanned;

/// One page as it was parsed.
pub struct ParsedPage<'a> {
    pub path: &'a SourcePath,
    /// The path below the content folder.
    pub content_path: &'a str,
    /// The Markdown that was parsed; ranges of events are byte ranges of it.
    pub markdown: &'a str,
    pub language: PageLanguage<'a>,
    /// The events that hold the title, where the title comes from the text.
    pub title: Option<&'a Range<usize>>,
    pub events: &'a [Spanned<'a>],
    pub raw_html: RawHtml,
    /// Whether the text has HTML, or a heading with an id of its own.
    pub has_html: bool,
    /// Maps a range of `markdown` to the source file.
    pub span: &'a dyn Fn(&Range<usize>) -> Span,
}

/// The language of a page.
#[derive(Debug, Clone, Copy)]
pub struct PageLanguage<'a> {
    /// A BCP 47 tag, as it is written.
    pub tag: &'a str,
    /// Where the page's own front matter sets it.
    pub span: Option<Span>,
}
