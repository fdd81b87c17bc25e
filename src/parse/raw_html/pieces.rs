//! Maps raw HTML, which the Markdown parser gives in pieces (often one a line), back to the text of the page.

use std::ops::Range;

/// The lines of a piece of HTML with their offsets. Inside lists and quotations the parser removes the beginning of each
/// line, so a line is located by its end.
pub fn lines_of<'t>(markdown: &str, html: &'t str, range: &Range<usize>) -> Vec<(&'t str, usize)> {
    let source = &markdown[range.clone()];
    if source.len() == html.len() {
        return vec![(html, range.start)];
    }
    let mut lines = Vec::new();
    let mut at = range.start;
    // White space at the front may come as an event without a range of its own.
    let written = source.split_inclusive('\n').chain(std::iter::repeat(""));
    for (line, written) in html.split_inclusive('\n').zip(written) {
        let end = at + written.trim_end_matches(['\r', '\n']).len();
        lines.push((line, end.saturating_sub(line.trim_end_matches(['\r', '\n']).len()).max(at)));
        at += written.len();
    }
    lines
}

/// Maps ranges of joined pieces to ranges of the prepared text.
pub struct PieceMap<'p> {
    pieces: &'p [(&'p str, usize)],
    /// The offset of each piece in the joined text.
    starts: Vec<usize>,
}

impl<'p> PieceMap<'p> {
    /// Joins pieces, each with its offset in the prepared text.
    pub fn of(pieces: &'p [(&'p str, usize)]) -> PieceMap<'p> {
        let mut length = 0;
        let starts = pieces.iter().map(|(text, _)| {
            length += text.len();
            length - text.len()
        });
        let starts = starts.collect();
        PieceMap { pieces, starts }
    }

    /// The range in the prepared text for a range of the joined text.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        self.offset(range.start)..self.offset(range.end)
    }

    fn offset(&self, at: usize) -> usize {
        let piece = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        self.pieces.get(piece).map_or(0, |(text, start)| start + (at - self.starts[piece]).min(text.len()))
    }
}
