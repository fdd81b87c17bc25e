//! What templates see of documents besides pages: the terms of a glossary.

use minijinja::value::Value;

use crate::site::glossary::TermLink;
use crate::site::query::Answer;

/// The terms of a glossary as a list.
pub fn terms(answer: Answer) -> Value {
    let Answer::Terms(terms) = answer else { return Value::from(()) };
    let value = |term: &TermLink| {
        Value::from_pairs([
            ("name", Value::from(term.names[0].as_str())),
            ("others", Value::from(term.names[1..].to_vec())),
            ("definition", Value::from(term.definition.as_str())),
            ("url", Value::from(term.url.as_str())),
            ("page_title", Value::from(term.page_title.as_str())),
        ])
    };
    Value::from(terms.iter().map(value).collect::<Vec<_>>())
}
