//! The index as files that a browser fetches in small pieces: postings, lists of words, and pages in shards.
//!
//! Each file is a script with one call, so that it loads from `file:` URLs as well as from a server:
//! `fingerpostData("NAME", PAYLOAD)`. `index` names all others, which are named by a hash of their content.
//! Each file is handed on as soon as it is made, so that the texts of a site are never in memory together.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::base::codes::OUTPUT_COLLISION;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::config;
use crate::search::cache::{Files, SearchCache};
use crate::search::directories::directories;
use crate::search::filters::{Filters, filters};
use crate::search::index::{self, Entry};
use crate::search::page_shards::{self, Sized};
use crate::search::rows::{row, size};
use crate::search::shards;
use crate::site::model::Site;

/// The folder of all search files, below the root of the site.
pub const FOLDER: &str = "search";
/// The folder below it of files that are named by a hash of their content.
pub const KEPT_FOLDER: &str = "kept";
/// The file whose name does not depend on its content.
pub const HEAD: &str = "index.js";
/// Increase when the format of a file changes.
const VERSION: u32 = 6;
/// Hexadecimal digits of the hash in a name: 64 bits.
pub const NAME_LENGTH: usize = 16;

/// Takes a file by its path below the search folder: each path once, on several threads, in no fixed order.
pub type Put<'a> = dyn Fn(&str, &Bytes) + Sync + 'a;

/// Builds all files of an index. The index itself is taken from the cache if its input has not changed. Returns
/// diagnostics about files that could not be handed on.
pub fn write(site: &Site, cache: &SearchCache, put: &Put<'_>) -> Vec<Diagnostic> {
    let entries = index::entries(site);
    let sizes: Vec<Sized> = entries.par_iter().map(|entry| size(site, entry)).collect();
    let target = page_shards::target(sizes.iter().map(|page| page.bytes).sum());
    let shards = page_shards::split(&sizes, target);
    let writer = Writer::new(put);
    let text_of = |shard: &Range<usize>| {
        let rows: Vec<String> = entries[shard.clone()].iter().map(|entry| row(site, entry)).collect();
        writer.hashed(&format!("[{}]", rows.join(",")))
    };
    let names: Vec<String> = shards.par_iter().map(text_of).collect();
    let key = input_hash(site, &entries, &names);
    let index = cache.find(key).unwrap_or_else(|| {
        let pages = PageShards { names, shards, at_once: page_shards::at_once(&sizes, target) };
        let index = collected(&|put| index_files(site, &entries, &pages, cache, &Writer::new(put)));
        cache.insert(key, &index);
        index
    });
    index.iter().for_each(|(path, bytes)| writer.file(path, bytes));
    writer.diagnostics()
}

/// All files of an index, by path.
pub fn write_to_memory(site: &Site, cache: &SearchCache) -> Files {
    collected(&|put| drop(write(site, cache, put)))
}

