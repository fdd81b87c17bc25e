//! The index as files that a browser fetches in small parts: which words are where, what the pages are called, their
//! text for excerpts.
//!
//! Each file is a script with one call, so that it can be loaded from a disk as well as from a server:
//! `fingerpostData("NAME", PAYLOAD)`. `index` names all others; those are named by their content.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::search::index::{Entry, Index, Posting, Term};
use crate::site::Site;

/// The folder of all search files, below the site's root.
pub const FOLDER: &str = "search";
/// The folder below it of files that are named by their content.
pub const KEPT_FOLDER: &str = "kept";
/// Raise when the form of any file changes.
const VERSION: u32 = 1;

/// Pages in a block of titles.
const BLOCK: usize = 16;
/// Bytes of a shard of terms: about this many for each of twelve, not below the first, not above the second (about 30
/// KB when compressed).
const SHARD: (usize, usize) = (6 * 1024, 48 * 1024);
/// Words that begin with the same letters stay in one shard while it is no larger than allowed, because their stems do.
const TOGETHER: usize = 4;
/// Bytes of a list of words.
const WORDS: usize = 20 * 1024;
/// Words on more than this share of the pages say nothing of any.
const COMMON: f64 = 0.5;
/// On fewer pages no word counts as common.
const FEW_PAGES: usize = 6;
/// Text of a page that excerpts are taken from, in bytes; all of it is searched.
const MOST_TEXT: usize = 48 * 1024;
/// Tags that can be chosen as a filter.
const MOST_TAGS: usize = 200;
/// Endings that inflections of a stem differ by, the commonest.
const MOST_ENDINGS: usize = 60;
/// Digits of the numbers in postings; six bits each.
pub const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Path below the search folder → bytes.
pub type Files = BTreeMap<String, Bytes>;

/// Writes all files of an index.
pub fn write(site: &Site, index: &Index) -> Files {
    let mut files = Files::new();
    let texts: Vec<(String, Bytes)> = index.entries.par_iter().map(|entry| kept(&text_of(site, entry))).collect();
    let blocks: Vec<String> = index
        .entries
        .chunks(BLOCK)
        .zip(texts.chunks(BLOCK))
        .map(|(entries, texts)| {
            let pages = entries.iter().zip(texts).map(|(entry, (text, _))| about(site, entry, text));
            keep(&mut files, &Value::Array(pages.collect()))
        })
        .collect();
    for (name, bytes) in texts {
        files.insert(path_of(&name), bytes);
    }
    let mut add_all = |parts: Vec<(String, String)>| {
        let kept: Vec<_> = parts.into_par_iter().map(|(first, text)| (first, kept(&Value::String(text)))).collect();
        let names: Vec<Value> = kept.iter().map(|(first, (name, _))| json!([first, name])).collect();
        files.extend(kept.into_iter().map(|(_, (name, bytes))| (path_of(&name), bytes)));
        Value::Array(names)
    };
    let shards = add_all(shards(&index.terms));
    let words = add_all(word_lists(&index.terms));
    let (kinds, tags, members) = filters(site, &index.entries);
    let filters = keep(&mut files, &members);
    let head = json!({
        "version": VERSION,
        "pages": index.entries.len(),
        "block": BLOCK,
        "blocks": blocks,
        "shards": shards,
        "words": words,
        "common": common(index),
        "endings": endings(site, &index.terms),
        "synonyms": site.config.search.synonyms,
        "kinds": kinds,
        "tags": tags,
        "filters": filters,
    });
    files.insert("index.js".to_owned(), script("index", &head));
    files
}

fn path_of(name: &str) -> String {
    format!("{KEPT_FOLDER}/{name}.js")
}

fn script(name: &str, payload: &Value) -> Bytes {
    Arc::new(format!("fingerpostData(\"{name}\",{payload})\n").into_bytes())
}

/// A file under the name that its content gives it.
fn kept(payload: &Value) -> (String, Bytes) {
    let name = Hash::of(payload.to_string().as_bytes()).hex()[..10].to_owned();
    let bytes = script(&format!("{KEPT_FOLDER}/{name}"), payload);
    (name, bytes)
}

fn keep(files: &mut Files, payload: &Value) -> String {
    let (name, bytes) = kept(payload);
    files.insert(path_of(&name), bytes);
    name
}

/// What an answer shows of a page: title, address below the root, path, kind, state, number, name of its text.
fn about(site: &Site, entry: &Entry, text: &str) -> Value {
    let page = site.page(entry.page);
    let meta = page.meta();
    json!([
        page.title,
        page.url.as_str().trim_start_matches('/'),
        entry.path,
        meta.and_then(|meta| meta.kind.as_deref()),
        meta.and_then(|meta| if meta.draft { Some("draft") } else { meta.state.word() }),
        meta.and_then(|meta| meta.code.as_deref()),
        text,
    ])
}

