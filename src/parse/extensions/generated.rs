//! HTML that replaces Markdown syntax, distinguished from the HTML of authors.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::events::Spanned;

/// Whether HTML was made from signs of Markdown, and is not the author's.
pub fn is_generated(markdown: &str, range: &Range<usize>) -> bool {
    !markdown.get(range.clone()).is_some_and(|source| source.trim_start().starts_with('<'))
}

/// A block of HTML that replaces syntax in the Markdown.
pub(super) fn generated_block<'a>(html: String, range: &Range<usize>) -> [Spanned<'a>; 3] {
    [
        (Event::Start(Tag::HtmlBlock), range.clone()),
        (Event::Html(html.into()), range.clone()),
        (Event::End(TagEnd::HtmlBlock), range.clone()),
    ]
}
