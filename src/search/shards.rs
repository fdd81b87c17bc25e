//! The words of the index in files: with their postings, and as plain lists to correct misspelt words.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::hash::Hash;
use crate::search::cuts::{PieceSize, Sized, pieces, size_for};
use crate::search::postings::Posting;
use crate::search::state::Run;

const KIB: usize = 1024;
/// The sizes that shards have about, in bytes (24 KiB are about 14 KB when compressed). There are few, so that growing sites
/// keep theirs.
const SHARD_SIZES: [usize; 3] = [6 * KIB, 12 * KIB, 24 * KIB];
/// The number of shards up to which a smaller size is taken.
const SHARDS: usize = 160;
/// The sizes that lists of words have about, in bytes.
const LIST_SIZES: [usize; 4] = [4 * KIB, 8 * KIB, 16 * KIB, 24 * KIB];
/// The number of lists up to which a smaller size is taken.
const LISTS: usize = 40;
/// The most endings of inflections; the commonest are kept.
const MAX_ENDINGS: usize = 60;
/// Base64 digits of the numbers in postings; six bits each.
pub const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// The runs of each shard.
pub fn shards(runs: &[&Run]) -> Vec<Range<usize>> {
    let sized = |run: &&Run| Sized { hash: Hash::of(run.first.as_bytes()), bytes: run.bytes + 1 };
    cut(&runs.iter().map(sized).collect::<Vec<_>>(), &SHARD_SIZES, SHARDS)
}

/// Whether postings are stored with the impact of each entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impacts {
    Included,
    Omitted,
}

/// Encodes each entry as its distance from the one before, in groups of five bits with the sixth set on all but the
/// last, and then its impact as one digit.
pub fn write_postings(postings: &[Posting], impacts: Impacts, out: &mut String) {
    let mut next = 0;
    for posting in postings {
        let mut distance = posting.entry() - next;
        next = posting.entry() + 1;
        while distance >= 32 {
            out.push(char::from(DIGITS[(32 | distance & 31) as usize]));
            distance >>= 5;
        }
        out.push(char::from(DIGITS[distance as usize]));
        if impacts == Impacts::Included {
            out.push(char::from(DIGITS[usize::from(posting.impact())]));
        }
    }
}

/// Whether a word is in the lists.
pub fn is_listed(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && word.chars().nth(2).is_some()
}

/// Sorted words in lists: each list as text.
pub fn word_lists(words: &[impl AsRef<str>]) -> Vec<String> {
    let sized = |word: &str| Sized { hash: Hash::of(word.as_bytes()), bytes: word.len() + 1 };
    let lists = cut(&words.iter().map(|word| sized(word.as_ref())).collect::<Vec<_>>(), &LIST_SIZES, LISTS);
    let text = |list: Range<usize>| words[list].iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(" ");
    lists.into_iter().map(text).collect()
}

fn cut(items: &[Sized], sizes: &[usize], most: usize) -> Vec<Range<usize>> {
    let total = items.iter().map(|item| item.bytes).sum();
    pieces(items, PieceSize { bytes: size_for(total, sizes, most), items: usize::MAX })
}

/// Endings of inflections after their stem, by the number of words that have each. With them, a query needs no stemmer: a word
/// that is not in the index, but is a stem and one of these endings, belongs to that stem.
pub fn endings(mut counts: BTreeMap<&str, usize>, words: usize, language: &str) -> Vec<String> {
    if language.starts_with("en") {
        for ending in
            ["s", "es", "ed", "d", "ing", "er", "ers", "ion", "ions", "ation", "ations", "ment", "ments", "ly"]
        {
            *counts.entry(ending).or_default() += words;
        }
    }
    let mut endings: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 2).collect();
    endings.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    endings.into_iter().take(MAX_ENDINGS).map(|(ending, _)| ending.to_owned()).collect()
}
