//! A scratch file for the texts of a build, so that memory grows with the number of pages and not with their length.
//!
//! It is made when there is more than fits in memory, has no name where the system allows that, and ends with the value.

use std::fs::{self, File};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::scratch::Scratch;
use crate::io::disk;
use crate::io::error::Error;

/// What stays in memory, in bytes: small sites need no file.
const IN_MEMORY: u64 = 16 * 1024 * 1024;

/// A file that nobody else reads. Where it cannot be made or is full, everything stays in memory.
#[derive(Debug)]
pub struct ScratchFile {
    path: PathBuf,
    /// The most bytes that it may have.
    limit: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The bytes that were left to memory.
    in_memory: u64,
    file: Option<Arc<File>>,
    length: u64,
    /// Whether the file could not be made or written.
    is_unusable: bool,
    failure: Option<Error>,
}

impl ScratchFile {
    /// A scratch file in a folder, which is made when it is needed.
    pub fn in_folder(folder: &Path) -> ScratchFile {
        let path = folder.join(format!("scratch.{}", std::process::id()));
        ScratchFile { path, limit: u64::MAX, state: Mutex::default() }
    }

    /// The same with a limit in bytes. Nothing is ever removed from it, so what takes texts for hours needs one.
    pub fn limited_to(mut self, limit: u64) -> ScratchFile {
        self.limit = limit;
        self
    }

    /// What went wrong on reading: then outputs lack text, and must not be published.
    pub fn failure(&self) -> Option<Error> {
        self.state().failure.take()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn create(&self) -> io::Result<File> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)?;
        // A build that was killed may have had the same number.
        let _ = fs::remove_file(&self.path);
        let file = File::options().read(true).append(true).create_new(true).open(&self.path)?;
        // Without a name, nothing stays behind whatever ends this build. Elsewhere, it is removed at the end.
        #[cfg(unix)]
        {
            fs::remove_file(&self.path)?;
            // Unless there are caches.
            let _ = fs::remove_dir(folder);
        }
        Ok(file)
    }
}

impl Scratch for ScratchFile {
    fn store(&self, bytes: &[u8]) -> Option<Range<u64>> {
        let mut state = self.state();
        let length = bytes.len() as u64;
        if state.in_memory + length <= IN_MEMORY {
            state.in_memory += length;
            return None;
        }
        if state.is_unusable || state.length + length > self.limit {
            return None;
        }
        let start = state.length;
        let written = match &mut state.file {
            Some(file) => file.as_ref().write_all(bytes),
            None => self.create().and_then(|file| state.file.insert(Arc::new(file)).as_ref().write_all(bytes)),
        };
        state.is_unusable = written.is_err();
        if state.is_unusable {
            return None;
        }
        state.length += length;
        Some(start..start + length)
    }

    fn load(&self, place: Range<u64>) -> Vec<u8> {
        let file = self.state().file.clone().expect("a place is only returned with a file");
        read_at(&file, place).unwrap_or_else(|error| {
            self.state().failure = Some(Error::io("read the scratch file", &self.path, &error));
            Vec::new()
        })
    }
}

/// A file of the cache, read part by part. What cannot be read is empty, as if it were not in the cache.
#[derive(Debug)]
pub struct CachedFile {
    path: PathBuf,
    file: File,
    length: u64,
}

impl CachedFile {
    /// The open file at a path. What is appended to it later is no part of it.
    pub fn new(path: PathBuf, file: File) -> CachedFile {
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        CachedFile { path, file, length }
    }
}

impl Scratch for CachedFile {
    fn store(&self, _: &[u8]) -> Option<Range<u64>> {
        None
    }

    fn load(&self, place: Range<u64>) -> Vec<u8> {
        // A file that was cut does not have the place.
        if place.end > self.length || place.is_empty() {
            return Vec::new();
        }
        disk::read_with(&self.path, || read_at(&self.file, place.clone())).unwrap_or_default()
    }
}

#[cfg(unix)]
fn read_at(file: &File, place: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; (place.end - place.start) as usize];
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, place.start)?;
    Ok(bytes)
}

#[cfg(windows)]
fn read_at(file: &File, place: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; (place.end - place.start) as usize];
    let mut done = 0;
    while done < bytes.len() {
        match std::os::windows::fs::FileExt::seek_read(file, &mut bytes[done..], place.start + done as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => done += count,
        }
    }
    Ok(bytes)
}

#[cfg(not(unix))]
impl Drop for ScratchFile {
    fn drop(&mut self) {
        if self.state().file.take().is_some() {
            // What stays behind is in the cache folder, which may be deleted at any time.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_stays_in_memory_and_the_rest_comes_back_from_a_file_without_a_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scratch = ScratchFile::in_folder(&folder.path().join("cache"));
        assert_eq!(scratch.store(&vec![1; IN_MEMORY as usize]), None);
        assert!(!folder.path().join("cache").exists());
        let places: Vec<_> = [&b"one"[..], b"", b"three"].map(|bytes| scratch.store(bytes)).into_iter().collect();
        let read = |place: &Option<Range<u64>>| place.clone().map(|place| scratch.load(place));
        assert_eq!(read(&places[2]).as_deref(), Some(&b"three"[..]));
        assert_eq!(read(&places[0]).as_deref(), Some(&b"one"[..]));
        assert_eq!(scratch.store(b"more"), Some(8..12));
        assert!(scratch.failure().is_none());
        if cfg!(unix) {
            assert!(!folder.path().join("cache").exists(), "nothing stays, not even an empty folder");
        }
    }

    #[test]
    fn where_there_can_be_no_file_everything_stays_in_memory() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("cache"), "a file").expect("it can be written");
        let scratch = ScratchFile::in_folder(&folder.path().join("cache"));
        assert_eq!(scratch.store(&vec![1; IN_MEMORY as usize]), None);
        assert_eq!(scratch.store(b"more"), None);
        assert!(scratch.failure().is_none());
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scratch = ScratchFile::in_folder(folder.path());
        assert_eq!(scratch.store(&vec![1; IN_MEMORY as usize]), None);
        let place = scratch.store(b"text").expect("memory is full");
        scratch.state().file.as_ref().expect("a file").set_len(1).expect("it can be cut");
        assert!(scratch.load(place).is_empty());
        assert!(scratch.failure().is_some_and(|error| error.message.contains("cannot read the scratch file")));
    }
}
