//! The status of a document, read from front matter, and checks that it agrees with its replacement and retirement.

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::codes::META_UNKNOWN_STATUS;
use crate::base::codes::documents::{REVIEW_CONFLICTING_STATUS, REVIEW_MISSING_REASON};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::parse::relations::{self, Relation};

/// The status of a document in its life cycle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DocumentStatus {
    #[default]
    Unspecified,
    Draft,
    Review,
    Approved,
    Withdrawn,
    Superseded,
    Archived,
    /// A word of the author's own.
    Other(String),
}

/// The words for each state, in small letters and with spaces.
const WORDS: &[(DocumentStatus, &[&str])] = &[
    (
        DocumentStatus::Draft,
        &["draft", "in draft", "work in progress", "wip", "unpublished", "not published", "private"],
    ),
    (
        DocumentStatus::Review,
        &[
            "review",
            "in review",
            "for review",
            "under review",
            "proposed",
            "pending",
            "pending approval",
            "awaiting approval",
            "not approved",
        ],
    ),
    (
        DocumentStatus::Approved,
        &["approved", "published", "final", "effective", "active", "live", "current", "in force"],
    ),
    (
        DocumentStatus::Withdrawn,
        &[
            "withdrawn",
            "retired",
            "obsolete",
            "deprecated",
            "revoked",
            "cancelled",
            "canceled",
            "expired",
            "void",
            "discontinued",
        ],
    ),
    (DocumentStatus::Superseded, &["superseded", "replaced"]),
    (DocumentStatus::Archived, &["archived"]),
];

/// The words for a draft that other words may follow.
const UNFINISHED: &[&str] = &["draft", "wip", "unpublished"];

impl DocumentStatus {
    /// Reads a status under the words that are in use.
    pub fn read(status: &str) -> DocumentStatus {
        let word = plain(status);
        if word.is_empty() {
            return DocumentStatus::Unspecified;
        }
        let named = |word: &str| WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(state, _)| state.clone());
        // More words may follow, as in "Obsolete, see SOP-022" and "Draft 2": a retired document must never be shown as
        // effective, and a draft not at all.
        let first = word.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
        named(&word)
            .or_else(|| named(first).filter(|state| state.is_retired() || UNFINISHED.contains(&first)))
            // A sentence, such as "Ratified 2026-05-09.", stays as it is.
            .unwrap_or_else(|| {
                DocumentStatus::Other(match status.contains(is_of_sentence) {
                    true => status.trim().to_owned(),
                    false => word,
                })
            })
    }

    /// The word for templates and search; `None` if no status is given.
    pub fn word(&self) -> Option<&str> {
        Some(match self {
            DocumentStatus::Unspecified => return None,
            DocumentStatus::Draft => "draft",
            DocumentStatus::Review => "review",
            DocumentStatus::Approved => "approved",
            DocumentStatus::Withdrawn => "withdrawn",
            DocumentStatus::Superseded => "superseded",
            DocumentStatus::Archived => "archived",
            DocumentStatus::Other(word) => word,
        })
    }

    /// The word for readers. That of the author stays where it means "approved": nobody approves a published question.
    pub fn word_of(&self, stated: Option<&str>) -> Option<String> {
        match (self, stated) {
            (DocumentStatus::Approved, Some(stated)) => Some(plain(stated)),
            (DocumentStatus::Other(_), Some(stated)) if stated.contains(is_of_sentence) => {
                Some(stated.trim().to_owned())
            }
            _ => self.word().map(str::to_owned),
        }
    }

    /// Whether the document is withdrawn, superseded or archived.
    pub fn is_retired(&self) -> bool {
        matches!(self, DocumentStatus::Withdrawn | DocumentStatus::Superseded | DocumentStatus::Archived)
    }
}

/// Whether a sign makes a status more than a few words.
fn is_of_sentence(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '.' | ',' | ';' | ':' | '(')
}

fn plain(status: &str) -> String {
    status.trim().to_lowercase().replace(['_', '-'], " ")
}

