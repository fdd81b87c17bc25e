//! The order of the menu: the home page, then pinned pages, then by `order`, then by path with numbers as numbers.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::natural::{self, NaturalKey};
use crate::base::path::is_markdown;
use crate::site::navigation::empty_listings::empty_listings;
use crate::site::navigation::{NavEntry, Navigation};
use crate::site::page::{Page, PageId, PageKind};

/// Sorts entries that know their parents into a tree, without empty listings.
pub(super) fn sorted(mut entries: Vec<NavEntry>, pages: &[Arc<Page>], home: PageId) -> Navigation {
    let mut roots = Vec::new();
    let is_listing = |entry: &NavEntry| entry.page != home && pages[entry.page.0].kind == PageKind::Listing;
    let is_empty = empty_listings(&entries, is_listing);
    for index in (0..entries.len()).filter(|index| !is_empty[*index]) {
        match entries[index].parent {
            Some(parent) => entries[parent].children.push(index),
            None => roots.push(index),
        }
    }
    let paths: Vec<NaturalKey> = entries.par_iter().map(|entry| path_of(entry, pages)).collect();
    for index in 0..entries.len() {
        let mut children = std::mem::take(&mut entries[index].children);
        children.sort_by(|a, b| compare(&entries[*a], &entries[*b], home).then_with(|| paths[*a].cmp(&paths[*b])));
        entries[index].children = children;
    }
    roots.sort_by(|a, b| compare(&entries[*a], &entries[*b], home).then_with(|| paths[*a].cmp(&paths[*b])));
    let mut order = Vec::with_capacity(entries.len());
    let mut stack: Vec<usize> = roots.iter().rev().copied().collect();
    while let Some(index) = stack.pop() {
        order.push(index);
        stack.extend(entries[index].children.iter().rev());
    }
    let mut position = vec![0; entries.len()];
    for (place, index) in order.iter().enumerate() {
        position[*index] = place;
    }
    let listed = entries.iter().enumerate().filter(|(at, _)| !is_empty[*at]);
    let of_page: HashMap<PageId, usize> = listed.map(|(at, entry)| (entry.page, at)).collect();
    Navigation { entries, roots, of_page, order, position, diagnostics: Vec::new() }
}

/// The source path of an entry without its extension, by which entries with the same `order` are sorted.
fn path_of(entry: &NavEntry, pages: &[Arc<Page>]) -> NaturalKey {
    let path = &pages[entry.page.0].content_path;
    natural::key(path.rsplit_once('.').filter(|_| is_markdown(path)).map_or(path, |(stem, _)| stem))
}

/// The home page, then pinned, then by order, then without order.
fn compare(a: &NavEntry, b: &NavEntry, home: PageId) -> Ordering {
    let rank = |entry: &NavEntry| {
        if entry.page == home {
            0
        } else if entry.pinned {
            1
        } else {
            2
        }
    };
    let order = |entry: &NavEntry| match (entry.order, entry.pinned) {
        (Some(order), _) => order,
        (None, true) => 0.0,
        (None, false) => f64::INFINITY,
    };
    rank(a).cmp(&rank(b)).then_with(|| order(a).total_cmp(&order(b)))
}
