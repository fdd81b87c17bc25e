//! Tags: their pages, names and slugs.

use std::collections::BTreeMap;

use crate::base::codes::{META_TAG_CASE, OUTPUT_COLLISION};
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::natural;
use crate::base::node::{Node, Value};
use crate::base::path::OutputPath;
use crate::base::slug::{fold, name_key, slug};
use crate::base::span::Span;
use crate::config::settings::Config;
use crate::site::answer::TagLink;
use crate::site::page::{Page, PageId, TAGS_FOLDER, TagKey};

/// One tag. Spellings that differ only by letter case are one tag, under the commonest spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    /// Its part of the URL, unique among tags.
    pub slug: String,
    pub key: TagKey,
    /// In page order.
    pub pages: Vec<PageId>,
}

/// Gathers tags in the order in which people sort names. Pages that leave collections have none.
pub fn gather(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) -> Vec<Tag> {
    let mut groups: BTreeMap<String, BTreeMap<&str, Vec<PageId>>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        let Some(meta) = page.meta().filter(|_| !page.is_excluded() && page.output.is_some()) else { continue };
        for tag in &meta.tags {
            groups.entry(fold(tag)).or_default().entry(tag).or_default().push(PageId(at));
        }
    }
    let mut tags: Vec<Tag> = Vec::new();
    // For each slug as file systems compare names, its first tag, and how many have it.
    let mut taken: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for spellings in groups.into_values() {
        let most = spellings.values().map(Vec::len).max().unwrap_or(0);
        let name = *spellings.iter().find(|(_, pages)| pages.len() == most).expect("a group has a spelling").0;
        for (spelling, users) in spellings.iter().filter(|(spelling, _)| **spelling != name) {
            report_case(pages, spelling, name, users, diagnostics);
        }
        let mut members: Vec<PageId> = spellings.into_values().flatten().collect();
        members.sort_unstable();
        members.dedup();
        let base = slug(name);
        let (first, count) = taken.entry(name_key(&base)).or_insert((tags.len(), 0));
        *count += 1;
        let slug = if *count == 1 { base } else { format!("{base}--{count}") };
        if *count > 1 {
            diagnostics.extend(same_slug(pages, &tags[*first], name, members[0]));
        }
        tags.push(Tag { name: name.to_owned(), key: TagKey::new(&slug), slug, pages: members });
    }
    tags.sort_by_cached_key(|tag| natural::key(&tag.name));
    tags
}

/// The diagnostic about a tag that would have the URL of another.
fn same_slug(pages: &[Page], first: &Tag, name: &str, user: PageId) -> Option<Diagnostic> {
    let at = use_of(pages, user, name)?;
    let message =
        format!("the tags `{name}` and `{}` would have the same URL, `/{TAGS_FOLDER}/{}/`", first.name, first.slug);
    let mut diagnostic =
        Diagnostic::new(&OUTPUT_COLLISION, at, message).help("use one spelling, or rename one of the tags");
    if let Some(other) = use_of(pages, first.pages[0], &first.name) {
        diagnostic = diagnostic.label(other, "the other one");
    }
    Some(diagnostic)
}

/// Where a page has a tag.
fn use_of(pages: &[Page], page: PageId, name: &str) -> Option<Location> {
    let document = pages[page.0].document.as_ref()?;
    let span = document.front.get("tags").filter(|tags| !tags.inherited);
    let span = span.map(|tags| span_of(tags, name).unwrap_or(tags.span));
    Some(Location { path: document.path.clone(), span })
}

/// A tag as a list shows it.
pub(super) fn link(tag: &Tag, config: &Config) -> TagLink {
    let url = OutputPath::new(format!("{TAGS_FOLDER}/{}/index.html", tag.slug)).url();
    TagLink { name: tag.name.clone(), slug: tag.slug.clone(), url: config.base_url.href(&url), count: tag.pages.len() }
}

/// The tags of a page.
pub(super) fn of_page(tags: &[Tag], page: PageId) -> impl Iterator<Item = &Tag> {
    tags.iter().filter(move |tag| tag.pages.binary_search(&page).is_ok())
}

fn report_case(pages: &[Page], spelling: &str, name: &str, users: &[PageId], diagnostics: &mut Vec<Diagnostic>) {
    for user in users {
        let Some(document) = &pages[user.0].document else { continue };
        let Some(tags) = document.front.get("tags").filter(|tags| !tags.inherited) else { continue };
        let span = span_of(tags, spelling).unwrap_or(tags.span);
        diagnostics.push(
            Diagnostic::new(
                &META_TAG_CASE,
                Location::at(&document.path, span),
                format!("the tag `{spelling}` is written `{name}` elsewhere"),
            )
            .help(format!("write `{name}`"))
            .fix(Fix::Value { old: spelling.to_owned(), new: name.to_owned() }),
        );
    }
}

fn span_of(tags: &Node, spelling: &str) -> Option<Span> {
    match &tags.value {
        Value::List(items) => items.iter().find_map(|item| span_of(item, spelling)),
        _ => (tags.text().as_deref().map(str::trim) == Some(spelling)).then_some(tags.span),
    }
}
