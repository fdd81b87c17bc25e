//! Files written beside their place and then renamed, so that a reader sees the old content or the new one.
//!
//! Nothing waits until the data is on disk: after a power cut, the newest files can be empty.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use crate::base::hash::Sha256Hasher;

/// Writes a file. The temporary file has the id of this process in its name, so two programs may write at once.
pub fn atomic_write(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    atomic_write_via(&beside(path), path, bytes)
}

/// Writes a file of several parts, which are never in memory together, behind a head that is made from their SHA-256.
pub fn atomic_write_parts(
    path: &Path,
    parts: impl Iterator<Item = Vec<u8>>,
    head: impl FnOnce([u8; 32]) -> [u8; 32],
) -> io::Result<()> {
    let temporary = beside(path);
    let written = File::create(&temporary).and_then(|file| {
        let mut file = BufWriter::new(file);
        let mut hasher = Sha256Hasher::default();
        file.write_all(&[0; 32])?;
        for part in parts {
            hasher.update(&part);
            file.write_all(&part)?;
        }
        file.rewind()?;
        file.write_all(&head(hasher.finish()))?;
        file.flush()
    });
    remove_on_error(&temporary, written.and_then(|()| fs::rename(&temporary, path)))
}

/// Writes a file by way of a temporary file with a fixed name, which the next write takes over if this one is killed.
pub fn atomic_write_via(temporary: &Path, path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    remove_on_error(temporary, fs::write(temporary, bytes).and_then(|()| fs::rename(temporary, path)))
}

/// Replaces the content of an existing file and keeps its permissions. A symbolic link stays, and its target is
/// replaced.
pub fn atomic_replace(path: &Path, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let path = &fs::canonicalize(path)?;
    let temporary = beside(path);
    let replaced = fs::metadata(path).and_then(|metadata| {
        fs::write(&temporary, bytes)?;
        fs::set_permissions(&temporary, metadata.permissions())?;
        fs::rename(&temporary, path)
    });
    remove_on_error(&temporary, replaced)
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}", std::process::id()))
}

fn remove_on_error(temporary: &Path, written: io::Result<()>) -> io::Result<()> {
    written.inspect_err(|_| {
        let _ = fs::remove_file(temporary);
    })
}
