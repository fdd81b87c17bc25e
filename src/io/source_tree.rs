//! The project's files in memory, kept up to date: only what has changed on disk is read again.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, Metadata};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostic::Diagnostic;
use crate::base::tree::{Bytes, Tree};
use crate::io::open::canonical_inside;
use crate::io::project::Project;
use crate::io::read::{FoundFile, find, read_file};
use crate::io::stamp::Stamp;
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
    file: FoundFile,
    stamp: Option<Stamp>,
    bytes: Result<Bytes, Box<Diagnostic>>,
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
        source.rescan();
        source
    }

    /// Brings the files of a batch up to date; true where something is not as it was.
    pub fn refresh(&mut self, batch: &Batch) -> bool {
        match batch {
            Batch::Files(files) if !self.has_links => match self.refresh_files(files) {
                Some(is_changed) => is_changed,
                None => self.rescan(),
            },
            _ => self.rescan(),
        }
    }

    /// Reads files that are known; `None` where one is new or gone, which the walk over all folders checks.
    fn refresh_files(&mut self, files: &BTreeSet<PathBuf>) -> Option<bool> {
        let mut changed = Vec::new();
        // Stamps and bytes change together: a stamp without its bytes would keep the file from being read again.
        let mut stamps = Vec::new();
        for path in files {
            let name = self.names.get(path)?.clone();
            let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
            let folders = [&self.project.content, &self.project.root];
            let real = folders.into_iter().find_map(|folder| canonical_inside(folder, path).ok())?;
            let bytes = read_file(&FoundFile { name: name.clone(), path: path.clone(), real }).ok()?;
            stamps.push((name.clone(), Stamp::of(&metadata)));
            if self.tree.get(&name).as_ref() != Some(&bytes) {
                changed.push((name, bytes));
            }
        }
        self.stamps.extend(stamps);
        if changed.is_empty() {
            return Some(false);
        }
        let tree = Arc::make_mut(&mut self.tree);
        changed.into_iter().for_each(|(name, bytes)| tree.insert(name, bytes));
        Some(true)
    }

    /// Walks all folders and reads the files whose stamp has changed. Returns whether anything has changed.
    fn rescan(&mut self) -> bool {
        let found = find(&self.project);
        let read: Vec<FileRead> = found.files.into_par_iter().map(|file| self.read(file)).collect();
        let mut diagnostics = found.diagnostics;
        let mut tree = Tree::default();
        (self.stamps, self.names) = (HashMap::new(), HashMap::new());
        for FileRead { file, stamp, bytes } in read {
            match bytes {
                Ok(bytes) => {
                    tree.insert(file.name.as_str(), bytes);
                    self.names.insert(file.path, file.name.clone());
                    self.stamps.extend(stamp.map(|stamp| (file.name, stamp)));
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

    fn read(&self, file: FoundFile) -> FileRead {
        let now = fs::metadata(&file.path).ok().map(|metadata| Stamp::of(&metadata));
        let known = self.tree.get(&file.name);
        if let (Some(now), Some(known)) = (now, &known)
            && self.stamps.get(&file.name) == Some(&now)
        {
            return FileRead { file, stamp: Some(now), bytes: Ok(known.clone()) };
        }
        let bytes = read_file(&file).map(|bytes| match known {
            // The same text under the same name is the same file to all that follows.
            Some(known) if known == bytes => known,
            _ => bytes,
        });
        FileRead { file, stamp: now, bytes }
    }

    /// Names of changed files for people: those that differ from an earlier tree.
    pub fn changed_since(&self, earlier: &Tree) -> Vec<String> {
        self.tree.changes(earlier).into_iter().map(|(path, _)| path.to_owned()).collect()
    }
}
