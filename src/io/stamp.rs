//! What of a file's metadata changes when the file is written.

use std::fs::Metadata;
use std::time::SystemTime;

/// Two stamps of a file differ if it was written between them, or replaced by another file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// In bytes.
    pub length: u64,
    modified: Option<SystemTime>,
    /// The file's number on its disk, where there is one: a file put in place of another has its own.
    number: u64,
}

impl Stamp {
    /// The stamp of a file.
    pub fn of(metadata: &Metadata) -> Stamp {
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let number = 0;
        Stamp { length: metadata.len(), modified: metadata.modified().ok(), number }
    }
}
