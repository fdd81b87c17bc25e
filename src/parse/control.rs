//! Document control read from front matter: document ID, status, version, owner, approver and dates.
//!
//! Each fact is read under the names that other tools and libraries use; dotted names are paths into maps. A date or
//! review interval that cannot be read is reported and ignored.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::codes::META_INVALID_INTERVAL;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::settings::DateOrder;
use crate::parse::dates::{self, DateError};
use crate::parse::kind::fields::{self, is_to_fill};
use crate::parse::status::{self, DocumentStatus, Retirement};

/// Version, owner, approver and dates of a document. Each date is as stated; none depends on today.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DocumentControl {
    /// Whether the page itself says that it is a controlled document.
    pub controlled: Option<bool>,
    pub version: Option<String>,
    pub owner: Option<String>,
    /// The chat channel of the owner.
    pub owner_slack: Option<String>,
    pub approver: Option<String>,
    pub approved_on: Option<Date>,
    pub revised_on: Option<Date>,
    pub effective: Option<Date>,
    pub last_reviewed: Option<Date>,
    /// The time between reviews, as it is written.
    pub review_in: Option<String>,
    pub review_by: Option<Date>,
    /// The date from which it is retired, and the reason.
    pub retired_on: Option<Date>,
    pub retired_reason: Option<String>,
    /// Whether a day or time of review is written that cannot be read.
    pub has_unreadable_review: bool,
    /// Days that cannot be read, as they are written, each with what it is.
    pub unread_days: Vec<(String, String)>,
}

const DOCUMENT_IDS: &[&str] = &[
    "doc_id",
    "document_id",
    "document_number",
    "sop_number",
    "reference",
    "ref",
    "number",
    "id",
    "issuesheet.reference",
];
const VERSIONS: &[&str] = &["version", "revision", "document_version"];
const OWNERS: &[&str] = &["owner", "process_owner", "document_owner", "owner_role", "issuesheet.owner"];
const APPROVERS: &[&str] = &["approved_by", "approver", "approvers", "approver_role", "issuesheet.approved_by"];
const APPROVED: &[&str] = &["approved_on", "date_approved", "approval_date", "issuesheet.approval_date"];
const REVISED: &[&str] = &["revision_date", "revised_on"];
const EFFECTIVE: &[&str] = &["effective", "effective_date", "effective_from"];
const DUE: &[&str] = &[
    "review_by",
    "next_review",
    "next_review_date",
    "review_due",
    "review_date",
    "expirydate",
    "expiry_date",
    "valid_until",
    "review.next_review_date",
];
const REVIEWED: &[&str] =
    &["last_reviewed_on", "last_reviewed", "reviewed_on", "reviewed", "last_reviewed_at", "review.last_reviewed_date"];
const INTERVALS: &[&str] = &[
    "review_in",
    "review_every",
    "review_interval",
    "review_cycle",
    "review_frequency",
    "reviewInterval",
    "review.review_cycle",
];
const RETIRED: &[&str] =
    &["withdrawn_on", "withdrawn_date", "superseded_on", "retired_on", "archived_on", "withdrawn.date"];
const RETIREMENT_REASONS: &[&str] =
    &["withdrawn_reason", "withdrawal_reason", "withdrawn.reason", "withdrawn.explanation"];
const OTHERS: &[&str] = &["controlled", "owner_slack", "major", "minor"];

/// All keys that this module reads.
pub fn names() -> impl Iterator<Item = &'static str> {
    let lists = [
        DOCUMENT_IDS,
        VERSIONS,
        OWNERS,
        APPROVERS,
        APPROVED,
        REVISED,
        EFFECTIVE,
        DUE,
        REVIEWED,
        INTERVALS,
        RETIRED,
        RETIREMENT_REASONS,
        OTHERS,
    ];
    lists.into_iter().flatten().copied()
}

/// The identifier under which the document is known, such as `SOP-014`.
pub fn document_id(front: &Node) -> Option<String> {
    stated(front, DOCUMENT_IDS)
}

/// The place of the version in front matter.
pub fn version_node(front: &Node) -> Option<&Node> {
    first(front, VERSIONS)
}

