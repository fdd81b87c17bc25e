//! Pages that belong to a page without being beside it: what replaces it, what is related to it.

use std::collections::HashMap;

use crate::base::node::{Node, Value};
use crate::parse::kind::numbers;
use crate::parse::links::{Destination, Target, classify, inside};
use crate::site::query::PageLink;
use crate::site::resolve::resolve;
use crate::site::{PageId, Site};

/// So many pages that replace each other are followed.
pub const LONGEST_CHAIN: usize = 100;
/// The most related pages that are shown.
const MOST_RELATED: usize = 5;
/// A tag on more pages than this says little of any two of them.
const COMMON_TAG: usize = 200;

impl Site {
    /// The page that another one names as what replaces it, which may be itself.
    pub fn named_successor(&self, page: PageId) -> Option<PageId> {
        let written = self.page(page).meta()?.successor.as_deref()?;
        let code = numbers::key(written);
        let own = self.page(page).meta()?.code.as_deref();
        let is_own = own.is_some_and(|own| numbers::key(own) == code);
        let by_code = self.index.numbered(written).filter(|id| *id != page);
        by_code.or_else(|| is_own.then_some(page)).or_else(|| self.named(page, written))
    }

    /// What replaces a page that is no longer in force: the last of those that follow each other. Text that leads nowhere
    /// has no address.
    pub(super) fn successor(&self, page: PageId) -> Option<PageLink> {
        let written = self.page(page).meta()?.successor.clone()?;
        let mut seen = vec![page];
        while let Some(next) = self.named_successor(*seen.last().unwrap_or(&page)).filter(|next| !seen.contains(next)) {
            seen.push(next);
            if !self.page(next).is_over() || seen.len() > LONGEST_CHAIN {
                break;
            }
        }
        let found = seen.last().copied().filter(|last| *last != page);
        Some(match found {
            Some(id) => self.page_link(id),
            None => {
                let url = written.starts_with("https://").then(|| written.clone());
                PageLink { title: written, url, page, ..PageLink::default() }
            }
        })
    }

    /// Pages named under `related`, else those that share the rarest tags.
    pub(super) fn related(&self, page: PageId) -> Vec<PageLink> {
        let Some(document) = &self.page(page).document else { return Vec::new() };
        let stated = document.front.get("related").map(|node| self.stated(page, node)).unwrap_or_default();
        if !stated.is_empty() {
            return stated;
        }
        let mut scores: HashMap<PageId, f64> = HashMap::new();
        let tags = self.tags_of(page).map(|tag| &self.tags[tag].pages);
        for pages in tags.filter(|pages| (2..=COMMON_TAG).contains(&pages.len())) {
            for other in pages.iter().filter(|other| **other != page && !self.page(**other).is_unlisted()) {
                *scores.entry(*other).or_default() += 1.0 / pages.len() as f64;
            }
        }
        let mut ranked: Vec<(PageId, f64)> = scores.into_iter().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranked.into_iter().take(MOST_RELATED).map(|(id, _)| self.page_link(id)).collect()
    }

    /// Reads `related`: addresses and paths, maps with `text` and `href`, and lists of both under `items` or `sections`.
    fn stated(&self, page: PageId, node: &Node) -> Vec<PageLink> {
        match &node.value {
            Value::List(items) => items.iter().flat_map(|item| self.stated(page, item)).collect(),
            Value::Map(_) => match node.get("href").or_else(|| node.get("url")).and_then(Node::text) {
                Some(href) => {
                    let title = node.get("text").or_else(|| node.get("title")).and_then(Node::text);
                    self.stated_link(page, &href, title).into_iter().collect()
                }
                None => {
                    let lists = ["sections", "items"].into_iter().filter_map(|key| node.get(key));
                    lists.flat_map(|list| self.stated(page, list)).collect()
                }
            },
            _ => node.text().and_then(|text| self.stated_link(page, text.trim(), None)).into_iter().collect(),
        }
    }

    fn stated_link(&self, page: PageId, href: &str, title: Option<String>) -> Option<PageLink> {
        if let Some(found) = self.named(page, href) {
            let link = self.page_link(found);
            return Some(PageLink { title: title.unwrap_or(link.title), ..link });
        }
        match classify(href) {
            Destination::Target(Target::Outside(url)) => Some(PageLink {
                title: title.unwrap_or_else(|| url.clone()),
                url: Some(url),
                page,
                ..PageLink::default()
            }),
            _ => None,
        }
    }

    /// The page that a path or an address names, as a link on this page would.
    fn named(&self, page: PageId, written: &str) -> Option<PageId> {
        let found = resolve(page, &inside(written), &self.pages, &self.index);
        found.page.filter(|_| found.problem.is_none())
    }
}
