//! Questions to the index in a terminal: the twin of the theme's search engine (`search-engine.js/ask.js`).
//!
//! It reads the files that a browser would fetch and ranks by the same rules; one test holds both against each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::search::index::IMPACTS;
use crate::search::judge::{Judged, judge};
use crate::search::load::{Reader, Term, length, read_postings, texts};
use crate::search::words::{each_word, id_key};

const MOST_FORMS: usize = 40;
const MOST_MENDED: usize = 4;
const RERANKED: usize = 12;
const PHRASE_BATCHES: usize = 5;
/// What a match is worth: the word itself, an inflection, the rest of a word, two words as one, another word for it.
const EXACT: f64 = 1.0;
const STEM: f64 = 0.85;
const PREFIX: f64 = 0.6;
const JOINED: f64 = 0.9;
const SYNONYM: f64 = 0.75;
/// By the number of mistakes in it.
const SLIP: [f64; 3] = [1.0, 0.75, 0.5];

/// What was found.
#[derive(Debug)]
pub struct Answer {
    pub total: usize,
    /// Words near those that were asked for, where nothing was found.
    pub words: Vec<String>,
    /// The words that were looked for in place of misspelt ones.
    pub corrected: Option<String>,
    pub results: Vec<Judged>,
}

/// Restricts a search.
#[derive(Debug, Default)]
pub struct Filter<'a> {
    pub kind: Option<&'a str>,
    pub tag: Option<&'a str>,
}

/// A word of a query.
#[derive(Debug, Default)]
pub struct Group {
    word: String,
    start: usize,
    end: usize,
    is_quoted: bool,
    is_last: bool,
    others: Vec<(String, f64)>,
    /// The forms under which it is looked for, with what each is worth.
    pub forms: HashMap<String, (Rc<Term>, f64)>,
    hits: BTreeMap<u32, f64>,
    pub rarity: f64,
    mended: Option<String>,
}

struct Ranked {
    entry: u32,
    value: f64,
    share: f64,
}

