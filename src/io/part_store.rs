//! Part files on disk: `NAME.bin` has the parts, and `NAME.index`, which is sealed, names them.
//!
//! New parts are appended, and only then does the new index take the place of the old one, so that a build that is killed
//! leaves a file that the old index still describes. A file of which much is no longer named is written again.

use std::fs;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::part_file::{OldParts, PartFile, StoredParts};
use crate::base::scratch::Scratch;
use crate::io::atomic_write::{Temporary, temporary, write_and_rename_unsynced};
use crate::io::disk;
use crate::io::open::open_regular;
use crate::io::scratch::CachedFile;

/// A file is written again once it is longer than what is named in it by this factor.
const MOST_GROWTH: u64 = 2;
/// What is gathered before it is written, in bytes.
const BUFFER: usize = 1024 * 1024;

/// What the build before left under a name, with the index that was sealed.
pub(super) fn open(folder: &Path, name: &str, index: Vec<u8>) -> Option<StoredParts> {
    let path = fs::canonicalize(data(folder, name)).ok()?;
    let file = open_regular(&path).ok()?;
    Some(StoredParts { index, data: Arc::new(CachedFile::new(path, file)) })
}

/// Writes the parts that are kept, and returns the index that is to be sealed; `None` where there is nothing to write or it
/// cannot be written.
pub(super) fn write<const PARTS: usize>(folder: &Path, name: &str, parts: &PartFile<PARTS>) -> Option<Vec<u8>> {
    if !parts.has_changes() {
        return None;
    }
    let path = data(folder, name);
    // A link points to a file elsewhere, so the link is replaced.
    let length = disk::metadata(&path).ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len());
    let is_small = |length: &u64| parts.bytes_in_place().is_some_and(|bytes| *length <= bytes * MOST_GROWTH);
    match length.filter(is_small) {
        Some(length) => append(&path, length, parts),
        None => replace(folder, name, parts),
    }
}

fn data(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.bin"))
}

/// The file with the index of a name.
pub(super) fn index(name: &str) -> String {
    format!("{name}.index")
}

fn append<const PARTS: usize>(path: &Path, length: u64, parts: &PartFile<PARTS>) -> Option<Vec<u8>> {
    let writer = Writer::new(path, disk::open_to_append(path).ok()?, length);
    parts.write(&writer, OldParts::LeftInPlace).filter(|_| writer.finish().is_ok())
}

fn replace<const PARTS: usize>(folder: &Path, name: &str, parts: &PartFile<PARTS>) -> Option<Vec<u8>> {
    let path = data(folder, name);
    let Temporary { path: beside, file } = temporary(&path).ok()?;
    let writer = Writer::new(&beside, file, 0);
    let written = write_and_rename_unsynced(&beside, &path, || {
        let index = parts.write(&writer, OldParts::Copied).ok_or(ErrorKind::InvalidData)?;
        writer.finish()?;
        // The old index does not describe the new file.
        disk::remove_all(&folder.join(self::index(name)))?;
        if disk::is_folder(&path) {
            disk::remove_all(&path)?;
        }
        Ok(index)
    });
    written.ok()
}

/// Appends to a file in large pieces.
#[derive(Debug)]
struct Writer {
    path: PathBuf,
    state: Mutex<WriterState>,
}

#[derive(Debug)]
struct WriterState {
    file: File,
    buffer: Vec<u8>,
    /// The length of the file with what is in the buffer.
    length: u64,
    failure: Option<io::Error>,
}

impl Writer {
    fn new(path: &Path, file: File, length: u64) -> Writer {
        let state = WriterState { file, buffer: Vec::with_capacity(BUFFER), length, failure: None };
        Writer { path: path.to_path_buf(), state: Mutex::new(state) }
    }

    fn flush(&self, state: &mut WriterState) {
        let WriterState { file, buffer, failure, .. } = state;
        if failure.is_none() {
            *failure = disk::write_to(file, &self.path, buffer).err();
        }
        buffer.clear();
    }

    fn finish(&self) -> io::Result<()> {
        let mut state = self.state();
        self.flush(&mut state);
        state.failure.take().map_or(Ok(()), Err)
    }

    fn state(&self) -> MutexGuard<'_, WriterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Scratch for Writer {
    fn store(&self, bytes: &[u8]) -> Option<Range<u64>> {
        let mut state = self.state();
        let start = state.length;
        state.length += bytes.len() as u64;
        state.buffer.extend(bytes);
        if state.buffer.len() >= BUFFER {
            self.flush(&mut state);
        }
        state.failure.is_none().then_some(start..state.length)
    }

    fn load(&self, _: Range<u64>) -> Vec<u8> {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::base::scratch::{Raw, ScratchValue};

    /// A part file as a build has it, after the one before.
    fn build(folder: &Path, index: Option<Vec<u8>>) -> PartFile<1> {
        PartFile::new(b"magic", index.and_then(|index| open(folder, "a", index)), Some(Hash(1)))
    }

    fn keep(parts: &PartFile<1>, key: u128, length: usize) {
        parts.keep(Hash(key), [ScratchValue::new(Raw(vec![key as u8; length]))]);
    }

    fn length(folder: &Path) -> u64 {
        fs::metadata(folder.join("a.bin")).expect("it is there").len()
    }

    #[test]
    fn a_file_grows_by_new_parts_until_much_of_it_is_not_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = folder.path();
        let first = build(folder, None);
        keep(&first, 1, 100);
        keep(&first, 2, 60);
        let mut index = write(folder, "a", &first).expect("it can be written");
        let mut lengths = vec![length(folder)];
        for round in 3..9 {
            let next = build(folder, Some(index));
            next.keep_found(Hash(1), &next.find(Hash(1)).expect("it is kept"));
            keep(&next, round, 60);
            index = write(folder, "a", &next).expect("it can be written");
            lengths.push(length(folder));
            let found = build(folder, Some(index.clone()));
            for (key, length) in [(1, 100), (round, 60)] {
                let parts = found.find(Hash(key)).expect("it is kept").parts;
                assert_eq!(parts[0].to_bytes(), vec![key as u8; length]);
            }
        }
        assert_eq!(lengths, [160, 220, 160, 220, 160, 220, 160]);
    }

    #[test]
    fn nothing_is_appended_behind_a_link() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = folder.path();
        let first = build(folder, None);
        keep(&first, 1, 100);
        let index = write(folder, "a", &first).expect("it can be written");
        let next = build(folder, Some(index));
        next.keep_found(Hash(1), &next.find(Hash(1)).expect("it is kept"));
        keep(&next, 2, 1);
        #[cfg(unix)]
        {
            fs::rename(folder.join("a.bin"), folder.join("elsewhere")).expect("a move");
            std::os::unix::fs::symlink(folder.join("elsewhere"), folder.join("a.bin")).expect("a link");
            write(folder, "a", &next).expect("it can be written");
            assert!(disk::metadata(&folder.join("a.bin")).is_ok_and(|metadata| metadata.is_file()));
            assert_eq!(fs::metadata(folder.join("elsewhere")).expect("it is there").len(), 100);
        }
    }
}
