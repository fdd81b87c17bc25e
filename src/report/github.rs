//! Findings as workflow commands of GitHub Actions, which become annotations in a pull request.

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;
use crate::report::fingerprint::BaselineMatch;
use crate::report::sources::{Region, Sources};

/// One command a finding, each on a line of its own. Findings of the baseline are notices.
pub fn commands(findings: &[Diagnostic], known: &[BaselineMatch], sources: &Sources<'_>) -> String {
    findings.iter().zip(known).map(|(finding, known)| command(finding, known, sources)).collect()
}

fn command(finding: &Diagnostic, known: &BaselineMatch, sources: &Sources<'_>) -> String {
    let word = match finding.severity {
        _ if known.in_baseline => "notice",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = format!("file={}", property(finding.at.path.as_str()));
    if let Some(Region { start, end }) = sources.region(&finding.at) {
        properties.push_str(&format!(",line={},endLine={},col={}", start.line, end.line, start.column));
        // The service takes an end column only where both ends are on one line.
        if start.line == end.line {
            properties.push_str(&format!(",endColumn={}", end.column));
        }
    }
    let title = property(finding.code.name);
    let help = finding.help.as_ref().map(|help| format!("\nHelp: {help}")).unwrap_or_default();
    let baseline = if known.in_baseline { "\nIn the baseline." } else { "" };
    format!("::{word} {properties},title={title}::{}\n", data(&format!("{}{help}{baseline}", finding.message)))
}

/// Text behind the colons.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text of a property, where colons and commas end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_end_a_command() {
        assert_eq!(data("100%\n::error::"), "100%25%0A::error::");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
