//! YAML turned into nodes with spans, in one pass over the events of `saphyr-parser`.
//!
//! Plain scalars get their types by the core schema of YAML 1.2 (section 10.3 of the specification). Aliases are expanded
//! up to a limit, so that a small block cannot become a large tree.

use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde::{Deserialize, Serialize};

use crate::base::node::{Node, Value};
use crate::base::span::Span;

/// The most values that a block may have after aliases are expanded. A page needs tens.
pub const MAX_VALUES: usize = 20_000;
/// The most levels of nested lists and maps.
pub const MAX_LEVELS: usize = 64;

/// Why a block cannot be read.
#[derive(Debug, Serialize, Deserialize)]
pub enum ReadError {
    Syntax {
        span: Span,
        message: String,
    },
    /// It has more than [`MAX_VALUES`] values or [`MAX_LEVELS`] levels.
    TooLarge {
        span: Span,
    },
    /// A map has the same key twice.
    DuplicateKey {
        span: Span,
        key: String,
        first: Span,
        /// Where the second value ends.
        end: usize,
        /// Whether both values are the same.
        is_same: bool,
    },
}

/// A list or map that is not closed yet.
struct OpenCollection {
    node: Node,
    anchor: usize,
    /// In a map: the key whose value comes next.
    key: Option<(String, Span)>,
}

/// A value that an alias can repeat.
struct Anchored {
    id: usize,
    node: Node,
    /// The number of values in it.
    size: usize,
}

/// Parses YAML; spans are byte ranges of `text`. `None` for a text without a value.
pub fn parse(text: &str) -> Result<Option<Node>, ReadError> {
    let offsets = Offsets::of(text);
    let mut open: Vec<OpenCollection> = Vec::new();
    let mut anchors: Vec<Anchored> = Vec::new();
    let mut count = 0;
    let mut top = None;
    for event in Parser::new_from_str(text) {
        let (event, marks) = event.map_err(|error| {
            let start = offsets.byte(error.marker().index()).min(text.trim_end().len());
            let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
            ReadError::Syntax { span: Span::new(start, end), message: error.info().to_owned() }
        })?;
        let span = Span::new(offsets.byte(marks.start.index()), offsets.byte(marks.end.index()));
        let (closed, anchor) = match event {
            Event::SequenceStart(anchor, _) => {
                open.push(OpenCollection { node: Node::new(Value::List(Vec::new()), span), anchor, key: None });
                (None, 0)
            }
            Event::MappingStart(anchor, _) => {
                open.push(OpenCollection { node: Node::new(Value::Map(Vec::new()), span), anchor, key: None });
                (None, 0)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut closed = open.pop().expect("the parser closes only what it opened");
                closed.node.span.end = span.start.max(closed.node.span.start);
                count += merge(&mut closed.node);
                (Some(closed.node), closed.anchor)
            }
            Event::Scalar(text, style, anchor, tag) => (Some(scalar(&text, style, tag.as_deref(), span)), anchor),
            Event::Alias(id) => {
                let anchored = anchors.iter().rev().find(|anchored| anchored.id == id);
                count += anchored.map_or(0, |anchored| anchored.size);
                let value = anchored.map_or_else(|| Node::new(Value::Null, span), |anchored| anchored.node.clone());
                (Some(Node { span, ..value }), 0)
            }
            _ => (None, 0),
        };
        count += 1;
        if count > MAX_VALUES || open.len() > MAX_LEVELS {
            return Err(ReadError::TooLarge { span });
        }
        let Some(node) = closed else { continue };
        if anchor != 0 {
            anchors.push(Anchored { id: anchor, size: size(&node), node: node.clone() });
        }
        match open.last_mut() {
            None => top = Some(node),
            Some(parent) => add(parent, node)?,
        }
    }
    Ok(top)
}

/// Merges the maps of the key `<<` into the map around it, whose own keys win (YAML 1.1, merge key). Returns how many values
/// were added.
fn merge(node: &mut Node) -> usize {
    let Value::Map(entries) = &mut node.value else { return 0 };
    let Some(at) = entries.iter().position(|(key, _)| key == "<<") else { return 0 };
    let merged = match &entries[at].1.value {
        Value::Map(_) => vec![entries[at].1.clone()],
        Value::List(maps) if maps.iter().all(|map| matches!(map.value, Value::Map(_))) => maps.clone(),
        _ => return 0,
    };
    entries.remove(at);
    let mut added = 0;
    for (key, value) in merged.iter().flat_map(Node::entries) {
        if !entries.iter().any(|(known, _)| known == key) {
            added += size(value);
            entries.push((key.clone(), value.clone()));
        }
    }
    added
}

/// Adds a value to the list or map around it.
fn add(parent: &mut OpenCollection, mut node: Node) -> Result<(), ReadError> {
    match &mut parent.node.value {
        Value::List(items) => items.push(node),
        Value::Map(entries) => match parent.key.take() {
            None => parent.key = Some((key(&node), node.span)),
            Some((key, span)) => {
                if let Some((_, first)) = entries.iter().find(|(name, _)| *name == key) {
                    let is_same = first.hash_of_values() == node.hash_of_values();
                    let end = node.span.end.max(span.end);
                    return Err(ReadError::DuplicateKey { span, key, first: first.key_span, end, is_same });
                }
                node.key_span = span;
                entries.push((key, node));
            }
        },
        _ => {}
    }
    Ok(())
}

