//! The index as files that a browser fetches in small pieces: postings, lists of words, and pages in shards.
//!
//! Each file is a script with one call, so that it loads from `file:` URLs as well as from a server:
//! `fingerpostData("NAME", PAYLOAD)`. `index` names all others, which are named by a hash of their content.
//! Each file is handed on as soon as it is made, so that the texts of a site are never in memory together. One that would
//! be the same as in the last index is not made.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::search::cache::{Files, SearchCache};
use crate::search::cuts::Sized;
use crate::search::directories::{directories, word_directories};
use crate::search::entries::{Entry, entries, language_of};
use crate::search::filters::{Filters, filters};
use crate::search::inverted::{Inverted, invert};
use crate::search::page_shards;
use crate::search::rows::{RowOutline, outline, row};
use crate::search::shards;
use crate::search::spellings;
use crate::search::state::{Run, Spelling, State, WordList};
use crate::search::stop_words;
use crate::search::synonyms::synonyms;
use crate::search::word_groups::sum_of_endings;
use crate::search::writer::{Receiver, Writer};
use crate::site::model::Site;

/// Increase when the format of a file changes.
const VERSION: u32 = 7;

/// Hands on all files of an index. Returns diagnostics about those that could not be handed on.
pub fn write(site: &Site, cache: &SearchCache, receiver: &dyn Receiver) -> Vec<Diagnostic> {
    let (_turn, last) = cache.begin();
    let mut last = last.unwrap_or_default();
    let writer = Writer::new(receiver, std::mem::take(&mut last.files));
    let entries = entries(site);
    let texts = page_texts(site, &entries, &writer);
    let inverted = invert(site, &entries, cache, &mut last);
    let spelling = spelling(&inverted, last.spelling, &writer);
    let named = |lists: &[WordList]| Value::from_iter(lists.iter().map(|list| json!([list.first, list.file.name()])));
    // Only a question with a misspelt word reads them.
    let lists = json!({ "words": named(&spelling.words), "reversed": named(&spelling.reversed) });
    let Filters { kinds, tags, states, members } = filters(site, &entries);
    let language = &site.config().language;
    let groups = || inverted.groups.values();
    let languages: BTreeSet<&str> =
        entries.iter().map(|entry| language_of(site, entry)).chain([language.as_str()]).collect();
    let common: Vec<&str> = groups().flat_map(|group| &group.common).map(String::as_str).collect();
    let stop_words: BTreeSet<&str> =
        languages.iter().flat_map(|name| stop_words::of(name).split_whitespace()).collect();
    let stop_words: Vec<&str> = stop_words.into_iter().collect();
    let spellings: BTreeSet<(&str, &str)> = languages.iter().flat_map(|language| spellings::of(language)).collect();
    let words = groups().map(|group| group.words).sum();
    let head = json!({
        "version": VERSION,
        "pages": entries.len(),
        "texts": texts.directories,
        "atOnce": texts.at_once,
        "shards": word_shards(&inverted, &writer),
        "spelling": writer.hashed(&lists.to_string()).name(),
        "common": common.join(" "),
        "stopWords": stop_words.join(" "),
        "endings": shards::endings(sum_of_endings(groups()), words, language),
        "synonyms": synonyms(site),
        "spellings": spellings,
        "kinds": kinds,
        "tags": tags,
        "states": states,
        "filters": writer.hashed(&members.to_string()).name(),
    });
    writer.head(&head.to_string());
    let Inverted { shared, pages, groups, .. } = inverted;
    let (files, diagnostics) = writer.finish();
    cache.keep_state(&State { shared, pages, groups, files, spelling });
    diagnostics
}

/// All files of an index, by path.
pub fn write_to_memory(site: &Site, cache: &SearchCache) -> Files {
    let receiver = InMemory { last: cache.files(), files: Mutex::default() };
    write(site, cache, &receiver);
    let files = receiver.files.into_inner().unwrap_or_else(PoisonError::into_inner);
    cache.keep_files(&files);
    files
}

/// Keeps files in memory.
struct InMemory {
    last: Files,
    files: Mutex<Files>,
}

