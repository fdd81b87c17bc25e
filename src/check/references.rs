//! References in front matter to documents that do not exist: successors, predecessors, related documents.
//!
//! Text that is neither a document ID nor a path is ignored.

use std::collections::HashSet;

use crate::base::code::Code;
use crate::base::codes::LINK_MISSING_PAGE;
use crate::base::codes::documents::{KIND_UNKNOWN_ID, REVIEW_MISSING_SUCCESSOR, REVIEW_UNMARKED_PREDECESSOR};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::check::document_ids::DocumentIds;
use crate::parse::document::Document;
use crate::parse::kind::document_ids;
use crate::parse::links::{Destination, Target, classify};
use crate::parse::relations::{self, NamedDocument, Relation, is_name, is_path};
use crate::parse::status::DocumentStatus;
use crate::site::model::Site;
use crate::site::page::PageId;
use crate::site::related::{self, LONGEST_CHAIN};

/// A problem with a reference; its place is added by the caller.
struct Problem {
    code: &'static Code,
    message: String,
    help: Option<String>,
}

/// Checks the references of every page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut numbers = DocumentIds::of(site);
    let mut diagnostics = Vec::new();
    for (id, page) in site.all().filter(|(_, page)| page.output.is_some()) {
        let Some(document) = page.document.as_deref() else { continue };
        for relation in Relation::ALL {
            // A document that is shown as effective on another date has no successor yet.
            let is_retired = page.meta().is_some_and(|meta| !meta.successors.is_empty());
            if relation == Relation::ReplacedBy && !is_retired {
                continue;
            }
            for named in relations::named(&document.front, relation) {
                let at = place(document, &named);
                diagnostics
                    .extend(unmarked(site, id, relation, &named).map(|found| Diagnostic { at: at.clone(), ..found }));
                diagnostics.extend(
                    problem(site, id, relation, &named, &mut numbers)
                        .map(|found| Diagnostic::new(found.code, at, found.message).maybe_help(found.help)),
                );
            }
        }
    }
    diagnostics
}

/// The diagnostic about a document that this one supersedes, and that is shown as effective. Its place is the caller's.
fn unmarked(site: &Site, page: PageId, relation: Relation, named: &NamedDocument<'_>) -> Option<Diagnostic> {
    let meta = site.page(page).meta()?;
    let is_effective = matches!(meta.state, DocumentStatus::Approved | DocumentStatus::Unspecified)
        && site.config().as_of.is_none_or(|day| meta.control.effective.is_none_or(|effective| effective <= day));
    if relation != Relation::Replaces || !is_effective {
        return None;
    }
    let old = related::named_page(site, page, &named.written).filter(|old| *old != page)?;
    let document = site.page(old).document.as_deref()?;
    if site.page(old).is_retired() || site.page(old).output.is_none() {
        return None;
    }
    let message = format!("`{}` does not say that this document supersedes it", named.written);
    let name = meta.document_id.as_deref().unwrap_or(&site.page(page).content_path);
    let help =
        format!("add `superseded_by: {name}` to `{}` from the day on which this document takes effect", document.path);
    let at = Location::file(&document.path);
    Some(Diagnostic::new(&REVIEW_UNMARKED_PREDECESSOR, at, message).help(help))
}

fn place(document: &Document, named: &NamedDocument<'_>) -> Location {
    match named.node.inherited {
        true => Location::file(&document.path),
        false => Location::at(&document.path, named.node.span),
    }
}

/// Finds what is wrong with one reference.
fn problem(
    site: &Site,
    page: PageId,
    relation: Relation,
    named: &NamedDocument<'_>,
    known: &mut DocumentIds<'_>,
) -> Option<Problem> {
    let written = named.written.as_str();
    if !related::named_pages(site, page, written).is_empty() {
        if relation == Relation::ReplacedBy && leads_back(site, page, written) {
            let message = format!("`{written}` is replaced by this page in turn, so no document is effective");
            let help = "use the document that applies".to_owned();
            return Some(Problem { code: &REVIEW_MISSING_SUCCESSOR, message, help: Some(help) });
        }
        return unknown_number(site, relation, written, known)
            .filter(|_| related::named_page(site, page, written).is_none());
    }
    let is_url = matches!(classify(written), Destination::Target(Target::Outside(_)));
    let is_left_out = site.index().is_id_left_out(written);
    if is_url || is_left_out || named.title.is_some() && !is_path(written) {
        return None;
    }
    if relation == Relation::ReplacedBy && is_name(written) {
        let form = "give its document ID, a path as in a link, or an `https://` URL".to_owned();
        let help = known.help(written).or(Some(form));
        let message = format!("there is no document `{written}`");
        return Some(Problem { code: &REVIEW_MISSING_SUCCESSOR, message, help });
    }
    if is_path(written) {
        let help = "give a document ID, a path as in a link, or an `https://` URL".to_owned();
        let message = format!("there is no page `{written}`");
        return Some(Problem { code: &LINK_MISSING_PAGE, message, help: Some(help) });
    }
    unknown_number(site, relation, written, known)
}

/// The first unknown document ID in a text.
fn unknown_number(site: &Site, relation: Relation, written: &str, known: &mut DocumentIds<'_>) -> Option<Problem> {
    let found = document_ids::find(written, &site.config().kinds);
    let (_, unknown) = found.into_iter().find(|(_, mention)| known.is_unknown(&mention.document_id))?;
    let code = match relation {
        Relation::ReplacedBy => &REVIEW_MISSING_SUCCESSOR,
        Relation::Replaces | Relation::Related => &KIND_UNKNOWN_ID,
    };
    let message = format!("there is no document `{}`", unknown.document_id);
    Some(Problem { code, message, help: known.help(&unknown.document_id) })
}

/// Whether the chain of successors of a page comes back to it.
fn leads_back(site: &Site, page: PageId, written: &str) -> bool {
    let mut seen = HashSet::new();
    let mut waiting = related::named_pages(site, page, written);
    while let Some(next) = waiting.pop() {
        if next == page {
            return true;
        }
        if seen.len() <= LONGEST_CHAIN && seen.insert(next) {
            waiting.extend(related::named_successors(site, next));
        }
    }
    false
}
