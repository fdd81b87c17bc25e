//! Terms as pages show them: those that a page uses, and all of the site by name.

use std::collections::BTreeSet;

use crate::base::natural;
use crate::base::path::OutputPath;
use crate::base::url::encode_path;
use crate::parse::definitions::Term;
use crate::site::glossary::{is_glossary, key, terms_of};
use crate::site::model::Site;
use crate::site::page::{GLOSSARY_OUTPUT, PageId, PageKey};

/// A term as a page shows it.
#[derive(Debug, Clone, Hash)]
pub struct TermLink {
    pub names: Vec<String>,
    pub definition: String,
    /// The URL of its definition, ready for `href`.
    pub url: String,
    pub anchor: String,
    pub page: PageKey,
    pub page_title: String,
    /// Whether the asking page defines it; the sections in which it explains terms do not link it.
    pub is_own: bool,
    /// Whether its first name is a short form that represents its definition.
    pub is_abbreviation: bool,
}

/// The terms that a page's text may use: its own, then those of other pages.
pub(super) fn of_page(site: &Site, id: PageId) -> Vec<TermLink> {
    let Some(document) = &site.page(id).document else { return Vec::new() };
    let own = document.facts.terms.iter().filter(|term| !term.definition.is_empty());
    let mut terms: Vec<TermLink> = own.map(|term| TermLink { is_own: true, ..term_link(site, id, term) }).collect();
    let taken: BTreeSet<String> = terms.iter().flat_map(|term| &term.names).map(|name| key(name)).collect();
    for entry in site.term_uses[id.0].iter().map(|entry| &site.glossary.entries[*entry]) {
        let term = &terms_of(site.page(entry.page))[entry.term];
        let is_free = entry.page != id && !term.names.iter().any(|name| taken.contains(&key(name)));
        if is_free && !term.definition.is_empty() {
            terms.push(term_link(site, entry.page, term));
        }
    }
    terms
}

/// Every definition that counts, by name.
pub(super) fn all(site: &Site) -> Vec<TermLink> {
    let counting = site.glossary.entries.iter().filter(|entry| entry.before.is_none());
    let mut terms: Vec<TermLink> = counting
        .map(|entry| {
            let page = site.page(entry.page);
            let link = term_link(site, entry.page, &terms_of(page)[entry.term]);
            TermLink { page_title: page.title.clone(), ..link }
        })
        .filter(|term| !term.definition.is_empty())
        .collect();
    terms.sort_by_cached_key(|term| (natural::key(&term.names[0]), term.url.clone()));
    terms
}

fn term_link(site: &Site, id: PageId, term: &Term) -> TermLink {
    let page = site.page(id);
    TermLink {
        names: term.names.clone(),
        definition: term.definition.clone(),
        url: format!("{}#{}", site.href(&page.url), encode_path(&term.anchor)),
        anchor: term.anchor.clone(),
        page: page.key,
        page_title: String::new(),
        is_own: false,
        is_abbreviation: term.is_abbreviation,
    }
}

/// The URL of the page with all terms, ready for `href`: the generated one, else the only page that defines any.
pub(super) fn glossary_url(site: &Site) -> Option<String> {
    let url = OutputPath::new(GLOSSARY_OUTPUT).url();
    if site.page_at(&url).is_some_and(|id| site.page(id).output.is_some()) {
        return Some(site.href(&url));
    }
    let first = site.glossary.entries.first()?;
    is_glossary(site.page(first.page), &site.config.kinds).then(|| site.href(&site.page(first.page).url))
}
