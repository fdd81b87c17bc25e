//! A name for a diagnostic that stays the same when other lines change: for baselines and for services that
//! follow diagnostics from one run to the next.

use std::collections::HashMap;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::report::sources::Sources;

/// How a diagnostic relates to the baseline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaselineMatch {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether the baseline has it.
    pub in_baseline: bool,
}

impl BaselineMatch {
    /// A diagnostic that is not in the baseline.
    pub fn new(fingerprint: String) -> BaselineMatch {
        BaselineMatch { fingerprint, in_baseline: false }
    }
}

/// The fingerprint of each diagnostic, in order: a hash of code, file, message and the words that it points at, and how
/// many equal ones came before it. It does not depend on line numbers and the words around.
pub fn fingerprints(diagnostics: &[Diagnostic], sources: &Sources<'_>) -> Vec<String> {
    let mut seen: HashMap<Hash, usize> = HashMap::new();
    let name = |diagnostic: &Diagnostic| {
        let marked = marked(diagnostic, sources);
        let parts = [diagnostic.code.name, diagnostic.at.path.as_str(), diagnostic.message.as_str(), marked.trim()];
        let hash = Hash::of_parts(parts.map(str::as_bytes));
        let nth = seen.entry(hash).and_modify(|nth| *nth += 1).or_insert(1);
        format!("{}-{nth}", &hash.hex()[..20])
    };
    diagnostics.iter().map(name).collect()
}

/// The text that the diagnostic points at.
fn marked<'s>(diagnostic: &Diagnostic, sources: &'s Sources<'_>) -> &'s str {
    sources.locate(&diagnostic.at).and_then(|(source, span)| source.text.get(span.start..span.end)).unwrap_or_default()
}
