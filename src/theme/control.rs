//! The facts of a controlled document as templates see them.

use jiff::civil::Date;
use minijinja::Value;

use crate::config::kinds::Kinds;
use crate::parse::control::DocumentControl;
use crate::parse::document::Document;
use crate::parse::revisions::revision::Revision;
use crate::parse::revisions::text::is_history;
use crate::site::page::Page;
use crate::site::register::{RegisterEntry, is_controlled};
use crate::theme::values::{facts, none};

/// The names of these facts.
pub const NAMES: &[&str] = &[
    "controlled",
    "version",
    "owner",
    "owner_slack",
    "approver",
    "approved_on",
    "effective",
    "last_reviewed",
    "review_by",
    "review_in",
    "retired_on",
    "retired_reason",
    "unread_days",
    "sha256",
    "revisions",
    "revisions_url",
];

/// The rows of the register.
pub fn register(entries: &[RegisterEntry]) -> Value {
    let text = |text: &str| if text.is_empty() { none() } else { Value::from(text) };
    let row = |entry: &RegisterEntry| {
        Value::from_pairs([
            ("document_id", text(&entry.document_id)),
            ("title", Value::from(entry.title.as_str())),
            ("kind", text(&entry.kind)),
            ("version", text(&entry.version)),
            ("state", text(entry.state.word().unwrap_or_default())),
            ("status", text(&entry.status)),
            ("owner", text(&entry.owner)),
            ("approver", text(&entry.approver)),
            ("approved_on", text(&entry.approved_on)),
            ("effective", text(&entry.effective)),
            ("last_reviewed", text(&entry.last_reviewed)),
            ("review_by", text(&entry.review_by)),
            ("replaces", Value::from(entry.replaces.clone())),
            ("ended", text(&entry.ended)),
            ("url", Value::from(entry.href.as_str())),
            ("sha256", Value::from(entry.sha256.as_str())),
            ("commit", text(&entry.commit)),
        ])
    };
    Value::from(entries.iter().map(row).collect::<Vec<_>>())
}

/// The versions of a document, the newest first.
fn revisions(document: &Document) -> Vec<Value> {
    let text = |text: &Option<String>| text.as_deref().map_or_else(none, Value::from);
    let one = |revision: &Revision| {
        Value::from_pairs([
            ("version", text(&revision.version)),
            ("date", text(&revision.date.map(|day| day.to_string()))),
            ("author", text(&revision.author)),
            ("approver", text(&revision.approver)),
            ("note", text(&revision.note)),
            ("minor", Value::from(revision.minor)),
        ])
    };
    document.facts.history.revisions.iter().map(one).collect()
}

/// Where the author's own text shows the versions.
fn revisions_url(document: &Document, kinds: &Kinds) -> Option<String> {
    let heading = document.facts.headings.iter().find(|heading| is_history(&heading.title, kinds));
    heading.filter(|_| document.facts.history.in_text).map(|heading| format!("#{}", heading.id))
}

/// One fact; none where the page does not state it, `None` where there is no such name.
pub fn value(page: &Page, name: &str, kinds: &Kinds) -> Option<Value> {
    let unstated = DocumentControl::default();
    let control = page.meta().map_or(&unstated, |meta| &meta.control);
    let text = |text: &Option<String>| text.as_deref().map_or_else(none, Value::from);
    let day = |day: Option<Date>| day.map_or_else(none, |day| Value::from(day.to_string()));
    Some(match name {
        "controlled" => Value::from(is_controlled(page)),
        "version" => text(&control.version),
        "owner" => text(&control.owner),
        "owner_slack" => text(&control.owner_slack),
        "approver" => text(&control.approver),
        "approved_on" => day(control.approved_on),
        "effective" => day(control.effective),
        "last_reviewed" => day(control.last_reviewed),
        "review_by" => day(control.review_by),
        "review_in" => text(&control.review_in),
        "retired_on" => day(control.retired_on),
        "retired_reason" => text(&control.retired_reason),
        "unread_days" => facts(&control.unread_days),
        "sha256" => page.document.as_ref().map_or_else(none, |document| Value::from(document.sha256.as_str())),
        "revisions" => Value::from(page.document.as_ref().map_or_else(Vec::new, |document| revisions(document))),
        "revisions_url" => text(&page.document.as_ref().and_then(|document| revisions_url(document, kinds))),
        _ => return None,
    })
}
