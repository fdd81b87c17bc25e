//! The history of a document: the versions that it had, when, and what changed.
//!
//! It is read from `revisions` in front matter, else from the table, list or lines under a heading such as "Revision
//! history". What contradicts itself or the page is a finding at its place. The order of the rows may be either; it is kept
//! here with the newest first.

mod judge;
mod table;
mod text;

use jiff::civil::Date;

use crate::base::codes::META_INVALID_TYPE;
use crate::base::codes::documents::REVIEW_CONFLICTING_STATUS;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::settings::DateOrder;
use crate::parse::dates::{self, Fault};

pub use judge::{judge, same};
pub use text::{is_history, of_text};

/// All that is known of a document's versions, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct History {
    pub revisions: Vec<Revision>,
    /// Whether the author's text shows it already.
    pub in_text: bool,
}

/// One version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Revision {
    /// As it is written: `1.10` stays `1.10`.
    pub version: Option<String>,
    pub date: Option<Date>,
    pub author: Option<String>,
    pub approver: Option<String>,
    pub note: Option<String>,
    /// Whether readers need not be told.
    pub minor: bool,
}

/// A version with the places that say so.
#[derive(Debug, Clone)]
pub struct Row {
    pub revision: Revision,
    /// The row as a whole.
    pub at: Span,
    pub version_at: Option<Span>,
    pub date_at: Option<Span>,
    /// A day that cannot be used, as it is written.
    pub bad_date: Option<(String, Fault)>,
    pub inherited: bool,
}

impl Row {
    /// Adds to what the row says of its version.
    fn tell(&mut self, more: &str) {
        let note = self.revision.note.take().unwrap_or_default();
        let between = match note.chars().last() {
            None => "",
            Some('.' | '!' | '?' | ';' | ':') => " ",
            Some(_) => "; ",
        };
        self.revision.note = Some(format!("{note}{between}{}", more.trim()));
    }
}

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
pub fn of_front(
    path: &SourcePath,
    front: &Node,
    order: Option<DateOrder>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Vec<Row>> {
    let node = LISTS.iter().filter_map(|name| front.get_path(name)).find(|node| !node.is_blank())?;
    let mut wrong = |node: &Node, message: String| {
        if !node.inherited {
            let finding = Diagnostic::new(&META_INVALID_TYPE, Location::at(path, node.span), message);
            findings.push(finding.help("write a list with `version`, `date` and `note` in each entry"));
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
pub fn unstated(path: &SourcePath, stated: &[Row], in_text: &[Row]) -> Option<Diagnostic> {
    let version = |row: &Row| row.revision.version.clone();
    let is_stated = |wanted: &str| stated.iter().any(|row| version(row).as_deref() == Some(wanted));
    let (row, version) =
        in_text.iter().filter_map(|row| Some((row, version(row)?))).find(|(_, found)| !is_stated(found))?;
    let message = format!("`revisions` in the front matter has no version `{version}`");
    let finding =
        Diagnostic::new(&REVIEW_CONFLICTING_STATUS, Location::at(path, row.version_at.unwrap_or(row.at)), message);
    Some(finding.help("add it there, or keep the history in one place only"))
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
        dates::read(&text, order).map_err(|fault| (format!("`{text}`"), fault))
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
