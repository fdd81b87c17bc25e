//! Pages that were found are looked into, for their best sections and what to show of them: the twin of
//! `search-engine.js/judge.js`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::search::ask::Group;
use crate::search::words::each_word;

const MOST_SECTIONS: usize = 3;
/// Words of an excerpt.
const EXCERPT: usize = 30;

/// A page that was found.
#[derive(Debug)]
pub struct Judged {
    pub title: String,
    /// Below the site's root.
    pub url: String,
    pub path: Vec<String>,
    pub kind: Option<String>,
    pub state: Option<String>,
    pub document_id: Option<String>,
    pub sections: Vec<Found>,
    pub score: f64,
}

/// A section that was found.
#[derive(Debug)]
pub struct Found {
    /// `None` for the words before the first heading.
    pub heading: Option<String>,
    pub anchor: Option<String>,
    /// Pieces of its text, and whether each is what was looked for.
    pub excerpt: Vec<(String, bool)>,
    text: String,
    hits: Vec<Hit>,
    value: f64,
}

#[derive(Debug, Clone)]
struct Hit {
    group: usize,
    worth: f64,
    start: usize,
    end: usize,
    place: usize,
}

/// Judges a page by its row: title, address, path, kind, state, number, sections. `None` where it lacks a phrase.
pub fn judge(
    mut row: Value,
    groups: &[Group],
    phrases: &[Vec<BTreeSet<String>>],
    common: &BTreeSet<String>,
) -> Option<Judged> {
    let mut text = |at: usize| match row[at].take() {
        Value::String(text) => Some(text),
        _ => None,
    };
    let (title, url) = (text(0).unwrap_or_default(), text(1).unwrap_or_default());
    let (kind, state, document_id) = (text(3), text(4), text(5));
    let path = row[2].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let sections: Vec<(Option<&str>, Option<&str>, &str)> = row[6]
        .as_array()
        .into_iter()
        .flatten()
        .map(|section| (section[0].as_str(), section[1].as_str(), section[2].as_str().unwrap_or_default()))
        .collect();
    let texts: Vec<&str> = std::iter::once(title.as_str())
        .chain(sections.iter().flat_map(|(heading, _, text)| [heading.unwrap_or_default(), *text]))
        .collect();
    if !phrases.iter().all(|phrase| texts.iter().any(|text| holds_phrase(text, phrase))) {
        return None;
    }
    let whole: f64 = groups.iter().map(|group| group.rarity).sum();
    let mut found: Vec<Found> = sections
        .into_iter()
        .map(|(heading, anchor, text)| {
            let in_heading = hits_in(heading.unwrap_or_default(), groups);
            let hits = hits_in(text, groups);
            let value = worth_of(&hits, groups)
                + 1.2 * worth_of(&in_heading, groups)
                + 0.5 * whole * nearness(&hits, groups)
                + 0.5 * whole * nearness(&in_heading, groups);
            let doubled = phrases.iter().any(|phrase| holds_phrase(text, phrase));
            Found {
                heading: heading.map(str::to_owned),
                anchor: anchor.map(str::to_owned),
                excerpt: Vec::new(),
                text: text.to_owned(),
                hits,
                value: if doubled { value * 2.0 } else { value },
            }
        })
        .collect();
    found.sort_by(|a, b| b.value.total_cmp(&a.value));
    let best = found.first().map_or(0.0, |section| section.value);
    let mut at = 0;
    found.retain(|section| {
        at += 1;
        at == 1 || section.value > 0.0
    });
    found.truncate(MOST_SECTIONS);
    let in_title = hits_in(&title, groups);
    let mut title_words = 0;
    each_word(&title, |word| title_words += usize::from(!word.is_joined && !common.contains(word.folded)));
    let told = in_title.iter().map(|hit| hit.place).collect::<BTreeSet<_>>().len();
    let share = if title_words == 0 { 0.0 } else { (told as f64 / title_words as f64).min(1.0) };
    let score = 0.6 * best + 0.6 * worth_of(&in_title, groups) + 0.4 * whole * share;
    found.retain(|section| section.value >= best * 0.4);
    found.iter_mut().for_each(|section| section.excerpt = excerpt(&section.text, &section.hits, groups));
    Some(Judged { title, url, path, kind, state, document_id, sections: found, score })
}

