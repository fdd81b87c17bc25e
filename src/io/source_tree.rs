//! The project's files in memory, kept up to date: only what has changed on disk is read again.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, Metadata};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

use crate::base::diagnostic::Diagnostic;
use crate::base::tree::{Bytes, Tree};
use crate::io::project::Project;
use crate::io::read::{Met, find, read_file};
use crate::io::watch::Batch;

/// A project's files as they were last seen.
pub struct SourceTree {
    project: Project,
    pub tree: Arc<Tree>,
    /// What went wrong while files were read.
    pub diagnostics: Vec<Diagnostic>,
    stamps: HashMap<String, Stamp>,
    /// Path on disk → name in the tree.
    names: HashMap<PathBuf, String>,
    has_links: bool,
}

/// A file as it was read: where it is, its stamp, its bytes.
struct FileRead {
    met: Met,
    stamp: Option<Stamp>,
    bytes: Result<Bytes, Box<Diagnostic>>,
}

/// What changes when a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// The file's number on its disk, where there is one: a file put in place of another has its own.
    number: u64,
}

impl SourceTree {
    /// Reads a project.
    pub fn new(project: &Project) -> SourceTree {
        let mut source = SourceTree {
            project: project.clone(),
            tree: Arc::default(),
            diagnostics: Vec::new(),
            stamps: HashMap::new(),
            names: HashMap::new(),
            has_links: false,
        };
        source.look();
        source
    }

    /// Brings the files of a batch up to date; true where something is not as it was.
    pub fn refresh(&mut self, batch: &Batch) -> bool {
        match batch {
            Batch::Files(files) if !self.has_links => match self.refresh_files(files) {
                Some(is_changed) => is_changed,
                None => self.look(),
            },
            _ => self.look(),
        }
    }

    /// Reads files that are known; `None` where one is new or gone, which the walk over all folders checks.
    fn refresh_files(&mut self, files: &BTreeSet<PathBuf>) -> Option<bool> {
        let mut changed = Vec::new();
        for path in files {
            let name = self.names.get(path)?.clone();
            let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
            let bytes = read_file(&Met { name: name.clone(), path: path.clone() }).ok()?;
            self.stamps.insert(name.clone(), stamp(&metadata));
            if self.tree.get(&name) != Some(&bytes) {
                changed.push((name, bytes));
            }
        }
        if changed.is_empty() {
            return Some(false);
        }
        let tree = Arc::make_mut(&mut self.tree);
        changed.into_iter().for_each(|(name, bytes)| tree.insert(name, bytes));
        Some(true)
    }

    /// Walks over all folders and reads what does not have the stamp that it had.
    fn look(&mut self) -> bool {
        let found = find(&self.project);
        let read: Vec<FileRead> = found.met.into_par_iter().map(|met| self.read(met)).collect();
        let mut diagnostics = found.diagnostics;
        let mut tree = Tree::default();
        (self.stamps, self.names) = (HashMap::new(), HashMap::new());
        for FileRead { met, stamp, bytes } in read {
            match bytes {
                Ok(bytes) => {
                    tree.insert(met.name.as_str(), bytes);
                    self.names.insert(met.path, met.name.clone());
                    self.stamps.extend(stamp.map(|stamp| (met.name, stamp)));
                }
                Err(diagnostic) => diagnostics.push(*diagnostic),
            }
        }
        let is_changed = !tree.changes(&self.tree).is_empty() || diagnostics != self.diagnostics;
        self.has_links = found.has_links;
        self.tree = Arc::new(tree);
        self.diagnostics = diagnostics;
        is_changed
    }

    fn read(&self, met: Met) -> FileRead {
        let now = fs::metadata(&met.path).ok().map(|metadata| stamp(&metadata));
        let known = self.tree.get(&met.name);
        if let (Some(now), Some(known)) = (now, known)
            && self.stamps.get(&met.name) == Some(&now)
        {
            return FileRead { met, stamp: Some(now), bytes: Ok(known.clone()) };
        }
        let bytes = read_file(&met).map(|bytes| match known {
            // The same text under the same name is the same file to all that follows.
            Some(known) if *known == bytes => known.clone(),
            _ => bytes,
        });
        FileRead { met, stamp: now, bytes }
    }

    /// Names of changed files for people: those that differ from an earlier tree.
    pub fn changed_since(&self, earlier: &Tree) -> Vec<String> {
        self.tree.changes(earlier).into_iter().map(|(path, _)| path.to_owned()).collect()
    }
}

fn stamp(metadata: &Metadata) -> Stamp {
    #[cfg(unix)]
    let number = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let number = 0;
    Stamp { length: metadata.len(), modified: metadata.modified().ok(), number }
}
