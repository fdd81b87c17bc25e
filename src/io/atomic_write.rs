//! Files written beside their place and then renamed, so that a reader sees the old content or the new one.

use std::fs::File;
use std::io::{self, ErrorKind, Seek};
use std::path::{Path, PathBuf};

use crate::base::hash::Sha256Hasher;
use crate::io::disk;

/// How many names for a temporary file are tried.
const MOST_NAMES: usize = 99;

/// Writes a file. It is on disk before it has its name.
pub fn atomic_write(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let Temporary { path: temporary, mut file } = temporary(path)?;
    let written = disk::write_to(&mut file, &temporary, bytes.as_ref());
    let written = written.and_then(|()| disk::sync_file(&temporary)).and_then(|()| disk::rename(&temporary, path));
    remove_on_error(&temporary, written)?;
    path.parent().map_or(Ok(()), disk::sync_folder)
}

/// Writes a file of several parts, which are never in memory together, behind a head that is made from their SHA-256. It need
/// not be on disk at once: whoever reads it compares it with its head.
pub fn atomic_write_parts(
    path: &Path,
    parts: impl Iterator<Item = Vec<u8>>,
    head: impl FnOnce([u8; 32]) -> [u8; 32],
) -> io::Result<()> {
    let Temporary { path: temporary, mut file } = temporary(path)?;
    let mut hasher = Sha256Hasher::default();
    let write_all = || {
        disk::write_to(&mut file, &temporary, &[0; 32])?;
        for part in parts {
            hasher.update(&part);
            disk::write_to(&mut file, &temporary, &part)?;
        }
        file.rewind()?;
        disk::write_to(&mut file, &temporary, &head(hasher.finish()))
    };
    let written = write_all();
    remove_on_error(&temporary, written.and_then(|()| disk::rename(&temporary, path)))
}

/// A new file beside another.
struct Temporary {
    path: PathBuf,
    file: File,
}

/// Makes a file with the id of this process in its name, so two programs may write at once. One that exists is left alone.
fn temporary(path: &Path) -> io::Result<Temporary> {
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

fn remove_on_error(temporary: &Path, written: io::Result<()>) -> io::Result<()> {
    written.inspect_err(|_| {
        let _ = disk::remove_file(temporary);
    })
}

/// Whether a name is that of a temporary file for one of these names.
pub(super) fn is_temporary(name: &str, files: &[&str]) -> bool {
    let rest = files.iter().find_map(|file| name.strip_prefix('.')?.strip_prefix(file)?.strip_prefix('.'));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|sign| sign.is_ascii_digit() || sign == '-'))
}
