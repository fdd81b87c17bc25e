//! Hands the files of an index on, each once, and keeps two different ones from having one name.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::codes::OUTPUT_COLLISION;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::config;
use crate::search::state::KeptFile;

/// The folder of all search files, below the root of the site.
pub const FOLDER: &str = "search";
/// The folder below it of files that are named by a hash of their content.
pub const KEPT_FOLDER: &str = "kept";
/// The file whose name does not depend on its content.
pub const HEAD: &str = "index.js";
/// Hexadecimal digits of the hash in a name: 64 bits.
pub const NAME_LENGTH: usize = 16;

/// Takes files by their paths below the search folder: each path once, on several threads, in no fixed order.
pub trait Receiver: Sync {
    /// Takes a file, and returns what it knows the content by.
    fn put(&self, path: &str, bytes: &Bytes) -> Option<String>;

    /// Takes the file that is already in its place, instead of `put`. False if there is none with this content.
    fn keep(&self, path: &str, digest: &str) -> bool;
}

impl KeptFile {
    /// The name of the file.
    pub fn name(&self) -> String {
        self.hash.hex()[..NAME_LENGTH].to_owned()
    }
}

/// Hands files to a receiver.
pub struct Writer<'a> {
    receiver: &'a dyn Receiver,
    /// Files of the last index by what they were made from.
    last: BTreeMap<Hash, KeptFile>,
    written: Mutex<Written>,
}

#[derive(Default)]
struct Written {
    /// The hash of the content of each file by its path: of 128 bits, of which names have half.
    hashes: HashMap<String, Hash>,
    /// By what they are made from.
    files: BTreeMap<Hash, KeptFile>,
    collisions: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    /// A writer that knows the files of the last index by what they were made from.
    pub fn new(receiver: &'a dyn Receiver, last: BTreeMap<Hash, KeptFile>) -> Writer<'a> {
        Writer { receiver, last, written: Mutex::default() }
    }

    /// Writes a file that is named by its content, which `payload` makes unless it was made from the same before.
    pub fn made_from(&self, input: Hash, payload: impl FnOnce() -> String) -> KeptFile {
        let last = self.last.get(&input).filter(|file| self.keep(file)).cloned();
        let file = last.unwrap_or_else(|| self.hashed(&payload()));
        self.written().files.insert(input, file.clone());
        file
    }

    /// Writes a file that is named by its content.
    pub fn hashed(&self, payload: &str) -> KeptFile {
        let mut file = KeptFile { hash: Hash::of(payload.as_bytes()), digest: String::new() };
        let path = format!("{KEPT_FOLDER}/{}", file.name());
        let script = || script(&path, payload);
        file.digest = self.file(&format!("{path}.js"), file.hash, script).unwrap_or_default();
        file
    }

    /// Writes a file of an earlier index again, if it is still in its place.
    pub fn keep(&self, file: &KeptFile) -> bool {
        let path = format!("{KEPT_FOLDER}/{}.js", file.name());
        if self.written().hashes.get(&path) == Some(&file.hash) {
            return true;
        }
        self.receiver.keep(&path, &file.digest) && {
            self.is_first(&path, file.hash);
            true
        }
    }

    /// Writes the file whose name does not depend on its content.
    pub fn head(&self, payload: &str) {
        self.file(HEAD, Hash::of(payload.as_bytes()), || script("index", payload));
    }

    /// The files that were made from something, by that, and diagnostics about files that could not be handed on.
    pub fn finish(self) -> (BTreeMap<Hash, KeptFile>, Vec<Diagnostic>) {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        let diagnostic = |path: String| {
            let message = format!("two files of the search index would be written to `{FOLDER}/{path}`");
            Diagnostic::new(&OUTPUT_COLLISION, Location::file(&config::source_path()), message)
                .help("change a few words on one of the pages that you edited last, and build again")
        };
        (written.files, written.collisions.into_iter().map(diagnostic).collect())
    }

    /// Writes a file, unless the same content was written before.
    fn file(&self, path: &str, hash: Hash, script: impl FnOnce() -> Bytes) -> Option<String> {
        if self.is_first(path, hash) { self.receiver.put(path, &script()) } else { None }
    }

    /// Notes a file; false if there is one with its name.
    fn is_first(&self, path: &str, hash: Hash) -> bool {
        let mut written = self.written();
        let Some(earlier) = written.hashes.get(path).copied() else {
            written.hashes.insert(path.to_owned(), hash);
            return true;
        };
        if earlier != hash {
            written.collisions.insert(path.to_owned());
        }
        false
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A script with one call. The payload is JSON.
fn script(name: &str, payload: &str) -> Bytes {
    Arc::new(format!("fingerpostData(\"{name}\",{payload})\n").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of an earlier index, and those that are put.
    #[derive(Default)]
    struct Folder {
        earlier: BTreeSet<String>,
        put: Mutex<BTreeMap<String, Bytes>>,
    }

    impl Receiver for Folder {
        fn put(&self, path: &str, bytes: &Bytes) -> Option<String> {
            let before = self.put.lock().expect("nothing panicked").insert(path.to_owned(), bytes.clone());
            assert!(before.is_none(), "{path} is written twice");
            Some("digest".to_owned())
        }

        fn keep(&self, path: &str, digest: &str) -> bool {
            digest == "digest" && self.earlier.contains(path)
        }
    }

    #[test]
    fn one_content_has_one_file_with_64_bits_of_hash_in_its_name() {
        let folder = Folder::default();
        let writer = Writer::new(&folder, BTreeMap::new());
        let names = ["[1]", "[1]", "[2]"].map(|payload| writer.hashed(payload).name());
        assert!(names[0] == names[1] && names[0] != names[2] && names[0].len() == 16);
        assert!(writer.finish().1.is_empty());
        assert_eq!(folder.put.into_inner().expect("nothing panicked").len(), 2);
    }

    #[test]
    fn two_contents_with_one_name_are_an_error_and_the_first_stays() {
        let folder = Folder::default();
        let writer = Writer::new(&folder, BTreeMap::new());
        for text in ["one", "two", "two", "one"] {
            let bytes = Arc::new(text.as_bytes().to_vec());
            writer.file("kept/a.js", Hash::of(&bytes), || bytes.clone());
        }
        let diagnostics = writer.finish().1;
        assert_eq!(folder.put.into_inner().expect("nothing panicked")["kept/a.js"].as_slice(), b"one");
        assert!(diagnostics.len() == 1 && diagnostics[0].is_fatal(), "{diagnostics:?}");
        assert!(diagnostics[0].message.contains("`search/kept/a.js`"), "{}", diagnostics[0].message);
    }

    #[test]
    fn what_is_still_in_its_place_is_not_made_again() {
        let empty = Folder::default();
        let writer = Writer::new(&empty, BTreeMap::new());
        let first = writer.made_from(Hash(1), || "[1]".to_owned());
        writer.made_from(Hash(2), || "[2]".to_owned());
        let last = writer.finish().0;
        let folder = Folder { earlier: BTreeSet::from([format!("kept/{}.js", first.name())]), ..Folder::default() };
        let writer = Writer::new(&folder, last);
        assert_eq!(writer.made_from(Hash(1), || unreachable!("it is in its place")), first);
        assert!(writer.keep(&first));
        writer.made_from(Hash(2), || "[2]".to_owned());
        let (files, diagnostics) = writer.finish();
        assert_eq!((files.len(), diagnostics.len()), (2, 0));
        assert_eq!(folder.put.into_inner().expect("nothing panicked").len(), 1);
    }
}
