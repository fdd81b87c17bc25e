//! The register of controlled documents as CSV (RFC 4180) and as JSON: the same facts in the same order.

use serde_json::json;

use crate::base::csv;
use crate::base::json::pretty_json;
use crate::site::register::RegisterEntry;

const COLUMNS: [&str; 16] = [
    "document_id",
    "title",
    "version",
    "status",
    "owner",
    "approver",
    "effective",
    "review_by",
    "url",
    "sha256",
    "commit",
    "kind",
    "approved_on",
    "last_reviewed",
    "replaces",
    "ended",
];

/// One row for each document.
pub fn csv(entries: &[RegisterEntry]) -> String {
    let mut out = csv::row(COLUMNS);
    for entry in entries {
        out += &csv::row([
            entry.document_id.as_str(),
            &entry.title,
            &entry.version,
            &entry.status,
            &entry.owner,
            &entry.approver,
            &entry.effective,
            &entry.review_by,
            &entry.url,
            &entry.sha256,
            &entry.commit,
            &entry.kind,
            &entry.approved_on,
            &entry.last_reviewed,
            &entry.replaces.join("; "),
            &entry.ended,
        ]);
    }
    out
}

/// One object for each document; what is not known is null.
pub fn json(entries: &[RegisterEntry]) -> String {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            json!({
                "document_id": known(&entry.document_id),
                "title": entry.title,
                "version": known(&entry.version),
                "status": known(&entry.status),
                "owner": known(&entry.owner),
                "approver": known(&entry.approver),
                "effective": known(&entry.effective),
                "review_by": known(&entry.review_by),
                "url": entry.url,
                "sha256": entry.sha256,
                "commit": known(&entry.commit),
                "kind": known(&entry.kind),
                "approved_on": known(&entry.approved_on),
                "last_reviewed": known(&entry.last_reviewed),
                "replaces": entry.replaces,
                "ended": known(&entry.ended),
            })
        })
        .collect();
    pretty_json(&rows)
}
