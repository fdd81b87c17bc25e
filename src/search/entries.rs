//! The pages that search finds, in the order of the index.

use crate::site::model::Site;
use crate::site::navigation::view::trail;
use crate::site::page::{Page, PageId, PageKind};

/// A page that search finds.
#[derive(Debug)]
pub struct Entry {
    pub page: PageId,
    /// Titles of the pages above it.
    pub path: Vec<String>,
}

/// The pages that search may find.
pub fn entries(site: &Site) -> Vec<Entry> {
    let found = site.all().filter(|(_, page)| is_found(site, page));
    found.map(|(page, _)| Entry { page, path: path_of(site, page) }).collect()
}

/// The language of a page.
pub fn language_of<'s>(site: &'s Site, entry: &Entry) -> &'s str {
    let own = site.page(entry.page).meta().and_then(|meta| meta.language.as_deref());
    own.unwrap_or(&site.config().language)
}

fn is_found(site: &Site, page: &Page) -> bool {
    let is_not_found = page.output.as_ref().is_some_and(|output| output.as_str() == "404.html");
    page.kind == PageKind::Authored && !is_not_found && page.is_searchable(site.config())
}

fn path_of(site: &Site, page: PageId) -> Vec<String> {
    let home = site.page(site.home()).key;
    trail(site, page).into_iter().filter(|link| link.key != home).map(|link| link.title).collect()
}
