//! The facts of a page checked against the fields of its kind: missing, placeholder, wrong type.

use crate::base::codes::documents::{KIND_INVALID_FIELD, KIND_MISSING_FIELD, KIND_PLACEHOLDER};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::kinds::{Field, FieldType, Pattern, normalized};
use crate::parse::dates::parse_date;
use crate::parse::kind::requirements::{KindRequirements, listed};

/// Words that mark a placeholder anywhere in a value.
pub(super) const LEFT: &[&str] = &["TBD", "TBC", "TBA", "TODO", "FIXME", "YYYY"];
/// The text of a placeholder in brackets: YAML reads `[DATE]` as a list of one word.
pub(super) const ASKED_FOR: &[&str] = &[
    "date",
    "name",
    "owner",
    "author",
    "approver",
    "approvers",
    "reviewer",
    "reviewers",
    "contributors",
    "title",
    "version",
    "number",
    "role",
    "department",
    "team",
    "id",
    "tbd",
    "tbc",
    "tba",
    "todo",
];

/// How a placeholder in round brackets begins: `(assigned on release)`, `(to be decided)`.
const PROMISED: &[&str] = &["assigned", "enter", "fill", "insert", "pending", "to"];

/// Gives each fact that is known to the kind under another name its own name too, where that is not taken.
pub fn name_facts(front: &mut Node, fields: &[(&Field, bool)]) {
    for (field, _) in fields {
        if front.get(&field.name).is_some_and(|node| !node.is_blank()) {
            continue;
        }
        let found = field.aliases.iter().find_map(|alias| find(front, alias)).or_else(|| find(front, &field.name));
        let Some(node) = found.filter(|node| !node.is_blank()).cloned() else { continue };
        if let Value::Map(entries) = &mut front.value {
            entries.retain(|(name, _)| *name != field.name);
            entries.push((field.name.clone(), node));
        }
    }
}

/// A value under a name or a dotted path; capitals and signs between words do not matter.
fn find<'a>(front: &'a Node, name: &str) -> Option<&'a Node> {
    front.get_path(name).or_else(|| {
        let wanted = normalized(name);
        front.entries().iter().find(|(own, _)| normalized(own) == wanted).map(|(_, node)| node)
    })
}

/// Checks the facts of a page.
pub fn check(path: &SourcePath, front: &Node, requirements: &KindRequirements<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut lacks: Vec<&Field> = Vec::new();
    for (field, is_required) in &requirements.fields {
        let node = front.get(&field.name).filter(|node| !node.is_blank());
        let Some(node) = node else {
            let is_said = field.alternatives.iter().any(|other| front.get(other).is_some_and(|node| !node.is_blank()))
                || requirements.stated.contains(&field.name.as_str());
            if *is_required && !is_said && (requirements.is_approved || !field.is_for_approved) {
                lacks.push(field);
            }
            continue;
        };
        let place = if node.inherited { &crate::config::source_path() } else { path };
        let at = Location::at(place, node.span);
        if is_placeholder(node) {
            let message = format!("placeholder {} has not been filled in", shown(node));
            let help = "fill in the value, or remove the line until it is known".to_owned();
            diagnostics.push(Diagnostic::new(&KIND_PLACEHOLDER, at, message).help(help));
        } else if let Some((message, help)) = wrong(field, node) {
            diagnostics.push(Diagnostic::new(&KIND_INVALID_FIELD, at, message).help(help));
        }
    }
    if !lacks.is_empty() {
        let names: Vec<String> = lacks.iter().map(|field| format!("`{}`", field.name)).collect();
        let message = format!("this {} is missing {}", requirements.in_words(), listed(&names, "and"));
        let first = lacks[0];
        let help = match lacks.len() {
            1 => format!("add `{}: …` to the front matter", first.name),
            _ => format!("add them to the front matter, as in `{}: …`", first.name),
        };
        diagnostics.push(Diagnostic::new(&KIND_MISSING_FIELD, requirements.place.clone(), message).help(help));
    }
    diagnostics
}

