//! A folder beside the published one, in which a new site is written before any of it is moved.
//!
//! A marker in it says that it is Fingerpost's. A folder, file or link of somebody else with the same name is left alone, and
//! another name is used. Every file and folder in it gets the same mode, whatever the umask.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::io::atomic_write::write_and_rename;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::sibling;
use crate::io::synced::{Synced, is_blank};

/// Files that are written but not yet published. They are removed with this value, unless they are kept.
pub struct Staging {
    folder: PathBuf,
    layout: Layout,
    is_created: Mutex<bool>,
    is_kept: bool,
}

/// How files are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// In one folder, which will take the place of the published folder.
    Whole,
    /// In two folders, which will be moved one after the other: pages after what they load.
    Rounds,
}

/// What is in the name of the folder.
const PURPOSE: &str = "staging";
const WHOLE: &str = "site";
const ASSETS: &str = "1-assets";
const PAGES: &str = "2-pages";
const ROUNDS: [&str; 2] = [ASSETS, PAGES];
/// A list of files on its way to its place.
const LIST: &str = "list";
const MARKER: &str = "fingerpost-staging.txt";
const MARKER_TEXT: &[u8] =
    b"Fingerpost writes a site here before it publishes it. The next command removes this folder.\n";

impl Staging {
    /// A folder for files that will be moved one by one.
    pub fn in_rounds(target: &Path) -> Result<Staging, Error> {
        Staging::new(target, Layout::Rounds)
    }

    /// A folder that will take the place of `target`, where it can be beside it.
    pub fn whole(target: &Path) -> Result<Staging, Error> {
        Staging::new(target, if sibling::is_beside(target) { Layout::Whole } else { Layout::Rounds })
    }

    fn new(target: &Path, layout: Layout) -> Result<Staging, Error> {
        let first = sibling::sibling(target, PURPOSE);
        let folder = sibling::numbered(&first).find(|folder| !disk::exists(folder)).ok_or_else(|| {
            Error::new(format!("there is no free name for a staging folder, such as `{}`", first.display()))
                .help("remove such folders, or choose another output folder with `--output`")
        })?;
        Ok(Staging { folder, layout, is_created: Mutex::new(false), is_kept: false })
    }

    /// What an interrupted build left for this target.
    pub fn left_for(target: &Path) -> Vec<Staging> {
        let own = sibling::all(target, PURPOSE).filter(|folder| is_own(folder));
        let staging = |folder| Staging { folder, layout: Layout::Rounds, is_created: Mutex::new(true), is_kept: true };
        own.map(staging).collect()
    }

    /// Whether it can take the place of the published folder.
    pub fn is_whole(&self) -> bool {
        self.layout == Layout::Whole
    }

