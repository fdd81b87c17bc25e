//! A table of Pandoc that was understood.

/// Words of a cell, in the lines in which the author wrote them, each with its offset.
pub(super) type CellLines<'a> = Vec<(usize, &'a str)>;

/// A table that was understood.
pub(super) struct PandocTable<'a> {
    /// Its first line, and the number of its lines.
    pub(super) first: usize,
    pub(super) length: usize,
    /// White space and signs of block quotes before each line.
    pub(super) prefix: &'a str,
    /// The head first; it may be empty. Each row has as many cells as the table has columns.
    pub(super) rows: Vec<Vec<CellLines<'a>>>,
}
