//! Which words stand on which pages, and how much they say about them.
//!
//! A word counts more in a title than in a heading, and more there than in the text; long texts count less for it
//! (BM25F: Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", 2004). What is left for
//! the moment of search is the rarity of each word.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};
use xxhash_rust::xxh3::{Xxh3Builder, xxh3_64};

use crate::parse::document::Document;
use crate::search::analyses::Analyses;
use crate::search::words::{each_word, id_key};
use crate::site::model::Site;
use crate::site::navigation::view::trail;
use crate::site::page::{Page, PageId, PageKind};

/// Weights, and how much the length of a field counts (0: not at all, 1: in full).
const TITLE: Field = Field { weight: 7.0, length: 0.4 };
const HEADINGS: Field = Field { weight: 2.5, length: 0.4 };
const TEXT: Field = Field { weight: 1.0, length: 0.6 };
/// Description, tags and the document's number.
const ABOUT: Field = Field { weight: 3.0, length: 0.0 };
/// How soon more of the same word says nothing more.
const SATURATION: f32 = 1.6;
/// Steps of `Posting::impact`.
pub const IMPACTS: f32 = 63.0;
/// A word keeps at most this many pages, those that it says most about.
const MOST_PAGES: usize = 2_500;

struct Field {
    weight: f32,
    length: f32,
}

/// A page that search finds.
#[derive(Debug)]
pub struct Entry {
    pub page: PageId,
    /// Titles of the pages above it.
    pub path: Vec<String>,
}

/// A word on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Place in the list of entries.
    pub entry: u32,
    /// 1 to `IMPACTS`: how much the page is about the word.
    pub impact: u8,
}

/// A word of the site.
#[derive(Debug)]
pub struct Term {
    pub word: String,
    /// What its inflections share, by the stemmer of its page's language.
    pub stem: String,
    /// The number of pages that hold it, also those that are not in `postings`.
    pub pages: usize,
    /// By entry.
    pub postings: Vec<Posting>,
}

/// How often a word stands in each field of a page: title, headings, text, about.
pub type Counts = [u16; 4];

/// The words of one page, one after the other in one text.
#[derive(Debug, PartialEq, Eq)]
pub struct Analysis {
    pub(super) text: String,
    /// Where each word ends, and how often it stands in each field.
    pub(super) words: Vec<(u32, Counts)>,
    pub(super) lengths: [u32; 4],
}

/// The pages that search may find.
pub fn entries(site: &Site) -> Vec<Entry> {
    let found = site.all().filter(|(_, page)| is_found(site, page));
    found.map(|(page, _)| Entry { page, path: path_of(site, page) }).collect()
}

/// Reads the words of every page, in order; of those that `kept` knows, what was read before.
pub fn terms(site: &Site, entries: &[Entry], kept: &Analyses) -> Vec<Term> {
    let analyses: Vec<Arc<Analysis>> = entries
        .par_iter()
        .map_init(Places::default, |places, entry| {
            let page = site.page(entry.page);
            kept.find(page).unwrap_or_else(|| Arc::new(analyse(page, places)))
        })
        .collect();
    kept.keep(entries.iter().map(|entry| site.page(entry.page)).zip(&analyses));
    let means = means(&analyses);
    invert(site, entries, &analyses, means)
}

fn is_found(site: &Site, page: &Page) -> bool {
    let is_not_found = page.output.as_ref().is_some_and(|output| output.as_str() == "404.html");
    page.kind == PageKind::Authored && !is_not_found && page.is_searchable(site.config())
}

fn path_of(site: &Site, page: PageId) -> Vec<String> {
    let home = site.page(site.home()).key;
    trail(site, page).into_iter().filter(|link| link.key != home).map(|link| link.title).collect()
}

/// Where each word of a page stands in its analysis, by the hash of the word.
type Places = HashMap<u64, usize, Xxh3Builder>;

fn analyse(page: &Page, places: &mut Places) -> Analysis {
    places.clear();
    let mut analysis = Analysis { text: String::new(), words: Vec::new(), lengths: [0; 4] };
    let mut add = |field: usize, text: &str| {
        each_word(text, |word| {
            analysis.lengths[field] += u32::from(!word.is_joined);
            analysis.count(word.folded, field, places);
        });
    };
    add(0, &page.title);
    let document: &Document = page.document.as_ref().expect("only authored pages are searched");
    for section in &document.text {
        if let Some(heading) = section.heading {
            add(1, &document.facts.headings[heading].title);
        }
        add(2, &section.text);
    }
    let meta = &document.facts.meta;
    add(3, meta.description.as_deref().unwrap_or_default());
    meta.tags.iter().for_each(|tag| add(3, tag));
    if let Some(id) = &meta.document_id {
        add(3, id);
        add(0, &id_key(id));
    }
    analysis
}

