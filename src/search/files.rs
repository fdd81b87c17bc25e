//! The index as files that a browser fetches in small parts: which words are where, what the pages are called, their
//! text for excerpts.
//!
//! Each file is a script with one call, so that it can be loaded from a disk as well as from a server:
//! `fingerpostData("NAME", PAYLOAD)`. `index` names all others; those are named by their content.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::search::analyses::Analyses;
use crate::search::index::{self, Entry, Posting};
use crate::search::shards::{self, write_postings};
use crate::search::store::Store;
use crate::site::model::Site;

/// The folder of all search files, below the site's root.
pub const FOLDER: &str = "search";
/// The folder below it of files that are named by their content.
pub const KEPT_FOLDER: &str = "kept";
/// Raise when the form of any file changes.
const VERSION: u32 = 2;

/// Pages in a block of titles.
const BLOCK: usize = 16;
/// Text of a page that excerpts are taken from, in bytes; all of it is searched.
const MOST_TEXT: usize = 48 * 1024;
/// Tags that can be chosen as a filter.
const MOST_TAGS: usize = 200;

/// Path below the search folder → bytes.
pub type Files = BTreeMap<String, Bytes>;

/// Writes all files of an index; those of words come from the store where nothing has changed.
pub fn write(site: &Site, store: &Store) -> Files {
    let entries = index::entries(site);
    let texts: Vec<(String, Bytes)> = entries.par_iter().map(|entry| kept(&text_of(site, entry))).collect();
    let pages: Vec<String> =
        entries.iter().zip(&texts).map(|(entry, (text, _))| about(site, entry, text).to_string()).collect();
    let mut files: Files = texts.into_iter().map(|(name, bytes)| (path_of(&name), bytes)).collect();
    let blocks: Vec<String> =
        pages.chunks(BLOCK).map(|pages| keep(&mut files, &format!("[{}]", pages.join(",")))).collect();
    let key = key(site, &entries, &pages);
    let words = store.find(key).unwrap_or_else(|| {
        let words = words(site, &entries, &blocks, &store.pages);
        store.keep(key, &words);
        words
    });
    files.extend(words);
    files
}

/// The files of words, and `index.js`.
fn words(site: &Site, entries: &[Entry], blocks: &[String], kept_pages: &Analyses) -> Files {
    let mut files = Files::new();
    let terms = index::terms(site, entries, kept_pages);
    let mut add_all = |parts: Vec<(String, String)>| {
        let kept: Vec<_> =
            parts.into_par_iter().map(|(first, text)| (first, kept(&Value::String(text).to_string()))).collect();
        let names: Vec<Value> = kept.iter().map(|(first, (name, _))| json!([first, name])).collect();
        files.extend(kept.into_iter().map(|(_, (name, bytes))| (path_of(&name), bytes)));
        Value::Array(names)
    };
    let shards = add_all(shards::shards(&terms));
    let words = add_all(shards::word_lists(&terms));
    let (kinds, tags, members) = filters(site, entries);
    let filters = keep(&mut files, &members.to_string());
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

/// A hash of all that the files of words are made from.
fn key(site: &Site, entries: &[Entry], pages: &[String]) -> Hash {
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

/// The payload is JSON.
fn script(name: &str, payload: &str) -> Bytes {
    Arc::new(format!("fingerpostData(\"{name}\",{payload})\n").into_bytes())
}

/// A file under the name that its content gives it.
fn kept(payload: &str) -> (String, Bytes) {
    let name = Hash::of(payload.as_bytes()).hex()[..10].to_owned();
    let bytes = script(&format!("{KEPT_FOLDER}/{name}"), payload);
    (name, bytes)
}

fn keep(files: &mut Files, payload: &str) -> String {
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
        meta.and_then(|meta| meta.document_id.as_deref()),
        text,
    ])
}

/// The sections of a page as JSON: heading, anchor, text.
fn text_of(site: &Site, entry: &Entry) -> String {
    let document = site.page(entry.page).document.as_ref().expect("only authored pages are searched");
    let mut room = MOST_TEXT;
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
    for tag in site.tags().iter() {
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
