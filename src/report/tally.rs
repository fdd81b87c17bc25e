//! Counts in words: `1 page`, `2 errors, 1 warning`.

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;

/// `2 errors, 1 warning`; empty if there is nothing to count.
pub fn tally(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
        .into_iter()
        .filter(|(severity, _)| count(*severity) > 0)
        .map(|(severity, word)| counted(count(severity), word));
    words.collect::<Vec<_>>().join(", ")
}

/// A text, and after a comma the tally of diagnostics.
pub fn with_tally(text: &str, diagnostics: &[Diagnostic]) -> String {
    let tally = tally(diagnostics);
    if tally.is_empty() { text.to_owned() } else { format!("{text}, {tally}") }
}

/// A text, and after a comma the drafts that were left out.
pub fn with_drafts(text: &str, drafts: usize) -> String {
    if drafts == 0 { text.to_owned() } else { format!("{text}, {} left out", counted(drafts, "draft")) }
}

/// `1 page`, `2 pages`.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
