//! Failing operations, for tests: a build with debug assertions reads from its environment which operation fails and how.
//!
//! `FINGERPOST_FAULT` is a number, a colon and what happens at the operation of that number: the name of an error, such as
//! `ENOSPC`, with `+` behind it for all later ones too, or `kill`. `FINGERPOST_OPERATIONS` is a file to which each completed operation is
//! added as a line of JSON. Without debug assertions, neither exists.

use std::io;
use std::path::Path;

/// An operation of the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Open,
    Read,
    ReadFolder,
    Create,
    Write,
    Copy,
    Rename,
    Link,
    MakeFolder,
    RemoveFile,
    RemoveFolder,
    SyncFile,
    SyncFolder,
    SyncDisk,
}

/// Called before each operation: fails, or ends the program, where a test says so.
pub fn before(operation: Operation, path: &Path) -> io::Result<()> {
    #[cfg(debug_assertions)]
    return active::before(operation, path);
    #[cfg(not(debug_assertions))]
    {
        let _ = (operation, path);
        Ok(())
    }
}

/// Called after each completed operation, with the second name that it gave and the bytes that it wrote.
pub fn record(operation: Operation, path: &Path, to: Option<&Path>, bytes: &[u8]) {
    #[cfg(debug_assertions)]
    active::record(operation, path, to, bytes);
    #[cfg(not(debug_assertions))]
    let _ = (operation, path, to, bytes);
}

#[cfg(debug_assertions)]
mod active {
    use std::fs::{File, OpenOptions};
    use std::io::{self, Write};
    use std::path::Path;
    use std::process::exit;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{LazyLock, Mutex, PoisonError};

    use serde_json::json;

    use super::Operation;
    use crate::base::hash::hex;

    /// The exit code of a program that was ended here. No command has it.
    const KILLED: i32 = 99;

    struct Fault {
        number: usize,
        /// `None` where the program ends.
        error: Option<i32>,
        is_lasting: bool,
    }

    static FAULT: LazyLock<Option<Fault>> = LazyLock::new(|| {
        let text = std::env::var("FINGERPOST_FAULT").ok()?;
        let (number, what) = text.split_once(':').expect("a number, a colon and a fault");
        let name = what.trim_end_matches('+');
        let error = match name {
            "kill" => None,
            "EINTR" => Some(4),
            "EIO" => Some(5),
            "EACCES" => Some(13),
            "EMFILE" => Some(24),
            "ENOSPC" => Some(28),
            name => panic!("there is no fault `{name}`"),
        };
        Some(Fault { number: number.parse().expect("a number"), error, is_lasting: name != what })
    });
    static RECORD: LazyLock<Option<Mutex<File>>> = LazyLock::new(|| {
        let path = std::env::var_os("FINGERPOST_OPERATIONS")?;
        Some(Mutex::new(OpenOptions::new().append(true).create(true).open(path).expect("the record can be opened")))
    });
    static COUNT: AtomicUsize = AtomicUsize::new(0);

    pub(super) fn before(operation: Operation, path: &Path) -> io::Result<()> {
        let number = COUNT.fetch_add(1, Ordering::SeqCst) + 1;
        let Some(fault) = &*FAULT else { return Ok(()) };
        if number != fault.number && !(fault.is_lasting && number > fault.number) {
            return Ok(());
        }
        record(operation, path, None, b"fault");
        match fault.error {
            None => exit(KILLED),
            Some(error) => Err(io::Error::from_raw_os_error(error)),
        }
    }

    pub(super) fn record(operation: Operation, path: &Path, to: Option<&Path>, bytes: &[u8]) {
        let Some(file) = &*RECORD else { return };
        let copied = if operation == Operation::Copy { std::fs::read(path).unwrap_or_default() } else { Vec::new() };
        let bytes = hex(if copied.is_empty() { bytes } else { &copied });
        let number = COUNT.load(Ordering::SeqCst);
        let line =
            json!({ "number": number, "operation": format!("{operation:?}"), "path": path, "to": to, "bytes": bytes });
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(file, "{line}").expect("the record can be written");
    }
}