/// The name that a scalar gives as a key: its source text, also for `null`.
fn key(node: &Node) -> String {
    node.text().unwrap_or_else(|| if node.value == Value::Null { "null".to_owned() } else { String::new() })
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Node {
    let value = match tag {
        _ if style != ScalarStyle::Plain => Value::Text(text.to_owned()),
        None => plain(text),
        Some(tag) => tagged(text, tag),
    };
    let source = match value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(text.into()),
        _ => None,
    };
    Node { source, ..Node::new(value, span) }
}

/// The value of a plain scalar without a tag.
fn plain(text: &str) -> Value {
    let integer = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(digits), _) => i64::from_str_radix(digits, 16),
        (_, Some(digits)) => i64::from_str_radix(digits, 8),
        _ => text.parse(),
    };
    match text {
        "" | "~" | "null" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match (integer, float(text)) {
            (Ok(number), _) => Value::Int(number),
            (_, Some(number)) => Value::Float(number),
            _ => Value::Text(text.to_owned()),
        },
    }
}

/// The value of a plain scalar with a tag; null where the text is no value of that type.
fn tagged(text: &str, tag: &Tag) -> Value {
    if !tag.is_yaml_core_schema() {
        return Value::Text(text.to_owned());
    }
    match tag.suffix.as_str() {
        "bool" if matches!(text, "true" | "True" | "TRUE") => Value::Bool(true),
        "bool" if matches!(text, "false" | "False" | "FALSE") => Value::Bool(false),
        "int" => text.parse().map_or(Value::Null, Value::Int),
        "float" => float(text).map_or(Value::Null, Value::Float),
        "bool" | "null" => Value::Null,
        _ => Value::Text(text.to_owned()),
    }
}

/// A number with digits, or one of the words of the core schema. Words such as `inf`, which Rust reads, are text.
fn float(text: &str) -> Option<f64> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        _ if text.bytes().any(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

/// The number of values in a node.
fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(size).sum(),
        Value::Map(entries) => entries.iter().map(|(_, node)| size(node)).sum(),
        _ => 0,
    }
}

/// Turns the character offsets of the YAML parser into byte offsets.
struct Offsets {
    /// The byte offset of each character; empty when the text is ASCII and the two counts agree.
    bytes: Vec<usize>,
    len: usize,
}

impl Offsets {
    fn of(text: &str) -> Offsets {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Offsets { bytes, len: text.len() }
    }

    fn byte(&self, index: usize) -> usize {
        if self.bytes.is_empty() { index.min(self.len) } else { self.bytes.get(index).copied().unwrap_or(self.len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_get_types_and_keep_their_source() {
        let text = "a: 1.10\nb: 0x1F\nc: +3\nd: yes\ne: TRUE\nf: ~\ng: inf\nh: .inf\ni: '7'\nj: !!str 7\nk: !!int x\nl: 2026-01-02\nm:\n";
        let node = parse(text).expect("it is YAML").expect("it has a value");
        let value = |key: &str| node.get(key).map(|node| (&node.value, node.source.as_deref()));
        assert_eq!(value("a"), Some((&Value::Float(1.1), Some("1.10"))));
        assert_eq!(value("b"), Some((&Value::Int(31), Some("0x1F"))));
        assert_eq!(value("c"), Some((&Value::Int(3), Some("+3"))));
        assert_eq!(value("d"), Some((&Value::Text("yes".to_owned()), None)));
        assert_eq!(value("e"), Some((&Value::Bool(true), Some("TRUE"))));
        assert_eq!(value("f"), Some((&Value::Null, None)));
        assert_eq!(value("g"), Some((&Value::Text("inf".to_owned()), None)));
        assert_eq!(value("h"), Some((&Value::Float(f64::INFINITY), Some(".inf"))));
        assert_eq!(value("i"), Some((&Value::Text("7".to_owned()), None)));
        assert_eq!(value("j"), Some((&Value::Text("7".to_owned()), None)));
        assert_eq!(value("k"), Some((&Value::Null, None)));
        assert_eq!(value("l"), Some((&Value::Text("2026-01-02".to_owned()), None)));
        assert_eq!(value("m"), Some((&Value::Null, None)));
    }

    #[test]
    fn merge_keys_add_what_a_map_does_not_have() {
        let text = "base: &base {owner: Ops, order: 1}\nother: &other {status: draft}\npage:\n  <<: [*base, *other]\n  order: 2\n";
        let node = parse(text).expect("it is YAML").expect("it has a value");
        let page = node.get("page").expect("a page");
        let keys: Vec<(&str, Option<String>)> =
            page.entries().iter().map(|(key, value)| (key.as_str(), value.text())).collect();
        let text = |value: &str| Some(value.to_owned());
        assert_eq!(keys, [("order", text("2")), ("owner", text("Ops")), ("status", text("draft"))]);
    }

    #[test]
    fn keys_are_their_source_text() {
        let node = parse("1.10: a\nnull: b\ntrue: c\n").expect("it is YAML").expect("it has a value");
        let keys: Vec<&str> = node.entries().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["1.10", "null", "true"]);
    }
}
