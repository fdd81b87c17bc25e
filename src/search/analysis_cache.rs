//! A cache of analysed pages by a hash of their content, so that only pages that changed are analysed again.
//!
//! Analysis is two thirds of the work of indexing a page; its result has about 5 KB. Results are read one by one from the
//! file of earlier builds and from the scratch file of this one, and are never in memory together.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use xxhash_rust::xxh3::Xxh3Builder;

use crate::base::hash::Hash;
use crate::base::scratch::{Encoded, Held, Scratch, push_number, take_number, take_text};
use crate::search::analysis::{Analysis, WordCounts};
use crate::site::page::Page;

/// Increase the number if the format changes, or what counts as a word.
const MAGIC: &[u8] = b"fingerpost-words-3\n";
/// The length of the hash and the length of an analysis.
const ROW: u64 = 20;

/// The analysis of a page.
#[derive(Debug, Clone)]
pub struct Analysed {
    /// The number of words in each field.
    pub lengths: [u32; 4],
    pub analysis: Held<Analysis>,
}

/// Analyses of earlier builds: from a file, and of this process.
#[derive(Default)]
pub struct AnalysisCache {
    /// The file of earlier builds.
    stored: Option<Arc<dyn Scratch>>,
    /// The range of each page in `stored`, found when the first page is looked up.
    ranges: OnceLock<HashMap<Hash, Range<u64>, Xxh3Builder>>,
    /// The analyses of the last index.
    used: RwLock<HashMap<Hash, Analysed, Xxh3Builder>>,
    /// Where new ones are kept, if not in memory.
    scratch: Option<Arc<dyn Scratch>>,
}

impl AnalysisCache {
    /// A cache with the file that `parts` gave earlier; a file in another format is ignored.
    pub fn new(stored: Option<Arc<dyn Scratch>>) -> AnalysisCache {
        AnalysisCache { stored, ..AnalysisCache::default() }
    }

    /// Keeps new analyses in a scratch file.
    pub fn with_scratch(self, scratch: Arc<dyn Scratch>) -> AnalysisCache {
        AnalysisCache { scratch: Some(scratch), ..self }
    }

    /// The analysis of a page, if a page with the same file, options and title was analysed before.
    pub fn find(&self, page: &Page) -> Option<Analysed> {
        let key = content_hash(page);
        let used = self.used.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        used.or_else(|| {
            let stored = self.stored.as_ref()?;
            let range = self.ranges.get_or_init(|| ranges(stored.as_ref()).unwrap_or_default()).get(&key)?;
            let analysis = Analysis::decode(&stored.load(range.clone()))?;
            Some(Analysed { lengths: analysis.lengths, analysis: Held::InScratch(stored.clone(), range.clone()) })
        })
    }

    /// Holds a new analysis, in the scratch file where there is one.
    pub fn hold(&self, analysis: Analysis) -> Analysed {
        let lengths = analysis.lengths;
        let mut analysis = Held::new(analysis);
        if let Some(scratch) = &self.scratch {
            analysis = analysis.moved_to(scratch);
        }
        Analysed { lengths, analysis }
    }

    /// Replaces the content with the analyses of an index.
    pub fn replace<'a>(&self, used: impl Iterator<Item = (&'a Page, &'a Analysed)>) {
        let used = used.map(|(page, analysed)| (content_hash(page), analysed.clone())).collect();
        *self.used.write().unwrap_or_else(PoisonError::into_inner) = used;
    }

    /// The bytes to store for the next run, in parts: a magic number and the number of pages, for each page its hash and
    /// a length, then the analyses in the same order. Nothing if nothing was indexed.
    pub fn parts(&self) -> impl Iterator<Item = Vec<u8>> {
        let used = self.used.read().unwrap_or_else(PoisonError::into_inner);
        let mut pages: Vec<(Hash, Analysed)> = used.iter().map(|(key, page)| (*key, page.clone())).collect();
        pages.sort_unstable_by_key(|(key, _)| key.0);
        let mut head = MAGIC.to_vec();
        push_number(pages.len(), &mut head);
        for (key, page) in &pages {
            head.extend(key.0.to_le_bytes());
            push_number(page.analysis.encoded_length(), &mut head);
        }
        let head = (!pages.is_empty()).then_some(head);
        head.into_iter().chain(pages.into_iter().map(|(_, page)| page.analysis.to_bytes()))
    }
}

