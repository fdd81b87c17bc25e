//! What the kind of a page requires of it, and the words that messages use for it.

use crate::base::diagnostic::Location;
use crate::base::node::{Node, Value};
use crate::config::kinds::{Field, Kind};

/// The kind of a page, with its required fields.
#[derive(Debug, Clone)]
pub struct KindRequirements<'a> {
    pub kind: Option<&'a Kind>,
    pub is_controlled: bool,
    /// The fields that it may have, each with whether it has to.
    pub fields: Vec<(&'a Field, bool)>,
    /// Where its kind is stated, else its file.
    pub place: Location,
    /// Whether it is not on its way to approval any more.
    pub is_approved: bool,
    /// Fields that the page states elsewhere than in front matter.
    pub stated: Vec<&'static str>,
}

/// Facts that the document strip shows by names of its own, or that are elsewhere on the page.
const SHOWN_ELSEWHERE: &[&str] = &[
    "id",
    "title",
    "version",
    "status",
    "owner",
    "approver",
    "effective_date",
    "approved_on",
    "last_reviewed_on",
    "review_in",
    "review_by",
    "superseded_by",
    "supersedes",
];

impl KindRequirements<'_> {
    /// What the page is, in the words of a message.
    pub fn in_words(&self) -> String {
        self.kind.map_or_else(|| "controlled document".to_owned(), in_words)
    }

    /// Facts that the strip of the page does not show by itself, with what people call them.
    pub fn facts(&self, front: &Node, rows: &[(String, String)]) -> Vec<(String, String)> {
        let shown = |node: &Node| match &node.value {
            Value::List(items) => items.iter().filter_map(Node::text).collect::<Vec<_>>().join(", "),
            _ => node.text().unwrap_or_default(),
        };
        let own = self.fields.iter().filter(|(field, _)| !SHOWN_ELSEWHERE.contains(&field.name.as_str()));
        let facts = own.filter_map(|(field, _)| Some((field.label.clone(), shown(front.get(&field.name)?))));
        let facts = facts.chain(rows.iter().cloned());
        facts.map(|(label, text)| (label, text.trim().to_owned())).filter(|(_, text)| !text.is_empty()).collect()
    }
}

/// A kind in the words of a message: `standard operating procedure`, but `SOP`.
pub fn in_words(kind: &Kind) -> String {
    let mut letters = kind.label.chars();
    let (first, rest) = (letters.next(), letters.as_str());
    match first {
        Some(first) if !rest.starts_with(char::is_uppercase) => first.to_lowercase().chain(rest.chars()).collect(),
        _ => kind.label.clone(),
    }
}

/// `a, b and c`.
pub fn listed(names: &[String], last: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., end] => format!("{} {last} {end}", all.join(", ")),
    }
}