impl Analysis {
    fn count(&mut self, word: &str, field: usize, places: &mut Places) {
        let mut hash = xxh3_64(word.as_bytes());
        // Two words of one hash are next to never; the second one moves on.
        let place = loop {
            match places.get(&hash) {
                Some(place) if self.word(*place) == word => break *place,
                Some(_) => hash = hash.wrapping_add(1),
                None => {
                    let place = self.words.len();
                    places.insert(hash, place);
                    self.text.push_str(word);
                    self.words.push((self.text.len() as u32, [0; 4]));
                    break place;
                }
            }
        };
        let count = &mut self.words[place].1[field];
        *count = count.saturating_add(1);
    }

    fn word(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.words[place - 1].0 };
        &self.text[start as usize..self.words[place].0 as usize]
    }
}

/// The mean length of each field, at least one word.
fn means(analyses: &[Arc<Analysis>]) -> [f32; 4] {
    let mut sums = [0u64; 4];
    for analysis in analyses {
        for (sum, length) in sums.iter_mut().zip(analysis.lengths) {
            *sum += u64::from(length);
        }
    }
    sums.map(|sum| (sum as f32 / analyses.len().max(1) as f32).max(1.0))
}

fn invert(site: &Site, entries: &[Entry], analyses: &[Arc<Analysis>], means: [f32; 4]) -> Vec<Term> {
    let mut places: HashMap<&str, usize, Xxh3Builder> = HashMap::with_hasher(Xxh3Builder::new());
    let mut lists: Vec<(&str, usize, Vec<Posting>)> = Vec::new();
    for (at, analysis) in analyses.iter().enumerate() {
        let norms = norms(&analysis.lengths, means);
        let is_retired = site.page(entries[at].page).meta().is_some_and(|meta| meta.state.is_retired());
        for (place, (_, counts)) in analysis.words.iter().enumerate() {
            let word = analysis.word(place);
            let place = *places.entry(word).or_insert_with(|| {
                lists.push((word, at, Vec::new()));
                lists.len() - 1
            });
            let impact = if is_retired { 1 } else { impact(*counts, norms) };
            lists[place].2.push(Posting { entry: at as u32, impact });
        }
    }
    lists.sort_unstable_by_key(|(word, _, _)| *word);
    let mut stemmers: BTreeMap<&str, Option<Stemmer>> = BTreeMap::new();
    lists
        .into_iter()
        .map(|(word, first, mut postings)| {
            let language = language_of(site, entries[first].page);
            let stemmer = stemmers.entry(language).or_insert_with(|| algorithm(language).map(Stemmer::create));
            let stem = stemmer.as_ref().map_or(word.into(), |stemmer| stemmer.stem(word)).into_owned();
            let pages = postings.len();
            if pages > MOST_PAGES {
                postings.sort_by_key(|posting| std::cmp::Reverse(posting.impact));
                postings.truncate(MOST_PAGES);
                postings.sort_by_key(|posting| posting.entry);
            }
            Term { word: word.to_owned(), stem, pages, postings }
        })
        .collect()
}

/// For each field: its weight over the length of this page's.
fn norms(lengths: &[u32; 4], means: [f32; 4]) -> [f32; 4] {
    let mut norms = [0.0; 4];
    for (at, field) in [TITLE, HEADINGS, TEXT, ABOUT].iter().enumerate() {
        norms[at] = field.weight / (1.0 - field.length + field.length * lengths[at] as f32 / means[at]);
    }
    norms
}

fn impact(counts: Counts, norms: [f32; 4]) -> u8 {
    let weighted: f32 = counts.iter().zip(norms).map(|(count, norm)| f32::from(*count) * norm).sum();
    (weighted / (SATURATION + weighted) * IMPACTS).ceil().clamp(1.0, IMPACTS) as u8
}

fn language_of(site: &Site, page: PageId) -> &str {
    let own = site.page(page).meta().and_then(|meta| meta.language.as_deref());
    own.unwrap_or(&site.config().language)
}

/// The Snowball stemmer of a language.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split(['-', '_']).next()?.to_lowercase().as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