fn collected(write: &dyn Fn(&Put<'_>)) -> Files {
    let files = Mutex::new(Files::new());
    write(&|path, bytes| drop(guard(&files).insert(path.to_owned(), bytes.clone())));
    files.into_inner().unwrap_or_else(PoisonError::into_inner)
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
fn index_files(site: &Site, entries: &[Entry], pages: &PageShards, cache: &SearchCache, writer: &Writer<'_>) {
    let terms = index::terms(site, entries, &cache.pages);
    let write_all = |parts: Vec<(String, String)>| {
        let named =
            parts.into_par_iter().map(|(first, text)| json!([first, writer.hashed(&Value::String(text).to_string())]));
        Value::Array(named.collect())
    };
    let Filters { kinds, tags, members } = filters(site, entries);
    // Only a question with a misspelt word reads them.
    let spelling = json!({
        "words": write_all(shards::word_lists(&terms, str::to_owned)),
        "reversed": write_all(shards::word_lists(&terms, |word| word.chars().rev().collect())),
    });
    let head = json!({
        "version": VERSION,
        "pages": entries.len(),
        "texts": directories(&pages.names, &pages.shards, |part| writer.hashed(part)),
        "atOnce": pages.at_once,
        "shards": write_all(shards::shards(&terms)),
        "spelling": writer.hashed(&spelling.to_string()),
        "common": shards::common(&terms, entries.len()),
        "endings": shards::endings(&terms, &site.config().language),
        "synonyms": site.config().search.synonyms,
        "kinds": kinds,
        "tags": tags,
        "filters": writer.hashed(&members.to_string()),
    });
    writer.file(HEAD, &script("index", &head.to_string()));
}

/// A hash of the input of `index_files`. The names stand for what the rows show.
fn input_hash(site: &Site, entries: &[Entry], names: &[String]) -> Hash {
    let settings = format!("{VERSION} {} {:?} {names:?}", site.config().language, site.config().search);
    let per_page = entries.par_iter().map(|entry| {
        let document = site.page(entry.page).document.as_ref().expect("only authored pages are searched");
        let meta = &document.facts.meta;
        let facts = format!("{:?} {:?} {:?} {:?}", meta.description, meta.tags, meta.language, meta.state.is_retired());
        Hash::of_parts([document.hash.0.to_le_bytes().as_slice(), facts.as_bytes()]).0.to_le_bytes()
    });
    let hashes: Vec<[u8; 16]> = per_page.collect();
    Hash::of_parts([settings.as_bytes()].into_iter().chain(hashes.iter().map(<[u8; 16]>::as_slice)))
}

/// A script with one call. The payload is JSON.
fn script(name: &str, payload: &str) -> Bytes {
    Arc::new(format!("fingerpostData(\"{name}\",{payload})\n").into_bytes())
}

/// Hands files on, and keeps two different ones from having one name.
struct Writer<'a> {
    put: &'a Put<'a>,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    /// A hash of each file by its path: of 128 bits, of which names have half.
    hashes: HashMap<String, Hash>,
    collisions: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    fn new(put: &'a Put<'a>) -> Writer<'a> {
        Writer { put, written: Mutex::default() }
    }

    /// Writes a file with the hash of its content as its name, and returns the name.
    fn hashed(&self, payload: &str) -> String {
        let name = Hash::of(payload.as_bytes()).hex()[..NAME_LENGTH].to_owned();
        let path = format!("{KEPT_FOLDER}/{name}");
        self.file(&format!("{path}.js"), &script(&path, payload));
        name
    }

    /// Writes a file; the same content may have been written before.
    fn file(&self, path: &str, bytes: &Bytes) {
        let hash = Hash::of(bytes);
        let mut written = guard(&self.written);
        match written.hashes.get(path) {
            None => drop(written.hashes.insert(path.to_owned(), hash)),
            Some(earlier) if *earlier == hash => return,
            Some(_) => {
                written.collisions.insert(path.to_owned());
                return;
            }
        }
        drop(written);
        (self.put)(path, bytes);
    }

    fn diagnostics(self) -> Vec<Diagnostic> {
        let collisions = self.written.into_inner().unwrap_or_else(PoisonError::into_inner).collisions;
        let diagnostic = |path: String| {
            let message = format!("two files of the search index would be written to `{FOLDER}/{path}`");
            Diagnostic::new(&OUTPUT_COLLISION, Location::file(&config::source_path()), message)
                .help("change a few words on one of the pages that you edited last, and build again")
        };
        collisions.into_iter().map(diagnostic).collect()
    }
}

fn guard<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files that `write` hands on, and what it reports.
    fn written(write: impl Fn(&Writer<'_>)) -> (Files, Vec<Diagnostic>) {
        let files = Mutex::new(Files::new());
        let put = |path: &str, bytes: &Bytes| {
            let before = guard(&files).insert(path.to_owned(), bytes.clone());
            assert!(before.is_none(), "{path} is written twice");
        };
        let writer = Writer::new(&put);
        write(&writer);
        let diagnostics = writer.diagnostics();
        (files.into_inner().expect("nothing panicked"), diagnostics)
    }

    #[test]
    fn one_content_has_one_file_with_64_bits_of_hash_in_its_name() {
        let (files, diagnostics) = written(|writer| {
            let names = ["[1]", "[1]", "[2]"].map(|payload| writer.hashed(payload));
            assert!(names[0] == names[1] && names[0] != names[2] && names[0].len() == 16);
        });
        assert_eq!((files.len(), diagnostics.len()), (2, 0));
    }

    #[test]
    fn two_contents_with_one_name_are_an_error_and_the_first_stays() {
        let (files, diagnostics) = written(|writer| {
            for text in ["one", "two", "two", "one"] {
                writer.file("kept/a.js", &Arc::new(text.as_bytes().to_vec()));
            }
        });
        assert_eq!(files["kept/a.js"].as_slice(), b"one");
        assert!(diagnostics.len() == 1 && diagnostics[0].is_fatal(), "{diagnostics:?}");
        assert!(diagnostics[0].message.contains("`search/kept/a.js`"), "{}", diagnostics[0].message);
    }
}
