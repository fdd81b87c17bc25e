//! A published folder, a site on the web, or the sources of a project, held against the list that a build wrote.
//!
//! Links on disk are not followed: a link stands for nothing that a build wrote. Entries at the top whose name begins with a
//! dot belong to the host and are passed over, as a build does.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::base::hash::sha256_hex;
use crate::base::path::OutputPath;
use crate::base::tree::Tree;
use crate::io::error::Error;
use crate::io::external::fetch::Client;
use crate::io::external::hosts::system_lookup;
use crate::io::manifest::Manifest;
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// How long a host may take for one file.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many files are asked for at a time.
const AT_ONCE: usize = 4;

/// What differs from the list, by path.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    pub by_path: BTreeMap<String, Difference>,
    /// How many files the list names.
    pub listed: usize,
}

/// How one file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    Changed,
    Missing,
    /// It is there, and the list does not name it.
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

/// Holds every file of a published folder against the list.
pub fn published(folder: &Path, manifest: &Manifest) -> Result<Differences, Error> {
    let files: Vec<(&String, &String)> = manifest.files.iter().collect();
    let differing = files.into_par_iter().filter_map(|(path, hash)| {
        let file = folder.join(path);
        let is_file = fs::symlink_metadata(&file).map(|metadata| metadata.is_file());
        match (is_file, fs::read(&file)) {
            (Ok(true), Ok(bytes)) if sha256_hex(&bytes) == *hash => None,
            (Ok(_), _) => Some((path.clone(), Difference::Changed)),
            (Err(_), _) => Some((path.clone(), Difference::Missing)),
        }
    });
    let mut by_path: BTreeMap<String, Difference> = differing.collect();
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

/// A published site on the web.
pub struct Website {
    client: Client,
    /// Its address, with a slash at its end.
    base: String,
}

impl Website {
    /// A site at an address that the person at the keyboard has named, so it may stand in a private network.
    pub fn at(address: &str) -> Website {
        let base = format!("{}/", address.trim_end_matches('/'));
        Website { client: Client::behind_system_proxy(system_lookup(), true, PATIENCE), base }
    }

    /// The list that its build wrote.
    pub fn list(&self) -> Result<Manifest, Error> {
        let url = format!("{}{MANIFEST_FILE}", self.base);
        match self.client.file(&url) {
            Ok(Some(bytes)) => Manifest::parse(&bytes, &url),
            Ok(None) => Err(Error::new(format!("there is no manifest at `{url}`"))
                .help("use the URL of the home page, or add `--manifest`")),
            Err(why) => Err(Error::new(format!("cannot fetch `{url}`: {why}"))),
        }
    }

    /// Holds every file that the list names against what the host gives out. Pages are asked for by the address that
    /// readers have. Files at the top whose names begin with an underscore are for the host alone.
    pub fn differences(&self, manifest: &Manifest) -> Result<Differences, Error> {
        let files: Vec<(&String, &String)> = manifest.files.iter().filter(|(path, _)| !path.starts_with('_')).collect();
        let next = AtomicUsize::new(0);
        let ask = || {
            let mut found = Vec::new();
            while let Some((path, hash)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let url = format!("{}{}", self.base, OutputPath::new(path).url().as_str().trim_start_matches('/'));
                match self.client.file(&url) {
                    Ok(Some(bytes)) if sha256_hex(&bytes) == **hash => {}
                    Ok(Some(_)) => found.push(((*path).clone(), Difference::Changed)),
                    Ok(None) => found.push(((*path).clone(), Difference::Missing)),
                    Err(why) => return Err(Error::new(format!("cannot fetch `{url}`: {why}"))),
                }
            }
            Ok(found)
        };
        let found: Result<Vec<Vec<_>>, Error> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(ask)).collect();
            workers.into_iter().map(|worker| worker.join().expect("asking a host does not panic")).collect()
        });
        Ok(Differences { by_path: found?.into_iter().flatten().collect(), listed: files.len() })
    }
}

/// Holds the sources of a project against those that the list names. Others, such as drafts, may stand beside them.
pub fn sources(tree: &Tree, manifest: &Manifest) -> Differences {
    let differing = manifest.sources.iter().filter_map(|(path, hash)| match tree.get(path) {
        None => Some((path.clone(), Difference::Missing)),
        Some(bytes) => (sha256_hex(bytes) != *hash).then(|| (path.clone(), Difference::Changed)),
    });
    Differences { by_path: differing.collect(), listed: manifest.sources.len() }
}
