//! A folder beside the published one, in which a new site is written before any of it is moved.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::base::tree::Bytes;
use crate::io::error::Error;

/// Files that are written but not yet published, in the order in which they will be moved.
pub struct Staging {
    folder: PathBuf,
}

/// Pages are moved after what they load.
fn round_of(path: &str) -> &'static str {
    if path.ends_with(".html") { "2-pages" } else { "1-assets" }
}

const ROUNDS: [&str; 2] = ["1-assets", "2-pages"];

impl Staging {
    /// Writes all files. On a failure nothing stays behind.
    pub fn write(target: &Path, files: &[(&str, &Bytes)]) -> Result<Staging, Error> {
        let staging = Staging { folder: place(target) };
        staging.clear()?;
        // Neighbours stay on one thread: two threads in one folder would wait for each other.
        let write = |(path, bytes): &(&str, &Bytes)| {
            let file = staging.folder.join(round_of(path)).join(path);
            let folder = file.parent().expect("a staged file has a folder");
            fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
            fs::write(&file, bytes.as_slice()).map_err(|error| Error::io("write", &file, &error))
        };
        let written = files.par_chunks(256).try_for_each(|chunk| chunk.iter().try_for_each(write));
        match written {
            Ok(()) => Ok(staging),
            Err(failure) => {
                let _ = fs::remove_dir_all(&staging.folder);
                Err(failure.help("the published folder is as it was"))
            }
        }
    }

    /// Moves everything into the published folder, what pages load first.
    pub fn publish(&self, target: &Path) -> Result<(), Error> {
        for round in ROUNDS {
            let from = self.folder.join(round);
            if from.is_dir() {
                merge(&from, target)?;
            }
        }
        self.clear()
    }

    /// Removes the folder and what is left in it.
    pub fn clear(&self) -> Result<(), Error> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::io("remove", &self.folder, &error))
            }
            _ => Ok(()),
        }
    }
}

/// Beside the target where that is the same disk, else inside it, because only then a move is one step.
fn place(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    match target.parent().filter(|parent| is_same_disk(parent, target) && is_writable(parent)) {
        Some(parent) => parent.join(format!(".{name}.fingerpost-staging")),
        None => target.join(".fingerpost-staging"),
    }
}

#[cfg(unix)]
fn is_same_disk(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((fs::metadata(a), fs::metadata(b)), (Ok(a), Ok(b)) if a.dev() == b.dev())
}

#[cfg(not(unix))]
fn is_same_disk(_: &Path, _: &Path) -> bool {
    true
}

/// Whether this user may put files into a folder.
#[cfg(unix)]
pub fn is_writable(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok()
}

/// Whether this user may put files into a folder.
#[cfg(not(unix))]
pub fn is_writable(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| !metadata.permissions().readonly())
}

/// Moves a folder's entries into another; a folder that is not there yet is moved in one step.
fn merge(from: &Path, to: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(from).map_err(|error| Error::io("read the folder", from, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Error::io("read the folder", from, &error))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if source.is_dir() && target.is_dir() {
            merge(&source, &target)?;
        } else {
            fs::rename(&source, &target).map_err(|error| Error::io("move a file to", &target, &error))?;
        }
    }
    Ok(())
}
