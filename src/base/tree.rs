//! A tree of files in memory: the input and the output of a compile.
//!
//! It is ordered by path, so that iteration has the same order on every machine.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// The bytes of one file, shared rather than copied between trees.
pub type Bytes = Arc<Vec<u8>>;

/// An ordered map from `/`-separated path to file. Cloning shares the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<Arc<str>, Bytes>,
}

impl Tree {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, bytes: impl Into<Bytes>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&Bytes> {
        self.files.get(path)
    }

    /// All files in path order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.files.iter().map(|(path, bytes)| (path.as_ref(), bytes))
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
                    let changed = pair.filter(|((_, bytes), (_, other))| !Arc::ptr_eq(bytes, other));
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
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a Bytes)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let prefix_of_all = prefix.clone();
        self.files
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .take_while(move |(path, _)| path.starts_with(prefix_of_all.as_str()))
            .map(|(path, bytes)| (path.as_ref(), bytes))
    }
}

impl FromIterator<(String, Bytes)> for Tree {
    fn from_iter<I: IntoIterator<Item = (String, Bytes)>>(files: I) -> Tree {
        Tree { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes)).collect() }
    }
}
