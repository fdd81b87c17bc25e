//! Values of front matter and configuration, each with its place in the file and, for scalars, its source text.
//!
//! Keeping the source text is what lets `version: 1.10` print as `1.10`. Order of keys is kept as written.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

use crate::base;
use crate::base::span::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Hash, Serialize, Deserialize)]
pub struct Node {
    pub value: Value,
    /// Where the value is written.
    pub span: Span,
    /// Where its key is written; equal to `span` for items of a list and at the top level.
    pub key_span: Span,
    /// The source of a plain scalar, if the value would print differently.
    pub source: Option<Box<str>>,
    /// Whether it came from `[[defaults]]` and not from the file itself.
    pub inherited: bool,
}

/// The value of a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Value::Null => {}
            Value::Bool(value) => value.hash(state),
            Value::Int(value) => value.hash(state),
            Value::Float(value) => value.to_bits().hash(state),
            Value::Text(text) => text.hash(state),
            Value::List(items) => items.hash(state),
            Value::Map(entries) => entries.hash(state),
        }
    }
}

/// Hashes a node without its spans.
struct WithoutSpans<'a>(&'a Node);

impl Hash for WithoutSpans<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Node { value, source, inherited, .. } = self.0;
        (source, inherited).hash(state);
        std::mem::discriminant(value).hash(state);
        match value {
            Value::List(items) => items.iter().for_each(|item| WithoutSpans(item).hash(state)),
            Value::Map(entries) => entries.iter().for_each(|(key, node)| (key, WithoutSpans(node)).hash(state)),
            scalar => scalar.hash(state),
        }
    }
}

impl Node {
    /// A node without a key.
    pub fn new(value: Value, span: Span) -> Node {
        Node { value, span, key_span: span, source: None, inherited: false }
    }

    /// An empty map.
    pub fn empty_map() -> Node {
        Node::new(Value::Map(Vec::new()), Span::default())
    }

    /// The value under `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The value at a dotted path such as `review.last_reviewed_date`; a key with the dots in its name comes first.
    pub fn get_path(&self, path: &str) -> Option<&Node> {
        if let Some(node) = self.get(path) {
            return Some(node);
        }
        let (first, rest) = path.split_once('.')?;
        self.get(first)?.get_path(rest)
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[(String, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// A scalar as the author wrote it; `None` for null, lists and maps.
    pub fn text(&self) -> Option<String> {
        if let Some(source) = &self.source {
            return Some(source.to_string());
        }
        match &self.value {
            Value::Text(text) => Some(text.clone()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Int(value) => Some(value.to_string()),
            Value::Float(value) => Some(value.to_string()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The texts of a list, or a single text; `None` if any item is not a text.
    pub fn texts(&self) -> Option<Vec<String>> {
        match &self.value {
            Value::Text(text) => Some(vec![text.clone()]),
            Value::List(items) => items.iter().map(Node::text).collect(),
            _ => None,
        }
    }

    /// Whether the value is null or the empty text.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The type of the value as a message names it: `a list`, `a number` …
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "nothing",
            Value::Bool(_) => "a true or false value",
            Value::Int(_) | Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Adds the entries of `defaults` that this map does not have, marked as inherited; nested maps are merged the same
    /// way.
    pub fn inherit(&mut self, defaults: &Node) {
        let (Value::Map(own), Value::Map(given)) = (&mut self.value, &defaults.value) else { return };
        for (key, node) in given {
            match own.iter_mut().find(|(name, _)| name == key) {
                Some((_, existing)) => existing.inherit(node),
                None => {
                    let mut node = node.clone();
                    node.mark_inherited();
                    own.push((key.clone(), node));
                }
            }
        }
    }

    /// Hash of keys and values, without their spans.
    pub fn hash_of_values(&self) -> base::hash::Hash {
        base::hash::Hash::of_value(&WithoutSpans(self))
    }

    fn mark_inherited(&mut self) {
        self.inherited = true;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(Node::mark_inherited),
            Value::Map(entries) => entries.iter_mut().for_each(|(_, node)| node.mark_inherited()),
            _ => {}
        }
    }
}
