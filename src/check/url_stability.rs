//! URLs and anchors that were published: each must still be there, or redirect.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::codes::{OUTPUT_REMOVED_ANCHOR, OUTPUT_REMOVED_URL};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::{MOST_SUGGESTIONS, nearest};
use crate::base::path::{OutputPath, SourcePath};
use crate::base::tree::Tree;
use crate::check::output;
use crate::config;
use crate::parse::document::Document;
use crate::site::model::Site;
use crate::site::page::Page;

/// The published files by path, with their text where it is available.
pub type Published = BTreeMap<String, Option<String>>;

/// Files whose names change with their content, so nobody links to them.
const VOLATILE: &[&str] = &["assets/", "search/"];

/// Compares the published URLs with those that a build would publish now. `moved` maps the old URLs of pages to the pages
/// that have moved, where that is known.
pub fn removed_urls(
    site: &Site,
    output: &Tree,
    published: &Published,
    moved: &BTreeMap<String, SourcePath>,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let settings = Location::file(&config::source_path());
    // A page that moved has a URL that no page had before.
    let is_fresh = |page: &Page| page.output.as_ref().is_some_and(|output| !published.contains_key(output.as_str()));
    let fresh = site.all().filter(|(_, page)| is_fresh(page)).map(|(_, page)| site.href(&page.url));
    let fresh: Vec<String> = fresh.collect();
    let by_output: HashMap<&str, &Page> =
        site.pages().iter().filter_map(|page| Some((page.output.as_ref()?.as_str(), &**page))).collect();
    let mut suggestions = MOST_SUGGESTIONS;
    for (path, text) in published {
        if VOLATILE.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let url = site.href(&OutputPath::new(path).url());
        match (output.entry(path), text) {
            (None, _) => {
                let place = moved.get(&url).map_or_else(|| settings.clone(), Location::file);
                let help = if !path.ends_with(".html") {
                    "restore the file: only pages can be redirected".to_owned()
                } else if moved.contains_key(&url) {
                    "add it to the `aliases` of this page, which has moved".to_owned()
                } else {
                    let near = limited(&mut suggestions, || nearest(&url, fresh.iter().map(String::as_str)));
                    let page = near.map_or_else(|| "the page that replaces it".to_owned(), |near| format!("`{near}`"));
                    format!("add it to the `aliases` of {page}, or to `[[redirects]]`")
                };
                let message = format!("`{url}` was published and has been removed");
                diagnostics.push(Diagnostic::new(&OUTPUT_REMOVED_URL, place, message).help(help));
            }
            (Some(now), Some(text)) => {
                let now = now.bytes().unwrap_or_default();
                if let Some(document) = by_output.get(path.as_str()).and_then(|page| page.document.as_deref()) {
                    let gone = anchors(document, text, &String::from_utf8_lossy(&now), &mut suggestions);
                    diagnostics.extend(gone);
                }
            }
            (Some(_), None) => {}
        }
    }
    diagnostics
}

/// Looks for a suggestion while some are left.
fn limited<'a>(left: &mut usize, find: impl FnOnce() -> Option<&'a str>) -> Option<&'a str> {
    *left = left.checked_sub(1)?;
    find()
}

/// Anchors that a page no longer has.
fn anchors(document: &Document, before: &str, now: &str, suggestions: &mut usize) -> Vec<Diagnostic> {
    let now: BTreeSet<_> = output::ids(now).collect();
    let gone = output::ids(before).filter(|id| is_linkable(id) && !now.contains(id));
    let diagnostic = |id: Cow<'_, str>| {
        let near = limited(suggestions, || nearest(&id, document.facts.anchors.iter().map(String::as_str)));
        let near = near.map(|near| format!("; it may now be `#{near}`")).unwrap_or_default();
        Diagnostic::new(
            &OUTPUT_REMOVED_ANCHOR,
            Location::file(&document.path),
            format!("the published anchor `#{id}` has been removed from this page"),
        )
        .help(format!("keep it, as in `## Words {{#{id}}}`{near}"))
    };
    gone.map(diagnostic).collect()
}

/// How identifiers begin that come and go with what they number, and that of a copy in a page.
const NUMBERED: &[&str] = &["fn-", "fnref-", "step-", "term-", "phase-"];

/// Whether a reader may have a link to an id: not to those of a theme, which contain a colon, nor to numbers.
fn is_linkable(id: &str) -> bool {
    !id.contains(':') && !NUMBERED.iter().any(|start| id.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_identifiers_are_not_link_targets() {
        let html = "<h2 id=\"a\">A</h2><a class=\"x\" id=\"b\"><li id=\"step-1\"><nav id=\"page:menu\">";
        let found: Vec<(String, bool)> = output::ids(html).map(|id| (id.to_string(), is_linkable(&id))).collect();
        let found: Vec<(&str, bool)> = found.iter().map(|(id, linkable)| (id.as_str(), *linkable)).collect();
        assert_eq!(found, [("a", true), ("b", true), ("step-1", false), ("page:menu", false)]);
    }
}
