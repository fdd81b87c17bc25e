//! Moves what somebody put in the place of a published file to a folder beside the published one, where nothing
//! overwrites it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::io::disk;
use crate::io::error::Error;
use crate::io::sibling;

const PURPOSE: &str = "kept";

/// A folder for files that are in the way, made when there is a first one.
pub(super) struct KeptFiles {
    target: PathBuf,
    pub(super) folder: Option<PathBuf>,
}

impl KeptFiles {
    /// Keeps files of a published folder.
    pub(super) fn of(target: &Path) -> KeptFiles {
        KeptFiles { target: target.to_path_buf(), folder: None }
    }

    /// Moves a file, link or folder away.
    pub(super) fn take(&mut self, path: &str) -> Result<(), Error> {
        let from = self.target.join(path);
        let failed = |error: io::Error| Error::io("move to a safe place", &from, &error);
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => self.folder.insert(make(&self.target).map_err(failed)?).clone(),
        };
        let to = folder.join(path);
        let moved = disk::make_folders(to.parent().unwrap_or(&folder)).and_then(|()| disk::rename(&from, &to));
        moved.map_err(failed)
    }
}

/// Removes folders that an interrupted build made and did not use.
pub(super) fn remove_unused(target: &Path) {
    for folder in sibling::all(target, PURPOSE).filter(|folder| disk::is_folder(folder)) {
        if disk::entries(&folder).is_ok_and(|entries| entries.is_empty()) {
            let _ = disk::remove_folder(&folder);
        }
    }
}

/// Makes a folder of a name that is free, so that everything in it is of this build.
fn make(target: &Path) -> io::Result<PathBuf> {
    for folder in sibling::numbered(&sibling::sibling(target, PURPOSE)) {
        match disk::make_folder(&folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder),
        }
    }
    Err(io::Error::other("there are too many folders with files that earlier builds kept"))
}
