//! Checks of a finished page, which find the mistakes of templates: duplicate ids, references to ids that are not
//! there, and links to pages and files that do not exist.
//!
//! Links that authors wrote are checked where they are written, so they are not reported here again.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use crate::base::code::Code;
use crate::base::codes::{OUTPUT_BROKEN_LINK, OUTPUT_BROKEN_REFERENCE, OUTPUT_DUPLICATE_ID};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::html::token::{Attribute, StartTag};
use crate::base::html::tokenizer::start_tags;
use crate::base::html::urls::{UrlUse, WrittenUrl, read_url, resolved_path, urls};
use crate::base::url::{anchor_part, decode, is_page_start, scheme};
use crate::parse::lower::html::ID_REFERENCES;
use crate::theme::places::WrittenAttribute;

/// A finished page, and what its links and references can lead to.
pub struct FinishedPage<'a> {
    pub html: &'a str,
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

/// A mistake in a finished page, before it is known what wrote it.
#[derive(Debug)]
pub struct OutputFinding {
    pub attribute: WrittenAttribute,
    /// Whether it is a mistake only where a template writes all of it: others may come from an author's HTML or from a
    /// script.
    pub only_if_literal: bool,
    code: &'static Code,
    message: String,
    help: &'static str,
}

impl OutputFinding {
    /// The finding as a diagnostic at a place.
    pub fn at(self, place: Location) -> Diagnostic {
        Diagnostic::new(self.code, place, self.message).help(self.help)
    }
}

/// Checks one page. A mistake of a template is reported once, however many pages show it.
pub fn check(page: &FinishedPage<'_>) -> Vec<OutputFinding> {
    let found = PageScan::read(page.html);
    let duplicates = found.duplicate_ids(page);
    let references = found.missing_references(page);
    let folder = found.folder_of_links(page);
    let targets =
        found.targets.iter().filter_map(|(target, written)| missing_target(page, &found, &folder, target, written));
    let mut findings: Vec<OutputFinding> = duplicates.chain(references).chain(targets).collect();
    findings.sort_by(|a, b| (a.attribute.span.start, &a.message).cmp(&(b.attribute.span.start, &b.message)));
    findings
}

/// The ids of a finished page, in the order of the text.
pub(super) fn ids(html: &str) -> impl Iterator<Item = Cow<'_, str>> {
    start_tags(html)
        .filter_map(|tag| tag.attributes.into_iter().find(|attribute| attribute.name == "id"))
        .map(|attribute| attribute.value)
}

/// What a page has and names.
#[derive(Default)]
struct PageScan<'a> {
    ids: HashMap<Cow<'a, str>, Id>,
    /// Attributes with the ids that they name.
    references: HashMap<(Cow<'a, str>, Cow<'a, str>), WrittenAttribute>,
    targets: HashMap<Cow<'a, str>, WrittenAttribute>,
    /// The URL that relative ones are resolved against, if it is not that of the page.
    base: Option<Cow<'a, str>>,
}

struct Id {
    first: WrittenAttribute,
    is_repeated: bool,
}

