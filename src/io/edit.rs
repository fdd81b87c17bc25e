//! Writes an edited tree back to the author's files, each of them atomically.

use std::fs;

use crate::base::tree::Tree;
use crate::io::atomic_write::atomic_replace;
use crate::io::error::Error;
use crate::io::project::Project;

/// Writes every file of `new` that `old` has with other content. If a file has changed on disk since it was read,
/// nothing is written.
pub fn write(project: &Project, old: &Tree, new: &Tree) -> Result<usize, Error> {
    let is_edited = |path: &str| old.entry(path).is_some_and(|entry| new.entry(path).is_some_and(|now| now != entry));
    let edited: Vec<&str> = old.iter().map(|(path, _)| path).filter(|path| is_edited(path)).collect();
    for path in &edited {
        let place = project.place(path);
        let now = fs::read(&place).map_err(|error| Error::io("read", &place, &error))?;
        if old.get(path).is_none_or(|bytes| **bytes != now) {
            return Err(Error::new(format!("`{path}` was changed in the meantime; nothing was written")));
        }
    }
    for path in &edited {
        let bytes = new.get(path).expect("it is edited, so both trees have it");
        let place = project.place(path);
        atomic_replace(&place, bytes.as_slice()).map_err(|error| Error::io("write", &place, &error))?;
    }
    Ok(edited.len())
}

/// Renames files and folders below the content folder. If a new name already exists, nothing is renamed.
pub fn rename(project: &Project, from: &str, to: &str) -> Result<(), Error> {
    let (from, to) = (project.content.join(from), project.content.join(to));
    // On some systems, names that differ only in case are the same file.
    let is_same_file = fs::canonicalize(&from).ok().zip(fs::canonicalize(&to).ok()).is_some_and(|(a, b)| a == b);
    if to.exists() && !is_same_file {
        return Err(Error::new(format!("`{}` already exists", to.display())));
    }
    let folder = to.parent().unwrap_or(&project.content);
    fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
    fs::rename(&from, &to).map_err(|error| Error::io("rename", &from, &error))?;
    let mut emptied = from.parent();
    // Only empty folders are removed.
    while let Some(folder) = emptied.filter(|folder| *folder != project.content && fs::remove_dir(folder).is_ok()) {
        emptied = folder.parent();
    }
    Ok(())
}
