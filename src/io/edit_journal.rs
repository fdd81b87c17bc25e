//! The journal of a change to several of the author's files: what they were before, so that they change together or not
//! at all.
//!
//! It is on disk before the first file changes, and removed when the last one is on disk. Whoever finds it undoes the
//! change. A journal can come from somebody else, so it only names files that a change may write, and only what the change
//! itself wrote is undone.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::hash::sha256_hex;
use crate::base::path::join;
use crate::config;
use crate::io::atomic_write::write_and_rename;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::open::canonical_inside;
use crate::io::project::Project;

const NAME: &str = "edit.json";
/// Begins the name of a journal that is being written.
const UNFINISHED: &str = ".edit.json.";
/// Files beside the sources that a new project has. A change may create them, and never replaces one.
const BESIDE_SOURCES: &[&str] = &[
    ".github/workflows/fingerpost.yml",
    ".gitignore",
    ".gitlab-ci.yml",
    ".vscode/front-matter.schema.json",
    ".vscode/settings.json",
    "azure-pipelines.yml",
    IMPORT_REPORT,
];
/// The report of an import.
pub const IMPORT_REPORT: &str = "import-report.md";
/// The version of the file's form.
const FORMAT: u32 = 1;

/// A change to files of the project. Paths are those of the source tree.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    format: u32,
    /// A file or folder that gets another path, before all else.
    pub(super) moved: Option<Move>,
    /// Folders that are made, the outer ones first.
    pub(super) folders: Vec<String>,
    pub(super) files: Vec<FileChange>,
    /// Whether the change made the folder of the project.
    #[serde(default)]
    pub(super) is_new_project: bool,
}

/// A new path for a file or folder.
#[derive(Debug, Serialize, Deserialize)]
pub struct Move {
    pub from: String,
    pub to: String,
}

/// A file before and after.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FileChange {
    /// Its path after the move.
    pub(super) path: String,
    /// `None` where there is no file yet.
    pub(super) before: Option<String>,
    /// SHA-256 of the new content.
    pub(super) after: String,
    /// The name of a file beside it, which is renamed to it.
    pub(super) temporary: String,
}

/// A journal on disk. It is locked, so that nobody undoes a change that is still being made.
pub(super) struct OpenJournal {
    folder: PathBuf,
    _lock: File,
}

impl Journal {
    pub(super) fn new(moved: Option<Move>, folders: Vec<String>, files: Vec<FileChange>) -> Journal {
        Journal { format: FORMAT, moved, folders, files, is_new_project: false }
    }

    /// Puts the journal on disk.
    pub(super) fn begin(&self, project: &Project) -> Result<OpenJournal, Error> {
        let folder = folder(project);
        let text = serde_json::to_vec(self).expect("text becomes JSON");
        let unfinished = folder.join(format!("{UNFINISHED}{}", std::process::id()));
        let path = folder.join(NAME);
        let write = || {
            disk::make_folders(&folder)?;
            if !disk::is_folder(&folder) {
                return Err(io::Error::other("its folder is a link"));
            }
            disk::sync_folder(&project.root)?;
            let mut file = disk::create(&unfinished)?;
            file.lock()?;
            disk::write_to(&mut file, &unfinished, &text)?;
            disk::sync_file(&unfinished)?;
            // A link fails where there is the journal of another command.
            disk::link(&unfinished, &path)?;
            disk::remove_file(&unfinished)?;
            disk::sync_folder(&folder)?;
            Ok(file)
        };
        match write() {
            Ok(file) => Ok(OpenJournal { folder, _lock: file }),
            Err(error) => {
                let is_taken = error.kind() == ErrorKind::AlreadyExists;
                for name in [&unfinished, &path].into_iter().take(if is_taken { 1 } else { 2 }) {
                    let _ = disk::remove_file(name);
                }
                let _ = disk::remove_folder(&folder);
                Err(Error::io("write", &path, &error))
            }
        }
    }

