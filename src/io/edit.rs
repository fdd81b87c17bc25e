//! An edited tree written back to the author's files, each whole or not at all.

use std::fs;

use crate::base::tree::Tree;
use crate::io::atomic_write::atomic_replace;
use crate::io::error::Error;
use crate::io::project::Project;

/// Writes every file of `new` that `old` has with other bytes. A file that is no longer as it was read stops it before
/// anything is written.
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

/// Gives files and folders below the content folder other names; what is at a new name stops it.
pub fn rename(project: &Project, from: &str, to: &str) -> Result<(), Error> {
    let (from, to) = (project.content.join(from), project.content.join(to));
    // Another case of one name is one file on some systems.
    let is_same_file = fs::canonicalize(&from).ok().zip(fs::canonicalize(&to).ok()).is_some_and(|(a, b)| a == b);
    if to.exists() && !is_same_file {
        return Err(Error::new(format!("`{}` exists already", to.display())));
    }
    let folder = to.parent().unwrap_or(&project.content);
    fs::create_dir_all(folder).map_err(|error| Error::io("make the folder", folder, &error))?;
    fs::rename(&from, &to).map_err(|error| Error::io("rename", &from, &error))?;
    let mut emptied = from.parent();
    // Folders that hold nothing any more say nothing; one that holds something is not removed.
    while let Some(folder) = emptied.filter(|folder| *folder != project.content && fs::remove_dir(folder).is_ok()) {
        emptied = folder.parent();
    }
    Ok(())
}
