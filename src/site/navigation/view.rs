//! The navigation as pages show it: breadcrumbs, levels, neighbours, the whole tree.

use crate::base::path::{OutputPath, folder_of};
use crate::site::answer::{NavLevel, Neighbours, PageLink, TreeEntry};
use crate::site::model::Site;
use crate::site::navigation::NavEntry;
use crate::site::page::{PageId, PageKey, TREE_OUTPUT, folder_above};

/// An entry under its own label, which may differ from the page's title.
fn entry_link(site: &Site, index: usize) -> PageLink {
    let entry: &NavEntry = &site.navigation.entries[index];
    let own = PageLink::new(site.page(entry.page), &site.config);
    PageLink { title: entry.title.clone(), url: entry_url(site, index), description: entry.excerpt.clone(), ..own }
}

/// The URL of an entry, ready for `href`: the one that it states (with the base path if it begins with `/`), else its page's;
/// `None` for an entry without a link.
pub fn entry_url(site: &Site, index: usize) -> Option<String> {
    let entry = &site.navigation.entries[index];
    match &entry.url {
        _ if !entry.is_linked => None,
        Some(url) if url.starts_with('/') && !url.starts_with("//") => {
            Some(format!("{}{url}", site.config.base_url.prefix))
        }
        Some(url) => Some(url.clone()),
        None => Some(site.href(&site.page(entry.page).url)),
    }
}

/// The most pages in breadcrumbs.
const MOST_ABOVE: usize = 25;

/// The pages from the home page down to the parent of a page. Far below the home page, it and the nearest ones.
pub fn trail(site: &Site, page: PageId) -> Vec<PageLink> {
    if page == site.home {
        return Vec::new();
    }
    let home = site.navigation.of_page.get(&site.home).copied();
    let mut trail = ancestor_entries(site, page);
    if let Some(home) = home.filter(|home| trail.first() != Some(home)) {
        trail.insert(0, home);
    }
    if trail.len() > MOST_ABOVE {
        trail.drain(1..=trail.len() - MOST_ABOVE);
    }
    trail.into_iter().map(|entry| entry_link(site, entry)).collect()
}

/// The ancestors of a page in the navigation, from the root.
pub(in crate::site) fn ancestors(site: &Site, page: PageId) -> Vec<PageKey> {
    let entries = ancestor_entries(site, page).into_iter();
    entries.map(|entry| site.page(site.navigation.entries[entry].page).key).collect()
}

/// The entries above a page. For a page that is no entry: down to the page that it is derived from, or to the first page of
/// the assessment that it is a part of, else to the nearest folder.
fn ancestor_entries(site: &Site, page: PageId) -> Vec<usize> {
    if let Some(entry) = site.navigation.of_page.get(&page) {
        return site.navigation.trail(*entry);
    }
    let origin = site.page(page).kind.origin().and_then(|origin| site.by_key.get(&origin).copied());
    let start =
        origin.or_else(|| site.assessments.parts.get(&page).map(|own| site.assessments.placed[own.assessment].start));
    let above = start.and_then(|start| site.navigation.of_page.get(&start).copied());
    match above.or_else(|| folder_entry(site, page)) {
        Some(entry) => site.navigation.trail(entry).into_iter().chain([entry]).collect(),
        None => Vec::new(),
    }
}

/// The entry of the nearest folder above a page that is no entry itself.
fn folder_entry(site: &Site, page: PageId) -> Option<usize> {
    let page = Some(site.page(page)).filter(|page| page.document.is_some())?;
    let mut folder = folder_above(page)?;
    loop {
        let owner = site.index.of_folder(folder);
        if let Some(entry) = owner.and_then(|id| site.navigation.of_page.get(&id)) {
            return Some(*entry);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder_of(folder);
    }
}

/// The entries below a page; none for a page that is no entry.
pub(in crate::site) fn below(site: &Site, page: PageId) -> NavLevel {
    let Some(entry) = site.navigation.of_page.get(&page).copied() else { return empty_level(site) };
    let list_url = entry_url(site, entry).unwrap_or_else(|| tree_url(site));
    level(site, &site.navigation.entries[entry].children, list_url)
}

/// The entries at the top.
pub(in crate::site) fn top(site: &Site) -> NavLevel {
    level(site, &site.navigation.roots, tree_url(site))
}

/// The level below a page that does not exist.
pub(in crate::site) fn empty_level(site: &Site) -> NavLevel {
    level(site, &[], tree_url(site))
}

/// Where more entries than this are below another, their number is of no use. With a limit, a page that is added to a long
/// list changes no menu that does not show it.
const MOST_COUNTED: usize = 100;

fn level(site: &Site, entries: &[usize], list_url: String) -> NavLevel {
    let count = |entry: &usize| site.navigation.entries[*entry].children.len().min(MOST_COUNTED);
    NavLevel {
        entries: entries.iter().map(|entry| entry_link(site, *entry)).collect(),
        child_counts: entries.iter().map(count).collect(),
        list_url,
    }
}

fn tree_url(site: &Site) -> String {
    site.href(&OutputPath::new(TREE_OUTPUT).url())
}

/// The pages before and after a page in reading order.
pub(in crate::site) fn neighbours(site: &Site, page: PageId) -> Neighbours {
    let Some(entry) = site.navigation.of_page.get(&page) else { return Neighbours::default() };
    let (previous, next) = site.navigation.neighbours(*entry);
    let link = |entry: Option<usize>| entry.map(|entry| entry_link(site, entry));
    Neighbours { previous: link(previous), next: link(next) }
}

/// All entries, in reading order.
pub(in crate::site) fn tree(site: &Site) -> Vec<TreeEntry> {
    let mut found = Vec::with_capacity(site.navigation.entries.len());
    let mut open: Vec<(usize, usize)> = site.navigation.roots.iter().rev().map(|root| (*root, 1)).collect();
    while let Some((entry, level)) = open.pop() {
        found.push(TreeEntry { link: entry_link(site, entry), level });
        open.extend(site.navigation.entries[entry].children.iter().rev().map(|child| (*child, level + 1)));
    }
    found
}

/// Pages in reading order; those outside the navigation come last.
pub(in crate::site) fn in_reading_order(site: &Site, pages: &[PageId]) -> Vec<PageId> {
    let place = |page: &PageId| site.navigation.of_page.get(page).map(|entry| site.navigation.position[*entry]);
    let mut pages = pages.to_vec();
    pages.sort_by_key(|page| (place(page).is_none(), place(page)));
    pages
}
