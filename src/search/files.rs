//! The index as files that a browser fetches in small pieces: postings, page summaries, and text for excerpts.
//!
//! Each file is a script with one call, so that it loads from `file:` URLs as well as from a server:
//! `fingerpostData("NAME", PAYLOAD)`. `index` names all others, which are named by a hash of their content.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::search::analysis_cache::AnalysisCache;
use crate::search::cache::{Files, SearchCache};
use crate::search::index::{self, Entry, Posting};
use crate::search::shards::{self, Impacts, write_postings};
use crate::site::model::Site;

/// The folder of all search files, below the root of the site.
pub const FOLDER: &str = "search";
/// The folder below it of files that are named by a hash of their content.
pub const KEPT_FOLDER: &str = "kept";
/// Increase when the format of a file changes.
const VERSION: u32 = 2;

/// Pages in a file of summaries.
const BLOCK: usize = 16;
/// The most text of a page for excerpts, in bytes; all of its text is indexed.
const MAX_EXCERPT_TEXT: usize = 48 * 1024;
/// The most tags to filter by.
const MAX_TAGS: usize = 200;

/// Builds all files of an index. The index itself is taken from the cache if its input has not changed.
pub fn write(site: &Site, cache: &SearchCache) -> Files {
    let entries = index::entries(site);
    let texts: Vec<(String, Bytes)> = entries.par_iter().map(|entry| hashed_file(&text_of(site, entry))).collect();
    let pages: Vec<String> =
        entries.iter().zip(&texts).map(|(entry, (text, _))| summary(site, entry, text).to_string()).collect();
    let mut files: Files = texts.into_iter().map(|(name, bytes)| (path_of(&name), bytes)).collect();
    let blocks: Vec<String> =
        pages.chunks(BLOCK).map(|pages| add_hashed(&mut files, &format!("[{}]", pages.join(",")))).collect();
    let key = input_hash(site, &entries, &pages);
    let index = cache.find(key).unwrap_or_else(|| {
        let index = index_files(site, &entries, &blocks, &cache.pages);
        cache.insert(key, &index);
        index
    });
    files.extend(index);
    files
}

/// The shards, the word lists, the filters and `index.js`.
fn index_files(site: &Site, entries: &[Entry], blocks: &[String], analyses: &AnalysisCache) -> Files {
    let mut files = Files::new();
    let terms = index::terms(site, entries, analyses);
    let mut add_all = |parts: Vec<(String, String)>| {
        let hashed: Vec<_> =
            parts.into_par_iter().map(|(first, text)| (first, hashed_file(&Value::String(text).to_string()))).collect();
        let names: Vec<Value> = hashed.iter().map(|(first, (name, _))| json!([first, name])).collect();
        files.extend(hashed.into_iter().map(|(_, (name, bytes))| (path_of(&name), bytes)));
        Value::Array(names)
    };
    let shards = add_all(shards::shards(&terms));
    let words = add_all(shards::word_lists(&terms));
    let Filters { kinds, tags, members } = filters(site, entries);
    let filters = add_hashed(&mut files, &members.to_string());
    let head = json!({
        "version": VERSION,
        "pages": entries.len(),
        "block": BLOCK,
        "blocks": blocks,
        "shards": shards,
        "words": words,
        "common": shards::common(&terms, entries.len()),
        "endings": shards::endings(&terms, &site.config().language),
        "synonyms": site.config().search.synonyms,
        "kinds": kinds,
        "tags": tags,
        "filters": filters,
    });
    files.insert("index.js".to_owned(), script("index", &head.to_string()));
    files
}

/// A hash of the input of `index_files`.
fn input_hash(site: &Site, entries: &[Entry], pages: &[String]) -> Hash {
    let settings = format!("{VERSION} {} {:?}", site.config().language, site.config().search);
    let per_page = entries.par_iter().zip(pages).map(|(entry, page)| {
        let document = site.page(entry.page).document.as_ref().expect("only authored pages are searched");
        let meta = &document.facts.meta;
        let facts = format!("{:?} {:?} {:?} {:?}", meta.description, meta.tags, meta.language, meta.state.is_retired());
        let texts = document.text.iter().map(|section| section.text.as_bytes());
        Hash::of_parts([page.as_bytes(), facts.as_bytes()].into_iter().chain(texts)).0.to_le_bytes()
    });
    let hashes: Vec<[u8; 16]> = per_page.collect();
    Hash::of_parts([settings.as_bytes()].into_iter().chain(hashes.iter().map(<[u8; 16]>::as_slice)))
}

