//! Where the destination of a link or image is written: in the link itself, or in the definition that it refers to.

use std::ops::Range;

use pulldown_cmark::{LinkType, RefDefs};

/// A link or image of Markdown.
#[derive(Debug, Clone, Copy)]
pub struct LinkSource<'a> {
    pub link_type: LinkType,
    pub url: &'a str,
    /// The label of a reference link.
    pub label: &'a str,
    pub range: &'a Range<usize>,
}

/// The range of the destination in the Markdown; the whole link where it cannot be found.
pub fn destination_range(markdown: &str, references: &RefDefs<'_>, link: &LinkSource<'_>) -> Range<usize> {
    let LinkSource { link_type, url, label, range } = *link;
    let source = &markdown[range.clone()];
    let found = match link_type {
        LinkType::Inline => inline(source, url, range.end),
        LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => match references.get(label) {
            Some(definition) => {
                let source = &markdown[definition.span.clone()];
                let after = source.find("]:").map_or(0, |at| at + 2);
                let at = source[after..].find(url).map_or(after, |at| after + at);
                let start = definition.span.start + at;
                start..(start + url.len()).min(definition.span.end)
            }
            None => range.clone(),
        },
        LinkType::WikiLink { .. } => {
            let open = source.find("[[").map_or(0, |at| at + 2);
            let length = source[open..].find(['|', ']']).unwrap_or(0);
            range.start + open..range.start + open + length
        }
        LinkType::Autolink => range.start + 1..range.end - 1,
        _ => range.clone(),
    };
    if found.is_empty() { range.clone() } else { found }
}

/// The range in `[text](url "title")`; `end` is the offset at which the link ends.
fn inline(source: &str, url: &str, end: usize) -> Range<usize> {
    let trimmed = |open: usize| source[open..].trim_start_matches([' ', '\t', '\n', '\r', '<']);
    // A title may have the signs of a link, too; what follows the right place is a title or the end.
    let is_end = |open: usize| {
        let rest = trimmed(open).strip_prefix(url).map(|rest| rest.trim_start_matches('>').trim());
        rest.is_some_and(|rest| rest == ")" || rest.starts_with(['"', '\'', '(']))
    };
    let opens = || source.rmatch_indices("](").map(|(at, _)| at + 2);
    let open = opens().find(|open| is_end(*open)).or_else(|| opens().next()).unwrap_or(0);
    let rest = trimmed(open);
    let start = end - rest.len();
    let length = if rest.starts_with(url) {
        url.len()
    } else {
        rest.find([' ', '\n', '>', '"']).unwrap_or(rest.len()).min(rest.trim_end_matches(')').len())
    };
    start..start + length
}
