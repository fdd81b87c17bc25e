//! Changes a published folder from one site to the next, whose files wait in a staging folder.
//!
//! The new list is written first, as a note: once it is on disk, the new site is complete there, and whoever finds the
//! note finishes the work. So this can be run again from any point at which it was stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::base::path::folder_of;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::foreign_files::{self, FileState, Own};
use crate::io::hash_file::sha256_of;
use crate::io::kept::KeptFiles;
use crate::io::manifest::Manifest;
use crate::io::sibling::is_writable;
use crate::io::staging::Staging;
use crate::io::synced::Synced;
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// Files of the published folder that are not what a build wrote, although a list names them or may have named them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeptAside {
    /// Those in the way of the new site, and the folder in which they are now.
    pub moved: Vec<String>,
    pub folder: Option<PathBuf>,
    /// Those of the last site that the new one does not have: they are where they were.
    pub left: Vec<String>,
}

/// What has to happen to a published folder.
pub(super) struct Switch<'a> {
    target: &'a Path,
    own: &'a Own,
    changed: Vec<(&'a str, FileState)>,
    conflicting: BTreeSet<String>,
    pub(super) removed: Vec<String>,
    /// What earlier lists name and the new one does not.
    gone: Vec<&'a str>,
    /// Files of the last site that the new one does not have, and that somebody replaced.
    left: Vec<String>,
}

impl<'a> Switch<'a> {
    /// Compares the folder with the new site. Refuses files of others, unless nobody knows any more whose they are.
    pub(super) fn new(
        states: &BTreeMap<&'a str, FileState>,
        own: &'a Own,
        new: &'a Manifest,
        target: &'a Path,
    ) -> Result<Switch<'a>, Error> {
        let gone: Vec<&str> = own.paths().into_iter().filter(|path| !new.files.contains_key(*path)).collect();
        let mut removed = Vec::new();
        let mut left = Vec::new();
        for path in &gone {
            if foreign_files::is_own_file(target, path)? {
                let list = if own.is_as_written(target, path)? { &mut removed } else { &mut left };
                list.push((*path).to_owned());
            }
        }
        let changed = states.iter().filter(|(_, state)| **state != FileState::Same);
        let conflicting = foreign_files::conflicting(states, own, target)?;
        let changed = changed.map(|(path, state)| (*path, *state)).collect();
        Ok(Switch { target, own, changed, conflicting, removed, gone, left })
    }

    /// Paths of files that the folder does not have yet.
    pub(super) fn written(&self) -> Vec<String> {
        self.changed.iter().map(|(path, _)| (*path).to_owned()).collect()
    }

    /// Whether no file changes.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }

    /// Refuses before anything is moved where a folder cannot be written, so that no half of a site is published.
    pub(super) fn check_writable(&self) -> Result<(), Error> {
        let folders: BTreeSet<&str> = std::iter::once("").chain(self.paths().map(folder_of)).collect();
        for folder in folders {
            let path = self.target.join(folder);
            if path.is_dir() && !is_writable(&path) {
                return Err(Error::new(format!("the folder `{}` cannot be written", path.display()))
                    .help("give it write permission. The published folder is unchanged"));
            }
        }
        Ok(())
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        self.changed.iter().map(|(path, _)| *path).chain(self.removed.iter().map(String::as_str))
    }

    /// Writes the note. What is staged has to be on disk.
    pub(super) fn note(&self, staging: &Staging, list: &str) -> Result<(), Error> {
        let note = self.target.join(NEXT_MANIFEST_FILE);
        if disk::is_folder(&note) {
            KeptFiles::of(self.target).take(NEXT_MANIFEST_FILE)?;
        }
        staging.put_list(&note, list).inspect_err(|_| {
            let _ = disk::remove_file(&note);
        })
    }

    /// Moves the files, puts the new list in place and removes the note.
    pub(super) fn carry_out(&self, staging: &Staging, list: &str) -> Result<KeptAside, Error> {
        let target = self.target;
        let mut safe = KeptFiles::of(target);
        let is_list_conflicting = disk::metadata(&target.join(MANIFEST_FILE)).is_ok_and(|found| !found.is_file());
        let conflicting_list = is_list_conflicting.then_some(MANIFEST_FILE);
        let moved: Vec<&str> = self.conflicting.iter().map(String::as_str).chain(conflicting_list).collect();
        moved.iter().try_for_each(|path| safe.take(path))?;
        foreign_files::clear_conflicts(&self.changed, self.own, target)?;
        staging.publish(target)?;
        foreign_files::remove(target, &self.removed)?;
        foreign_files::remove_empty_folders(target, &self.gone)?;
        let mut folders = Synced::default();
        let changed: BTreeSet<&str> = self.paths().map(folder_of).collect();
        changed.iter().for_each(|folder| folders.add_folder(&target.join(folder), target));
        folders.wait(target)?;
        staging.put_list(&target.join(MANIFEST_FILE), list)?;
        // The site is published. What cannot be removed now is removed by the next command.
        let _ = disk::remove_file(&target.join(NEXT_MANIFEST_FILE)).map(|()| staging.clear());
        let moved = moved.into_iter().map(str::to_owned).collect();
        Ok(KeptAside { moved, folder: safe.folder, left: self.left.clone() })
    }
}

/// Finishes a switch that was interrupted. False where files of the new site are missing or damaged: then only a build can.
pub(super) fn finish(target: &Path, staging: &Staging, own: &Own, new: &Manifest) -> Result<bool, Error> {
    let is_there = |path: &str, hash: &str| match staging.waiting(path) {
        Some(file) => sha256_of(&file).map(|found| found == hash).map_err(|error| Error::io("read", &file, &error)),
        None => Ok(FileState::of(&target.join(path), hash, None)? == FileState::Same),
    };
    if !foreign_files::are_all(&new.files, is_there)? {
        return Ok(false);
    }
    let waiting = new.files.iter().filter(|(path, _)| staging.waiting(path).is_some());
    let states = waiting.map(|(path, hash)| Ok((path.as_str(), FileState::of(&target.join(path), hash, None)?)));
    let states = states.collect::<Result<_, Error>>()?;
    Switch::new(&states, own, new, target)?.carry_out(staging, &new.to_text())?;
    Ok(true)
}
