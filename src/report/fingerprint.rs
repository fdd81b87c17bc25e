//! A name for a finding that stays the same while other lines come and go: for baselines and for services that follow
//! findings from one run to the next.

use std::collections::HashMap;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::report::Sources;

/// The fingerprint of each finding, in order: a hash of code, file, message and the text of the line, and how many equal
/// ones came before it. Line numbers take no part.
pub fn fingerprints(findings: &[Diagnostic], sources: &Sources<'_>) -> Vec<String> {
    let mut seen: HashMap<Hash, usize> = HashMap::new();
    let name = |finding: &Diagnostic| {
        let line = line_of(finding, sources);
        let parts = [finding.code.name, finding.at.path.as_str(), finding.message.as_str(), line.trim()];
        let hash = Hash::of_parts(parts.map(str::as_bytes));
        let nth = seen.entry(hash).and_modify(|nth| *nth += 1).or_insert(1);
        format!("{}-{nth}", &hash.hex()[..20])
    };
    findings.iter().map(name).collect()
}

fn line_of(finding: &Diagnostic, sources: &Sources<'_>) -> String {
    let Some((span, text)) = finding.at.span.zip(sources.text(&finding.at.path)) else { return String::new() };
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    text[begin..end].to_owned()
}
