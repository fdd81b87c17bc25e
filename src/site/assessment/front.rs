//! Levels from front matter: a list of levels, or a map of them as OWASP SAMM writes it, under `levels` or
//! `maturity_levels`.
//!
//! A level is text, or a map: `name` (or `title`), `summary` (or `description`), and text under the name of a role or
//! under a heading that has one. All of it is plain text.

use crate::base::codes::assessment::{ASSESSMENT_MISSING_LEVELS, ASSESSMENT_UNKNOWN_ROLE};
use crate::base::node::{Node, Value};
use crate::base::slug::{UniqueIds, anchor};
use crate::base::span::Span;
use crate::config::assessment::Assessment;
use crate::parse::document::Document;
use crate::site::assessment::forms::{self, Written};
use crate::site::assessment::headings::{counted, numbered};
use crate::site::assessment::model::{Level, LevelSection, SectionText};
use crate::site::assessment::source::{PageDiagnostics, PlacedLevel, role_named};

/// The names in front matter under which levels are.
const NAMES: &[&str] = &["levels", "maturity_levels"];
/// The keys of a level that are its name, and those that describe it.
const NAME_KEYS: &[&str] = &["name", "title"];
const SUMMARY_KEYS: &[&str] = &["summary", "description"];
/// Roles that the settings may give to keys with other words, for the name or the description of a level.
const NAME_ROLE: &str = "name";
const SUMMARY_ROLE: &str = "summary";

/// What the front matter says of one level.
struct LevelText {
    written: Written,
    summary: Vec<String>,
    sections: Vec<LevelSection>,
    span: Option<Span>,
}

/// Reads the levels of a page; `None`, with a diagnostic, where it has none.
pub(super) fn levels(
    document: &Document,
    settings: &Assessment,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> Option<Vec<PlacedLevel>> {
    let Some(node) = NAMES.iter().find_map(|name| document.front.get(name)) else {
        let message = "the front matter of this page has no levels".to_owned();
        let help = "write `levels:` with a list of them; for a page that is not a question, set `assessment: false`";
        page_diagnostics.report(&ASSESSMENT_MISSING_LEVELS, None, message, help);
        return None;
    };
    let named: Vec<(&str, &Node)> = match &node.value {
        Value::List(items) => items.iter().map(|item| ("", item)).collect(),
        Value::Map(entries) => entries.iter().map(|(key, node)| (key.as_str(), node)).collect(),
        _ => Vec::new(),
    };
    let levels: Vec<LevelText> =
        named.into_iter().enumerate().map(|(at, (key, node))| one(at, key, node, settings, page_diagnostics)).collect();
    let written: Vec<Written> = levels.iter().map(|level| level.written.clone()).collect();
    let spans: Vec<Span> = levels.iter().map(|level| level.span.unwrap_or_default()).collect();
    let words = forms::in_order(numbered(forms::read(&written), &written, &spans, page_diagnostics)?);
    let mut ids = UniqueIds::default();
    let levels = levels.into_iter().zip(words).map(|(written, (value, words))| {
        let summary = std::iter::once(words.summary).chain(written.summary).filter(|text| !text.is_empty());
        PlacedLevel {
            place: written.span,
            level: Level {
                value,
                anchor: ids.unique(anchor(&words.name)),
                heading: None,
                summary: summary.collect::<Vec<_>>().join(" "),
                name: words.name,
                sections: written.sections,
            },
        }
    });
    counted(levels.collect(), node.key_span, page_diagnostics)
}

fn one(
    at: usize,
    key: &str,
    node: &Node,
    settings: &Assessment,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> LevelText {
    let span = (!node.inherited).then_some(if key.is_empty() { node.span } else { node.key_span });
    let mut name = node.text();
    let mut summary = Vec::new();
    let mut sections = Vec::new();
    // In a list of texts, `- Low: nothing is planned` is a map to YAML.
    if let [(key, only)] = node.entries()
        && let (None, Some(text)) = (role_named(settings, key), only.text())
        && !NAME_KEYS.contains(&key.as_str())
        && !SUMMARY_KEYS.contains(&key.as_str())
    {
        let written = Written { text: key.clone(), bold: None };
        return LevelText { written, summary: vec![one_line(&text)], sections, span };
    }
    for (key, node) in node.entries() {
        let role = role_named(settings, key);
        let is_name = NAME_KEYS.contains(&key.as_str()) || role == Some(NAME_ROLE);
        if is_name && node.text().is_some() {
            name = node.text();
        } else if SUMMARY_KEYS.contains(&key.as_str()) || role == Some(SUMMARY_ROLE) {
            summary.extend(texts(node));
        } else if let Some(role) = role {
            let content = match &node.value {
                Value::List(_) => SectionText::Items(texts(node)),
                _ => SectionText::Paragraphs(texts(node)),
            };
            sections.push(LevelSection { role: role.to_owned(), content });
        } else {
            let message = format!("unknown role `{key}`");
            let help = "write `name`, `summary` or a role of the assessment, or add it to a role such as `roles.keep`";
            page_diagnostics.report(
                &ASSESSMENT_UNKNOWN_ROLE,
                (!node.inherited).then_some(node.key_span),
                message,
                help,
            );
        }
    }
    // Without a name it is called by its number, which its key may give.
    let number = key.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse().unwrap_or(at + 1);
    let text = name.unwrap_or_else(|| format!("Level {number}"));
    LevelText { written: Written { text, bold: None }, summary, sections, span }
}

/// A text or a list of texts; paragraphs of a text are parted by empty lines.
fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::List(items) => items.iter().filter_map(Node::text).map(|text| one_line(&text)).collect(),
        _ => node.text().unwrap_or_default().split("\n\n").map(one_line).filter(|text| !text.is_empty()).collect(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