/// The node with the effective date.
pub fn effective_node(front: &Node) -> Option<&Node> {
    first(front, EFFECTIVE)
}

/// The facts of a document that its front matter states.
pub struct StatedControl {
    pub status: DocumentStatus,
    pub control: DocumentControl,
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the status and all facts of a document.
pub fn read(path: &SourcePath, front: &Node, order: Option<DateOrder>) -> StatedControl {
    let mut reader = ControlReader { path, front, order, diagnostics: Vec::new() };
    let state = status::read(path, front, &mut reader.diagnostics);
    let text = |names: &[&str]| stated(front, names);
    let before = reader.diagnostics.len();
    let last_reviewed = reader.day(REVIEWED);
    let due = reader.day(DUE);
    let interval = reader.interval();
    let has_unreadable_review = reader.diagnostics.len() > before;
    // A day that is written and cannot be read is no other day.
    let is_stated = first(front, DUE).is_some();
    let review_by = due.or_else(|| last_reviewed.filter(|_| !is_stated)?.checked_add(interval?).ok());
    let (approved_on, effective, retired_on) = (reader.day(APPROVED), reader.day(EFFECTIVE), reader.day(RETIRED));
    let read = [
        ("Approved on", APPROVED, approved_on),
        ("Effective from", EFFECTIVE, effective),
        ("Last reviewed", REVIEWED, last_reviewed),
        ("Next review by", DUE, due),
        ("Retired on", RETIRED, retired_on),
    ];
    let unread = read.into_iter().filter(|(_, _, day)| day.is_none());
    let unread_days = unread.filter_map(|(label, names, _)| Some((label.to_owned(), text(names)?))).collect();
    let control = DocumentControl {
        controlled: front.get("controlled").and_then(|node| match node.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }),
        version: text(VERSIONS).or_else(|| parts_of_version(front)),
        owner: text(OWNERS),
        owner_slack: text(&["owner_slack"]),
        approver: text(APPROVERS),
        approved_on,
        revised_on: reader.day(REVISED),
        effective,
        last_reviewed,
        review_in: first(front, INTERVALS).and_then(Node::text),
        review_by,
        retired_on,
        retired_reason: text(RETIREMENT_REASONS),
        has_unreadable_review,
        unread_days,
    };
    let retirement = Retirement { day: first(front, RETIRED), reason: first(front, RETIREMENT_REASONS) };
    status::check_retirement(path, front, &state, retirement, &mut reader.diagnostics);
    StatedControl { status: state, control, diagnostics: reader.diagnostics }
}

struct ControlReader<'a> {
    path: &'a SourcePath,
    front: &'a Node,
    order: Option<DateOrder>,
    diagnostics: Vec<Diagnostic>,
}

impl ControlReader<'_> {
    fn report(&mut self, code: &'static Code, node: &Node, message: String, help: impl Into<String>) {
        if !node.inherited {
            self.diagnostics.push(Diagnostic::new(code, Location::at(self.path, node.span), message).help(help));
        }
    }

    /// The first of these days that can be read; each that cannot is a diagnostic.
    fn day(&mut self, names: &[&str]) -> Option<Date> {
        let nodes: Vec<&Node> =
            names.iter().filter_map(|name| self.front.get_path(name)).filter(|node| !node.is_blank()).collect();
        let mut found = None;
        for node in nodes {
            let read = node.text().map_or(Err(DateError::Unreadable), |text| dates::read(&text, self.order));
            match read {
                Ok(date) => found = found.or(Some(date)),
                Err(error) => self.diagnostics.extend(dates::diagnostic(self.path, node, error)),
            }
        }
        found
    }

    fn interval(&mut self) -> Option<jiff::Span> {
        let node = first(self.front, INTERVALS)?;
        let interval = dates::interval(node);
        if interval.is_none() {
            let shown = node.text().map_or_else(|| node.kind().to_owned(), |text| format!("`{text}`"));
            let message = format!("{shown} is not a valid review interval");
            let help = "use a number of days, weeks, months or years, such as `6 months`";
            self.report(&META_INVALID_INTERVAL, node, message, help);
        }
        interval
    }
}

