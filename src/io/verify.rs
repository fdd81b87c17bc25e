//! A published folder, or the sources of a project, compared with the manifest that a build wrote.
//!
//! Symbolic links are not followed: a build never writes one. Entries at the top whose name begins with a dot belong to
//! the host and are skipped, as in a build.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::base::hash::sha256_hex;
use crate::base::tree::Tree;
use crate::io::error::Error;
use crate::io::foreign_files::FileState;
use crate::io::manifest::Manifest;
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// What differs from the manifest, by path.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    pub by_path: BTreeMap<String, Difference>,
    /// How many files the manifest lists.
    pub listed: usize,
}

/// How one file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    Changed,
    Missing,
    /// It exists, and is not in the manifest.
    Extra,
}

impl Difference {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Difference::Changed => "changed",
            Difference::Missing => "missing",
            Difference::Extra => "extra",
        }
    }
}

/// Compares every file of a published folder with the manifest.
pub fn published(folder: &Path, manifest: &Manifest) -> Result<Differences, Error> {
    let files: Vec<(&String, &String)> = manifest.files.iter().collect();
    let differing = files.into_par_iter().filter_map(|(path, hash)| {
        let found = match FileState::of(&folder.join(path), hash, None) {
            Ok(FileState::Same) => return None,
            Ok(FileState::Missing) => Ok(Difference::Missing),
            Ok(_) => Ok(Difference::Changed),
            Err(error) => Err(error.help("give it read permission; until then, nobody knows whether it has changed")),
        };
        Some(found.map(|difference| (path.clone(), difference)))
    });
    let mut by_path: BTreeMap<String, Difference> = differing.collect::<Result<_, Error>>()?;
    let is_of_host = |depth: usize, name: &str| depth == 1 && name.starts_with('.');
    let entries = WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| !is_of_host(entry.depth(), &entry.file_name().to_string_lossy()));
    for entry in entries {
        let entry = entry.map_err(|error| {
            Error::new(format!("cannot read `{}`: {error}", error.path().unwrap_or(folder).display()))
        })?;
        let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        let is_list = path == MANIFEST_FILE || path == NEXT_MANIFEST_FILE;
        if !entry.file_type().is_dir() && !is_list && !manifest.files.contains_key(&path) {
            by_path.insert(path, Difference::Extra);
        }
    }
    Ok(Differences { by_path, listed: manifest.files.len() })
}

/// Compares the sources of a project with those in the manifest. There may be others, such as drafts.
pub fn sources(tree: &Tree, manifest: &Manifest) -> Differences {
    let differing = manifest.sources.iter().filter_map(|(path, hash)| match tree.get(path) {
        None => Some((path.clone(), Difference::Missing)),
        Some(bytes) => (sha256_hex(&bytes) != *hash).then(|| (path.clone(), Difference::Changed)),
    });
    Differences { by_path: differing.collect(), listed: manifest.sources.len() }
}
