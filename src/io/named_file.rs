//! Reads and writes files that the command line names.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use crate::io::error::Error;

/// The most bytes of a file of notes, as of an imported page.
const LARGEST: u64 = 16 * 1024 * 1024;

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

/// Writes a file, over one that is there.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| Error::io("write", path, &error))
}
