//! A cache of analysed pages by a hash of their content, so that only pages that changed are analysed again.
//!
//! Analysis is two thirds of the work of indexing a page; its result has about 2.5 KB.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use xxhash_rust::xxh3::Xxh3Builder;

use crate::base::hash::Hash;
use crate::search::analysis::{Analysis, WordCounts};
use crate::site::page::Page;

/// Increase the number if the format changes, or what counts as a word.
const MAGIC: &[u8] = b"fingerpost-words-1\n";

/// Analyses of earlier builds: from a file, and of this process.
#[derive(Default)]
pub struct AnalysisCache {
    stored: Vec<u8>,
    /// The range of each page in `stored`, found when the first page is looked up.
    ranges: OnceLock<HashMap<Hash, Range<usize>, Xxh3Builder>>,
    /// The analyses of the last index.
    used: RwLock<HashMap<Hash, Arc<Analysis>, Xxh3Builder>>,
}

impl AnalysisCache {
    /// A cache with the bytes that `bytes` gave earlier; bytes in another format are ignored.
    pub fn new(stored: Vec<u8>) -> AnalysisCache {
        AnalysisCache { stored, ..AnalysisCache::default() }
    }

    /// The analysis of a page, if a page with the same file, options and title was analysed before.
    pub fn find(&self, page: &Page) -> Option<Arc<Analysis>> {
        let key = content_hash(page);
        let used = self.used.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        used.or_else(|| {
            let range = self.ranges.get_or_init(|| ranges(&self.stored)).get(&key)?;
            decode(&self.stored[range.clone()]).map(Arc::new)
        })
    }

    /// Replaces the content with the analyses of an index.
    pub fn replace<'a>(&self, used: impl Iterator<Item = (&'a Page, &'a Arc<Analysis>)>) {
        let used = used.map(|(page, analysis)| (content_hash(page), analysis.clone())).collect();
        *self.used.write().unwrap_or_else(PoisonError::into_inner) = used;
    }

    /// The bytes to store for the next run: a magic number, then for each page its hash, a length and that many bytes.
    /// `None` if nothing was indexed.
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

/// A hash of the input of an analysis: the file with its options, and the title, which may come from elsewhere.
fn content_hash(page: &Page) -> Hash {
    let document = page.document.as_ref().map_or(0, |document| document.hash.0).to_le_bytes();
    Hash::of_parts([document.as_slice(), page.title.as_bytes()])
}

/// The range of each page in the stored bytes.
fn ranges(stored: &[u8]) -> HashMap<Hash, Range<usize>, Xxh3Builder> {
    let mut ranges = HashMap::with_hasher(Xxh3Builder::new());
    let Some(mut rest) = stored.strip_prefix(MAGIC) else { return ranges };
    while let Some((key, after)) = rest.split_first_chunk::<16>() {
        let Some((length, after)) = after.split_first_chunk::<4>() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        let Some((_, next)) = after.split_at_checked(length) else { break };
        let start = stored.len() - after.len();
        ranges.insert(Hash(u128::from_le_bytes(*key)), start..start + length);
        rest = next;
    }
    ranges
}

/// Four lengths, the number of words, each word's end and counts, then the text.
fn encode(analysis: &Analysis) -> Vec<u8> {
    let mut out = Vec::with_capacity(20 + analysis.words.len() * 12 + analysis.text.len());
    analysis.lengths.iter().for_each(|length| out.extend(length.to_le_bytes()));
    out.extend((analysis.words.len() as u32).to_le_bytes());
    for WordCounts { end, counts } in &analysis.words {
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
    let words: Vec<WordCounts> = words
        .chunks_exact(12)
        .map(|word| {
            let end = u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
            WordCounts { end, counts: [half(word, 4), half(word, 6), half(word, 8), half(word, 10)] }
        })
        .collect();
    let is_in_order = words.windows(2).all(|pair| pair[0].end <= pair[1].end);
    let ends_in_text = words.iter().all(|word| text.is_char_boundary(word.end as usize));
    (is_in_order && ends_in_text).then_some(Analysis { text, words, lengths })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_and_damage_does_not() {
        let analysis = Analysis {
            text: "aböl".to_owned(),
            words: vec![WordCounts { end: 1, counts: [1, 0, 0, 9] }, WordCounts { end: 5, counts: [0, 65_535, 2, 0] }],
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
        assert_eq!(ranges(&file).len(), 1);
        assert!(ranges(&file[..file.len() - 1]).is_empty() && ranges(b"other").is_empty());
    }
}