/// Where words of the query stand in a text.
fn hits_in(text: &str, groups: &[Group]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut place = 0;
    each_word(text, |word| {
        for (at, group) in groups.iter().enumerate() {
            if let Some((_, worth)) = group.forms.get(word.folded) {
                hits.push(Hit { group: at, worth: *worth, start: word.start, end: word.end, place });
            }
        }
        place += usize::from(!word.is_joined);
    });
    hits
}

fn holds_phrase(text: &str, phrase: &[BTreeSet<String>]) -> bool {
    let mut words: Vec<String> = Vec::new();
    each_word(text, |word| {
        if !word.is_joined {
            words.push(word.folded.to_owned());
        }
    });
    words.windows(phrase.len()).any(|run| run.iter().zip(phrase).all(|(word, forms)| forms.contains(word)))
}

/// The worth of the words that were hit: each word once, more hits a little more.
fn worth_of(hits: &[Hit], groups: &[Group]) -> f64 {
    let mut sum = 0.0;
    for (at, group) in groups.iter().enumerate() {
        let own = hits.iter().filter(|hit| hit.group == at);
        let (count, best) = own.fold((0.0, 0.0_f64), |(count, best), hit| (count + 1.0, best.max(hit.worth)));
        if count > 0.0 {
            sum += group.rarity * best * (count / (count + 1.0)) * 1.5;
        }
    }
    sum
}

/// How near each other different words of the query stand: 1 where side by side.
fn nearness(hits: &[Hit], groups: &[Group]) -> f64 {
    let wanted = hits.iter().map(|hit| hit.group).collect::<BTreeSet<_>>().len();
    if groups.len() < 2 || wanted < 2 {
        return 0.0;
    }
    let mut least = usize::MAX;
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for hit in hits {
        last.insert(hit.group, hit.place);
        if last.len() == wanted {
            least = least.min(hit.place - last.values().min().expect("it holds this hit"));
        }
    }
    (wanted as f64 / groups.len() as f64) * (wanted - 1) as f64 / least.max(wanted - 1) as f64
}

/// A text in pieces, those that were hit marked, from one offset to another.
fn marked(text: &str, hits: &[Hit], from: usize, to: usize) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut at = from;
    for hit in hits.iter().filter(|hit| hit.end <= to) {
        if hit.start < at {
            continue;
        }
        if hit.start > at {
            pieces.push((text[at..hit.start].to_owned(), false));
        }
        pieces.push((text[hit.start..hit.end].to_owned(), true));
        at = hit.end;
    }
    if at < to {
        pieces.push((text[at..to].to_owned(), false));
    }
    pieces
}

/// The part of a text that holds the most words of the query.
fn excerpt(text: &str, hits: &[Hit], groups: &[Group]) -> Vec<(String, bool)> {
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
    for (at, hit) in hits.iter().enumerate() {
        let inside: Vec<Hit> =
            hits[at..].iter().filter(|other| other.place < hit.place + EXCERPT - 6).cloned().collect();
        let value = worth_of(&inside, groups);
        if value > best {
            (best, place) = (value, hit.place);
        }
    }
    let first = place.saturating_sub(5).min(words.len().saturating_sub(EXCERPT));
    let last = words.len().min(first + EXCERPT) - 1;
    let from = if first == 0 { 0 } else { words[first].0 };
    let to = if last == words.len() - 1 { text.len() } else { words[last].1 };
    let mut pieces = marked(text, hits, from, to);
    if first > 0 {
        pieces.insert(0, ("… ".to_owned(), false));
    }
    if to < text.len() {
        pieces.push((" …".to_owned(), false));
    }
    pieces
}
