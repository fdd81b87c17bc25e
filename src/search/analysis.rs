//! The words of one page: how often each occurs in the title, the headings, the text and the metadata.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use crate::base::hash::ShortKeys;
use crate::parse::document::Document;
use crate::search::words::{each_word, id_key};
use crate::site::page::Page;

/// Index of a field in `Counts`.
const TITLE: usize = 0;
const HEADINGS: usize = 1;
const TEXT: usize = 2;
const METADATA: usize = 3;

/// How often a word occurs in each field of a page: title, headings, text, metadata.
pub type Counts = [u16; 4];

/// A word of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordCounts {
    /// Where the word ends in the joined words of its page.
    pub end: u32,
    pub counts: Counts,
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

/// Counts the words of an authored page.
pub fn analyse(page: &Page, indexes: &mut Indexes) -> Analysis {
    indexes.clear();
    let mut analysis = Analysis::default();
    let mut add = |field: usize, text: &str| {
        each_word(text, |word| {
            analysis.lengths[field] += u32::from(!word.is_joined);
            analysis.count(word.folded, field, indexes);
        });
    };
    add(TITLE, &page.title);
    let document: &Document = page.document.as_ref().expect("only authored pages are searched");
    for section in document.content.sections().iter() {
        if let Some(heading) = section.heading {
            add(HEADINGS, &document.facts.headings[heading].title);
        }
        add(TEXT, &section.text);
    }
    let meta = &document.facts.meta;
    add(METADATA, meta.description.as_deref().unwrap_or_default());
    meta.tags.iter().for_each(|tag| add(METADATA, tag));
    if let Some(id) = &meta.document_id {
        add(METADATA, id);
        add(TITLE, &id_key(id));
    }
    analysis
}

impl Analysis {
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
