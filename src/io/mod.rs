//! The only code that touches disk, clock and environment: finding the project, reading it, writing the site.
//!
//! A refusal by the machine is a `Failure` with path and deed; a mistake in the author's files is a diagnostic.

pub mod answers;
pub mod atomic_write;
pub mod baseline;
pub mod cache;
pub mod clock;
pub mod commit;
pub mod create;
pub mod edit;
pub mod external;
pub mod git;
pub mod manifest;
pub mod pdf;
pub mod project;
pub mod published;
pub mod read;
pub mod serve;
pub mod source;
pub mod staging;
pub mod verify;
pub mod watch;

use std::fmt;
use std::path::Path;

/// Why the program could not do its work: shown at the shell, exit code 2.
#[derive(Debug)]
pub struct Failure {
    pub message: String,
    pub help: Option<String>,
}

impl Failure {
    /// A failure in words.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), help: None }
    }

    /// A refusal of the operating system, with what was tried on which path.
    pub fn of(deed: &str, path: &Path, error: &std::io::Error) -> Failure {
        Failure::new(format!("cannot {deed} `{}`: {error}", path.display()))
    }

    /// Adds what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
