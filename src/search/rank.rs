//! The text of a page to its score, its best sections and their excerpts: the twin of `search-engine.js/rank.js`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::search::query_word::QueryWord;
use crate::search::words::{each_word, is_space, plain_words};

const MAX_SECTIONS: usize = 3;
/// The length of an excerpt in words.
const EXCERPT_LENGTH: usize = 30;

/// A result: a page with its best sections.
#[derive(Debug)]
pub struct Hit {
    pub title: String,
    /// From the root of the site, without its first `/`.
    pub url: String,
    pub path: Vec<String>,
    pub kind: Option<String>,
    pub state: Option<String>,
    pub document_id: Option<String>,
    pub sections: Vec<SectionHit>,
    /// How many words of the query the title has.
    pub words_in_title: usize,
    pub score: f64,
}

/// A section of a result.
#[derive(Debug)]
pub struct SectionHit {
    /// `None` for the words before the first heading.
    pub heading: Option<String>,
    pub anchor: Option<String>,
    /// Pieces of its text, and whether each is a match.
    pub excerpt: Vec<(String, bool)>,
    text: String,
    occurrences: Vec<Occurrence>,
    score: f64,
}

/// A match of a query word in a text.
#[derive(Debug, Clone)]
struct Occurrence {
    /// Index into the words of the query.
    query_word: usize,
    weight: f64,
    start: usize,
    end: usize,
    /// How many words come before it.
    position: usize,
}

/// Scores a page by its row of the index: title, URL, path, kind, state, document id, sections. `None` if it lacks a
/// phrase.
pub fn score_page(
    mut row: Value,
    query_words: &[QueryWord],
    phrases: &[Vec<BTreeSet<String>>],
    common: &BTreeSet<String>,
) -> Option<Hit> {
    let mut text = |at: usize| match row[at].take() {
        Value::String(text) => Some(text),
        _ => None,
    };
    let (title, url) = (text(0).unwrap_or_default(), text(1).unwrap_or_default());
    let (kind, state, document_id) = (text(3), text(4), text(5));
    let path = row[2].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let sections: Vec<SectionText<'_>> = row[6].as_array().into_iter().flatten().map(SectionText::of).collect();
    let texts: Vec<&str> = std::iter::once(title.as_str())
        .chain(sections.iter().flat_map(|section| [section.heading.unwrap_or_default(), section.text]))
        .collect();
    if !phrases.iter().all(|phrase| texts.iter().any(|text| contains_phrase(text, phrase))) {
        return None;
    }
    let total_rarity: f64 = query_words.iter().map(|query_word| query_word.rarity).sum();
    let scored = sections.into_iter().map(|section| score_section(section, query_words, phrases, total_rarity));
    let mut sections: Vec<SectionHit> = scored.collect();
    sections.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = sections.first().map_or(0.0, |section| section.score);
    let mut at = 0;
    sections.retain(|section| {
        at += 1;
        at == 1 || section.score > 0.0
    });
    sections.truncate(MAX_SECTIONS);
    let in_title = occurrences_in(&title, query_words);
    let share = share_of_title(&title, &in_title, common);
    let words_in_title: BTreeSet<usize> = in_title.iter().map(|found| found.query_word).collect();
    let rarity_in_title: f64 = words_in_title.iter().map(|at| query_words[*at].rarity).sum();
    let is_named = phrases.iter().any(|phrase| contains_phrase(&title, phrase));
    let score = 0.6 * best
        + 0.6 * weight_of(&in_title, query_words)
        + 0.4 * share * (total_rarity + rarity_in_title)
        + if is_named { total_rarity } else { 0.0 };
    sections.retain(|section| section.score >= best * 0.4);
    // What is before the first heading of a page would else be read as part of the section above it.
    sections.sort_by_key(|section| section.heading.is_some());
    sections.iter_mut().for_each(|section| section.excerpt = excerpt(&section.text, &section.occurrences, query_words));
    let words_in_title = words_in_title.len();
    Some(Hit { title, url, path, kind, state, document_id, sections, words_in_title, score })
}

/// The text of a section in the index.
struct SectionText<'t> {
    heading: Option<&'t str>,
    anchor: Option<&'t str>,
    text: &'t str,
}

