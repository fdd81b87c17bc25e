//! The pages that a print bundle holds, and the identifiers of their places in it.

use std::collections::BTreeMap;

use crate::site::page::PageKey;

/// The pages that a print bundle holds, each with its number.
pub type Parts = BTreeMap<PageKey, usize>;

/// The identifier of a part.
pub fn part_id(number: usize) -> String {
    format!("p{number}")
}
