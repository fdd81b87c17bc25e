//! The front matter keys of many tools that hide a page: everywhere, or from navigation, search, the sitemap or search
//! engines.
//!
//! Every key counts: no other key overrides one that hides a page. A date on which another tool would publish a
//! page or take it offline is reported, because a compile knows no clock.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::codes::{META_INVALID_TYPE, META_SCHEDULED};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::settings::DateOrder;
use crate::parse::dates;

/// Where a page does not appear.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Visibility {
    /// Not published at all.
    pub draft: bool,
    /// Published, but found by its URL only.
    pub excluded: bool,
    /// Not in navigation.
    pub hidden: bool,
    /// Not for search engines, the search, the sitemap and lists for machines.
    pub no_index: bool,
    /// Not in the search of the site.
    pub no_search: bool,
    pub no_sitemap: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Draft,
    Excluded,
    Hidden,
    NoIndex,
    NoSearch,
    NoSitemap,
}

/// Keys that hide a page if they are true. Dotted names are paths into maps; the others are read in any letter case, with
/// underscores, hyphens or neither.
const IF_TRUE: &[(Effect, &[&str])] = &[
    (
        Effect::Draft,
        &["draft", "is_draft", "wip", "work_in_progress", "unpublished", "private", "headless", "disabled", "deleted"],
    ),
    (Effect::Excluded, &["unlisted", "hidden", "exclude", "eleventyExcludeFromCollections"]),
    (
        Effect::Hidden,
        &[
            "hide_in_navigation",
            "hide_from_navigation",
            "hide_in_nav",
            "hide_from_nav",
            "hide_in_menu",
            "hide_from_menu",
            "sidebar.hidden",
            "nav_exclude",
            "exclude_from_nav",
            "exclude_from_menu",
            "exclude_nav",
            "not_in_nav",
            "no_nav",
            "toc_hide",
            "bookHidden",
        ],
    ),
    (Effect::NoIndex, &["noindex", "prevent_indexing", "seo.noindex", "seo.noIndex"]),
    (
        Effect::NoSearch,
        &[
            "search_exclude",
            "search.exclude",
            "exclude_from_search",
            "exclude_search",
            "no_search",
            "hide_from_search",
            "search_omit",
            "searchHidden",
            "bookSearchExclude",
        ],
    ),
    (
        Effect::NoSitemap,
        &[
            "sitemap.disable",
            "sitemap.exclude",
            "sitemap.ignore",
            "sitemap_exclude",
            "exclude_from_sitemap",
            "no_sitemap",
        ],
    ),
];

/// Keys that keep a page back if they are false.
const IF_FALSE: &[(Effect, &[&str])] = &[
    (
        Effect::Draft,
        &[
            "published",
            "is_published",
            "publish",
            "public",
            "is_public",
            "live",
            "released",
            "enabled",
            "render",
            "build.render",
            "_build.render",
        ],
    ),
    (Effect::Excluded, &["listed", "build.list", "_build.list"]),
    (
        Effect::Hidden,
        &[
            "navigation",
            "nav",
            "menu",
            "in_nav",
            "in_navigation",
            "in_menu",
            "show_in_nav",
            "show_in_navigation",
            "show_in_menu",
            "visible",
        ],
    ),
    (Effect::NoIndex, &["robots.index", "index", "indexed", "indexable"]),
    (Effect::NoSearch, &["search", "searchable", "pagefind", "in_search", "in_search_index"]),
    (Effect::NoSitemap, &["sitemap"]),
];

/// Keys with the rules for search engines, as text, list or map, or among the tags of the page's head.
const ROBOTS: &[&str] = &["robots", "ROBOTS", "meta", "head"];
/// The most underscores and hyphens in a key.
const MOST_SIGNS: usize = 4;
/// Dates from which other tools publish a page.
const STARTS: &[&str] =
    &["publishDate", "publishdate", "publish_on", "publish_at", "publish_after", "embargo", "embargo_until", "go_live"];
/// Dates on which other tools take a page offline.
const ENDS: &[&str] =
    &["expiryDate", "unpublishDate", "unpublishdate", "unpublish_date", "unpublish_on", "unpublish_at"];
