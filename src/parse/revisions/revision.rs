//! The types of a document's history: its revisions, and each revision with its places in the file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::span::Span;
use crate::parse::dates::DateError;

/// All that is known of a document's versions, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RevisionHistory {
    pub revisions: Vec<Revision>,
    /// Whether the author's text shows it already.
    pub in_text: bool,
}

/// One version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Revision {
    /// As it is written: `1.10` stays `1.10`.
    pub version: Option<String>,
    pub date: Option<Date>,
    pub author: Option<String>,
    pub approver: Option<String>,
    pub note: Option<String>,
    /// Whether the change is too small to be published as a change.
    pub minor: bool,
}

/// A version with the places that say so.
#[derive(Debug, Clone)]
pub struct Row {
    pub revision: Revision,
    /// The row as a whole.
    pub at: Span,
    pub version_at: Option<Span>,
    pub date_at: Option<Span>,
    /// A day that cannot be used, as it is written.
    pub bad_date: Option<(String, DateError)>,
    pub inherited: bool,
}

impl Row {
    /// Appends text to the note of the revision.
    pub(super) fn append_note(&mut self, more: &str) {
        let note = self.revision.note.take().unwrap_or_default();
        let between = match note.chars().last() {
            None => "",
            Some('.' | '!' | '?' | ';' | ':') => " ",
            Some(_) => "; ",
        };
        self.revision.note = Some(format!("{note}{between}{}", more.trim()));
    }
}
