//! A folder beside the published one, in which a new site is written before any of it is moved.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::io::error::Error;

/// Files that are written but not yet published. They are removed with this value, unless they are kept.
pub struct Staging {
    folder: PathBuf,
    layout: Layout,
    is_kept: bool,
}

/// How files are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// As in the published folder, whose place the staging folder will take.
    Whole,
    /// In two folders, which will be moved one after the other: pages after what they load.
    Rounds,
}

const ROUNDS: [&str; 2] = ["1-assets", "2-pages"];

impl Staging {
    /// A folder for files that will be moved one by one.
    pub fn in_rounds(target: &Path) -> Result<Staging, Error> {
        Staging::new(place(target).unwrap_or_else(|| target.join(".fingerpost-staging")), Layout::Rounds)
    }

    /// A folder that will take the place of `target`, where it can be beside it.
    pub fn whole(target: &Path) -> Result<Staging, Error> {
        match place(target) {
            Some(folder) => Staging::new(folder, Layout::Whole),
            None => Staging::in_rounds(target),
        }
    }

    /// Removes what a build that was killed left there.
    fn new(folder: PathBuf, layout: Layout) -> Result<Staging, Error> {
        let staging = Staging { folder, layout, is_kept: false };
        staging.clear()?;
        Ok(staging)
    }

    /// Whether it can take the place of the published folder.
    pub fn is_whole(&self) -> bool {
        self.layout == Layout::Whole
    }

    /// Writes one file.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.put(path, |file| fs::write(file, bytes)).map(drop)
    }

    /// Puts a file into its place with `write`, and returns the place.
    pub fn put(&self, path: &str, write: impl Fn(&Path) -> std::io::Result<()>) -> Result<PathBuf, Error> {
        let round = match self.layout {
            Layout::Whole => "",
            Layout::Rounds if path.ends_with(".html") => ROUNDS[1],
            Layout::Rounds => ROUNDS[0],
        };
        let file = self.folder.join(round).join(path);
        // Most files have neighbours, so their folder is there.
        let written = match write(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let folder = file.parent().expect("a staged file has a folder");
                fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
                write(&file)
            }
            written => written,
        };
        written.map_err(|error| Error::io("write", &file, &error))?;
        Ok(file)
    }

    /// The folder, opened.
    pub fn open(&self) -> Option<File> {
        File::open(&self.folder).ok()
    }

    /// Leaves the files where they are if publishing ends half-way.
    pub fn keep(&mut self) {
        self.is_kept = true;
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

    /// Takes the place of a folder without entries, in one step.
    pub fn replace(&self, target: &Path) -> Result<(), Error> {
        // Elsewhere a folder cannot be renamed to one that exists.
        if cfg!(not(unix)) {
            fs::remove_dir(target).map_err(|error| Error::io("replace the folder", target, &error))?;
        }
        fs::rename(&self.folder, target).map_err(|error| Error::io("replace the folder", target, &error))
    }

    fn clear(&self) -> Result<(), Error> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", &self.folder, &error)),
            _ => Ok(()),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_kept {
            // What stays behind is removed by the next build.
            let _ = self.clear();
        }
    }
}

/// Beside the target, where that is the same disk: only then a move is one step.
fn place(target: &Path) -> Option<PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let parent = target.parent().filter(|parent| is_same_disk(parent, target) && is_writable(parent))?;
    Some(parent.join(format!(".{name}.fingerpost-staging")))
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
