//! Creates files; an existing file is never overwritten by accident.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::io::error::Error;

/// Creates a file and the folders above it. Fails if the file exists.
pub fn create(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::io("create the folder", folder, &error))?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::new(format!("`{}` already exists", path.display()))
            .help("choose another title, or another file with `--to`"),
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
