//! The words of each page under a hash of what they were read from, so that only pages that changed are read again.
//!
//! Reading its words is two thirds of indexing a page, and they take about 2.5 KB.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use xxhash_rust::xxh3::Xxh3Builder;

use crate::base::hash::Hash;
use crate::search::index::Analysis;
use crate::site::page::Page;

/// Raise the number with the form, or with what counts as a word.
const MAGIC: &[u8] = b"fingerpost-words-1\n";

/// What earlier indexes read: from a file, and in this process.
#[derive(Default)]
pub struct Analyses {
    kept: Vec<u8>,
    /// Where each page stands in `kept`; looked for when the first is wanted.
    places: OnceLock<HashMap<Hash, Range<usize>, Xxh3Builder>>,
    /// What the last index used.
    used: RwLock<HashMap<Hash, Arc<Analysis>, Xxh3Builder>>,
}

impl Analyses {
    /// Begins with what `bytes` gave earlier. Bytes it cannot read count as nothing.
    pub fn new(kept: Vec<u8>) -> Analyses {
        Analyses { kept, ..Analyses::default() }
    }

    /// The words of a page, where a page with the same file, options and title was read before.
    pub fn find(&self, page: &Page) -> Option<Arc<Analysis>> {
        let key = content(page);
        let known = self.used.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        known.or_else(|| {
            let place = self.places.get_or_init(|| places(&self.kept)).get(&key)?;
            decode(&self.kept[place.clone()]).map(Arc::new)
        })
    }

    /// Keeps what an index used, and nothing else.
    pub fn keep<'a>(&self, used: impl Iterator<Item = (&'a Page, &'a Arc<Analysis>)>) {
        let used = used.map(|(page, analysis)| (content(page), analysis.clone())).collect();
        *self.used.write().unwrap_or_else(PoisonError::into_inner) = used;
    }

    /// What is worth keeping for the next run: after the magic, for each page its hash, a length and that many bytes.
    /// `None` where no index was made.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let used = self.used.read().unwrap_or_else(PoisonError::into_inner);
        let mut pages: Vec<_> = used.iter().collect();
        pages.sort_unstable_by_key(|(key, _)| key.0);
        let mut out = MAGIC.to_vec();
        for (key, analysis) in &pages {
            let bytes = encode(analysis);
            out.extend(key.0.to_le_bytes());
            out.extend((bytes.len() as u32).to_le_bytes());
            out.extend(bytes);
        }
        (!pages.is_empty()).then_some(out)
    }
}

/// A hash of all that words are read from: the file with its options, and the title, which may come from elsewhere.
fn content(page: &Page) -> Hash {
    let document = page.document.as_ref().map_or(0, |document| document.hash.0).to_le_bytes();
    Hash::of_parts([document.as_slice(), page.title.as_bytes()])
}

fn places(kept: &[u8]) -> HashMap<Hash, Range<usize>, Xxh3Builder> {
    let mut places = HashMap::with_hasher(Xxh3Builder::new());
    let Some(mut rest) = kept.strip_prefix(MAGIC) else { return places };
    while let Some((key, after)) = rest.split_first_chunk::<16>() {
        let Some((length, after)) = after.split_first_chunk::<4>() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        let Some((_, next)) = after.split_at_checked(length) else { break };
        let start = kept.len() - after.len();
        places.insert(Hash(u128::from_le_bytes(*key)), start..start + length);
        rest = next;
    }
    places
}

/// Four lengths, the number of words, each word's end and counts, then the text.
fn encode(analysis: &Analysis) -> Vec<u8> {
    let mut out = Vec::with_capacity(20 + analysis.words.len() * 12 + analysis.text.len());
    analysis.lengths.iter().for_each(|length| out.extend(length.to_le_bytes()));
    out.extend((analysis.words.len() as u32).to_le_bytes());
    for (end, counts) in &analysis.words {
        out.extend(end.to_le_bytes());
        counts.iter().for_each(|count| out.extend(count.to_le_bytes()));
    }
    out.extend(analysis.text.as_bytes());
    out
}

fn decode(bytes: &[u8]) -> Option<Analysis> {
    let mut rest = bytes;
    let mut number = || {
        let (number, after) = rest.split_first_chunk::<4>()?;
        rest = after;
        Some(u32::from_le_bytes(*number))
    };
    let lengths = [number()?, number()?, number()?, number()?];
    let count = number()? as usize;
    let (words, text) = rest.split_at_checked(count.checked_mul(12)?)?;
    let text = String::from_utf8(text.to_vec()).ok()?;
    let half = |bytes: &[u8], at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let words: Vec<(u32, [u16; 4])> = words
        .chunks_exact(12)
        .map(|word| {
            let end = u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
            (end, [half(word, 4), half(word, 6), half(word, 8), half(word, 10)])
        })
        .collect();
    let is_in_order = words.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    let ends_in_text = words.iter().all(|(end, _)| text.is_char_boundary(*end as usize));
    (is_in_order && ends_in_text).then_some(Analysis { text, words, lengths })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_and_damage_does_not() {
        let analysis = Analysis {
            text: "aböl".to_owned(),
            words: vec![(1, [1, 0, 0, 9]), (5, [0, 65_535, 2, 0])],
            lengths: [1, 2, 3, 70_000],
        };
        let bytes = encode(&analysis);
        assert_eq!(decode(&bytes), Some(analysis));
        for end in 0..bytes.len() {
            assert!(decode(&bytes[..end]).is_none(), "cut at {end}");
        }
        let mut file = MAGIC.to_vec();
        file.extend(7u128.to_le_bytes());
        file.extend((bytes.len() as u32).to_le_bytes());
        file.extend(&bytes);
        assert_eq!(places(&file).len(), 1);
        assert!(places(&file[..file.len() - 1]).is_empty() && places(b"other").is_empty());
    }
}
