//! What differs between a commit and the project's files as they are now.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::hash::Hash;
use crate::base::tree::{Entry, Tree};
use crate::io::error::Error;
use crate::io::git::repository::Repository;
use crate::io::git::tree::is_checked_out;

/// What differs between a revision and the files as they are now.
#[derive(Debug, Default)]
pub struct Changes {
    /// New and changed files, by path in the source tree.
    pub changed: BTreeSet<String>,
    /// Where a file of then is now, for files that were moved.
    pub moved: BTreeMap<String, String>,
}

/// Compares the files of a commit with those of now. Git finds moved files that are committed or staged. Files that are
/// not are compared here: in the work tree, git would run the filters that attributes select.
pub fn changes(repository: &Repository, commit: &str, before: &Tree, now: &Tree) -> Result<Changes, Error> {
    let staged = repository.run(&["diff-index", "--cached", "-M", "--name-status", "-z", commit, "--"]);
    let staged = staged.map_err(|error| error.to_error("compare files"))?;
    let mut changes = Changes::default();
    for FileChange { before: old, after, .. } in file_changes(&staged).iter().filter(|change| change.status == 'R') {
        let (Some(old), Some(after)) = (repository.source_path(old), repository.source_path(after)) else { continue };
        if !now.has(old) && now.has(after) {
            changes.moved.insert(old.to_owned(), after.to_owned());
        }
    }
    let is_same = |path: &str, entry: &Entry| {
        before.get(path).zip(entry.bytes()).is_some_and(|(old, bytes)| is_checked_out(&old, &bytes))
    };
    let changed = now.iter().filter(|(path, entry)| !is_same(path, entry)).map(|(path, _)| path.to_owned());
    changes.changed = changed.collect();
    changes.follow(before, now);
    Ok(changes)
}

impl Changes {
    /// Pairs new files with deleted ones that have the same bytes: they were moved.
    fn follow(&mut self, before: &Tree, now: &Tree) {
        let targets: BTreeSet<&String> = self.moved.values().collect();
        let new = self.changed.iter().filter(|path| !before.has(path) && !targets.contains(path));
        let mut new_by_hash: BTreeMap<Hash, &String> = BTreeMap::new();
        for path in new {
            if let Some(hash) = now.entry(path).and_then(Entry::hash) {
                new_by_hash.entry(hash).or_insert(path);
            }
        }
        let is_gone = |path: &str| !now.has(path) && !self.moved.contains_key(path);
        let gone = before.iter().filter(|(path, _)| is_gone(path));
        let moved = gone.filter_map(|(path, entry)| {
            let new = new_by_hash.get(&entry.hash()?)?;
            Some((path.to_owned(), (*new).clone()))
        });
        let moved: Vec<(String, String)> = moved.collect();
        self.moved.extend(moved);
    }
}

/// A file that a commit changed.
pub(super) struct FileChange<'a> {
    pub status: char,
    pub before: &'a str,
    pub after: &'a str,
}

/// Reads what `--name-status -z` prints: a letter, then one name, or two for a file that was moved or copied.
fn file_changes(text: &str) -> Vec<FileChange<'_>> {
    let mut parts = text.split('\0');
    let mut all = Vec::new();
    while let Some(change) = next_change(&mut parts) {
        all.push(change);
    }
    all
}

/// The next change from the parts of such a list.
pub(super) fn next_change<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Option<FileChange<'a>> {
    let status = parts.next()?.chars().next()?;
    let before = parts.next()?;
    let after = if matches!(status, 'R' | 'C') { parts.next()? } else { before };
    Some(FileChange { status, before, after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_moved_come_in_pairs() {
        let all = file_changes("M\0a b.md\0R087\0old.md\0new.md\0D\0gone.md\0");
        let found: Vec<_> = all.iter().map(|file| (file.status, file.before, file.after)).collect();
        assert_eq!(found, [('M', "a b.md", "a b.md"), ('R', "old.md", "new.md"), ('D', "gone.md", "gone.md")]);
    }
}
