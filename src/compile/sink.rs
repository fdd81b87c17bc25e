//! Receives the outputs of a compile, each as soon as it is rendered and checked, so that they are never all in memory.
//!
//! A sink decides what happens to the bytes: a build stages those that changed, tests collect them, `check` drops them.

use std::sync::{Mutex, PoisonError};

use crate::base::hash::sha256_hex;
use crate::base::path::OutputPath;
use crate::base::tree::{Bytes, Entry, Tree};

/// Receives the outputs of a compile.
///
/// A sink that cannot write keeps the error for its owner: the compile goes on, so that one run reports all that it finds.
pub trait Sink: Sync {
    /// Takes one output, and returns the SHA-256 of its bytes if it has computed it. It is called once a path, on several
    /// threads, in no fixed order.
    fn put(&self, path: &OutputPath, bytes: &Bytes) -> Option<String>;

    /// Takes the output that is already in its place, instead of `put`. False if there is none with this SHA-256.
    fn keep(&self, path: &OutputPath, sha256: &str) -> bool;

    /// Takes a file of the source tree as an output.
    fn copy(&self, path: &OutputPath, file: &Entry) {
        let _ = self.put(path, &file.bytes().unwrap_or_default());
    }

    /// Whether it takes the files of the search index, which nothing checks.
    fn wants_search(&self) -> bool {
        true
    }
}

/// Drops every output.
pub struct Discard;

impl Sink for Discard {
    fn put(&self, _: &OutputPath, _: &Bytes) -> Option<String> {
        None
    }

    /// Nobody sees the output, only what was found in it.
    fn keep(&self, _: &OutputPath, _: &str) -> bool {
        true
    }

    fn copy(&self, _: &OutputPath, _: &Entry) {}

    fn wants_search(&self) -> bool {
        false
    }
}

/// Keeps every output in memory.
#[derive(Default)]
pub struct Collector {
    tree: Mutex<Tree>,
    /// What is already in its place, as in a published folder.
    published: Tree,
}

impl Collector {
    /// A collector over the outputs of an earlier compile.
    pub fn with_published(published: Tree) -> Collector {
        Collector { published, ..Collector::default() }
    }

    /// The outputs so far.
    pub fn into_tree(self) -> Tree {
        self.tree.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Collector {
    fn put(&self, path: &OutputPath, bytes: &Bytes) -> Option<String> {
        self.copy(path, &Entry::InMemory(bytes.clone()));
        Some(sha256_hex(bytes))
    }

    fn keep(&self, path: &OutputPath, sha256: &str) -> bool {
        let entry = self.published.entry(path.as_str());
        let same = entry.filter(|entry| entry.bytes().is_some_and(|bytes| sha256_hex(&bytes) == sha256));
        same.inspect(|entry| self.copy(path, entry)).is_some()
    }

    fn copy(&self, path: &OutputPath, file: &Entry) {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner).insert_entry(path.as_str(), file.clone());
    }
}
