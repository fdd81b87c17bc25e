//! Compares the published folder with the files of a new site, and finds what no build wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::Path;

use rayon::prelude::*;

use crate::base::path::folders_above;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::hash_file::sha256_of;
use crate::io::manifest::Manifest;
use crate::io::synced::is_blank;
use crate::render::plan::MANIFEST_FILE;

/// What already exists at the path of a file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileState {
    Missing,
    Same,
    /// A regular file with other content.
    Differs,
    Folder,
    /// Neither a file nor a folder, such as a symbolic link.
    NotAFile,
}

impl FileState {
    /// Compares a file with the SHA-256 that it should have, and with its length where that is known. A file that cannot be
    /// read is an error, because nobody knows whose it is.
    pub(super) fn of(path: &Path, hash: &str, length: Option<u64>) -> Result<FileState, Error> {
        let Some(metadata) = found(path)? else { return Ok(FileState::Missing) };
        if metadata.is_dir() {
            return Ok(FileState::Folder);
        }
        if !metadata.is_file() {
            return Ok(FileState::NotAFile);
        }
        if length.is_some_and(|length| length != metadata.len()) {
            return Ok(FileState::Differs);
        }
        let found = sha256_of(path).map_err(|error| unreadable(path, &error))?;
        Ok(if found == hash { FileState::Same } else { FileState::Differs })
    }
}

/// What earlier builds wrote into a published folder.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// The list of the last build, and that of one that was interrupted.
    pub(super) lists: Vec<Manifest>,
    /// Whether the list of the last build is damaged: then nobody knows whose a file is, and nothing is refused, overwritten or
    /// removed.
    pub(super) is_lost: bool,
}

impl Own {
    /// Whether a list names this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.lists.iter().any(|list| list.files.contains_key(path))
    }

    /// All paths.
    pub(super) fn paths(&self) -> BTreeSet<&str> {
        self.lists.iter().flat_map(|list| list.files.keys().map(String::as_str)).collect()
    }

    /// Whether the file at a path still is what a build wrote there, or is what a power cut left of it.
    pub(super) fn is_as_written(&self, target: &Path, path: &str) -> Result<bool, Error> {
        let file = target.join(path);
        if !found(&file)?.is_some_and(|metadata| metadata.is_file()) {
            return Ok(false);
        }
        let hash = sha256_of(&file).map_err(|error| unreadable(&file, &error))?;
        if self.lists.iter().any(|list| list.files.get(path) == Some(&hash)) {
            return Ok(true);
        }
        if !self.has(path) {
            return Ok(false);
        }
        match disk::read(&file) {
            Ok(bytes) => Ok(is_blank(&bytes)),
            Err(error) if error.kind() == ErrorKind::FileTooLarge => Ok(false),
            Err(error) => Err(unreadable(&file, &error)),
        }
    }
}

/// What the system says of a name in the published folder; `None` where there is nothing.
fn found(path: &Path) -> Result<Option<Metadata>, Error> {
    match disk::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::io("read", path, error).help(
        "the published folder is unchanged. If the file stays unreadable, delete it: the next build writes it again",
    )
}

/// Whether the folder has exactly these files, with the same content.
pub(super) fn has_all(target: &Path, manifest: &Manifest) -> Result<bool, Error> {
    are_all(&manifest.files, |path, hash| Ok(FileState::of(&target.join(path), hash, None)? == FileState::Same))
}

/// Whether something holds for all files of a list. Where it does not hold for one, others may be unreadable.
pub(super) fn are_all(
    files: &BTreeMap<String, String>,
    holds: impl Fn(&str, &str) -> Result<bool, Error> + Sync,
) -> Result<bool, Error> {
    let files: Vec<_> = files.iter().collect();
    let exception = files.par_iter().find_map_any(|(path, hash)| match holds(path, hash) {
        Ok(true) => None,
        other => Some(other),
    });
    exception.unwrap_or(Ok(true))
}

/// Refuses a folder with files but no manifest, because no build wrote it.
pub(super) fn refuse_foreign_folder(target: &Path) -> Result<(), Error> {
    match visible_names(target)?.first() {
        None => Ok(()),
        Some(name) => {
            Err(Error::new(format!("`{}` contains files that no build wrote, such as `{name}`", target.display()))
                .help("empty the folder yourself, or choose another with `--output`"))
        }
    }
}

/// The names in a folder that do not begin with a dot.
fn visible_names(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let entries = disk::entries(folder).map_err(|error| Error::io("read the folder", folder, &error))?;
    let names = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter(|name| !name.starts_with('.')).collect())
}