fn path_of(name: &str) -> String {
    format!("{KEPT_FOLDER}/{name}.js")
}

/// A script with one call. The payload is JSON.
fn script(name: &str, payload: &str) -> Bytes {
    Arc::new(format!("fingerpostData(\"{name}\",{payload})\n").into_bytes())
}

/// A file with the hash of its content as its name.
fn hashed_file(payload: &str) -> (String, Bytes) {
    let name = Hash::of(payload.as_bytes()).hex()[..10].to_owned();
    let bytes = script(&format!("{KEPT_FOLDER}/{name}"), payload);
    (name, bytes)
}

/// Adds such a file and returns its name.
fn add_hashed(files: &mut Files, payload: &str) -> String {
    let (name, bytes) = hashed_file(payload);
    files.insert(path_of(&name), bytes);
    name
}

/// The summary of a page in results: title, URL below the root, path, kind, status, document id, name of its text file.
fn summary(site: &Site, entry: &Entry, text: &str) -> Value {
    let page = site.page(entry.page);
    let meta = page.meta();
    json!([
        page.title,
        page.url.as_str().trim_start_matches('/'),
        entry.path,
        meta.and_then(|meta| meta.kind.as_deref()),
        meta.and_then(|meta| if meta.visibility.draft { Some("draft") } else { meta.state.word() }),
        meta.and_then(|meta| meta.document_id.as_deref()),
        text,
    ])
}

/// The sections of a page as JSON: heading, anchor, text.
fn text_of(site: &Site, entry: &Entry) -> String {
    let document = site.page(entry.page).document.as_ref().expect("only authored pages are searched");
    let mut room = MAX_EXCERPT_TEXT;
    let sections = document.text.iter().map(|section| {
        let heading = section.heading.map(|heading| &document.facts.headings[heading]);
        let mut text = String::with_capacity(section.text.len());
        for word in section.text.split_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        if text.len() > room {
            text.truncate((0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
        }
        room -= text.len();
        (heading.map(|heading| &heading.title), heading.map(|heading| &heading.id), text)
    });
    serde_json::to_string(&sections.collect::<Vec<_>>()).expect("texts become JSON")
}

/// The filters of a search, as JSON.
struct Filters {
    /// Kinds with the number of their pages.
    kinds: Value,
    /// Tags with the number of their pages.
    tags: Value,
    /// The encoded entries of each.
    members: Value,
}

fn filters(site: &Site, entries: &[Entry]) -> Filters {
    let mut kinds: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    let mut tags: BTreeMap<&str, Vec<Posting>> = BTreeMap::new();
    let entry_of: std::collections::HashMap<_, _> =
        entries.iter().enumerate().map(|(at, entry)| (entry.page, at as u32)).collect();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(kind) = site.page(entry.page).meta().and_then(|meta| meta.kind.as_deref()) {
            kinds.entry(kind).or_default().push(Posting { entry: at as u32, impact: 0 });
        }
    }
    for tag in site.tags().iter() {
        let members = tag.pages.iter().filter_map(|page| entry_of.get(page));
        let postings: Vec<Posting> = members.map(|entry| Posting { entry: *entry, impact: 0 }).collect();
        if !postings.is_empty() {
            tags.insert(&tag.name, postings);
        }
    }
    let mut used: Vec<(&&str, usize)> = tags.iter().map(|(name, pages)| (name, pages.len())).collect();
    used.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let most_used: std::collections::BTreeSet<String> =
        used.iter().take(MAX_TAGS).map(|(name, _)| (**name).to_owned()).collect();
    tags.retain(|name, _| most_used.contains(*name));
    let counts = |map: &BTreeMap<&str, Vec<Posting>>| {
        json!(map.iter().map(|(name, pages)| json!([name, pages.len()])).collect::<Vec<_>>())
    };
    let members = |map: &BTreeMap<&str, Vec<Posting>>| {
        let lists = map.iter().map(|(name, pages)| {
            let mut text = String::new();
            write_postings(pages, Impacts::Omitted, &mut text);
            ((*name).to_owned(), Value::String(text))
        });
        Value::Object(lists.collect())
    };
    let all = json!({ "kinds": members(&kinds), "tags": members(&tags) });
    Filters { kinds: counts(&kinds), tags: counts(&tags), members: all }
}
