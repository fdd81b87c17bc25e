//! Finds installed programs by name.

use std::path::{Path, PathBuf};

/// The program of this name in the folders of `PATH`. Relative folders and folders below `except` do not count: they
/// could contain files of the project.
pub fn find(name: &str, except: Option<&Path>) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let ending = std::env::consts::EXE_SUFFIX;
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute() && !except.is_some_and(|except| folder.starts_with(except)))
        .map(|folder| folder.join(format!("{name}{ending}")))
        .find(|path| path.is_file())
}