/// Reads the status of a document. One that names a replacement is superseded.
pub fn read(path: &SourcePath, front: &Node, diagnostics: &mut Vec<Diagnostic>) -> DocumentStatus {
    let status = front.get("status").filter(|node| !node.is_blank());
    let state = status.and_then(Node::text).map_or(DocumentStatus::Unspecified, |text| DocumentStatus::read(&text));
    if let (DocumentStatus::Other(word), Some(node)) = (&state, status) {
        let known = WORDS.iter().flat_map(|(_, words)| words.iter().copied());
        // "reviewed" and "revised" are words of their own, not typos.
        let most = if word.chars().count() > 8 { 2 } else { 1 };
        if let Some(near) = nearest(word, known).filter(|near| strsim::osa_distance(word, near) <= most) {
            let message = format!("`{word}` is not a known status");
            let help = format!("did you mean `{near}`?");
            diagnostics.extend(diagnostic(path, &META_UNKNOWN_STATUS, node, message, help));
        }
    }
    let Some(successor) = successor(front) else { return state };
    match (&state, status) {
        (DocumentStatus::Unspecified, _) => DocumentStatus::Superseded,
        // The safer reading: readers of the replacement lose nothing, but readers of an old document may.
        (DocumentStatus::Approved, Some(status)) => {
            let message = "the status says that this document is effective, but it also names a replacement".to_owned();
            let help = "use `status: superseded`, or remove the replacement until it takes effect";
            let found = diagnostic(path, &REVIEW_CONFLICTING_STATUS, status, message, help);
            diagnostics.extend(found.map(|found| match successor.inherited {
                true => found,
                false => found.label(Location::at(path, successor.span), "replacement"),
            }));
            DocumentStatus::Superseded
        }
        _ => state,
    }
}

/// The front matter about the retirement of a document.
#[derive(Debug, Clone, Copy)]
pub struct Retirement<'a> {
    /// The date from which it is retired.
    pub day: Option<&'a Node>,
    pub reason: Option<&'a Node>,
}

/// Checks that a retired document states since when and why, and that an effective one does not.
pub fn check_retirement(
    path: &SourcePath,
    front: &Node,
    state: &DocumentStatus,
    retirement: Retirement<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Retirement { day, reason } = retirement;
    let status = front.get("status").filter(|node| !node.is_blank());
    let mut report = |code, node: &Node, message, help| {
        diagnostics.extend(diagnostic(path, code, node, message, help));
    };
    match (state, status, day.or(reason)) {
        (DocumentStatus::Withdrawn, Some(status), _) if day.is_none() || reason.is_none() => {
            let missing = match (day, reason) {
                (None, None) => "when or why",
                (None, _) => "when",
                _ => "why",
            };
            let message = format!("this withdrawn page does not say {missing} it was withdrawn");
            report(&REVIEW_MISSING_REASON, status, message, "add `withdrawn_on` and `withdrawn_reason`");
        }
        (DocumentStatus::Superseded, Some(status), _) if successor(front).is_none() => {
            let message = "this page does not say what replaces it".to_owned();
            let help = "add `superseded_by` with a document ID, a path or text";
            report(&REVIEW_MISSING_REASON, status, message, help);
        }
        (DocumentStatus::Approved | DocumentStatus::Draft | DocumentStatus::Review, Some(status), Some(ended)) => {
            let what = status.text().unwrap_or_default();
            let message = format!("this line says that the page was withdrawn, but the status is `{what}`");
            let help = "use `status: withdrawn`, or remove this line";
            report(&REVIEW_CONFLICTING_STATUS, ended, message, help);
        }
        (DocumentStatus::Unspecified, None, Some(ended)) => {
            let message = "this line says that the page was withdrawn, but it has no status".to_owned();
            report(&REVIEW_CONFLICTING_STATUS, ended, message, "add `status: withdrawn`, or remove this line");
        }
        _ => {}
    }
}

/// A diagnostic about a value of the page; `None` if the value is inherited from another file.
fn diagnostic(
    path: &SourcePath,
    code: &'static Code,
    node: &Node,
    message: String,
    help: impl Into<String>,
) -> Option<Diagnostic> {
    (!node.inherited).then(|| Diagnostic::new(code, Location::at(path, node.span), message).help(help))
}

/// The first value that names a replacement.
fn successor(front: &Node) -> Option<&Node> {
    Some(relations::named(front, Relation::ReplacedBy).first()?.node)
}
