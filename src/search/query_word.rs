//! A word of a query: what it matches in the index, and the weight of each match.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::search::load::{ShardTerm, read_postings};
use crate::search::shards::Impacts;

/// Weight of a match with the word itself.
pub const EXACT: f64 = 1.0;
/// Weight of a match with another spelling of it.
pub const SPELT: f64 = 0.95;
/// Weight of a match with an inflection.
pub const STEM: f64 = 0.85;
/// Weight of a match with a longer word that begins with it.
pub const PREFIX: f64 = 0.6;
/// Weight of a match with two words written as one.
pub const JOINED: f64 = 0.9;
/// Weight of a match with a synonym.
pub const SYNONYM: f64 = 0.75;

/// A word of a query.
#[derive(Debug, Default)]
pub struct QueryWord {
    pub word: String,
    /// Where it is written in the query.
    pub start: usize,
    pub end: usize,
    pub is_quoted: bool,
    /// Whether the query ends with it, so that more of it may follow.
    pub is_last: bool,
    /// Words to search for beside it, with their weights.
    pub alternatives: Vec<(String, f64)>,
    /// Several words to search for beside it.
    pub runs: Vec<WordRun>,
    /// The words of the index that match it, with the weight of each match.
    pub matches: HashMap<String, (Rc<ShardTerm>, f64)>,
    /// Entries that contain a match, each with its best impact.
    pub entries: BTreeMap<u32, f64>,
    /// Inverse document frequency.
    pub rarity: f64,
    /// The word of the site that is searched for in place of a misspelt one.
    pub correction: Option<String>,
}

/// Several words that mean one word of a query, such as a name in full.
#[derive(Debug, Default)]
pub struct WordRun {
    pub words: Vec<String>,
    pub weight: f64,
    /// What each may be in a text; one that every page has is only itself, without a term.
    pub forms: Vec<BTreeMap<String, Option<Rc<ShardTerm>>>>,
}

impl WordRun {
    /// Whether the index has all of the words.
    pub fn is_known(&self) -> bool {
        self.forms.iter().all(|forms| !forms.is_empty())
    }

    /// The pages with all words, each with the least of their impacts.
    pub fn entries(&self) -> BTreeMap<u32, u8> {
        let lists = self.forms.iter().filter(|forms| forms.is_empty() || forms.values().any(Option::is_some));
        let mut lists = lists.map(|forms| {
            let mut pages: BTreeMap<u32, u8> = BTreeMap::new();
            for term in forms.values().flatten() {
                read_postings(&term.list, Impacts::Included, |entry, impact| {
                    let best = pages.entry(entry).or_insert(0);
                    *best = impact.max(*best);
                });
            }
            pages
        });
        let mut all = lists.next().unwrap_or_default();
        for list in lists {
            all.retain(|entry, least| {
                list.get(entry).is_some_and(|impact| {
                    *least = impact.min(least).to_owned();
                    true
                })
            });
        }
        all
    }
}

impl QueryWord {
    /// Adds a matching word of the index, or raises its weight.
    pub fn add_match(&mut self, term: &Rc<ShardTerm>, weight: f64) {
        if self.matches.get(&term.word).is_none_or(|(_, earlier)| *earlier < weight) {
            self.matches.insert(term.word.clone(), (term.clone(), weight));
        }
    }

    /// About the number of pages with a match: of the match that most have.
    pub fn pages(&self) -> f64 {
        self.matches.values().map(|(term, _)| term.about_pages()).fold(0.0, f64::max)
    }

    /// Adds a word to search for beside this one.
    pub fn add_alternative(&mut self, word: &str, weight: f64) {
        match self.alternatives.iter_mut().find(|(other, _)| other == word) {
            Some((_, earlier)) => *earlier = weight,
            None => self.alternatives.push((word.to_owned(), weight)),
        }
    }
}

/// Every form of a word that a phrase may contain; a word without matches has only itself.
pub fn forms_of(words: &[QueryWord], word: &str) -> BTreeSet<String> {
    match words.iter().find(|own| own.word == word).filter(|own| !own.matches.is_empty()) {
        Some(own) => own.matches.keys().cloned().collect(),
        None => BTreeSet::from([word.to_owned()]),
    }
}