    /// Brings every file back to what it was. A file that somebody else changed in the meantime stays.
    pub(super) fn undo(&self, project: &Project) -> Result<(), Error> {
        for change in &self.files {
            let place = project.place(&change.path);
            let undone = self.undo_file(&real(&place)?, change);
            undone.map_err(|error| Error::io("undo the change of", &place, &error))?;
        }
        if let Some(Move { from, to }) = &self.moved {
            let (from, to) = (project.place(from), project.place(to));
            let undone = if disk::exists(&to) && (!disk::exists(&from) || is_same_file(&from, &to)) {
                let folder = from.parent().unwrap_or(&project.content);
                disk::make_folders(folder).and_then(|()| disk::rename(&to, &from))
            } else {
                remove_copies(&from, &to)
            };
            undone.map_err(|error| Error::io("undo the move to", &to, &error))?;
        }
        for folder in self.folders.iter().rev() {
            // One in which somebody put something stays.
            let _ = disk::remove_folder(&project.place(folder));
        }
        self.sync(project)
    }

    /// Waits until the names in all folders that it changes are on disk, those where files come to first.
    fn sync(&self, project: &Project) -> Result<(), Error> {
        let moved = self.moved.iter().flat_map(|moved| [&moved.from, &moved.to]);
        let paths = moved.chain(self.files.iter().map(|change| &change.path)).chain(&self.folders);
        for path in paths.map(|path| project.place(path)) {
            let Some(folder) = path.parent().filter(|folder| disk::is_folder(folder)) else { continue };
            disk::sync_folder(folder).map_err(|error| Error::io("save to the disk", folder, &error))?;
        }
        Ok(())
    }

    fn undo_file(&self, place: &Path, change: &FileChange) -> io::Result<()> {
        let temporary = place.with_file_name(&change.temporary);
        if disk::exists(&temporary) {
            disk::remove_file(&temporary)?;
        }
        match disk::read(place) {
            Ok(now) if sha256_hex(&now) != change.after => Ok(()),
            Ok(_) => match &change.before {
                Some(before) => replace(place, &temporary, before.as_bytes()),
                None => disk::remove_file(place),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether it only names files that a change may write.
    fn is_allowed(&self, project: &Project) -> bool {
        let moved = self.moved.iter().flat_map(|moved| [&moved.from, &moved.to]);
        let is_name =
            |name: &str| name.starts_with('.') && join("", name).as_deref() == Some(name) && !name.contains('/');
        let is_folder_beside =
            |path: &str| matches!(path, ".github" | ".github/workflows" | ".vscode") && is_in_project(project, path);
        let mut changed = moved.chain(self.files.iter().filter(|file| file.before.is_some()).map(|file| &file.path));
        let mut made = self.files.iter().filter(|file| file.before.is_none()).map(|file| &file.path);
        self.format == FORMAT
            && changed.all(|path| is_source(project, path))
            && made.all(|path| can_be_created(project, path))
            && self.folders.iter().all(|path| is_source(project, path) || is_folder_beside(path))
            && self.files.iter().all(|change| is_name(&change.temporary))
    }
}

impl OpenJournal {
    /// Removes the journal: the change is made, or undone.
    pub(super) fn remove(&self) -> Result<(), Error> {
        let path = self.folder.join(NAME);
        disk::remove_file(&path).map_err(|error| Error::io("remove", &path, &error))
    }

    /// Waits until the removal is on disk. If it does not get there, a power cut can bring the journal back.
    pub(super) fn save_removal(&self) -> Result<(), Error> {
        let saved = disk::sync_folder(&self.folder);
        // Unless there are caches.
        let _ = disk::remove_folder(&self.folder);
        saved.map_err(|error| Error::io("save to the disk", &self.folder, &error))
    }
}

/// Undoes a change that was interrupted. Waits for one that is being made.
pub(super) fn recover(project: &Project) -> Result<(), Error> {
    let folder = folder(project);
    if !disk::is_folder(&folder) {
        return Ok(());
    }
    remove_unfinished(&folder, UNFINISHED);
    let path = folder.join(NAME);
    if !disk::exists(&path) {
        return Ok(());
    }
    if !disk::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
        // It is in Fingerpost's own folder, and nothing that a change left.
        return disk::remove_all(&path).map_err(|error| Error::io("remove", &path, &error));
    }
    let failed = |error: io::Error| Error::io("read", &path, &error);
    let file = disk::open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    // The other command may have ended meanwhile.
    if !disk::exists(&path) {
        return Ok(());
    }
    let bytes = match disk::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Vec::new(),
        read => read.map_err(failed)?,
    };
    let read: Option<Journal> = serde_json::from_slice(&bytes).ok();
    let mut is_new = false;
    // A damaged one was not complete on disk, so no file was changed.
    if let Some(journal) = read.filter(|journal| journal.is_allowed(project)) {
        journal.undo(project)?;
        is_new = journal.is_new_project;
    }
    let open = OpenJournal { folder, _lock: file };
    open.remove()?;
    let saved = open.save_removal();
    if is_new {
        // One in which somebody put something stays.
        let _ = disk::remove_folder(&project.root);
    }
    saved
}

/// Removes files of the project's own folder that nobody is writing any more, by the beginning of their names.
pub(super) fn remove_unfinished(folder: &Path, beginning: &str) {
    if !disk::is_folder(folder) {
        return;
    }
    for entry in disk::entries(folder).unwrap_or_default() {
        let is_unfinished = entry.file_name().to_string_lossy().starts_with(beginning);
        if is_unfinished && disk::open(&entry.path()).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = disk::remove_file(&entry.path());
        }
    }
    // Unless there are caches.
    let _ = disk::remove_folder(folder);
}