    /// Writes one file.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.put(path, |file| disk::write(file, bytes)).map(drop)
    }

    /// Puts a file into its place with `write`, and returns the place.
    pub fn put(&self, path: &str, write: impl Fn(&Path) -> io::Result<()>) -> Result<PathBuf, Error> {
        let part = match self.layout {
            Layout::Whole => WHOLE,
            Layout::Rounds if path.ends_with(".html") => PAGES,
            Layout::Rounds => ASSETS,
        };
        let file = self.folder.join(part).join(path);
        // Most files have neighbours, so their folder is there.
        let written = match write(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.make(file.parent().expect("a staged file has a folder"))?;
                write(&file)
            }
            written => written,
        };
        written.and_then(|()| set_mode(&file, FILE_MODE)).map_err(|error| Error::io("write", &file, &error))?;
        Ok(file)
    }

    /// Makes a folder in the staging folder, which is made first, with its marker on disk before anything else is in it.
    fn make(&self, folder: &Path) -> Result<(), Error> {
        let failed = |error: io::Error| Error::io("make the folder", folder, &error);
        let mut is_created = self.is_created.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_created {
            let marker = self.folder.join(MARKER);
            let mark = || {
                disk::make_folder(&self.folder)?;
                disk::write(&marker, MARKER_TEXT)?;
                disk::sync_file(&marker)?;
                disk::sync_folder(&self.folder)?;
                self.folder.parent().map_or(Ok(()), disk::sync_folder)
            };
            mark().map_err(failed)?;
            *is_created = true;
        }
        let mut missing: Vec<&Path> = folder.ancestors().take_while(|above| !above.is_dir()).collect();
        while let Some(next) = missing.pop() {
            disk::make_folder(next).and_then(|()| set_mode(next, FOLDER_MODE)).map_err(failed)?;
        }
        Ok(())
    }

    /// Waits until everything in it is on disk.
    pub fn sync(&self) -> Result<(), Error> {
        let mut synced = Synced::default();
        synced.add_folder(&self.folder, &self.folder);
        for part in [WHOLE, ASSETS, PAGES] {
            let part = self.folder.join(part);
            if part.is_dir() {
                synced.add_all(&part)?;
            }
        }
        synced.wait(&self.folder)
    }

    /// The files that will be moved, as paths in the published folder.
    pub fn files(&self) -> Result<Vec<String>, Error> {
        let mut files = Vec::new();
        for round in ROUNDS.map(|round| self.folder.join(round)) {
            if round.is_dir() {
                let mut found = Synced::default();
                found.add_all(&round)?;
                files.extend(found.files.iter().map(|file| {
                    file.strip_prefix(&round).expect("it is in the folder").to_string_lossy().replace('\\', "/")
                }));
            }
        }
        Ok(files)
    }

    /// The place of a file that waits to be moved.
    pub fn waiting(&self, path: &str) -> Option<PathBuf> {
        ROUNDS.iter().map(|round| self.folder.join(round).join(path)).find(|file| disk::exists(file))
    }

    /// The folder that will take the place of the published one, opened.
    pub fn open(&self) -> Option<fs::File> {
        fs::File::open(self.folder.join(WHOLE)).ok()
    }

    /// Leaves the files where they are if publishing ends half-way.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Writes a list of files in place of another, whole and on disk before it has its name.
    pub fn put_list(&self, place: &Path, text: &str) -> Result<(), Error> {
        self.make(&self.folder)?;
        let list = self.folder.join(LIST);
        let written = write_and_rename(&list, place, || {
            disk::remove_all(&list)?;
            disk::write(&list, text.as_bytes())?;
            set_mode(&list, FILE_MODE)
        });
        written.map_err(|error| Error::io("write", place, &error))
    }

    /// Moves everything into the published folder, what pages load first.
    pub fn publish(&self, target: &Path) -> Result<(), Error> {
        for round in ROUNDS {
            let from = self.folder.join(round);
            if from.is_dir() {
                merge(&from, target)?;
            }
        }
        Ok(())
    }

    /// Takes the place of a folder without entries, in one step, which is then on disk.
    pub fn replace(&self, target: &Path) -> Result<(), Error> {
        let failed = |error: io::Error| Error::io("replace the folder", target, &error);
        // Elsewhere a folder cannot be renamed to one that exists.
        if cfg!(not(unix)) {
            disk::remove_folder(target).map_err(failed)?;
        }
        disk::rename(&self.folder.join(WHOLE), target).map_err(failed)?;
        target.parent().map_or(Ok(()), disk::sync_folder).map_err(failed)
    }

    /// Removes it. Of what is in it, the marker goes last.
    pub fn clear(&self) -> Result<(), Error> {
        let failed = |error: io::Error| Error::io("remove", &self.folder, &error);
        for part in [WHOLE, ASSETS, PAGES, LIST, MARKER] {
            disk::remove_all(&self.folder.join(part)).map_err(failed)?;
        }
        match disk::remove_folder(&self.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(failed(error)),
            _ => Ok(()),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_kept && *self.is_created.lock().unwrap_or_else(PoisonError::into_inner) {
            // What stays behind is removed by the next command.
            let _ = self.clear();
        }
    }
}

/// The mode of published files and folders: everybody may read them.
const FILE_MODE: u32 = 0o644;
const FOLDER_MODE: u32 = 0o755;

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // A folder may have got the group of the folder above it, which is not taken away.
    let inherited = if mode == FOLDER_MODE { fs::metadata(path)?.permissions().mode() & 0o7000 } else { 0 };
    fs::set_permissions(path, fs::Permissions::from_mode(inherited | mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Whether an existing folder was made here: it has the marker, or was left before the marker was written.
fn is_own(folder: &Path) -> bool {
    if !disk::is_folder(folder) {
        return false;
    }
    let Ok(entries) = disk::entries(folder) else { return false };
    let names: Vec<_> = entries.iter().map(fs::DirEntry::file_name).collect();
    if names.iter().all(|name| name == MARKER) {
        let text = disk::read(&folder.join(MARKER)).unwrap_or_default();
        return MARKER_TEXT.starts_with(&text) || is_blank(&text);
    }
    let known = [WHOLE, ASSETS, PAGES, LIST, MARKER];
    names.iter().all(|name| known.iter().any(|known| name == known))
        && disk::metadata(&folder.join(MARKER)).is_ok_and(|metadata| metadata.is_file())
        && disk::read(&folder.join(MARKER)).is_ok_and(|text| text == MARKER_TEXT)
        && has_only_files(folder).unwrap_or(false)
}

/// Whether there are only files and folders below a folder. A build stages nothing else; a link could lead to files outside
/// the project, and a pipe is never read to its end.
fn has_only_files(folder: &Path) -> io::Result<bool> {
    for entry in disk::entries(folder)? {
        let kind = entry.file_type()?;
        let is_known = kind.is_file() || kind.is_dir() && has_only_files(&entry.path())?;
        if !is_known {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Moves a folder's entries into another; a folder that is not there yet is moved in one step.
fn merge(from: &Path, to: &Path) -> Result<(), Error> {
    let entries = disk::entries(from).map_err(|error| Error::io("read the folder", from, &error))?;
    for entry in entries {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if disk::is_folder(&source) && disk::is_folder(&target) {
            merge(&source, &target)?;
        } else {
            disk::rename(&source, &target).map_err(|error| Error::io("move a file to", &target, &error))?;
        }
    }
    Ok(())
}
