//! The kinds as JSON Schema (draft 2020-12), for editors that check and complete front matter.
//!
//! It accepts and refuses what the checks accept and refuse, as far as front matter alone can say: what is in the text
//! (a title that is a heading, a table with facts) is not seen. Names count as they are defined, without the freedom in
//! capitals and signs that the checks allow.

use serde_json::{Map, Value, json};

use crate::config::kinds::{DOCUMENT, Field, FieldType, Information, Kind, Kinds, normalized};
use crate::parse::kind::fields::{ASKED_FOR, LEFT};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// Words for a document that is not approved yet, and for one that is no longer effective, as `DocumentStatus` reads them.
const UNFINISHED: &[&str] = &[
    "draft",
    "in draft",
    "work in progress",
    "wip",
    "unpublished",
    "not published",
    "private",
    "review",
    "in review",
    "for review",
    "under review",
    "proposed",
];
const RETIRED: &[&str] =
    &["withdrawn", "retired", "obsolete", "deprecated", "revoked", "cancelled", "superseded", "replaced", "archived"];
/// Values that say nothing.
const BLANK: &str = r"^\s*$";
/// A day of the calendar, perhaps with a time behind it; leap years are not counted.
const DAY: &str = r"^\s*\d{4}-((0?[13578]|1[02])-(0?[1-9]|[12]\d|3[01])|(0?[469]|11)-(0?[1-9]|[12]\d|30)|0?2-(0?[1-9]|[12]\d))([Tt ].*)?\s*$";

/// The schema of pages of all kinds: the rules for a page depend on its `kind`.
pub fn of_all(kinds: &Kinds) -> Value {
    let mut definitions = shared();
    let mut rules = Vec::new();
    for kind in &kinds.list {
        definitions.insert(format!("kind-{}", kind.name), of_kind(kinds, kind));
        let is_it = json!({ "type": "string", "pattern": spelt(&kind.name) });
        rules.push(json!({ "if": at("kind", &is_it), "then": reference(&format!("kind-{}", kind.name)) }));
    }
    if kinds.find(DOCUMENT).is_some() {
        let is_controlled = at("controlled", &json!({ "const": true }));
        rules.push(json!({ "if": is_controlled, "then": reference(&format!("kind-{DOCUMENT}")) }));
    }
    let names: Vec<Value> =
        kinds.list.iter().map(|kind| json!({ "const": kind.name, "description": words_of(kind) })).collect();
    json!({
        "$schema": DRAFT,
        "title": "Front matter",
        "type": "object",
        "properties": {
            "kind": { "description": "The kind of document", "anyOf": [{ "oneOf": names }, { "type": "string" }] },
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
    schema["$defs"] = shared().into();
    schema
}

/// What the schemas of all kinds refer to.
fn shared() -> Map<String, Value> {
    let scalar = json!({ "type": ["string", "number", "boolean"] });
    let text = json!({ "anyOf": [scalar, { "type": "array", "minItems": 1, "items": scalar }] });
    let number = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$";
    let number = json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": number }] });
    let filled_in = |value: Value| json!({ "allOf": [value, { "not": reference("placeholder") }] });
    let definitions = json!({
        "blank": { "anyOf": [{ "type": "null" }, { "type": "string", "pattern": BLANK }] },
        "said": { "not": reference("blank") },
        "placeholder": placeholder(),
        "text": filled_in(text),
        "date": filled_in(json!({ "type": "string", "pattern": DAY })),
        "number": filled_in(number),
        "boolean": { "type": "boolean" },
        "unfinished": { "anyOf": [has_status(UNFINISHED), at("draft", &json!({ "const": true }))] },
        "over": has_status(RETIRED),
    });
    definitions.as_object().cloned().unwrap_or_default()
}

fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}") })
}

fn words_of(kind: &Kind) -> String {
    kind.description.clone().unwrap_or_else(|| kind.label.clone())
}

fn of_kind(kinds: &Kinds, kind: &Kind) -> Value {
    let mut described = Map::new();
    let mut values = Map::new();
    let mut wanted = Vec::new();
    let document = kinds.find(DOCUMENT);
    for field in &kind.fields {
        let words = field.description.as_ref().unwrap_or(&field.label);
        described.insert(field.name.clone(), json!({ "title": field.label, "description": words }));
        names_of(field).for_each(|name| put(&mut values, name, value(field)));
        // A title may be the heading of the text, and facts may be there.
        if field.is_required && field.name != "title" && kind.information == Information::FrontMatter {
            let of_control = document.is_some_and(|document| {
                kind.controlled && document.fields.iter().any(|other| other.name == field.name && other.is_required)
            });
            wanted.push(is_stated(kind, field, of_control));
        }
    }
    let mut checked = json!({ "properties": values });
    if !wanted.is_empty() {
        checked["allOf"] = wanted.into();
    }
    json!({
        "title": kind.label,
        "description": words_of(kind),
        "type": "object",
        "properties": described,
        "if": reference("over"),
        "else": checked,
    })
}

/// Puts the schema of a dotted name among properties.
fn put(properties: &mut Map<String, Value>, name: &str, schema: Value) {
    let Some((first, rest)) = name.split_once('.') else {
        properties.insert(name.to_owned(), schema);
        return;
    };
    let inner = properties.entry(first).or_insert_with(|| json!({ "properties": {} }));
    if let Some(inner) = inner.get_mut("properties").and_then(Value::as_object_mut) {
        put(inner, rest, schema);
    }
}

/// All names of a field.
fn names_of(field: &Field) -> impl Iterator<Item = &str> {
    std::iter::once(field.name.as_str()).chain(field.aliases.iter().map(String::as_str))
}

/// A required field: under one of its names, or by what says enough in its place, or not wanted of this page.
fn is_stated(kind: &Kind, field: &Field, of_control: bool) -> Value {
    let others = kind.fields.iter().filter(|other| field.alternatives.contains(&other.name));
    let names = names_of(field).chain(others.flat_map(names_of));
    let mut ways: Vec<Value> = names.map(|name| at(name, &reference("said"))).collect();
    if field.is_for_approved {
        ways.push(reference("unfinished"));
    }
    if of_control {
        ways.push(at("controlled", &json!({ "const": false })));
    }
    json!({ "anyOf": ways })
}

/// Requires that the value at a dotted name exists and matches a schema.
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
    at("status", &json!({ "type": "string", "pattern": format!(r"^\s*({})\s*$", patterns.join("|")) }))
}

