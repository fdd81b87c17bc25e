//! Reads `eleventyNavigation`: the entry of a page in the navigation, as eleventy-navigation 1.0.5 reads it.

use crate::base::codes::{LINK_UNSAFE_SCHEME, META_NAVIGATION_TYPE, META_UNKNOWN_KEY};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::base::text::one_line;
use crate::parse::links::{Destination, classify};
use crate::parse::meta::values::Reader;
use crate::parse::meta::{EleventyNavigation, EntryUrl, Navigation, Order, Parent};

/// Keys of Just the Docs, whose pages also have the layout `default`. `parent` alone can mean something else.
const JUST_THE_DOCS: &[&str] = &["nav_order", "has_children", "has_toc", "grand_parent"];
const KEYS: &[&str] = &["key", "parent", "order", "title", "url", "excerpt", "pinned"];

/// Reads the place of the page in the navigation.
pub(super) fn read(reader: &mut Reader<'_>) -> Navigation {
    let Some(node) = reader.get("eleventyNavigation") else { return below_title(reader) };
    match &node.value {
        Value::Null | Value::Bool(false) => Navigation::Out,
        Value::Map(_) => Navigation::Declared(entry(reader, node)),
        _ => {
            reader.report(
                &META_NAVIGATION_TYPE,
                node,
                format!("`eleventyNavigation` is {}, not a map", node.kind()),
                Some("put `key`, `parent` or `order` on separate lines below it"),
            );
            Navigation::Folder
        }
    }
}

/// The place below the page with the title that `parent` has, as Just the Docs reads it.
fn below_title(reader: &Reader<'_>) -> Navigation {
    let parent = reader.get("parent").filter(|parent| !parent.is_blank()).and_then(Node::text);
    let is_default = || reader.get("layout").and_then(Node::text).is_some_and(|layout| layout == "default");
    match parent.filter(|_| is_default() || JUST_THE_DOCS.iter().any(|key| reader.get(key).is_some())) {
        Some(title) => Navigation::Declared(EleventyNavigation { parent: Parent::Key(title), ..Default::default() }),
        None => Navigation::Folder,
    }
}

fn entry(reader: &mut Reader<'_>, node: &Node) -> EleventyNavigation {
    for (name, child) in node.entries().iter().filter(|(name, _)| !KEYS.contains(&name.as_str())) {
        if let Some(near) = nearest(name, KEYS.iter().copied()) {
            let at = Location::at(reader.path, child.key_span);
            let message = format!("unknown key `{name}` in `eleventyNavigation`");
            let diagnostic = Diagnostic::new(&META_UNKNOWN_KEY, at, message);
            reader.diagnostics.push(diagnostic.help(format!("did you mean `{near}`?")));
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
                reader.wrong_type("parent", parent, "the key of a page");
                Parent::Unspecified
            }
        },
    };
    EleventyNavigation {
        numeric_key: key.is_some_and(|key| matches!(key.value, Value::Int(_) | Value::Float(_))),
        key: key.and_then(Node::text),
        parent,
        order: node.get("order").and_then(|order| reader.as_number("order", order)).map(Order),
        title: text("title").map(|title| one_line(&title)),
        url: entry_url(reader, node),
        excerpt: text("excerpt"),
        pinned: node.get("pinned").is_some_and(|pinned| reader.truth("pinned", pinned).unwrap_or(false)),
    }
}
/// `null` falls back to the page's own URL; `false` and empty text have no target (eleventy-navigation 1.0.5).
fn entry_url(reader: &mut Reader<'_>, entry: &Node) -> EntryUrl {
    let Some(node) = entry.get("url").filter(|node| node.value != Value::Null) else {
        return EntryUrl::Unspecified;
    };
    match (&node.value, node.text()) {
        (Value::Text(_), Some(text)) if !text.trim().is_empty() => match classify(&text) {
            Destination::Target(_) => EntryUrl::Given(text.trim().to_owned()),
            Destination::Unsafe(scheme) => {
                reader.report(
                    &LINK_UNSAFE_SCHEME,
                    node,
                    format!("a link may not use `{scheme}:`"),
                    Some("use a path from the root of the site, such as `/guides/`, or an `https://` URL"),
                );
                EntryUrl::None
            }
        },
        (Value::Bool(false) | Value::Text(_), _) => EntryUrl::None,
        _ => {
            reader.wrong_type("url", node, "a URL");
            EntryUrl::Unspecified
        }
    }
}