/// What is wrong with a value, and what to write.
fn wrong(field: &Field, node: &Node) -> Option<(String, String)> {
    let name = &field.name;
    let text = node.text();
    let texts: Vec<String> = match &node.value {
        Value::List(items) => items.iter().map(Node::text).collect::<Option<_>>().unwrap_or_default(),
        _ => text.clone().into_iter().collect(),
    };
    let is_right = match field.kind {
        FieldType::Text | FieldType::List => !texts.is_empty(),
        FieldType::Date => text.as_deref().and_then(parse_date).is_some(),
        FieldType::Number => text.as_deref().is_some_and(|text| text.trim().parse::<f64>().is_ok()),
        FieldType::Flag => matches!(node.value, Value::Bool(_)),
    };
    if !is_right {
        let (wanted, help) = match field.kind {
            FieldType::Text => ("text", format!("write `{name}: …` on one line")),
            FieldType::List => ("a list of text", format!("write `{name}: [one, two]`")),
            FieldType::Date => ("a date", "use YYYY-MM-DD: `2026-11-30`".to_owned()),
            FieldType::Number => ("a number", format!("write `{name}: 3`")),
            FieldType::Flag => ("true or false", format!("write `{name}: true`")),
        };
        return Some((format!("{} is not {wanted}", shown(node)), help));
    }
    let bad = |pattern: &Pattern| texts.iter().find(|text| !pattern.whole.is_match(text.trim())).cloned();
    if let Some((pattern, text)) = field.pattern.as_ref().and_then(|pattern| Some((pattern, bad(pattern)?))) {
        let help = format!("the pattern is `{}`", pattern.written);
        return Some((format!("`{}` does not match the pattern of `{name}`", text.trim()), help));
    }
    let is_known = |text: &String| field.values.iter().any(|value| normalized(value) == normalized(text));
    let stranger = texts.iter().find(|text| !field.values.is_empty() && !is_known(text))?;
    let values: Vec<String> = field.values.iter().map(|value| format!("`{value}`")).collect();
    Some((
        format!("`{}` is not an allowed value of `{name}`", stranger.trim()),
        format!("use {}", listed(&values, "or")),
    ))
}

fn shown(node: &Node) -> String {
    match (&node.value, node.text()) {
        (_, Some(text)) => format!("`{}`", text.trim()),
        (Value::List(items), _) if items.len() == 1 && items[0].text().is_some() => {
            format!("`[{}]`", items[0].text().unwrap_or_default())
        }
        _ => node.kind().to_owned(),
    }
}

/// Whether a value only says what is to be written here.
pub fn is_placeholder(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => match &items[..] {
            [only] => only.text().is_some_and(|text| {
                is_to_fill(&text) || is_prompt(&text) || text.to_lowercase().starts_with("insert ")
            }),
            items => items.iter().any(is_placeholder),
        },
        _ => node.text().is_some_and(|text| is_to_fill(&text)),
    }
}

/// Whether words in square brackets, which YAML reads as a list, only ask for a value: `[Role/Department]`,
/// `[Executive role]`.
fn is_prompt(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let has_words = words.peek().is_some();
    has_words && words.all(|word| ASKED_FOR.contains(&word))
        || text.split_whitespace().last().is_some_and(|last| matches!(last, "name" | "role" | "date"))
}

/// Whether a text only says what is to be written in its place.
pub fn is_to_fill(text: &str) -> bool {
    let text = text.trim();
    let is_in = |open: char, close: char| text.len() > 2 && text.starts_with(open) && text.ends_with(close);
    if is_in('[', ']') || is_in('<', '>') || text.starts_with("{{") {
        return true;
    }
    if is_in('(', ')') {
        let first = text[1..].split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        if ASKED_FOR.contains(&normalized(text).as_str()) || PROMISED.contains(&first.as_str()) {
            return true;
        }
    }
    let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let is_left = |word: &str| LEFT.contains(&word) || word.len() >= 2 && word.chars().all(|letter| letter == 'X');
    let has_words = words.peek().is_some();
    words.any(is_left) || !has_words && text.len() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_square_brackets_may_only_ask_for_a_value() {
        for asked in ["Role/Department", "Executive Role", "Your name", "Approver"] {
            assert!(is_prompt(asked), "{asked}");
        }
        for said in ["Jane Roe", "Security Department", "Head of Operations", "CISO"] {
            assert!(!is_prompt(said), "{said}");
        }
    }

    #[test]
    fn placeholders_are_distinguished_from_values() {
        for left in [
            "TBD",
            "[DATE]",
            "YYYY-MM-DD",
            "XX",
            "<name>",
            "SOP-XXX",
            "(Date)",
            "(assigned on release)",
            "(XXX)",
            "(TBD)",
            "DD/MM/YYYY",
            "???",
            "____",
            "{{ owner }}",
        ] {
            assert!(is_to_fill(left), "{left}");
        }
        for said in [
            "1.10",
            "2026-11-30",
            "Head of (Digital) Operations",
            "SOP-014",
            "MMR team",
            "n/a",
            "XXII",
            "Team [A] and B",
        ] {
            assert!(!is_to_fill(said), "{said}");
        }
    }
}