impl InMemory {
    fn insert(&self, path: &str, bytes: &Bytes) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), bytes.clone());
    }
}

impl Receiver for InMemory {
    fn put(&self, path: &str, bytes: &Bytes) -> Option<String> {
        self.insert(path, bytes);
        Some(String::new())
    }

    /// The path names the content.
    fn keep(&self, path: &str, _: &str) -> bool {
        self.last.get(path).inspect(|bytes| self.insert(path, bytes)).is_some()
    }
}

/// The files of pages.
struct PageTexts {
    directories: Value,
    /// The number of files that a search reads at once.
    at_once: usize,
}

fn page_texts(site: &Site, entries: &[Entry], writer: &Writer<'_>) -> PageTexts {
    let outlines: Vec<RowOutline> = entries.par_iter().map(|entry| outline(site, entry)).collect();
    let sizes: Vec<Sized> = outlines.iter().map(|outline| outline.size).collect();
    let shards = page_shards::split(&sizes);
    let name = |shard: &Range<usize>| {
        let inputs = outlines[shard.clone()].iter().map(|outline| outline.input);
        let rows = || {
            let rows: Vec<String> = entries[shard.clone()].iter().map(|entry| row(site, entry)).collect();
            format!("[{}]", rows.join(","))
        };
        writer.made_from(input("pages", inputs), rows).name()
    };
    let names: Vec<String> = shards.par_iter().map(name).collect();
    let directories = directories(&names, &shards, |part| writer.hashed(part).name());
    PageTexts { directories, at_once: page_shards::at_once(&sizes) }
}

/// The names of the files of words with their postings, each with its first word, in parts.
fn word_shards(inverted: &Inverted<'_>, writer: &Writer<'_>) -> Value {
    let mut runs: Vec<GroupRun<'_>> = Vec::new();
    for (group, summary) in &inverted.groups {
        runs.extend(summary.runs.iter().enumerate().map(|(at, run)| GroupRun { group, at, run }));
    }
    let shards = shards::shards(&runs.iter().map(|run| run.run).collect::<Vec<_>>());
    let named = |shard: Range<usize>| {
        let runs = &runs[shard];
        let text = || {
            let lines: Vec<String> = runs.iter().map(|run| inverted.lines(run.group, run.at)).collect();
            Value::String(lines.join("\n")).to_string()
        };
        let inputs = runs.iter().map(|run| run.run.lines);
        json!([runs[0].run.first, writer.made_from(input("words", inputs), text).name()])
    };
    let shards: Vec<Value> = shards.into_par_iter().map(named).collect();
    word_directories(&shards, |part| writer.hashed(part).name())
}

/// The lists of all words: those of the last index if the words are the same.
fn spelling(inverted: &Inverted<'_>, last: Spelling, writer: &Writer<'_>) -> Spelling {
    let vocabulary = inverted.vocabulary();
    if last.vocabulary == vocabulary && last.words.iter().chain(&last.reversed).all(|list| writer.keep(&list.file)) {
        return last;
    }
    let lists = |words: &[String]| -> Vec<WordList> {
        let list = |text: String| WordList {
            first: text.split(' ').next().unwrap_or_default().to_owned(),
            file: writer.hashed(&Value::String(text).to_string()),
        };
        shards::word_lists(words).into_par_iter().map(list).collect()
    };
    let mut words = inverted.words(shards::is_listed);
    let forward = lists(&words);
    words.par_iter_mut().for_each(|word| *word = word.chars().rev().collect());
    words.par_sort_unstable();
    Spelling { vocabulary, words: forward, reversed: lists(&words) }
}

/// A run of a group of words.
struct GroupRun<'a> {
    group: &'a str,
    at: usize,
    run: &'a Run,
}

/// A hash of what a file is made from.
fn input(kind: &str, parts: impl Iterator<Item = Hash>) -> Hash {
    let parts: Vec<[u8; 16]> = parts.map(|part| part.0.to_le_bytes()).collect();
    Hash::of_parts([kind.as_bytes()].into_iter().chain(parts.iter().map(<[u8; 16]>::as_slice)))
}
