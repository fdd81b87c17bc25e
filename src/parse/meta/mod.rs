//! The facts of a page's front matter, and every name under which other tools write them.

pub mod navigation;
pub mod read;
pub mod values;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::node::{Node, Value};
use crate::parse::control::DocumentControl;
use crate::parse::status::DocumentStatus;
use crate::parse::visibility::{self, Visibility};

/// The facts of one page's front matter.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct Meta {
    pub title: Option<String>,
    pub description: Option<String>,
    pub tags: Vec<String>,
    pub navigation: Navigation,
    pub order: Option<Order>,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    pub permalink: Permalink,
    pub aliases: Vec<String>,
    pub layout: Option<String>,
    pub kind: Option<String>,
    /// A shorter name for navigation.
    pub label: Option<String>,
    /// The status as written, and its meaning.
    pub status: Option<String>,
    pub state: DocumentStatus,
    /// Identifier of the document, such as `SOP-014`.
    pub document_id: Option<String>,
    /// What replaces the document: document IDs, paths, URLs or words, as written.
    pub successors: Vec<String>,
    pub control: DocumentControl,
    pub language: Option<String>,
    /// Where it does not appear.
    pub visibility: Visibility,
    pub templating: bool,
    pub contents_list: bool,
    /// Whether terms in its text become links.
    pub glossary: bool,
    /// Whether its ordered lists are steps that can be cited.
    pub steps: bool,
    /// Whether the last phase of a framework is followed by the first.
    pub is_loop: bool,
    /// The columns of the blank record of its steps, such as name, date and signature; empty for no record.
    pub record: Vec<String>,
    /// Whether the page and all below it are also published as one page for printing.
    pub print_bundle: bool,
    /// Whether it is a controlled document, by its kind or by what it says itself.
    pub controlled: bool,
}

/// The number that a page or a navigation entry is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Order(pub f64);

impl Hash for Order {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// A page's place in navigation, as its front matter says it.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize, Deserialize)]
pub enum Navigation {
    /// Nothing said: the page takes its place from its folder.
    #[default]
    Folder,
    /// `eleventyNavigation: null`.
    Out,
    Declared(EleventyNavigation),
}

/// The map under `eleventyNavigation`.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize, Deserialize)]
pub struct EleventyNavigation {
    pub key: Option<String>,
    /// Whether the key was written as a number.
    pub numeric_key: bool,
    pub parent: Parent,
    pub order: Option<Order>,
    pub title: Option<String>,
    pub url: EntryUrl,
    pub excerpt: Option<String>,
    pub pinned: bool,
}

/// The URL that a navigation entry gives in place of its page's own.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize, Deserialize)]
pub enum EntryUrl {
    #[default]
    Unspecified,
    /// `url: false` or `url: ""`: a label that has no target.
    None,
    Given(String),
}

/// The parent that a navigation entry names.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize, Deserialize)]
pub enum Parent {
    #[default]
    Unspecified,
    /// `parent: false`, null or empty text: a root, also where a home key is set.
    None,
    Key(String),
}

/// The URL that the page states.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize, Deserialize)]
pub enum Permalink {
    #[default]
    Unspecified,
    /// `permalink: false`: the page is not published.
    Unpublished,
    /// A path from the site's root, without the first slash: `guides/a/` or `guides/a.html`.
    Path(String),
    /// A name in place of the file's own.
    Slug(String),
}

/// The names of each fact in front matter: Fingerpost's own, then those of other tools. Dotted names are paths into maps.
pub(super) const NAMES: &[(&str, &[&str])] = &[
    ("order", &["order", "weight", "sidebar_position", "nav_order", "sidebar.order"]),
    ("updated", &["updated", "lastmod", "modified", "last_modified_at", "lastUpdated", "last_update.date"]),
    ("aliases", &["aliases", "redirect_from", "old_paths"]),
    ("language", &["language", "lang", "locale"]),
    ("tags", &["tags", "taxonomies.tags"]),
    ("label", &["sidebar_label", "sidebar.label"]),
];

/// Adds the author's own (dotted) names under the names that Fingerpost knows, where those are not given. A name that
/// is empty is ignored here and by `read`.
pub fn apply_aliases(front: &mut Node, aliases: &BTreeMap<String, String>) {
    for (alias, name) in aliases.iter().filter(|(_, name)| !name.is_empty()) {
        let missing = front.get(name).is_none_or(Node::is_blank);
        if let (true, Some(node)) = (missing, front.get_path(alias).cloned())
            && let Value::Map(entries) = &mut front.value
        {
            entries.retain(|(key, _)| key != name);
            entries.push((name.clone(), node));
        }
    }
}

/// Finds the node of a fact under any of its names; the value of `eleventyComputed` replaces one that is missing.
pub fn find<'a>(front: &'a Node, name: &str) -> Option<&'a Node> {
    let single = [name];
    let names = NAMES.iter().find(|(known, _)| *known == name).map_or(&single as &[&str], |(_, names)| *names);
    let computed = || names.iter().find_map(|known| visibility::computed(front, known));
    names.iter().find_map(|known| front.get_path(known)).or_else(computed)
}
