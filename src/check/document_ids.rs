//! Unknown document IDs and step numbers in running text.

use std::collections::HashSet;

use crate::base::codes::documents::{KIND_UNKNOWN_ID, KIND_UNKNOWN_STEP};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::{MOST_SUGGESTIONS, nearest};
use crate::parse::kind::document_ids::{self, DocumentMention, scheme};
use crate::parse::links::Target;
use crate::parse::steps::Step;
use crate::site::model::Site;
use crate::site::page::PageId;

/// The numbers that documents have, to tell a typo from a word that only looks like a number.
pub struct DocumentIds<'a> {
    site: &'a Site,
    ids: Vec<&'a str>,
    schemes: HashSet<String>,
    drafts: HashSet<String>,
    /// How many more suggestions are made.
    left: usize,
}

impl<'a> DocumentIds<'a> {
    /// The numbers of a site.
    pub fn of(site: &'a Site) -> DocumentIds<'a> {
        let ids: Vec<&str> = site.pages().iter().filter_map(|page| page.meta()?.document_id.as_deref()).collect();
        let drafts = || site.draft_ids().iter().map(String::as_str);
        let schemes = ids.iter().copied().chain(drafts()).filter_map(scheme).map(document_ids::key).collect();
        DocumentIds { site, ids, schemes, drafts: drafts().map(document_ids::key).collect(), left: MOST_SUGGESTIONS }
    }

    /// Whether this has the form of other documents' numbers, and is the number of none. That a document was not in
    /// force on the day that is shown is reported where it says so.
    pub fn is_unknown(&self, code: &str) -> bool {
        self.site.index().by_document_id(code).is_none()
            && scheme(code).is_some_and(|own| self.schemes.contains(&document_ids::key(own)))
            && !self.site.index().is_id_left_out(code)
    }

    /// What to say of a number that no document has.
    pub fn help(&mut self, code: &str) -> Option<String> {
        if self.drafts.contains(&document_ids::key(code)) {
            return Some("that document is a draft, which is not published".to_owned());
        }
        self.left = self.left.checked_sub(1)?;
        nearest(code, self.ids.iter().copied()).map(|near| format!("did you mean `{near}`?"))
    }
}

/// Checks every number in running text.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut known = DocumentIds::of(site);
    let mut diagnostics = Vec::new();
    let pages = site.pages().iter().zip(site.resolutions().iter());
    for (document, resolutions) in pages.filter_map(|(page, found)| Some((page.document.as_deref()?, found))) {
        for ((link, span), resolution) in document.links().zip(resolutions) {
            let Target::Document(number) = &link.target else { continue };
            let at = || Location::at(&document.path, span);
            if let (Some(page), Some(_)) = (resolution.page, &resolution.problem) {
                diagnostics.push(unknown_step(site, page, at(), number));
            }
            if resolution.page.is_none() && known.is_unknown(&number.document_id) {
                let message = format!("there is no document `{}`", number.document_id);
                diagnostics
                    .push(Diagnostic::new(&KIND_UNKNOWN_ID, at(), message).maybe_help(known.help(&number.document_id)));
            }
        }
    }
    diagnostics
}

fn unknown_step(site: &Site, page: PageId, at: Location, number: &DocumentMention) -> Diagnostic {
    let steps = site.page(page).document.as_ref().map_or(&[] as &[Step], |document| &document.facts.steps);
    let help = steps.first().zip(steps.last()).map(|(first, last)| match steps.len() {
        1 => format!("its only step is {}", first.number),
        _ => format!("its steps are {} to {}", first.number, last.number),
    });
    let message = format!("`{}` has no step {}", number.document_id, number.step.as_deref().unwrap_or_default());
    Diagnostic::new(&KIND_UNKNOWN_STEP, at, message).maybe_help(help)
}
