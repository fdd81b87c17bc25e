//! Diagnostics as Markdown: a summary for the page of a pull request.

use std::collections::BTreeMap;

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;
use crate::base::escape::escape_open;
use crate::report::fingerprint::BaselineMatch;
use crate::report::sources::Sources;
use crate::report::tally::tally;

/// The maximum number of listed diagnostics, because such pages have a size limit; the others are counted.
const MOST_LISTED: usize = 200;

/// A heading with the count, a table by code, and the diagnostics by file.
pub fn summary(diagnostics: &[Diagnostic], known: &[BaselineMatch], sources: &Sources<'_>) -> String {
    if diagnostics.is_empty() {
        return "## No findings\n\nEvery check passed.\n".to_owned();
    }
    let is_new = |(_, known): &(&Diagnostic, &BaselineMatch)| !known.in_baseline;
    let new: Vec<Diagnostic> =
        diagnostics.iter().zip(known).filter(is_new).map(|(diagnostic, _)| diagnostic.clone()).collect();
    let heading = match (new.len(), diagnostics.len() - new.len()) {
        (_, 0) => tally(diagnostics),
        (0, known) => format!("No new findings ({known} in the baseline)"),
        (_, known) => format!("{} ({known} more in the baseline)", tally(&new)),
    };
    let mut out = format!("## {heading}\n\n| Code | Findings |\n| --- | ---: |\n");
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    diagnostics.iter().for_each(|diagnostic| *by_code.entry(diagnostic.code.name).or_default() += 1);
    for (code, count) in by_code {
        out.push_str(&format!("| `{code}` | {count} |\n"));
    }
    let mut last = "";
    for (diagnostic, known) in diagnostics.iter().zip(known).take(MOST_LISTED) {
        let path = diagnostic.at.path.as_str();
        if path != last {
            out.push_str(&format!("\n### `{}`\n\n", path.replace('`', "'")));
            last = path;
        }
        let place = sources.position(&diagnostic.at).map(|place| format!("line {}: ", place.line)).unwrap_or_default();
        let word = match diagnostic.severity {
            Severity::Error => "**error** ",
            Severity::Warning => "warning ",
            Severity::Note => "note ",
        };
        let baseline = if known.in_baseline { " (in the baseline)" } else { "" };
        let help = diagnostic.help.as_ref().map(|help| format!(" ({})", plain(help))).unwrap_or_default();
        let message = plain(&diagnostic.message);
        out.push_str(&format!("- {place}{word}`{}`: {message}{help}{baseline}\n", diagnostic.code.name));
    }
    if diagnostics.len() > MOST_LISTED {
        out.push_str(&format!("\nAnd {} more.\n", diagnostics.len() - MOST_LISTED));
    }
    out
}

/// Text that stays text: code spans pass, all other signs of Markdown and HTML lose their meaning.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (nth, part) in text.replace('\n', " ").split('`').enumerate() {
        if nth > 0 {
            out.push('`');
        }
        if nth % 2 == 1 {
            out.push_str(part);
            continue;
        }
        for letter in part.chars() {
            if matches!(letter, '<' | '>' | '[' | ']' | '*' | '_' | '\\' | '|' | '@') {
                out.push('\\');
            }
            out.push(letter);
        }
    }
    // An odd sign would open a span that never ends.
    if text.matches('`').count() % 2 == 1 { escape_open(&text.replace('`', "'")) } else { out }
}
