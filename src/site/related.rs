//! Pages that a page names: its successors, the documents that it replaces, related pages.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::parse::kind::document_ids;
use crate::parse::links::{Destination, Target, classify, inside};
use crate::parse::relations::{self, Relation};
use crate::site::answer::PageLink;
use crate::site::model::Site;
use crate::site::page::PageId;
use crate::site::resolve::resolve;
use crate::site::tags;

/// The most pages of a chain of successors that are followed.
pub const LONGEST_CHAIN: usize = 100;
/// The most related pages that are shown.
const MOST_RELATED: usize = 5;
/// A tag on more pages than this says little of any two of them.
const COMMON_TAG: usize = 200;

/// The pages that a text names.
struct Others {
    pages: Vec<PageId>,
    /// Whether the whole text is the document ID or the path of one page.
    is_exact: bool,
}

/// The pages that a front matter value names: by document ID, path or URL, else by the document IDs in its text.
pub fn named_pages(site: &Site, page: PageId, written: &str) -> Vec<PageId> {
    named_page(site, page, written).map_or_else(|| mentioned_in(site, written), |found| vec![found])
}

/// The pages whose document IDs occur in a text.
fn mentioned_in(site: &Site, words: &str) -> Vec<PageId> {
    let mentions = document_ids::find(words, &site.config.kinds);
    mentions.iter().filter_map(|(_, mention)| site.index.by_document_id(&mention.document_id)).collect()
}

/// The page with a document ID, path or URL; paths and URLs are resolved as links on this page.
pub fn named_page(site: &Site, page: PageId, written: &str) -> Option<PageId> {
    site.index.by_document_id(written).or_else(|| {
        let found = resolve(page, &inside(written), &site.pages, &site.index);
        found.page.filter(|_| found.problem.is_none())
    })
}

/// The pages that a page names as its successors, itself perhaps among them.
pub fn named_successors(site: &Site, page: PageId) -> Vec<PageId> {
    let written = site.page(page).meta().map_or(&[] as &[String], |meta| &meta.successors);
    written.iter().flat_map(|written| named_pages(site, page, written)).collect()
}

/// The documents that replace a retired page, at the end of each chain of successors. Text without a target has no URL.
pub fn successors(site: &Site, page: PageId) -> Vec<PageLink> {
    let written = site.page(page).meta().map_or(&[] as &[String], |meta| &meta.successors);
    let mut seen = HashSet::from([page]);
    let mut links = Vec::new();
    for written in written {
        let named = others(site, page, written);
        links.extend(more_words(site, written, &named));
        let found = last_of(site, named.pages.clone(), &mut seen);
        links.extend(found.into_iter().map(|id| called(site, id, written, &named)));
    }
    links
}

/// The effective pages at the end of chains of successors; if none is effective, the last page of each chain.
fn last_of(site: &Site, pages: Vec<PageId>, seen: &mut HashSet<PageId>) -> Vec<PageId> {
    let mut waiting: VecDeque<PageId> = pages.into();
    let mut found = Vec::new();
    while let Some(id) = waiting.pop_front() {
        if seen.len() > LONGEST_CHAIN || !seen.insert(id) {
            continue;
        }
        let next = if site.page(id).is_retired() { named_successors(site, id) } else { Vec::new() };
        match next.iter().all(|next| seen.contains(next)) {
            true => found.push(id),
            false => waiting.extend(next),
        }
    }
    found
}

/// The documents that a page replaces.
pub(super) fn replaced(site: &Site, page: PageId) -> Vec<PageLink> {
    named_links(site, page, Relation::Replaces)
}

/// The documents with this relation to a page: links where there is a page, else words.
fn named_links(site: &Site, page: PageId, relation: Relation) -> Vec<PageLink> {
    let Some(document) = &site.page(page).document else { return Vec::new() };
    let mut links = Vec::new();
    for named in relations::named(&document.front, relation) {
        let title = |link: PageLink| PageLink { title: named.title.clone().unwrap_or(link.title), ..link };
        let found = others(site, page, &named.written);
        links.extend(more_words(site, &named.written, &found).map(title));
        links.extend(found.pages.iter().map(|id| title(called(site, *id, &named.written, &found))));
    }
    links
}

