//! The key that caches are sealed with, so that only files that this user's builds wrote are believed.
//!
//! A pull request can contain files for the cache folder, with code that would be put into pages. It cannot know the key: that
//! is in the user's own folder, or in a variable that a CI service gives to trusted runs only.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::base::hash::sha256;

/// The variable that sets the key.
const VARIABLE: &str = "FINGERPOST_CACHE_KEY";
/// Bytes of a key and of a seal.
const LENGTH: usize = 32;
/// The least letters of a key in the variable: fewer could be guessed.
const SHORTEST_VARIABLE: usize = 16;

/// A secret key.
pub(super) struct CacheKey([u8; LENGTH]);

impl CacheKey {
    /// The key of this user, which is made where there is none. `None` where there is no place for it outside the project:
    /// then there is no cache.
    pub(super) fn of_user(project: &Path) -> Option<CacheKey> {
        if let Some(text) = std::env::var_os(VARIABLE) {
            let bytes = text.as_encoded_bytes();
            return (bytes.len() >= SHORTEST_VARIABLE).then(|| CacheKey(sha256(bytes)));
        }
        let folder = user_folder()?;
        if !folder.is_absolute() || folder.starts_with(project) {
            return None;
        }
        let folder = folder.join("fingerpost");
        let path = folder.join("cache-key");
        read(&path).or_else(|_| make(&folder, &path)).ok().map(CacheKey)
    }

    /// The bytes behind a seal; `None` where it is not the seal of these bytes under this name.
    pub(super) fn open(&self, name: &str, mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let (seal, bytes) = sealed.split_at_checked(LENGTH)?;
        if self.seal_of(name, sha256(bytes)) != seal {
            return None;
        }
        sealed.drain(..LENGTH);
        Some(sealed)
    }

    /// The seal in front of bytes with this SHA-256 in a file of this name: a hash of the key and of hashes, all of fixed
    /// length, so that nothing can be appended.
    pub(super) fn seal_of(&self, name: &str, digest: [u8; 32]) -> [u8; LENGTH] {
        sha256(&[self.0, sha256(name.as_bytes()), digest].concat())
    }
}

/// The folder for the state of programs (XDG Base Directory Specification).
fn user_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        return variable("LOCALAPPDATA");
    }
    variable("XDG_STATE_HOME").or_else(|| variable("HOME").map(|home| home.join(".local").join("state")))
}

fn read(path: &Path) -> io::Result<[u8; LENGTH]> {
    let mut key = [0; LENGTH];
    fs::File::open(path)?.read_exact(&mut key)?;
    // What a power cut can leave, and what anybody can guess.
    if key == [0; LENGTH] { Err(io::ErrorKind::InvalidData.into()) } else { Ok(key) }
}

/// Makes a key. Of several programs that do so at once, one wins and all use its key.
fn make(folder: &Path, path: &Path) -> io::Result<[u8; LENGTH]> {
    fs::create_dir_all(folder)?;
    let key = random()?;
    let temporary = folder.join(format!(".cache-key.{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(&temporary).and_then(|mut file| file.write_all(&key).and_then(|()| file.sync_all()));
    // A link fails where the name exists, so a key is never replaced while others use it. One that is damaged is.
    let is_damaged = || {
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
            && read(path).is_err_and(|error| is_damage(&error))
    };
    let linked = made.and_then(|()| match fs::hard_link(&temporary, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_damaged() => fs::rename(&temporary, path),
        linked => linked,
    });
    let _ = fs::remove_file(&temporary);
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => read(path),
    }
}

/// Whether a key could be read, and is none.
fn is_damage(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData)
}

fn random() -> io::Result<[u8; LENGTH]> {
    let mut key = [0; LENGTH];
    getrandom::fill(&mut key).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_key_is_made_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("cache-key");
        let key = make(folder.path(), &path).expect("it is made");
        assert_eq!((read(&path).ok(), make(folder.path(), &path).ok()), (Some(key), Some(key)), "a whole one is kept");
        for damage in [&[][..], &key[..LENGTH - 1], &[0; LENGTH]] {
            fs::write(&path, damage).expect("it can be written");
            assert!(read(&path).is_err(), "{damage:?}");
            let made = make(folder.path(), &path).expect("it is made");
            assert!(made != key && read(&path).is_ok_and(|read| read == made), "{damage:?}");
        }
    }

    #[test]
    fn only_what_was_sealed_under_its_name_is_opened() {
        let key = CacheKey([7; LENGTH]);
        let sealed = [&key.seal_of("a.bin", sha256(b"bytes"))[..], b"bytes"].concat();
        assert_eq!(key.open("a.bin", sealed.clone()).as_deref(), Some(&b"bytes"[..]));
        assert_eq!(key.open("b.bin", sealed.clone()), None, "the file of another name");
        assert_eq!(CacheKey([8; LENGTH]).open("a.bin", sealed.clone()), None, "another key");
        assert_eq!(key.open("a.bin", sealed[..LENGTH - 1].to_vec()), None, "a cut file");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert_eq!(key.open("a.bin", flipped), None, "a flipped bit in byte {at}");
        }
    }
}
