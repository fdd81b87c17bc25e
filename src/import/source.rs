//! The files of the old site, read for what they say.

use crate::base::node::{Node, Value};
use crate::base::path::{folder_of, is_markdown};
use crate::base::tree::Tree;
use crate::config::toml_node;
use crate::parse::front_matter::yaml;

/// The most bytes of a settings or data file.
const LARGEST_SETTINGS: u64 = 4 * 1024 * 1024;

/// The files of the old site.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub tree: &'a Tree,
}

impl<'a> Source<'a> {
    /// The text of a file; `None` if there is none, or if it is no text or very long.
    pub fn text(&self, path: &str) -> Option<String> {
        let entry = self.tree.entry(path).filter(|entry| entry.length() <= LARGEST_SETTINGS)?;
        let text = String::from_utf8(entry.bytes()?.to_vec()).ok()?;
        Some(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
    }

    /// The value of a YAML or JSON file.
    pub fn yaml(&self, path: &str) -> Option<Node> {
        read_yaml(&self.text(path)?)
    }

    /// The value of a TOML file.
    pub fn toml(&self, path: &str) -> Option<Node> {
        toml_node::parse(&self.text(path)?).ok()
    }

    /// The first of these files that exists.
    pub fn first(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().find(|name| self.tree.has(name)).copied()
    }

    /// Whether there is a file in a folder or below it.
    pub fn has_folder(&self, folder: &str) -> bool {
        self.tree.below(folder).next().is_some()
    }

    /// The Markdown files below a folder.
    pub fn pages(&self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.tree.below(folder).map(|(path, _)| path).filter(|path| is_markdown(path))
    }

    /// The folder with most Markdown files right in it or below it, among the folders at the top; empty for the top.
    pub fn main_folder(&self, candidates: &[&'static str]) -> &'static str {
        candidates.iter().find(|folder| self.pages(folder).next().is_some()).copied().unwrap_or("")
    }
}

/// Reads YAML, which JSON is too. Only the first document of a file counts.
pub fn read_yaml(text: &str) -> Option<Node> {
    let body = text.strip_prefix("---\n").unwrap_or(text);
    let end = body.find("\n---\n").map_or(body.len(), |end| end + 1);
    yaml::parse(&body[..end]).ok().flatten()
}

/// The text of a scalar at a dotted path.
pub fn text_at(node: &Node, path: &str) -> Option<String> {
    node.get_path(path).and_then(Node::text).filter(|text| !text.trim().is_empty())
}

/// The items of a list; none for anything else.
pub fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => &[],
    }
}

/// A path below a folder; `None` for other paths.
pub fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix('/') }
}

/// Whether a folder, or one above it, has this name.
pub fn is_in(path: &str, name: &str) -> bool {
    folder_of(path).split('/').any(|folder| folder == name)
}
