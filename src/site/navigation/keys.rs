//! The keys that pages declare for the navigation: reports duplicate keys, and keys that other tools cannot handle.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::base::codes::{NAV_DUPLICATE_HOME, NAV_DUPLICATE_KEY, NAV_NON_PORTABLE_KEY};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::span::Span;
use crate::parse::meta::{EleventyNavigation, Navigation as Declared, Parent};
use crate::site::navigation::NavEntry;
use crate::site::page::{Page, PageId};

/// Key → entries, the home page first, then in page order.
pub(super) type Keys = HashMap<String, Vec<usize>>;

/// The entry that a page declares.
pub(super) fn declared(page: &Page) -> Option<&EleventyNavigation> {
    match &page.meta()?.navigation {
        Declared::Declared(entry) => Some(entry),
        Declared::Folder | Declared::Out => None,
    }
}

/// The location of a navigation value; the whole file if the value is not in it.
pub(super) fn place(page: &Page, field: &str) -> Option<Location> {
    let document = page.document.as_ref()?;
    let span = |names: &[&str]| -> Option<Span> {
        let mut node = &document.front;
        for name in names {
            node = node.get(name)?;
        }
        (!node.inherited).then_some(node.span)
    };
    let top = match field {
        "key" => Some("title"),
        "parent" => Some("parent"),
        _ => None,
    };
    let span = span(&["eleventyNavigation", field]).or_else(|| span(&[top?]));
    Some(span.map_or_else(|| Location::file(&document.path), |span| Location::at(&document.path, span)))
}

/// Reports duplicate keys and a second home page. Keys of pages that declare none are their titles, and only count if a
/// page names them as its parent.
pub(super) fn check_duplicates(
    pages: &[Arc<Page>],
    entries: &[NavEntry],
    keys: &Keys,
    home: PageId,
) -> Vec<Diagnostic> {
    let parent_key = |page: &Arc<Page>| match &declared(page)?.parent {
        Parent::Key(key) => Some(key.clone()),
        _ => None,
    };
    let parents: HashSet<String> = pages.iter().filter_map(parent_key).collect();
    let mut diagnostics = Vec::new();
    for (key, same) in keys {
        let first = &entries[same[0]];
        let first_page = &pages[first.page.0];
        for index in &same[1..] {
            let page = &pages[entries[*index].page.0];
            let is_second_home = first.page == home && declared(page).is_some();
            let are_declared = declared(page).is_some() && declared(first_page).is_some();
            if !is_second_home && !are_declared && !parents.contains(key) {
                continue;
            }
            let Some(at) = place(page, "key") else { continue };
            let (code, message) = match is_second_home {
                true => (&NAV_DUPLICATE_HOME, format!("`{key}` is the key of the home page")),
                false => (&NAV_DUPLICATE_KEY, format!("another page has the key `{key}`")),
            };
            let diagnostic = Diagnostic::new(code, at, message)
                .help("give this page a `key` of its own, and `title` to keep its label");
            diagnostics.push(match place(first_page, "key") {
                Some(first_at) => diagnostic.label(first_at, "first used here"),
                None => diagnostic,
            });
        }
    }
    diagnostics
}

/// Reports keys that other tools cannot handle.
pub(super) fn check_portability(pages: &[Arc<Page>], entries: &[NavEntry]) -> Vec<Diagnostic> {
    let diagnostic = |entry: &NavEntry| {
        let page = &pages[entry.page.0];
        let declared = declared(page)?;
        let key = declared.key.as_ref()?;
        let (what, help) = match declared.numeric_key {
            true => ("is a number", "put it in quotation marks"),
            false if key.contains(',') => ("contains a comma", "use a key without a comma, and `title` for the label"),
            false => return None,
        };
        let message = format!("the key `{key}` {what}, which other tools cannot handle");
        Some(Diagnostic::new(&NAV_NON_PORTABLE_KEY, place(page, "key")?, message).help(help))
    };
    entries.iter().filter_map(diagnostic).collect()
}
