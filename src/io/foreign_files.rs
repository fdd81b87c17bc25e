//! Compares the published folder with the files of a new site, and refuses to overwrite files that no build wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::base::path::folder_of;
use crate::io::error::Error;
use crate::io::hash_file::sha256_of;

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
    /// Compares a file with the SHA-256 that it should have, and with its length where that is known.
    pub(super) fn of(path: &Path, hash: &str, length: Option<u64>) -> FileState {
        let Ok(metadata) = fs::symlink_metadata(path) else { return FileState::Missing };
        if metadata.is_dir() {
            return FileState::Folder;
        }
        if !metadata.is_file() {
            return FileState::NotAFile;
        }
        if length.is_some_and(|length| length != metadata.len()) {
            return FileState::Differs;
        }
        match sha256_of(path) {
            Ok(found) if found == hash => FileState::Same,
            _ => FileState::Differs,
        }
    }
}

/// Refuses a folder with files but no manifest, because no build wrote it.
pub(super) fn refuse_foreign_folder(target: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(target).map_err(|error| Error::io("read the folder", target, &error))?;
    let foreign = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .min();
    match foreign {
        None => Ok(()),
        Some(name) => {
            Err(Error::new(format!("`{}` has files that no build wrote, `{name}` among them", target.display()))
                .help("empty the folder yourself, or choose another with `--output`"))
        }
    }
}

/// Refuses to overwrite anything that another program or person put there.
pub(super) fn refuse_foreign_files(
    states: &BTreeMap<&str, FileState>,
    own: &BTreeSet<String>,
    target: &Path,
) -> Result<(), Error> {
    let foreign = |path: &Path| {
        Error::new(format!("`{}` would be overwritten, but no build wrote it", path.display()))
            .help("move it away, or choose another folder with `--output`")
    };
    for (path, state) in states {
        let is_in_the_way = match state {
            FileState::Missing | FileState::Same => false,
            FileState::Differs | FileState::NotAFile => !own.contains(*path),
            FileState::Folder => contains_foreign(&target.join(path), path, own)?,
        };
        if is_in_the_way {
            return Err(foreign(&target.join(path)));
        }
    }
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for path in states.keys() {
        let mut folder = folder_of(path);
        while !folder.is_empty() && folders.insert(folder) {
            folder = folder_of(folder);
        }
    }
    for folder in folders {
        let path = target.join(folder);
        if !own.contains(folder) && fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(foreign(&path));
        }
    }
    Ok(())
}

/// Whether a folder in the place of a new file contains anything that no build wrote.
fn contains_foreign(folder: &Path, name: &str, own: &BTreeSet<String>) -> Result<bool, Error> {
    let entries = fs::read_dir(folder).map_err(|error| Error::io("read the folder", folder, &error))?;
    for entry in entries.filter_map(Result::ok) {
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if if is_folder { contains_foreign(&entry.path(), &path, own)? } else { !own.contains(path.as_str()) } {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Removes own files and folders that are where a folder or file of the new site goes.
pub(super) fn clear_conflicts(
    changed: &[(&str, FileState)],
    own: &BTreeSet<String>,
    target: &Path,
) -> Result<(), Error> {
    for (path, state) in changed {
        let file = target.join(path);
        if *state == FileState::Folder {
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

/// Whether a path in the old manifest is still a file below real folders. A symbolic link could point to any other file.
pub(super) fn is_own_file(target: &Path, path: &str) -> bool {
    let mut folder = folder_of(path);
    while !folder.is_empty() {
        if !fs::symlink_metadata(target.join(folder)).is_ok_and(|metadata| metadata.is_dir()) {
            return false;
        }
        folder = folder_of(folder);
    }
    fs::symlink_metadata(target.join(path)).is_ok_and(|metadata| !metadata.is_dir())
}

/// Removes a file and the folders that it leaves empty.
pub(super) fn remove(target: &Path, path: &str) -> Result<(), Error> {
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
