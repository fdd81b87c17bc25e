//! Which neighbouring pages share a file of the search index.
//!
//! Files are large enough that a site of 10,000 pages has about 900 of them, and small enough that a search can read a few.

use std::ops::Range;

use crate::search::cuts::{PieceSize, Sized, pieces, size_for};

const KIB: usize = 1024;
/// The sizes that shards have about, in bytes. There are few, so that growing sites keep theirs.
const SIZES: [usize; 5] = [6 * KIB, 12 * KIB, 24 * KIB, 48 * KIB, 60 * KIB];
/// The number of shards up to which a smaller size is taken.
const SHARDS: usize = 900;
/// The most pages of a shard: their number is one digit of the index.
const MAX_PAGES: usize = 63;
/// What a search reads at once, in bytes, and the least and the most shards for it.
const AT_ONCE: usize = 180 * KIB;
const LEAST_AT_ONCE: usize = 3;
const MOST_AT_ONCE: usize = 12;
/// Small sites have little else to read: a shard for so many bytes of all text, but not fewer than these.
const TEXT_PER_SHARD: usize = 16 * KIB;
const LEAST_OF_SMALL_SITE: usize = 6;

/// The pages of each shard.
pub fn split(pages: &[Sized]) -> Vec<Range<usize>> {
    pieces(pages, PieceSize { bytes: size_of_shards(total(pages)), items: MAX_PAGES })
}

/// The number of shards that a search reads at once.
pub fn at_once(pages: &[Sized]) -> usize {
    let total = total(pages);
    let of_site = (total / TEXT_PER_SHARD).clamp(LEAST_OF_SMALL_SITE, MOST_AT_ONCE);
    (AT_ONCE / size_of_shards(total)).clamp(LEAST_AT_ONCE, of_site)
}

fn size_of_shards(total: usize) -> usize {
    size_for(total, &SIZES, SHARDS)
}

fn total(pages: &[Sized]) -> usize {
    pages.iter().map(|page| page.bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;

    #[test]
    fn very_small_and_very_large_sites_load_fewer_shards_at_once() {
        let read = |count: u32| {
            let page = |page: u32| Sized { hash: Hash::of(&page.to_le_bytes()), bytes: 5_500 };
            at_once(&(0..count).map(page).collect::<Vec<_>>())
        };
        assert_eq!([16, 1_000, 10_000].map(read), [6, 12, 3]);
    }
}
