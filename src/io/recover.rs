//! Puts in order what an interrupted build left: a site that is half moved becomes the new one, and a staging folder that
//! was not complete is removed.

use std::path::Path;

use crate::io::cache;
use crate::io::disk;
use crate::io::edit_journal;
use crate::io::error::Error;
use crate::io::foreign_files::{self, Own};
use crate::io::kept;
use crate::io::lock::{Wait, lock};
use crate::io::manifest::{Found, Manifest};
use crate::io::named_file;
use crate::io::project::{self, Project, ProjectArgs};
use crate::io::staging::Staging;
use crate::io::switch;
use crate::render::plan::{MANIFEST_FILE, NEXT_MANIFEST_FILE};

/// Finds the project that the command line names, and puts it in order before it is read.
pub fn find(asked: &ProjectArgs) -> Result<Project, Error> {
    let found = project::find(asked).inspect_err(|_| {
        // What was to make it a project may have been interrupted before there was one.
        let root = asked.root.as_deref().unwrap_or(Path::new("."));
        let begun = project::to_begin(root, asked.content.as_deref());
        let _ = begun.and_then(|begun| edit_journal::recover(&begun));
    })?;
    recover(&found)?;
    Ok(found)
}

/// Puts a project in order before it is read: an edit is undone, a publication finished.
pub fn recover(project: &Project) -> Result<(), Error> {
    edit_journal::recover(project)?;
    named_file::remove_unfinished(project);
    cache::remove_leftovers(project);
    // Whoever publishes tries again, and reports why it fails.
    let _ = recover_published(&project.output);
    Ok(())
}

/// Puts a published folder in order, unless a build has it.
fn recover_published(target: &Path) -> Result<(), Error> {
    if !disk::exists(&target.join(NEXT_MANIFEST_FILE)) && Staging::left_for(target).is_empty() {
        return Ok(());
    }
    let Some(locked) = lock(target, &Wait::No)? else { return Ok(()) };
    recover_locked(target)?;
    if locked.is_created {
        let _ = disk::remove_folder(target);
    }
    Ok(())
}

/// The same for a folder that this build has locked.
pub(super) fn recover_locked(target: &Path) -> Result<(), Error> {
    let left = Staging::left_for(target);
    let note = target.join(NEXT_MANIFEST_FILE);
    match Manifest::find(target, NEXT_MANIFEST_FILE)? {
        Found::Absent => {}
        // It was not complete on disk, so no file was moved.
        Found::Damaged if disk::is_folder(&note) => {}
        Found::Damaged => remove(&note)?,
        Found::Whole(new) => {
            let old = Manifest::find(target, MANIFEST_FILE)?.whole();
            let is_old = old.as_ref().map_or(Ok(false), |old| foreign_files::has_all(target, old))?;
            // Whose a file is that neither list names is not known, so nothing is refused.
            let own = Own { lists: old.into_iter().chain([new.clone()]).collect(), is_lost: true };
            let mut is_finished = false;
            for staging in &left {
                is_finished = is_finished || switch::finish(target, staging, &own, &new)?;
            }
            // Nothing was moved, and the files that were to be are lost.
            if !is_finished && is_old {
                remove(&note)?;
            }
        }
    }
    kept::remove_unused(target);
    left.iter().try_for_each(Staging::clear)
}

fn remove(note: &Path) -> Result<(), Error> {
    disk::remove_file(note).map_err(|error| Error::io("remove", note, &error))
}
