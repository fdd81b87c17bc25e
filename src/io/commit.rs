//! Writes the outputs of a compile to disk: only changed files, all or none, and never over files of others.
//!
//! Order: lock the folder and read the old list; take each output as it is rendered, compare it by content and write
//! what changed to a staging folder; then, if the compile has no error, note the new list, move files, remove what the
//! old list names and the new one does not, put the new list in place. A run that is killed before the moves changes
//! nothing; one that is killed between them leaves the note, and the next run finishes the work, because every comparison
//! looks at the files themselves. Where there was no folder, the staging folder takes its place in one step.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::base::hash::sha256_hex;
use crate::base::path::{OutputPath, folder_of, join};
use crate::base::tree::{Bytes, Entry, FileOnDisk};
use crate::compile::sink::Sink;
use crate::io::atomic_write::atomic_write_via;
use crate::io::error::Error;
use crate::io::foreign_files::{self, FileState};
use crate::io::hash_file::sha256_of;
use crate::io::manifest::{Manifest, Origin};
use crate::io::staging::{Staging, is_writable};
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// What a commit did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Committed {
    pub written: Vec<String>,
    pub removed: Vec<String>,
    /// SHA-256 of the list of all files.
    pub list: String,
}

/// A locked output folder that takes the outputs of one compile. Unless it is finished, the folder stays as it was.
pub struct Commit {
    target: PathBuf,
    /// Whether this commit made the folder, which then has no entry.
    is_new: bool,
    /// Whether the folder has no entry: then there is nothing to compare and nothing to be careful of.
    is_empty: bool,
    old: Manifest,
    is_interrupted: bool,
    /// Paths of earlier builds.
    own: BTreeSet<String>,
    staging: Staging,
    outputs: Mutex<BTreeMap<String, Compared>>,
    /// The first write error.
    failure: Mutex<Option<Error>>,
    /// Held for as long as the value lives.
    _lock: Option<File>,
}

/// An output as it compares with the file in its place.
struct Compared {
    hash: String,
    state: FileState,
}

/// Whether the published folder has exactly these files, with the same content.
pub fn is_published(manifest: &Manifest, target: &Path) -> bool {
    let files: Vec<_> = manifest.files.iter().collect();
    files.par_iter().all(|(path, hash)| FileState::of(&target.join(path), hash, None) == FileState::Same)
        && !target.join(NEXT_MANIFEST_FILE).exists()
}

