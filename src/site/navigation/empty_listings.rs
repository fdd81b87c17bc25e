//! Listings of folders with nothing below them, because all pages of the folder are hidden or name other parents.

use crate::site::navigation::NavEntry;

/// For each entry, whether it is a listing without entries. A folder that has only an empty folder is empty, too.
pub(super) fn empty_listings(entries: &[NavEntry], is_listing: impl Fn(&NavEntry) -> bool) -> Vec<bool> {
    let mut children = vec![0_usize; entries.len()];
    for parent in entries.iter().filter_map(|entry| entry.parent) {
        children[parent] += 1;
    }
    let mut is_empty = vec![false; entries.len()];
    for start in 0..entries.len() {
        let mut at = start;
        while children[at] == 0 && !is_empty[at] && is_listing(&entries[at]) {
            is_empty[at] = true;
            let Some(parent) = entries[at].parent else { break };
            children[parent] -= 1;
            at = parent;
        }
    }
    is_empty
}
