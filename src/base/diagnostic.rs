//! The one type of finding. Made where the fact is known, returned, never printed here.
//!
//! A diagnostic speaks of places as path and byte span; lines and columns are worked out by `report`.

use crate::base::codes::{Code, Level};
use crate::base::path::SourcePath;
use crate::base::span::Span;

/// How a finding ends: shown as a remark, as a warning, or keeping `public/` as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    /// The word used in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place in a source file. Without a span it is the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    pub path: SourcePath,
    pub span: Option<Span>,
}

impl Location {
    /// A range of bytes in a file.
    pub fn at(path: &SourcePath, span: Span) -> Location {
        Location { path: path.clone(), span: Some(span) }
    }

    /// The file as a whole.
    pub fn file(path: &SourcePath) -> Location {
        Location { path: path.clone(), span: None }
    }
}

/// A second place that belongs to a finding, with its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub at: Location,
    pub message: String,
}

/// A finding about the author's files.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub severity: Severity,
    /// What is wrong, in the author's words; lower case, no full stop.
    pub message: String,
    pub at: Location,
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// What can be done by rule, for `fingerpost fix`.
    pub fix: Option<Fix>,
}

/// A repair of the place that a finding reports. It holds only while that place reads as `old`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Text of the page, a link's target among it.
    Text { old: String, new: String },
    /// A value of front matter, in the quotation marks that it has or needs.
    Value { old: String, new: String },
}

impl Diagnostic {
    /// A finding with its code's own severity; `check::severity` may move it later.
    pub fn new(code: &'static Code, at: Location, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.level.severity(),
            message: message.into(),
            at,
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Whether no setting moves it: no right output can be made.
    pub fn is_fatal(&self) -> bool {
        self.severity == Severity::Error && self.code.level == Level::Fatal
    }

    /// Whether two findings are about places that have words in common.
    pub fn overlaps(&self, other: &Diagnostic) -> bool {
        let (Some(a), Some(b)) = (self.at.span, other.at.span) else { return false };
        self.at.path == other.at.path && a.start < b.end && b.start < a.end
    }

    /// Adds what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do about it, where there is something to say.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help;
        self
    }

    /// Adds a repair.
    pub fn fix(mut self, fix: Fix) -> Diagnostic {
        self.fix = Some(fix);
        self
    }

    /// Adds a second place.
    pub fn label(mut self, at: Location, message: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { at, message: message.into() });
        self
    }
}

/// Sorts by path, offset, code and message, and drops findings that say the same of the same place twice.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.at, a.code.name, &a.message).cmp(&(&b.at, b.code.name, &b.message)));
    diagnostics.dedup();
}