impl Commit {
    /// Locks a folder, which is made if it is missing. `waiting` is called when another build has it.
    pub fn begin(target: &Path, waiting: impl Fn()) -> Result<Commit, Error> {
        if fs::metadata(target).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(Error::new(format!("the output `{}` is a file, not a folder", target.display()))
                .help("choose another with `--output`"));
        }
        let Locked { is_made, lock } = lock(target, waiting)?;
        let begun = Commit::locked(target, is_made, lock);
        if is_made && begun.is_err() {
            let _ = fs::remove_dir(target);
        }
        begun
    }

    fn locked(target: &Path, is_made: bool, lock: Option<File>) -> Result<Commit, Error> {
        let old = Manifest::read(target, MANIFEST_FILE)?;
        // A journal cut short by a full disk or a kill is ignored: the manifest of the last complete build still applies.
        let interrupted = match Manifest::read(target, NEXT_MANIFEST_FILE) {
            Err(_) if old.is_some() => Some(Manifest::default()),
            read => read?,
        };
        if old.is_none() && interrupted.is_none() {
            foreign_files::refuse_foreign_folder(target)?;
        }
        let old = old.unwrap_or_default();
        let noted = interrupted.iter().flat_map(|manifest| manifest.files.keys());
        let is_empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
        let is_new = is_made && is_empty;
        Ok(Commit {
            target: target.to_path_buf(),
            is_new,
            is_empty,
            own: old.files.keys().chain(noted).cloned().collect(),
            old,
            is_interrupted: interrupted.is_some(),
            staging: if is_new { Staging::whole(target)? } else { Staging::in_rounds(target)? },
            outputs: Mutex::default(),
            failure: Mutex::default(),
            _lock: lock,
        })
    }

    /// Publishes what was put, with a list that names what it was made from.
    pub fn finish(mut self, origin: Origin) -> Result<Committed, Error> {
        if let Some(failure) = guard(&self.failure).take() {
            return Err(failure.help("the published folder is unchanged"));
        }
        let outputs = std::mem::take(&mut *guard(&self.outputs));
        let states: BTreeMap<&str, FileState> = outputs.iter().map(|(path, one)| (path.as_str(), one.state)).collect();
        if !self.is_empty {
            foreign_files::refuse_foreign_files(&states, &self.own, &self.target)?;
        }
        let new = Manifest::new(outputs.iter().map(|(path, one)| (path.clone(), one.hash.clone())).collect(), origin);
        let changed: Vec<(&str, FileState)> =
            states.into_iter().filter(|(_, state)| *state != FileState::Same).collect();
        let gone = |path: &&String| !new.files.contains_key(*path) && foreign_files::is_own_file(&self.target, path);
        let removed: Vec<String> = self.own.iter().filter(gone).cloned().collect();
        let list_text = new.to_text();
        let list = sha256_hex(list_text.as_bytes());
        let committed =
            Committed { list, written: changed.iter().map(|(path, _)| (*path).to_owned()).collect(), removed };
        if changed.is_empty() && committed.removed.is_empty() && !self.is_interrupted && new == self.old {
            return Ok(committed);
        }
        if self.is_new && self.staging.is_whole() {
            self.staging.write(MANIFEST_FILE, list_text.as_bytes())?;
            // Who waits for the folder waits for the one that takes its place, too.
            let _lock = self.staging.open().filter(|folder| folder.try_lock().is_ok());
            self.staging.replace(&self.target)?;
            // The next build may already have a folder of this name.
            self.staging.keep();
        } else {
            self.switch(&changed, &committed.removed, &list_text)?;
        }
        Ok(committed)
    }

    /// Moves changed files into the folder, and removes files that the new site does not have.
    fn switch(mut self, changed: &[(&str, FileState)], removed: &[String], list: &str) -> Result<(), Error> {
        let target = self.target.clone();
        check_writable(changed, removed, &target)?;
        let note = target.join(NEXT_MANIFEST_FILE);
        replace(&note, list)?;
        // From here on, what is staged is part of the new site.
        self.staging.keep();
        foreign_files::clear_conflicts(changed, &self.own, &target)?;
        self.staging.publish(&target)?;
        for path in removed {
            foreign_files::remove(&target, path)?;
        }
        replace(&target.join(MANIFEST_FILE), list)?;
        fs::remove_file(&note).map_err(|error| Error::io("remove", &note, &error))
    }
}

impl Commit {
    /// Stages a copy of a file, unless the published one is the same. The hash is that of the copy, so that it fits
    /// whatever happens to the source.
    fn copied(&self, path: &str, file: &dyn FileOnDisk) -> Result<Compared, Error> {
        let target = self.target.join(path);
        let is_there = !self.is_empty
            && fs::symlink_metadata(&target).is_ok_and(|found| found.is_file() && found.len() == file.length());
        if is_there {
            let hash = file.sha256().map_err(|error| Error::new(format!("cannot publish `{path}`: {error}")))?;
            if FileState::of(&target, &hash, Some(file.length())) == FileState::Same {
                return Ok(Compared { hash, state: FileState::Same });
            }
        }
        let copy = self.staging.put(path, |copy| file.copy_to(copy))?;
        let hash = sha256_of(&copy).map_err(|error| Error::io("read", &copy, &error))?;
        let state = if self.is_empty { FileState::Missing } else { FileState::of(&target, &hash, Some(file.length())) };
        Ok(Compared { hash, state })
    }
}

