//! What earlier compiles left. It changes how long a compile takes, never what it returns.
//!
//! Two tables: documents, by path, valid for the same bytes and options; outputs, by path, valid for the same theme and
//! the same answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::tree::Bytes;
use crate::compile::snapshot::Snapshot;
use crate::parse::document::Document;
use crate::parse::highlight::Highlighter;
use crate::search::store::Store;
use crate::site::tracked::Read;

/// Tables of earlier compiles.
#[derive(Default)]
pub struct Memo {
    pub highlighter: Highlighter,
    pub search: Store,
    /// Whether documents and outputs are kept for a next compile. A single build does not pay for it.
    pub(super) keeps_tables: bool,
    documents: Mutex<HashMap<String, Known>>,
    outputs: Mutex<HashMap<String, Arc<Made>>>,
    last: Mutex<Option<Arc<Snapshot>>>,
    /// Counts the times that a whole site was linked.
    links: AtomicU64,
}

/// A document with what it was parsed from.
#[derive(Clone)]
struct Known {
    bytes: Bytes,
    options: Hash,
    document: Arc<Document>,
}

/// An output as it was rendered.
#[derive(Debug)]
pub struct Made {
    /// `None` where a fatal error forbade it and there is nothing older.
    pub bytes: Option<Bytes>,
    /// A hash of the bytes.
    pub hash: Hash,
    /// Whether the bytes are those from before a fatal error.
    pub is_held: bool,
    pub findings: Vec<Diagnostic>,
    /// Whether the finished page was judged: not where two files want one address.
    pub is_judged: bool,
    pub reads: Vec<Read>,
    /// The page that it shows, by what it is; zero for all else.
    pub subject: u64,
    pub theme: Hash,
    /// The linked site for which its reads were last found to hold.
    pub checked: AtomicU64,
}

impl Memo {
    /// What a single compile begins with: highlighted code and the words of search.
    pub fn new(highlighter: Highlighter, search: Store) -> Memo {
        Memo { highlighter, search, ..Memo::default() }
    }

    /// Tables for many compiles of one project.
    pub fn for_many(self) -> Memo {
        Memo { keeps_tables: true, ..self }
    }

    /// The document of a file, if it was parsed before from the same bytes with the same options; else `parse` makes it.
    pub fn document(
        &self,
        path: &str,
        bytes: &Bytes,
        options: Hash,
        parse: impl FnOnce() -> Document,
    ) -> Arc<Document> {
        if !self.keeps_tables {
            return Arc::new(parse());
        }
        let is_same = |known: &&Known| known.options == options && Arc::ptr_eq(&known.bytes, bytes);
        if let Some(known) = lock(&self.documents).get(path).filter(is_same) {
            return known.document.clone();
        }
        let document = Arc::new(parse());
        let known = Known { bytes: bytes.clone(), options, document: document.clone() };
        lock(&self.documents).insert(path.to_owned(), known);
        document
    }

    /// Forgets documents and outputs that are not among these.
    pub fn retain(&self, is_document: impl Fn(&str) -> bool, is_output: impl Fn(&str) -> bool) {
        lock(&self.documents).retain(|path, _| is_document(path));
        lock(&self.outputs).retain(|path, _| is_output(path));
    }

    /// An output as it was last rendered.
    pub fn output(&self, path: &str) -> Option<Arc<Made>> {
        if self.keeps_tables { lock(&self.outputs).get(path).cloned() } else { None }
    }

    /// Keeps an output.
    pub fn keep_output(&self, path: &str, made: &Arc<Made>) {
        if self.keeps_tables {
            lock(&self.outputs).insert(path.to_owned(), made.clone());
        }
    }

    /// The last compile.
    pub fn last(&self) -> Option<Arc<Snapshot>> {
        lock(&self.last).clone()
    }

    /// Keeps a compile as the last one.
    pub fn keep_last(&self, snapshot: &Arc<Snapshot>) {
        if self.keeps_tables {
            *lock(&self.last) = Some(snapshot.clone());
        }
    }

    /// A number for a newly linked site.
    pub fn next_link(&self) -> u64 {
        self.links.fetch_add(1, Ordering::Relaxed) + 1
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
