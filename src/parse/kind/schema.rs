//! The kinds as JSON Schema (draft 2020-12), for editors that check and complete front matter.
//!
//! It accepts and refuses what the checks accept and refuse, as far as front matter alone can say: what stands in the text
//! (a title that is a heading, a table with facts) is not seen. Names count as they are defined, without the freedom in
//! capitals and signs that the checks allow.

use serde_json::{Map, Value, json};

use crate::config::kinds::{DOCUMENT, Field, FieldType, Information, Kind, Kinds, squeezed};
use crate::parse::kind::fields::{ASKED_FOR, LEFT};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Words for a document on its way to approval, and for one that is no longer in force, as `State` reads them.
const UNFINISHED: &[&str] =
    &["draft", "in draft", "work in progress", "wip", "review", "in review", "for review", "under review", "proposed"];
const OVER: &[&str] =
    &["withdrawn", "retired", "obsolete", "deprecated", "revoked", "cancelled", "superseded", "replaced", "archived"];
/// Values that say nothing.
const BLANK: &str = r"^\s*$";
/// A day of the calendar, perhaps with a time behind it; leap years are not counted.
const DAY: &str = r"^\s*\d{4}-((0?[13578]|1[02])-(0?[1-9]|[12]\d|3[01])|(0?[469]|11)-(0?[1-9]|[12]\d|30)|0?2-(0?[1-9]|[12]\d))([Tt ].*)?\s*$";

/// The schema of pages of all kinds: what a page is held to depends on the kind that it states.
pub fn of_all(kinds: &Kinds) -> Value {
    let mut definitions = Map::new();
    let mut rules = Vec::new();
    for kind in &kinds.list {
        definitions.insert(kind.name.clone(), of_kind(kinds, kind));
        let states = json!({ "required": ["kind"], "properties": { "kind": { "type": "string", "pattern": spelt(&kind.name) } } });
        rules.push(json!({ "if": states, "then": reference(&kind.name) }));
    }
    if definitions.contains_key(DOCUMENT) {
        let is_controlled = json!({ "required": ["controlled"], "properties": { "controlled": { "const": true } } });
        rules.push(json!({ "if": is_controlled, "then": reference(DOCUMENT) }));
    }
    let names: Vec<Value> =
        kinds.list.iter().map(|kind| json!({ "const": kind.name, "description": words_of(kind) })).collect();
    json!({
        "$schema": DRAFT,
        "title": "Front matter",
        "type": "object",
        "properties": {
            "kind": { "description": "What sort of document it is", "anyOf": [{ "oneOf": names }, { "type": "string" }] },
            "controlled": { "description": "Whether it is a controlled document", "type": "boolean" },
        },
        "allOf": rules,
        "$defs": definitions,
    })
}

/// The schema of pages of one kind, for folders whose pages do not state it.
pub fn of_one(kinds: &Kinds, kind: &Kind) -> Value {
    let mut schema = of_kind(kinds, kind);
    schema["$schema"] = DRAFT.into();
    schema
}

fn reference(kind: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{kind}") })
}

fn words_of(kind: &Kind) -> String {
    kind.description.clone().unwrap_or_else(|| kind.label.clone())
}

fn of_kind(kinds: &Kinds, kind: &Kind) -> Value {
    let mut properties = Map::new();
    let mut values = Vec::new();
    let mut wanted = Vec::new();
    let document = kinds.find(DOCUMENT);
    for field in &kind.fields {
        let description = json!({ "title": field.label, "description": field.description });
        properties.insert(field.name.clone(), without_nulls(description));
        values.push(first_of(&names_of(field), &value(field)));
        // A title may be the heading of the text, and facts may stand there.
        if field.is_required && field.name != "title" && kind.information == Information::FrontMatter {
            let of_control = document.is_some_and(|document| {
                kind.controlled && document.fields.iter().any(|other| other.name == field.name && other.is_required)
            });
            wanted.push(is_stated(kind, field, of_control));
        }
    }
    let mut schema = json!({
        "title": kind.label,
        "description": words_of(kind),
        "type": "object",
        "properties": properties,
    });
    values.append(&mut wanted);
    if !values.is_empty() {
        schema["if"] = has_status(OVER);
        schema["else"] = json!({ "allOf": values });
    }
    schema
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(entries) => entries.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        other => other,
    }
}

/// All names of a field, in the order in which they count.
fn names_of(field: &Field) -> Vec<&str> {
    std::iter::once(field.name.as_str()).chain(field.aliases.iter().map(String::as_str)).collect()
}

/// Holds the first of these names that is stated to a schema.
fn first_of(names: &[&str], schema: &Value) -> Value {
    let Some((name, others)) = names.split_first() else { return json!(true) };
    json!({ "if": stated(name), "then": at(name, schema), "else": first_of(others, schema) })
}

