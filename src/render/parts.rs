//! The pages of a print bundle, and the IDs of their anchors in it.

use std::collections::BTreeMap;

use crate::site::page::PageKey;

/// The pages of a print bundle, each with its position.
pub type Parts = BTreeMap<PageKey, usize>;

/// The identifier of a part.
pub fn part_id(number: usize) -> String {
    format!("p{number}")
}
