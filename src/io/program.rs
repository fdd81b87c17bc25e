//! Finds installed programs by name, waits for them, and gives them a folder for their files.

use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// The pause between two checks of whether a program has ended.
const LOOK: Duration = Duration::from_millis(10);

/// The program of this name in the folders of `PATH`. Relative folders and folders below `except` do not count: they
/// could contain files of the project.
pub fn find(name: &str, except: Option<&Path>) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let ending = std::env::consts::EXE_SUFFIX;
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute() && !except.is_some_and(|except| folder.starts_with(except)))
        .map(|folder| folder.join(format!("{name}{ending}")))
        .find(|path| path.is_file())
}

/// Waits for a program, and kills it when it takes longer than `most`: then there is no status.
pub fn wait(mut program: Child, most: Duration) -> io::Result<Option<ExitStatus>> {
    let end = Instant::now() + most;
    loop {
        match program.try_wait() {
            Ok(Some(status)) => return Ok(Some(status)),
            Ok(None) if Instant::now() < end => std::thread::sleep(LOOK),
            ended => {
                let _ = program.kill();
                let _ = program.wait();
                return ended;
            }
        }
    }
}

/// A folder for temporary files that only this user can read. It is removed with all its files when the value is dropped.
pub struct PrivateFolder(PathBuf);

impl PrivateFolder {
    /// Makes the folder. Fails if it exists, because somebody else may have made it.
    pub fn create(path: PathBuf) -> io::Result<PrivateFolder> {
        private().create(&path)?;
        Ok(PrivateFolder(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
fn private() -> DirBuilder {
    let mut builder = DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(not(unix))]
fn private() -> DirBuilder {
    DirBuilder::new()
}
