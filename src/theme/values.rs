//! Small template values that are undefined if empty.

use minijinja::Value;

/// A value that is not there.
pub fn none() -> Value {
    Value::from(())
}

/// Text, or none.
pub fn optional(text: Option<&str>) -> Value {
    text.map_or_else(none, Value::from)
}

/// Names and values, in order.
pub fn facts(facts: &[(String, String)]) -> Value {
    let pair = |(label, value): &(String, String)| {
        Value::from_pairs([("label", Value::from(label.as_str())), ("value", Value::from(value.as_str()))])
    };
    Value::from(facts.iter().map(pair).collect::<Vec<_>>())
}
