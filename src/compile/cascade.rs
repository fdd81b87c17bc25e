//! Front matter that the index of a folder gives to all pages below it: Hugo's `cascade`.
//!
//! A page inherits from the nearest folder first, then from those above, then from `[[defaults]]`. A list has several
//! blocks; a block may be limited to paths with `target.path`, or `_target.path` as older versions wrote it.

use globset::{Glob, GlobMatcher};

use crate::base::node::{Node, Value};
use crate::base::path::{file_name_of, folder_of};
use crate::base::tree::Entry;
use crate::config::settings::Config;
use crate::parse::front_matter;

/// The key.
const KEY: &str = "cascade";
/// Keys that limit a block to some pages.
const TARGETS: &[&str] = &["target", "_target"];

/// The cascades of a project, by folder.
#[derive(Debug, Default)]
pub(super) struct Cascades {
    /// Outer folders first.
    all: Vec<Cascade>,
}

#[derive(Debug)]
struct Cascade {
    /// The folder with a slash at its end; empty for the content folder itself.
    below: String,
    /// The path of the index, which does not inherit from itself.
    index: String,
    target: Option<GlobMatcher>,
    values: Node,
}

impl Cascades {
    /// Reads the indexes among the pages, in path order.
    pub fn read<'a>(pages: impl Iterator<Item = (&'a str, &'a Entry)>) -> Cascades {
        let mut all: Vec<Cascade> = pages.filter(|(path, _)| is_index(path)).flat_map(of_index).collect();
        all.sort_by_key(|cascade| cascade.below.len());
        Cascades { all }
    }

    /// The front matter that a page inherits, from folders and from the settings.
    pub fn defaults_for(&self, content_path: &str, config: &Config) -> Option<Node> {
        let mut found: Option<Node> = None;
        for cascade in self.all.iter().rev().filter(|cascade| cascade.applies_to(content_path)) {
            inherit(&mut found, &cascade.values);
        }
        if let Some(defaults) = config.defaults_for(content_path) {
            inherit(&mut found, &defaults);
        }
        found
    }
}

impl Cascade {
    fn applies_to(&self, path: &str) -> bool {
        // Paths of Hugo begin with a slash and have no ending.
        let is_target = |target: &GlobMatcher| {
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
            target.is_match(format!("/{stem}")) || target.is_match(path)
        };
        path.starts_with(&self.below) && path != self.index && self.target.as_ref().is_none_or(is_target)
    }
}

/// Whether this front matter has a cascade.
pub(super) fn is_stated(front: &Node) -> bool {
    front.get(KEY).is_some()
}

fn inherit(found: &mut Option<Node>, values: &Node) {
    match found {
        None => *found = Some(values.clone()),
        Some(node) => node.inherit(values),
    }
}

fn is_index(path: &str) -> bool {
    matches!(file_name_of(path), "_index.md" | "index.md")
}

fn of_index((path, entry): (&str, &Entry)) -> Vec<Cascade> {
    let bytes = entry.bytes().unwrap_or_default();
    let is_stated = memchr::memmem::find(&bytes, KEY.as_bytes()).is_some();
    let Some(text) = std::str::from_utf8(&bytes).ok().filter(|_| is_stated) else { return Vec::new() };
    let front = front_matter::split(text).front;
    let Some(node) = front.get(KEY) else { return Vec::new() };
    let blocks = match &node.value {
        Value::List(blocks) => blocks.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let folder = folder_of(path);
    let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let cascade = |block: &Node| {
        let target = TARGETS.iter().find_map(|key| block.get(key)?.get("path")?.text());
        let target = target.map(|pattern| Glob::new(pattern.trim()).map(|glob| glob.compile_matcher()));
        // A pattern that cannot be read matches nothing known, so the block is for all.
        let target = target.and_then(Result::ok);
        Cascade { below: below.clone(), index: path.to_owned(), target, values: values(block) }
    };
    blocks.iter().filter(|block| matches!(block.value, Value::Map(_))).map(cascade).collect()
}

/// The values of a block, with those of `params` beside the others.
fn values(block: &Node) -> Node {
    let mut values = block.clone();
    let Value::Map(entries) = &mut values.value else { return values };
    let params = entries.iter().position(|(key, _)| key == "params").map(|at| entries.remove(at).1);
    entries.retain(|(key, _)| !TARGETS.contains(&key.as_str()));
    if let Some(params) = params {
        entries.extend(params.entries().iter().cloned());
    }
    values
}