/// A hash of the input of an analysis: the file with its options, and the title, which may come from elsewhere.
fn content_hash(page: &Page) -> Hash {
    let document = page.document.as_ref().map_or(0, |document| document.hash.0).to_le_bytes();
    Hash::of_parts([document.as_slice(), page.title.as_bytes()])
}

/// The range of each page in a stored file.
fn ranges(stored: &dyn Scratch) -> Option<HashMap<Hash, Range<u64>, Xxh3Builder>> {
    let magic = MAGIC.len() as u64;
    let start = magic + 4;
    let head = stored.load(0..start);
    let count = take_number(&mut head.strip_prefix(MAGIC)?)? as u64;
    let rows = stored.load(start..start + count * ROW);
    let mut ranges = HashMap::with_capacity_and_hasher(count as usize, Xxh3Builder::new());
    let (mut rest, mut at) = (rows.as_slice(), start + count * ROW);
    while let Some((key, after)) = rest.split_first_chunk::<16>() {
        rest = after;
        let length = take_number(&mut rest)? as u64;
        ranges.insert(Hash(u128::from_le_bytes(*key)), at..at + length);
        at += length;
    }
    Some(ranges)
}

/// Four lengths, the number of words, each word's end and counts, then the text.
impl Encoded for Analysis {
    fn encode(&self, out: &mut Vec<u8>) {
        out.reserve(20 + self.words.len() * 12 + self.text.len());
        self.lengths.iter().for_each(|length| out.extend(length.to_le_bytes()));
        push_number(self.words.len(), out);
        for WordCounts { end, counts } in &self.words {
            out.extend(end.to_le_bytes());
            counts.iter().for_each(|count| out.extend(count.to_le_bytes()));
        }
        out.extend(self.text.as_bytes());
    }

    fn decode(mut bytes: &[u8]) -> Option<Analysis> {
        let mut lengths = [0; 4];
        for length in &mut lengths {
            *length = u32::try_from(take_number(&mut bytes)?).ok()?;
        }
        let count = take_number(&mut bytes)?;
        let (words, mut text) = bytes.split_at_checked(count.checked_mul(12)?)?;
        let length = text.len();
        let text = take_text(&mut text, length)?;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file in memory.
    #[derive(Debug)]
    struct Stored(Vec<u8>);

    impl Scratch for Stored {
        fn store(&self, _: &[u8]) -> Option<Range<u64>> {
            None
        }

        fn load(&self, place: Range<u64>) -> Vec<u8> {
            self.0.get(place.start as usize..place.end as usize).unwrap_or_default().to_vec()
        }
    }

    fn analysis() -> Analysis {
        Analysis {
            text: "aböl".to_owned(),
            words: vec![WordCounts { end: 1, counts: [1, 0, 0, 9] }, WordCounts { end: 5, counts: [0, 65_535, 2, 0] }],
            lengths: [1, 2, 3, 70_000],
        }
    }

    #[test]
    fn stored_words_are_read_back_and_damaged_ones_are_dropped() {
        let mut bytes = Vec::new();
        analysis().encode(&mut bytes);
        assert_eq!(Analysis::decode(&bytes), Some(analysis()));
        for end in 0..bytes.len() {
            assert!(Analysis::decode(&bytes[..end]).is_none(), "cut at {end}");
        }
    }

    #[test]
    fn a_stored_file_names_the_place_of_each_page() {
        let cache = AnalysisCache::default();
        assert_eq!(cache.parts().count(), 0);
        let used = [(Hash(9), cache.hold(analysis())), (Hash(7), cache.hold(Analysis::default()))];
        cache.used.write().expect("nobody else uses it").extend(used);
        let file = Stored(cache.parts().flatten().collect());
        let ranges = ranges(&file).expect("it has the format");
        assert_eq!(ranges.len(), 2);
        assert_eq!(Analysis::decode(&file.load(ranges[&Hash(9)].clone())), Some(analysis()));
        assert_eq!(Analysis::decode(&file.load(ranges[&Hash(7)].clone())), Some(Analysis::default()));
        assert!(super::ranges(&Stored(b"fingerpost-words-1\nabcdefg".to_vec())).is_none());
        assert!(super::ranges(&Stored(file.0[..MAGIC.len() + 20].to_vec())).is_none_or(|found| found.is_empty()));
    }
}
