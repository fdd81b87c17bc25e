//! The inverted index: for each word of the site, the pages that contain it, with the impact of the word on each.
//!
//! A word has more impact in a title than in a heading, more there than in the text, and less in a long text (BM25F:
//! Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", 2004). The rarity of a word is
//! left to the query.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use rust_stemmers::{Algorithm, Stemmer};

use crate::base::hash::ShortKeys;
use crate::search::analysis::{Counts, Indexes, analyse};
use crate::search::analysis_cache::{Analysed, AnalysisCache};
use crate::site::model::Site;
use crate::site::navigation::view::trail;
use crate::site::page::{Page, PageId, PageKind};

/// Weights of the fields, and how much the length of a field reduces them (0: not at all, 1: in full).
const TITLE: Field = Field { weight: 7.0, length: 0.4 };
const HEADINGS: Field = Field { weight: 2.5, length: 0.4 };
const TEXT: Field = Field { weight: 1.0, length: 0.6 };
/// Description, tags and document id.
const METADATA: Field = Field { weight: 3.0, length: 0.0 };
/// How soon more occurrences of a word add nothing (k1 of BM25F).
const SATURATION: f32 = 1.6;
/// The highest `Posting::impact`.
pub const IMPACTS: f32 = 63.0;
/// The most postings of a word; those with the highest impact are kept.
const MAX_POSTINGS: usize = 2_500;

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

/// A page that contains a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Index into the list of entries.
    pub entry: u32,
    /// 1 to `IMPACTS`: how much the page is about the word.
    pub impact: u8,
}

/// A word of the site.
#[derive(Debug)]
pub struct Term {
    pub word: String,
    /// By the stemmer of the language of the first page that contains it.
    pub stem: String,
    /// The number of pages that contain it, those left out of `postings` included.
    pub pages: usize,
    /// By entry.
    pub postings: Vec<Posting>,
}

/// The pages that search may find.
pub fn entries(site: &Site) -> Vec<Entry> {
    let found = site.all().filter(|(_, page)| is_found(site, page));
    found.map(|(page, _)| Entry { page, path: path_of(site, page) }).collect()
}

/// The terms of all pages, sorted by word. Pages in the cache are not analysed again.
pub fn terms(site: &Site, entries: &[Entry], cache: &AnalysisCache) -> Vec<Term> {
    let pages: Vec<Analysed> = entries
        .par_iter()
        .map_init(Indexes::default, |indexes, entry| {
            let page = site.page(entry.page);
            cache.find(page).unwrap_or_else(|| cache.hold(analyse(page, indexes)))
        })
        .collect();
    cache.replace(entries.iter().map(|entry| site.page(entry.page)).zip(&pages));
    invert(site, entries, &pages)
}

fn is_found(site: &Site, page: &Page) -> bool {
    let is_not_found = page.output.as_ref().is_some_and(|output| output.as_str() == "404.html");
    page.kind == PageKind::Authored && !is_not_found && page.is_searchable(site.config())
}

fn path_of(site: &Site, page: PageId) -> Vec<String> {
    let home = site.page(site.home()).key;
    trail(site, page).into_iter().filter(|link| link.key != home).map(|link| link.title).collect()
}

/// The mean length of each field, at least one word.
fn means(pages: &[Analysed]) -> [f32; 4] {
    let mut sums = [0u64; 4];
    for page in pages {
        for (sum, length) in sums.iter_mut().zip(page.lengths) {
            *sum += u64::from(length);
        }
    }
    sums.map(|sum| (sum as f32 / pages.len().max(1) as f32).max(1.0))
}

/// The pages of a word while the index is built.
struct Inverted {
    /// The entry of the first page that contains it.
    first: usize,
    pages: usize,
    /// At least those that will be kept.
    postings: Vec<Posting>,
}

impl Inverted {
    /// Adds a page. The postings of a word on many pages never take much more memory than those that are kept.
    fn add(&mut self, posting: Posting) {
        self.pages += 1;
        self.postings.push(posting);
        if self.postings.len() == 2 * MAX_POSTINGS {
            self.prune();
        }
    }

    /// Leaves the postings with the highest impact, of equal ones the first.
    fn prune(&mut self) {
        if self.postings.len() > MAX_POSTINGS {
            let by_impact = |posting: &Posting| (std::cmp::Reverse(posting.impact), posting.entry);
            self.postings.select_nth_unstable_by_key(MAX_POSTINGS, by_impact);
            self.postings.truncate(MAX_POSTINGS);
        }
    }
}

fn invert(site: &Site, entries: &[Entry], pages: &[Analysed]) -> Vec<Term> {
    let mut inverted: Vec<(String, Inverted)> = postings_by_word(site, entries, pages).into_iter().collect();
    inverted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut stemmers: BTreeMap<&str, Option<Stemmer>> = BTreeMap::new();
    let term = |(word, mut found): (String, Inverted)| {
        let language = language_of(site, entries[found.first].page);
        let stemmer = stemmers.entry(language).or_insert_with(|| algorithm(language).map(Stemmer::create));
        let stem = stemmer.as_ref().map_or(word.as_str().into(), |stemmer| stemmer.stem(&word)).into_owned();
        found.prune();
        found.postings.sort_unstable_by_key(|posting| posting.entry);
        Term { word, stem, pages: found.pages, postings: found.postings }
    };
    inverted.into_iter().map(term).collect()
}

/// Reads the words of one page after the other, so that those of all pages are never in memory together.
fn postings_by_word(site: &Site, entries: &[Entry], pages: &[Analysed]) -> HashMap<String, Inverted, ShortKeys> {
    let means = means(pages);
    let mut inverted: HashMap<String, Inverted, ShortKeys> = HashMap::default();
    for (entry, page) in pages.iter().enumerate() {
        let norms = norms(&page.lengths, means);
        let is_retired = site.page(entries[entry].page).meta().is_some_and(|meta| meta.state.is_retired());
        let analysis = page.analysis.get();
        for (at, found) in analysis.words.iter().enumerate() {
            let word = analysis.word(at);
            let impact = if is_retired { 1 } else { impact(found.counts, norms) };
            let posting = Posting { entry: entry as u32, impact };
            match inverted.get_mut(word) {
                Some(inverted) => inverted.add(posting),
                None => {
                    let new = Inverted { first: entry, pages: 1, postings: vec![posting] };
                    inverted.insert(word.to_owned(), new);
                }
            }
        }
    }
    inverted
}

/// For each field: its weight over the length of this page's.
fn norms(lengths: &[u32; 4], means: [f32; 4]) -> [f32; 4] {
    let mut norms = [0.0; 4];
    for (at, field) in [TITLE, HEADINGS, TEXT, METADATA].iter().enumerate() {
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
