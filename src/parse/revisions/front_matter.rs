//! Reads the history of a document from its front matter.

use crate::base::codes::META_INVALID_TYPE;
use crate::base::codes::documents::REVIEW_CONFLICTING_STATUS;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::settings::DateOrder;
use crate::parse::dates;
use crate::parse::revisions::revision::{Revision, Row};

const LISTS: &[&str] = &["revisions", "revision_history", "issuesheet.revisions"];
const VERSIONS: &[&str] = &["version", "revision", "rev"];
const DATES: &[&str] = &["date", "review_date", "revision_date", "when"];
const AUTHORS: &[&str] = &["author", "amended_by", "prepared_by", "revised_by", "changed_by", "by", "who"];
const APPROVERS: &[&str] = &["approver", "approved_by"];
const NOTES: &[&str] = &[
    "note",
    "notes",
    "details",
    "description",
    "description_of_change",
    "description_of_changes",
    "change",
    "changes",
    "reason_for_change",
    "summary",
    "comment",
    "reason",
    "what",
];

/// Reads the list in front matter, in its order; `None` where there is none.
pub fn from_front_matter(
    path: &SourcePath,
    front: &Node,
    order: Option<DateOrder>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<Row>> {
    let node = LISTS.iter().filter_map(|name| front.get_path(name)).find(|node| !node.is_blank())?;
    let mut wrong = |node: &Node, message: String| {
        if !node.inherited {
            let diagnostic = Diagnostic::new(&META_INVALID_TYPE, Location::at(path, node.span), message);
            diagnostics.push(diagnostic.help("write a list with `version`, `date` and `note` in each entry"));
        }
    };
    let Value::List(items) = &node.value else {
        wrong(node, format!("the revisions are {}, not a list", node.kind()));
        return None;
    };
    let mut rows = Vec::new();
    for item in items {
        match item.value {
            Value::Map(_) => rows.push(row(item, order)),
            _ => wrong(item, format!("this revision is {}, not a map", item.kind())),
        }
    }
    Some(rows)
}

/// A version that the text names and front matter does not, where both have a history.
pub fn unlisted_version(path: &SourcePath, stated: &[Row], in_text: &[Row]) -> Option<Diagnostic> {
    let version = |row: &Row| row.revision.version.clone();
    let is_stated = |wanted: &str| stated.iter().any(|row| version(row).as_deref() == Some(wanted));
    let (row, version) =
        in_text.iter().filter_map(|row| Some((row, version(row)?))).find(|(_, found)| !is_stated(found))?;
    let message = format!("`revisions` in the front matter has no version `{version}`");
    let diagnostic =
        Diagnostic::new(&REVIEW_CONFLICTING_STATUS, Location::at(path, row.version_at.unwrap_or(row.at)), message);
    Some(diagnostic.help("add it there, or keep the history in one place only"))
}

fn row(item: &Node, order: Option<DateOrder>) -> Row {
    let first = |names: &[&str]| names.iter().filter_map(|name| item.get(name)).find(|node| !node.is_blank());
    let text = |names: &[&str]| {
        let texts = first(names).and_then(|node| node.text().map(|text| vec![text]).or_else(|| node.texts()))?;
        Some(texts.iter().map(|text| text.trim()).collect::<Vec<_>>().join("; "))
    };
    let date_node = first(DATES);
    let read = date_node.map(|node| {
        let text = node.text().unwrap_or_else(|| node.kind().to_owned());
        dates::read(&text, order).map_err(|error| (format!("`{text}`"), error))
    });
    let (date, bad_date) = match read {
        Some(Ok(date)) => (Some(date), None),
        Some(Err(bad)) => (None, Some(bad)),
        None => (None, None),
    };
    Row {
        revision: Revision {
            version: text(VERSIONS),
            date,
            author: text(AUTHORS),
            approver: text(APPROVERS),
            note: text(NOTES),
            minor: item.get("minor").is_some_and(|node| node.value == Value::Bool(true)),
        },
        at: item.span,
        version_at: first(VERSIONS).map(|node| node.span),
        date_at: date_node.map(|node| node.span),
        bad_date,
        inherited: item.inherited,
    }
}
