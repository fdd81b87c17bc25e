//! TOML text turned into nodes with spans.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::node::{Node, Value};
use crate::base::span::Span;

/// A syntax error in TOML, with its place.
#[derive(Debug)]
pub struct TomlError {
    pub message: String,
    pub span: Span,
}

/// Parses TOML; spans count from the start of `text`.
pub fn parse(text: &str) -> Result<Node, TomlError> {
    match DeTable::parse(text) {
        Ok(table) => Ok(Node::new(map(table.get_ref()), table.span().into())),
        Err(error) => Err(TomlError {
            message: error.message().lines().collect::<Vec<_>>().join(", "),
            span: error.span().map_or(Span::new(0, 0), Span::from),
        }),
    }
}

fn map(table: &DeTable<'_>) -> Value {
    let mut entries: Vec<(String, Node)> = table
        .iter()
        .map(|(key, value)| {
            let mut node = node(value);
            node.key_span = key.span().into();
            (key.get_ref().to_string(), node)
        })
        .collect();
    entries.sort_by_key(|(_, node)| node.key_span);
    Value::Map(entries)
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let span = Span::from(value.span());
    let mut source = None;
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            source = Some(number.as_str().into());
            i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Value::Text(number.as_str().to_owned()), Value::Int)
        }
        DeValue::Float(number) => {
            source = Some(number.as_str().into());
            number.as_str().parse().map_or_else(|_| Value::Text(number.as_str().to_owned()), Value::Float)
        }
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(time) => Value::Text(time.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => map(table),
    };
    Node { source, ..Node::new(value, span) }
}
