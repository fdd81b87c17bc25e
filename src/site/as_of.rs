//! The site as of one date: leaves out documents that were not yet effective, and shows as effective those that were
//! retired later.
//!
//! Only the front matter counts. A document with a later effective date is left out; one without an effective date
//! stays. A retired document was effective on that date if it was retired later: on its own date, else on the effective
//! date of its successor. If neither is known, it stays retired. The text is the current source: older versions are in
//! version control, and pages that changed later say so.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::base::codes::documents::{REVIEW_NEWER_TEXT, REVIEW_NOT_YET_EFFECTIVE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::{Hash, Hashed};
use crate::base::path::{folder_of, join};
use crate::base::slug::fold;
use crate::parse::control;
use crate::parse::document::{Document, Facts};
use crate::parse::meta::Meta;
use crate::parse::status::DocumentStatus;
use crate::site::page::Page;

/// Takes out the pages that were not effective on a date, and returns them; changes the others to their state on that date.
pub fn apply(pages: &mut Vec<Page>, day: Date, diagnostics: &mut Vec<Diagnostic>) -> Vec<Page> {
    let starts = Starts::of(pages);
    let is_later = |page: &Page| page.meta().and_then(|meta| meta.control.effective).is_some_and(|start| start > day);
    let (left_out, kept): (Vec<Page>, Vec<Page>) = std::mem::take(pages).into_iter().partition(is_later);
    *pages = kept;
    for page in pages.iter_mut() {
        let end = page.meta().filter(|meta| meta.state.is_retired()).and_then(|meta| starts.end(page, meta));
        if let (Some(document), true) = (&page.document, end.is_some_and(|end| end > day)) {
            page.document = Some(Arc::new(before_retirement(document)));
        }
    }
    diagnostics.extend(left_out.iter().filter_map(|page| left_out_diagnostic(page, day)));
    diagnostics.extend(pages.iter().filter_map(|page| later_diagnostic(page, day)));
    left_out
}

fn left_out_diagnostic(page: &Page, day: Date) -> Option<Diagnostic> {
    let document = page.document.as_ref()?;
    let node = control::effective_node(&document.front).filter(|node| !node.inherited);
    let at = node.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span));
    let message = format!("left out, because it was not effective on {day}");
    let help = "an older version of this file may be in version control";
    Some(Diagnostic::new(&REVIEW_NOT_YET_EFFECTIVE, at, message).help(help))
}

/// The last day after another on which a document was changed or approved, as it says itself.
pub fn changed_after(document: &Document, day: Date) -> Option<Date> {
    let meta = &document.facts.meta;
    let days = document.facts.history.revisions.iter().filter_map(|revision| revision.date);
    let stated = [meta.updated, meta.date, meta.control.approved_on, meta.control.revised_on];
    days.chain(stated.into_iter().flatten()).max().filter(|changed| *changed > day)
}

fn later_diagnostic(page: &Page, day: Date) -> Option<Diagnostic> {
    let document = page.document.as_ref()?;
    let changed = changed_after(document, day)?;
    let message = format!("changed on {changed}, so this text is newer than {day}");
    let help = "build from the files of that date, if they are in version control";
    Some(Diagnostic::new(&REVIEW_NEWER_TEXT, Location::file(&document.path), message).help(help))
}

/// The document as it was before it was retired.
fn before_retirement(document: &Document) -> Document {
    let mut facts = Facts::clone(&document.facts);
    let meta: &mut Meta = &mut facts.meta;
    meta.state = DocumentStatus::Approved;
    meta.status = None;
    meta.successors.clear();
    meta.control.retired_on = None;
    meta.control.retired_reason = None;
    let hash = Hash::of_parts([document.hash.0.to_le_bytes().as_slice(), b"before retirement"]);
    Document { hash, facts: Hashed::new(facts), ..document.clone() }
}

/// Effective dates of documents, by document ID, path and URL.
struct Starts {
    by_name: HashMap<String, Date>,
}

impl Starts {
    fn of(pages: &[Page]) -> Starts {
        let mut by_name = HashMap::new();
        for page in pages {
            let Some((meta, start)) = page.meta().and_then(|meta| Some((meta, meta.control.effective?))) else {
                continue;
            };
            by_name.extend(meta.document_id.as_ref().map(|document_id| (fold(document_id), start)));
            by_name.insert(page.content_path.clone(), start);
            by_name.insert(page.url.as_str().trim_matches('/').to_owned(), start);
        }
        Starts { by_name }
    }

    /// The date on which a retired document ceased to be effective.
    fn end(&self, page: &Page, meta: &Meta) -> Option<Date> {
        // A document of which only a part is replaced yet still applies.
        let by_successors = || meta.successors.iter().filter_map(|written| self.start(page, written)).max();
        meta.control.retired_on.or_else(by_successors)
    }

    /// The effective date of a document that a page names.
    fn start(&self, page: &Page, written: &str) -> Option<Date> {
        let path = written
            .strip_prefix('/')
            .map_or_else(|| join(folder_of(&page.content_path), written), |path| join("", path));
        let names = [Some(fold(written)), path.clone(), path.map(|path| format!("{path}.md"))];
        names.into_iter().flatten().find_map(|name| self.by_name.get(&name).copied())
    }
}
