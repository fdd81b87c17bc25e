//! Pages that are derived from another page: several pages in one for printing, and blank records.

use crate::site::model::Site;
use crate::site::page::{PageId, PageKind};

/// A page and its subpages in reading order: those that are published and not retired. A page outside the navigation is
/// alone.
pub(super) fn pages(site: &Site, first: PageId) -> Vec<PageId> {
    let navigation = &site.navigation;
    let below = match navigation.of_page.get(&first) {
        Some(entry) if first == site.home && navigation.entries[*entry].children.is_empty() => navigation.order.clone(),
        Some(entry) => navigation.below(*entry),
        None => return vec![first],
    };
    let pages = below.into_iter().map(|entry| navigation.entries[entry].page);
    let is_bundled = |id: &PageId| {
        let page = site.page(*id);
        page.output.is_some() && page.document.is_some() && !page.is_retired()
    };
    pages.filter(is_bundled).collect()
}

/// The URL of the page of a kind that is derived from another page, ready for `href`.
pub(super) fn derived_url(site: &Site, page: PageId, kind: PageKind) -> Option<String> {
    let meta = site.page(page).meta()?;
    if !meta.print_bundle && meta.record.is_empty() {
        return None;
    }
    let derived = site.pages.iter().find(|other| other.kind == kind)?;
    derived.output.as_ref().map(|_| site.href(&derived.url))
}
