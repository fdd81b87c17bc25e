//! Checks of a finished page, which find the mistakes of templates: duplicate ids, references to ids that are not
//! there, and links to pages and files that do not exist.
//!
//! Links that authors wrote are checked where they are written, so they are not reported here again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::base::codes::{OUTPUT_BROKEN_LINK, OUTPUT_BROKEN_REFERENCE, OUTPUT_DUPLICATE_ID};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::html::token::{Attribute, StartTag};
use crate::base::html::tokenizer::start_tags;
use crate::base::path::join;
use crate::base::url::{decode, scheme};
use crate::parse::lower::html::ID_REFERENCES;

/// A finished page, and what its links and references can lead to.
pub struct Page<'a> {
    pub html: &'a str,
    /// The place of this text in a template; without a span, the template of the page.
    pub place_of: &'a dyn Fn(&str) -> Location,
    /// The base path of the site.
    pub prefix: &'a str,
    /// The folder of its URL path without the base path, as in `/guide/a`.
    pub folder: &'a str,
    /// Ids that its author wrote or that come from headings.
    pub own_ids: &'a BTreeSet<String>,
    /// Ids that attributes of its author name, which are checked in the source.
    pub own_references: &'a BTreeSet<String>,
    /// Whether the site has an output at this path.
    pub has_output: &'a dyn Fn(&str) -> bool,
    /// Whether a page, by the path of its output, has an anchor; true if the anchors of the output are unknown.
    pub has_anchor: &'a dyn Fn(&str, &str) -> bool,
    /// Whether an author wrote this link, so that it has been checked in the source.
    pub is_authored: &'a dyn Fn(&str) -> bool,
}

/// Checks one page. A mistake of a template is reported once, however many pages show it.
pub fn check(page: &Page<'_>) -> Vec<Diagnostic> {
    let found = PageScan::read(page.html);
    let duplicates = found.duplicate_ids(page);
    let references = found.missing_references(page);
    let targets = found.targets.iter().filter_map(|(target, written)| missing_target(page, &found, target, written));
    duplicates.chain(references).chain(targets).collect()
}

/// The ids of a finished page, in the order of the text.
pub(super) fn ids(html: &str) -> impl Iterator<Item = Cow<'_, str>> {
    start_tags(html)
        .filter_map(|tag| tag.attributes.into_iter().find(|attribute| attribute.name == "id"))
        .map(|attribute| attribute.value)
}

/// What a page has and names. Ranges are of whole attributes, or of the value for one URL of several.
#[derive(Default)]
struct PageScan<'a> {
    ids: BTreeMap<Cow<'a, str>, Id>,
    /// Attributes with the ids that they name.
    references: BTreeMap<(Cow<'a, str>, Cow<'a, str>), Range<usize>>,
    targets: BTreeMap<Cow<'a, str>, Range<usize>>,
}

struct Id {
    first: Range<usize>,
    is_repeated: bool,
}

impl<'a> PageScan<'a> {
    fn read(html: &'a str) -> PageScan<'a> {
        let mut found = PageScan::default();
        for tag in start_tags(html) {
            let StartTag { name, attributes, .. } = tag;
            for attribute in attributes {
                found.add(&name, attribute);
            }
        }
        found
    }

    fn add(&mut self, tag: &str, attribute: Attribute<'a>) {
        let Attribute { name, value, span, value_span } = attribute;
        match &*name {
            "id" => {
                let id = self.ids.entry(value);
                id.and_modify(|id| id.is_repeated = true).or_insert(Id { first: span, is_repeated: false });
            }
            "name" if tag == "a" => {
                self.ids.entry(value).or_insert(Id { first: span, is_repeated: false });
            }
            "href" | "src" | "poster" | "action" | "data" if tag != "base" && !value.is_empty() => {
                self.targets.entry(value).or_insert(span);
            }
            "srcset" => {
                for url in pieces(value, srcset_urls) {
                    self.targets.entry(url).or_insert_with(|| value_span.clone());
                }
            }
            _ if ID_REFERENCES.contains(&&*name) => {
                for id in pieces(value, words) {
                    self.references.entry((name.clone(), id)).or_insert_with(|| span.clone());
                }
            }
            _ => {}
        }
    }

    fn duplicate_ids(&self, page: &Page<'_>) -> impl Iterator<Item = Diagnostic> {
        let repeated = self.ids.iter().filter(|(id, found)| found.is_repeated && !page.own_ids.contains(&***id));
        repeated.map(|(id, found)| {
            let at = (page.place_of)(&page.html[found.first.clone()]);
            Diagnostic::new(&OUTPUT_DUPLICATE_ID, at, format!("`id=\"{id}\"` is used more than once on one page"))
                .help("give each element its own id; the theme's ids contain a colon, which ids of headings cannot")
        })
    }

    fn missing_references(&self, page: &Page<'_>) -> impl Iterator<Item = Diagnostic> {
        let missing = self
            .references
            .iter()
            .filter(|((_, id), _)| !self.ids.contains_key(id) && !page.own_references.contains(&**id));
        missing.map(|((name, id), written)| {
            let at = (page.place_of)(&page.html[written.clone()]);
            let message = format!("`{name}=\"{id}\"` refers to an id that is not on the page");
            Diagnostic::new(&OUTPUT_BROKEN_REFERENCE, at, message)
                .help("use the `id` of an element that is always on the page")
        })
    }
}

/// The pieces of an attribute value, which borrow from the page where the value does.
fn pieces<'a>(value: Cow<'a, str>, split: fn(&str) -> Vec<&str>) -> Vec<Cow<'a, str>> {
    match value {
        Cow::Borrowed(value) => split(value).into_iter().map(Cow::Borrowed).collect(),
        Cow::Owned(value) => split(&value).into_iter().map(|piece| Cow::Owned(piece.to_owned())).collect(),
    }
}