/// The first of these names that has a value.
fn first<'a>(front: &'a Node, names: &[&str]) -> Option<&'a Node> {
    names.iter().filter_map(|name| front.get_path(name)).find(|node| !node.is_blank())
}

/// The words of the first of these names that has a value. A value that is only a placeholder, such as `[DATE]`, is none.
fn stated(front: &Node, names: &[&str]) -> Option<String> {
    let is_placeholder =
        |text: &str| is_to_fill(text) && (text.starts_with(['[', '<', '{', '(']) || !text.contains(' '));
    let node = first(front, names)?;
    let is_asked_for = matches!(node.value, Value::List(_)) && fields::is_placeholder(node);
    words(node).filter(|text| !is_asked_for && !is_placeholder(text))
}

/// `major: 2` and `minor: 10` are version 2.10.
fn parts_of_version(front: &Node) -> Option<String> {
    let part = |name: &str| first(front, &[name]).and_then(words);
    Some(format!("{}.{}", part("major")?, part("minor").unwrap_or_else(|| "0".to_owned())))
}

/// Text, a list of texts, or the `name` of a map with its `role`.
pub fn words(node: &Node) -> Option<String> {
    match &node.value {
        Value::List(items) => {
            let items: Vec<String> = items.iter().filter_map(words).collect();
            (!items.is_empty()).then(|| items.join(", "))
        }
        Value::Map(_) => {
            let role = node.get("role").and_then(words);
            match (node.get("name").and_then(words), role) {
                (Some(name), Some(role)) => Some(format!("{name} ({role})")),
                (name, role) => name.or(role),
            }
        }
        _ => node.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::front_matter;

    fn due(text: &str) -> Option<String> {
        let page = format!("---\n{text}\n---\n");
        let front = front_matter::split(&page).front;
        read(&SourcePath::new("a.md"), &front, None).control.review_by.map(|date| date.to_string())
    }

    #[test]
    fn a_review_falls_due_by_the_calendar() {
        assert_eq!(due("last_reviewed_on: 2026-01-31\nreview_in: 1 month").as_deref(), Some("2026-02-28"));
        assert_eq!(due("last_reviewed_on: 2026-08-31\nreview_in: 6 months").as_deref(), Some("2027-02-28"));
        assert_eq!(due("last_reviewed_on: 2024-02-29\nreview_in: 1 year").as_deref(), Some("2025-02-28"));
        assert_eq!(due("last_reviewed_on: 2026-01-31\nreview_in: soon"), None);
        assert_eq!(due("review_by: 2027-03-01\nlast_reviewed_on: 2026-01-31").as_deref(), Some("2027-03-01"));
    }

    #[test]
    fn common_review_intervals_are_read() {
        for (written, day) in [
            ("6 months", "2026-07-15"),
            ("12 months", "2027-01-15"),
            ("3 months", "2026-04-15"),
            ("9 months", "2026-10-15"),
            ("6 month", "2026-07-15"),
            ("12 weeks", "2026-04-09"),
            ("36 months", "2029-01-15"),
            ("13 weeks", "2026-04-16"),
            ("8 weeks", "2026-03-12"),
            ("52 weeks", "2027-01-14"),
            ("4 months", "2026-05-15"),
            ("24 weeks", "2026-07-02"),
            ("18 months", "2027-07-15"),
            ("24 months", "2028-01-15"),
            ("4 weeks", "2026-02-12"),
            ("18 weeks", "2026-05-21"),
            ("1 months", "2026-02-15"),
            ("1 year", "2027-01-15"),
            ("30 days", "2026-02-14"),
        ] {
            let text = format!("last_reviewed_on: 2026-01-15\nreview_in: {written}");
            assert_eq!(due(&text).as_deref(), Some(day), "{written}");
        }
    }

    #[test]
    fn names_of_other_tools_are_read() {
        let nested = "review:\n  last_reviewed_date: 2026-01-15\n  review_cycle:\n    month: 9";
        assert_eq!(due(nested).as_deref(), Some("2026-10-15"));
        assert_eq!(
            due("expirydate: 2026-12-01\nlast_reviewed_on: 2026-01-15\nreview_in: 1 year").as_deref(),
            Some("2026-12-01")
        );
    }
}
