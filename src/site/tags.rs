//! Tags: their pages, names and slugs.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::codes::META_TAG_CASE;
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::node::{Node, Value};
use crate::base::path::OutputPath;
use crate::base::slug::{fold, slug};
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

/// Gathers tags in order of name. Pages that leave collections have none.
pub fn gather(pages: &[Page], diagnostics: &mut Vec<Diagnostic>) -> Vec<Tag> {
    let mut groups: BTreeMap<String, BTreeMap<&str, Vec<PageId>>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate() {
        let Some(meta) = page.meta().filter(|_| !page.is_excluded() && page.output.is_some()) else { continue };
        for tag in &meta.tags {
            groups.entry(fold(tag)).or_default().entry(tag).or_default().push(PageId(at));
        }
    }
    let mut taken = BTreeSet::new();
    let mut tags = Vec::new();
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
        let free = (1..)
            .map(|nth| if nth == 1 { base.clone() } else { format!("{base}-{nth}") })
            .find(|slug| !taken.contains(slug));
        let slug = free.expect("the numbers do not end");
        taken.insert(slug.clone());
        tags.push(Tag { name: name.to_owned(), key: TagKey::new(&slug), slug, pages: members });
    }
    tags
}

/// A tag as a list shows it.
pub(super) fn link(tag: &Tag, config: &Config) -> TagLink {
    let url = OutputPath::new(format!("{TAGS_FOLDER}/{}/index.html", tag.slug)).url();
    TagLink { name: tag.name.clone(), url: config.base_url.href(&url), count: tag.pages.len() }
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
