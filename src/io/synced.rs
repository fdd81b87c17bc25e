//! Files and folders whose content has to be on disk before the next step.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::io::disk;
use crate::io::error::Error;

/// Above this number, one call for the whole disk takes less time than one for each file and folder.
const MOST_SINGLE: usize = 32;

/// What has to be on disk.
#[derive(Debug, Default)]
pub(super) struct Synced {
    pub(super) files: Vec<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Synced {
    /// Adds a folder with everything below it.
    pub(super) fn add_all(&mut self, folder: &Path) -> Result<(), Error> {
        let entries = disk::entries(folder).map_err(|error| Error::io("read the folder", folder, &error))?;
        for path in entries.iter().map(fs::DirEntry::path) {
            if disk::is_folder(&path) {
                self.add_all(&path)?;
            } else {
                self.files.push(path);
            }
        }
        self.folders.insert(folder.to_path_buf());
        Ok(())
    }

    /// Adds a folder and those above it, up to `top`, where they exist.
    pub(super) fn add_folder(&mut self, folder: &Path, top: &Path) {
        let above = folder.ancestors().take_while(|folder| folder.starts_with(top));
        self.folders.extend(above.filter(|folder| disk::is_folder(folder)).map(Path::to_path_buf));
    }

    /// Waits until all of it is on disk, which is that of `place`.
    pub(super) fn wait(&self, place: &Path) -> Result<(), Error> {
        let failed = |path: &Path, error| Error::io("save to the disk", path, &error);
        let is_many = self.files.len() + self.folders.len() > MOST_SINGLE;
        if is_many && disk::sync_disk(place).map_err(|error| failed(place, error))? {
            return Ok(());
        }
        self.files.iter().try_for_each(|file| disk::sync_file(file).map_err(|error| failed(file, error)))?;
        self.folders.iter().try_for_each(|folder| disk::sync_folder(folder).map_err(|error| failed(folder, error)))
    }
}

/// Whether bytes are what a power cut leaves of a file: nothing, or zeros.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
