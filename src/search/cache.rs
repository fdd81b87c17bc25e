//! What search keeps between compiles: the words of each page, all words with their postings in groups, and what the last
//! index was made from. Texts are read one by one, and never in memory together.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::hash::Hash;
use crate::base::part_file::{PartFile, StoredParts, encode};
use crate::base::scratch::{Raw, Scratch, ScratchValue};
use crate::base::tree::Bytes;
use crate::search::analysis::Analysis;
use crate::search::state::State;

/// Increase the number if the format of the file changes.
const MAGIC: &[u8] = b"fingerpost-search-2\n";
/// What the last index was made from has this key; no group has an empty beginning.
const STATE_KEY: &str = "";

/// Files below the search folder, by path.
pub type Files = BTreeMap<String, Bytes>;

/// The search indexes of earlier builds, and of this process.
pub struct SearchCache {
    parts: PartFile<2>,
    /// Where new parts are kept, if not in memory.
    scratch: Option<Arc<dyn Scratch>>,
    /// The files of the last index that was made in memory.
    files: Mutex<Files>,
    turn: Mutex<()>,
}

/// The analysis of a page.
#[derive(Debug, Clone)]
pub struct Analysed {
    /// The number of words in each field.
    pub lengths: [u32; 4],
    pub analysis: ScratchValue<Analysis>,
}

impl Default for SearchCache {
    fn default() -> SearchCache {
        SearchCache::new(None, None)
    }
}

impl SearchCache {
    /// A cache with the file that an earlier build kept, if a program with this hash wrote it.
    pub fn new(stored: Option<StoredParts>, program: Option<Hash>) -> SearchCache {
        let parts = PartFile::new(MAGIC, stored, program);
        SearchCache { parts, scratch: None, files: Mutex::default(), turn: Mutex::default() }
    }

    /// Keeps what is new in a scratch file.
    pub fn with_scratch(self, scratch: Arc<dyn Scratch>) -> SearchCache {
        SearchCache { scratch: Some(scratch), ..self }
    }

    /// The file.
    pub fn file(&self) -> &PartFile<2> {
        &self.parts
    }

    /// Begins another index, alone, and returns what the last one was made from.
    pub fn begin(&self) -> (MutexGuard<'_, ()>, Option<State>) {
        let turn = guard(&self.turn);
        self.parts.begin();
        let state = self.parts.find(group_key(STATE_KEY)).and_then(|found| found.read(0));
        (turn, state)
    }

    /// Keeps what an index was made from.
    pub fn keep_state(&self, state: &State) {
        self.parts.keep(group_key(STATE_KEY), [self.held(encode(state)), ScratchValue::default()]);
    }

    /// The words of a page with this content, if it was analysed before.
    pub fn page(&self, content: Hash) -> Option<ScratchValue<Analysis>> {
        ScratchValue::from_raw(&self.parts.find(content)?.parts[0])
    }

    /// Keeps the words of a page that are in the cache.
    pub fn keep_page(&self, content: Hash) {
        if let Some(found) = self.parts.find(content) {
            self.parts.keep_found(content, &found);
        }
    }

    /// Keeps the words of a page that are new.
    pub fn keep_new_page(&self, content: Hash, analysis: Analysis) -> Analysed {
        let lengths = analysis.lengths;
        let analysis = match &self.scratch {
            Some(scratch) => ScratchValue::new(analysis).moved_to(scratch),
            None => ScratchValue::new(analysis),
        };
        self.parts.keep(content, [analysis.to_raw(), ScratchValue::default()]);
        Analysed { lengths, analysis }
    }

    /// The words that begin alike, and their postings.
    pub fn group(&self, beginning: &str) -> Option<[ScratchValue<Raw>; 2]> {
        Some(self.parts.find(group_key(beginning))?.parts)
    }

    /// Keeps a group that is in the cache.
    pub fn keep_group(&self, beginning: &str) {
        let key = group_key(beginning);
        if let Some(found) = self.parts.find(key) {
            self.parts.keep_found(key, &found);
        }
    }

    /// Keeps a group that is new or has changed.
    pub fn keep_new_group(&self, beginning: &str, parts: [Vec<u8>; 2]) {
        self.parts.keep(group_key(beginning), parts.map(|part| self.held(ScratchValue::new(Raw(part)))));
    }

    /// The files of the last index that was made in memory.
    pub fn files(&self) -> Files {
        guard(&self.files).clone()
    }

    /// Keeps the files of an index that was made in memory.
    pub fn keep_files(&self, files: &Files) {
        *guard(&self.files) = files.clone();
    }

    fn held(&self, part: ScratchValue<Raw>) -> ScratchValue<Raw> {
        match &self.scratch {
            Some(scratch) => part.moved_to(scratch),
            None => part,
        }
    }
}

fn group_key(beginning: &str) -> Hash {
    Hash::of_parts([b"group", beginning.as_bytes()])
}

fn guard<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
