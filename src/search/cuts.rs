//! Where a sequence is cut into pieces of about one size.
//!
//! A piece ends before the item with the smallest hash in a window, so that an item that is added, removed or changed moves
//! the cuts near it and no others.

use std::ops::Range;

use crate::base::hash::Hash;

/// What matters of an item.
#[derive(Debug, Clone, Copy)]
pub struct Sized {
    /// A hash of what the item is known by.
    pub hash: Hash,
    pub bytes: usize,
}

/// About how large pieces are.
#[derive(Debug, Clone, Copy)]
pub struct PieceSize {
    /// A quarter more or less is as good.
    pub bytes: usize,
    /// The most items.
    pub items: usize,
}

/// Cuts items into pieces. One that is larger is alone.
pub fn pieces(items: &[Sized], target: PieceSize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < items.len() {
        let end = start + first_piece(&items[start..], target);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// The number of items in the first piece.
fn first_piece(items: &[Sized], target: PieceSize) -> usize {
    let (least, most) = (target.bytes - target.bytes / 4, target.bytes + target.bytes / 4);
    let mut size = 0;
    let mut best: Option<usize> = None;
    for (at, item) in items.iter().enumerate() {
        let is_over = at > 0 && size + item.bytes > most;
        if at > 0 && size >= least && best.is_none_or(|best| item.hash < items[best].hash) {
            best = Some(at);
        }
        if at == target.items || is_over {
            return best.unwrap_or(at);
        }
        size += item.bytes;
    }
    items.len()
}

/// The first of some sizes with which there are at most so many pieces, else the last.
///
/// # Panics
///
/// If there are no sizes.
pub fn size_for(total: usize, sizes: &[usize], most: usize) -> usize {
    let last = sizes.last().expect("there are sizes");
    *sizes.iter().find(|size| total / **size <= most).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: PieceSize = PieceSize { bytes: 48 * 1024, items: 63 };

    fn items(count: u32, bytes: usize) -> Vec<Sized> {
        (0..count).map(|item| Sized { hash: Hash::of(&item.to_le_bytes()), bytes }).collect()
    }

    #[test]
    fn pieces_are_of_about_their_size_and_cover_all_items() {
        let pieces = pieces(&items(2_000, 5_500), TARGET);
        assert!(pieces.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!((pieces[0].start, pieces.last().map(|last| last.end)), (0, Some(2_000)));
        assert!(pieces.iter().all(|piece| piece.len() * 5_500 <= TARGET.bytes + TARGET.bytes / 4));
        assert!((200..=270).contains(&pieces.len()), "{}", pieces.len());
    }

    #[test]
    fn an_added_item_moves_few_cuts() {
        let before = items(1_000, 5_500);
        let mut after = before.clone();
        after.insert(500, Sized { hash: Hash::of(b"new"), bytes: 5_500 });
        let hashes = |items: &[Sized]| -> Vec<Vec<Hash>> {
            pieces(items, TARGET).into_iter().map(|run| items[run].iter().map(|item| item.hash).collect()).collect()
        };
        let (before, after) = (hashes(&before), hashes(&after));
        let changed = after.iter().filter(|run| !before.contains(run)).count();
        assert!(changed <= 12, "{changed} of {}", after.len());
    }

    #[test]
    fn tiny_items_fill_a_piece_by_number_and_large_ones_are_alone() {
        assert!(pieces(&items(200, 10), TARGET).iter().all(|piece| piece.len() <= TARGET.items));
        assert_eq!(pieces(&items(3, 90 * 1024), TARGET).len(), 3);
        assert!(pieces(&[], TARGET).is_empty());
    }

    #[test]
    fn sizes_grow_with_what_is_cut() {
        assert_eq!([0, 500, 1_001, 9_000].map(|total| size_for(total, &[10, 20, 40], 50)), [10, 10, 20, 40]);
    }
}