fn words(value: &str) -> Vec<&str> {
    value.split_ascii_whitespace().collect()
}

/// The URLs of a `srcset` (HTML Living Standard, 4.8.4.2.1).
fn srcset_urls(value: &str) -> Vec<&str> {
    value.split(',').filter_map(|candidate| candidate.split_ascii_whitespace().next()).collect()
}

fn missing_target(page: &Page<'_>, found: &PageScan<'_>, target: &str, written: &Range<usize>) -> Option<Diagnostic> {
    let exists = match target.strip_prefix('#') {
        // The start of the page, in every browser (HTML Living Standard, 7.4.6.4).
        Some("" | "top") => true,
        Some(id) => found.ids.contains_key(id) || found.ids.contains_key(decode(id).as_str()),
        None => link_exists(page, target),
    };
    if exists || (page.is_authored)(target) {
        return None;
    }
    let written = &page.html[written.clone()];
    let exact = written.find('=').map(|equals| (page.place_of)(&written[equals..])).filter(|at| at.span.is_some());
    let at = exact.unwrap_or_else(|| (page.place_of)(target));
    // Relative URLs, and anchors of pages that exist, are reported only if a template writes them literally: others may
    // come from an author's HTML or from a script.
    let page_of = target.split('#').next().unwrap_or(target);
    let has_page = target.starts_with('/') && link_exists(page, page_of);
    if at.span.is_none() && (has_page || !target.starts_with(['#', '/'])) {
        return None;
    }
    let message = match target.split_once('#') {
        Some(("", id)) => format!("no element of this page has the id `{id}`"),
        Some((other, id)) if has_page => format!("the page `{other}` has no anchor `#{id}`"),
        _ => format!("there is no page or file at `{target}`"),
    };
    let help = "use `url()`, `asset()` and the URLs that `page` and `site` give";
    Some(Diagnostic::new(&OUTPUT_BROKEN_LINK, at, message).help(help))
}

/// Whether a link leads out of the site, or to an output and an anchor in it.
fn link_exists(page: &Page<'_>, target: &str) -> bool {
    let (address, fragment) = target.split_once('#').unwrap_or((target, ""));
    let path = address.split('?').next().unwrap_or(address);
    if path.is_empty() || target.starts_with("//") || scheme(target).is_some() {
        return true;
    }
    let from_root = match path.starts_with('/') {
        true => path.strip_prefix(page.prefix).filter(|rest| rest.starts_with('/')).map(str::to_owned),
        false => join(page.folder.trim_matches('/'), path).map(|path| format!("/{path}")),
    };
    let Some(from_root) = from_root else { return false };
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("..");
    let name = decode(from_root[1..].trim_end_matches('/'));
    let index = if name.is_empty() { "index.html".to_owned() } else { format!("{name}/index.html") };
    let output = [&index, &name].into_iter().find(|path| (!is_folder || **path == index) && (page.has_output)(path));
    // Ids of a theme contain a colon, and no page lists them.
    output
        .is_some_and(|path| fragment.is_empty() || fragment.contains(':') || (page.has_anchor)(path, &decode(fragment)))
}
