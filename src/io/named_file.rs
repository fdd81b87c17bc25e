//! Reads and writes files that the command line names.

use std::fs;
use std::path::Path;

use crate::io::error::Error;

/// Reads a file of plain text.
pub fn text_of(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(|error| Error::io("read", path, &error))?;
    String::from_utf8(bytes).map_err(|_| Error::new(format!("`{}` is not UTF-8 text", path.display())))
}

/// Writes a file, over one that is there.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| Error::io("write", path, &error))
}
