//! Hashes of files of any size, read through one small buffer.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::base::hash::{Hash, Hasher, Sha256Hasher, hex};
use crate::io::disk;

/// The bytes that are read at once.
const BUFFER: usize = 128 * 1024;

/// The hash of a file for caches on this machine.
pub fn hash_of(path: &Path) -> io::Result<Hash> {
    let mut file = disk::open(path)?;
    disk::read_with(path, || hash_in(&mut file))
}

/// The same of the rest of an open file.
pub fn hash_in(file: &mut File) -> io::Result<Hash> {
    let mut hasher = Hasher::default();
    each_part(file, |part| hasher.update(part))?;
    Ok(hasher.finish())
}

/// The SHA-256 of a file, as `sha256sum` prints it.
pub fn sha256_of(path: &Path) -> io::Result<String> {
    let mut file = disk::open(path)?;
    disk::read_with(path, || sha256_in(&mut file))
}

/// The SHA-256 of the rest of an open file.
pub fn sha256_in(file: &mut File) -> io::Result<String> {
    Ok(hex(&digest_in(file)?))
}

/// The same as bytes.
pub fn digest_in(file: &mut File) -> io::Result<[u8; 32]> {
    let mut hasher = Sha256Hasher::default();
    each_part(file, |part| hasher.update(part))?;
    Ok(hasher.finish())
}

fn each_part(file: &mut File, mut visit: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; BUFFER];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => visit(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
