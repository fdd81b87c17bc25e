//! The files that diagnostics point into, each with an index of its lines.
//!
//! Each file is checked for UTF-8 and indexed once a report, however many diagnostics it has.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::line_index::{LineIndex, Position};
use crate::base::path::{SourcePath, join};
use crate::base::span::Span;
use crate::base::tree::Tree;
use crate::theme;

/// The sources of one report, by path.
pub struct Sources<'a> {
    files: BTreeMap<&'a str, SourceText<'a>>,
    /// The project folder, from the root of its repository.
    folder: String,
}

/// The text of a file, with a replacement character for what is not UTF-8, and its lines.
pub struct SourceText<'a> {
    pub text: Cow<'a, str>,
    lines: LineIndex,
}

/// Where a span starts and ends; the end is the position after its last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub start: Position,
    pub end: Position,
}

impl<'a> Sources<'a> {
    /// Reads the files that these diagnostics point into: of the source tree, else of the shipped theme.
    pub fn of(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, tree: &'a Tree) -> Sources<'a> {
        let mut files = BTreeMap::new();
        for diagnostic in diagnostics {
            for at in diagnostic.places() {
                let path = at.path.as_str();
                if !files.contains_key(path)
                    && let Some(source) = SourceText::read(path, tree)
                {
                    files.insert(path, source);
                }
            }
        }
        Sources { files, folder: String::new() }
    }

    /// The same for a project in this folder of its repository.
    pub fn in_folder(self, folder: String) -> Sources<'a> {
        Sources { folder, ..self }
    }

    /// The path of a file from the root of the repository, as services that show findings beside changes need it.
    pub fn repository_path(&self, path: &SourcePath) -> String {
        join(&self.folder, path.as_str()).unwrap_or_else(|| path.as_str().to_owned())
    }

    /// The file and the span of a location; `None` for a file as a whole, and for a file that is not there.
    pub fn locate(&self, at: &Location) -> Option<(&SourceText<'a>, Span)> {
        Some((self.files.get(at.path.as_str())?, at.span?))
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|source| source.text.as_ref())
    }

    /// Where a location starts.
    pub fn position(&self, at: &Location) -> Option<Position> {
        self.locate(at).map(|(source, span)| source.position(span.start))
    }

    /// Where a location starts and ends.
    pub fn region(&self, at: &Location) -> Option<Region> {
        let (source, span) = self.locate(at)?;
        Some(Region { start: source.position(span.start), end: source.position(span.end) })
    }
}

impl<'a> SourceText<'a> {
    /// Reads a file of the source tree, else of the shipped theme.
    pub fn read(path: &str, tree: &'a Tree) -> Option<SourceText<'a>> {
        let text = match tree.get(path) {
            Some(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
            None => Cow::Borrowed(theme::files::shipped_source(path)?),
        };
        Some(SourceText { lines: LineIndex::new(&text), text })
    }

    /// The position of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset)
    }

    /// The bytes of a line, counted from 1, without its line end.
    pub fn line(&self, number: usize) -> Range<usize> {
        let line = self.lines.line(&self.text, number);
        let end = line.start + self.text[line.clone()].trim_end_matches('\r').len();
        line.start..end
    }
}
