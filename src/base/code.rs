//! The types of a diagnostic code: its name, default level, severity and the texts that explain it.

use serde::{Deserialize, Serialize};

/// The default level of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The output cannot be built correctly; the level cannot be changed.
    Fatal,
    Deny,
    Warn,
    Note,
    /// Not reported unless a setting turns it on.
    Off,
}

impl Level {
    /// The severity of a diagnostic at this level.
    pub fn severity(self) -> Severity {
        match self {
            Level::Fatal | Level::Deny => Severity::Error,
            Level::Warn => Severity::Warning,
            Level::Note | Level::Off => Severity::Note,
        }
    }

    /// The name of the level in lists and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Level::Fatal => "fatal",
            Level::Deny => "deny",
            Level::Warn => "warn",
            Level::Note => "note",
            Level::Off => "off",
        }
    }

    /// The description of the level in `fingerpost explain`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Fatal => "fatal error: its level cannot be changed",
            Level::Deny => "deny",
            Level::Warn => "warn",
            Level::Note => "note",
            Level::Off => "off: turn it on with `warn` or `deny`",
        }
    }
}

/// One kind of diagnostic.
#[derive(Debug, PartialEq)]
pub struct Code {
    /// `group/name`.
    pub name: &'static str,
    pub level: Level,
    /// The problem, in a sentence or two.
    pub summary: &'static str,
    /// Why it matters to readers of the site.
    pub rationale: &'static str,
    /// An example that is reported.
    pub incorrect: &'static str,
    /// The same example, corrected.
    pub correct: &'static str,
    /// The published standard or guideline behind the check, with its section; `None` if there is none.
    pub source: Option<&'static str>,
}

impl Code {
    /// The part of the name before the slash.
    pub fn group(&self) -> &'static str {
        self.name.split('/').next().expect("split gives at least one part")
    }
}

/// How serious a diagnostic is. An error leaves the published site unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    /// The name in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}
