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

/// How far before a construct the tag that it may be in is looked for, in bytes.
const LONGEST_TAG: usize = 1_000;

/// What is put in the place of a construct without a counterpart: `#` in a URL, nothing in a tag, else a comment.
pub fn placeholder(before: &str, construct: &str) -> String {
    if before.ends_with(['"', '\'', '=']) || before.ends_with("](") {
        return "#".to_owned();
    }
    let mut start = before.len().saturating_sub(LONGEST_TAG);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let near = &before[start..];
    let is_in_tag = near.rfind('<').is_some_and(|open| {
        let inside = &near[open + 1..];
        !inside.contains('>') && inside.starts_with(|first: char| first.is_ascii_alphabetic())
    });
    if is_in_tag { String::new() } else { comment(construct) }
}

/// A construct without a counterpart as an HTML comment on one line, which readers do not see.
pub fn comment(construct: &str) -> String {
    // Neither may end the comment.
    let words = construct.split_whitespace().collect::<Vec<_>>().join(" ").replace("--", "- -").replace('>', "&gt;");
    format!("<!-- not imported: {words} -->")
}

/// A callout of a type with a text.
pub fn callout(kind: &str, text: &str) -> String {
    let lines: Vec<String> =
        text.trim().lines().map(|line| format!("> {}", line.trim()).trim_end().to_owned()).collect();
    format!("> [!{kind}]\n{}\n", lines.join("\n"))
}

/// A block in the place of a construct: on lines of its own, with the indentation of its place.
pub fn indented_block(text: &str, open: usize, new: &str) -> String {
    let is_block = new.trim_end().contains('\n') || new.starts_with("> [!");
    if !is_block {
        return new.trim_end_matches('\n').to_owned();
    }
    let mut start = open.saturating_sub(LONGEST_TAG);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let near = &text[start..open];
    let line = near.rsplit('\n').next().unwrap_or_default();
    if !line.trim().is_empty() {
        return format!("\n\n{new}\n");
    }
    let mut lines = new.trim_end().split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |all, next| if next.is_empty() { all + "\n" } else { format!("{all}\n{line}{next}") })
}

/// The most bytes that texts of other files add to one page.
const MOST_INCLUDED: usize = 1024 * 1024;

/// How much text of other files has been included in a page.
pub struct Included {
    most_levels: usize,
    levels: usize,
    bytes: usize,
}

impl Included {
    /// Nothing yet, in a page whose included texts may include others down to this level.
    pub fn at_most(most_levels: usize) -> Included {
        Included { most_levels, levels: 0, bytes: 0 }
    }

    /// Counts a text. False where it is nested too deep, or where the page has become too long.
    pub fn admits(&mut self, text: &str) -> bool {
        self.bytes = self.bytes.saturating_add(text.len());
        self.levels < self.most_levels && self.bytes <= MOST_INCLUDED
    }

    /// Converts an included text, one level deeper.
    pub fn nested(&mut self, convert: impl FnOnce(&mut Included)) {
        self.levels += 1;
        convert(self);
        self.levels -= 1;
    }
}

/// What becomes of a page.
#[derive(Debug, Default)]
pub struct Rewrites {
    edits: Vec<Edit>,
    pub front: FrontEdit,
    pub notes: Notes,
    /// Whether its URL came from a template that is not read.
    pub has_unknown_url: bool,
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
