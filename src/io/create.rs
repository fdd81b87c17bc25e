//! A new file in the project; one that is there is never touched.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::io::Failure;

/// Writes a file where there is none, with the folders above it.
pub fn create(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::of("make the folder", folder, &error))?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{}` is there already", path.display()))
            .help("give the page another title, or name a file with `--to`"),
        _ => Failure::of("write", path, &error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::of("write", path, &error))
}

/// Reads a file of plain text.
pub fn text_of(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(|error| Failure::of("read", path, &error))?;
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{}` is not UTF-8 text", path.display())))
}

/// Writes a file, over one that is there.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| Failure::of("write", path, &error))
}
