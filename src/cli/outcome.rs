//! How a command ended, and the exit code for it: 0 clean, 1 diagnostics at error level, 2 could not run.

use std::process::ExitCode;

/// How a command ended that could run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Warnings and notes are allowed.
    Clean,
    /// There are findings at error level, or what was to be verified is different.
    Failed,
}

impl Outcome {
    /// The exit code of a command that could not run, or whose output could not be written.
    pub const COULD_NOT_RUN: u8 = 2;

    /// `Failed` if the condition is true.
    pub fn failed_if(condition: bool) -> Outcome {
        if condition { Outcome::Failed } else { Outcome::Clean }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Failed => ExitCode::from(1),
        }
    }
}
