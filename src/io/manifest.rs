//! The manifest of a build: every published file with its SHA-256.
//!
//! It is how the next build knows which files are its own. Paths in it are checked before they are used, because the
//! published folder is open to others.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::json::pretty_json;
use crate::base::path::join;
use crate::io::disk;
use crate::io::error::Error;

/// What was published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this format.
    pub format: u32,
    pub generator: String,
    /// What the command line and the settings said that the files depend on.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// Each page that was published, and the configuration: path in the project → SHA-256.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
    /// Path of a page that redirects → the URL to which a host may redirect in its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub redirects: BTreeMap<String, String>,
    /// Path in the published folder → SHA-256 in hexadecimal.
    pub files: BTreeMap<String, String>,
}

/// A list in a published folder.
#[derive(Debug)]
pub enum Found {
    Absent,
    /// Empty, cut or changed, or no file at all.
    Damaged,
    Whole(Manifest),
}

impl Found {
    /// The list, if it can be read.
    pub fn whole(self) -> Option<Manifest> {
        match self {
            Found::Whole(manifest) => Some(manifest),
            _ => None,
        }
    }
}

/// What a site was made from, for its list.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub options: BTreeMap<String, String>,
    pub sources: BTreeMap<String, String>,
    pub redirects: BTreeMap<String, String>,
}

impl Manifest {
    /// The list of these files, each with its SHA-256.
    pub fn new(files: BTreeMap<String, String>, origin: Origin) -> Manifest {
        Manifest {
            format: 1,
            generator: crate::theme::site_object::GENERATOR.to_owned(),
            options: origin.options,
            sources: origin.sources,
            redirects: origin.redirects,
            files,
        }
    }

    /// Whether every path stays below the published folder.
    pub fn stays_inside(&self) -> bool {
        self.files.keys().all(|path| join("", path).as_deref() == Some(path.as_str()))
    }

    /// The list as it is written: JSON, one file a line, in path order.
    pub fn to_text(&self) -> String {
        pretty_json(self)
    }

    /// Reads a list that a build left in a published folder. A damaged one is no error: the next build writes a new one.
    pub fn find(folder: &Path, name: &str) -> Result<Found, Error> {
        let path = folder.join(name);
        match disk::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Absent),
            Ok(metadata) if !metadata.is_file() => Ok(Found::Damaged),
            _ => match disk::read(&path) {
                Ok(bytes) => Ok(Manifest::parse(&bytes, name).map_or(Found::Damaged, Found::Whole)),
                Err(error) if error.kind() == ErrorKind::FileTooLarge => Ok(Found::Damaged),
                Err(error) => Err(Error::io("read", &path, &error)),
            },
        }
    }

    /// Reads a list; `None` where there is none.
    pub fn read_file(path: &Path) -> Result<Option<Manifest>, Error> {
        let text = match disk::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("read", path, &error)),
        };
        Manifest::parse(&text, &path.display().to_string()).map(Some)
    }

    /// Reads the bytes of a list; `name` is what a failure calls it.
    pub fn parse(text: &[u8], name: &str) -> Result<Manifest, Error> {
        let broken = |why: &str| {
            Error::new(format!("`{name}` {why}"))
                .help("publish the site again with `fingerpost build`, which writes a new manifest")
        };
        let manifest: Manifest =
            serde_json::from_slice(text).map_err(|error| broken(&format!("cannot be read: {error}")))?;
        if !manifest.stays_inside() {
            return Err(broken("names files outside its folder"));
        }
        Ok(manifest)
    }
}