/// The path of an output, which a plan never has outside the published folder.
fn inside(output: &OutputPath) -> &str {
    let path = output.as_str();
    assert!(join("", path).as_deref() == Some(path), "a plan writes nothing outside the published folder");
    path
}

impl Sink for Commit {
    fn put(&self, path: &OutputPath, bytes: &Bytes) {
        let path = inside(path);
        let hash = sha256_hex(bytes);
        let length = Some(bytes.len() as u64);
        let state =
            if self.is_empty { FileState::Missing } else { FileState::of(&self.target.join(path), &hash, length) };
        if state != FileState::Same
            && guard(&self.failure).is_none()
            && let Err(failure) = self.staging.write(path, bytes)
        {
            guard(&self.failure).get_or_insert(failure);
        }
        guard(&self.outputs).insert(path.to_owned(), Compared { hash, state });
    }

    fn copy(&self, output: &OutputPath, entry: &Entry) {
        let file = match entry {
            Entry::InMemory(bytes) => return self.put(output, bytes),
            Entry::OnDisk(file) => file.as_ref(),
        };
        let path = inside(output);
        match self.copied(path, file) {
            Ok(compared) => {
                guard(&self.outputs).insert(path.to_owned(), compared);
            }
            Err(failure) => {
                guard(&self.failure).get_or_insert(failure);
            }
        }
    }
}

impl Drop for Commit {
    /// A folder that was made for this commit and got nothing is removed; the staging folder removes itself.
    fn drop(&mut self) {
        if self.is_new {
            // It is only removed if it is empty.
            let _ = fs::remove_dir(&self.target);
        }
    }
}

fn guard<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder that no other build uses.
struct Locked {
    /// Whether it was made for this build.
    is_made: bool,
    /// `None` where the system cannot lock it.
    lock: Option<File>,
}

/// Makes the folder if it is missing, and locks it against other builds.
fn lock(target: &Path, waiting: impl Fn()) -> Result<Locked, Error> {
    let failed = |error: &std::io::Error| Error::io("make the folder", target, error);
    loop {
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(&error))?;
        }
        let is_made = match fs::create_dir(target) {
            Ok(()) => true,
            Err(_) if target.is_dir() => false,
            Err(error) => return Err(failed(&error)),
        };
        // Some systems cannot open a folder; there two builds are kept apart by nothing but their user.
        let Ok(handle) = File::open(target) else { return Ok(Locked { is_made, lock: None }) };
        match handle.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                waiting();
                handle.lock().map_err(|error| Error::io("lock", target, &error))?;
            }
            Err(fs::TryLockError::Error(_)) => return Ok(Locked { is_made, lock: None }),
        }
        // The other build may have put a new folder in place of this one, or removed it.
        if is_at(&handle, target) {
            return Ok(Locked { is_made, lock: Some(handle) });
        }
    }
}

/// Whether an open folder still is the one at a path.
#[cfg(unix)]
fn is_at(folder: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((folder.metadata(), fs::metadata(path)), (Ok(a), Ok(b)) if (a.dev(), a.ino()) == (b.dev(), b.ino()))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.is_dir()
}

/// Refuses before anything is moved where a folder cannot be written, so that no half of a site is published.
fn check_writable(changed: &[(&str, FileState)], removed: &[String], target: &Path) -> Result<(), Error> {
    let paths = changed.iter().map(|(path, _)| *path).chain(removed.iter().map(String::as_str));
    let folders: BTreeSet<&str> = std::iter::once("").chain(paths.map(folder_of)).collect();
    for folder in folders {
        let path = target.join(folder);
        if path.is_dir() && !is_writable(&path) {
            return Err(Error::new(format!("the folder `{}` cannot be written", path.display()))
                .help("give it write permission. The published folder is unchanged"));
        }
    }
    Ok(())
}

/// Writes the manifest or the journal, whole or not at all.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    atomic_write_via(&path.with_extension("new"), path, text).map_err(|error| Error::io("write", path, &error))
}