/// A required field: under one of its names, or by what says enough in its place, or not wanted of this page.
fn is_stated(kind: &Kind, field: &Field, of_control: bool) -> Value {
    let others = kind.fields.iter().filter(|other| field.or.contains(&other.name));
    let names = names_of(field).into_iter().chain(others.flat_map(names_of));
    let mut ways: Vec<Value> = names.map(stated).collect();
    if field.is_for_approved {
        ways.push(has_status(UNFINISHED));
        ways.push(json!({ "required": ["draft"], "properties": { "draft": { "const": true } } }));
    }
    if of_control {
        ways.push(json!({ "required": ["controlled"], "properties": { "controlled": { "const": false } } }));
    }
    json!({ "anyOf": ways })
}

/// That a name has a value which is not blank.
fn stated(name: &str) -> Value {
    let says = json!({ "not": { "anyOf": [{ "type": "null" }, { "type": "string", "pattern": BLANK }] } });
    at(name, &says)
}

/// That what stands at a dotted name is there and fits a schema.
fn at(name: &str, schema: &Value) -> Value {
    match name.split_once('.') {
        Some((first, rest)) => {
            json!({ "type": "object", "required": [first], "properties": { first: at(rest, schema) } })
        }
        None => json!({ "type": "object", "required": [name], "properties": { name: schema } }),
    }
}

fn has_status(words: &[&str]) -> Value {
    let patterns: Vec<String> =
        words.iter().map(|word| word.split(' ').map(any_case).collect::<Vec<_>>().join("[ _-]")).collect();
    let status = json!({ "type": "string", "pattern": format!(r"^\s*({})\s*$", patterns.join("|")) });
    json!({ "required": ["status"], "properties": { "status": status } })
}

/// What the value of a field may be.
fn value(field: &Field) -> Value {
    let text = text(field);
    let list = json!({ "type": "array", "minItems": 1, "items": text });
    let value = match field.kind {
        FieldType::Text | FieldType::List => json!({ "anyOf": [text, list] }),
        FieldType::Date => json!({ "type": "string", "pattern": DAY }),
        FieldType::Number => {
            json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$" }] })
        }
        FieldType::Flag => json!({ "type": "boolean" }),
    };
    json!({ "allOf": [value, { "not": placeholder() }] })
}

fn text(field: &Field) -> Value {
    let mut all = vec![json!({ "type": ["string", "number", "boolean"] })];
    if let Some(pattern) = &field.pattern {
        all.push(json!({ "pattern": format!(r"^\s*(?:{})\s*$", pattern.written) }));
    }
    if !field.values.is_empty() {
        let spelt: Vec<Value> = field.values.iter().map(|value| json!({ "pattern": spelt(value) })).collect();
        all.push(json!({ "anyOf": std::iter::once(json!({ "enum": field.values })).chain(spelt).collect::<Vec<_>>() }));
    }
    json!({ "allOf": all })
}

/// What only says that something is to be written: the rules of `fields::is_placeholder` as patterns.
fn placeholder() -> Value {
    let asked: Vec<String> = ASKED_FOR.iter().map(|word| any_case(word)).collect();
    let asked = asked.join("|");
    let forms = [
        r"^\s*\[.+\]\s*$".to_owned(),
        r"^\s*<.+>\s*$".to_owned(),
        r"^\s*\{\{".to_owned(),
        format!(r"^\s*\(\s*({asked})\s*\)\s*$"),
        format!(r"(^|[^\p{{L}}\p{{N}}])({}|XX+)($|[^\p{{L}}\p{{N}}])", LEFT.join("|")),
        r"^\s*[^\s\p{L}\p{N}][^\p{L}\p{N}]*[^\s\p{L}\p{N}]\s*$".to_owned(),
    ];
    let patterns: Vec<Value> = forms.iter().map(|form| json!({ "pattern": form })).collect();
    let text = json!({ "type": "string", "anyOf": patterns });
    let asks = format!(r"^[\W_]*({asked})[\W_]*$|^[Ii][Nn][Ss][Ee][Rr][Tt] ");
    let only = json!({ "type": "array", "maxItems": 1, "contains": { "type": "string", "pattern": asks } });
    json!({ "anyOf": [text, { "type": "array", "contains": text }, only] })
}

/// A pattern for a name in which capitals and signs between words do not matter.
fn spelt(name: &str) -> String {
    let letters: Vec<String> = squeezed(name).chars().map(|letter| any_case(&letter.to_string())).collect();
    format!(r"^[\W_]*{}[\W_]*$", letters.join(r"[\W_]*"))
}

/// A pattern for a word in capitals or not: the patterns of JSON Schema have no switch for that.
fn any_case(word: &str) -> String {
    let letter = |letter: char| {
        let (lower, upper): (String, String) = (letter.to_lowercase().collect(), letter.to_uppercase().collect());
        if lower == upper { regex::escape(&lower) } else { format!("({lower}|{upper})") }
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::control::State;

    #[test]
    fn words_for_states_are_those_that_are_read() {
        for word in UNFINISHED {
            assert!(matches!(State::read(word), State::Draft | State::Review), "{word}");
        }
        for word in OVER {
            assert!(State::read(word).is_over(), "{word}");
        }
    }
}
