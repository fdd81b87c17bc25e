//! Findings turned into text: for people, and in the forms of other programs. The count is the same in all.
//!
//! Lines and columns exist only here. Sources come from the tree that was compiled.

pub mod diff;
pub mod explanation;
pub mod fingerprint;
pub mod github;
pub mod human;
pub mod impact;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod position;
pub mod radar;
pub mod review;
pub mod sarif;
pub mod scores;

use std::borrow::Cow;

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::SourcePath;
use crate::base::tree::Tree;
use crate::theme;

/// The texts that findings point into.
pub struct Sources<'a> {
    tree: &'a Tree,
}

impl<'a> Sources<'a> {
    /// The files of a source tree, and the shipped templates behind them.
    pub fn new(tree: &'a Tree) -> Sources<'a> {
        Sources { tree }
    }

    /// The text of a file, with a replacement sign for what is not UTF-8.
    pub fn text(&self, path: &SourcePath) -> Option<Cow<'a, str>> {
        match self.tree.get(path.as_str()) {
            Some(bytes) => Some(String::from_utf8_lossy(bytes)),
            None => theme::shipped_source(path.as_str()).map(Cow::Borrowed),
        }
    }
}

/// What is known of a finding besides itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// A name that stays while other lines change.
    pub fingerprint: String,
    /// Whether it was there when the baseline was written.
    pub in_baseline: bool,
}

/// `2 errors, 1 warning`; empty where there is nothing.
pub fn tally(findings: &[Diagnostic]) -> String {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
        .into_iter()
        .filter(|(severity, _)| count(*severity) > 0)
        .map(|(severity, word)| counted(count(severity), word));
    words.collect::<Vec<_>>().join(", ")
}

/// A text, and behind a comma what was found.
pub fn with_tally(text: &str, findings: &[Diagnostic]) -> String {
    let tally = tally(findings);
    if tally.is_empty() { text.to_owned() } else { format!("{text}, {tally}") }
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
