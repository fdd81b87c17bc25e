//! A search query to its results, in a terminal: the twin of the theme's search engine (`search-engine.js/query.js`).
//!
//! It reads the files that a browser would fetch and ranks by the same rules; a test compares the answers of both.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use crate::search::load::{IndexReader, Neighbour, ShardTerm, read_postings, texts};
use crate::search::postings::IMPACTS;
use crate::search::query_word::{EXACT, JOINED, PREFIX, QueryWord, SPELT, STEM, SYNONYM, WordRun, forms_of};
use crate::search::rank::{Hit, score_page};
use crate::search::shards::Impacts;
use crate::search::words::{each_word, is_one_sign, length, plain_words, short_id_key};

const MAX_PREFIX_MATCHES: usize = 40;
const MAX_CORRECTIONS: usize = 4;
const RERANKED: usize = 12;
/// The most pages that are searched for a phrase.
const MAX_PHRASE_PAGES: usize = 60;
/// Pages with a word that may be misspelt all the same, and how many times as many have what it is taken for.
const FEW_PAGES: f64 = 2.0;
const MORE_PAGES: f64 = 4.0;
/// Pages with a word that may be written as two, if it is the whole query, the letters of its second part, and how many such parts are tried.
const MAY_BE_TWO: f64 = 9.0;
const MIN_LETTERS: usize = 3;
const MAX_SPLITS: usize = 2;
/// Words of a query up to which that is tried: a longer question has other words to be found by.
const MANY_WORDS: usize = 2;
/// Weight of a match with a corrected word, by the number of typing errors.
const TYPO: [f64; 3] = [1.0, 0.75, 0.5];

/// The results of a query.
#[derive(Debug)]
pub struct SearchResults {
    pub total: usize,
    /// Words of the site that are spelt like those of the query, if nothing was found.
    pub suggestions: Vec<String>,
    /// The query with misspelt words corrected, as it was searched for.
    pub corrected: Option<String>,
    pub results: Vec<Hit>,
}

/// Restricts a search to pages of a kind, with a tag, or both.
#[derive(Debug, Default)]
pub struct Filter<'a> {
    pub kind: Option<&'a str>,
    pub tag: Option<&'a str>,
    pub state: Option<&'a str>,
}

/// What pages are ranked by, beside the words.
struct Wanted {
    /// Each word in its forms.
    phrases: Vec<Vec<BTreeSet<String>>>,
    /// The query as a document id.
    document_id: String,
    limit: usize,
    /// Whether only pages with all words in their titles are found: there are only stop words.
    in_title: bool,
}

/// A page with words of the query.
struct Candidate {
    entry: u32,
    value: f64,
    share: f64,
}

