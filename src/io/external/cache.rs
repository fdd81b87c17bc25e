//! The results of earlier visits, in a file that may be under version control: sorted, one URL a line, with the dates of
//! visits but no times.
//!
//! Only responses are stored. Unknown and broken URLs and those with missing anchors are requested again in each run, so
//! that a fix is noticed at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::check::external::{Broken, ExternalPage, UrlsToVisit, Visit};
use crate::io::atomic_write::atomic_write;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::synced::is_blank;

/// The version of the file format.
const VERSION: u32 = 1;

/// How the file begins.
const HEAD: &str = "{\n\"version\": 1";

/// Whether a file is in Fingerpost's own folder, where nobody else keeps anything.
fn is_ours(path: &Path) -> bool {
    path.iter().any(|part| part == ".fingerpost")
}

/// The cache file and its content.
pub struct Cache {
    path: PathBuf,
    entries: BTreeMap<String, CacheEntry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct CacheEntry {
    day: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    broken: Option<BrokenKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    anchors: BTreeMap<String, bool>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum BrokenKind {
    #[serde(rename = "404")]
    NotFound,
    #[serde(rename = "410")]
    Gone,
    #[serde(rename = "no host")]
    NoHost,
}

#[derive(Deserialize)]
struct File {
    version: u32,
    visits: BTreeMap<String, CacheEntry>,
}

impl Cache {
    /// Reads the file; empty if there is none or if ours is damaged. Fails on a file in another format, so that it is not
    /// overwritten.
    pub fn read(path: PathBuf) -> Result<Cache, Error> {
        let bytes = match disk::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Cache::empty(path)),
            Err(error) if is_ours(&path) && (disk::is_folder(&path) || error.kind() == ErrorKind::FileTooLarge) => {
                return Ok(Cache::empty(path));
            }
            Err(error) => return Err(Error::io("read the cache of external links", &path, &error)),
        };
        let file: Option<File> = serde_json::from_slice(&bytes).ok().filter(|file: &File| file.version == VERSION);
        let is_damaged = is_ours(&path) || is_blank(&bytes) || bytes.starts_with(HEAD.as_bytes());
        let entries = match file {
            Some(file) => file.visits,
            None if is_damaged => BTreeMap::new(),
            None => {
                let problem = format!("`{}` is not a cache of external links of this version", path.display());
                return Err(Error::new(problem).help("delete the file, or name another as `cache` under `[external]`"));
            }
        };
        Ok(Cache { path, entries })
    }

    /// An empty cache.
    pub fn empty(path: PathBuf) -> Cache {
        Cache { path, entries: BTreeMap::new() }
    }

    /// Removes URLs that no link uses any more.
    pub fn keep_only(&mut self, wanted: &UrlsToVisit) {
        self.entries.retain(|url, _| wanted.contains_key(url));
    }

    /// Stores the result of a visit. An unknown result changes nothing.
    pub fn note(&mut self, url: &str, visit: &Visit, day: Date) {
        let entry = match visit {
            Visit::Unknown { .. } => return,
            Visit::Broken(broken) => {
                let kind = match broken {
                    Broken::NotFound => BrokenKind::NotFound,
                    Broken::Gone => BrokenKind::Gone,
                    Broken::NoHost => BrokenKind::NoHost,
                };
                CacheEntry { day, broken: Some(kind), moved: None, anchors: BTreeMap::new() }
            }
            Visit::Works(page) => {
                CacheEntry { day, broken: None, moved: page.moved.clone(), anchors: page.anchors.clone() }
            }
        };
        self.entries.insert(url.to_owned(), entry);
    }

    /// The result for a URL, regardless of its age.
    pub fn cached_visit(&self, url: &str) -> Option<Visit> {
        self.entries.get(url).map(|entry| match entry.broken {
            Some(BrokenKind::NotFound) => Visit::Broken(Broken::NotFound),
            Some(BrokenKind::Gone) => Visit::Broken(Broken::Gone),
            Some(BrokenKind::NoHost) => Visit::Broken(Broken::NoHost),
            None => Visit::Works(ExternalPage { moved: entry.moved.clone(), anchors: entry.anchors.clone() }),
        })
    }

    /// The date on which a URL last worked.
    pub fn worked_on(&self, url: &str) -> Option<Date> {
        self.entries.get(url).filter(|entry| entry.broken.is_none()).map(|entry| entry.day)
    }

    /// A result of the last `days` days without a problem that covers all these anchors.
    pub fn fresh(&self, url: &str, anchors: &BTreeSet<String>, today: Date, days: u32) -> Option<Visit> {
        let entry = self.entries.get(url).filter(|entry| entry.broken.is_none())?;
        let age = (today - entry.day).get_days();
        let has_all_anchors = anchors.iter().all(|anchor| entry.anchors.get(anchor) == Some(&true));
        // A future date comes from a wrong clock.
        if !has_all_anchors || age < 0 || age.unsigned_abs() >= days {
            return None;
        }
        self.cached_visit(url)
    }

    /// Writes the file atomically, so that it is complete even if the program is interrupted.
    pub fn write(&self) -> Result<(), Error> {
        let lines: Vec<String> = self
            .entries
            .iter()
            .map(|(url, entry)| {
                let key = serde_json::to_string(url).expect("a text becomes JSON");
                let value = serde_json::to_string(entry).expect("texts and days become JSON");
                format!("{key}: {value}")
            })
            .collect();
        if lines.is_empty() && !self.path.exists() {
            return Ok(());
        }
        let text = format!("{HEAD},\n\"visits\": {{\n{}\n}}\n}}\n", lines.join(",\n"));
        if disk::read(&self.path).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        let failure = |path: &Path, error: &std::io::Error| Error::io("write the cache of external links", path, error);
        if let Some(folder) = self.path.parent() {
            disk::make_folders(folder).map_err(|error| failure(folder, &error))?;
        }
        if is_ours(&self.path) && disk::is_folder(&self.path) {
            disk::remove_all(&self.path).map_err(|error| failure(&self.path, &error))?;
        }
        atomic_write(&self.path, text).map_err(|error| failure(&self.path, &error))
    }
}
