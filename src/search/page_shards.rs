//! Which neighbouring pages share a file of the search index.
//!
//! Files are large enough that a site of 10,000 pages has about 900 of them, and small enough that a search can read a few.
//! A shard ends before the page with the smallest hash in a window, so that a page that is added or removed moves the
//! boundaries near it and no others.

use std::ops::Range;

use crate::base::hash::Hash;

const KIB: usize = 1024;
/// The sizes that shards have about, in bytes. There are few, so that growing sites keep theirs.
const TARGETS: [usize; 5] = [6 * KIB, 12 * KIB, 24 * KIB, 48 * KIB, 60 * KIB];
/// The number of shards up to which a smaller target is taken.
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

/// What matters of a page for its place in a shard.
#[derive(Debug, Clone, Copy)]
pub struct Sized {
    /// A hash of the URL of the page.
    pub hash: Hash,
    pub bytes: usize,
}

/// The size of a shard for a site with that much text, in bytes.
pub fn target(total: usize) -> usize {
    let largest = TARGETS[TARGETS.len() - 1];
    TARGETS.into_iter().find(|target| total / target <= SHARDS).unwrap_or(largest)
}

/// The number of shards that a search reads at once.
pub fn at_once(pages: &[Sized], target: usize) -> usize {
    let total: usize = pages.iter().map(|page| page.bytes).sum();
    let of_site = (total / TEXT_PER_SHARD).clamp(LEAST_OF_SMALL_SITE, MOST_AT_ONCE);
    (AT_ONCE / target).clamp(LEAST_AT_ONCE, of_site)
}

/// Splits pages into runs of about `target` bytes. A page that is larger is alone.
pub fn split(pages: &[Sized], target: usize) -> Vec<Range<usize>> {
    let mut shards = Vec::new();
    let mut start = 0;
    while start < pages.len() {
        let end = end_of_shard(&pages[start..], target);
        shards.push(start..start + end);
        start += end;
    }
    shards
}

/// The number of pages in the first shard.
fn end_of_shard(pages: &[Sized], target: usize) -> usize {
    let (least, most) = (target - target / 4, target + target / 4);
    let mut size = 0;
    let mut best: Option<usize> = None;
    for (at, page) in pages.iter().enumerate() {
        let is_over = at > 0 && size + page.bytes > most;
        if at > 0 && size >= least && best.is_none_or(|best| page.hash < pages[best].hash) {
            best = Some(at);
        }
        if at == MAX_PAGES || is_over {
            return best.unwrap_or(at);
        }
        size += page.bytes;
    }
    pages.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(count: u32, bytes: usize) -> Vec<Sized> {
        (0..count).map(|page| Sized { hash: Hash::of(&page.to_le_bytes()), bytes }).collect()
    }

    #[test]
    fn shards_are_of_about_their_size_and_cover_all_pages() {
        let pages = pages(2_000, 5_500);
        let target = target(60_000 * KIB);
        let shards = split(&pages, target);
        assert!(shards.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!((shards[0].start, shards.last().map(|last| last.end)), (0, Some(2_000)));
        assert!(shards.iter().all(|shard| shard.len() * 5_500 <= target + target / 4));
        assert!((160..=200).contains(&shards.len()), "{}", shards.len());
    }

    #[test]
    fn an_added_page_moves_few_shard_boundaries() {
        let before = pages(1_000, 5_500);
        let mut after = before.clone();
        after.insert(500, Sized { hash: Hash::of(b"new"), bytes: 5_500 });
        let runs = |pages: &[Sized]| -> Vec<Vec<Hash>> {
            split(pages, 48 * KIB).into_iter().map(|run| pages[run].iter().map(|page| page.hash).collect()).collect()
        };
        let (before, after) = (runs(&before), runs(&after));
        let changed = after.iter().filter(|run| !before.contains(run)).count();
        assert!(changed <= 12, "{changed} of {}", after.len());
    }

    #[test]
    fn tiny_pages_fill_a_shard_by_number_and_large_ones_are_alone() {
        assert!(split(&pages(200, 10), 6 * KIB).iter().all(|shard| shard.len() <= MAX_PAGES));
        assert_eq!(split(&pages(3, 50 * KIB), 6 * KIB).len(), 3);
        assert!(split(&[], 6 * KIB).is_empty());
    }

    #[test]
    fn very_small_and_very_large_sites_load_fewer_shards_at_once() {
        let read = |count| {
            let pages = pages(count, 5_500);
            at_once(&pages, target(pages.len() * 5_500))
        };
        assert_eq!([16, 1_000, 10_000].map(read), [6, 12, 3]);
    }
}
