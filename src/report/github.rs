//! Diagnostics as workflow commands of GitHub Actions, which become annotations in a pull request.

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;
use crate::report::fingerprint::BaselineMatch;
use crate::report::sources::{Region, Sources};

/// One command a diagnostic that is not in the baseline, each on a line of its own.
pub fn commands(diagnostics: &[Diagnostic], known: &[BaselineMatch], sources: &Sources<'_>) -> String {
    let new = diagnostics.iter().zip(known).filter(|(_, known)| !known.in_baseline);
    new.map(|(diagnostic, _)| command(diagnostic, sources)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources<'_>) -> String {
    let word = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = format!("file={}", property(&sources.repository_path(&diagnostic.at.path)));
    if let Some(Region { start, end }) = sources.region(&diagnostic.at) {
        properties.push_str(&format!(",line={},endLine={},col={}", start.line, end.line, start.column));
        // The service takes an end column only where both ends are on one line.
        if start.line == end.line {
            properties.push_str(&format!(",endColumn={}", end.column));
        }
    }
    let title = property(diagnostic.code.name);
    let help = diagnostic.help.as_ref().map(|help| format!("\nHelp: {help}")).unwrap_or_default();
    format!("::{word} {properties},title={title}::{}\n", data(&format!("{}{help}", diagnostic.message)))
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
