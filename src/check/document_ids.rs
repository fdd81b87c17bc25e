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

/// The document IDs of a site, to distinguish a typo from a word that only looks like an ID.
pub struct DocumentIds<'a> {
    site: &'a Site,
    ids: Vec<&'a str>,
    schemes: HashSet<String>,
    drafts: HashSet<String>,
    /// How many more suggestions are made.
    left: usize,
}

impl<'a> DocumentIds<'a> {
    /// The document IDs of a site.
    pub fn of(site: &'a Site) -> DocumentIds<'a> {
        let ids: Vec<&str> = site.pages().iter().filter_map(|page| page.meta()?.document_id.as_deref()).collect();
        let drafts = || site.draft_ids().iter().map(String::as_str);
        let schemes = ids.iter().copied().chain(drafts()).filter_map(scheme).map(document_ids::key).collect();
        DocumentIds { site, ids, schemes, drafts: drafts().map(document_ids::key).collect(), left: MOST_SUGGESTIONS }
    }

    /// Whether a text has the form of the document IDs of the site, but no document has it. Documents that were not
    /// effective on the date of the build are reported elsewhere.
    pub fn is_unknown(&self, document_id: &str) -> bool {
        self.site.index().by_document_id(document_id).is_none()
            && scheme(document_id).is_some_and(|own| self.schemes.contains(&document_ids::key(own)))
            && !self.site.index().is_id_left_out(document_id)
    }

    /// The help line for an unknown document ID.
    pub fn help(&mut self, document_id: &str) -> Option<String> {
        if self.drafts.contains(&document_ids::key(document_id)) {
            return Some("that document is a draft, which is not published".to_owned());
        }
        self.left = self.left.checked_sub(1)?;
        nearest(document_id, self.ids.iter().copied()).map(|near| format!("did you mean `{near}`?"))
    }
}

/// Checks every document ID in running text.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut known = DocumentIds::of(site);
    let mut diagnostics = Vec::new();
    let pages = site.pages().iter().zip(site.resolutions().iter());
    for (document, resolutions) in pages.filter_map(|(page, found)| Some((page.document.as_deref()?, found))) {
        for ((link, span), resolution) in document.links().zip(resolutions) {
            let Target::Document(mention) = &link.target else { continue };
            let at = || Location::at(&document.path, span);
            if let (Some(page), Some(_)) = (resolution.page, &resolution.problem) {
                diagnostics.push(unknown_step(site, page, at(), mention));
            }
            if resolution.page.is_none() && known.is_unknown(&mention.document_id) {
                let message = format!("there is no document `{}`", mention.document_id);
                diagnostics.push(
                    Diagnostic::new(&KIND_UNKNOWN_ID, at(), message).maybe_help(known.help(&mention.document_id)),
                );
            }
        }
    }
    diagnostics
}

fn unknown_step(site: &Site, page: PageId, at: Location, mention: &DocumentMention) -> Diagnostic {
    let steps = site.page(page).document.as_ref().map_or(&[] as &[Step], |document| &document.facts.steps);
    let help = steps.first().zip(steps.last()).map(|(first, last)| match steps.len() {
        1 => format!("its only step is {}", first.number),
        _ => format!("its steps are {} to {}", first.number, last.number),
    });
    let message = format!("`{}` has no step {}", mention.document_id, mention.step.as_deref().unwrap_or_default());
    Diagnostic::new(&KIND_UNKNOWN_STEP, at, message).maybe_help(help)
}
