//! What has to change at a place so that it has the new site: a function of the manifests, the journal of an interrupted
//! run, and the hashes of the files whose state they leave open.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::json::pretty_json;
use crate::base::path::join;
use crate::io::error::Error;
use crate::io::manifest::Manifest;
use crate::render::hosts::description::is_immutable;

/// What an unfinished run may have left at a place: path → the SHA-256 of each content that the file may have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadJournal {
    pub files: BTreeMap<String, BTreeSet<String>>,
}

impl UploadJournal {
    /// Reads a journal. A damaged one counts as empty: what only it names is then left alone.
    pub fn parse(bytes: &[u8]) -> UploadJournal {
        let journal: UploadJournal = serde_json::from_slice(bytes).unwrap_or_default();
        let is_inside = |path: &String| join("", path).as_deref() == Some(path.as_str());
        if journal.files.keys().all(is_inside) { journal } else { UploadJournal::default() }
    }

    /// The journal as it is written.
    pub fn to_text(&self) -> String {
        pretty_json(self)
    }

    fn note(&mut self, path: &str, hash: &str) {
        self.files.entry(path.to_owned()).or_default().insert(hash.to_owned());
    }
}

/// What is at a place before a run.
#[derive(Debug, Default)]
pub struct Before {
    /// The manifest of the last complete run.
    pub manifest: Option<Manifest>,
    /// The journal of an interrupted run.
    pub journal: Option<UploadJournal>,
}

/// The changes, in the order in which they are made.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct UploadPlan {
    /// Files in groups: a group may use the files of those before it.
    pub uploads: Vec<Vec<String>>,
    pub removals: Vec<String>,
    /// The number of files that the place already has.
    pub unchanged: usize,
    /// Uploads that would replace a file that Fingerpost did not publish.
    pub foreign: Vec<String>,
    /// Files that are no longer part of the site, and that somebody changed: they are left.
    pub left: Vec<String>,
    /// What to write before the first change.
    pub journal: UploadJournal,
    /// Whether the manifest at the place is the new one.
    pub has_manifest: bool,
    /// Whether a journal is at the place.
    pub has_journal: bool,
}

impl UploadPlan {
    /// Compares the new site with what is at a place. `hashes` asks the place for the files whose state is open.
    pub fn new(
        new: &Manifest,
        before: &Before,
        hashes: impl FnOnce(&[&str]) -> Result<BTreeMap<String, String>, Error>,
    ) -> Result<UploadPlan, Error> {
        let none = BTreeMap::new();
        let old = before.manifest.as_ref().map_or(&none, |manifest| &manifest.files);
        let journal = before.journal.clone().unwrap_or_default();
        let is_open = |path: &&String| !old.contains_key(*path) || journal.files.contains_key(*path);
        let gone: BTreeSet<&String> =
            old.keys().chain(journal.files.keys()).filter(|path| !new.files.contains_key(*path)).collect();
        let asked: Vec<&str> =
            new.files.keys().filter(is_open).chain(gone.iter().copied()).map(String::as_str).collect();
        let found = if asked.is_empty() { BTreeMap::new() } else { hashes(&asked)? };
        let mut plan = UploadPlan {
            has_manifest: before.manifest.as_ref() == Some(new),
            has_journal: before.journal.is_some(),
            journal: journal.clone(),
            uploads: vec![Vec::new(); GROUPS],
            ..UploadPlan::default()
        };
        for (path, hash) in &new.files {
            let is_there = match is_open(&path) {
                true => found.get(path) == Some(hash),
                false => old.get(path) == Some(hash),
            };
            if is_there {
                plan.unchanged += 1;
                continue;
            }
            let is_own = old.contains_key(path) || journal.files.contains_key(path);
            if found.contains_key(path) && !is_own {
                plan.foreign.push(path.clone());
            }
            old.get(path).into_iter().chain([hash]).for_each(|hash| plan.journal.note(path, hash));
            plan.uploads[group(path)].push(path.clone());
        }
        for path in gone {
            let Some(hash) = found.get(path) else { continue };
            if old.get(path) == Some(hash) || journal.files.get(path).is_some_and(|known| known.contains(hash)) {
                plan.journal.note(path, hash);
                plan.removals.push(path.clone());
            } else {
                plan.left.push(path.clone());
            }
        }
        Ok(plan)
    }