/// The sections of a page: heading, anchor, text.
fn text_of(site: &Site, entry: &Entry) -> Value {
    let Some(document) = &site.page(entry.page).document else { return Value::Array(Vec::new()) };
    let mut room = MOST_TEXT;
    let sections = document.sections.iter().map(|section| {
        let heading = section.heading.map(|heading| &document.outline.headings[heading]);
        let mut text = section.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.len() > room {
            text.truncate((0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
        }
        room -= text.len();
        json!([heading.map(|heading| &heading.title), heading.map(|heading| &heading.id), text])
    });
    Value::Array(sections.collect())
}

/// Terms in shards, each with its first word. A line is word, stem, postings, and the number of pages where the
/// postings leave some out; the stem is written as the number of its letters where the word begins with it.
fn shards(terms: &[Term]) -> Vec<(String, String)> {
    let lines: Vec<String> = terms.par_iter().map(line).collect();
    let total: usize = lines.iter().map(String::len).sum();
    let size = (total / 12).clamp(SHARD.0, SHARD.1 / 2);
    let mut shards: Vec<(String, String)> = Vec::new();
    let mut last_start = "";
    for (term, line) in terms.iter().zip(lines) {
        let start = beginning(&term.word);
        let is_full = shards.last().is_none_or(|(_, text)| {
            text.len() + line.len() > SHARD.1 || start != last_start && text.len() + line.len() > size
        });
        last_start = start;
        match shards.last_mut() {
            Some((_, text)) if !is_full => {
                text.push('\n');
                text.push_str(&line);
            }
            _ => shards.push((term.word.clone(), line)),
        }
    }
    shards
}

fn beginning(word: &str) -> &str {
    word.char_indices().nth(TOGETHER).map_or(word, |(at, _)| &word[..at])
}

fn line(term: &Term) -> String {
    let mut line = format!("{}\t", term.word);
    match term.word.strip_prefix(term.stem.as_str()) {
        Some(_) => {
            let _ = write!(line, "{}", term.stem.chars().count());
        }
        None => {
            let _ = write!(line, "={}", term.stem);
        }
    }
    line.push('\t');
    write_postings(&term.postings, true, &mut line);
    if term.pages > term.postings.len() {
        let _ = write!(line, "\t{}", term.pages);
    }
    line
}

/// Writes each entry as its distance from the one before, in groups of five bits with the sixth set on all but the
/// last, and then its impact as one digit.
fn write_postings(postings: &[Posting], with_impact: bool, out: &mut String) {
    let mut next = 0;
    for posting in postings {
        let mut distance = posting.entry - next;
        next = posting.entry + 1;
        while distance >= 32 {
            out.push(char::from(DIGITS[(32 | distance & 31) as usize]));
            distance >>= 5;
        }
        out.push(char::from(DIGITS[distance as usize]));
        if with_impact {
            out.push(char::from(DIGITS[usize::from(posting.impact)]));
        }
    }
}

/// Words that a misspelt one may have meant, in lists by their first letters.
fn word_lists(terms: &[Term]) -> Vec<(String, String)> {
    let is_spelt = |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let mut lists: Vec<(String, String)> = Vec::new();
    let mut last = None;
    for term in terms.iter().filter(|term| is_spelt(&term.word)) {
        let first = term.word.chars().next();
        match lists.last_mut().filter(|(_, text)| first == last || text.len() < WORDS) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(&term.word);
            }
            None => lists.push((term.word.clone(), term.word.clone())),
        }
        last = first;
    }
    lists
}

/// Words that stand on so many pages that looking for them finds nothing.
fn common(index: &Index) -> String {
    let pages = index.entries.len();
    let is_common = |term: &&Term| pages >= FEW_PAGES && term.pages as f64 > pages as f64 * COMMON;
    index.terms.iter().filter(is_common).map(|term| term.word.as_str()).collect::<Vec<_>>().join(" ")
}

/// What inflections have after their stem: a word that is not in the index, but is a stem and one of these, is that
/// stem's. So no stemmer is needed where the question is asked.
fn endings(site: &Site, terms: &[Term]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for term in terms.iter().filter(|term| term.word.chars().all(char::is_alphabetic)) {
        if let Some(ending) = term.word.strip_prefix(term.stem.as_str()).filter(|ending| !ending.is_empty()) {
            *counts.entry(ending).or_default() += 1;
        }
    }
    if site.config.language.starts_with("en") {
        for ending in
            ["s", "es", "ed", "d", "ing", "er", "ers", "ion", "ions", "ation", "ations", "ment", "ments", "ly"]
        {
            *counts.entry(ending).or_default() += terms.len();
        }
    }
    let mut endings: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 2).collect();
    endings.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    endings.into_iter().take(MOST_ENDINGS).map(|(ending, _)| ending.to_owned()).collect()
}

/// Kinds and tags with their counts, and the entries of each.
fn filters(site: &Site, entries: &[Entry]) -> (Value, Value, Value) {
    let mut kinds: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    let mut tags: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    let place_of: std::collections::HashMap<_, _> =
        entries.iter().enumerate().map(|(at, entry)| (entry.page, at as u32)).collect();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(kind) = site.page(entry.page).meta().and_then(|meta| meta.kind.as_deref()) {
            kinds.entry(kind).or_default().push(Posting { entry: at as u32, impact: 0 });
        }
    }
    for tag in &site.tags {
        let members = tag.pages.iter().filter_map(|page| place_of.get(page));
        let postings: Vec<Posting> = members.map(|entry| Posting { entry: *entry, impact: 0 }).collect();
        if !postings.is_empty() {
            tags.insert(&tag.name, postings);
        }
    }
    let mut used: Vec<(&&str, usize)> = tags.iter().map(|(name, pages)| (name, pages.len())).collect();
    used.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let kept: std::collections::BTreeSet<String> =
        used.iter().take(MOST_TAGS).map(|(name, _)| (**name).to_owned()).collect();
    tags.retain(|name, _| kept.contains(*name));
    let counts = |map: &BTreeMap<&str, Vec<Posting>>| {
        json!(map.iter().map(|(name, pages)| json!([name, pages.len()])).collect::<Vec<_>>())
    };
    let members = |map: &BTreeMap<&str, Vec<Posting>>| {
        let lists = map.iter().map(|(name, pages)| {
            let mut text = String::new();
            write_postings(pages, false, &mut text);
            ((*name).to_owned(), Value::String(text))
        });
        Value::Object(lists.collect())
    };
    (counts(&kinds), counts(&tags), json!({ "kinds": members(&kinds), "tags": members(&tags) }))
}
