//! The block between `---` or `+++` at the top of a file turned into nodes with places.
//!
//! The block is cut out by byte range, so spans count in the author's file. `gray_matter` reads the values; the places,
//! the order of keys and the source text of scalars come from a second look, because `gray_matter` keeps none of them.
//! This is the one module that knows `gray_matter`.

use std::borrow::Cow;

use gray_matter::Pod;
use gray_matter::engine::{Engine, TOML, YAML};
use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::base::codes::{
    Code, META_DUPLICATE_KEY, META_NOT_A_MAP, META_NOT_AT_TOP, META_SYNTAX, META_TOO_LARGE, META_UNCLOSED,
};
use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::config::toml_node;
use crate::parse::front_matter_keys;

/// Values that aliases may unfold to. A page needs tens; the limit only has to stop bombs.
const MOST_VALUES: usize = 20_000;
/// Levels of lists and maps inside each other.
const MOST_LEVELS: usize = 64;
/// So many lines of front matter that is not at its place are looked at.
const MOST_KEYS: usize = 60;

/// What is wrong with a block.
#[derive(Debug)]
pub struct Fault {
    pub code: &'static Code,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
    /// A second place that belongs to it.
    pub label: Option<(Span, &'static str)>,
}

impl Fault {
    fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Fault {
        Fault { code, span, message: message.into(), help: None, label: None }
    }

    fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }
}

/// A file cut into front matter and body.
#[derive(Debug)]
pub struct Split {
    /// Always a map.
    pub front: Node,
    /// The offset at which the body begins.
    pub body: usize,
    pub fault: Option<Fault>,
}

/// Cuts `text` (with its BOM, if it has one) and reads its front matter. A fault leaves an empty map and the body.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let none = |fault, body| Split { front: Node::empty_map(), body, fault };
    let first = line_at(text, start);
    let fence = match first.content {
        "---" => "---",
        "+++" => "+++",
        _ => return none(misplaced(text, start), start),
    };
    let mut at = first.next;
    while at < text.len() {
        let line = line_at(text, at);
        if line.content == fence || (fence == "---" && line.content == "...") {
            return read_block(text, Span::new(first.next, at), line.next, fence);
        }
        at = line.next;
    }
    if looks_like_metadata(text, first.next, fence) {
        let fault = Fault::new(
            &META_UNCLOSED,
            Span::new(start, start + 3),
            format!("this front matter has no closing `{fence}`"),
        )
        .help(format!("add a line `{fence}` after its last key"));
        return none(Some(fault), start);
    }
    none(None, start)
}

/// Front matter that is none, because it does not begin with the file, or its first fence is missing or too long.
fn misplaced(text: &str, start: usize) -> Option<Fault> {
    let begin = start + text[start..].find(|letter: char| !letter.is_whitespace())?;
    let first = line_at(text, begin);
    let is_fence =
        first.content.len() >= 3 && (first.content.bytes().all(|byte| byte == b'-') || first.content == "+++");
    let fence = if first.content == "+++" { "+++" } else { "---" };
    let (from, help) = match is_fence {
        true if first.content.len() > 3 => (first.next, "write three hyphens".to_owned()),
        true => (first.next, format!("let the file begin with `{fence}`, without a line or a space before it")),
        false => (begin, "add a line `---` before it".to_owned()),
    };
    let ends =
        |line: &str| line.len() >= 3 && line.trim_end().bytes().all(|byte| byte == b'-') || line.trim_end() == "+++";
    let end = text[from..].lines().take(MOST_KEYS).position(ends)?;
    let keys: Vec<&str> = text[from..].lines().take(end).filter(|line| !line.trim().is_empty()).collect();
    let is_known = |line: &&&str| {
        let name = line.split([':', '=']).next().unwrap_or_default().trim();
        front_matter_keys::is_known(name) && line.len() > name.len()
    };
    // Without its first fence, only names that mean something tell it from a text.
    let has_keys = keys.iter().filter(is_known).count() >= if is_fence { 1 } else { keys.len().max(1) };
    (looks_like_metadata(text, from, fence) && has_keys).then(|| {
        let span = Span::new(begin, begin + first.content.len());
        Fault::new(&META_NOT_AT_TOP, span, "this is meant as front matter, and is shown as text".to_owned()).help(help)
    })
}

struct Line<'a> {
    content: &'a str,
    next: usize,
}

/// The line that begins at `at`, without the white space at its end.
fn line_at(text: &str, at: usize) -> Line<'_> {
    let rest = &text[at..];
    let end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    Line { content: rest[..end].trim_end(), next: at + end }
}

