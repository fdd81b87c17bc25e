//! The index as files that a browser fetches in small pieces: postings, lists of words, and pages in shards.
//!
//! Each file is a script with one call, so that it loads from `file:` URLs as well as from a server:
//! `fingerpostData("NAME", PAYLOAD)`. `index` names all others, which are named by a hash of their content.
//! Two contents never share a name: the build stops instead.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::search::analysis_cache::AnalysisCache;
use crate::search::cache::{Files, SearchCache};
use crate::search::index::{self, Entry, Posting};
use crate::search::page_shards::{self, Sized};
use crate::search::shards::{self, DIGITS, Impacts, write_postings};
use crate::site::model::Site;

/// The folder of all search files, below the root of the site.
pub const FOLDER: &str = "search";
/// The folder below it of files that are named by a hash of their content.
pub const KEPT_FOLDER: &str = "kept";
/// Increase when the format of a file changes.
const VERSION: u32 = 3;
/// Hexadecimal digits of the hash in a name: 64 bits.
const NAME_LENGTH: usize = 16;
/// The most text of a page for excerpts, in bytes; all of its text is indexed.
const MAX_EXCERPT_TEXT: usize = 48 * 1024;
/// The most tags to filter by.
const MAX_TAGS: usize = 200;

/// Builds all files of an index. The index itself is taken from the cache if its input has not changed.
///
/// # Panics
///
/// If two files with different content have one name.
pub fn write(site: &Site, cache: &SearchCache) -> Files {
    let entries = index::entries(site);
    let rows: Vec<String> = entries.par_iter().map(|entry| row(site, entry)).collect();
    let sizes = entries
        .iter()
        .zip(&rows)
        .map(|(entry, row)| Sized { hash: Hash::of(site.page(entry.page).url.as_str().as_bytes()), bytes: row.len() });
    let sizes: Vec<Sized> = sizes.collect();
    let target = page_shards::target(rows.iter().map(String::len).sum());
    let shards = page_shards::split(&sizes, target);
    let hashed: Vec<(String, Bytes)> =
        shards.par_iter().map(|shard| hashed_file(&format!("[{}]", rows[shard.clone()].join(",")))).collect();
    let key = input_hash(site, &entries, &rows);
    let mut files = Files::new();
    let names: Vec<String> = hashed.into_iter().map(|file| add(&mut files, file)).collect();
    let index = cache.find(key).unwrap_or_else(|| {
        let pages = PageShards { names, shards, at_once: page_shards::at_once(&sizes, target) };
        let index = index_files(site, &entries, &pages, &cache.pages);
        cache.insert(key, &index);
        index
    });
    for (path, bytes) in index {
        add_file(&mut files, path, bytes);
    }
    files
}

/// The files of pages.
struct PageShards {
    names: Vec<String>,
    /// The entries in each.
    shards: Vec<Range<usize>>,
    /// The number of files that a search reads at once.
    at_once: usize,
}

/// The shards, the word lists, the filters and `index.js`.
fn index_files(site: &Site, entries: &[Entry], pages: &PageShards, analyses: &AnalysisCache) -> Files {
    let mut files = Files::new();
    let terms = index::terms(site, entries, analyses);
    let mut add_all = |parts: Vec<(String, String)>| {
        let hashed: Vec<_> =
            parts.into_par_iter().map(|(first, text)| (first, hashed_file(&Value::String(text).to_string()))).collect();
        Value::Array(hashed.into_iter().map(|(first, file)| json!([first, add(&mut files, file)])).collect())
    };
    let shards = add_all(shards::shards(&terms));
    let words = add_all(shards::word_lists(&terms, str::to_owned));
    let reversed = add_all(shards::word_lists(&terms, |word| word.chars().rev().collect()));
    let Filters { kinds, tags, members } = filters(site, entries);
    let filters = add(&mut files, hashed_file(&members.to_string()));
    let counts = pages.shards.iter().map(|shard| char::from(DIGITS[shard.len()]));
    let head = json!({
        "version": VERSION,
        "pages": entries.len(),
        "texts": pages.names,
        "counts": counts.collect::<String>(),
        "atOnce": pages.at_once,
        "shards": shards,
        "words": words,
        "reversed": reversed,
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
fn input_hash(site: &Site, entries: &[Entry], rows: &[String]) -> Hash {
    let settings = format!("{VERSION} {} {:?}", site.config().language, site.config().search);
    let per_page = entries.par_iter().zip(rows).map(|(entry, row)| {
        let document = site.page(entry.page).document.as_ref().expect("only authored pages are searched");
        let meta = &document.facts.meta;
        let facts = format!("{:?} {:?} {:?} {:?}", meta.description, meta.tags, meta.language, meta.state.is_retired());
        let texts = document.text.iter().map(|section| section.text.as_bytes());
        Hash::of_parts([row.as_bytes(), facts.as_bytes()].into_iter().chain(texts)).0.to_le_bytes()
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
    let name = Hash::of(payload.as_bytes()).hex()[..NAME_LENGTH].to_owned();
    let bytes = script(&format!("{KEPT_FOLDER}/{name}"), payload);
    (name, bytes)
}

/// Adds such a file and returns its name.
fn add(files: &mut Files, (name, bytes): (String, Bytes)) -> String {
    add_file(files, path_of(&name), bytes);
    name
}

/// Adds a file; one with the same content may be there already.
fn add_file(files: &mut Files, path: String, bytes: Bytes) {
    match files.entry(path) {
        Slot::Vacant(slot) => drop(slot.insert(bytes)),
        Slot::Occupied(slot) => {
            let is_same = *slot.get() == bytes;
            assert!(is_same, "two files of the search index have the name `{}` and different content", slot.key());
        }
    }
}

/// A page as JSON: title, URL below the root, path, kind, status, document id, sections.
fn row(site: &Site, entry: &Entry) -> String {
    let page = site.page(entry.page);
    let meta = page.meta();
    let summary = json!([
        page.title,
        page.url.as_str().trim_start_matches('/'),
        entry.path,
        meta.and_then(|meta| meta.kind.as_deref()),
        meta.and_then(|meta| if meta.visibility.draft { Some("draft") } else { meta.state.word() }),
        meta.and_then(|meta| meta.document_id.as_deref()),
    ]);
    let summary = summary.to_string();
    let open = summary.strip_suffix(']').expect("it is an array");
    format!("{open},{}]", sections_of(site, entry))
}

/// The sections of a page as JSON: heading, anchor, text.
fn sections_of(site: &Site, entry: &Entry) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_content_has_one_file_with_64_bits_of_hash_in_its_name() {
        let mut files = Files::new();
        let names = ["[1]", "[1]", "[2]"].map(|payload| add(&mut files, hashed_file(payload)));
        assert!(names[0] == names[1] && names[0] != names[2] && names[0].len() == 16);
        assert_eq!(files.len(), 2);
    }

    #[test]
    #[should_panic(expected = "different content")]
    fn two_contents_never_share_a_name() {
        let mut files = Files::new();
        add_file(&mut files, "kept/a.js".to_owned(), Arc::new(b"one".to_vec()));
        add_file(&mut files, "kept/a.js".to_owned(), Arc::new(b"two".to_vec()));
    }
}
