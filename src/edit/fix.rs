//! Applies automatic fixes: each edits only the place of its diagnostic.
//!
//! A fix may reveal another, so this repeats until nothing is left to fix. Running it again changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::tree::{Bytes, Tree};
use crate::compile;
use crate::compile::memo::Memo;
use crate::compile::options::{NoopObserver, Options};
use crate::edit::patch::{Edit, apply, edit_for};
use crate::site::model::Site;

/// The most rounds, in case two fixes undo each other.
const MAX_ROUNDS: usize = 8;

/// A tree after all fixes.
pub struct Fixed {
    pub tree: Arc<Tree>,
    /// The fixed diagnostics, in the order of their fixes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Fixes the diagnostics that `is_wanted` accepts. `more` adds diagnostics of a linked site that come from elsewhere.
pub fn fix<E>(
    tree: &Arc<Tree>,
    options: &Options,
    memo: &Memo,
    more: impl Fn(&Site) -> Result<Vec<Diagnostic>, E>,
    is_wanted: impl Fn(&Diagnostic) -> bool,
) -> Result<Fixed, E> {
    let mut fixed = Fixed { tree: tree.clone(), diagnostics: Vec::new() };
    for _ in 0..MAX_ROUNDS {
        let linked = compile::link::link(&fixed.tree, options, memo, &NoopObserver);
        let documents = linked.documents.iter().flat_map(|(_, document)| document.diagnostics.iter().cloned());
        let diagnostics = linked.diagnostics().cloned().chain(documents).chain(more(&linked.site)?).collect();
        let diagnostics = compile::finish(diagnostics, &linked.site, options);
        let mut edits: BTreeMap<SourcePath, Vec<Edit>> = BTreeMap::new();
        for diagnostic in diagnostics.into_iter().filter(&is_wanted) {
            if let Some(edit) = edit_of(&fixed.tree, &diagnostic) {
                edits.entry(diagnostic.at.path.clone()).or_default().push(edit);
                fixed.diagnostics.push(diagnostic);
            }
        }
        if edits.is_empty() {
            break;
        }
        let mut tree = fixed.tree.as_ref().clone();
        for (path, edits) in edits {
            let text = String::from_utf8_lossy(&tree.get(path.as_str()).expect("an edit points into it")).into_owned();
            tree.insert(path.as_str(), Bytes::new(apply(&text, &edits).into_bytes()));
        }
        fixed.tree = Arc::new(tree);
    }
    Ok(fixed)
}

fn edit_of(tree: &Tree, diagnostic: &Diagnostic) -> Option<Edit> {
    let Location { path, span } = &diagnostic.at;
    let bytes = tree.get(path.as_str())?;
    edit_for(std::str::from_utf8(&bytes).ok()?, (*span)?, diagnostic.fix.as_ref()?)
}
