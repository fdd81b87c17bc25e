//! A new file in the project; one that is there is never touched.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::io::error::Error;

/// Writes a file where there is none, with the folders above it.
pub fn create(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::new(format!("`{}` is there already", path.display()))
            .help("give the page another title, or name a file with `--to`"),
        _ => Error::io("write", path, &error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Error::io("write", path, &error))
}

/// Reads a file of plain text.
pub fn text_of(path: &Path) -> Result<String, Error> {
    let bytes = fs::read(path).map_err(|error| Error::io("read", path, &error))?;
    String::from_utf8(bytes).map_err(|_| Error::new(format!("`{}` is not UTF-8 text", path.display())))
}

/// Writes a file, over one that is there.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| Error::io("write", path, &error))
}
