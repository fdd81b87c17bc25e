//! Findings mended by rule, as far as that goes: each repair touches only the place that its finding reports.
//!
//! A repair may bring another to light, so it is done until nothing is left to do. Doing it again changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::tree::{Bytes, Tree};
use crate::compile;
use crate::compile::memo::Memo;
use crate::compile::options::{NoopObserver, Options};
use crate::edit::{Edit, edited, repair};
use crate::site::model::Site;

/// Rounds after which repairs that undo each other would be left alone.
const MOST_ROUNDS: usize = 8;

/// A tree after all repairs.
pub struct Fixed {
    pub tree: Arc<Tree>,
    /// What was mended, in the order in which it was done.
    pub mended: Vec<Diagnostic>,
}

/// Mends what `is_wanted` lets pass. `more` gives findings of a linked site that come from outside it.
pub fn fix<E>(
    tree: &Arc<Tree>,
    options: &Options,
    memo: &Memo,
    more: impl Fn(&Site) -> Result<Vec<Diagnostic>, E>,
    is_wanted: impl Fn(&Diagnostic) -> bool,
) -> Result<Fixed, E> {
    let mut fixed = Fixed { tree: tree.clone(), mended: Vec::new() };
    for _ in 0..MOST_ROUNDS {
        let linked = compile::link::link(&fixed.tree, options, memo, &NoopObserver);
        let documents = linked.documents.iter().flat_map(|(_, document)| document.findings.iter().cloned());
        let findings = linked.findings.iter().cloned().chain(documents).chain(more(&linked.site)?).collect();
        let findings = compile::finish(findings, &linked.site, options);
        let mut edits: BTreeMap<SourcePath, Vec<Edit>> = BTreeMap::new();
        for finding in findings.into_iter().filter(&is_wanted) {
            if let Some(edit) = edit_of(&fixed.tree, &finding) {
                edits.entry(finding.at.path.clone()).or_default().push(edit);
                fixed.mended.push(finding);
            }
        }
        if edits.is_empty() {
            break;
        }
        let mut tree = fixed.tree.as_ref().clone();
        for (path, edits) in edits {
            let text = String::from_utf8_lossy(tree.get(path.as_str()).expect("an edit points into it")).into_owned();
            tree.insert(path.as_str(), Bytes::new(edited(&text, &edits).into_bytes()));
        }
        fixed.tree = Arc::new(tree);
    }
    Ok(fixed)
}

fn edit_of(tree: &Tree, finding: &Diagnostic) -> Option<Edit> {
    let Location { path, span } = &finding.at;
    let text = std::str::from_utf8(tree.get(path.as_str())?).ok()?;
    repair(text, (*span)?, finding.fix.as_ref()?)
}