/// Tells an unclosed block from a page that begins with a rule: the first line with text is a key.
fn looks_like_metadata(text: &str, start: usize, fence: &str) -> bool {
    let sign = if fence == "---" { ':' } else { '=' };
    let Some(line) = text[start..].lines().find(|line| !line.trim().is_empty()) else { return false };
    line.split_once(sign).is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '"'))
    })
}

fn read_block(text: &str, block: Span, body: usize, fence: &str) -> Split {
    let slice = &text[block.start..block.end];
    let read = if fence == "---" { read_yaml(&spaced(slice)) } else { read_toml(slice) };
    let (front, fault) = match read {
        Ok(node) => (node, None),
        Err(fault) => (Node::empty_map(), Some(fault)),
    };
    let mut front = front;
    shift(&mut front, block.start);
    let fault = fault.map(|mut fault| {
        fault.span = fault.span.shifted(block.start);
        fault.label = fault.label.map(|(span, words)| (span.shifted(block.start), words));
        fault
    });
    Split { front, body, fault }
}

/// Turns tabs between a key and its value into as many spaces: YAML allows them there, its parsers do not agree.
fn spaced(slice: &str) -> Cow<'_, str> {
    if !slice.contains(":\t") {
        return Cow::Borrowed(slice);
    }
    let space = |line: &str| match line.find(":\t") {
        Some(at) if !line[..at].contains([':', '"', '\'', '#']) => {
            let rest = line[at + 1..].trim_start_matches('\t');
            let tabs = line.len() - at - 1 - rest.len();
            format!("{}{}{rest}", &line[..=at], " ".repeat(tabs))
        }
        _ => line.to_owned(),
    };
    Cow::Owned(slice.split_inclusive('\n').map(space).collect())
}

fn read_toml(slice: &str) -> Result<Node, Fault> {
    let mut node = toml_node::parse(slice).map_err(|error| Fault::new(&META_SYNTAX, error.span, error.message))?;
    let pod = TOML::parse(slice).map_err(|error| Fault::new(&META_SYNTAX, Span::new(0, 0), error.to_string()))?;
    fill(&mut node, &pod);
    Ok(node)
}

fn read_yaml(slice: &str) -> Result<Node, Fault> {
    let Some(mut node) = locate(slice)? else { return Ok(Node::empty_map()) };
    let pod = YAML::parse(slice)
        .map_err(|error| Fault::new(&META_SYNTAX, Span::new(0, slice.trim_end().len()), error.to_string()))?;
    fill(&mut node, &pod);
    match node.value {
        Value::Map(_) => Ok(node),
        Value::Null => Ok(Node::empty_map()),
        _ => Err(Fault::new(
            &META_NOT_A_MAP,
            node.span,
            format!("the front matter is {}, not `key: value` lines", node.kind()),
        )
        .help("write each value as `key: value`, or begin the page with an empty line if this is text")),
    }
}

/// Puts the values that `gray_matter` read into the nodes that hold their places.
fn fill(node: &mut Node, pod: &Pod) {
    match (&mut node.value, pod) {
        (Value::Map(entries), Pod::Hash(values)) => {
            for (key, child) in entries {
                if let Some(value) = values.get(key.as_str()) {
                    fill(child, value);
                }
            }
        }
        (Value::List(items), Pod::Array(values)) => {
            for (child, value) in items.iter_mut().zip(values) {
                fill(child, value);
            }
        }
        (value, pod) => {
            *value = match pod {
                Pod::Null => Value::Null,
                Pod::String(text) => Value::Text(text.clone()),
                Pod::Integer(number) => Value::Int(*number),
                Pod::Float(number) => Value::Float(*number),
                Pod::Boolean(truth) => Value::Bool(*truth),
                Pod::Array(_) | Pod::Hash(_) => return,
            };
            if matches!(value, Value::Text(_) | Value::Null) {
                node.source = None;
            }
        }
    }
}

/// A list or map whose end has not been met yet.
struct Open {
    node: Node,
    anchor: usize,
    /// In a map: the key that waits for its value.
    key: Option<(String, Span)>,
}

