//! The words of one page: how often each occurs in the title, the headings, the text and the metadata.

use std::collections::{BTreeSet, HashMap};

use xxhash_rust::xxh3::xxh3_64;

use crate::base::hash::{Hash, ShortKeys};
use crate::base::scratch::{Encoded, push_number, take_number, take_text};
use crate::parse::document::Document;
use crate::search::stop_words;
use crate::search::words::{each_pair, each_word, id_key, short_id_key};
use crate::site::page::Page;

/// Index of a field in `FieldCounts`.
const TITLE: usize = 0;
const HEADINGS: usize = 1;
const TEXT: usize = 2;
const METADATA: usize = 3;

/// How often a word occurs in each field of a page: title, headings, text, metadata.
pub type FieldCounts = [u16; 4];

/// A word of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordCounts {
    /// Where the word ends in the joined words of its page.
    pub end: u32,
    pub counts: FieldCounts,
}

/// The words of one page, joined to one text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    pub text: String,
    pub words: Vec<WordCounts>,
    /// The number of words in each field.
    pub lengths: [u32; 4],
}

/// The index of each word in the analysis of its page, by the hash of the word. One is used for many pages.
pub type Indexes = HashMap<u64, usize, ShortKeys>;

/// A hash of the input of an analysis: the file with its options, the title, which may come from elsewhere, and the language.
pub fn content_hash(page: &Page, language: &str) -> Hash {
    let document = page.document.as_ref().map_or(0, |document| document.hash.0).to_le_bytes();
    Hash::of_parts([document.as_slice(), page.title.as_bytes(), language.as_bytes()])
}

/// Counts the words of an authored page.
pub fn analyse(page: &Page, language: &str, indexes: &mut Indexes) -> Analysis {
    indexes.clear();
    let mut analysis = Analysis::default();
    analysis.add(TITLE, &page.title, indexes);
    // `frontmatter` finds the page "Front matter".
    let is_stop_word = |word: &str| stop_words::of(language).split(' ').any(|other| other == word);
    each_pair(&page.title, |first, second| {
        if !is_stop_word(first) && !is_stop_word(second) {
            analysis.count(&format!("{first}{second}"), TITLE, indexes);
        }
    });
    let document: &Document = page.document.as_ref().expect("only authored pages are searched");
    for section in document.content.sections().iter() {
        if let Some(heading) = section.heading {
            analysis.add(HEADINGS, &document.facts.headings[heading].title, indexes);
        }
        analysis.add(TEXT, &section.text, indexes);
    }
    let meta = &document.facts.meta;
    analysis.add(METADATA, meta.description.as_deref().unwrap_or_default(), indexes);
    meta.tags.iter().for_each(|tag| analysis.add(METADATA, tag, indexes));
    if let Some(id) = &meta.document_id {
        analysis.add(METADATA, id, indexes);
        id_forms(id).iter().for_each(|form| analysis.count(form, TITLE, indexes));
        analysis.lengths[TITLE] += 1;
    }
    analysis
}

/// What readers type for a document id: `sop014` and `sop14`, `014` and `14` for `SOP-014`.
fn id_forms(id: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([id_key(id), short_id_key(id)]);
    let number = id.rsplit(|letter: char| !letter.is_ascii_digit()).find(|digits| !digits.is_empty());
    forms.extend(number.into_iter().flat_map(|number| [number.to_owned(), short_id_key(number)]));
    forms
}

impl Analysis {
    /// Counts the words of a text.
    fn add(&mut self, field: usize, text: &str, indexes: &mut Indexes) {
        each_word(text, |word| {
            self.lengths[field] += u32::from(!word.is_joined);
            self.count(word.folded, field, indexes);
        });
    }

    fn count(&mut self, word: &str, field: usize, indexes: &mut Indexes) {
        let mut hash = xxh3_64(word.as_bytes());
        // Two words almost never have one hash; if they do, the second takes the next free number.
        let index = loop {
            match indexes.get(&hash) {
                Some(index) if self.word(*index) == word => break *index,
                Some(_) => hash = hash.wrapping_add(1),
                None => {
                    let index = self.words.len();
                    indexes.insert(hash, index);
                    self.text.push_str(word);
                    self.words.push(WordCounts { end: self.text.len() as u32, counts: [0; 4] });
                    break index;
                }
            }
        };
        let count = &mut self.words[index].counts[field];
        *count = count.saturating_add(1);
    }

    /// A word by its index.
    pub fn word(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.words[index - 1].end };
        &self.text[start as usize..self.words[index].end as usize]
    }
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

    #[test]
    fn stored_words_are_read_back_and_damaged_ones_are_dropped() {
        let words = vec![WordCounts { end: 1, counts: [1, 0, 0, 9] }, WordCounts { end: 5, counts: [0, 65_535, 2, 0] }];
        let analysis = Analysis { text: "aböl".to_owned(), words, lengths: [1, 2, 3, 70_000] };
        let mut bytes = Vec::new();
        analysis.encode(&mut bytes);
        assert_eq!(Analysis::decode(&bytes), Some(analysis));
        for end in 0..bytes.len() {
            assert!(Analysis::decode(&bytes[..end]).is_none(), "cut at {end}");
        }
    }
}