/// The schema of a field: blank, or a value of its type, pattern and choices. By JSON Schema, `pattern` applies only to
/// strings and `items` only to arrays.
fn value(field: &Field) -> Value {
    let mut all = vec![reference(match field.kind {
        FieldType::Text | FieldType::List => "text",
        FieldType::Date => "date",
        FieldType::Number => "number",
        FieldType::Flag => "boolean",
    })];
    if let Some(pattern) = field.pattern.as_ref().filter(|pattern| is_portable(&pattern.written)) {
        let pattern = format!(r"^\s*(?:{})\s*$", pattern.written);
        all.push(json!({ "pattern": pattern, "items": { "pattern": pattern } }));
    }
    if !field.values.is_empty() {
        let numbers = field.values.iter().filter_map(|value| serde_json::from_str::<Value>(value).ok());
        let exact: Vec<Value> = field.values.iter().map(|value| json!(value)).chain(numbers).collect();
        let spelt = field.values.iter().map(|value| json!({ "type": "string", "pattern": spelt(value) }));
        let choice = json!({ "anyOf": std::iter::once(json!({ "enum": exact })).chain(spelt).collect::<Vec<_>>() });
        all.push(json!({ "if": { "type": "array" }, "then": { "items": choice }, "else": choice }));
    }
    json!({ "anyOf": [reference("blank"), { "allOf": all }] })
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
    let letters: Vec<String> = normalized(name).chars().map(|letter| any_case(&letter.to_string())).collect();
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

/// Whether a pattern means the same in the regular expressions of JavaScript, which editors use. Flags, named classes and
/// other anchors are not portable, so only the checks apply them.
fn is_portable(pattern: &str) -> bool {
    let has_flags = pattern.match_indices("(?").any(|(at, _)| !pattern[at + 2..].starts_with(':'));
    !has_flags && !["[[:", "\\z", "\\A", "\\x{", "&&", "--", "~~"].iter().any(|sign| pattern.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::status::DocumentStatus;

    #[test]
    fn status_words_of_the_schema_match_the_parser() {
        for word in UNFINISHED {
            assert!(matches!(DocumentStatus::read(word), DocumentStatus::Draft | DocumentStatus::Review), "{word}");
        }
        for word in RETIRED {
            assert!(DocumentStatus::read(word).is_retired(), "{word}");
        }
    }
}
