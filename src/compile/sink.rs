//! Receives the outputs of a compile, each as soon as it is rendered and checked, so that they are never all in memory.
//!
//! A sink decides what happens to the bytes: a build stages those that changed, tests collect them, `check` drops them.

use std::sync::{Mutex, PoisonError};

use crate::base::path::OutputPath;
use crate::base::tree::{Bytes, Entry, Tree};

/// Receives the outputs of a compile.
///
/// A sink that cannot write keeps the error for its owner: the compile goes on, so that one run reports all that it finds.
pub trait Sink: Sync {
    /// Takes one output. It is called once a path, on several threads, in no fixed order.
    fn put(&self, path: &OutputPath, bytes: &Bytes);

    /// Takes a file of the source tree as an output.
    fn copy(&self, path: &OutputPath, file: &Entry) {
        self.put(path, &file.bytes().unwrap_or_default());
    }

    /// Whether it takes the files of the search index, which nothing checks.
    fn wants_search(&self) -> bool {
        true
    }
}

/// Drops every output.
pub struct Discard;

impl Sink for Discard {
    fn put(&self, _: &OutputPath, _: &Bytes) {}

    fn copy(&self, _: &OutputPath, _: &Entry) {}

    fn wants_search(&self) -> bool {
        false
    }
}

/// Keeps every output in memory.
#[derive(Default)]
pub struct Collector {
    tree: Mutex<Tree>,
}

impl Collector {
    /// The outputs so far.
    pub fn into_tree(self) -> Tree {
        self.tree.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for Collector {
    fn put(&self, path: &OutputPath, bytes: &Bytes) {
        self.copy(path, &Entry::InMemory(bytes.clone()));
    }

    fn copy(&self, path: &OutputPath, file: &Entry) {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner).insert_entry(path.as_str(), file.clone());
    }
}
