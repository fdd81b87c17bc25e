//! The one door to the disk for everything that publishes or edits: each call is one operation of the file system.
//!
//! An operation that a signal interrupts is repeated. Links are never followed at the last name of what is written. A build
//! with debug assertions can make an operation fail, end the program there, and record all of them: see `fault`.

use std::fs::{self, DirEntry, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::Path;

use crate::io::fault::{self, Operation};

/// How often an interrupted operation is repeated.
const MOST_INTERRUPTIONS: usize = 50;

/// Runs one operation at a path.
fn run<T>(operation: Operation, path: &Path, act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    run_to(operation, path, None, act)
}

/// The same for an operation that gives a second name.
fn run_to<T>(
    operation: Operation,
    path: &Path,
    to: Option<&Path>,
    mut act: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    for _ in 0..MOST_INTERRUPTIONS {
        match fault::before(operation, path).and_then(|()| act()) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(done) => {
                fault::record(operation, path, to, &[]);
                return Ok(done);
            }
        }
    }
    Err(ErrorKind::Interrupted.into())
}

/// What the system says of a name, of a link itself.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    fs::symlink_metadata(path)
}

/// Whether there is anything of this name, a broken link included.
pub fn exists(path: &Path) -> bool {
    metadata(path).is_ok()
}

/// Whether this is a folder and no link to one.
pub fn is_folder(path: &Path) -> bool {
    metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Opens a file for reading. What is no file, such as a pipe, is not waited for.
pub fn open(path: &Path) -> io::Result<File> {
    run(Operation::Open, path, || {
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits() as i32);
        let file = options.read(true).open(path)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
    })
}

/// Reads from an open file.
pub fn read_with<T>(path: &Path, mut read: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    run(Operation::Read, path, &mut read)
}

/// The most bytes of a file that is read into memory, such as the manifest of a million files. A file of a repository can
/// claim any size without taking any room.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The bytes of a file. One that is too large to be read whole is an error of the kind `FileTooLarge`.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = open(path)?;
    read_with(path, || {
        if file.metadata()?.len() > LARGEST {
            let words = format!("it is larger than {} MiB", LARGEST >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, words));
        }
        let mut bytes = Vec::new();
        file.rewind()?;
        (&file).take(LARGEST).read_to_end(&mut bytes).map(|_| bytes)
    })
}

/// The entries of a folder, in no fixed order.
pub fn entries(folder: &Path) -> io::Result<Vec<DirEntry>> {
    run(Operation::ReadFolder, folder, || fs::read_dir(folder)?.collect())
}

/// Makes a file that must not exist, and opens it for writing.
pub fn create(path: &Path) -> io::Result<File> {
    run(Operation::Create, path, || OpenOptions::new().write(true).create_new(true).open(path))
}

/// Opens a file to write behind its end.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    run(Operation::Open, path, || OpenOptions::new().append(true).open(path))
}

/// Writes bytes to an open file.
pub fn write_to(file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Err(error) = fault::before(Operation::Write, path).or_else(repeat) {
        // As on a full disk: a part is written.
        let _ = file.write_all(&bytes[..bytes.len() / 2]);
        return Err(error);
    }
    file.write_all(bytes)?;
    fault::record(Operation::Write, path, None, bytes);
    Ok(())
}

/// `write_all` repeats an interrupted write by itself.
fn repeat(error: io::Error) -> io::Result<()> {
    if error.kind() == ErrorKind::Interrupted { Ok(()) } else { Err(error) }
}

/// Writes a file that must not exist.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_to(&mut create(path)?, path, bytes)
}

/// Copies the rest of an open file to one that must not exist.
pub fn copy(from: &mut File, to: &Path) -> io::Result<()> {
    let mut target = create(to)?;
    // Between two files, this is `copy_file_range` on Linux, which shares the blocks where the file system can.
    run(Operation::Copy, to, || io::copy(from, &mut target).map(drop))
}

/// Gives a name to what has another, in place of what has it.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    run_to(Operation::Rename, from, Some(to), || fs::rename(from, to))
}

/// Gives a file a second name, which must not exist.
pub fn link(from: &Path, to: &Path) -> io::Result<()> {
    run_to(Operation::Link, from, Some(to), || fs::hard_link(from, to))
}

/// Makes a folder that must not exist.
pub fn make_folder(path: &Path) -> io::Result<()> {
    run(Operation::MakeFolder, path, || fs::create_dir(path))
}

/// Makes a folder and those above it, where they are missing.
pub fn make_folders(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent() {
        make_folders(above)?;
    }
    match make_folder(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

/// Removes a file or a link.
pub fn remove_file(path: &Path) -> io::Result<()> {
    run(Operation::RemoveFile, path, || fs::remove_file(path))
}

/// Removes an empty folder.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    run(Operation::RemoveFolder, path, || fs::remove_dir(path))
}

/// Removes a file, a link, or a folder with all that is in it; links are not followed. It need not exist.
pub fn remove_all(path: &Path) -> io::Result<()> {
    let removed = match metadata(path) {
        Err(error) => Err(error),
        Ok(metadata) if !metadata.is_dir() => remove_file(path),
        Ok(_) => {
            for entry in entries(path)? {
                remove_all(&entry.path())?;
            }
            remove_folder(path)
        }
    };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Waits until the content of a file is on disk.
pub fn sync_file(path: &Path) -> io::Result<()> {
    // Some systems only do so for a file that can be written.
    let open = || if cfg!(windows) { OpenOptions::new().write(true).open(path) } else { File::open(path) };
    run(Operation::SyncFile, path, || open()?.sync_all())
}

/// Waits until the names in a folder are on disk. Where the system cannot do that, nothing happens.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    run(Operation::SyncFolder, path, || match File::open(path)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    })
}

/// Waits until everything on the disk of a folder is there, in one call. False where the system has no such call.
pub fn sync_disk(path: &Path) -> io::Result<bool> {
    #[cfg(target_os = "linux")]
    return run(Operation::SyncDisk, path, || Ok(rustix::fs::syncfs(File::open(path)?).map(|()| true)?));
    #[cfg(not(target_os = "linux"))]
    return run(Operation::SyncDisk, path, || Ok(false));
}
