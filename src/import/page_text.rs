//! One page of the old site while it is converted: its text, and the edits and notes that its constructs give.

use crate::base::line_index::LineIndex;
use crate::base::node::Node;
use crate::base::span::Span;
use crate::edit::patch::{Edit, apply};
use crate::import::code_ranges::CodeRanges;
use crate::import::front_edit::FrontEdit;
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::Abbreviation;
use crate::parse::front_matter;

/// A page of the old site.
pub struct PageText<'a> {
    /// Its path in the source folder.
    pub path: &'a str,
    /// Its path below the content folder.
    pub content_path: &'a str,
    pub text: &'a str,
    pub front: Node,
    /// Where the text below the front matter begins.
    pub body: usize,
    pub code: CodeRanges,
    lines: LineIndex,
}

impl<'a> PageText<'a> {
    /// Reads a page.
    pub fn new(path: &'a str, content_path: &'a str, text: &'a str) -> PageText<'a> {
        let split = front_matter::split(text);
        let code = CodeRanges::new(text, split.body);
        PageText { path, content_path, text, front: split.front, body: split.body, code, lines: LineIndex::new(text) }
    }

    /// The line of an offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.lines.position(self.text, at).line
    }
}

/// What becomes of a page.
#[derive(Debug, Default)]
pub struct Rewrites {
    edits: Vec<Edit>,
    pub front: FrontEdit,
    pub notes: Notes,
    /// Abbreviations that the page explained.
    pub abbreviations: Vec<Abbreviation>,
}

impl Rewrites {
    /// Puts a text in place of a part of the page.
    pub fn replace(&mut self, start: usize, end: usize, new: impl Into<String>) {
        self.edits.push(Edit { span: Span::new(start, end), new: new.into() });
    }

    /// Adds a note about a place of the page.
    pub fn note(&mut self, page: &PageText<'_>, at: usize, topic: Topic, text: impl Into<String>) {
        self.notes.at(topic, page.path, page.line(at), text);
    }

    /// The text below the front matter with the edits, for a file that is included in another.
    pub fn body(&self, page: &PageText<'_>) -> String {
        let text = apply(page.text, &self.edits);
        let body = front_matter::split(&text).body;
        text[body..].to_owned()
    }

    /// The new text of the page.
    pub fn apply(&self, page: &PageText<'_>) -> String {
        self.front.apply(&apply(page.text, &self.edits))
    }
}
