//! The files of the index, loaded one by one as a browser fetches them: the twin of `search-engine.js/load.js`.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use crate::search::cache::Files;
use crate::search::shards::{DIGITS, Impacts};
use crate::search::words::{beginning, length};
use crate::search::writer::{KEPT_FOLDER, NAME_LENGTH};

/// The most shards that one word is looked up in.
const MAX_SHARDS: usize = 3;
/// Lists of words on either side of a misspelt word's place that are read for it.
const MORE_LISTS: usize = 1;

/// A line of a shard.
#[derive(Debug)]
pub struct ShardTerm {
    pub word: String,
    pub stem: String,
    /// Its postings, encoded.
    pub list: String,
    /// The number of its pages if the postings leave some out, else 0.
    pub pages: usize,
}

impl ShardTerm {
    /// About the number of its pages; postings have at least two digits each.
    pub fn about_pages(&self) -> f64 {
        if self.pages > 0 { self.pages as f64 } else { self.list.len() as f64 / 2.0 }
    }
}

/// A word that a misspelt one may have meant.
#[derive(Debug, Clone)]
pub struct Neighbour {
    pub errors: usize,
    pub has_other_first_letter: bool,
    pub word: String,
}

/// A file of pages.
struct PageShard {
    name: Value,
    /// Its first entry.
    start: u32,
}

/// Loads the files of an index as they are needed.
pub struct IndexReader<'a> {
    files: &'a Files,
    pub head: Value,
    /// Words that say little: those of nearly every page, and stop words.
    pub common: BTreeSet<String>,
    pub stop_words: BTreeSet<String>,
    pub endings: BTreeSet<String>,
    /// The first word and the name of each file of words.
    word_shards: Vec<Value>,
    shards: RefCell<HashMap<usize, Rc<Vec<Rc<ShardTerm>>>>>,
    page_shards: Vec<PageShard>,
    rows: RefCell<HashMap<usize, Rc<Value>>>,
}

