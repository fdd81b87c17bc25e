//! Opens files of the project so that what is read is what was checked.
//!
//! A path is resolved first and has to be below its folder. It is then opened without following any link, even one that
//! is put in its place in between. Pipes and devices are never waited for.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The real path of a file or folder, which has to be below `folder`.
pub(super) fn canonical_inside(folder: &Path, path: &Path) -> io::Result<PathBuf> {
    let real = fs::canonicalize(path)?;
    if real.starts_with(fs::canonicalize(folder)?) { Ok(real) } else { Err(outside()) }
}

fn outside() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "it is outside the project")
}

/// Opens a regular file by its real path: no part of it may be a link.
pub(super) fn open_regular(real: &Path) -> io::Result<File> {
    let file = open_without_links(real)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
}

#[cfg(target_os = "linux")]
fn open_without_links(real: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    use rustix::io::Errno;

    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    match openat2(CWD, real, flags, Mode::empty(), ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS) {
        Ok(file) => Ok(File::from(file)),
        Err(Errno::LOOP) => Err(outside()),
        // Kernels before 5.6, and sandboxes that do not know the call.
        Err(Errno::NOSYS | Errno::PERM) => open_and_compare(real),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_without_links(real: &Path) -> io::Result<File> {
    open_and_compare(real)
}

/// Opens a file, and checks afterwards that no link was put into its path.
fn open_and_compare(real: &Path) -> io::Result<File> {
    if !fs::symlink_metadata(real)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let file = File::open(real)?;
    if fs::canonicalize(real)? == real { Ok(file) } else { Err(outside()) }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_that_is_put_in_place_of_a_file_or_folder_is_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = fs::canonicalize(folder.path()).expect("it exists");
        fs::create_dir_all(root.join("project/pages")).expect("a folder");
        fs::write(root.join("secret"), "s").expect("a file");
        fs::write(root.join("project/pages/secret"), "public").expect("a file");
        let project = root.join("project");
        let checked = canonical_inside(&project, &project.join("pages/secret")).expect("it is inside");
        for open in [open_without_links, open_and_compare] {
            assert!(open(&checked).is_ok());
            fs::rename(project.join("pages"), project.join("old")).expect("a rename");
            symlink("..", project.join("pages")).expect("a link");
            assert!(open(&checked).is_err(), "the folder is a link now");
            fs::remove_file(project.join("pages")).expect("a removal");
            fs::rename(project.join("old"), project.join("pages")).expect("a rename");
            fs::rename(&checked, project.join("kept")).expect("a rename");
            symlink("../../secret", &checked).expect("a link");
            assert!(open(&checked).is_err(), "the file is a link now");
            assert!(canonical_inside(&project, &project.join("pages/secret")).is_err());
            fs::rename(project.join("kept"), &checked).expect("a rename");
        }
    }
}
