//! Text with insertions, and the way back from its places to those of the text before.

use std::borrow::Cow;

use pulldown_cmark::Options;

use crate::base::span::Span;

/// A character that is no punctuation, no space and never shown (a noncharacter of Unicode). Fixups insert it where the
/// parser needs a letter; it is taken out of the events.
pub const MARK: char = '\u{fdd0}';

/// Text that is ready for the Markdown parser, with a map to the author's offsets.
#[derive(Debug)]
pub struct Normalized<'a> {
    pub text: Cow<'a, str>,
    /// The extensions with which the text must be parsed.
    pub options: Options,
    /// What was inserted, one pass after the other.
    passes: Vec<Vec<Inserted>>,
}

/// Text to insert before a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    pub at: usize,
    pub text: String,
}

/// A position in the text after a pass, and the number of bytes inserted there.
#[derive(Debug)]
struct Inserted {
    at: usize,
    length: usize,
    /// The number of bytes that the pass inserted before it.
    before: usize,
}

impl<'a> Normalized<'a> {
    /// A text without insertions.
    pub fn new(text: Cow<'a, str>, options: Options) -> Normalized<'a> {
        Normalized { text, options, passes: Vec::new() }
    }

    /// Inserts texts, which are in the order of their places.
    pub fn insert(&mut self, insertions: Vec<Insertion>) {
        if insertions.is_empty() {
            return;
        }
        let mut out = String::with_capacity(self.text.len() + insertions.len() * 4);
        let mut pass = Vec::with_capacity(insertions.len());
        let (mut done, mut before) = (0, 0);
        for Insertion { at, text } in insertions {
            out.push_str(&self.text[done..at]);
            pass.push(Inserted { at: out.len(), length: text.len(), before });
            before += text.len();
            out.push_str(&text);
            done = at;
        }
        out.push_str(&self.text[done..]);
        self.text = Cow::Owned(out);
        self.passes.push(pass);
    }

    /// Makes one line of the line that a place begins and the line before it. No place moves.
    pub fn join_lines(&mut self, at: usize) {
        let start = self.text[..at].trim_end_matches([' ', '\t', '>']).trim_end_matches(['\r', '\n']).len();
        self.text.to_mut().replace_range(start..at, &" ".repeat(at - start));
    }

    /// Replaces text by a text of the same length. No place moves.
    pub fn overwrite(&mut self, at: usize, text: &str) {
        self.text.to_mut().replace_range(at..at + text.len(), text);
    }

    /// The author's range for a range of the normalized text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.offset(start), self.offset(end))
    }

    fn offset(&self, at: usize) -> usize {
        self.passes.iter().rev().fold(at, |at, pass| at - inserted_before(pass, at))
    }
}

/// How many bytes a pass inserted before a place.
fn inserted_before(pass: &[Inserted], at: usize) -> usize {
    let count = pass.partition_point(|inserted| inserted.at < at);
    let last = count.checked_sub(1).map(|last| &pass[last]);
    last.map_or(0, |last| last.before + last.length.min(at - last.at))
}