/// Puts new content in place of a file by way of another, and keeps its permissions.
pub(super) fn replace(place: &Path, temporary: &Path, bytes: &[u8]) -> io::Result<()> {
    write_and_rename(temporary, place, || {
        disk::write(temporary, bytes)?;
        fs::set_permissions(temporary, fs::metadata(place)?.permissions())
    })
}

/// The file itself, where a path is that of a symbolic link.
pub(super) fn real(place: &Path) -> Result<PathBuf, Error> {
    match fs::canonicalize(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(place.to_path_buf()),
        found => found.map_err(|error| Error::io("find", place, &error)),
    }
}

/// Removes what a power cut left under the new name of a file or folder that still has its old one.
fn remove_copies(old: &Path, new: &Path) -> io::Result<()> {
    if disk::is_folder(new) {
        for entry in disk::entries(new)? {
            remove_copies(&old.join(entry.file_name()), &entry.path())?;
        }
        let _ = disk::remove_folder(new);
        return Ok(());
    }
    let is_copy = disk::exists(new) && disk::exists(old) && disk::read(new)? == disk::read(old)?;
    if is_copy { disk::remove_file(new) } else { Ok(()) }
}

/// Whether two names are the same file, such as names that differ only in case on some systems.
pub(super) fn is_same_file(a: &Path, b: &Path) -> bool {
    fs::canonicalize(a).ok().zip(fs::canonicalize(b).ok()).is_some_and(|(a, b)| a == b)
}

/// Whether a change may create a file at a path: a source of the site, or one of the files beside them.
pub(super) fn can_be_created(project: &Project, path: &str) -> bool {
    is_source(project, path) || (BESIDE_SOURCES.contains(&path) && is_in_project(project, path))
}

/// Whether the part of a path that exists is below the project folder, with all links followed.
fn is_in_project(project: &Project, path: &str) -> bool {
    let place = project.place(path);
    let existing = place.ancestors().find(|folder| disk::exists(folder));
    existing.is_some_and(|existing| canonical_inside(&project.root, existing).is_ok())
}

/// Whether a path is a source of the site, of which no part is hidden, below a folder that is no link out of the project.
pub(super) fn is_source(project: &Project, path: &str) -> bool {
    let place = project.place(path);
    let folders = ["themes", "templates", "static"].map(|name| project.root.join(name));
    let top = std::iter::once(&project.content).chain(&folders).find(|folder| place.starts_with(folder));
    let is_settings = place == project.root.join(config::FILE_NAME);
    let rest = top.and_then(|top| place.strip_prefix(top).ok());
    let is_hidden = rest.is_some_and(|rest| rest.iter().any(|part| part.to_string_lossy().starts_with('.')));
    let existing = place.ancestors().find(|folder| disk::exists(folder));
    let is_inside = |folder: &Path| existing.is_some_and(|place| canonical_inside(folder, place).is_ok());
    (top.is_some() || is_settings) && !is_hidden && (is_inside(&project.content) || is_inside(&project.root))
}

/// The project's own folder.
pub(super) fn folder(project: &Project) -> PathBuf {
    project.root.join(".fingerpost")
}
