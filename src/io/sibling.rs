//! Names for folders that go with a published folder: beside it where that is the same disk, so that moving a file is one
//! step, or else inside it.

use std::fs;
use std::path::{Path, PathBuf};

/// How many names of a kind there are.
const MOST: usize = 99;

/// The place of a folder for this purpose.
pub(super) fn sibling(target: &Path, purpose: &str) -> PathBuf {
    if is_beside(target) { beside(target, purpose) } else { inside(target, purpose) }
}

/// The names of all folders for this purpose, wherever they may be, the usual ones first.
pub(super) fn all(target: &Path, purpose: &str) -> impl Iterator<Item = PathBuf> + use<> {
    numbered(&beside(target, purpose)).chain(numbered(&inside(target, purpose)))
}

/// A name and others for when it is taken.
pub(super) fn numbered(first: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let (first, name) = (first.to_path_buf(), first.file_name().unwrap_or_default().to_string_lossy().into_owned());
    (1..=MOST).map(move |number| match number {
        1 => first.clone(),
        _ => first.with_file_name(format!("{name}-{number}")),
    })
}

/// Whether there can be folders beside the target.
pub(super) fn is_beside(target: &Path) -> bool {
    target.parent().is_some_and(|parent| is_same_disk(parent, target) && is_writable(parent))
}

fn beside(target: &Path, purpose: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.fingerpost-{purpose}"))
}

fn inside(target: &Path, purpose: &str) -> PathBuf {
    target.join(format!(".fingerpost-{purpose}"))
}

#[cfg(unix)]
fn is_same_disk(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    matches!((fs::metadata(a), fs::metadata(b)), (Ok(a), Ok(b)) if a.dev() == b.dev())
}

#[cfg(not(unix))]
fn is_same_disk(_: &Path, _: &Path) -> bool {
    true
}

/// Whether this user may put files into a folder.
#[cfg(unix)]
pub(super) fn is_writable(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok()
}

/// Whether this user may put files into a folder.
#[cfg(not(unix))]
pub(super) fn is_writable(folder: &Path) -> bool {
    fs::metadata(folder).is_ok_and(|metadata| !metadata.permissions().readonly())
}
