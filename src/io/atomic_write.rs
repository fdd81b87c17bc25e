//! Files written beside their place and then renamed, so that a reader sees the old content or the new one.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::io::disk;

/// How many names for a temporary file are tried.
const MOST_NAMES: usize = 99;

/// Writes a file. It is on disk before it has its name.
pub fn atomic_write(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let Temporary { path: temporary, mut file } = temporary(path)?;
    write_and_rename(&temporary, path, || disk::write_to(&mut file, &temporary, bytes.as_ref()))
}

/// Writes a file of several parts. It need not be on disk at once: whoever reads it finds out whether it is whole.
pub fn atomic_write_unsynced(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let Temporary { path: temporary, mut file } = temporary(path)?;
    write_and_rename_unsynced(&temporary, path, || {
        parts.iter().try_for_each(|part| disk::write_to(&mut file, &temporary, part))
    })
}

/// Writes a temporary file with `write`, and gives it the name of another. Its content is on disk before it has that name,
/// and the name afterwards. If a step fails, the temporary file is removed.
pub(super) fn write_and_rename(
    temporary: &Path,
    path: &Path,
    write: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    rename_when_saved(temporary, path, write)?;
    path.parent().map_or(Ok(()), disk::sync_folder)
}

/// The same without waiting until the new name is on disk.
pub(super) fn rename_when_saved(
    temporary: &Path,
    path: &Path,
    write: impl FnOnce() -> io::Result<()>,
) -> io::Result<()> {
    write_and_rename_unsynced(temporary, path, || write().and_then(|()| disk::sync_file(temporary)))
}

/// The same without waiting for the disk. Returns what `write` returns.
pub(super) fn write_and_rename_unsynced<T>(
    temporary: &Path,
    path: &Path,
    write: impl FnOnce() -> io::Result<T>,
) -> io::Result<T> {
    let written = write().and_then(|value| disk::rename(temporary, path).map(|()| value));
    written.inspect_err(|_| {
        let _ = disk::remove_file(temporary);
    })
}

/// A new file beside another.
pub(super) struct Temporary {
    pub(super) path: PathBuf,
    pub(super) file: File,
}

/// Makes a file with the id of this process in its name, so two programs may write at once. One that exists is left alone.
pub(super) fn temporary(path: &Path) -> io::Result<Temporary> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    for number in 0..MOST_NAMES {
        let tail = if number == 0 { String::new() } else { format!("-{number}") };
        let path = path.with_file_name(format!(".{name}.{}{tail}", std::process::id()));
        match disk::create(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(|file| Temporary { path, file }),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

/// Whether a name is that of a temporary file for one of these names.
pub(super) fn is_temporary(name: &str, files: &[&str]) -> bool {
    let rest = files.iter().find_map(|file| name.strip_prefix('.')?.strip_prefix(file)?.strip_prefix('.'));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|sign| sign.is_ascii_digit() || sign == '-'))
}
