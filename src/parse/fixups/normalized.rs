//! Text with insertions, and the way back from its places to those of the text before.

use std::borrow::Cow;
use std::ops::Range;

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
    /// What was inserted or moved, one pass after the other.
    passes: Vec<Pass>,
}

/// How the places of a text follow from those of the text before it.
#[derive(Debug)]
enum Pass {
    Inserted(Vec<Inserted>),
    /// Pieces of text, in the order of their new places.
    Moved(Vec<Piece>),
}

/// A piece of the text before, at its new place.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: usize,
    from: usize,
    length: usize,
}

/// A range of text that is written in another way.
#[derive(Debug)]
pub struct Rewrite {
    range: Range<usize>,
    pub text: String,
    pieces: Vec<Piece>,
}

impl Rewrite {
    pub fn new(range: Range<usize>) -> Rewrite {
        let pieces = vec![Piece { at: 0, from: range.start, length: 0 }];
        Rewrite { range, text: String::new(), pieces }
    }

    /// Adds words of the author, which are at an offset of the text before.
    pub fn keep(&mut self, from: usize, words: &str) {
        self.pieces.push(Piece { at: self.text.len(), from, length: words.len() });
        self.text.push_str(words);
    }
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
        self.passes.push(Pass::Inserted(pass));
    }

    /// Writes ranges in another way, which are in the order of their places.
    pub fn rewrite(&mut self, rewrites: Vec<Rewrite>) {
        if rewrites.is_empty() {
            return;
        }
        let mut out = String::with_capacity(self.text.len());
        let mut pieces = Vec::new();
        let mut done = 0;
        for Rewrite { range, text, pieces: kept } in rewrites {
            pieces.push(Piece { at: out.len(), from: done, length: range.start - done });
            out.push_str(&self.text[done..range.start]);
            pieces.extend(kept.into_iter().map(|piece| Piece { at: out.len() + piece.at, ..piece }));
            out.push_str(&text);
            done = range.end;
        }
        pieces.push(Piece { at: out.len(), from: done, length: self.text.len() - done });
        out.push_str(&self.text[done..]);
        self.text = Cow::Owned(out);
        self.passes.push(Pass::Moved(pieces));
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
        self.passes.iter().rev().fold(at, |at, pass| match pass {
            Pass::Inserted(pass) => at - inserted_before(pass, at),
            Pass::Moved(pieces) => place_before(pieces, at),
        })
    }
}

/// The place before pieces were moved. Signs between pieces are at the end of the piece before them.
fn place_before(pieces: &[Piece], at: usize) -> usize {
    let count = pieces.partition_point(|piece| piece.at <= at);
    let last = count.checked_sub(1).map(|last| &pieces[last]);
    last.map_or(0, |last| last.from + last.length.min(at - last.at))
}

/// How many bytes a pass inserted before a place.
fn inserted_before(pass: &[Inserted], at: usize) -> usize {
    let count = pass.partition_point(|inserted| inserted.at < at);
    let last = count.checked_sub(1).map(|last| &pass[last]);
    last.map_or(0, |last| last.before + last.length.min(at - last.at))
}
