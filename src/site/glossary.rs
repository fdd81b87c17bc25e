//! The glossary: collects the terms of all pages and decides which definition applies where.
//!
//! On a page, its own definition applies. Elsewhere, a definition on a glossary page applies (by kind or title), else the
//! first in page order. Terms apply only to pages of the same language. Definitions of retired pages apply only there.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::slug::fold;
use crate::config::kinds::Kinds;
use crate::config::settings::Config;
use crate::parse::definition_lines::is_short_form;
use crate::parse::definitions::{Term, is_title};
use crate::parse::document::Document;
use crate::site::matcher::{Matcher, Plurals};
use crate::site::page::{Page, PageId};

/// A definition that applies to the whole site, or one that another definition overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossaryEntry {
    pub page: PageId,
    /// Its place among the terms of the page.
    pub term: usize,
    /// The entry that overrides it, if one of its names is already in use.
    pub before: Option<usize>,
}

/// The terms of one language, with their matcher.
#[derive(Debug)]
struct Words {
    language: String,
    matcher: Option<Matcher>,
}

/// All definitions of a site.
#[derive(Debug, Default)]
pub struct Glossary {
    /// Those of glossaries first, then in page order.
    pub entries: Vec<GlossaryEntry>,
    words: Vec<Words>,
    /// For each page that explains terms: its entries, and those that override them.
    own: HashMap<PageId, HashSet<usize>>,
}

/// For each page, the entries that its text names, in order; its own definitions are no text of its own.
pub type Uses = Vec<Arc<[usize]>>;

impl Glossary {
    /// Collects the terms of pages.
    pub fn new(pages: &[Arc<Page>], config: &Config) -> Glossary {
        let mut entries = Vec::new();
        for first in [true, false] {
            for (at, page) in pages.iter().enumerate().filter(|(_, page)| is_glossary(page, &config.kinds) == first) {
                let shared = terms_of(page).iter().enumerate().filter(|(_, term)| is_shared(page, term));
                entries.extend(shared.map(|(term, _)| GlossaryEntry { page: PageId(at), term, before: None }));
            }
        }
        let mut names: HashMap<(String, String), usize> = HashMap::new();
        let mut by_language: HashMap<String, Vec<(usize, &str)>> = HashMap::new();
        for (at, entry) in entries.iter_mut().enumerate() {
            let page = &pages[entry.page.0];
            let language = language_of(page, config);
            for name in &terms_of(page)[entry.term].names {
                let first = *names.entry((language.clone(), key(name))).or_insert(at);
                if first == at {
                    by_language.entry(language.clone()).or_default().push((at, name));
                } else {
                    entry.before = entry.before.or(Some(first));
                }
            }
        }
        let words = by_language.into_iter().map(|(language, names)| {
            let matcher = Matcher::new(names, Plurals::of(&language));
            Words { language, matcher }
        });
        let words = words.collect();
        let mut own: HashMap<PageId, HashSet<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            own.entry(entry.page).or_default().extend([Some(at), entry.before].into_iter().flatten());
        }
        Glossary { words, entries, own }
    }

    /// The entries that the text of a page names. In a section that explains terms, those of the page itself do not count.
    pub fn uses_of(&self, id: PageId, page: &Page, config: &Config) -> Arc<[usize]> {
        let Some(document) = page.document.as_ref().filter(|_| !self.entries.is_empty()) else { return Arc::default() };
        let language = language_of(page, config);
        let words = self.words.iter().find(|words| words.language == language);
        let Some(matcher) = words.and_then(|words| words.matcher.as_ref()) else { return Arc::default() };
        let explaining = explaining(document);
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for (at, section) in document.content.sections().iter().enumerate() {
            let hits = matcher.find(&section.text).into_iter().map(|(entry, _)| entry);
            let own = self.own.get(&id).filter(|_| explaining.contains(&at));
            used.extend(hits.filter(|entry| own.is_none_or(|own| !own.contains(entry))));
        }
        used.into_iter().collect()
    }

    /// The entries that the texts of all pages name.
    pub fn uses(&self, pages: &[Arc<Page>], config: &Config) -> Uses {
        pages.par_iter().enumerate().map(|(at, page)| self.uses_of(PageId(at), page, config)).collect()
    }
}

/// Whether several pages define terms, so that one page should collect them. Retired ones count, so that the URL of that
/// page does not go with them.
pub fn is_scattered(pages: &[Page]) -> bool {
    let explains = |page: &&Page| terms_of(page).iter().any(|term| !term.is_local && is_open(page));
    pages.iter().filter(explains).take(2).count() > 1
}

/// Whether other pages may show what this one says.
fn is_open(page: &Page) -> bool {
    page.output.is_some() && !page.is_excluded()
}

/// A name as it is compared: initials as they are written, other names without their case.
pub fn key(name: &str) -> String {
    if is_short_form(name) { name.to_owned() } else { fold(name) }
}

/// The main part of a page's language: `en` of `en-GB`.
pub fn language_of(page: &Page, config: &Config) -> String {
    let language = page.meta().and_then(|meta| meta.language.as_deref()).unwrap_or(&config.language);
    language.split(['-', '_']).next().unwrap_or(language).to_lowercase()
}

/// The sections of a page that explain terms.
pub fn explaining(document: &Document) -> BTreeSet<usize> {
    document.facts.terms.iter().filter(|term| !term.is_local).map(|term| term.section).collect()
}

pub(super) fn terms_of(page: &Page) -> &[Term] {
    page.document.as_ref().map_or(&[], |document| &document.facts.terms)
}

/// The anchors of the terms of a page that apply to other pages.
pub(super) fn shared_anchors(page: &Page) -> impl Iterator<Item = String> {
    terms_of(page)
        .iter()
        .filter(|term| !term.definition.is_empty() && is_shared(page, term))
        .map(|term| term.anchor.clone())
}

/// Whether a term of this page applies to other pages.
pub fn is_shared(page: &Page, term: &Term) -> bool {
    !term.is_local && is_open(page) && page.meta().is_some_and(|meta| !meta.state.is_retired())
}

pub(super) fn is_glossary(page: &Page, kinds: &Kinds) -> bool {
    let is_kind = page.meta().and_then(|meta| meta.kind.as_deref()) == Some("glossary");
    !terms_of(page).is_empty() && (is_kind || is_title(&page.title, kinds))
}