/// Keys that say in one word whether a page is published and who finds it.
const STATES: &[&str] = &[
    "visibility",
    "status",
    "state",
    "stage",
    "publish_status",
    "publication_status",
    "post_status",
    "workflow_state",
];
/// The words for a page that is not published.
const UNPUBLISHED: &[&str] = &["private", "draft", "unpublished", "wip", "work in progress", "trash"];
/// The words for a page that is found by its URL only.
const UNLISTED: &[&str] = &["hidden", "unlisted"];
/// The key that hides a page if it is true, and parts of a page if it is a list.
const HIDE: &str = "hide";
/// The other dates of a page: one that is not earlier shows that the page has been published.
const OTHER_DATES: &[&str] = &["date", "updated", "lastmod", "last_modified_at"];

/// Every key that is read here, without the parts of nested ones.
pub fn keys() -> impl Iterator<Item = &'static str> {
    let flags = IF_TRUE.iter().chain(IF_FALSE).flat_map(|(_, keys)| keys.iter());
    flags.chain(ROBOTS).chain(STARTS).chain(ENDS).chain(STATES).copied()
}

/// Whether a name is one of the keys that are read in any spelling.
pub fn is_flag(name: &str) -> bool {
    IF_TRUE.iter().chain(IF_FALSE).flat_map(|(_, keys)| keys.iter()).any(|key| is_spelling(name, key))
}

/// Whether two names differ in letter case, underscores and hyphens only: tools do not agree on these.
pub(super) fn is_spelling(name: &str, key: &str) -> bool {
    let letters = |name: &'_ str| -> String { name.chars().filter(|letter| !matches!(letter, '_' | '-')).collect() };
    name.len().abs_diff(key.len()) <= MOST_SIGNS && letters(name).eq_ignore_ascii_case(&letters(key))
}

/// Reads where a page does not appear, and adds diagnostics about invalid values.
pub fn read(
    path: &SourcePath,
    front: &Node,
    order: Option<DateOrder>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Visibility {
    let mut visibility = Visibility::default();
    for EffectKey { effect, key, node } in keys_of(front, IF_TRUE) {
        let is_hidden = truth(node).unwrap_or_else(|| {
            diagnostics.extend(not_a_truth(path, key, node));
            // Publishing by mistake cannot be taken back.
            effect == Effect::Draft
        });
        visibility.add(effect, is_hidden);
    }
    for EffectKey { effect, node, .. } in keys_of(front, IF_FALSE) {
        visibility.add(effect, is_refused(node));
    }
    visibility.add(Effect::NoIndex, ROBOTS.iter().filter_map(|key| value_of(front, key)).any(forbids_indexing));
    visibility.add(Effect::Excluded, value_of(front, HIDE).and_then(truth) == Some(true));
    let state = |key: &&str| value_of(front, key).and_then(Node::text).map(|text| text.trim().to_lowercase());
    for state in STATES.iter().filter_map(state).map(|state| state.replace(['_', '-'], " ")) {
        visibility.add(Effect::Draft, UNPUBLISHED.contains(&state.as_str()));
        visibility.add(Effect::Excluded, UNLISTED.contains(&state.as_str()));
    }
    if !visibility.draft {
        diagnostics.extend(schedule(path, front, order));
    }
    visibility
}

impl Visibility {
    fn add(&mut self, effect: Effect, is_hidden: bool) {
        let flag = match effect {
            Effect::Draft => &mut self.draft,
            Effect::Excluded => &mut self.excluded,
            Effect::Hidden => &mut self.hidden,
            Effect::NoIndex => &mut self.no_index,
            Effect::NoSearch => &mut self.no_search,
            Effect::NoSitemap => &mut self.no_sitemap,
        };
        *flag |= is_hidden;
    }
}

/// The value of a key; if it is missing, its value in `eleventyComputed`.
fn value_of<'a>(front: &'a Node, key: &str) -> Option<&'a Node> {
    front.get_path(key).or_else(|| computed(front, key))
}

/// A value that `eleventyComputed` states without a template.
pub(super) fn computed<'a>(front: &'a Node, key: &str) -> Option<&'a Node> {
    let node = front.get("eleventyComputed")?.get(key)?;
    node.text().filter(|text| !text.contains("{{") && !text.contains("{%")).map(|_| node)
}

/// A key that the page has, with what it does.
struct EffectKey<'a> {
    effect: Effect,
    key: &'a str,
    node: &'a Node,
}

