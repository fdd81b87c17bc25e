//! Writes the outputs of a compile to disk: only changed files, all or none, and never over files of others.
//!
//! Order: lock the folder, put in order what an interrupted build left, and read the old list; take each output as it is
//! rendered, compare it by content and write what changed to a staging folder; then, if the compile has no error, wait until
//! that is on disk and carry out the change (`switch`). A run that is killed before the note of the new list changes nothing;
//! one that is killed later is finished by the next command. Where there was no folder, the staging folder takes its place in
//! one step.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::hash::sha256_hex;
use crate::base::path::{OutputPath, join};
use crate::base::tree::{Bytes, Entry, FileOnDisk};
use crate::compile::sink::Sink;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::foreign_files::{self, FileState, Own};
use crate::io::hash_file::sha256_of;
use crate::io::lock::{Locked, Wait, lock};
use crate::io::manifest::{Found, Manifest, Origin};
use crate::io::recover::recover_locked;
use crate::io::staging::Staging;
use crate::io::switch::{KeptAside, Switch};
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// What a commit did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Committed {
    pub written: Vec<String>,
    pub removed: Vec<String>,
    /// SHA-256 of the list of all files.
    pub list: String,
    /// Files that no build wrote in the place of those that one wrote.
    pub kept: KeptAside,
    /// Where the old list was damaged: files in the folder that are not part of the new site.
    pub unknown: Option<Vec<String>>,
}

/// A locked output folder that takes the outputs of one compile. Unless it is finished, the folder stays as it was.
pub struct Commit {
    target: PathBuf,
    /// Whether this commit made the folder, which then has no entry.
    is_new: bool,
    /// Whether the folder has no entry: then there is nothing to compare and nothing to be careful of.
    is_empty: bool,
    /// The list of the last build; empty where there is none.
    old: Manifest,
    is_interrupted: bool,
    /// What earlier builds wrote.
    own: Own,
    staging: Staging,
    outputs: Mutex<BTreeMap<String, Compared>>,
    /// The first write error.
    failure: Mutex<Option<Error>>,
    _lock: Locked,
}

/// An output as it compares with the file in its place.
struct Compared {
    hash: String,
    state: FileState,
}

/// Whether the published folder has exactly these files, with the same content.
pub fn is_published(manifest: &Manifest, target: &Path) -> bool {
    // What cannot be read is read again, and named, by the build that follows.
    foreign_files::has_all(target, manifest).unwrap_or(false) && !disk::exists(&target.join(NEXT_MANIFEST_FILE))
}

impl Commit {
    /// Locks a folder, which is made if it is missing. `waiting` is called when another build has it.
    pub fn begin(target: &Path, waiting: impl Fn()) -> Result<Commit, Error> {
        if fs::metadata(target).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(Error::new(format!("the output `{}` is a file, not a folder", target.display()))
                .help("choose another with `--output`"));
        }
        let lock = lock(target, &Wait::Telling(&waiting))?.expect("it waits for the folder");
        let is_created = lock.is_created;
        let begun = Commit::locked(target, lock);
        if is_created && begun.is_err() {
            let _ = disk::remove_folder(target);
        }
        begun
    }

    fn locked(target: &Path, lock: Locked) -> Result<Commit, Error> {
        recover_locked(target)?;
        let old = Manifest::find(target, MANIFEST_FILE)?;
        let is_lost = matches!(old, Found::Damaged);
        let (old, noted) = (old.whole(), Manifest::find(target, NEXT_MANIFEST_FILE)?.whole());
        if old.is_none() && noted.is_none() && !is_lost {
            foreign_files::refuse_foreign_folder(target)?;
        }
        let is_empty = disk::entries(target).is_ok_and(|entries| entries.is_empty());
        let is_new = lock.is_created && is_empty;
        Ok(Commit {
            target: target.to_path_buf(),
            is_new,
            is_empty,
            old: old.clone().unwrap_or_default(),
            is_interrupted: noted.is_some(),
            own: Own { lists: old.into_iter().chain(noted).collect(), is_lost },
            staging: if is_new { Staging::whole(target)? } else { Staging::in_rounds(target)? },
            outputs: Mutex::default(),
            failure: Mutex::default(),
            _lock: lock,
        })
    }

    /// The list of the last build; empty where there is none.
    pub fn old(&self) -> &Manifest {
        &self.old
    }

    /// Publishes what was put, with a list that names what it was made from.
    pub fn finish(mut self, origin: Origin) -> Result<Committed, Error> {
        if let Some(failure) = guard(&self.failure).take() {
            return Err(unchanged(failure));
        }
        let outputs = std::mem::take(&mut *guard(&self.outputs));
        let states: BTreeMap<&str, FileState> = outputs.iter().map(|(path, one)| (path.as_str(), one.state)).collect();
        let new = Manifest::new(outputs.iter().map(|(path, one)| (path.clone(), one.hash.clone())).collect(), origin);
        let text = new.to_text();
        let mut committed = Committed { list: sha256_hex(text.as_bytes()), ..Committed::default() };
        if self.is_new && self.staging.is_whole() {
            committed.written = states.into_keys().map(str::to_owned).collect();
            self.staging.write(MANIFEST_FILE, text.as_bytes())?;
            self.staging.sync()?;
            // Who waits for the folder waits for the one that takes its place, too.
            let _lock = self.staging.open().filter(|folder| folder.try_lock().is_ok());
            self.staging.replace(&self.target)?;
            return Ok(committed);
        }
        let switch = Switch::new(&states, &self.own, &new, &self.target).map_err(unchanged)?;
        (committed.written, committed.removed) = (switch.written(), switch.removed.clone());
        let is_same_list = new == self.old && !self.own.is_lost && !self.is_interrupted;
        if switch.is_empty() && is_same_list {
            return Ok(committed);
        }
        let noted = switch.check_writable().and_then(|()| self.staging.sync());
        let noted = noted.and_then(|()| switch.note(&self.staging, &text));
        noted.map_err(unchanged)?;
        // From here on, what is staged is part of the new site.
        self.staging.keep();
        committed.kept = switch.carry_out(&self.staging, &text).map_err(|error| {
            error.help(
                "the published folder has files of the old site and of the new one; the next command completes it",
            )
        })?;
        if self.own.is_lost {
            committed.unknown = Some(foreign_files::others(&self.target, &new, "")?);
        }
        Ok(committed)
    }
}

