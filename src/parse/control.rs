//! What a controlled document says of itself in front matter: its code, its state, when it is to be reviewed.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::node::Node;
use crate::parse::meta::parse_date;

/// Where a document is in its life.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum State {
    #[default]
    Unsaid,
    Draft,
    Review,
    Approved,
    Withdrawn,
    Superseded,
    Archived,
    /// A word of the author's own.
    Other(String),
}

impl State {
    /// Reads a status under the words that are in use.
    pub fn read(status: &str) -> State {
        let word = status.trim().to_lowercase().replace(['_', '-'], " ");
        match word.as_str() {
            "" => State::Unsaid,
            "draft" | "in draft" | "work in progress" | "wip" => State::Draft,
            "review" | "in review" | "for review" | "under review" | "proposed" => State::Review,
            "approved" | "published" | "final" | "effective" | "active" | "live" | "current" | "in force" => {
                State::Approved
            }
            "withdrawn" | "retired" | "obsolete" | "deprecated" | "revoked" | "cancelled" => State::Withdrawn,
            "superseded" | "replaced" => State::Superseded,
            "archived" => State::Archived,
            _ => State::Other(word),
        }
    }

    /// The word for templates and search; `None` where nothing is said.
    pub fn word(&self) -> Option<&str> {
        Some(match self {
            State::Unsaid => return None,
            State::Draft => "draft",
            State::Review => "review",
            State::Approved => "approved",
            State::Withdrawn => "withdrawn",
            State::Superseded => "superseded",
            State::Archived => "archived",
            State::Other(word) => word,
        })
    }

    /// Whether the document must no longer be followed.
    pub fn is_over(&self) -> bool {
        matches!(self, State::Withdrawn | State::Superseded | State::Archived)
    }
}

const CODES: &[&str] = &["doc_id", "document_id", "document_number", "sop_number", "reference", "ref", "number", "id"];
const SUCCESSORS: &[&str] = &["superseded_by", "replaced_by"];
const DUE: &[&str] = &["review_by", "next_review", "next_review_date", "review_due", "review_date"];
const REVIEWED: &[&str] = &["last_reviewed_on", "last_reviewed", "reviewed_on", "reviewed"];
/// Names of facts that are dates.
pub fn dates() -> impl Iterator<Item = &'static str> {
    DUE.iter().chain(REVIEWED).copied()
}

/// All of these names.
pub fn names() -> impl Iterator<Item = &'static str> {
    [CODES, SUCCESSORS, DUE, REVIEWED, INTERVALS].into_iter().flatten().copied()
}

const INTERVALS: &[&str] = &["review_in", "review_every", "review_interval", "review_cycle"];

/// The number under which the document is known, such as `SOP-014`.
pub fn code(front: &Node) -> Option<String> {
    first(front, CODES)
}

/// What replaces the document: a path, an address or a code, as written.
pub fn successor(front: &Node) -> Option<String> {
    first(front, SUCCESSORS)
}

/// The day by which the document is to be reviewed: as stated, else the last review and the interval.
pub fn review_by(front: &Node) -> Option<Date> {
    if let Some(date) = first(front, DUE).as_deref().and_then(parse_date) {
        return Some(date);
    }
    let last = first(front, REVIEWED).as_deref().and_then(parse_date)?;
    let interval = first(front, INTERVALS)?;
    let (number, unit) = interval.trim().split_once(' ')?;
    let number: i64 = number.parse().ok().filter(|number| (1..=1_000).contains(number))?;
    let span = match unit.trim().trim_end_matches('s') {
        "day" => number.days(),
        "week" => number.weeks(),
        "month" => number.months(),
        "year" => number.years(),
        _ => return None,
    };
    last.checked_add(span).ok()
}

fn first(front: &Node, names: &[&str]) -> Option<String> {
    let text = |name: &&str| front.get(name).filter(|node| !node.is_blank()).and_then(Node::text);
    names.iter().find_map(text).map(|text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::front_matter;

    #[test]
    fn a_review_falls_due_by_the_calendar() {
        let due = |text: &str| {
            let page = format!("---\n{text}\n---\n");
            review_by(&front_matter::split(&page).front).map(|date| date.to_string())
        };
        assert_eq!(due("last_reviewed_on: 2026-01-31\nreview_in: 1 month").as_deref(), Some("2026-02-28"));
        assert_eq!(due("last_reviewed_on: 2026-01-31\nreview_in: soon"), None);
        assert_eq!(due("review_by: 2027-03-01\nlast_reviewed_on: 2026-01-31").as_deref(), Some("2027-03-01"));
    }
}
