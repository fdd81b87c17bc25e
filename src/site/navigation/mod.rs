//! The navigation tree: its entries, their order, and paths between them.

pub mod build;
mod empty_listings;
mod keys;
mod order;
pub mod view;

use std::collections::HashMap;

use crate::base::diagnostic::Diagnostic;
use crate::site::page::PageId;

/// The tree. Entries refer to each other by their index in `entries`.
#[derive(Debug, Default)]
pub struct Navigation {
    pub entries: Vec<NavEntry>,
    pub roots: Vec<usize>,
    /// Page → its entry.
    pub of_page: HashMap<PageId, usize>,
    /// Entries depth first: the order of previous and next.
    pub order: Vec<usize>,
    /// Entry → its place in `order`.
    pub position: Vec<usize>,
    /// What is wrong with the places that pages declare.
    pub diagnostics: Vec<Diagnostic>,
}

/// One place in the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct NavEntry {
    pub page: PageId,
    pub key: String,
    pub title: String,
    /// The URL that the entry states instead of the page's own.
    pub url: Option<String>,
    /// Whether the entry has a link. A page that is not published has none, unless its entry states a URL.
    pub is_linked: bool,
    pub order: Option<f64>,
    pub pinned: bool,
    pub excerpt: Option<String>,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
}

impl Navigation {
    /// The ancestors of an entry, the root first.
    pub fn trail(&self, entry: usize) -> Vec<usize> {
        let mut trail = Vec::new();
        let mut at = self.entries[entry].parent;
        while let Some(parent) = at {
            trail.push(parent);
            at = self.entries[parent].parent;
        }
        trail.reverse();
        trail
    }

    /// An entry and all below it, in reading order.
    pub fn below(&self, entry: usize) -> Vec<usize> {
        let start = self.position[entry];
        let is_below = |at: &usize| *at == entry || self.trail(*at).contains(&entry);
        self.order[start..].iter().copied().take_while(is_below).collect()
    }

    /// The entries beside this one, itself included.
    pub fn siblings(&self, entry: usize) -> &[usize] {
        match self.entries[entry].parent {
            Some(parent) => &self.entries[parent].children,
            None => &self.roots,
        }
    }

    /// The entries before and after in reading order that link to a page of this site.
    pub fn neighbours(&self, entry: usize) -> (Option<usize>, Option<usize>) {
        let at = self.position[entry];
        let is_page = |index: &&usize| self.entries[**index].url.is_none() && self.entries[**index].is_linked;
        (self.order[..at].iter().rev().find(is_page).copied(), self.order[at + 1..].iter().find(is_page).copied())
    }
}