/// The keys of a table that the page has.
fn keys_of<'a>(
    front: &'a Node,
    table: &'static [(Effect, &'static [&'static str])],
) -> impl Iterator<Item = EffectKey<'a>> {
    let all = table.iter().flat_map(|(effect, keys)| keys.iter().map(|key| (*effect, *key)));
    all.flat_map(move |(effect, key)| {
        let exact = value_of(front, key).map(|node| (key, node));
        let others = front.entries().iter().filter(move |(name, _)| name != key && is_spelling(name, key));
        let all = exact.into_iter().chain(others.map(|(name, node)| (name.as_str(), node)));
        all.map(move |(key, node)| EffectKey { effect, key, node })
    })
}

/// True or false, as YAML and people write it.
pub(super) fn truth(node: &Node) -> Option<bool> {
    match (&node.value, node.text().map(|text| text.trim().to_lowercase()).as_deref()) {
        (Value::Bool(value), _) => Some(*value),
        (Value::Null | Value::Int(0), _) | (Value::Text(_), Some("false" | "no" | "off" | "")) => Some(false),
        (Value::Int(1), _) | (Value::Text(_), Some("true" | "yes" | "on")) => Some(true),
        _ => None,
    }
}

/// The finding about a value that is neither true nor false.
pub(super) fn not_a_truth(path: &SourcePath, key: &str, node: &Node) -> Option<Diagnostic> {
    let shown = node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
    let message = format!("`{key}` is {shown}, not true or false");
    // The type is wrong for the key.
    (!node.inherited).then(|| Diagnostic::new(&META_INVALID_TYPE, Location::at(path, node.key_span), message))
}

/// Whether a value says no; a date, a map or a word of another meaning does not.
fn is_refused(node: &Node) -> bool {
    let text = node.text().map(|text| text.trim().to_lowercase());
    matches!(text.as_deref(), Some("false" | "no" | "off" | "never" | "exclude"))
}

/// Whether rules for search engines forbid indexing: `noindex`, `none`, false, or a `robots` tag that says so.
fn forbids_indexing(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => {
            items.iter().any(|item| mentions(item, "robots") && mentions(item, "noindex"))
                || items.iter().any(|item| item.text().is_some_and(|text| text.trim().eq_ignore_ascii_case("noindex")))
        }
        Value::Map(entries) => entries.iter().any(|(name, node)| name == "robots" && forbids_indexing(node)),
        _ => node.text().is_some_and(|text| {
            let mut words = text.split(',').map(|word| word.trim().to_lowercase());
            words.any(|word| matches!(word.as_str(), "noindex" | "none" | "false"))
        }),
    }
}

/// Whether a value contains a word.
fn mentions(node: &Node, word: &str) -> bool {
    match &node.value {
        Value::List(items) => items.iter().any(|item| mentions(item, word)),
        Value::Map(entries) => entries.iter().any(|(name, node)| name == word || mentions(node, word)),
        _ => node.text().is_some_and(|text| text.to_lowercase().contains(word)),
    }
}

/// Reports dates on which another tool would publish the page or take it offline.
fn schedule(path: &SourcePath, front: &Node, order: Option<DateOrder>) -> Vec<Diagnostic> {
    let find = |keys: &'static [&'static str]| {
        let given = keys.iter().filter_map(|key| Some((*key, value_of(front, key)?)));
        given.filter(|(_, node)| !node.is_blank() && !node.inherited)
    };
    let report = |key: &str, node: &Node, what: &str, help: &str| {
        let message = format!("`{key}` does not {what}: Fingerpost publishes the page at the next build");
        Diagnostic::new(&META_SCHEDULED, Location::at(path, node.key_span), message).help(help)
    };
    let latest = OTHER_DATES.iter().filter_map(|key| date(value_of(front, key)?, order)).max();
    let is_waiting = |(_, node): &(&str, &Node)| match (date(node, order), latest) {
        (Some(start), Some(latest)) => start > latest,
        _ => true,
    };
    let starts = find(STARTS).filter(is_waiting).map(|(key, node)| {
        let help = "set `draft: true` until that day; if the page is already public, rename the key to `date`";
        report(key, node, "hold the page back", help)
    });
    let ends = find(ENDS).map(|(key, node)| {
        let help = "for the day of the next review, write `review_by`; to take the page offline, set `draft: true` on that day";
        report(key, node, "take the page offline", help)
    });
    starts.chain(ends).collect()
}

/// The day of a date or a time.
fn date(node: &Node, order: Option<DateOrder>) -> Option<Date> {
    dates::read(&node.text()?, order).ok()
}