impl Reader<'_> {
    /// Answers a query with at most `limit` pages.
    pub fn search(&self, query: &str, filter: &Filter<'_>, limit: usize) -> Answer {
        let (phrases, mut groups) = self.read(query);
        let is_telling = groups.iter().any(|group| !self.common.contains(&group.word));
        let words: Vec<String> = groups.iter().map(|group| group.word.clone()).collect();
        groups.retain(|group| !is_telling || !self.common.contains(&group.word));
        groups.iter_mut().for_each(|group| self.resolve(group));
        let mut ranked = self.rank(&mut groups);
        self.filter(&mut ranked, filter);
        if !phrases.is_empty() {
            ranked.retain(|page| groups.iter().all(|group| !group.is_quoted || group.hits.contains_key(&page.entry)));
        }
        let mended =
            |word: &String| groups.iter().find(|group| group.word == *word).and_then(|group| group.mended.clone());
        let corrected = words.iter().any(|word| mended(word).is_some()).then(|| {
            words.iter().map(|word| mended(word).unwrap_or_else(|| word.clone())).collect::<Vec<_>>().join(" ")
        });
        let forms = phrases.iter().map(|phrase| phrase.iter().map(|word| forms_of(&groups, word)).collect()).collect();
        let (mut results, total) = self.look_into(&ranked, &groups, forms, &id_key(query), limit.max(RERANKED));
        results.truncate(limit);
        let near = if total == 0 { self.suggest(&words) } else { Vec::new() };
        Answer { total, words: near, corrected, results }
    }

    /// Reads a query: the phrases in quotation marks, and its words with what else they may mean.
    fn read(&self, query: &str) -> (Vec<Vec<String>>, Vec<Group>) {
        let quotes = quotes(query);
        let phrases: Vec<Vec<String>> = quotes
            .iter()
            .map(|(start, end)| plain_words(&query[*start..*end]))
            .filter(|words| !words.is_empty())
            .collect();
        let mut groups: Vec<Group> = Vec::new();
        let mut joined: Vec<(String, usize, usize)> = Vec::new();
        each_word(query, |word| {
            let (start, end) = (word.start, word.end);
            if word.is_joined {
                joined.push((word.folded.to_owned(), start, end));
                return;
            }
            groups.push(Group {
                word: word.folded.to_owned(),
                start,
                end,
                is_quoted: quotes.iter().any(|(open, close)| start >= *open && end <= *close),
                is_last: end == query.len(),
                ..Group::default()
            });
        });
        for (word, start, end) in joined {
            groups
                .iter_mut()
                .filter(|group| group.start >= start && group.end <= end)
                .for_each(|group| group.add_other(&word, JOINED));
        }
        for at in 1..groups.len() {
            let both = format!("{}{}", groups[at - 1].word, groups[at].word);
            groups[at - 1].add_other(&both, JOINED);
            groups[at].add_other(&both, JOINED);
        }
        self.add_synonyms(&mut groups);
        let mut seen = BTreeSet::new();
        groups.retain(|group| seen.insert(group.word.clone()));
        (phrases, groups)
    }

    fn add_synonyms(&self, groups: &mut [Group]) {
        for names in self.head["synonyms"].as_array().into_iter().flatten() {
            let names: Vec<Vec<String>> = texts(names).iter().map(|name| plain_words(name)).collect();
            for (at, name) in names.iter().enumerate() {
                let words: Vec<&String> = groups.iter().map(|group| &group.word).collect();
                let found = (0..words.len()).find(|start| {
                    !name.is_empty()
                        && name
                            .iter()
                            .enumerate()
                            .all(|(next, word)| words.get(start + next).is_some_and(|own| *own == word))
                });
                let Some(start) = found else { continue };
                let others: Vec<&String> =
                    names.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, name)| name).collect();
                for group in &mut groups[start..start + name.len()] {
                    others.iter().for_each(|other| group.add_other(other, SYNONYM));
                }
            }
        }
    }

    /// Finds the forms under which the index holds what a word of the query means.
    fn resolve(&self, group: &mut Group) {
        let word = group.word.clone();
        let terms = self.terms(&word);
        let exact = terms.iter().find(|term| term.word == word).cloned();
        if let Some(term) = &exact {
            group.add(term, EXACT);
        }
        if group.is_quoted {
            return;
        }
        let stem = exact.as_ref().map(|term| term.stem.clone()).or_else(|| self.guess_stem(&word, &terms));
        if let Some(stem) = stem {
            terms.iter().filter(|term| term.stem == stem).for_each(|term| group.add(term, STEM));
        }
        let is_found = !group.forms.is_empty();
        let letters = length(&word);
        if letters > 1 && (group.is_last || !is_found) {
            let mut longer: Vec<&Rc<Term>> =
                terms.iter().filter(|term| term.word.starts_with(&word) && term.word != word).collect();
            longer.sort_by_key(|term| (length(&term.word), term.word.clone()));
            for term in longer.into_iter().take(MOST_FORMS) {
                let share = letters as f64 / length(&term.word) as f64;
                group.add(term, PREFIX * if is_found { 0.5 } else { 1.0 } * share);
            }
        }
        for (other, worth) in std::mem::take(&mut group.others) {
            let found = self.terms(&other);
            let Some(same) = found.iter().find(|term| term.word == other) else { continue };
            group.add(same, worth);
            if worth == SYNONYM {
                found.iter().filter(|term| term.stem == same.stem).for_each(|term| group.add(term, worth * STEM));
            }
        }
        if group.forms.is_empty() {
            self.mend(group);
        }
    }

    /// Takes the nearest words of the site in place of a misspelt one.
    fn mend(&self, group: &mut Group) {
        let most = match length(&group.word) {
            8.. => 2,
            5..=7 => 1,
            _ => 0,
        };
        let near = self.near(&group.word, most);
        let Some((steps, first, _)) = near.first().cloned() else { return };
        let mut most = 0;
        for (_, _, word) in near.into_iter().filter(|one| (one.0, one.1) == (steps, first)).take(MOST_MENDED) {
            let terms = self.terms(&word);
            let Some(own) = terms.iter().find(|term| term.word == word) else { continue };
            for term in terms.iter().filter(|term| term.stem == own.stem) {
                group.add(term, SLIP[steps] * if Rc::ptr_eq(term, own) { 1.0 } else { STEM });
            }
            let pages = if own.pages > 0 { own.pages } else { own.list.len() };
            if pages > most {
                most = pages;
                group.mended = Some(word);
            }
        }
    }

    /// Ranks pages by the words on them.
    fn rank(&self, groups: &mut [Group]) -> Vec<Ranked> {
        let pages = self.head["pages"].as_u64().unwrap_or(0) as f64;
        let mut scores: BTreeMap<u32, Ranked> = BTreeMap::new();
        let mut whole = 0.0;
        for group in groups {
            let mut known = 0;
            for (term, worth) in group.forms.values() {
                known = known.max(term.pages);
                read_postings(&term.list, true, |entry, impact| {
                    let value = worth * f64::from(impact) / f64::from(IMPACTS);
                    let best = group.hits.entry(entry).or_insert(0.0);
                    *best = best.max(value);
                });
            }
            let found = group.hits.len().max(known) as f64;
            group.rarity = (1.0 + (pages - found + 0.5) / (found + 0.5)).ln();
            if found > 0.0 {
                whole += group.rarity;
            }
            for (entry, value) in &group.hits {
                let score = scores.entry(*entry).or_insert(Ranked { entry: *entry, value: 0.0, share: 0.0 });
                score.value += group.rarity * value;
                score.share += group.rarity;
            }
        }
        let mut all: Vec<Ranked> = scores.into_values().collect();
        all.iter_mut().for_each(|score| score.value *= 0.3 + 0.7 * score.share / whole);
        let most = all.iter().map(|score| score.share).fold(0.0, f64::max);
        all.retain(|score| score.share >= most * 0.5);
        all.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.entry.cmp(&b.entry)));
        all
    }

    fn filter(&self, ranked: &mut Vec<Ranked>, filter: &Filter<'_>) {
        let wanted = [("kinds", filter.kind), ("tags", filter.tag)];
        for (field, name) in wanted.into_iter().filter_map(|(field, name)| Some((field, name?))) {
            let members = self.kept(&self.head["filters"]);
            let mut kept = BTreeSet::new();
            read_postings(members[field][name].as_str().unwrap_or_default(), false, |entry, _| {
                kept.insert(entry);
            });
            ranked.retain(|page| kept.contains(&page.entry));
        }
    }

    /// Looks into the best pages: where the words stand near each other, and whether phrases are there.
    fn look_into(
        &self,
        ranked: &[Ranked],
        groups: &[Group],
        phrases: Vec<Vec<BTreeSet<String>>>,
        document_id: &str,
        limit: usize,
    ) -> (Vec<Judged>, usize) {
        let rounds = if phrases.is_empty() { 1 } else { PHRASE_BATCHES };
        let (mut pages, mut missed, mut seen) = (Vec::new(), 0, 0);
        for batch in ranked.chunks(limit).take(rounds) {
            if pages.len() >= limit {
                break;
            }
            seen += batch.len();
            for page in batch {
                match judge(self.row(page.entry), groups, &phrases, &self.common) {
                    Some(mut judged) => {
                        let is_id = judged.document_id.as_deref().is_some_and(|own| id_key(own) == document_id);
                        judged.score = page.value + judged.score + if is_id { 1000.0 } else { 0.0 };
                        pages.push(judged);
                    }
                    None => missed += 1,
                }
            }
        }
        let is_retired = |page: &Judged| matches!(page.state.as_deref(), Some("withdrawn" | "superseded" | "archived"));
        pages.sort_by(|a, b| is_retired(a).cmp(&is_retired(b)).then(b.score.total_cmp(&a.score)));
        let total = if !phrases.is_empty() && seen >= ranked.len() { pages.len() } else { ranked.len() - missed };
        (pages, total)
    }

    /// Words of the site near those that were not found.
    fn suggest(&self, words: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for word in words {
            for (_, _, near) in self.near(word, length(word).div_ceil(3).min(3)).into_iter().take(5) {
                if !found.contains(&near) {
                    found.push(near);
                }
            }
        }
        found.truncate(5);
        found
    }

    /// The stem of a word that is not in the index: the longest known stem that it is an inflection of.
    fn guess_stem(&self, word: &str, terms: &[Rc<Term>]) -> Option<String> {
        let mut best: Option<&str> = None;
        for term in terms {
            let stem = term.stem.as_str();
            if best.is_some_and(|best| length(stem) <= length(best)) || length(stem) < 3 {
                continue;
            }
            let other = stem.strip_suffix('i').map_or_else(|| format!("{stem}e"), |start| format!("{start}y"));
            let is_stem_of = |base: &str| {
                word.strip_prefix(base).is_some_and(|ending| ending.is_empty() || self.endings.contains(ending))
            };
            if is_stem_of(stem) || is_stem_of(&other) {
                best = Some(stem);
            }
        }
        best.map(str::to_owned)
    }
}

