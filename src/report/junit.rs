//! Diagnostics as a JUnit report, the format of test results that every CI system shows.

use crate::base::code::Severity;
use crate::base::diagnostic::Diagnostic;
use crate::base::escape::escape_xml;
use crate::report::fingerprint::BaselineMatch;
use crate::report::human::Drawer;
use crate::report::sources::Sources;

/// Columns of a drawn diagnostic.
const WIDTH: usize = 120;

/// A suite with a case for each diagnostic: errors and warnings fail, notes and diagnostics of the baseline are
/// skipped. Where nothing was found, one case passes, so that the report is never empty.
pub fn report(diagnostics: &[Diagnostic], known: &[BaselineMatch], sources: &Sources<'_>) -> String {
    let is_failure = |(diagnostic, known): &(&Diagnostic, &BaselineMatch)| {
        !known.in_baseline && diagnostic.severity > Severity::Note
    };
    let all = || diagnostics.iter().zip(known);
    let failures = all().filter(is_failure).count();
    let skipped = diagnostics.len() - failures;
    let drawer = Drawer::plain(WIDTH);
    let cases: String = all().map(|pair| case(pair.0, pair.1, is_failure(&pair), &drawer, sources)).collect();
    let cases =
        if cases.is_empty() { "<testcase classname=\"fingerpost\" name=\"all checks\"/>\n".to_owned() } else { cases };
    let total = diagnostics.len().max(1);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"fingerpost\" tests=\"{total}\" failures=\"{failures}\" skipped=\"{skipped}\">\n<testsuite name=\"fingerpost check\" tests=\"{total}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n{cases}</testsuite>\n</testsuites>\n"
    )
}

fn case(
    diagnostic: &Diagnostic,
    known: &BaselineMatch,
    is_failure: bool,
    drawer: &Drawer,
    sources: &Sources<'_>,
) -> String {
    let path = diagnostic.at.path.as_str();
    let place =
        sources.position(&diagnostic.at).map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
    let name = escape_xml(&format!("{path}{place} {}", diagnostic.code.name));
    let message = escape_xml(&diagnostic.message);
    let inner = if is_failure {
        let kind = diagnostic.severity.name();
        let drawn = escape_xml(&drawer.draw(diagnostic, sources));
        format!("<failure type=\"{kind}\" message=\"{message}\">{drawn}</failure>")
    } else {
        let why = if known.in_baseline { "in the baseline: " } else { "" };
        format!("<skipped message=\"{why}{message}\"/>")
    };
    format!(
        "<testcase classname=\"{}\" name=\"{name}\" file=\"{}\">{inner}</testcase>\n",
        escape_xml(path),
        escape_xml(path)
    )
}
