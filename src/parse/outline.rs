//! The outline of a page: its headings, and its text by section.

use serde::{Deserialize, Serialize};

/// A heading of the body, at the level at which it is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    pub id: String,
    pub level: u8,
    /// Its text without markup and without a colon at its end.
    pub title: String,
    pub classes: Vec<String>,
}

/// What follows the words of a cell, except after the last of a table.
pub const CELL_END: &str = "\t\n";

/// The words of a page from one heading to the next, without markup: what search finds and shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Index into the facts's headings; `None` for the words before the first.
    pub heading: Option<usize>,
    /// Blocks end with a line break.
    pub text: String,
}
