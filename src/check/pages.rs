//! Checks across pages: unreachable pages, duplicate titles, misspelled front matter keys.

use std::collections::HashMap;

use crate::base::codes::documents::REVIEW_MISSING_OWNER;
use crate::base::codes::text::{A11Y_MISSING_STATEMENT, META_LONG_TITLE};
use crate::base::codes::{META_DUPLICATE_TITLE, META_MISSING_DESCRIPTION, META_SYNTAX, META_UNKNOWN_KEY, NAV_ORPHAN};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::config;
use crate::parse::document::Document;
use crate::parse::front_matter_keys;
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKind};

/// A key that this many pages use is not a typo.
const MEANT: usize = 3;

/// Longer titles are cut by search engines and wrap in menus, in characters.
const LONGEST_TITLE: usize = 65;
/// The kind and the URL of an accessibility statement.
const STATEMENT: &str = "accessibility-statement";

/// Checks every page.
pub fn check(site: &Site) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    diagnostics.extend(missing_statement(site));
    duplicate_titles(site, &mut diagnostics);
    let uses = name_uses(site);
    for (id, page) in site.all() {
        let Some(document) = page.document.as_deref().filter(|_| page.output.is_some()) else { continue };
        if is_orphan(site, id, page) {
            let message = "no page links to this page, and it is not in the navigation".to_owned();
            let help = "link to it, add it to the navigation, or set `noindex: true` if that is intended";
            diagnostics.push(Diagnostic::new(&NAV_ORPHAN, Location::file(&document.path), message).help(help));
        }
        if document.facts.meta.description.is_none() && !page.is_unlisted() {
            let message = "this page has no description".to_owned();
            let help = "add `description:` with one sentence, for search results, lists and feeds";
            diagnostics
                .push(Diagnostic::new(&META_MISSING_DESCRIPTION, Location::file(&document.path), message).help(help));
        }
        let length = page.title.chars().count();
        if let Some(place) = title_place(site, id).filter(|_| length > LONGEST_TITLE) {
            let message = format!("the title of this page is {length} characters long");
            let help = format!("shorten it to {LONGEST_TITLE} characters and put the keywords first");
            diagnostics.push(Diagnostic::new(&META_LONG_TITLE, place, message).help(help));
        }
        let meta = &document.facts.meta;
        if meta.control.owner.is_none() && meta.control.owner_slack.is_none() && !meta.state.is_retired() {
            let message = "this page has no owner".to_owned();
            let help = "add `owner:`, or set one for the folder with `[[defaults]]`";
            diagnostics
                .push(Diagnostic::new(&REVIEW_MISSING_OWNER, Location::file(&document.path), message).help(help));
        }
        diagnostics.extend(misspelled_keys(site, document, &uses));
    }
    diagnostics
}

/// Public bodies have to publish an accessibility statement, on a page of that kind or at that URL.
fn missing_statement(site: &Site) -> Option<Diagnostic> {
    let place = Location::at(&config::source_path(), site.config().public_sector?);
    let is_statement = |page: &&std::sync::Arc<Page>| {
        let kind = page.meta().and_then(|meta| meta.kind.as_deref());
        page.output.is_some() && (kind == Some(STATEMENT) || page.url.as_str().trim_matches('/') == STATEMENT)
    };
    let message = "this site has no accessibility statement".to_owned();
    let help = format!("create one with `fingerpost new {STATEMENT}`, or set `kind: {STATEMENT}` on an existing page");
    let is_missing = !site.pages().iter().any(|page| is_statement(&page));
    is_missing.then(|| Diagnostic::new(&A11Y_MISSING_STATEMENT, place, message).help(help))
}

fn is_orphan(site: &Site, id: PageId, page: &Page) -> bool {
    page.kind == PageKind::Authored
        && !page.is_unlisted()
        && !page.is_retired()
        && id != site.home()
        && page.output.as_ref().is_some_and(|output| output.as_str() != "404.html")
        && !site.navigation().of_page.contains_key(&id)
        && site.backlinks()[id.0].is_empty()
}