/// What is in the way of the new site and has to be moved to a safe place first: files that a list names and that
/// somebody replaced, and everything where the list is lost. Refuses what another program or person put there.
pub(super) fn conflicting(
    states: &BTreeMap<&str, FileState>,
    own: &Own,
    target: &Path,
) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    let refusal = |path: &str| {
        Error::new(format!("`{}` would be overwritten, but no build wrote it", target.join(path).display()))
            .help("move it away, or choose another folder with `--output`")
    };
    let mut add = |path: &str| {
        if !own.is_lost && !own.has(path) {
            return Err(refusal(path));
        }
        found.insert(path.to_owned());
        Ok(())
    };
    for (path, state) in states {
        match state {
            FileState::Missing | FileState::Same => {}
            FileState::Differs if own.is_as_written(target, path)? => {}
            FileState::Differs | FileState::NotAFile => add(path)?,
            FileState::Folder if !contains_foreign(target, path, own)? => {}
            // What it contains may be of anybody, even if a list names a file of its name.
            FileState::Folder if !own.is_lost => return Err(refusal(path)),
            FileState::Folder => add(path)?,
        }
    }
    let folders: BTreeSet<&str> = states.keys().flat_map(|path| folders_above(path)).collect();
    for folder in folders {
        let is_in_the_way = disk::metadata(&target.join(folder)).is_ok_and(|metadata| !metadata.is_dir());
        if is_in_the_way && !own.is_as_written(target, folder)? {
            add(folder)?;
        }
    }
    Ok(found)
}

/// Whether a folder in the place of a new file contains anything that no build wrote.
fn contains_foreign(target: &Path, name: &str, own: &Own) -> Result<bool, Error> {
    let folder = target.join(name);
    let entries = disk::entries(&folder).map_err(|error| Error::io("read the folder", &folder, &error))?;
    for entry in entries {
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_foreign =
            if is_folder { contains_foreign(target, &path, own)? } else { !own.is_as_written(target, &path)? };
        if is_foreign {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Files in the published folder that are not part of a site, in path order, without its list and names that begin with
/// a dot.
pub(super) fn others(target: &Path, site: &Manifest, folder: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for name in visible_names(&target.join(folder))? {
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if disk::is_folder(&target.join(&path)) {
            found.extend(others(target, site, &path)?);
        } else if !site.files.contains_key(&path) && path != MANIFEST_FILE {
            found.push(path);
        }
    }
    Ok(found)
}

/// Removes own files and folders that are where a folder or file of the new site goes.
pub(super) fn clear_conflicts(changed: &[(&str, FileState)], own: &Own, target: &Path) -> Result<(), Error> {
    for (path, state) in changed {
        let file = target.join(path);
        if *state == FileState::Folder {
            disk::remove_all(&file).map_err(|error| Error::io("remove", &file, &error))?;
        }
        for folder in folders_above(path) {
            let above = target.join(folder);
            if own.has(folder) && disk::metadata(&above).is_ok_and(|metadata| metadata.is_file()) {
                disk::remove_file(&above).map_err(|error| Error::io("remove", &above, &error))?;
            }
        }
    }
    Ok(())
}

/// Whether a path in the old manifest is still a file below real folders. A symbolic link could point to any other file.
pub(super) fn is_own_file(target: &Path, path: &str) -> Result<bool, Error> {
    for folder in folders_above(path) {
        if !found(&target.join(folder))?.is_some_and(|metadata| metadata.is_dir()) {
            return Ok(false);
        }
    }
    Ok(found(&target.join(path))?.is_some_and(|metadata| !metadata.is_dir()))
}

/// Removes files. The new site may have a folder in the place of a file, or a file in the place of a folder above it.
pub(super) fn remove(target: &Path, paths: &[String]) -> Result<(), Error> {
    for path in paths {
        if is_own_file(target, path)? {
            let file = target.join(path);
            disk::remove_file(&file).map_err(|error| Error::io("remove", &file, &error))?;
        }
    }
    Ok(())
}

/// Removes the folders above files that are gone, where they are empty. An earlier build may have removed the files before
/// it was interrupted.
pub(super) fn remove_empty_folders(target: &Path, gone: &[&str]) -> Result<(), Error> {
    let folders: BTreeSet<&str> = gone.iter().flat_map(|path| folders_above(path)).collect();
    // The inner ones come after the outer ones in the order of their paths.
    for folder in folders.into_iter().rev().map(|folder| target.join(folder)) {
        if found(&folder)?.is_some_and(|metadata| metadata.is_dir())
            && disk::entries(&folder).map_err(|error| Error::io("read the folder", &folder, &error))?.is_empty()
        {
            disk::remove_folder(&folder).map_err(|error| Error::io("remove", &folder, &error))?;
        }
    }
    Ok(())
}