impl Commit {
    /// How the file in the place of an output compares with it.
    fn state(&self, path: &str, hash: &str, length: Option<u64>) -> Result<FileState, Error> {
        if self.is_empty { Ok(FileState::Missing) } else { FileState::of(&self.target.join(path), hash, length) }
    }

    /// Stages what differs from the file in its place.
    fn staged(&self, path: &str, bytes: &Bytes, hash: &str) -> Result<FileState, Error> {
        let state = self.state(path, hash, Some(bytes.len() as u64))?;
        if state != FileState::Same && guard(&self.failure).is_none() {
            self.staging.write(path, bytes)?;
        }
        Ok(state)
    }

    /// Stages a copy of a file, unless the published one is the same. The hash is that of the copy, so that it fits
    /// whatever happens to the source.
    fn copied(&self, path: &str, file: &dyn FileOnDisk) -> Result<Compared, Error> {
        let target = self.target.join(path);
        let is_there = !self.is_empty
            && disk::metadata(&target).is_ok_and(|found| found.is_file() && found.len() == file.length());
        if is_there {
            let hash = file.sha256().map_err(|error| Error::new(format!("cannot publish `{path}`: {error}")))?;
            if self.state(path, &hash, Some(file.length()))? == FileState::Same {
                return Ok(Compared { hash, state: FileState::Same });
            }
        }
        let copy = self.staging.put(path, |copy| file.copy_to(copy))?;
        let hash = sha256_of(&copy).map_err(|error| Error::io("read", &copy, &error))?;
        let state = self.state(path, &hash, Some(file.length()))?;
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
    fn put(&self, path: &OutputPath, bytes: &Bytes) -> Option<String> {
        let path = inside(path);
        let hash = sha256_hex(bytes);
        match self.staged(path, bytes, &hash) {
            Ok(state) => drop(guard(&self.outputs).insert(path.to_owned(), Compared { hash: hash.clone(), state })),
            Err(failure) => drop(guard(&self.failure).get_or_insert(failure)),
        }
        Some(hash)
    }

    fn keep(&self, path: &OutputPath, sha256: &str) -> bool {
        let path = inside(path);
        // What cannot be read is rendered, and then compared again.
        let is_same = matches!(self.state(path, sha256, None), Ok(FileState::Same));
        if is_same {
            guard(&self.outputs).insert(path.to_owned(), Compared { hash: sha256.to_owned(), state: FileState::Same });
        }
        is_same
    }

    fn copy(&self, output: &OutputPath, entry: &Entry) {
        let file = match entry {
            Entry::InMemory(bytes) => {
                let _ = self.put(output, bytes);
                return;
            }
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
            let _ = disk::remove_folder(&self.target);
        }
    }
}

/// Says what a failure left, unless the failure has a remedy of its own.
fn unchanged(failure: Error) -> Error {
    if failure.help.is_none() { failure.help("the published folder is unchanged") } else { failure }
}

fn guard<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}
