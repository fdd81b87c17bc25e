//! What is named as the successor of a page and does not exist. Words that are neither a number nor a path are left alone.

use crate::base::codes::documents::REVIEW_MISSING_SUCCESSOR;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::parse::control::successor_node;
use crate::site::Site;
use crate::site::query::{Answer, Query};

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
        let Some(document) = page.document.as_deref().filter(|_| !is_found && names_a_page(written)) else { continue };
        let node = successor_node(&document.front).filter(|node| !node.inherited);
        let at = node.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span));
        let help = match nearest(written, codes()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name it by its number, by a path as in a link, or by an `https://` address".to_owned(),
        };
        let message = format!("nothing here is `{written}`");
        findings.push(Diagnostic::new(&REVIEW_MISSING_SUCCESSOR, at, message).help(help));
    }
    findings
}

/// `SOP-022`, `new.md` or `/guides/new/`, as against "the fire plan of the landlord".
fn names_a_page(written: &str) -> bool {
    let is_word = !written.contains(char::is_whitespace);
    let is_number = written.contains(|letter: char| letter.is_ascii_digit()) && written.contains(char::is_alphabetic);
    is_word && (is_number || written.contains('/') || written.ends_with(".md"))
}