impl<'t> SectionText<'t> {
    fn of(section: &'t Value) -> SectionText<'t> {
        let text = section[2].as_str().unwrap_or_default();
        SectionText { heading: section[0].as_str(), anchor: section[1].as_str(), text }
    }
}

/// Scores a section by its heading and text. `total_rarity` is the sum over the words of the query.
fn score_section(
    section: SectionText<'_>,
    query_words: &[QueryWord],
    phrases: &[Vec<BTreeSet<String>>],
    total_rarity: f64,
) -> SectionHit {
    let SectionText { heading, anchor, text } = section;
    let in_heading = occurrences_in(heading.unwrap_or_default(), query_words);
    let occurrences = occurrences_in(text, query_words);
    let score = weight_of(&occurrences, query_words)
        + 1.2 * weight_of(&in_heading, query_words)
        + 0.5 * total_rarity * proximity(&occurrences, query_words)
        + 0.5 * total_rarity * proximity(&in_heading, query_words);
    let has = |phrase| contains_phrase(text, phrase) || contains_phrase(heading.unwrap_or_default(), phrase);
    let has_phrase = phrases.iter().any(|phrase| has(phrase.as_slice()));
    SectionHit {
        heading: heading.map(str::to_owned),
        anchor: anchor.map(str::to_owned),
        excerpt: Vec::new(),
        text: text.to_owned(),
        occurrences,
        score: if has_phrase { score * 2.0 } else { score },
    }
}

/// The share of the words of a title that match the query.
fn share_of_title(title: &str, occurrences: &[Occurrence], common: &BTreeSet<String>) -> f64 {
    let mut words = 0;
    each_word(title, |word| words += usize::from(!word.is_joined && !common.contains(word.folded)));
    let matched = occurrences.iter().map(|found| found.position).collect::<BTreeSet<_>>().len();
    if words == 0 { 0.0 } else { (matched as f64 / words as f64).min(1.0) }
}

/// Finds the words of the query in a text: also two neighbours that mean one word, and names of several words.
fn occurrences_in(text: &str, query_words: &[QueryWord]) -> Vec<Occurrence> {
    let mut occurrences = Vec::new();
    let mut add = |word: &str, start: usize, end: usize, position: usize| {
        for (query_word, own) in query_words.iter().enumerate() {
            if let Some((_, weight)) = own.matches.get(word) {
                occurrences.push(Occurrence { query_word, weight: *weight, start, end, position });
            }
        }
    };
    let mut all: Vec<(String, usize, usize)> = Vec::new();
    each_word(text, |word| {
        let before = all.last().filter(|(.., end)| !word.is_joined && is_space(text, *end, word.start));
        if let Some((before, start, _)) = before {
            add(&format!("{before}{}", word.folded), *start, word.end, all.len() - 1);
        }
        add(word.folded, word.start, word.end, all.len());
        if !word.is_joined {
            all.push((word.folded.to_owned(), word.start, word.end));
        }
    });
    for (query_word, own) in query_words.iter().enumerate() {
        for run in &own.runs {
            for (position, words) in all.windows(run.forms.len()).enumerate() {
                if words.iter().zip(&run.forms).all(|((word, ..), forms)| forms.contains_key(word)) {
                    let (start, end) = (words[0].1, words[words.len() - 1].2);
                    occurrences.push(Occurrence { query_word, weight: run.weight, start, end, position });
                }
            }
        }
    }
    if query_words.iter().any(|own| !own.runs.is_empty()) {
        occurrences.sort_by_key(|found| found.position);
    }
    occurrences
}

fn contains_phrase(text: &str, phrase: &[BTreeSet<String>]) -> bool {
    let words = plain_words(text);
    words.windows(phrase.len()).any(|run| run.iter().zip(phrase).all(|(word, forms)| forms.contains(word)))
}

/// The weight of the query words that occur: each word once, more occurrences a little more.
fn weight_of(occurrences: &[Occurrence], query_words: &[QueryWord]) -> f64 {
    let mut sum = 0.0;
    for (at, query_word) in query_words.iter().enumerate() {
        let own = occurrences.iter().filter(|found| found.query_word == at);
        let (count, best) = own.fold((0.0, 0.0_f64), |(count, best), found| (count + 1.0, best.max(found.weight)));
        if count > 0.0 {
            sum += query_word.rarity * best * (count / (count + 1.0)) * 1.5;
        }
    }
    sum
}

/// How near each other different words of the query occur: 1 if side by side.
fn proximity(occurrences: &[Occurrence], query_words: &[QueryWord]) -> f64 {
    let wanted = occurrences.iter().map(|found| found.query_word).collect::<BTreeSet<_>>().len();
    if query_words.len() < 2 || wanted < 2 {
        return 0.0;
    }
    let mut least = usize::MAX;
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for found in occurrences {
        last.insert(found.query_word, found.position);
        if last.len() == wanted {
            least = least.min(found.position - last.values().min().expect("this occurrence is in it"));
        }
    }
    (wanted as f64 / query_words.len() as f64) * (wanted - 1) as f64 / least.max(wanted - 1) as f64
}

/// A range of a text in pieces, with the matches marked.
fn highlight(text: &str, occurrences: &[Occurrence], from: usize, to: usize) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut at = from;
    for found in occurrences.iter().filter(|found| found.end <= to) {
        if found.end <= at {
            continue;
        }
        if found.start > at {
            pieces.push((text[at..found.start].to_owned(), false));
        }
        match pieces.last_mut() {
            // Two signs of a script without spaces may share one.
            Some((last, true)) if found.start <= at => last.push_str(&text[at..found.end]),
            _ => pieces.push((text[found.start.max(at)..found.end].to_owned(), true)),
        }
        at = found.end;
    }
    if at < to {
        pieces.push((text[at..to].to_owned(), false));
    }
    pieces
}

/// The range of a text with the best matches, in pieces.
fn excerpt(text: &str, occurrences: &[Occurrence], query_words: &[QueryWord]) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    each_word(text, |word| {
        if !word.is_joined {
            words.push((word.start, word.end));
        }
    });
    if words.is_empty() {
        return Vec::new();
    }
    let (mut best, mut place) = (-1.0, 0);
    for (at, found) in occurrences.iter().enumerate() {
        let inside: Vec<Occurrence> = occurrences[at..]
            .iter()
            .filter(|other| other.position < found.position + EXCERPT_LENGTH - 6)
            .cloned()
            .collect();
        let value = weight_of(&inside, query_words);
        if value > best {
            (best, place) = (value, found.position);
        }
    }
    let first = place.saturating_sub(5).min(words.len().saturating_sub(EXCERPT_LENGTH));
    let last = words.len().min(first + EXCERPT_LENGTH) - 1;
    let from = if first == 0 { 0 } else { words[first].0 };
    let to = if last == words.len() - 1 { text.len() } else { words[last].1 };
    let mut pieces = highlight(text, occurrences, from, to);
    if first > 0 {
        pieces.insert(0, ("… ".to_owned(), false));
    }
    if to < text.len() {
        pieces.push((" …".to_owned(), false));
    }
    pieces
}
