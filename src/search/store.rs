//! What earlier indexes left: the words of each page; and the files of words of an earlier build, for as long as nothing
//! that search reads has changed.

use std::sync::{Arc, Mutex};

use crate::base::hash::Hash;
use crate::search::analyses::Analyses;
use crate::search::files::Files;

const MAGIC: &[u8] = b"fingerpost-search-1\n";

/// Files of words under the hash of all that they were made from. It holds one set.
#[derive(Default)]
pub struct Store {
    /// The words of each page by its content.
    pub pages: Analyses,
    kept: Vec<u8>,
    fresh: Mutex<Option<Vec<u8>>>,
}

impl Store {
    /// A store that begins with what `Store::bytes` and `Analyses::bytes` gave earlier. Bytes it cannot read count as nothing.
    pub fn new(kept: Vec<u8>, pages: Vec<u8>) -> Store {
        Store { kept, pages: Analyses::new(pages), ..Store::default() }
    }

    /// The files that were kept under a hash.
    pub fn find(&self, key: Hash) -> Option<Files> {
        let mut rest = self.kept.strip_prefix(MAGIC)?.strip_prefix(key.0.to_le_bytes().as_slice())?;
        let mut files = Files::new();
        while !rest.is_empty() {
            let name = String::from_utf8(part(&mut rest)?.to_vec()).ok()?;
            files.insert(name, Arc::new(part(&mut rest)?.to_vec()));
        }
        Some(files)
    }

    /// Keeps files under a hash, in place of what was there.
    pub fn keep(&self, key: Hash, files: &Files) {
        let mut out = MAGIC.to_vec();
        out.extend(key.0.to_le_bytes());
        for part in files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]) {
            out.extend((part.len() as u64).to_le_bytes());
            out.extend(part);
        }
        *self.fresh.lock().expect("no holder of this lock panics") = Some(out);
    }

    /// What is worth keeping for the next run: magic, hash, then names and files, each after its length in eight
    /// bytes, all little-endian. `None` when nothing is new.
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
    fn what_was_kept_is_found_again_and_damage_is_not() {
        let files = Files::from([("a.js".to_owned(), Arc::new(b"one".to_vec())), ("b.js".to_owned(), Arc::default())]);
        let store = Store::default();
        store.keep(Hash(7), &files);
        let bytes = store.bytes().expect("files were kept");
        assert_eq!(Store::new(bytes.clone(), Vec::new()).find(Hash(7)), Some(files));
        assert_eq!(Store::new(bytes.clone(), Vec::new()).find(Hash(8)), None);
        for end in MAGIC.len() + 17..bytes.len() - 1 {
            let cut = Store::new(bytes[..end].to_vec(), Vec::new()).find(Hash(7));
            assert!(cut.is_none_or(|files| files.len() < 2), "cut at {end}");
        }
    }
}