impl<'a> IndexReader<'a> {
    /// Opens the files of an index.
    pub fn open(files: &'a Files) -> IndexReader<'a> {
        let head = payload(files, "index");
        let set = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let endings = texts(&head["endings"]).into_iter().collect();
        let stop_words: BTreeSet<String> = set(head["stopWords"].as_str().unwrap_or_default());
        let mut common: BTreeSet<String> = set(head["common"].as_str().unwrap_or_default());
        common.extend(stop_words.iter().cloned());
        let page_shards = page_shards(files, &head);
        let word_shards = word_shards(files, &head);
        let (shards, rows) = (RefCell::default(), RefCell::default());
        IndexReader { files, head, common, stop_words, endings, word_shards, shards, page_shards, rows }
    }

    /// Words of the site with at most `most` typing errors' distance from one, the nearest first. The beginning or the end
    /// has to be right: with one error always, with more errors nearly always.
    pub fn near(&self, word: &str, most: usize) -> Vec<Neighbour> {
        if most < 1 {
            return Vec::new();
        }
        let reverse = |word: &str| word.chars().rev().collect::<String>();
        let first = beginning(word, 1);
        let length_of_word = length(word);
        let right = (length_of_word.saturating_sub(1) / (most + 1)).max(1);
        let spelling = self.stored(&self.head["spelling"]);
        let forward = self.words_like(&spelling["words"], word, right);
        let backward = self.words_like(&spelling["reversed"], &reverse(word), right);
        let mut found = Vec::new();
        for candidate in forward.into_iter().chain(backward.iter().map(|word| reverse(word))).collect::<BTreeSet<_>>() {
            let errors = distance(word, &candidate, most);
            if errors <= most {
                let has_other_first_letter = !candidate.starts_with(first);
                found.push(Neighbour { errors, has_other_first_letter, word: candidate });
            }
        }
        found.sort_by_key(|near| {
            let difference = length(&near.word).abs_diff(length_of_word);
            (near.errors, near.has_other_first_letter, difference, near.word.clone())
        });
        found
    }

    /// The words of the lists around a word that may have words with the same beginning.
    fn words_like(&self, lists: &Value, word: &str, letters: usize) -> Vec<String> {
        let lists = lists.as_array().map_or(&[] as &[Value], Vec::as_slice);
        if lists.is_empty() {
            return Vec::new();
        }
        let start = beginning(word, letters);
        let own = place_of(lists, word);
        let first = place_of(lists, start).max(own.saturating_sub(MORE_LISTS));
        let more = lists[own + 1..].iter().take(MORE_LISTS);
        let more = more.take_while(|list| list[0].as_str().is_some_and(|word| word.starts_with(start))).count();
        let texts = lists[first..=own + more].iter().map(|list| self.stored(&list[1]));
        texts
            .flat_map(|text| text.as_str().unwrap_or_default().split(' ').map(str::to_owned).collect::<Vec<_>>())
            .collect()
    }

    /// The terms that begin as a word does. Of a long word all but the ending has to agree for a shard to be looked into.
    pub fn terms(&self, word: &str) -> Vec<Rc<ShardTerm>> {
        let shards = self.word_shards.as_slice();
        if shards.is_empty() {
            return Vec::new();
        }
        let start = beginning(word, 4);
        let near = beginning(word, length(word).saturating_sub(4).max(4));
        let (first, own) = (place_of(shards, near), place_of(shards, word));
        let more = shards[own + 1..].iter().take((MAX_SHARDS - 1).saturating_sub(own - first));
        let more = more.take_while(|shard| shard[0].as_str().is_some_and(|word| word.starts_with(near))).count();
        let all = (first..=own + more).flat_map(|place| self.shard(place, &shards[place][1]).to_vec());
        all.filter(|term| term.word.starts_with(start)).collect()
    }

    fn shard(&self, place: usize, name: &Value) -> Rc<Vec<Rc<ShardTerm>>> {
        let read = || {
            let text = self.stored(name);
            Rc::new(text.as_str().unwrap_or_default().split('\n').map(|line| Rc::new(term(line))).collect())
        };
        self.shards.borrow_mut().entry(place).or_insert_with(read).clone()
    }

    /// The shard with the row of a page.
    pub fn page_shard(&self, entry: u32) -> usize {
        self.page_shards.partition_point(|shard| shard.start <= entry).saturating_sub(1)
    }

    /// The row of a page.
    pub fn row(&self, entry: u32) -> Value {
        let place = self.page_shard(entry);
        let Some(shard) = self.page_shards.get(place) else { return Value::Null };
        let read = || Rc::new(self.stored(&shard.name));
        let rows = self.rows.borrow_mut().entry(place).or_insert_with(read).clone();
        rows[(entry - shard.start) as usize].clone()
    }

    /// The content of a file that is named by its hash.
    pub fn stored(&self, name: &Value) -> Value {
        stored(self.files, name)
    }
}

fn stored(files: &Files, name: &Value) -> Value {
    payload(files, &format!("{KEPT_FOLDER}/{}", name.as_str().unwrap_or_default()))
}

/// The files of words, which the head names itself or by way of other files.
fn word_shards(files: &Files, head: &Value) -> Vec<Value> {
    let part = |part: &Value| if part[1].is_string() { stored(files, &part[1]) } else { part[1].clone() };
    let parts = head["shards"].as_array().into_iter().flatten();
    parts.flat_map(|named| part(named).as_array().cloned().unwrap_or_default()).collect()
}

/// The files of pages, which the head names itself or by way of other files.
fn page_shards(files: &Files, head: &Value) -> Vec<PageShard> {
    let mut start = 0;
    let mut shards = Vec::new();
    for part in head["texts"].as_array().into_iter().flatten() {
        let part = if part[1].is_string() { stored(files, &part[1]) } else { part[1].clone() };
        let (names, counts) = (part["names"].as_str().unwrap_or_default(), part["counts"].as_str().unwrap_or_default());
        for (at, count) in counts.bytes().enumerate() {
            let name = names.get(at * NAME_LENGTH..(at + 1) * NAME_LENGTH).unwrap_or_default();
            shards.push(PageShard { name: Value::from(name), start });
            start += digit(count);
        }
    }
    shards
}

fn payload(files: &Files, name: &str) -> Value {
    let Some(bytes) = files.get(&format!("{name}.js")) else { return Value::Null };
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let inner = text.split_once(',').and_then(|(_, rest)| Some(rest.rsplit_once(')')?.0));
    inner.and_then(|json| serde_json::from_str(json).ok()).unwrap_or(Value::Null)
}

fn term(line: &str) -> ShardTerm {
    let mut parts = line.split('\t');
    let mut next = || parts.next().unwrap_or_default();
    let (word, stem, list, pages) = (next(), next(), next(), next());
    let stem = match stem.strip_prefix('=') {
        Some(stem) => stem.to_owned(),
        None => word.chars().take(stem.parse().unwrap_or(0)).collect(),
    };
    ShardTerm { word: word.to_owned(), stem, list: list.to_owned(), pages: pages.parse().unwrap_or(0) }
}

/// The texts of a JSON array.
pub fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The index in a sorted list of [first word, name] under which a word is filed.
pub fn place_of(list: &[Value], word: &str) -> usize {
    list.partition_point(|part| part[0].as_str().is_some_and(|first| first <= word)).saturating_sub(1)
}

/// Decodes postings and calls `visit` with each entry and its impact, or 0 if they have none.
pub fn read_postings(text: &str, impacts: Impacts, mut visit: impl FnMut(u32, u8)) {
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
        visit(entry, if impacts == Impacts::Included { bytes.next().map_or(0, digit) as u8 } else { 0 });
        entry += 1;
    }
}

fn digit(byte: u8) -> u32 {
    DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0) as u32
}

/// The optimal string alignment distance; any number above `most` if it is larger.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    strsim::osa_distance(&a.iter().collect::<String>(), &b.iter().collect::<String>())
}
