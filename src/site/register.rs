//! Which pages are controlled documents, and what the register says of each.

use crate::site::{Page, Site};

/// Kinds whose pages are controlled unless they say otherwise.
const CONTROLLED_KINDS: &[&str] = &["sop", "policy", "runbook"];

impl Site {
    /// Whether a page is a controlled document: as it says itself, else by its kind, else because it has a number and says
    /// which version it is, who approved it or since when it holds.
    pub fn is_controlled(&self, page: &Page) -> bool {
        let Some(meta) = page.meta() else { return false };
        let control = &meta.control;
        let is_numbered = meta.code.is_some()
            && (control.version.is_some() || control.approver.is_some() || control.effective.is_some());
        let is_of_kind =
            meta.kind.as_ref().is_some_and(|kind| CONTROLLED_KINDS.contains(&kind.to_lowercase().as_str()));
        control.controlled.unwrap_or(is_of_kind || is_numbered)
    }
}
