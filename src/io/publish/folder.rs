//! Publishes to a folder of this machine in the same way as a build: all or nothing, and never over files of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::base::path::OutputPath;
use crate::compile::sink::Sink;
use crate::io::commit::{Commit, Committed};
use crate::io::disk;
use crate::io::error::Error;
use crate::io::hash_file::sha256_of;
use crate::io::manifest::{Manifest, Origin};
use crate::io::project_file::attachment;
use crate::io::publish::plan::{Before, UploadPlan};
use crate::io::publish::run::BuiltSite;
use crate::render::plan::MANIFEST_FILE;

/// What has to change in a folder.
pub fn plan(site: &BuiltSite<'_>, target: &Path) -> Result<UploadPlan, Error> {
    let target = another_folder(site.folder, target)?;
    let before = Before { manifest: Manifest::find(&target, MANIFEST_FILE)?.whole(), journal: None };
    let hash = |path: &&str| Some(((*path).to_owned(), sha256_of(&target.join(path)).ok()?));
    UploadPlan::new(site.manifest, &before, |paths| Ok(paths.iter().filter_map(hash).collect::<BTreeMap<_, _>>()))
}

/// Publishes to a folder. `waiting` is called when another command has it.
pub fn publish(site: &BuiltSite<'_>, target: &Path, waiting: impl Fn()) -> Result<Committed, Error> {
    let target = another_folder(site.folder, target)?;
    let failed = |error: &std::io::Error| Error::io("read", site.folder, error);
    let folder = fs::canonicalize(site.folder).map_err(|error| failed(&error))?;
    let commit = Commit::begin(&target, waiting)?;
    for path in site.manifest.files.keys() {
        let file = folder.join(path);
        let entry = attachment(file.clone()).map_err(|error| Error::io("read", &file, &error))?;
        commit.copy(&OutputPath::new(path), &entry);
    }
    let Manifest { options, sources, redirects, .. } = site.manifest.clone();
    commit.finish(Origin { options, sources, redirects })
}

/// The absolute path of the target, which has a folder above it. Refuses the output folder itself and folders in and around it.
fn another_folder(folder: &Path, target: &Path) -> Result<PathBuf, Error> {
    let absolute =
        std::path::absolute(target).map_err(|error| Error::new(format!("cannot find the current folder: {error}")))?;
    let real = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let known = path.ancestors().find_map(|above| Some((above, fs::canonicalize(above).ok()?)));
        known.map_or_else(|| path.clone(), |(above, real)| real.join(path.strip_prefix(above).unwrap_or(&path)))
    };
    let (folder, target) = (real(folder), real(&absolute));
    let is_inside = target.starts_with(&folder) || folder.starts_with(&target) && disk::is_folder(&target);
    if !is_inside {
        return Ok(absolute);
    }
    Err(Error::new(format!("`{}` is the output folder, or is inside or around it", target.display()))
        .help("publish to another folder; `fingerpost build --output DIR` builds into one"))
}
