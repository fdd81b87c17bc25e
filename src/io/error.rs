//! Errors of commands: the attempted action, the path, and the remedy.
//!
//! A problem with the machine is an `Error`; a problem in the author's files is a diagnostic.

use std::fmt;
use std::path::Path;

/// Why a command could not run: shown on standard error, exit code 2.
#[derive(Debug)]
pub struct Error {
    /// Lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Error {
    /// An error with a message.
    pub fn new(message: impl Into<String>) -> Error {
        Error { message: message.into(), help: None }
    }

    /// An I/O error with the attempted action, such as `write`, and the path.
    pub fn io(action: &str, path: &Path, cause: &std::io::Error) -> Error {
        Error::new(format!("cannot {action} `{}`: {cause}", path.display()))
    }

    /// Adds what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do about it, if there is anything to say.
    pub fn maybe_help(mut self, help: Option<String>) -> Error {
        self.help = help;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}
