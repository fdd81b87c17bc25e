//! Standard output and standard error: what could not be written is remembered, never lost.
//!
//! A closed pipe is normal (`fingerpost list | head`): the rest of the text is dropped, and the command runs to its end
//! and keeps its exit code. Any other write error turns the exit code into 2 (invariant 10).
//!
//! A stream that the caller closed (`>&-`) counts as the caller's own `/dev/null`. Before `main`, the standard library opens
//! `/dev/null` for reading and writing in its place, so that no other file gets its number. Python's `subprocess.DEVNULL`,
//! Node's `stdio: "ignore"` and many daemons give a program that very descriptor on purpose, with the same flags. A
//! program cannot distinguish the two cases, and a caller that wants no output must not get an error for it. Code that
//! runs before the standard library would need `unsafe`.
//!
//! The status line is the last line of a terminal. It is removed before anything else is written, so it never mixes with
//! a result or a message.

use std::io::{self, ErrorKind, Write, stderr, stdout};
#[cfg(unix)]
use std::os::fd::AsFd;
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
        self.output.write(&mut DescriptorWriter(stdout().lock()), text);
    }

    /// Writes to standard error, and flushes.
    pub fn eprint(&self, text: &str) {
        let _status = self.without_status();
        self.error.write(&mut DescriptorWriter(stderr().lock()), text);
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

/// Writes to the descriptor of a standard stream. The standard library counts text for a descriptor that is not open for
/// writing as written, so its own writer is no help here. Another program may have set the stream to return at once when
/// its pipe is full; this waits until there is room.
struct DescriptorWriter<S>(S);

impl<S: Write + AsFd> DescriptorWriter<S> {
    fn retry<T>(&mut self, mut write: impl FnMut(&mut S) -> io::Result<T>) -> io::Result<T> {
        loop {
            match write(&mut self.0) {
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => wait_for_room(&self.0),
                result => return result,
            }
        }
    }
}

impl<S: Write + AsFd> Write for DescriptorWriter<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.retry(|stream| write_once(stream, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.retry(Write::flush)
    }
}

#[cfg(unix)]
fn write_once(stream: &mut impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    Ok(rustix::io::write(stream, bytes)?)
}

#[cfg(not(unix))]
fn write_once(stream: &mut impl Write, bytes: &[u8]) -> io::Result<usize> {
    stream.write(bytes)
}

/// Waits until a stream takes more. An error here comes again from the next write.
#[cfg(unix)]
fn wait_for_room(stream: &impl AsFd) {
    use rustix::event::{PollFd, PollFlags, poll};

    let _ = poll(&mut [PollFd::new(stream, PollFlags::OUT)], None);
}

#[cfg(not(unix))]
fn wait_for_room(_: &impl AsFd) {
    std::thread::sleep(std::time::Duration::from_millis(10));
}

/// Other systems have no such descriptors.
#[cfg(not(unix))]
trait AsFd {}

#[cfg(not(unix))]
impl<S> AsFd for S {}

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