/// Walks the YAML events and notes where each value stands. `None` for a block without a value.
fn locate(slice: &str) -> Result<Option<Node>, Fault> {
    let offsets = Offsets::of(slice);
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: Vec<(usize, Node, usize)> = Vec::new();
    let mut count = 0;
    let mut top = None;
    for event in Parser::new_from_str(slice) {
        let (event, marks) = event.map_err(|error| {
            let at = offsets.byte(error.marker().index()).min(slice.trim_end().len());
            let end = slice[at..].find('\n').map_or(slice.len(), |newline| at + newline).max(at);
            let help = (error.info().contains("mapping values are not allowed"))
                .then_some("put a value that holds `: ` in quotation marks");
            let mut fault = Fault::new(&META_SYNTAX, Span::new(at, end), error.info().to_owned());
            fault.help = help.map(str::to_owned);
            fault
        })?;
        let span = Span::new(offsets.byte(marks.start.index()), offsets.byte(marks.end.index()));
        let (done, anchor) = match event {
            Event::SequenceStart(anchor, _) => {
                open.push(Open { node: Node::new(Value::List(Vec::new()), span), anchor, key: None });
                (None, 0)
            }
            Event::MappingStart(anchor, _) => {
                open.push(Open { node: Node::new(Value::Map(Vec::new()), span), anchor, key: None });
                (None, 0)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut closed = open.pop().expect("the parser closes only what it opened");
                closed.node.span.end = span.start.max(closed.node.span.start);
                (Some(closed.node), closed.anchor)
            }
            Event::Scalar(text, style, anchor, _) => {
                let mut node = Node::new(Value::Text(text.to_string()), span);
                node.source = (style == ScalarStyle::Plain).then(|| text.as_ref().into());
                (Some(node), anchor)
            }
            Event::Alias(anchor) => {
                let found = anchors.iter().rev().find(|(id, ..)| *id == anchor);
                let node = found.map(|(_, node, size)| {
                    count += size;
                    Node { span, ..node.clone() }
                });
                (Some(node.unwrap_or_else(|| Node::new(Value::Null, span))), 0)
            }
            _ => (None, 0),
        };
        count += 1;
        if count > MOST_VALUES || open.len() > MOST_LEVELS {
            return Err(Fault::new(
                &META_TOO_LARGE,
                span,
                format!("the front matter unfolds to more than {MOST_VALUES} values or {MOST_LEVELS} levels"),
            )
            .help("write the values out, without aliases inside aliases"));
        }
        let Some(node) = done else { continue };
        if anchor != 0 {
            anchors.push((anchor, node.clone(), size(&node)));
        }
        match open.last_mut() {
            None => top = Some(node),
            Some(parent) => add(parent, node)?,
        }
    }
    Ok(top)
}

/// Adds a finished value to the list or map that holds it.
fn add(parent: &mut Open, mut node: Node) -> Result<(), Fault> {
    match &mut parent.node.value {
        Value::List(items) => items.push(node),
        Value::Map(entries) => match parent.key.take() {
            None => parent.key = Some((node.text().unwrap_or_default(), node.span)),
            Some((key, key_span)) => {
                if let Some((_, first)) = entries.iter().find(|(name, _)| *name == key) {
                    let mut fault =
                        Fault::new(&META_DUPLICATE_KEY, key_span, format!("`{key}` stands here a second time"))
                            .help("keep one of the two");
                    fault.label = Some((first.key_span, "first given here"));
                    return Err(fault);
                }
                node.key_span = key_span;
                entries.push((key, node));
            }
        },
        _ => {}
    }
    Ok(())
}

fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(size).sum(),
        Value::Map(entries) => entries.iter().map(|(_, node)| size(node)).sum(),
        _ => 0,
    }
}

fn shift(node: &mut Node, offset: usize) {
    node.span = node.span.shifted(offset);
    node.key_span = node.key_span.shifted(offset);
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| shift(item, offset)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, node)| shift(node, offset)),
        _ => {}
    }
}

/// The YAML parser counts characters; the rest of the program counts bytes.
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

    fn front(text: &str) -> Node {
        let split = split(text);
        assert!(split.fault.is_none(), "{:?}", split.fault);
        split.front
    }

    #[test]
    fn values_places_and_source_text_come_together() {
        let text = "\u{feff}---\r\ntitle: Überblick\r\nversion: 1.10\r\ntags: [a, 'b c']\r\n---\r\nBody";
        let node = front(text);
        let title = node.get("title").expect("a title");
        assert_eq!(&text[title.span.start..title.span.end], "Überblick");
        assert_eq!(&text[title.key_span.start..title.key_span.end], "title");
        assert_eq!(node.get("version").and_then(Node::text).as_deref(), Some("1.10"));
        assert_eq!(&text[split(text).body..], "Body");
    }

    #[test]
    fn a_rule_at_the_top_is_not_front_matter() {
        assert!(split("---\n\nText under a rule.\n").fault.is_none());
        assert_eq!(split("---\ntitle: A\n").fault.expect("a fault").code.name, "meta/unclosed");
    }

    #[test]
    fn bombs_are_refused() {
        let mut text = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let inner = format!("*a{}, ", level - 1).repeat(9);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", ")));
        }
        text.push_str("---\n");
        assert_eq!(split(&text).fault.expect("a fault").code.name, "meta/too-large");
        let deep = format!("---\na: {}{}\n---\n", "[".repeat(200), "]".repeat(200));
        assert_eq!(split(&deep).fault.expect("a fault").code.name, "meta/too-large");
    }
}
