//! Reads the facts from front matter, under every name of theirs.
//!
//! Unknown keys stay in the nodes for templates.

use std::collections::BTreeMap;

use crate::base::codes::META_INVALID_PERMALINK;
use crate::base::diagnostic::Diagnostic;
use crate::base::node::{Node, Value};
use crate::base::path::{LONGEST_PATH, SourcePath, join};
use crate::config::settings::DateOrder;
use crate::parse::control::{self, StatedControl};
use crate::parse::meta::values::Reader;
use crate::parse::meta::{Meta, Order, Permalink, apply_aliases, navigation};
use crate::parse::relations::{self, Relation};
use crate::parse::restrictions;
use crate::parse::status::DocumentStatus;
use crate::parse::visibility;

/// Reads the facts. A name that `aliases` maps to an empty name is ignored.
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
    if !visibility.draft {
        diagnostics.extend(restrictions::check(path, front));
    }
    let mut reader = Reader { path, front, order, diagnostics };
    let status = reader.text("status");
    let kind = reader.text("kind").or_else(|| reader.text("type"));
    let meta = Meta {
        title: reader.text("title"),
        description: reader.text("description"),
        tags: reader.texts("tags"),
        navigation: navigation::read(&mut reader),
        order: reader.number("order").map(Order),
        date: reader.date("date"),
        updated: reader.date("updated"),
        permalink: permalink(&mut reader),
        aliases: old_urls(&mut reader),
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

/// The front matter with the author's own names mapped, and without the names that `aliases` maps to an empty name.
fn with_meanings(front: &Node, aliases: &BTreeMap<String, String>) -> Node {
    let mut front = front.clone();
    if let Value::Map(entries) = &mut front.value {
        entries.retain(|(key, _)| aliases.get(key).is_none_or(|name| !name.is_empty()));
    }
    apply_aliases(&mut front, aliases);
    front
}

/// Reads the permalink, or the slug.
fn permalink(reader: &mut Reader<'_>) -> Permalink {
    if let Some(node) = reader.get("permalink") {
        return match (&node.value, node.text()) {
            (Value::Bool(false), _) => Permalink::Unpublished,
            (_, Some(text)) if text.contains("{{") || text.contains("{%") => {
                reader.report(
                    &META_INVALID_PERMALINK,
                    node,
                    "templates are not supported in a permalink".into(),
                    Some("write the URL path in full"),
                );
                Permalink::Unspecified
            }
            // Jekyll and Hugo: `/:categories/:title/`.
            (_, Some(text)) if text.trim_start().starts_with(':') || text.contains("/:") => {
                reader.report(
                    &META_INVALID_PERMALINK,
                    node,
                    "placeholders in a permalink are not filled in".into(),
                    Some("write the URL path in full"),
                );
                Permalink::Unspecified
            }
            (_, Some(text)) if !text.trim().is_empty() => {
                url_path(reader, node, &text).map_or(Permalink::Unspecified, Permalink::Path)
            }
            _ => Permalink::Unspecified,
        };
    }
    let Some(node) = reader.get("slug") else { return Permalink::Unspecified };
    let Some(text) = node.text().filter(|text| !text.trim().is_empty()) else { return Permalink::Unspecified };
    let Some(path) = url_path(reader, node, &text) else { return Permalink::Unspecified };
    let name = path.trim_matches('/');
    match (text.trim().starts_with('/'), name.is_empty()) {
        (true, _) => Permalink::Path(path),
        (false, false) => Permalink::Slug(name.to_owned()),
        (false, true) => {
            reader.report(
                &META_INVALID_PERMALINK,
                node,
                format!("`{}` is not a page name", text.trim()),
                Some("write a name, such as `backups`"),
            );
            Permalink::Unspecified
        }
    }
}

/// Reads the old URLs of the page.
fn old_urls(reader: &mut Reader<'_>) -> Vec<String> {
    let Some(node) = reader.get("aliases") else { return Vec::new() };
    let items: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Text(_) => vec![node],
        Value::Null => Vec::new(),
        _ => {
            reader.wrong_type("aliases", node, "a list of URLs");
            Vec::new()
        }
    };
    items.into_iter().filter_map(|item| item.text().and_then(|text| url_path(reader, item, &text))).collect()
}

/// A URL inside the site: no scheme, no host, nothing above the root.
fn url_path(reader: &mut Reader<'_>, node: &Node, text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST_PATH {
        let message = format!("this URL path has {} bytes; the maximum is {LONGEST_PATH}", text.len());
        reader.report(&META_INVALID_PERMALINK, node, message, Some("use a shorter path"));
        return None;
    }
    let inside = !text.contains("://") && !text.starts_with("//") && !text.contains(['\\', '?', '#', '\0']);
    let joined = join("", text).filter(|_| inside);
    if joined.is_none() {
        reader.report(
            &META_INVALID_PERMALINK,
            node,
            format!("`{text}` is not a URL path within this site"),
            Some("use a path from the root of the site, such as `/guides/backups/`"),
        );
    }
    joined.map(|path| if text.ends_with('/') && !path.is_empty() { format!("{path}/") } else { path })
}