/// The pages that a text names besides the page itself: an earlier version of it is no other document.
fn others(site: &Site, page: PageId, written: &str) -> Others {
    let exact = named_page(site, page, written);
    let mut pages = exact.map_or_else(|| mentioned_in(site, written), |found| vec![found]);
    pages.retain(|named| *named != page);
    Others { pages, is_exact: exact.is_some() }
}

/// The author's words, where they name no page, or say more than the document IDs in them.
fn more_words(site: &Site, written: &str, named: &Others) -> Option<PageLink> {
    let says_more = named.pages.len() > 1 && !named.is_exact && has_other_words(site, written);
    (named.pages.is_empty() || says_more).then(|| words(written))
}

/// Whether a text has words besides document IDs and conjunctions.
fn has_other_words(site: &Site, written: &str) -> bool {
    const JOINING: &[&str] = &["and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "en"];
    let (mut rest, mut at) = (String::new(), 0);
    for (range, _) in document_ids::find(written, &site.config.kinds) {
        rest.push_str(&written[at..range.start]);
        rest.push(' ');
        at = range.end;
    }
    rest.push_str(&written[at..]);
    let mut words = rest.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| !JOINING.contains(&word.to_lowercase().as_str()))
}

/// A page under its title, or under the author's words if they say more than its document ID or path.
fn called(site: &Site, found: PageId, written: &str, named: &Others) -> PageLink {
    let link = link(site, found);
    match named.pages[..] {
        [only] if only == found && !named.is_exact => PageLink { title: written.to_owned(), document_id: None, ..link },
        _ => link,
    }
}

/// A text that names no page here: the URL of another site, or words.
fn words(written: &str) -> PageLink {
    let url = match classify(written) {
        Destination::Target(Target::Outside(url)) if url.starts_with("https://") || url.starts_with("http://") => {
            Some(url)
        }
        _ => None,
    };
    PageLink { title: written.to_owned(), url, ..PageLink::default() }
}

/// What the page names as related, else those that share the rarest tags and are not below it.
pub(super) fn related(site: &Site, page: PageId) -> Vec<PageLink> {
    if site.page(page).document.is_none() {
        return Vec::new();
    }
    let stated = named_links(site, page, Relation::Related);
    if !stated.is_empty() {
        return stated;
    }
    let mut scores: HashMap<PageId, f64> = HashMap::new();
    let tags = tags::of_page(&site.tags, page).map(|tag| &tag.pages);
    let navigation = &site.navigation;
    let entry = |page: &PageId| navigation.of_page.get(page).copied();
    // Those below the page are listed on it.
    let own = entry(&page);
    let is_below = |other: &PageId| {
        entry(other).is_some_and(|other| own.is_some_and(|own| navigation.trail(other).contains(&own)))
    };
    for pages in tags.filter(|pages| (2..=COMMON_TAG).contains(&pages.len())) {
        let others = pages.iter().filter(|other| **other != page && !site.page(**other).is_unlisted());
        for other in others.filter(|other| !is_below(other)) {
            *scores.entry(*other).or_default() += 1.0 / pages.len() as f64;
        }
    }
    let mut ranked: Vec<(PageId, f64)> = scores.into_iter().collect();
    // Of equal ones, in the order in which they are read.
    let place = |page: &PageId| entry(page).map_or(usize::MAX, |entry| navigation.position[entry]);
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| (place(&a.0), a.0).cmp(&(place(&b.0), b.0))));
    ranked.into_iter().take(MOST_RELATED).map(|(id, _)| link(site, id)).collect()
}

fn link(site: &Site, id: PageId) -> PageLink {
    PageLink::new(site.page(id), &site.config)
}
