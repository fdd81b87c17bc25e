//! A `Document` from what its file, its Markdown and the lints gave.

use crate::base::codes::documents::KIND_PSEUDO_HEADING;
use crate::base::codes::text::A11Y_BOLD_HEADING;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hashed;
use crate::parse::content::Content;
use crate::parse::document::Document;
use crate::parse::lower::LoweredPage;
use crate::parse::source::PageSource;
use crate::parse::suppressions::Suppressions;

/// Puts a document together.
pub fn assemble(source: PageSource<'_>, lowered: LoweredPage, lints: Vec<Diagnostic>) -> Document {
    let mut diagnostics = source.diagnostics;
    diagnostics.extend(lowered.diagnostics);
    add_lints(lints, &mut diagnostics);
    Document {
        path: source.path.clone(),
        hash: source.hash,
        sha256: source.sha256,
        front: source.front,
        facts: Hashed::new(lowered.facts),
        content: Content::new(lowered.body, lowered.sections),
        step_texts: lowered.step_texts,
        tasks: lowered.tasks,
        references: lowered.references,
        paragraphs: lowered.paragraphs,
        spans: lowered.spans,
        suppressions: Suppressions { levels: source.levels, comments: lowered.suppressions },
        highlighted: lowered.highlighted,
        highlighting_work: lowered.highlighting_work as u64,
        diagnostics,
    }
}

/// Adds what the lints found. Bold text used as the heading of a required section is reported once, as that.
fn add_lints(mut lints: Vec<Diagnostic>, diagnostics: &mut Vec<Diagnostic>) {
    let reported: Vec<Diagnostic> =
        diagnostics.iter().filter(|other| other.code == &KIND_PSEUDO_HEADING).cloned().collect();
    let is_reported = |lint: &Diagnostic| reported.iter().any(|other| other.overlaps(lint));
    lints.retain(|lint| lint.code != &A11Y_BOLD_HEADING || !is_reported(lint));
    diagnostics.append(&mut lints);
}
