//! Standard output and standard error: what could not be written is remembered, never lost.
//!
//! A closed pipe is normal (`fingerpost list | head`), and so is a stream that the caller closed: the rest of the text is dropped, and the command runs to its end
//! and keeps its exit code. Any other write error turns the exit code into 2 (invariant 10).

use std::io::{self, ErrorKind, Write, stderr, stdout};
use std::sync::OnceLock;

use crate::io::error::Error;

/// The two streams of the program, with the first write error of each.
#[derive(Debug, Default)]
pub struct Streams {
    output: Stream,
    error: Stream,
}

/// The first error that writing to a stream had; after it nothing more is written there.
#[derive(Debug, Default)]
struct Stream(OnceLock<io::Error>);

impl Streams {
    /// Writes to standard output, and flushes.
    pub fn print(&self, text: &str) {
        self.output.write(&mut stdout().lock(), text);
    }

    /// Writes to standard error, and flushes.
    pub fn eprint(&self, text: &str) {
        self.error.write(&mut stderr().lock(), text);
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
