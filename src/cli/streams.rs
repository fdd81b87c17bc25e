//! Standard output and standard error: what could not be written is remembered, never lost.
//!
//! A closed pipe is normal (`fingerpost list | head`), and so is a stream that the caller closed: the rest of the text is dropped, and the command runs to its end
//! and keeps its exit code. Any other write error turns the exit code into 2 (invariant 10).
//!
//! The status line is the last line of a terminal. It is removed before anything else is written, so it never mixes with
//! a result or a message.

use std::io::{self, ErrorKind, Write, stderr, stdout};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::io::error::Error;

/// The two streams of the program, with the first write error of each.
#[derive(Debug, Default)]
pub struct Streams {
    output: Stream,
    error: Stream,
    /// Whether the status line is on the screen.
    has_status: Mutex<bool>,
}

/// Moves to the start of the line and erases it (ECMA-48, 8.3.41 EL).
const ERASE_LINE: &str = "\r\u{1b}[2K";

/// The first error that writing to a stream had; after it nothing more is written there.
#[derive(Debug, Default)]
struct Stream(OnceLock<io::Error>);

impl Streams {
    /// Writes to standard output, and flushes.
    pub fn print(&self, text: &str) {
        let _status = self.without_status();
        self.output.write(&mut stdout().lock(), text);
    }

    /// Writes to standard error, and flushes.
    pub fn eprint(&self, text: &str) {
        let _status = self.without_status();
        self.error.write(&mut stderr().lock(), text);
    }

    /// Replaces the status line on standard error, which has to be a terminal. An empty text removes the line.
    pub fn status(&self, text: &str) {
        let mut has_status = self.lock_status();
        if *has_status || !text.is_empty() {
            *has_status = !text.is_empty();
            write_status(&format!("{ERASE_LINE}{text}"));
        }
    }

    /// Removes the status line; none is written while the guard lives.
    fn without_status(&self) -> MutexGuard<'_, bool> {
        let mut has_status = self.lock_status();
        if std::mem::take(&mut *has_status) {
            write_status(ERASE_LINE);
        }
        has_status
    }

    fn lock_status(&self) -> MutexGuard<'_, bool> {
        self.has_status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records how a write that something else made to standard output went.
    pub fn record_output(&self, written: io::Result<()>) {
        self.output.record(written);
    }

    /// As `record_output`, for standard error.
    pub fn record_error(&self, written: io::Result<()>) {
        self.error.record(written);
    }

    /// The first write error of either stream, unless its reader only went away.
    pub fn write_error(&self) -> Option<Error> {
        let streams = [("standard output", &self.output), ("standard error", &self.error)];
        streams.into_iter().find_map(|(name, stream)| {
            let cause = stream.0.get().filter(|cause| cause.kind() != ErrorKind::BrokenPipe)?;
            Some(Error::new(format!("cannot write to {name}: {cause}")))
        })
    }
}

/// Nothing depends on the status line, so an error is ignored.
fn write_status(text: &str) {
    let mut stream = stderr().lock();
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

impl Stream {
    fn write(&self, stream: &mut impl Write, text: &str) {
        if self.0.get().is_none() {
            self.record(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
        }
    }

    fn record(&self, written: io::Result<()>) {
        if let Err(cause) = written {
            // Only the first error counts.
            let _ = self.0.set(cause);
        }
    }
}
