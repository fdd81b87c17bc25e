//! Front matter nodes turned into the facts that Fingerpost uses, under every name that other tools write them.
//!
//! What does not fit its type is a diagnostic at its place and is not used. Unknown keys stay in the nodes for
//! templates.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use jiff::civil::Date;

use crate::base::code::Code;
use crate::base::codes::{
    LINK_UNSAFE_SCHEME, META_INVALID_PERMALINK, META_INVALID_TYPE, META_NAVIGATION_TYPE, META_UNKNOWN_KEY,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::base::path::{SourcePath, join};
use crate::config::settings::DateOrder;
use crate::parse::control::{self, DocumentControl, DocumentStatus, StatedControl};
use crate::parse::dates::{self, DateError};
use crate::parse::links::{Destination, classify};
use crate::parse::relations::{self, Relation};
use crate::parse::visibility::{self, Visibility};

/// The facts of one page's front matter.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
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
    /// What replaces the document: numbers, paths, addresses or words, as written.
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order(pub f64);

impl Hash for Order {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// A page's place in navigation, as its front matter says it.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub enum Navigation {
    /// Nothing said: the page takes its place from its folder.
    #[default]
    Folder,
    /// `eleventyNavigation: null`.
    Out,
    Declared(Entry),
}

/// The map under `eleventyNavigation`.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub struct Entry {
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

/// The address that a navigation entry gives in place of its page's own.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub enum EntryUrl {
    #[default]
    Unspecified,
    /// `url: false` or `url: ""`: a label that has no target.
    None,
    Address(String),
}

/// The parent that a navigation entry names.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub enum Parent {
    #[default]
    Unspecified,
    /// `parent: false`, null or empty text: a root, also where a home key is set.
    None,
    Key(String),
}

/// The position in the navigation that the page states.
#[derive(Debug, Clone, Default, PartialEq, Hash)]
pub enum Permalink {
    #[default]
    Unspecified,
    /// `permalink: false`: the page is not written.
    Nowhere,
    /// A path from the site's root, without the first slash: `guides/a/` or `guides/a.html`.
    Path(String),
    /// A name in place of the file's own.
    Slug(String),
}

/// The names under which other tools write what Fingerpost knows under the first name; dotted where they nest.
/// The keys of `eleventyNavigation`.
const NAVIGATION: &[&str] = &["key", "parent", "order", "title", "url", "excerpt", "pinned"];
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

/// Reads the facts. A name that `aliases` gives no meaning has none.
pub fn read(
    path: &SourcePath,
    front: &Node,
    aliases: &BTreeMap<String, String>,
    order: Option<DateOrder>,
) -> (Meta, Vec<Diagnostic>) {
    let without;
    let front = if aliases.values().any(String::is_empty) {
        without = with_meanings(front, aliases);
        &without
    } else {
        front
    };
    let StatedControl { status: state, control, mut diagnostics } = control::read(path, front, order);
    let mut visibility = visibility::read(path, front, order, &mut diagnostics);
    visibility.draft |= state == DocumentStatus::Draft;
    let mut reader = Reader { path, front, order, diagnostics };
    let status = reader.text("status");
    let kind = reader.text("kind").or_else(|| reader.text("type"));
    let meta = Meta {
        title: reader.text("title"),
        description: reader.text("description"),
        tags: reader.texts("tags"),
        navigation: reader.navigation(),
        order: reader.number("order").map(Order),
        date: reader.date("date"),
        updated: reader.date("updated"),
        permalink: reader.permalink(),
        aliases: reader.old_addresses(),
        layout: reader.text("layout"),
        label: reader.text("label"),
        status,
        state,
        document_id: control::document_id(front),
        successors: relations::named(front, Relation::ReplacedBy).into_iter().map(|named| named.written).collect(),
        control,
        language: reader.text("language"),
        visibility,
        templating: reader.flag("templating"),
        print_bundle: reader.flag("print_bundle"),
        controlled: reader.flag("controlled"),
        steps: reader.flag("steps"),
        is_loop: reader.flag("loop"),
        record: reader.texts("record"),
        kind,
        glossary: reader.get("glossary").is_none() || reader.flag("glossary"),
        contents_list: reader.get("toc").is_none_or(|node| node.value != Value::Bool(false)),
    };
    (meta, reader.diagnostics)
}

/// Finds the node of a fact under any of its names; the value of `eleventyComputed` replaces one that is missing.
pub fn find<'a>(front: &'a Node, name: &str) -> Option<&'a Node> {
    let single = [name];
    let names = NAMES.iter().find(|(known, _)| *known == name).map_or(&single as &[&str], |(_, names)| *names);
    let computed = || names.iter().find_map(|known| visibility::computed(front, known));
    names.iter().find_map(|known| front.get_path(known)).or_else(computed)
}