    /// The number of files to upload.
    pub fn uploaded(&self) -> usize {
        self.uploads.iter().map(Vec::len).sum()
    }

    /// Whether the place is already as it should be.
    pub fn is_empty(&self) -> bool {
        self.uploaded() == 0 && self.removals.is_empty() && self.has_manifest && !self.has_journal
    }
}

/// The number of groups of uploads.
const GROUPS: usize = 3;

/// The group of a file: first what has a new name when it changes, then what pages load, then pages.
fn group(path: &str) -> usize {
    match path {
        _ if is_immutable(path) => 0,
        _ if !path.ends_with(".html") => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        let files = files.iter().map(|(path, hash)| ((*path).to_owned(), (*hash).to_owned())).collect();
        Manifest { files, ..Manifest::default() }
    }

    fn plan(new: &[(&str, &str)], before: &Before, there: &[(&str, &str)]) -> UploadPlan {
        let there = manifest(there).files;
        let hashes = |paths: &[&str]| {
            let found = paths.iter().filter_map(|path| Some(((*path).to_owned(), there.get(*path)?.clone())));
            Ok(found.collect())
        };
        UploadPlan::new(&manifest(new), before, hashes).expect("nothing fails")
    }

    #[test]
    fn only_changes_are_uploaded_and_assets_come_first() {
        let before =
            Before { manifest: Some(manifest(&[("a.html", "1"), ("b.html", "1"), ("old.html", "1")])), journal: None };
        let new = [("a.html", "1"), ("assets/s.css", "1"), ("b.html", "2"), ("feed.xml", "1")];
        let there = [("a.html", "1"), ("b.html", "1"), ("old.html", "1")];
        let plan = plan(&new, &before, &there);
        assert_eq!(plan.uploads, [vec!["assets/s.css"], vec!["feed.xml"], vec!["b.html"]]);
        assert_eq!((plan.removals, plan.unchanged), (vec!["old.html".to_owned()], 1));
        assert!(plan.foreign.is_empty() && plan.left.is_empty());
    }

    #[test]
    fn files_of_others_are_neither_replaced_nor_removed() {
        let before = Before { manifest: Some(manifest(&[("old.html", "1")])), journal: None };
        let plan = plan(
            &[("a.html", "2"), ("same.html", "3")],
            &before,
            &[("a.html", "1"), ("old.html", "9"), ("same.html", "3")],
        );
        assert_eq!(
            (plan.foreign, plan.left, plan.unchanged),
            (vec!["a.html".to_owned()], vec!["old.html".to_owned()], 1)
        );
        assert!(plan.removals.is_empty());
    }

    #[test]
    fn what_an_interrupted_run_left_is_known() {
        let mut journal = UploadJournal::default();
        [("a.html", "2"), ("b.html", "2"), ("orphan.html", "2")]
            .iter()
            .for_each(|(path, hash)| journal.note(path, hash));
        let before = Before { manifest: Some(manifest(&[("a.html", "1")])), journal: Some(journal) };
        let plan = plan(
            &[("a.html", "2"), ("b.html", "3")],
            &before,
            &[("a.html", "2"), ("b.html", "2"), ("orphan.html", "2")],
        );
        assert_eq!((plan.uploaded(), plan.unchanged, plan.removals), (1, 1, vec!["orphan.html".to_owned()]));
        assert!(plan.foreign.is_empty());
    }

    #[test]
    fn a_journal_that_leaves_its_folder_is_not_read() {
        assert_eq!(UploadJournal::parse(br#"{"files":{"../a":["1"]}}"#), UploadJournal::default());
        assert_eq!(UploadJournal::parse(b"{"), UploadJournal::default());
    }
}
