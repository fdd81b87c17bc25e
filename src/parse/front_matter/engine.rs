//! Reads a block of front matter through `gray_matter`, with custom engines that keep the span of each value.
//!
//! `gray_matter` cuts the block at its delimiters and hands it to an engine, which answers with its value type, [`Pod`].
//! A `Pod` has no places and no order of keys, so the engines here encode each node as an array of its spans, its source
//! text and its value, and [`read`] decodes that. This is the one module that knows `gray_matter`.

use gray_matter::engine::Engine;
use gray_matter::{Error, Matter, Pod};

use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::config::toml_node;
use crate::parse::front_matter::yaml::{self, ReadError};

/// Reads a block without its delimiters. Spans are byte ranges of the file, in which the block begins at `start`.
///
/// `gray_matter` trims what it cuts out and turns CRLF into LF. A comment line at each end keeps the indentation of the
/// first line and the line ends of the last value; [`Places`] maps the spans back.
pub fn read(block: &str, delimiter: &str, start: usize) -> Result<Option<Node>, ReadError> {
    const COMMENT: &str = "#\n";
    let text = format!("{delimiter}\n{COMMENT}{block}{COMMENT}{delimiter}\n");
    let data = if delimiter == "+++" { parse::<Toml>(&text, delimiter) } else { parse::<Yaml>(&text, delimiter) };
    let places = Places::of(block, start, COMMENT.len());
    match data {
        Ok(Some(Pod::Null)) | Ok(None) => Ok(None),
        Ok(Some(pod)) => Ok(Some(decode(pod, &places))),
        Err(error) => Err(decode_error(&error, &places)),
    }
}

fn parse<E: Engine>(text: &str, delimiter: &str) -> gray_matter::Result<Option<Pod>> {
    let mut matter: Matter<E> = Matter::new();
    matter.delimiter = delimiter.to_owned();
    Ok(matter.parse(text)?.data)
}

struct Yaml;

impl Engine for Yaml {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        yaml::parse(content).map(|node| node.map_or(Pod::Null, encode)).map_err(|error| encode_error(&error))
    }
}

struct Toml;

impl Engine for Toml {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        toml_node::parse(content)
            .map(encode)
            .map_err(|error| encode_error(&ReadError::Syntax { span: error.span, message: error.message }))
    }
}

fn encode(node: Node) -> Pod {
    let number = |at: usize| Pod::Integer(at as i64);
    let value = match node.value {
        Value::Null => Pod::Null,
        Value::Bool(truth) => Pod::Boolean(truth),
        Value::Int(number) => Pod::Integer(number),
        Value::Float(number) => Pod::Float(number),
        Value::Text(text) => Pod::String(text),
        Value::List(items) => Pod::Array(items.into_iter().map(encode).collect()),
        Value::Map(entries) => Pod::Hash(entries.into_iter().map(|(key, node)| (key, encode(node))).collect()),
    };
    Pod::Array(vec![
        number(node.span.start),
        number(node.span.end),
        number(node.key_span.start),
        number(node.key_span.end),
        node.source.map_or(Pod::Null, |source| Pod::String(source.into_string())),
        value,
    ])
}

fn decode(pod: Pod, places: &Places) -> Node {
    let fields: Option<[Pod; 6]> = match pod {
        Pod::Array(fields) => fields.try_into().ok(),
        _ => None,
    };
    let [start, end, key_start, key_end, source, value] = fields.expect("`encode` writes six fields");
    let span = |start: &Pod, end: &Pod| {
        let at =
            |pod: &Pod| pod.as_i64().ok().and_then(|at| usize::try_from(at).ok()).expect("`encode` writes offsets");
        places.span(Span::new(at(start), at(end)))
    };
    let value = match value {
        Pod::Null => Value::Null,
        Pod::Boolean(truth) => Value::Bool(truth),
        Pod::Integer(number) => Value::Int(number),
        Pod::Float(number) => Value::Float(number),
        Pod::String(text) => Value::Text(text),
        Pod::Array(items) => Value::List(items.into_iter().map(|item| decode(item, places)).collect()),
        Pod::Hash(entries) => {
            let mut entries: Vec<(String, Node)> =
                entries.into_iter().map(|(key, pod)| (key, decode(pod, places))).collect();
            entries.sort_by_key(|(_, node)| node.key_span);
            Value::Map(entries)
        }
    };
    let source = match source {
        Pod::String(text) => Some(text.into_boxed_str()),
        _ => None,
    };
    Node { value, span: span(&start, &end), key_span: span(&key_start, &key_end), source, inherited: false }
}

/// Errors of `gray_matter` are text, so the error and its spans are encoded as JSON.
fn encode_error(error: &ReadError) -> Error {
    Error::DeserializeError(serde_json::to_string(error).expect("an error has only texts and numbers"))
}

fn decode_error(error: &Error, places: &Places) -> ReadError {
    let read = match error {
        Error::DeserializeError(text) => serde_json::from_str(text).ok(),
        _ => None,
    };
    match read {
        Some(ReadError::Syntax { span, message }) => ReadError::Syntax { span: places.inside(span), message },
        Some(ReadError::TooLarge { span }) => ReadError::TooLarge { span: places.span(span) },
        Some(ReadError::DuplicateKey { span, key, first, end, is_same }) => {
            let (span, first, end) = (places.span(span), places.span(first), places.offset(end));
            ReadError::DuplicateKey { span, key, first, end, is_same }
        }
        None => ReadError::Syntax { span: places.span(Span::default()), message: error.to_string() },
    }
}

/// Maps offsets of the text that an engine reads to offsets of the author's file.
struct Places {
    /// Where the block begins in the file.
    start: usize,
    /// How many bytes come before the block.
    before: usize,
    /// The offsets of line ends, in a block with LF, that are CRLF in the author's file.
    returns: Vec<usize>,
    len: usize,
    /// The last character of the block that is not white space.
    last: Span,
}

impl Places {
    fn of(block: &str, start: usize, before: usize) -> Places {
        let crlf = block.match_indices("\r\n").enumerate();
        let returns = crlf.map(|(removed, (at, _))| at - removed).collect();
        let last = block.trim_end().char_indices().next_back();
        let last = last.map_or(Span::default(), |(at, letter)| Span::new(at, at + letter.len_utf8()));
        Places { start, before, returns, len: block.len(), last }
    }

    fn offset(&self, at: usize) -> usize {
        let at = at.saturating_sub(self.before);
        self.start + (at + self.returns.partition_point(|line_end| *line_end < at)).min(self.len)
    }

    fn span(&self, span: Span) -> Span {
        Span::new(self.offset(span.start), self.offset(span.end))
    }

    /// The span of an error: one that is only found at the end of the block is at its last character.
    fn inside(&self, span: Span) -> Span {
        let span = self.span(span);
        let last = self.last.shifted(self.start);
        if span.start > last.start { last } else { span }
    }
}
