//! Readability measurements by page and by owner: a report, not a check.
//!
//! Sentences of running text and of lists are measured; code, tables, headings and lists of links are not. Pages that
//! are not in English are left out, because the formula and the word list know English only.

mod acronyms;
mod english;
mod sentences;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::base::language;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::base::tree::Tree;
use crate::check::readability::acronyms::Acronyms;
use crate::check::readability::sentences::Block;
use crate::parse::document::Document;
use crate::parse::settings::SiteSettings;
use crate::parse::source_map::SourceMap;
use crate::parse::{front_matter, meta, templating};
use crate::site::model::Site;
use crate::site::page::Page;

/// A sentence with more words than this is long (GOV.UK content style guide).
pub const LONG: usize = 25;

/// A block with fewer words is no sentence.
const FEWEST: usize = 3;

/// What can be added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextCounts {
    pub words: usize,
    pub sentences: usize,
    /// Words that are said, which pieces of code are not, and their syllables.
    pub said: usize,
    pub syllables: usize,
    /// Sentences of more than 25 words.
    pub long: usize,
    /// Uses of the passive.
    pub passive: usize,
    pub acronyms: usize,
    pub listed: usize,
}

impl TextCounts {
    /// Words of a sentence, on average.
    pub fn mean(&self) -> f64 {
        self.words as f64 / self.sentences.max(1) as f64
    }

    /// Flesch reading ease: 100 is very easy, 60 plain, 30 and below hard (R. Flesch, 1948).
    pub fn ease(&self) -> f64 {
        206.835 - 1.015 * self.mean() - 84.6 * self.syllables as f64 / self.said.max(1) as f64
    }

    fn add(&mut self, other: &TextCounts) {
        self.words += other.words;
        self.sentences += other.sentences;
        self.said += other.said;
        self.syllables += other.syllables;
        self.long += other.long;
        self.passive += other.passive;
        self.acronyms += other.acronyms;
        self.listed += other.listed;
    }
}

/// Something on a page, with the offset of its place in the author's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub text: String,
    pub at: usize,
}

/// One page.
#[derive(Debug)]
pub struct Measured {
    pub path: SourcePath,
    pub url: String,
    pub title: String,
    pub owner: Option<String>,
    pub counts: TextCounts,
    /// Long sentences, with their number of words.
    pub long: Vec<(usize, Place)>,
    /// Acronyms that neither the page nor another one explains, where they first occur.
    pub acronyms: Vec<Place>,
    /// Words of the list, with a plainer one.
    pub listed: Vec<(&'static str, Place)>,
}

/// The whole report.
#[derive(Debug)]
pub struct ReadabilityReport {
    /// In order of their files.
    pub pages: Vec<Measured>,
    pub owners: BTreeMap<Option<String>, TextCounts>,
    pub site: TextCounts,
    /// Pages that are not in English.
    pub skipped: Vec<SourcePath>,
}

/// A page as text, before it is known what other pages explain.
struct ReadPage<'a> {
    page: &'a Page,
    document: &'a Document,
    blocks: Vec<Block>,
}

/// Measures every page that an author wrote and that is published.
pub fn of_site(site: &Site, tree: &Tree) -> ReadabilityReport {
    let settings = SiteSettings::new(site.config());
    let pages: Vec<(&Page, &Document)> = site
        .pages()
        .iter()
        .filter(|page| page.output.is_some())
        .filter_map(|page| Some((page.as_ref(), page.document.as_deref()?)))
        .collect();
    let read: Vec<ReadPage<'_>> = pages
        .into_par_iter()
        .map(|(page, document)| {
            let bytes = tree.get(document.path.as_str()).unwrap_or_default();
            let text = std::str::from_utf8(&bytes).unwrap_or_default();
            let body = front_matter::split(text).body;
            if document.facts.meta.templating {
                let rendered = templating::render(&text[body..], &document.front, &settings).unwrap_or_default();
                let mut blocks = sentences::blocks(&rendered, 0, site);
                let origin = SourceMap::new(&text[body..], &rendered);
                let place = |at: usize| origin.span(Span::new(at, at)).shifted(body).start;
                blocks.iter_mut().for_each(|block| block.map_to_source(place));
                return ReadPage { page, document, blocks };
            }
            ReadPage { page, document, blocks: sentences::blocks(&text[body..], body, site) }
        })
        .collect();
    let (english, others): (Vec<_>, Vec<_>) = read.into_iter().partition(|read| is_english(read, site));
    let mut known = Acronyms::new(&site.config().acronyms);
    english.iter().for_each(|read| known.learn(&read.blocks));
    let pages: Vec<Measured> = english.par_iter().map(|read| measure(read, &known)).collect();
    let (mut whole, mut owners) = (TextCounts::default(), BTreeMap::<Option<String>, TextCounts>::new());
    for page in &pages {
        whole.add(&page.counts);
        owners.entry(page.owner.clone()).or_default().add(&page.counts);
    }
    let skipped = others.into_iter().map(|read| read.document.path.clone()).collect();
    ReadabilityReport { pages, owners, site: whole, skipped }
}

fn is_english(read: &ReadPage<'_>, site: &Site) -> bool {
    let tag = read.document.facts.meta.language.as_deref().unwrap_or(&site.config().language);
    let text: Vec<&str> = read.blocks.iter().take(100).map(|block| block.text.as_str()).collect();
    language::primary(tag) == "en" && language::contradicts(tag, &text.join(" ")).is_none()
}

fn measure(read: &ReadPage<'_>, known: &Acronyms) -> Measured {
    let mut counts = TextCounts::default();
    let (mut long, mut acronyms, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    let place = |text: &str, at: usize| Place { text: text.to_owned(), at };
    for block in &read.blocks {
        for sentence in english::sentences(&block.text) {
            let text = &block.text[sentence.clone()];
            let words = english::words(text);
            // A label, such as "See also:".
            if words.len() < FEWEST {
                continue;
            }
            counts.sentences += 1;
            counts.words += words.len();
            let said = words.iter().map(|word| &text[word.clone()]).filter(|word| english::is_said(word));
            counts.said += said.clone().count();
            counts.syllables += said.map(english::syllables).sum::<usize>();
            counts.passive += english::passives(text, &words);
            if words.len() > LONG {
                long.push((words.len(), place(text.trim(), block.offset(sentence.start))));
            }
            for (found, instead) in words::listed(text, &words) {
                listed.push((instead, place(&text[found.clone()], block.offset(sentence.start + found.start))));
            }
            // In a sentence that is all in capitals every word looks like one.
            let is_mixed = text.chars().any(char::is_lowercase);
            for word in words.iter().filter(|_| is_mixed) {
                if let Some(name) = acronyms::name(&text[word.clone()])
                    && !known.has(name)
                    && seen.insert(name.to_owned())
                {
                    acronyms.push(place(name, block.offset(sentence.start + word.start)));
                }
            }
        }
    }
    // What the page itself explains, wherever it does.
    let own = Acronyms::explained(&read.blocks);
    acronyms.retain(|place| !own.contains(&place.text));
    counts.long = long.len();
    counts.acronyms = acronyms.len();
    counts.listed = listed.len();
    Measured {
        path: read.document.path.clone(),
        url: read.page.url.as_str().to_owned(),
        title: read.page.title.clone(),
        owner: meta::find(&read.document.front, "owner").and_then(|node| node.text()).filter(|text| !text.is_empty()),
        counts,
        long,
        acronyms,
        listed,
    }
}
