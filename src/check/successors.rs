//! What is named as the successor of a page and does not exist. Words that are neither a number nor a path are left alone.

use std::collections::HashSet;

use crate::base::codes::documents::REVIEW_MISSING_SUCCESSOR;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::slug::fold;
use crate::parse::control::successor_node;
use crate::site::query::{Answer, Query};
use crate::site::related::LONGEST_CHAIN;
use crate::site::{PageId, Site};

/// Judges every page that names a successor.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let codes = || site.pages.iter().filter_map(|page| page.meta()?.code.as_deref());
    let mut findings = Vec::new();
    for (id, page) in site.all().filter(|(_, page)| page.output.is_some()) {
        let Some(written) = page.meta().and_then(|meta| meta.successor.as_deref()) else { continue };
        let is_found = match site.answer(&Query::Successor(id)) {
            Answer::Page(link) => link.is_some_and(|link| link.url.is_some()),
            _ => true,
        };
        let is_round = leads_back(site, id);
        let is_wrong = is_round || !is_found && names_a_page(written);
        let Some(document) = page.document.as_deref().filter(|_| is_wrong) else { continue };
        let node = successor_node(&document.front).filter(|node| !node.inherited);
        let at = node.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span));
        if is_round {
            let message = format!("`{written}` leads back to this page, so nothing is in force");
            let help = "name the document that is to be followed";
            findings.push(Diagnostic::new(&REVIEW_MISSING_SUCCESSOR, at, message).help(help));
            continue;
        }
        let is_draft = site.draft_numbers.iter().any(|draft| fold(draft) == fold(written));
        let help = match nearest(written, codes()) {
            _ if is_draft => "that document is a draft, which is not published".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
            None => "name it by its number, by a path as in a link, or by an `https://` address".to_owned(),
        };
        let message = format!("nothing here is `{written}`");
        findings.push(Diagnostic::new(&REVIEW_MISSING_SUCCESSOR, at, message).help(help));
    }
    findings
}

/// Whether those that replace a page and each other come round to it.
fn leads_back(site: &Site, page: PageId) -> bool {
    let mut seen = HashSet::new();
    let mut at = page;
    while let Some(next) = site.named_successor(at).filter(|next| seen.insert(*next) && seen.len() <= LONGEST_CHAIN) {
        if next == page {
            return true;
        }
        at = next;
    }
    false
}

/// `SOP-022`, `new.md` or `/guides/new/`, as against "the fire plan of the landlord".
fn names_a_page(written: &str) -> bool {
    let is_word = !written.contains(char::is_whitespace);
    let is_number = written.contains(|letter: char| letter.is_ascii_digit()) && written.contains(char::is_alphabetic);
    is_word && (is_number || written.contains('/') || written.ends_with(".md"))
}
