//! The baseline: known diagnostics, stored in a file in the project, that do not fail a check.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::json::pretty_json;
use crate::io::disk;
use crate::io::error::Error;
use crate::io::named_file;
use crate::io::project::Project;

/// The version of the file's form.
const VERSION: u32 = 1;

/// Known diagnostics by fingerprint, with words for people.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Baseline {
    version: u32,
    /// Fingerprint → code and place.
    #[serde(rename = "findings")]
    pub diagnostics: BTreeMap<String, String>,
}

impl Baseline {
    /// Reads a baseline; empty where there is no file.
    pub fn read(path: &Path) -> Result<Baseline, Error> {
        let text = match disk::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Baseline::default()),
            Err(error) => return Err(Error::io("read the baseline", path, &error)),
        };
        let read: Result<Baseline, _> = serde_json::from_str(&text);
        read.ok().filter(|baseline| baseline.version == VERSION).ok_or_else(|| {
            Error::new(format!("`{}` is not a baseline of this version", path.display()))
                .help("rewrite it with `fingerpost check --write-baseline`")
        })
    }

    /// A baseline of these diagnostics, without those that nothing can silence.
    pub fn of(diagnostics: &[Diagnostic], fingerprints: &[String]) -> Baseline {
        let words = |diagnostic: &Diagnostic| {
            format!("{} {}: {}", diagnostic.code.name, diagnostic.at.path, diagnostic.message)
        };
        let soft = diagnostics.iter().zip(fingerprints).filter(|(diagnostic, _)| !diagnostic.is_fatal());
        let diagnostics = soft.map(|(diagnostic, name)| (name.clone(), words(diagnostic))).collect();
        Baseline { version: VERSION, diagnostics }
    }

    /// Takes over what an older baseline knows of a group of codes that this run did not look for.
    pub fn keep_group(&mut self, group: &str, older: Baseline) {
        self.diagnostics.extend(older.diagnostics.into_iter().filter(|(_, words)| is_of_group(words, group)));
    }

    /// Forgets a group of codes.
    pub fn remove_group(&mut self, group: &str) {
        self.diagnostics.retain(|_, words| !is_of_group(words, group));
    }

    /// Writes the file, whole or not at all.
    pub fn write(&self, path: &Path, project: &Project) -> Result<(), Error> {
        named_file::replace(project, path, pretty_json(self).as_bytes())
    }
}

/// Whether the words of a diagnostic begin with a code of the group.
fn is_of_group(words: &str, group: &str) -> bool {
    words.strip_prefix(group).is_some_and(|rest| rest.starts_with('/'))
}