impl<'a> PageScan<'a> {
    fn read(html: &'a str) -> PageScan<'a> {
        let mut found = PageScan::default();
        for tag in start_tags(html) {
            found.add_urls(&tag, html);
            let StartTag { name, attributes, .. } = tag;
            for attribute in attributes {
                found.add(&name, attribute);
            }
        }
        found
    }

    fn add(&mut self, tag: &str, attribute: Attribute<'a>) {
        let Attribute { name, value, span, value_span } = attribute;
        let written = || WrittenAttribute { span: span.clone(), value_start: value_span.start, shown: span.clone() };
        match &*name {
            "id" => {
                let id = self.ids.entry(value);
                id.and_modify(|id| id.is_repeated = true)
                    .or_insert_with(|| Id { first: written(), is_repeated: false });
            }
            "name" if tag == "a" => {
                self.ids.entry(value).or_insert_with(|| Id { first: written(), is_repeated: false });
            }
            _ if ID_REFERENCES.contains(&&*name) => {
                for id in pieces(value, words) {
                    self.references.entry((name.clone(), id)).or_insert_with(&written);
                }
            }
            _ => {}
        }
    }

    fn add_urls(&mut self, tag: &StartTag<'a>, html: &'a str) {
        for WrittenUrl { attribute, range, used } in urls(tag, html) {
            let Attribute { span, value_span, .. } = &tag.attributes[attribute];
            let url = read_url(html, range.clone());
            if used == UrlUse::Base {
                // Only the first one counts (HTML Living Standard, 4.2.3).
                self.base.get_or_insert(url);
                continue;
            }
            // The whole value is shown with its quotation marks.
            let is_quoted = html[..range.start].ends_with(['"', '\'']);
            let shown = if range == *value_span { range.start - usize::from(is_quoted)..span.end } else { range };
            let written = WrittenAttribute { span: span.clone(), value_start: value_span.start, shown };
            if !url.is_empty() {
                self.targets.entry(url).or_insert(written);
            }
        }
    }

    /// The URL path of the folder that relative links are resolved against.
    fn folder_of_links(&self, page: &FinishedPage<'_>) -> String {
        let folder = format!("{}{}", page.prefix, page.folder);
        let Some(base) = &self.base else { return folder };
        let base = base.split(['?', '#']).next().unwrap_or(base);
        let base_folder = base.rfind('/').map_or("", |slash| &base[..=slash]);
        resolved_path(&folder, base_folder)
    }

    fn duplicate_ids(&self, page: &FinishedPage<'_>) -> impl Iterator<Item = OutputFinding> {
        let repeated = self.ids.iter().filter(|(id, found)| found.is_repeated && !page.own_ids.contains(&***id));
        repeated.map(|(id, found)| OutputFinding {
            attribute: found.first.clone(),
            only_if_literal: false,
            code: &OUTPUT_DUPLICATE_ID,
            message: format!("`id=\"{id}\"` is used more than once on one page"),
            help: "give each element its own id; the theme's ids contain a colon, which ids of headings cannot",
        })
    }

    fn missing_references(&self, page: &FinishedPage<'_>) -> impl Iterator<Item = OutputFinding> {
        let missing = self
            .references
            .iter()
            .filter(|((_, id), _)| !self.ids.contains_key(id) && !page.own_references.contains(&**id));
        missing.map(|((name, id), written)| OutputFinding {
            attribute: written.clone(),
            only_if_literal: false,
            code: &OUTPUT_BROKEN_REFERENCE,
            message: format!("`{name}=\"{id}\"` refers to an id that is not on the page"),
            help: "use the `id` of an element that is always on the page",
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

fn missing_target(
    page: &FinishedPage<'_>,
    found: &PageScan<'_>,
    folder: &str,
    target: &str,
    written: &WrittenAttribute,
) -> Option<OutputFinding> {
    let base = found.base.as_deref();
    let is_elsewhere = base.is_some_and(is_outside);
    let link_exists = |url: &str| is_elsewhere || link_exists(page, folder, url);
    let exists = match target.strip_prefix('#') {
        Some(_) if base.is_some_and(|base| !base.is_empty()) => {
            link_exists(&format!("{}{target}", base.unwrap_or_default()))
        }
        Some(fragment) => {
            let id = anchor_part(fragment);
            is_page_start(id) || found.ids.contains_key(id) || found.ids.contains_key(decode(id).as_str())
        }
        None => link_exists(target),
    };
    if exists || (page.is_authored)(target) {
        return None;
    }
    let page_of = target.split('#').next().unwrap_or(target);
    let has_page = target.starts_with('/') && link_exists(page_of);
    let message = match target.split_once('#') {
        Some(("", id)) => format!("no element of this page has the id `{id}`"),
        Some((other, id)) if has_page => format!("the page `{other}` has no anchor `#{id}`"),
        _ => format!("there is no page or file at `{target}`"),
    };
    let help = "use `url()`, `asset()` and the URLs in `page` and `site`";
    let only_if_literal = has_page || !target.starts_with(['#', '/']);
    Some(OutputFinding { attribute: written.clone(), only_if_literal, code: &OUTPUT_BROKEN_LINK, message, help })
}

fn is_outside(url: &str) -> bool {
    url.starts_with("//") || scheme(url).is_some()
}

/// Whether the target of a link is on another site, or an output with the anchor. Relative ones begin in a folder.
fn link_exists(page: &FinishedPage<'_>, folder: &str, target: &str) -> bool {
    let (url, fragment) = target.split_once('#').unwrap_or((target, ""));
    let anchor = anchor_part(fragment);
    let path = url.split('?').next().unwrap_or(url);
    if path.is_empty() || is_outside(target) {
        return true;
    }
    let resolved = resolved_path(folder, path);
    let Some(from_root) = resolved.strip_prefix(page.prefix).filter(|rest| rest.starts_with('/')) else { return false };
    let is_folder = from_root.ends_with('/');
    let name = decode(from_root[1..].trim_end_matches('/'));
    let index = if name.is_empty() { "index.html".to_owned() } else { format!("{name}/index.html") };
    let output = [&index, &name].into_iter().find(|path| (!is_folder || **path == index) && (page.has_output)(path));
    // Ids of a theme contain a colon, and no page lists them.
    let is_known = |path: &String| anchor.contains(':') || (page.has_anchor)(path, &decode(anchor));
    output.is_some_and(|path| is_page_start(anchor) || is_known(path))
}
