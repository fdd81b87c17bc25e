//! Writes an output tree to disk: only changed files, all or none, and never over files of others.
//!
//! Order: read the old list, compare by content, write what changed to a staging folder, note the new list, move files,
//! remove what the old list names and the new one does not, put the new list in place. A run that is killed before the
//! moves changes nothing; one that is killed between them leaves the note, and the next run finishes the work, because
//! every comparison looks at the files themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

use rayon::prelude::*;

use crate::base::hash::sha256_hex;
use crate::base::path::folder_of;
use crate::base::tree::{Bytes, Tree};
use crate::io::atomic_write::atomic_write_via;
use crate::io::error::Error;
use crate::io::foreign_files::{FileState, refuse_foreign_files, refuse_foreign_folder, state_of, states};
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

/// Publishes a tree into `target`, with a list that names what it was made from. `waiting` is called when another build
/// holds the folder.
pub fn commit(tree: &Tree, origin: Origin, target: &Path, waiting: impl Fn()) -> Result<Committed, Error> {
    if fs::metadata(target).is_ok_and(|metadata| !metadata.is_dir()) {
        return Err(Error::new(format!("the output `{}` is a file, not a folder", target.display()))
            .help("choose another with `--output`"));
    }
    let created = !target.exists();
    fs::create_dir_all(target).map_err(|error| Error::io("make the folder", target, &error))?;
    let lock = lock(target, waiting)?;
    let committed = commit_locked(tree, origin, target);
    if created && committed.is_err() {
        let _ = fs::remove_dir(target);
    }
    drop(lock);
    committed
}

/// Whether the published folder holds exactly these files, content included.
pub fn is_published(manifest: &Manifest, target: &Path) -> bool {
    let files: Vec<_> = manifest.files.iter().collect();
    files.par_iter().all(|(path, hash)| state_of(&target.join(path), hash) == FileState::Same)
        && !target.join(NEXT_MANIFEST_FILE).exists()
}

fn commit_locked(tree: &Tree, origin: Origin, target: &Path) -> Result<Committed, Error> {
    let old = Manifest::read(target, MANIFEST_FILE)?;
    // A note that a full disk or a kill left in pieces says nothing; the list of the last whole build still holds.
    let interrupted = match Manifest::read(target, NEXT_MANIFEST_FILE) {
        Err(_) if old.is_some() => Some(Manifest::default()),
        read => read?,
    };
    if old.is_none() && interrupted.is_none() {
        refuse_foreign_folder(target)?;
    }
    let old = old.unwrap_or_default();
    let own: BTreeSet<&str> = old
        .files
        .keys()
        .chain(interrupted.iter().flat_map(|manifest| manifest.files.keys()))
        .map(String::as_str)
        .collect();
    let new = Manifest::of(tree, origin);
    assert!(new.stays_inside(), "a plan writes nothing outside the published folder");
    // Into a folder without any entry there is nothing to compare and nothing to be careful of.
    let is_empty = fs::read_dir(target).is_ok_and(|mut entries| entries.next().is_none());
    let states = if is_empty {
        new.files.keys().map(|path| (path.as_str(), FileState::Missing)).collect()
    } else {
        states(&new, target)
    };
    if !is_empty {
        refuse_foreign_files(&states, &own, &new, target)?;
    }
    let changed: Vec<(&str, &Bytes)> = tree.iter().filter(|(path, _)| states[path] != FileState::Same).collect();
    let removed: Vec<String> = own
        .iter()
        .filter(|path| !new.files.contains_key(**path) && is_own_file(target, path))
        .map(|path| (*path).to_owned())
        .collect();
    let list_text = new.to_text();
    let list = sha256_hex(list_text.as_bytes());
    let committed = Committed { list, written: changed.iter().map(|(path, _)| (*path).to_owned()).collect(), removed };
    if changed.is_empty() && committed.removed.is_empty() && interrupted.is_none() && new == old {
        return Ok(committed);
    }
    check_writable(&changed, &committed.removed, target)?;
    let staging = Staging::write(target, &changed)?;
    let note = target.join(NEXT_MANIFEST_FILE);
    if let Err(failure) = replace(&note, &list_text) {
        staging.clear()?;
        return Err(failure);
    }
    clear_conflicts(&changed, &states, &own, target)?;
    staging.publish(target)?;
    for path in &committed.removed {
        remove(target, path)?;
    }
    replace(&target.join(MANIFEST_FILE), &list_text)?;
    fs::remove_file(&note).map_err(|error| Error::io("remove", &note, &error))?;
    Ok(committed)
}