impl IndexReader<'_> {
    /// Answers a query with at most `limit` pages.
    pub fn search(&self, query: &str, filter: &Filter<'_>, limit: usize) -> SearchResults {
        let (phrases, mut query_words) = self.parse(query);
        let has = |words: &BTreeSet<String>| query_words.iter().any(|query_word| !words.contains(&query_word.word));
        let (has_rare_word, has_word) = (has(&self.common), has(&self.stop_words));
        let words: Vec<String> = query_words.iter().map(|query_word| query_word.word.clone()).collect();
        let left_out = if has_rare_word { &self.common } else { &self.stop_words };
        query_words.retain(|query_word| !has_word || !left_out.contains(&query_word.word));
        let length = query_words.len();
        query_words.iter_mut().for_each(|query_word| self.resolve(query_word, length));
        let mut candidates = self.rank(&mut query_words);
        self.filter(&mut candidates, filter);
        if !phrases.is_empty() {
            candidates.retain(|page| {
                query_words
                    .iter()
                    .all(|query_word| !query_word.is_quoted || query_word.entries.contains_key(&page.entry))
            });
        }
        let correction = |word: &String| {
            query_words
                .iter()
                .find(|query_word| query_word.word == *word)
                .and_then(|query_word| query_word.correction.clone())
        };
        let corrected = words.iter().any(|word| correction(word).is_some()).then(|| {
            words.iter().map(|word| correction(word).unwrap_or_else(|| word.clone())).collect::<Vec<_>>().join(" ")
        });
        let forms =
            phrases.iter().map(|phrase| phrase.iter().map(|word| forms_of(&query_words, word)).collect()).collect();
        let wanted = Wanted { phrases: forms, document_id: short_id_key(query), limit, in_title: !has_word };
        let (mut results, total) = self.rerank(&candidates, &query_words, &wanted);
        results.truncate(limit);
        let suggestions = if total == 0 && has_word { self.suggest(&words) } else { Vec::new() };
        SearchResults { total, suggestions, corrected, results }
    }

    /// Splits a query into the phrases in quotation marks and its words with their alternatives.
    fn parse(&self, query: &str) -> (Vec<Vec<String>>, Vec<QueryWord>) {
        let quotes = quoted_ranges(query);
        let phrases: Vec<Vec<String>> = quotes
            .iter()
            .map(|(start, end)| plain_words(&query[*start..*end]))
            .filter(|words| !words.is_empty())
            .collect();
        let mut query_words: Vec<QueryWord> = Vec::new();
        let mut joined: Vec<(String, Range<usize>)> = Vec::new();
        each_word(query, |word| {
            let (start, end) = (word.start, word.end);
            // A version is one word: 1.2.3 is not 1, 2 and 3.
            let is_version = word.is_joined && word.folded.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            if word.is_joined && !is_one_sign(word.folded) {
                joined.push((word.folded.to_owned(), start..end));
            }
            if is_version {
                query_words.retain(|part| part.start < start || part.end > end);
            }
            if word.is_joined && !is_version {
                return;
            }
            let mut query_word = QueryWord {
                word: word.folded.to_owned(),
                start,
                end,
                is_quoted: quotes.iter().any(|(open, close)| start >= *open && end <= *close),
                is_last: end == query.len(),
                ..QueryWord::default()
            };
            self.spelt(word.folded).iter().for_each(|other| query_word.add_alternative(other, SPELT));
            query_words.push(query_word);
        });
        for (word, place) in joined {
            query_words
                .iter_mut()
                .filter(|part| part.start >= place.start && part.end <= place.end && part.word != word)
                .for_each(|query_word| query_word.add_alternative(&word, JOINED));
        }
        for at in 1..query_words.len() {
            let both = format!("{}{}", query_words[at - 1].word, query_words[at].word);
            query_words[at - 1].add_alternative(&both, JOINED);
            query_words[at].add_alternative(&both, JOINED);
        }
        self.add_synonyms(&mut query_words);
        let mut seen = BTreeSet::new();
        query_words.retain(|query_word| seen.insert(query_word.word.clone()));
        (phrases, query_words)
    }

    fn add_synonyms(&self, query_words: &mut [QueryWord]) {
        for names in self.head["synonyms"].as_array().into_iter().flatten() {
            let names: Vec<Vec<String>> = texts(names).iter().map(|name| plain_words(name)).collect();
            for (at, name) in names.iter().enumerate() {
                let words: Vec<&String> = query_words.iter().map(|query_word| &query_word.word).collect();
                let found = (0..words.len()).find(|start| {
                    !name.is_empty()
                        && name
                            .iter()
                            .enumerate()
                            .all(|(next, word)| words.get(start + next).is_some_and(|own| *own == word))
                });
                let Some(start) = found else { continue };
                let others = names.iter().enumerate().filter(|(other, name)| *other != at && !name.is_empty());
                let others: Vec<&Vec<String>> = others.map(|(_, name)| name).collect();
                for query_word in &mut query_words[start..start + name.len()] {
                    for other in &others {
                        match other.as_slice() {
                            [one] => query_word.add_alternative(one, SYNONYM),
                            words => {
                                let words = words.to_vec();
                                query_word.runs.push(WordRun { words, weight: SYNONYM, forms: Vec::new() });
                            }
                        }
                    }
                }
            }
        }
    }

    /// The other spellings of a word.
    fn spelt(&self, word: &str) -> Vec<String> {
        let pairs = self.head["spellings"].as_array().into_iter().flatten().map(texts);
        let both = pairs.flat_map(|pair| match pair.as_slice() {
            [one, other] => [respelt(word, one, other), respelt(word, other, one)],
            _ => [None, None],
        });
        both.flatten().filter(|other| other != word).collect()
    }

    /// A word of a run with its inflections.
    fn inflected(&self, word: &str) -> BTreeMap<String, Option<Rc<ShardTerm>>> {
        if self.common.contains(word) {
            return BTreeMap::from([(word.to_owned(), None)]);
        }
        let terms = self.terms(word);
        let Some(stem) = terms.iter().find(|term| term.word == word).map(|term| term.stem.clone()) else {
            return BTreeMap::new();
        };
        let same = terms.into_iter().filter(|term| term.stem == stem);
        same.map(|term| (term.word.clone(), Some(term))).collect()
    }

    /// Finds the words of the index that one of the `words` of the query matches.
    fn resolve(&self, query_word: &mut QueryWord, words: usize) {
        let word = query_word.word.clone();
        let terms = self.terms(&word);
        let exact = terms.iter().find(|term| term.word == word).cloned();
        if let Some(term) = &exact {
            query_word.add_match(term, EXACT);
        }
        if query_word.is_quoted {
            return;
        }
        let stem = exact.as_ref().map(|term| term.stem.clone()).or_else(|| self.guess_stem(&word, &terms));
        if let Some(stem) = stem {
            terms.iter().filter(|term| term.stem == stem).for_each(|term| query_word.add_match(term, STEM));
        }
        let is_found = !query_word.matches.is_empty();
        let letters = length(&word);
        let is_sign = is_one_sign(&word);
        if query_word.is_last || !is_found || is_sign {
            // Of one letter alone, only names with signs: C++ for C.
            let is_longer = |term: &str| {
                let more = term.strip_prefix(word.as_str()).unwrap_or_default();
                // 2.10 is no more of 2.1.
                let is_fitting = !word.contains('.')
                    || !word.starts_with(|first: char| first.is_ascii_digit())
                    || more.starts_with('.');
                is_fitting
                    && !more.is_empty()
                    && (letters > 1 || is_sign || more.bytes().all(|byte| matches!(byte, b'+' | b'#')))
            };
            let mut longer: Vec<&Rc<ShardTerm>> = terms.iter().filter(|term| is_longer(&term.word)).collect();
            longer.sort_by_key(|term| (length(&term.word), term.word.clone()));
            for term in longer.into_iter().take(MAX_PREFIX_MATCHES) {
                let share = letters as f64 / length(&term.word) as f64;
                let weight = PREFIX * if is_found { 0.5 } else { 1.0 } * share;
                query_word.add_match(term, if is_sign { JOINED } else { weight });
            }
        }
        for (other, weight) in std::mem::take(&mut query_word.alternatives) {
            let found = self.terms(&other);
            let same = found.iter().find(|term| term.word == other);
            if let Some(same) = same {
                query_word.add_match(same, weight);
            }
            if weight == JOINED {
                continue;
            }
            let guessed = || if weight == SPELT { self.guess_stem(&other, &found) } else { None };
            let Some(stem) = same.map(|term| term.stem.clone()).or_else(guessed) else { continue };
            let inflected = found.iter().filter(|term| term.stem == stem);
            inflected.for_each(|term| query_word.add_match(term, weight * STEM));
        }
        let pages = query_word.pages();
        if pages <= if words > 1 { 0.0 } else { MAY_BE_TWO } {
            query_word.runs.extend(splits(&word, &terms));
        }
        for run in &mut query_word.runs {
            run.forms = run.words.iter().map(|word| self.inflected(word)).collect();
        }
        if pages <= if words > MANY_WORDS { 0.0 } else { FEW_PAGES } && !query_word.runs.iter().any(WordRun::is_known) {
            self.correct(query_word);
        }
    }

    /// Matches the nearest words of the site in place of a misspelt one. One that the site has may be a mistake of the site:
    /// then words that far more pages have count beside it.
    fn correct(&self, query_word: &mut QueryWord) {
        let known = query_word.pages();
        let most = match length(&query_word.word) {
            // A number is never a misspelt word.
            _ if query_word.word.contains(|letter: char| letter.is_ascii_digit()) => 0,
            8.. => 2,
            5..=7 => 1,
            _ => 0,
        };
        let mut neighbours = self.near(&query_word.word, most);
        neighbours.retain(|near| !query_word.matches.contains_key(&near.word));
        let Some(nearest) = neighbours.first().cloned() else { return };
        let as_near = |near: &Neighbour| {
            near.errors == nearest.errors && near.has_other_first_letter == nearest.has_other_first_letter
        };
        let mut most = 0.0;
        for near in neighbours.into_iter().filter(as_near).take(MAX_CORRECTIONS) {
            let terms = self.terms(&near.word);
            let Some(own) = terms.iter().find(|term| term.word == near.word) else { continue };
            let pages = own.about_pages();
            if pages < known * MORE_PAGES {
                continue;
            }
            for term in terms.iter().filter(|term| term.stem == own.stem) {
                query_word.add_match(term, TYPO[near.errors] * if Rc::ptr_eq(term, own) { 1.0 } else { STEM });
            }
            if known == 0.0 && pages > most {
                most = pages;
                query_word.correction = Some(near.word);
            }
        }
    }

    /// Ranks pages by the words on them, from the postings alone.
    fn rank(&self, query_words: &mut [QueryWord]) -> Vec<Candidate> {
        let pages = self.head["pages"].as_u64().unwrap_or(0) as f64;
        let mut scores: BTreeMap<u32, Candidate> = BTreeMap::new();
        let mut whole = 0.0;
        for query_word in query_words {
            let mut pages_of_term = 0;
            for (term, weight) in query_word.matches.values() {
                pages_of_term = pages_of_term.max(term.pages);
                read_postings(&term.list, Impacts::Included, |entry, impact| {
                    let value = weight * f64::from(impact) / f64::from(IMPACTS);
                    let best = query_word.entries.entry(entry).or_insert(0.0);
                    *best = best.max(value);
                });
            }
            for run in &query_word.runs {
                for (entry, impact) in run.entries() {
                    let value = run.weight * f64::from(impact) / f64::from(IMPACTS);
                    let best = query_word.entries.entry(entry).or_insert(0.0);
                    *best = best.max(value);
                }
            }
            let found = query_word.entries.len().max(pages_of_term) as f64;
            query_word.rarity = (1.0 + (pages - found + 0.5) / (found + 0.5)).ln();
            if found > 0.0 {
                whole += query_word.rarity;
            }
            for (entry, value) in &query_word.entries {
                let score = scores.entry(*entry).or_insert(Candidate { entry: *entry, value: 0.0, share: 0.0 });
                score.value += query_word.rarity * value;
                score.share += query_word.rarity;
            }
        }
        let mut all: Vec<Candidate> = scores.into_values().collect();
        all.iter_mut().for_each(|score| score.value *= 0.3 + 0.7 * score.share / whole);
        let most = all.iter().map(|score| score.share).fold(0.0, f64::max);
        all.retain(|score| score.share >= most * 0.5);
        all.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.entry.cmp(&b.entry)));
        all
    }

    fn filter(&self, candidates: &mut Vec<Candidate>, filter: &Filter<'_>) {
        let wanted = [("kinds", filter.kind), ("tags", filter.tag), ("states", filter.state)];
        for (field, name) in wanted.into_iter().filter_map(|(field, name)| Some((field, name?))) {
            let filters = self.stored(&self.head["filters"]);
            let mut members = BTreeSet::new();
            read_postings(filters[field][name].as_str().unwrap_or_default(), Impacts::Omitted, |entry, _| {
                members.insert(entry);
            });
            candidates.retain(|page| members.contains(&page.entry));
        }
    }

    /// Ranks the best pages again by their text: how near each other the words are, and whether phrases occur. Pages are
    /// read in batches of few files; a page of a later batch comes after those of an earlier one.
    fn rerank(&self, candidates: &[Candidate], query_words: &[QueryWord], wanted: &Wanted) -> (Vec<Hit>, usize) {
        let Wanted { phrases, document_id, limit, in_title } = wanted;
        let (mut pages, mut missed, mut seen): (Vec<Hit>, usize, usize) = (Vec::new(), 0, 0);
        let is_open = |seen| seen < candidates.len() && (phrases.is_empty() || seen < MAX_PHRASE_PAGES);
        while is_open(seen) && pages.len() < *limit && (seen == 0 || !in_title) {
            let batch = self.batch(&candidates[seen..], RERANKED.max(*limit));
            seen += batch.len();
            let mut found = Vec::new();
            for page in batch {
                let hit = score_page(self.row(page.entry), query_words, phrases, &self.common);
                let Some(mut hit) = hit.filter(|hit| !in_title || hit.words_in_title == query_words.len()) else {
                    missed += 1;
                    continue;
                };
                let is_id = hit.document_id.as_deref().is_some_and(|own| is_id(own, document_id));
                hit.score = page.value + hit.score + if is_id { 1000.0 } else { 0.0 };
                found.push(hit);
            }
            found.sort_by(|a, b| b.score.total_cmp(&a.score));
            pages.extend(found);
        }
        let is_retired = |page: &Hit| matches!(page.state.as_deref(), Some("withdrawn" | "superseded" | "archived"));
        pages.sort_by_key(is_retired);
        let is_all_read = *in_title || !phrases.is_empty() && seen >= candidates.len();
        let total = if is_all_read { pages.len() } else { candidates.len() - missed };
        (pages, total)
    }

    /// The first candidates whose texts are in as few files as a search reads at once.
    fn batch<'c>(&self, candidates: &'c [Candidate], most: usize) -> &'c [Candidate] {
        let at_once = self.head["atOnce"].as_u64().unwrap_or(1) as usize;
        let mut shards = BTreeSet::new();
        let fits = |page: &&Candidate| {
            shards.insert(self.page_shard(page.entry));
            shards.len() <= at_once
        };
        let count = candidates.iter().take(most).take_while(fits).count();
        &candidates[..count.max(1)]
    }

    /// Words of the site that are spelt like those that were not found.
    fn suggest(&self, words: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for word in words {
            for near in self.near(word, length(word).div_ceil(3).min(3)).into_iter().take(5) {
                if !found.contains(&near.word) {
                    found.push(near.word);
                }
            }
        }
        found.truncate(5);
        found
    }

    /// The stem of a word that is not in the index: the longest known stem that it is an inflection of.
    fn guess_stem(&self, word: &str, terms: &[Rc<ShardTerm>]) -> Option<String> {
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

/// Whether a query is the id of a document, or the number in it.
fn is_id(own: &str, query: &str) -> bool {
    let number = own.rsplit(|letter: char| !letter.is_ascii_digit()).find(|digits| !digits.is_empty());
    short_id_key(own) == query || number.is_some_and(|number| short_id_key(number) == query)
}

/// A word as two: `wikilinks` may be written "wiki links". `terms` begin like it.
fn splits(word: &str, terms: &[Rc<ShardTerm>]) -> Vec<WordRun> {
    let rest = |term: &Rc<ShardTerm>| Some((term.word.clone(), word.strip_prefix(term.word.as_str())?.to_owned()));
    let mut parts: Vec<(String, String)> = terms.iter().filter_map(rest).collect();
    parts.retain(|(_, rest)| length(rest) >= MIN_LETTERS);
    parts.sort_by_key(|(_, rest)| length(rest));
    parts.truncate(MAX_SPLITS);
    let run = |(start, rest)| WordRun { words: vec![start, rest], weight: JOINED, forms: Vec::new() };
    parts.into_iter().map(run).collect()
}

/// A word with the first of two spellings replaced by the second: `-ise` at its end, `colour-` at its beginning.
fn respelt(word: &str, from: &str, to: &str) -> Option<String> {
    let (part, new) = (from.trim_matches('-'), to.trim_matches('-'));
    let at = if from.starts_with('-') {
        word.strip_suffix(part).filter(|start| start.len() > 2).map(str::len)
    } else if from.ends_with('-') {
        word.starts_with(part).then_some(0)
    } else {
        word.find(part)
    }?;
    Some(format!("{}{new}{}", &word[..at], &word[at + part.len()..]))
}

/// The ranges between quotation marks.
fn quoted_ranges(query: &str) -> Vec<(usize, usize)> {
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