/// The front matter without the names that the site gives no meaning, and with those that it gives one.
fn with_meanings(front: &Node, aliases: &BTreeMap<String, String>) -> Node {
    let mut front = front.clone();
    if let Value::Map(entries) = &mut front.value {
        entries.retain(|(key, _)| aliases.get(key).is_none_or(|name| !name.is_empty()));
    }
    apply_aliases(&mut front, aliases);
    front
}

struct Reader<'a> {
    path: &'a SourcePath,
    front: &'a Node,
    order: Option<DateOrder>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn get(&self, name: &str) -> Option<&'a Node> {
        find(self.front, name)
    }

    fn report(&mut self, code: &'static Code, node: &Node, message: String, help: Option<&str>) {
        if !node.inherited {
            // A type is wrong for a key; everything else is wrong with a value.
            let span = if code == &META_INVALID_TYPE { node.key_span } else { node.span };
            let diagnostic = Diagnostic::new(code, Location::at(self.path, span), message);
            self.diagnostics.push(diagnostic.maybe_help(help.map(str::to_owned)));
        }
    }

    fn wrong_type(&mut self, name: &str, node: &Node, wanted: &str) {
        self.report(&META_INVALID_TYPE, node, format!("`{name}` is {}, not {wanted}", node.kind()), None);
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let node = self.get(name)?;
        if node.is_blank() {
            return None;
        }
        let text = node.text();
        if text.is_none() {
            self.wrong_type(name, node, "text");
        }
        text.map(|text| text.trim().to_owned())
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(node) = self.get(name) else { return Vec::new() };
        self.text_list(name, node)
    }

    fn text_list(&mut self, name: &str, node: &Node) -> Vec<String> {
        match &node.value {
            Value::List(items) => items.iter().flat_map(|item| self.text_list(name, item)).collect(),
            Value::Map(_) => {
                self.wrong_type(name, node, "text or a list of text");
                Vec::new()
            }
            _ if node.is_blank() => Vec::new(),
            _ => node.text().into_iter().map(|text| text.trim().to_owned()).collect(),
        }
    }

    fn flag(&mut self, name: &str) -> bool {
        let Some(node) = self.get(name) else { return false };
        self.truth(name, node).unwrap_or(false)
    }

    fn truth(&mut self, name: &str, node: &Node) -> Option<bool> {
        let truth = visibility::truth(node);
        if truth.is_none() {
            self.diagnostics.extend(visibility::not_a_truth(self.path, name, node));
        }
        truth
    }

    fn number(&mut self, name: &str) -> Option<f64> {
        let node = self.get(name)?;
        self.as_number(name, node)
    }

    fn as_number(&mut self, name: &str, node: &Node) -> Option<f64> {
        let number = match &node.value {
            Value::Null => return Some(0.0),
            Value::Int(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.report(&META_INVALID_TYPE, node, format!("`{name}` is {}, not a number", shown(node)), None);
        }
        number
    }

    fn date(&mut self, name: &str) -> Option<Date> {
        let node = self.get(name).filter(|node| !node.is_blank())?;
        let read = node.text().map_or(Err(DateError::Unreadable), |text| dates::read(&text, self.order));
        read.map_err(|error| {
            let (code, message) = control::bad_day(&shown(node), error);
            self.report(code, node, message, Some(&dates::help(error)));
        })
        .ok()
    }

    fn permalink(&mut self) -> Permalink {
        if let Some(node) = self.get("permalink") {
            return match (&node.value, node.text()) {
                (Value::Bool(false), _) => Permalink::Nowhere,
                (_, Some(text)) if text.contains("{{") || text.contains("{%") => {
                    self.report(
                        &META_INVALID_PERMALINK,
                        node,
                        "templates are not supported in a permalink".into(),
                        Some("write the URL path in full"),
                    );
                    Permalink::Unspecified
                }
                // Jekyll and Hugo: `/:categories/:title/`.
                (_, Some(text)) if text.trim_start().starts_with(':') || text.contains("/:") => {
                    let message = "placeholders in a permalink are not filled in".to_owned();
                    self.report(&META_INVALID_PERMALINK, node, message, Some("write the URL path in full"));
                    Permalink::Unspecified
                }
                (_, Some(text)) if !text.trim().is_empty() => {
                    self.address(node, &text).map_or(Permalink::Unspecified, Permalink::Path)
                }
                _ => Permalink::Unspecified,
            };
        }
        let Some(node) = self.get("slug") else { return Permalink::Unspecified };
        let Some(text) = node.text().filter(|text| !text.trim().is_empty()) else { return Permalink::Unspecified };
        let Some(address) = self.address(node, &text) else { return Permalink::Unspecified };
        let name = address.trim_matches('/');
        match (text.trim().starts_with('/'), name.is_empty()) {
            (true, _) => Permalink::Path(address),
            (false, false) => Permalink::Slug(name.to_owned()),
            (false, true) => {
                self.report(
                    &META_INVALID_PERMALINK,
                    node,
                    format!("`{}` names no page", text.trim()),
                    Some("write a name, such as `backups`"),
                );
                Permalink::Unspecified
            }
        }
    }

    fn old_addresses(&mut self) -> Vec<String> {
        let Some(node) = self.get("aliases") else { return Vec::new() };
        let items: Vec<&Node> = match &node.value {
            Value::List(items) => items.iter().collect(),
            Value::Text(_) => vec![node],
            Value::Null => Vec::new(),
            _ => {
                self.wrong_type("aliases", node, "a list of URLs");
                Vec::new()
            }
        };
        items.into_iter().filter_map(|item| item.text().and_then(|text| self.address(item, &text))).collect()
    }

    /// An address inside the site: no scheme, no host, nothing above the root.
    fn address(&mut self, node: &Node, text: &str) -> Option<String> {
        let text = text.trim();
        let inside = !text.contains("://") && !text.starts_with("//") && !text.contains(['\\', '?', '#', '\0']);
        let joined = join("", text).filter(|_| inside);
        if joined.is_none() {
            self.report(
                &META_INVALID_PERMALINK,
                node,
                format!("`{text}` is not a URL path within this site"),
                Some("use a path from the root of the site, such as `/guides/backups/`"),
            );
        }
        joined.map(|path| if text.ends_with('/') && !path.is_empty() { format!("{path}/") } else { path })
    }

    fn navigation(&mut self) -> Navigation {
        let Some(node) = self.get("eleventyNavigation") else { return Navigation::Folder };
        match &node.value {
            Value::Null | Value::Bool(false) => Navigation::Out,
            Value::Map(_) => Navigation::Declared(self.entry(node)),
            _ => {
                self.report(
                    &META_NAVIGATION_TYPE,
                    node,
                    format!("`eleventyNavigation` is {}, not a map", node.kind()),
                    Some("put `key`, `parent` or `order` on separate lines below it"),
                );
                Navigation::Folder
            }
        }
    }

    fn entry(&mut self, node: &Node) -> Entry {
        for (name, child) in node.entries().iter().filter(|(name, _)| !NAVIGATION.contains(&name.as_str())) {
            if let Some(near) = nearest(name, NAVIGATION.iter().copied()) {
                let at = Location::at(self.path, child.key_span);
                let message = format!("unknown key `{name}` in `eleventyNavigation`");
                let diagnostic = Diagnostic::new(&META_UNKNOWN_KEY, at, message);
                self.diagnostics.push(diagnostic.help(format!("did you mean `{near}`?")));
            }
        }
        let key = node.get("key").filter(|key| !key.is_blank());
        let text = |name: &str| node.get(name).filter(|child| !child.is_blank()).and_then(Node::text);
        let parent = match node.get("parent") {
            None => Parent::Unspecified,
            Some(parent) if parent.is_blank() || parent.value == Value::Bool(false) => Parent::None,
            Some(parent) => match parent.text() {
                Some(text) => Parent::Key(text),
                None => {
                    self.wrong_type("parent", parent, "the key of a page");
                    Parent::Unspecified
                }
            },
        };
        Entry {
            numeric_key: key.is_some_and(|key| matches!(key.value, Value::Int(_) | Value::Float(_))),
            key: key.and_then(Node::text),
            parent,
            order: node.get("order").and_then(|order| self.as_number("order", order)).map(Order),
            title: text("title"),
            url: self.entry_url(node),
            excerpt: text("excerpt"),
            pinned: node.get("pinned").is_some_and(|pinned| self.truth("pinned", pinned).unwrap_or(false)),
        }
    }
}

impl Reader<'_> {
    /// `null` falls back to the page's own address; `false` and empty text have no target (eleventy-navigation 1.0.5).
    fn entry_url(&mut self, entry: &Node) -> EntryUrl {
        let Some(node) = entry.get("url").filter(|node| node.value != Value::Null) else {
            return EntryUrl::Unspecified;
        };
        match (&node.value, node.text()) {
            (Value::Text(_), Some(text)) if !text.trim().is_empty() => match classify(&text) {
                Destination::Target(_) => EntryUrl::Address(text.trim().to_owned()),
                Destination::Unsafe(scheme) => {
                    self.report(
                        &LINK_UNSAFE_SCHEME,
                        node,
                        format!("a link may not use `{scheme}:`"),
                        Some("give a path of this site, or an `https://` address"),
                    );
                    EntryUrl::None
                }
            },
            (Value::Bool(false) | Value::Text(_), _) => EntryUrl::None,
            _ => {
                self.wrong_type("url", node, "an address");
                EntryUrl::Unspecified
            }
        }
    }
}

fn shown(node: &Node) -> String {
    node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"))
}