/// Holds the folder against another build for as long as the value lives.
fn lock(target: &Path, waiting: impl Fn()) -> Result<Option<File>, Error> {
    // Some systems cannot open a folder; there two builds are kept apart by nothing but their user.
    let Ok(handle) = File::open(target) else { return Ok(None) };
    match handle.try_lock() {
        Ok(()) => Ok(Some(handle)),
        Err(fs::TryLockError::WouldBlock) => {
            waiting();
            handle.lock().map_err(|error| Error::io("lock", target, &error))?;
            Ok(Some(handle))
        }
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

/// Removes own files and folders that are where a folder or file of the new site goes.
fn clear_conflicts(
    changed: &[(&str, &Bytes)],
    states: &BTreeMap<&str, FileState>,
    own: &BTreeSet<&str>,
    target: &Path,
) -> Result<(), Error> {
    for (path, _) in changed {
        let file = target.join(path);
        if states[path] == FileState::Folder {
            fs::remove_dir_all(&file).map_err(|error| Error::io("remove", &file, &error))?;
        }
        let mut folder = folder_of(path);
        while !folder.is_empty() {
            let above = target.join(folder);
            if own.contains(folder) && above.is_file() {
                fs::remove_file(&above).map_err(|error| Error::io("remove", &above, &error))?;
            }
            folder = folder_of(folder);
        }
    }
    Ok(())
}

/// Whether a path of the old list still is a file below real folders: a link could lead to somebody else's file.
fn is_own_file(target: &Path, path: &str) -> bool {
    let mut folder = folder_of(path);
    while !folder.is_empty() {
        if !fs::symlink_metadata(target.join(folder)).is_ok_and(|metadata| metadata.is_dir()) {
            return false;
        }
        folder = folder_of(folder);
    }
    fs::symlink_metadata(target.join(path)).is_ok_and(|metadata| !metadata.is_dir())
}

/// Refuses before anything is moved where a folder cannot be written, so that no half of a site is published.
fn check_writable(changed: &[(&str, &Bytes)], removed: &[String], target: &Path) -> Result<(), Error> {
    let paths = changed.iter().map(|(path, _)| *path).chain(removed.iter().map(String::as_str));
    let folders: BTreeSet<&str> = std::iter::once("").chain(paths.map(folder_of)).collect();
    for folder in folders {
        let path = target.join(folder);
        if path.is_dir() && !is_writable(&path) {
            return Err(Error::new(format!("the folder `{}` cannot be written", path.display()))
                .help("give it write permission; the published folder is as it was"));
        }
    }
    Ok(())
}

/// Removes a file and the folders that it leaves empty.
fn remove(target: &Path, path: &str) -> Result<(), Error> {
    let file = target.join(path);
    match fs::symlink_metadata(&file) {
        Ok(metadata) if !metadata.is_dir() => {
            fs::remove_file(&file).map_err(|error| Error::io("remove", &file, &error))?
        }
        _ => return Ok(()),
    }
    let mut folder = folder_of(path);
    while !folder.is_empty() && fs::remove_dir(target.join(folder)).is_ok() {
        folder = folder_of(folder);
    }
    Ok(())
}

/// Writes the manifest or the journal, whole or not at all.
fn replace(path: &Path, text: &str) -> Result<(), Error> {
    atomic_write_via(&path.with_extension("new"), path, text).map_err(|error| Error::io("write", path, &error))
}
