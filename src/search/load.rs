//! The files of the index, read part by part as a browser fetches them: the twin of `search-engine.js/load.js`.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use crate::search::files::Files;
use crate::search::shards::{DIGITS, list_key};

const MOST_SHARDS: usize = 3;

/// The line of a shard.
#[derive(Debug)]
pub struct Term {
    pub word: String,
    pub stem: String,
    /// Its postings, as they are written.
    pub list: String,
    /// The number of its pages, where the postings leave some out.
    pub pages: usize,
}

/// The index, read part by part.
pub struct Reader<'a> {
    files: &'a Files,
    pub head: Value,
    pub common: BTreeSet<String>,
    pub endings: BTreeSet<String>,
    shards: RefCell<HashMap<usize, Rc<Vec<Rc<Term>>>>>,
}

impl<'a> Reader<'a> {
    /// Opens the files of an index.
    pub fn open(files: &'a Files) -> Reader<'a> {
        let head = payload(files, "index");
        let set = |text: &str| text.split(' ').map(str::to_owned).collect();
        let endings = texts(&head["endings"]).into_iter().collect();
        let common = set(head["common"].as_str().unwrap_or_default());
        Reader { files, head, common, endings, shards: RefCell::default() }
    }

    /// Words that a misspelt one may have meant, the nearest first: mistakes, whether the first letter differs, word.
    pub fn near(&self, word: &str, most: usize) -> Vec<(usize, usize, String)> {
        let lists = self.head["words"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        if lists.is_empty() || most < 1 {
            return Vec::new();
        }
        let mut letters = word.chars().map(String::from);
        let first = letters.next().unwrap_or_default();
        let mut places = BTreeSet::new();
        let length_of_word = length(word);
        // A first letter that is missing, too many or in the second place changes the length by one at most.
        for (letter, span) in [(letters.next().unwrap_or_else(|| first.clone()), 1), (first.clone(), most)] {
            for length in length_of_word.saturating_sub(span)..=length_of_word + span {
                let key = list_key(length, &letter);
                let mut place = place_of(lists, &key);
                places.insert(place);
                while lists
                    .get(place + 1)
                    .is_some_and(|list| list[0].as_str().is_some_and(|start| start.starts_with(&key)))
                {
                    place += 1;
                    places.insert(place);
                }
            }
        }
        let mut found = Vec::new();
        for place in places {
            for candidate in self.kept(&lists[place][1]).as_str().unwrap_or_default().split(' ') {
                let steps = distance(word, candidate, most);
                if steps <= most {
                    found.push((steps, usize::from(!candidate.starts_with(&first)), candidate.to_owned()));
                }
            }
        }
        found
            .sort_by_key(|(steps, first, other)| (*steps, *first, length(other).abs_diff(length(word)), other.clone()));
        found
    }

    /// The terms that begin as a word does. Of a long word all but the ending has to agree for a shard to be looked into.
    pub fn terms(&self, word: &str) -> Vec<Rc<Term>> {
        let shards = self.head["shards"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        if shards.is_empty() {
            return Vec::new();
        }
        let start = beginning(word, 4);
        let near = beginning(word, length(word).saturating_sub(4).max(4));
        let (first, own) = (place_of(shards, near), place_of(shards, word));
        let more = shards[own + 1..].iter().take((MOST_SHARDS - 1).saturating_sub(own - first));
        let more = more.take_while(|shard| shard[0].as_str().is_some_and(|word| word.starts_with(near))).count();
        let all = (first..=own + more).flat_map(|place| self.shard(place, &shards[place][1]).to_vec());
        all.filter(|term| term.word.starts_with(start)).collect()
    }

    fn shard(&self, place: usize, name: &Value) -> Rc<Vec<Rc<Term>>> {
        let read = || {
            let text = self.kept(name);
            Rc::new(text.as_str().unwrap_or_default().split('\n').map(|line| Rc::new(term(line))).collect())
        };
        self.shards.borrow_mut().entry(place).or_insert_with(read).clone()
    }

    /// What is known of a page: its block's row, with its text in place of the text's name.
    pub fn row(&self, entry: u32) -> Value {
        let size = self.head["block"].as_u64().unwrap_or(1).max(1) as usize;
        let (block, place) = (entry as usize / size, entry as usize % size);
        let mut row = self.kept(&self.head["blocks"][block])[place].take();
        row[6] = self.kept(&row[6]);
        row
    }

    pub fn kept(&self, name: &Value) -> Value {
        payload(self.files, &format!("kept/{}", name.as_str().unwrap_or_default()))
    }
}

fn payload(files: &Files, name: &str) -> Value {
    let Some(bytes) = files.get(&format!("{name}.js")) else { return Value::Null };
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let inner = text.split_once(',').and_then(|(_, rest)| Some(rest.rsplit_once(')')?.0));
    inner.and_then(|json| serde_json::from_str(json).ok()).unwrap_or(Value::Null)
}

fn term(line: &str) -> Term {
    let mut parts = line.split('\t');
    let mut next = || parts.next().unwrap_or_default();
    let (word, stem, list, pages) = (next(), next(), next(), next());
    let stem = match stem.strip_prefix('=') {
        Some(stem) => stem.to_owned(),
        None => word.chars().take(stem.parse().unwrap_or(0)).collect(),
    };
    Term { word: word.to_owned(), stem, list: list.to_owned(), pages: pages.parse().unwrap_or(0) }
}

pub fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Where in a sorted list of [first word, name] a word must be.
pub fn place_of(list: &[Value], word: &str) -> usize {
    list.partition_point(|part| part[0].as_str().is_some_and(|first| first <= word)).saturating_sub(1)
}

pub fn read_postings(text: &str, with_impact: bool, mut take: impl FnMut(u32, u8)) {
    let digit = |byte: u8| DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0) as u32;
    let mut bytes = text.bytes();
    let mut entry = 0;
    while let Some(first) = bytes.next() {
        let (mut value, mut shift) = (digit(first), 5);
        let mut distance = value & 31;
        while value & 32 != 0 {
            value = bytes.next().map_or(0, digit);
            distance |= (value & 31) << shift;
            shift += 5;
        }
        entry += distance;
        take(entry, if with_impact { bytes.next().map_or(0, digit) as u8 } else { 0 });
        entry += 1;
    }
}

/// The first so many letters of a word.
pub fn beginning(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(at, _)| &word[..at])
}

pub fn length(word: &str) -> usize {
    word.chars().count()
}

/// Letters that are wrong, missing, too many or changed about (optimal string alignment); `most` + 1 where it is larger.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    strsim::osa_distance(&a.iter().collect::<String>(), &b.iter().collect::<String>())
}