impl Group {
    fn add(&mut self, term: &Rc<Term>, worth: f64) {
        if self.forms.get(&term.word).is_none_or(|(_, known)| *known < worth) {
            self.forms.insert(term.word.clone(), (term.clone(), worth));
        }
    }

    fn add_other(&mut self, word: &str, worth: f64) {
        match self.others.iter_mut().find(|(other, _)| other == word) {
            Some((_, known)) => *known = worth,
            None => self.others.push((word.to_owned(), worth)),
        }
    }
}

/// Every form of a word that a phrase may hold; a word that was not looked for stands for itself.
fn forms_of(groups: &[Group], word: &str) -> BTreeSet<String> {
    match groups.iter().find(|group| group.word == word).filter(|group| !group.forms.is_empty()) {
        Some(group) => group.forms.keys().cloned().collect(),
        None => BTreeSet::from([word.to_owned()]),
    }
}

/// The insides of quotation marks.
fn quotes(query: &str) -> Vec<(usize, usize)> {
    let is_mark = |letter: char| matches!(letter, '"' | '\u{201c}' | '\u{201d}');
    let marks: Vec<(usize, usize)> = query
        .char_indices()
        .filter(|(_, letter)| is_mark(*letter))
        .map(|(at, letter)| (at, at + letter.len_utf8()))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < marks.len() {
        let (start, end) = (marks[at].1, marks[at + 1].0);
        let is_empty = start == end;
        if !is_empty {
            found.push((start, end));
        }
        at += if is_empty { 1 } else { 2 };
    }
    found
}

fn plain_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| {
        if !word.is_joined {
            words.push(word.folded.to_owned());
        }
    });
    words
}
