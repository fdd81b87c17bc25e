//! Reads and writes files that the command line names.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::io::atomic_write::{Temporary, rename_when_saved, temporary};
use crate::io::disk;
use crate::io::edit_journal;
use crate::io::error::Error;
use crate::io::project::Project;

/// The most bytes of a file of notes, as of an imported page.
const LARGEST: u64 = 16 * 1024 * 1024;
/// Begins the name of a file in the project's own folder that is being written.
const UNFINISHED: &str = ".unfinished.";

/// Reads a file of plain text. It may be a pipe, which has no size.
pub fn text_of(path: &Path) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    opened.map_err(|error| Error::io("read", path, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(format!("`{}` is larger than {} MiB", path.display(), LARGEST >> 20))
            .help("split it, and make a page of each part"));
    }
    String::from_utf8(bytes).map_err(|_| Error::new(format!("`{}` is not UTF-8 text", path.display())))
}

/// Writes a file, over one that is there: at any time it is the old one or the new one. Until it is whole it is in the
/// project's own folder, where the next command removes it, or beside its place if that is on another disk. What is no
/// regular file, such as a pipe, is written to.
pub fn replace(project: &Project, path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |error: io::Error| Error::io("write", path, &error);
    let found = fs::metadata(path).ok();
    if found.as_ref().is_some_and(|found| !found.is_file()) {
        return fs::write(path, bytes).map_err(failed);
    }
    let real = fs::canonicalize(path).or_else(|_| std::path::absolute(path)).map_err(failed)?;
    put(project, &real, found.map(|found| found.permissions()), bytes).map_err(failed)?;
    let saved = real.parent().map_or(Ok(()), disk::sync_folder);
    saved.map_err(|error| {
        Error::io("save to the disk", path, &error)
            .help("the file is written, but it may be lost if the computer loses power now")
    })
}

/// Gives a file its new content. The content is on disk, the name perhaps not yet.
fn put(project: &Project, path: &Path, permissions: Option<Permissions>, bytes: &[u8]) -> io::Result<()> {
    let write = |temporary: &Path, file: &mut File| {
        disk::write_to(file, temporary, bytes)?;
        permissions.iter().try_for_each(|permissions| fs::set_permissions(temporary, permissions.clone()))
    };
    let beside = || {
        let Temporary { path: temporary, mut file } = temporary(path)?;
        rename_when_saved(&temporary, path, || write(&temporary, &mut file))
    };
    let folder = edit_journal::folder(project);
    let unfinished = folder.join(format!("{UNFINISHED}{}", std::process::id()));
    let in_project = || {
        disk::make_folders(&folder)?;
        if !disk::is_folder(&folder) {
            return beside();
        }
        let mut file = disk::create(&unfinished)?;
        match file.lock().and_then(|()| rename_when_saved(&unfinished, path, || write(&unfinished, &mut file))) {
            Err(error) if error.kind() == ErrorKind::CrossesDevices => beside(),
            written => written,
        }
    };
    let written = in_project();
    // Unless there are caches.
    let _ = disk::remove_folder(&folder);
    written
}

/// Removes what interrupted commands left.
pub(super) fn remove_unfinished(project: &Project) {
    edit_journal::remove_unfinished(&edit_journal::folder(project), UNFINISHED);
}
