//! Other documents that a page names in its front matter: what replaces it, what it replaces, what belongs with it.

use crate::base::node::{Node, Value};

/// The relation of a document to another one that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    ReplacedBy,
    Replaces,
    Related,
}

impl Relation {
    pub const ALL: [Relation; 3] = [Relation::ReplacedBy, Relation::Replaces, Relation::Related];

    /// The names under which front matter states it.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Relation::ReplacedBy => &["superseded_by", "replaced_by"],
            Relation::Replaces => &["supersedes", "replaces"],
            Relation::Related => &["related", "related_documents"],
        }
    }
}

/// A document as front matter names it.
#[derive(Debug)]
pub struct NamedDocument<'a> {
    /// A document ID, a path, a URL or words.
    pub written: String,
    /// What it is to be called, where the author says so.
    pub title: Option<String>,
    pub node: &'a Node,
}

/// The documents that have this relation to a page, in the order in which they are written.
pub fn named(front: &Node, relation: Relation) -> Vec<NamedDocument<'_>> {
    let mut found = Vec::new();
    for node in relation.names().iter().filter_map(|name| front.get(name)) {
        gather(node, &mut found);
        if relation != Relation::Related && !found.is_empty() {
            break;
        }
    }
    found
}

/// Texts, lists, maps with a URL and perhaps a title, and lists of those under `items` or `sections`.
fn gather<'a>(node: &'a Node, found: &mut Vec<NamedDocument<'a>>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Map(_) => {
            let first = |names: &[&str]| names.iter().find_map(|name| node.get(name)).filter(|node| !node.is_blank());
            match first(&["href", "url", "path", "id", "number"]) {
                Some(named) => {
                    let title = first(&["text", "title", "name"]).and_then(Node::text);
                    found.extend(named.text().map(|written| NamedDocument { written, title, node: named }));
                }
                None => ["sections", "items"].into_iter().filter_map(|name| node.get(name)).for_each(|list| {
                    gather(list, found);
                }),
            }
        }
        _ if node.is_blank() => {}
        _ => {
            let text = node.text().unwrap_or_default();
            found.extend(parts(&text).into_iter().map(|written| NamedDocument { written, title: None, node }));
        }
    }
}

/// `SOP-1, SOP-2` names two documents; words with a comma are one, and so are a name and the words behind it.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = text.trim();
    let mut sign = "";
    while !rest.is_empty() {
        let end = rest.find([',', ';']).unwrap_or(rest.len());
        let part = rest[..end].trim();
        match parts.last_mut() {
            Some(last) if !is_name(part.split_whitespace().next().unwrap_or_default()) => {
                last.push_str(sign);
                last.push(' ');
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
        sign = &rest[end..rest.len().min(end + 1)];
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    parts.retain(|part| !part.is_empty() && !is_nothing(part));
    parts
}

/// Words that say that there is no such document, and those that are where it is still to be named.
fn is_nothing(text: &str) -> bool {
    const NOTHING: &[&str] = &[
        "",
        "na",
        "nil",
        "no",
        "none",
        "false",
        "not replaced",
        "not superseded",
        "not yet",
        "not applicable",
        "nothing",
        "null",
        "tba",
        "tbc",
        "tbd",
        "kein",
        "keine",
        "aucun",
    ];
    let words: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '–' | '—'))
        .map(|word| word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    NOTHING.contains(&words.join(" ").as_str())
}

/// `SOP-022`, `new.md`, `/guides/new/` or a URL, as against "the fire plan of the landlord".
pub fn is_name(written: &str) -> bool {
    let is_word = !written.contains(char::is_whitespace);
    let is_number = written.contains(|letter: char| letter.is_ascii_digit()) && written.contains(char::is_alphabetic);
    is_word && (is_number || is_path(written) || written.contains("://"))
}

/// Whether a text can only be a path.
pub fn is_path(written: &str) -> bool {
    let is_word = !written.contains(char::is_whitespace) && !written.contains("://");
    let path = written.split(['#', '?']).next().unwrap_or_default();
    let is_rooted = ["/", "./", "../"].iter().any(|start| path.starts_with(start));
    is_word && (is_rooted || path.ends_with('/') || [".md", ".html", ".htm"].iter().any(|end| path.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::front_matter;

    #[test]
    fn documents_are_named_in_many_forms() {
        let page = "---\nsuperseded_by: [SOP-1, b.md]\nreplaces: SOP-2, SOP-3\nrelated:\n  - title: A\n    href: /a/\n  - The plan, part 2\nrelated_documents: SOP-4\n---\n";
        let front = front_matter::split(page).front;
        let all = |relation| named(&front, relation).into_iter().map(|named| named.written).collect::<Vec<_>>();
        assert_eq!(all(Relation::ReplacedBy), ["SOP-1", "b.md"]);
        assert_eq!(all(Relation::Replaces), ["SOP-2", "SOP-3"]);
        assert_eq!(all(Relation::Related), ["/a/", "The plan, part 2", "SOP-4"]);
    }

    #[test]
    fn references_are_split_and_words_for_none_are_ignored() {
        assert_eq!(parts("SOP-9 Restoring a mailbox, of 2019; SOP-8"), ["SOP-9 Restoring a mailbox, of 2019", "SOP-8"]);
        assert_eq!(parts("ISO/IEC 27001:2022, SOP-1"), ["ISO/IEC 27001:2022", "SOP-1"]);
        assert_eq!(parts("https://x.example/a, b.md#part"), ["https://x.example/a", "b.md#part"]);
        for nothing in ["N/A", "n/a", "None", "not applicable", "TBC", "-", "--", "Nil.", ""] {
            assert_eq!(parts(nothing), [] as [&str; 0], "{nothing}");
        }
        assert!(!is_path("QA/SOP/019") && is_path("../a") && is_path("guides/a/") && is_path("a.md#b"));
    }
}
