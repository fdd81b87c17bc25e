//! A name for a finding that stays the same while other lines come and go: for baselines and for services that follow
//! findings from one run to the next.

use std::collections::HashMap;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::report::Sources;

/// The fingerprint of each finding, in order: a hash of code, file, message and the words that it points at, and how
/// many equal ones came before it. Line numbers and the words around take no part.
pub fn fingerprints(findings: &[Diagnostic], sources: &Sources<'_>) -> Vec<String> {
    let mut seen: HashMap<Hash, usize> = HashMap::new();
    let name = |finding: &Diagnostic| {
        let marked = marked(finding, sources);
        let parts = [finding.code.name, finding.at.path.as_str(), finding.message.as_str(), marked.trim()];
        let hash = Hash::of_parts(parts.map(str::as_bytes));
        let nth = seen.entry(hash).and_modify(|nth| *nth += 1).or_insert(1);
        format!("{}-{nth}", &hash.hex()[..20])
    };
    findings.iter().map(name).collect()
}

/// What the finding points at, as it stands in the file.
fn marked(finding: &Diagnostic, sources: &Sources<'_>) -> String {
    let Some((span, text)) = finding.at.span.zip(sources.text(&finding.at.path)) else { return String::new() };
    text.get(span.start..span.end).unwrap_or_default().to_owned()
}
