//! One run of a publication: reads what is at the place, plans, and changes it so that it can stop at any point.
//!
//! Order: the journal, which names every file that this run touches; new assets, then pages; the manifest; removals; the
//! journal is removed. A run that finds a journal asks the place for the state of each file in it.

use std::path::Path;

use crate::base::hash::sha256_hex;
use crate::compile::options::Observer;
use crate::io::error::Error;
use crate::io::manifest::Manifest;
use crate::io::publish::plan::{Before, UploadJournal, UploadPlan};
use crate::io::publish::remote::{Remote, Upload, UploadContent};
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// A built site on disk.
pub struct BuiltSite<'a> {
    pub folder: &'a Path,
    pub manifest: &'a Manifest,
}

/// What has to change at a place.
pub fn plan(site: &BuiltSite<'_>, remote: &dyn Remote) -> Result<UploadPlan, Error> {
    let manifest = remote.read(MANIFEST_FILE)?;
    let journal = remote.read(NEXT_MANIFEST_FILE)?;
    let before = Before {
        // A damaged manifest counts as absent: then nothing is replaced or removed that differs.
        manifest: manifest.and_then(|bytes| Manifest::parse(&bytes, MANIFEST_FILE).ok()),
        journal: journal.map(|bytes| UploadJournal::parse(&bytes)),
    };
    UploadPlan::new(site.manifest, &before, |paths| remote.hashes(paths))
}

/// Makes the changes of a plan.
pub fn carry_out(
    plan: &UploadPlan,
    site: &BuiltSite<'_>,
    remote: &dyn Remote,
    observer: &dyn Observer,
) -> Result<(), Error> {
    if plan.is_empty() {
        return Ok(());
    }
    let changes = plan.uploaded() + plan.removals.len();
    if changes > 0 {
        let journal = plan.journal.to_text().into_bytes();
        put_bytes(NEXT_MANIFEST_FILE, journal, remote)?;
    }
    observer.stage("upload");
    for group in plan.uploads.iter().filter(|group| !group.is_empty()) {
        let uploads: Vec<Upload> = group.iter().map(|path| upload(path, site)).collect();
        remote.put(&uploads, &|| observer.step(plan.uploaded()))?;
    }
    if !plan.has_manifest {
        put_bytes(MANIFEST_FILE, site.manifest.to_text().into_bytes(), remote)?;
    }
    observer.stage("remove");
    let removals: Vec<&str> = plan.removals.iter().map(String::as_str).collect();
    if !removals.is_empty() {
        remote.remove(&removals, &|| observer.step(removals.len()))?;
    }
    remote.remove(&[NEXT_MANIFEST_FILE], &|| {})
}

fn upload(path: &str, site: &BuiltSite<'_>) -> Upload {
    let sha256 = site.manifest.files[path].clone();
    Upload { path: path.to_owned(), sha256, content: UploadContent::File(site.folder.join(path)) }
}

fn put_bytes(path: &str, bytes: Vec<u8>, remote: &dyn Remote) -> Result<(), Error> {
    let sha256 = sha256_hex(&bytes);
    remote.put(&[Upload { path: path.to_owned(), sha256, content: UploadContent::Bytes(bytes) }], &|| {})
}
