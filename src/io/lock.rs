//! Keeps other builds away from a published folder.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::io::disk;
use crate::io::error::Error;

/// A folder that no other build uses.
pub(super) struct Locked {
    /// Whether it was made for this build.
    pub(super) is_created: bool,
    /// Held for as long as the value lives; `None` where the system cannot lock a folder.
    _handle: Option<File>,
}

/// What to do while another build has the folder.
pub(super) enum Wait<'a> {
    /// Calls this and waits.
    Telling(&'a dyn Fn()),
    /// Goes without.
    No,
}

/// Makes the folder if it is missing, and locks it against other builds. `None` where another build has it and nobody
/// waits.
pub(super) fn lock(target: &Path, wait: &Wait<'_>) -> Result<Option<Locked>, Error> {
    let failed = |error: &io::Error| Error::io("make the folder", target, error);
    loop {
        if let Some(parent) = target.parent() {
            disk::make_folders(parent).map_err(|error| failed(&error))?;
        }
        let is_created = match disk::make_folder(target) {
            Ok(()) => true,
            Err(_) if target.is_dir() => false,
            Err(error) => return Err(failed(&error)),
        };
        let locked = |handle| Ok(Some(Locked { is_created, _handle: handle }));
        // Some systems cannot open a folder; there two builds are kept apart by nothing but their user.
        let Ok(handle) = File::open(target) else { return locked(None) };
        match handle.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let Wait::Telling(waiting) = wait else { return Ok(None) };
                waiting();
                handle.lock().map_err(|error| Error::io("lock", target, &error))?;
            }
            Err(fs::TryLockError::Error(_)) => return locked(None),
        }
        // The other build may have put a new folder in place of this one, or removed it.
        if is_at(&handle, target) {
            return locked(Some(handle));
        }
    }
}

/// Whether an open folder still is the one at a path.
#[cfg(unix)]
fn is_at(folder: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((folder.metadata(), fs::metadata(path)), (Ok(a), Ok(b)) if (a.dev(), a.ino()) == (b.dev(), b.ino()))
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.is_dir()
}
