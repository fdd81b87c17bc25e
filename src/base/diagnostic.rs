//! Diagnostics: problems in a file with their remedies. They are returned and never printed here.
//!
//! A place is a path and a byte span; `report` computes lines and columns.

use serde::{Deserialize, Serialize};

use crate::base::code::{Code, Level, Severity};
use crate::base::path::SourcePath;
use crate::base::span::Span;

/// A place in a source file; without a span, the whole file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    pub path: SourcePath,
    pub span: Option<Span>,
}

impl Location {
    /// A range of bytes in a file.
    pub fn at(path: &SourcePath, span: Span) -> Location {
        Location { path: path.clone(), span: Some(span) }
    }

    /// The whole file.
    pub fn file(path: &SourcePath) -> Location {
        Location { path: path.clone(), span: None }
    }
}

/// A second place of a diagnostic, with its own message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    pub at: Location,
    pub message: String,
}

/// A diagnostic about the author's files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    #[serde(with = "by_name")]
    pub code: &'static Code,
    pub severity: Severity,
    /// What is wrong, in the author's terms; lower case, no full stop.
    pub message: String,
    pub at: Location,
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The automatic fix, for `fingerpost fix`.
    pub fix: Option<Fix>,
}

/// A fix at the place of a diagnostic. It applies only while the text there is `old`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fix {
    /// Text of the page, such as the target of a link.
    Text { old: String, new: String },
    /// A value of front matter; its quotation marks are kept or added.
    Value { old: String, new: String },
}

impl Diagnostic {
    /// All places that it shows, its own first.
    pub fn places(&self) -> impl Iterator<Item = &Location> {
        std::iter::once(&self.at).chain(self.labels.iter().map(|label| &label.at))
    }

    /// A diagnostic with the default severity of its code, which settings may change later.
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

    /// Whether no setting changes its severity, because the output cannot be correct.
    pub fn is_fatal(&self) -> bool {
        self.severity == Severity::Error && self.code.level == Level::Fatal
    }

    /// Whether the places of two diagnostics overlap.
    pub fn overlaps(&self, other: &Diagnostic) -> bool {
        let (Some(a), Some(b)) = (self.at.span, other.at.span) else { return false };
        self.at.path == other.at.path && a.start < b.end && b.start < a.end
    }

    /// Adds what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds what to do about it, if there is anything to add.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help;
        self
    }

    /// Adds an automatic fix.
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

/// A code in caches: its name.
mod by_name {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::base::code::Code;
    use crate::base::codes;

    pub fn serialize<S: Serializer>(code: &&'static Code, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(code.name)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Code, D::Error> {
        let name = String::deserialize(deserializer)?;
        codes::find(&name).ok_or_else(|| D::Error::custom("no such code"))
    }
}

/// Sorts by path, offset, code and message, and drops duplicates.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.at, a.code.name, &a.message).cmp(&(&b.at, b.code.name, &b.message)));
    diagnostics.dedup();
}
