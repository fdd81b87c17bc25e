//! Byte ranges of a source file. Only `report` turns them into lines and columns.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open byte range into a source file, counted from the file's first byte (a BOM included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// Creates a span; if the end is before the start, an empty one at the start.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    /// Moves the span forward by `offset` bytes.
    pub fn shifted(self, offset: usize) -> Span {
        Span { start: self.start + offset, end: self.end + offset }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}
