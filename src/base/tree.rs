//! A tree of files: the input and the output of a compile.
//!
//! It is ordered by path, so that iteration has the same order on every machine. What a compile works on is in memory; a
//! file that it only passes on stays on disk.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use crate::base::hash::Hash;
use crate::base::image::{self, ImageSize};

/// The bytes of one file, shared rather than copied between trees.
pub type Bytes = Arc<Vec<u8>>;

/// A file whose bytes need not be in memory. Its owner does the reading.
pub trait FileOnDisk: Debug + Send + Sync {
    /// The length in bytes.
    fn length(&self) -> u64;

    /// The size of an image; `None` for other files.
    fn image_size(&self) -> Option<ImageSize>;

    /// A hash of the bytes; `None` if they cannot be read.
    fn hash(&self) -> Option<Hash>;

    /// The bytes; `None` if they cannot be read, or are no longer those of the tree.
    fn read(&self) -> Option<Bytes>;

    /// Frees the memory that the bytes take, until they are read again.
    fn release(&self);

    /// The SHA-256 of the bytes, as `sha256sum` prints it.
    fn sha256(&self) -> std::io::Result<String>;

    /// Copies the file without reading it into memory.
    fn copy_to(&self, target: &Path) -> std::io::Result<()>;
}

/// A file of a tree.
#[derive(Debug, Clone)]
pub enum Entry {
    InMemory(Bytes),
    OnDisk(Arc<dyn FileOnDisk>),
}

impl Entry {
    /// The bytes; `None` if they cannot be read, or are no longer those of the tree.
    pub fn bytes(&self) -> Option<Bytes> {
        match self {
            Entry::InMemory(bytes) => Some(bytes.clone()),
            Entry::OnDisk(file) => file.read(),
        }
    }

    /// The length in bytes.
    pub fn length(&self) -> u64 {
        match self {
            Entry::InMemory(bytes) => bytes.len() as u64,
            Entry::OnDisk(file) => file.length(),
        }
    }

    /// The size of an image; `None` for other files.
    pub fn image_size(&self) -> Option<ImageSize> {
        match self {
            Entry::InMemory(bytes) => image::size(bytes),
            Entry::OnDisk(file) => file.image_size(),
        }
    }

    /// A hash of the bytes; `None` if they cannot be read.
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Entry::InMemory(bytes) => Some(Hash::of(bytes)),
            Entry::OnDisk(file) => file.hash(),
        }
    }

    /// Frees the memory of a file that can be read again.
    pub fn release(&self) {
        if let Entry::OnDisk(file) = self {
            file.release();
        }
    }

    /// Whether two entries share their bytes.
    fn is_shared(&self, other: &Entry) -> bool {
        match (self, other) {
            (Entry::InMemory(a), Entry::InMemory(b)) => Arc::ptr_eq(a, b),
            (Entry::OnDisk(a), Entry::OnDisk(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.is_shared(other) || self.bytes() == other.bytes()
    }
}

impl Eq for Entry {}

/// An ordered map from `/`-separated path to file. Cloning shares the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<Arc<str>, Entry>,
}

impl Tree {
    /// Adds or replaces a file in memory.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Bytes>) {
        self.insert_entry(path, Entry::InMemory(bytes.into()));
    }

    /// Adds or replaces a file.
    pub fn insert_entry(&mut self, path: impl Into<Arc<str>>, entry: Entry) {
        self.files.insert(path.into(), entry);
    }

    /// Whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The file at `path`.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        self.files.get(path)
    }

    /// The bytes of the file at `path`, where they can be read.
    pub fn get(&self, path: &str) -> Option<Bytes> {
        self.entry(path)?.bytes()
    }

    /// All files in path order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.files.iter().map(|(path, entry)| (path.as_ref(), entry))
    }

    /// The paths whose files differ between the trees, and whether both trees have the file. Files that share their bytes
    /// are equal.
    pub fn changes<'a>(&'a self, old: &'a Tree) -> Vec<(&'a str, bool)> {
        let mut changes = Vec::new();
        let (mut new, mut old) = (self.files.iter().peekable(), old.files.iter().peekable());
        loop {
            let order = match (new.peek(), old.peek()) {
                (Some((path, _)), Some((other, _))) => path.cmp(other),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return changes,
            };
            match order {
                Ordering::Less => changes.extend(new.next().map(|(path, _)| (path.as_ref(), false))),
                Ordering::Greater => changes.extend(old.next().map(|(path, _)| (path.as_ref(), false))),
                Ordering::Equal => {
                    let pair = new.next().zip(old.next());
                    let changed = pair.filter(|((_, entry), (_, other))| !entry.is_shared(other));
                    changes.extend(changed.map(|((path, _), _)| (path.as_ref(), true)));
                }
            }
        }
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }

    /// The files below `folder` (a path without a final `/`; the empty path is the whole tree), in path order.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let prefix_of_all = prefix.clone();
        self.files
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(prefix_of_all.as_str()))
            .map(|(path, entry)| (path.as_ref(), entry))
    }
}

impl FromIterator<(String, Bytes)> for Tree {
    fn from_iter<I: IntoIterator<Item = (String, Bytes)>>(files: I) -> Tree {
        Tree { files: files.into_iter().map(|(path, bytes)| (path.into(), Entry::InMemory(bytes))).collect() }
    }
}
