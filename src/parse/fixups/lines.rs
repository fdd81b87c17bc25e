//! Lines of Markdown for fixups: blank lines between blocks, and which lines are code or HTML.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::parse::fixups::normalized::Insertion;

/// A line and its offset in the text.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    pub at: usize,
    /// With its line break.
    pub text: &'a str,
}

impl<'a> Line<'a> {
    /// The white space and the signs of block quotes before the text of the line.
    pub fn prefix(&self) -> &'a str {
        let end = self.text.find(|letter| !matches!(letter, ' ' | '\t' | '>')).unwrap_or(self.text.len());
        &self.text[..end]
    }

    /// The line without its prefix and its line break.
    pub fn body(&self) -> &'a str {
        self.text[self.prefix().len()..].trim_end()
    }

    /// Whether the line is blank, apart from the signs of block quotes.
    pub fn is_blank(&self) -> bool {
        self.body().is_empty()
    }
}

/// The lines of a text with their offsets.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let line = |text: &'_ str| {
        at += text.len();
        at - text.len()
    };
    let starts: Vec<usize> = text.split_inclusive('\n').map(line).collect();
    text.split_inclusive('\n').zip(starts).map(|(text, at)| Line { at, text }).collect()
}

/// A blank line before a line, inside the same block quotes.
pub fn blank_line(text: &str, at: usize) -> Insertion {
    let prefix = Line { at, text: &text[at..] }.prefix();
    let text = if prefix.contains('>') { format!("{}\n", prefix.trim_end()) } else { "\n".to_owned() };
    Insertion { at, text }
}

/// The ranges of code blocks and HTML blocks, in order. Lines that begin with a colon are text here.
pub fn opaque_blocks(text: &str, options: Options) -> Vec<Range<usize>> {
    let options = options - Options::ENABLE_DEFINITION_LIST;
    let is_opaque = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
    Parser::new_ext(text, options)
        .into_offset_iter()
        .filter(|(event, _)| is_opaque(event))
        .map(|(_, range)| range)
        .collect()
}

/// Whether a place is in one of some ranges, which are in order.
pub fn is_inside(ranges: &[Range<usize>], at: usize) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before.checked_sub(1).is_some_and(|last| ranges[last].contains(&at))
}