/// Entries of one level with one title cannot be distinguished in the navigation.
fn duplicate_titles(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let levels = site.navigation().entries.iter().map(|entry| &entry.children).chain([&site.navigation().roots]);
    for level in levels.filter(|level| level.len() > 1) {
        let mut first: HashMap<String, PageId> = HashMap::new();
        for entry in level {
            let entry = &site.navigation().entries[*entry];
            let Some(place) = title_place(site, entry.page) else { continue };
            let words: Vec<&str> = entry.title.split_whitespace().collect();
            let words = words.join(" ").to_lowercase();
            let Some(earlier) = first.get(&words) else {
                first.insert(words, entry.page);
                continue;
            };
            let message = format!("another page at this level is also called `{}`", entry.title);
            let mut diagnostic =
                Diagnostic::new(&META_DUPLICATE_TITLE, place, message).help("make the titles different");
            if let Some(place) = title_place(site, *earlier) {
                diagnostic = diagnostic.label(place, "the other one");
            }
            diagnostics.push(diagnostic);
        }
    }
}

/// Where a page's title is written, or its file.
fn title_place(site: &Site, page: PageId) -> Option<Location> {
    let document = site.page(page).document.as_deref()?;
    // Where front matter cannot be read, its title is not known.
    if document.diagnostics.iter().any(|diagnostic| diagnostic.code == &META_SYNTAX) {
        return None;
    }
    let title = document.front.get("title").filter(|node| !node.inherited);
    Some(title.map_or_else(|| Location::file(&document.path), |node| Location::at(&document.path, node.span)))
}

/// How many pages use each name of front matter.
fn name_uses(site: &Site) -> HashMap<&str, usize> {
    let mut uses = HashMap::new();
    let documents = site.pages().iter().filter_map(|page| page.document.as_deref());
    for (name, _) in documents.flat_map(|document| document.front.entries()) {
        *uses.entry(name.as_str()).or_default() += 1;
    }
    uses
}

/// Names of front matter that are one or two letters away from one that means something.
fn misspelled_keys(site: &Site, document: &Document, uses: &HashMap<&str, usize>) -> Vec<Diagnostic> {
    let kinds = &site.config().kinds;
    let is_of_kind = |name: &str| kinds.list.iter().flat_map(|kind| &kind.fields).any(|field| field.name == name);
    let is_own = |name: &str| {
        is_of_kind(name) || site.config().aliases.keys().any(|alias| alias.split('.').next() == Some(name))
    };
    let candidates = document.front.entries().iter().filter(|(name, node)| {
        !node.inherited
            && !front_matter_keys::is_known(name)
            // Labels of facts, which kinds of documents read in any spelling.
            && !name.contains(' ')
            && uses.get(name.as_str()).is_some_and(|count| *count < MEANT)
            && !is_own(name)
            && is_plain(node)
    });
    let found = candidates.filter_map(|(name, node)| {
        let near = nearly(name)?;
        if document.front.get(near).is_some() {
            return None;
        }
        let message = format!("unknown front matter key `{name}`");
        let help = format!("did you mean `{near}`?");
        Some(Diagnostic::new(&META_UNKNOWN_KEY, Location::at(&document.path, node.key_span), message).help(help))
    });
    found.collect()
}

fn is_plain(node: &Node) -> bool {
    !matches!(node.value, Value::Map(_))
}

/// The known name that differs by one letter, or by two in a long name.
fn nearly(name: &str) -> Option<&'static str> {
    let length = name.chars().count();
    let most = match length {
        0..=3 => return None,
        4..=8 => 1,
        _ => 2,
    };
    let lower = name.to_lowercase().replace('-', "_");
    let near =
        front_matter_keys::known_keys().find(|known| known.len() > 3 && strsim::osa_distance(&lower, known) <= most);
    near.filter(|known| *known != name)
}
