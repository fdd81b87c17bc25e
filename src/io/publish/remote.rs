//! What a place must be able to do so that a site can be published to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::io::error::Error;

/// A place for published files. Paths are those of the manifest.
pub trait Remote {
    /// The file at a path; `None` if there is none.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error>;

    /// The SHA-256 of each of these files that exists.
    fn hashes(&self, paths: &[&str]) -> Result<BTreeMap<String, String>, Error>;

    /// Writes files, in any order. A reader sees the old file or the new one. Stops at the first failure. `done` is called
    /// after each file.
    fn put(&self, uploads: &[Upload], done: &(dyn Fn() + Sync)) -> Result<(), Error>;

    /// Removes files. A file that does not exist counts as removed.
    fn remove(&self, paths: &[&str], done: &(dyn Fn() + Sync)) -> Result<(), Error>;
}

/// A file to write.
#[derive(Debug)]
pub struct Upload {
    pub path: String,
    pub sha256: String,
    pub content: UploadContent,
}

/// Where the bytes of an upload are.
#[derive(Debug)]
pub enum UploadContent {
    File(PathBuf),
    Bytes(Vec<u8>),
}
