//! The search cache: the analysis of each page, and the index files of an earlier build, which are used while nothing
//! changed that search reads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::base::hash::Hash;
use crate::base::scratch::Scratch;
use crate::base::tree::Bytes;
use crate::search::analysis_cache::AnalysisCache;

const MAGIC: &[u8] = b"fingerpost-search-1\n";

/// Files below the search folder, by path.
pub type Files = BTreeMap<String, Bytes>;

/// Analyses of pages, and one set of index files with the hash of its input.
#[derive(Default)]
pub struct SearchCache {
    /// The analysis of each page by its content.
    pub pages: AnalysisCache,
    stored: Vec<u8>,
    fresh: Mutex<Option<Vec<u8>>>,
}

impl SearchCache {
    /// A cache with the bytes that `SearchCache::bytes` gave earlier; bytes in another format are ignored.
    pub fn new(stored: Vec<u8>, pages: AnalysisCache) -> SearchCache {
        SearchCache { stored, pages, ..SearchCache::default() }
    }

    /// Keeps the words of pages in a scratch file.
    pub fn with_scratch(self, scratch: Arc<dyn Scratch>) -> SearchCache {
        SearchCache { pages: self.pages.with_scratch(scratch), ..self }
    }

    /// The files that were stored under a hash.
    pub fn find(&self, key: Hash) -> Option<Files> {
        let mut rest = self.stored.strip_prefix(MAGIC)?.strip_prefix(key.0.to_le_bytes().as_slice())?;
        let mut files = Files::new();
        while !rest.is_empty() {
            let name = String::from_utf8(part(&mut rest)?.to_vec()).ok()?;
            files.insert(name, Arc::new(part(&mut rest)?.to_vec()));
        }
        Some(files)
    }

    /// Stores files under a hash, in place of the earlier ones.
    pub fn insert(&self, key: Hash, files: &Files) {
        let mut out = MAGIC.to_vec();
        out.extend(key.0.to_le_bytes());
        for part in files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]) {
            out.extend((part.len() as u64).to_le_bytes());
            out.extend(part);
        }
        *self.fresh.lock().expect("no holder of this lock panics") = Some(out);
    }

    /// The bytes to store for the next run: a magic number, the hash, then names and files, each after its length in
    /// eight bytes, all little-endian. `None` if nothing is new.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        self.fresh.lock().expect("no holder of this lock panics").take()
    }
}

fn part<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<8>()?;
    let (part, after) = after.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    *rest = after;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_files_are_found_again_and_damaged_ones_are_not() {
        let files = Files::from([("a.js".to_owned(), Arc::new(b"one".to_vec())), ("b.js".to_owned(), Arc::default())]);
        let cache = SearchCache::default();
        cache.insert(Hash(7), &files);
        let bytes = cache.bytes().expect("files were stored");
        assert_eq!(SearchCache::new(bytes.clone(), AnalysisCache::default()).find(Hash(7)), Some(files));
        assert_eq!(SearchCache::new(bytes.clone(), AnalysisCache::default()).find(Hash(8)), None);
        for end in MAGIC.len() + 17..bytes.len() - 1 {
            let cut = SearchCache::new(bytes[..end].to_vec(), AnalysisCache::default()).find(Hash(7));
            assert!(cut.is_none_or(|files| files.len() < 2), "cut at {end}");
        }
    }
}
