//! Checks a revision history for consistency, in itself and with the page.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::base::code::Code;
use crate::base::codes::documents::{REVIEW_DUPLICATE_REVISION, REVIEW_REVISION_MISMATCH, REVIEW_REVISION_ORDER};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::parse::control;
use crate::parse::dates;
use crate::parse::kind::fields::is_to_fill;
use crate::parse::meta::Meta;
use crate::parse::revisions::revision::{Revision, Row};
use crate::parse::status::DocumentStatus;

/// Checks the rows and returns their revisions, the newest first.
pub fn check_history(
    path: &SourcePath,
    mut rows: Vec<Row>,
    front: &Node,
    meta: &Meta,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Revision> {
    let mut report = |row: &Row, code: &'static Code, at: Option<Span>, message: String, help: String| {
        let diagnostic = Diagnostic::new(code, Location::at(path, at.unwrap_or(row.at)), message).help(help);
        (!row.inherited).then(|| diagnostics.push(diagnostic))
    };
    for row in &rows {
        if let Some((shown, error)) = &row.bad_date {
            let (code, message) = dates::problem(shown, *error);
            report(row, code, row.date_at, message, dates::help(*error));
        }
    }
    duplicates(&rows, &mut report);
    if !is_newest_first(&rows) {
        rows.reverse();
    }
    let dated: Vec<(&Row, Date)> = rows.iter().filter_map(|row| Some((row, row.revision.date?))).collect();
    for pair in dated.windows(2) {
        let ((newer, late), (older, early)) = (pair[0], pair[1]);
        if late < early {
            let message = format!("{} is dated before {}", named(newer), named(older));
            let help = format!("{early} is later than {late}: correct the date or the order of the rows").to_owned();
            report(newer, &REVIEW_REVISION_ORDER, newer.date_at, message, help);
        }
    }
    if let (Some(newest), false) = (rows.first(), meta.visibility.draft || meta.state == DocumentStatus::Draft) {
        check_against_page(newest, front, meta, &mut report);
    }
    rows.into_iter().map(|row| row.revision).collect()
}

/// The most letters of a version without numbers, such as `B` or `IV`.
const MOST_LETTERS: usize = 3;

type Report<'a> = dyn FnMut(&Row, &'static Code, Option<Span>, String, String) -> Option<()> + 'a;

fn named(row: &Row) -> String {
    match (&row.revision.version, row.revision.date) {
        (Some(version), _) => format!("version {version}"),
        (None, Some(day)) => format!("the revision of {day}"),
        (None, None) => "a revision".to_owned(),
    }
}

fn duplicates(rows: &[Row], report: &mut Report<'_>) {
    let mut known: HashMap<VersionKey, Option<Date>> = HashMap::new();
    for row in rows {
        let Some(version) = row.revision.version.as_ref().filter(|version| !is_to_fill(version)) else { continue };
        let day = row.revision.date;
        // Rows of one day are changes of one version, and versions without days may be those of other things.
        let before = known.insert(VersionKey::new(version), day).flatten();
        if before.is_some_and(|before| day.is_some_and(|day| day != before)) {
            let message = format!("duplicate version {version}");
            report(
                row,
                &REVIEW_DUPLICATE_REVISION,
                row.version_at,
                message,
                "give each revision its own version".into(),
            );
        }
    }
}

/// Versions say which end is the newest, where they can be compared; else days do; else the first row is.
fn is_newest_first(rows: &[Row]) -> bool {
    let ends = |of: &dyn Fn(&Row) -> Option<Vec<u64>>| {
        let known: Vec<Vec<u64>> = rows.iter().filter_map(of).collect();
        known.first().cloned().zip(known.last().cloned()).filter(|(first, last)| first != last)
    };
    let by_version = || ends(&|row| parts(row.revision.version.as_ref()?));
    let by_day = || {
        let days: Vec<Date> = rows.iter().filter_map(|row| row.revision.date).collect();
        days.first().zip(days.last()).map(|(first, last)| first >= last)
    };
    by_version().map(|(first, last)| first > last).or_else(by_day).unwrap_or(true)
}

/// The version and the day of the newest row are those of the page.
fn check_against_page(newest: &Row, front: &Node, meta: &Meta, report: &mut Report<'_>) {
    let control = &meta.control;
    if let (Some(stated), Some(written)) = (&control.version, &newest.revision.version)
        && is_comparable(stated)
        && is_comparable(written)
        && !is_same_version(stated, written)
        && !is_coarser_version(stated, written)
    {
        let message = format!("the newest revision is {written}, but the page says {stated}");
        let is_own = control::version_node(front).is_some_and(|node| !node.inherited);
        let help = if is_own {
            "add the missing revision, or correct `version` in the front matter"
        } else {
            "add the missing revision"
        };
        report(newest, &REVIEW_REVISION_MISMATCH, newest.version_at, message, help.to_owned());
        return;
    }
    let stated: Vec<Date> = match control.revised_on {
        Some(day) => vec![day],
        None => [control.effective, control.approved_on, meta.updated, meta.date].into_iter().flatten().collect(),
    };
    if let (Some(day), Some(nearest)) = (newest.revision.date, stated.first())
        && !stated.contains(&day)
    {
        let message = format!("the newest revision is dated {day}, but the page is dated {nearest}");
        let help = "add the missing revision, or correct one of the dates".to_owned();
        report(newest, &REVIEW_REVISION_MISMATCH, newest.date_at, message, help);
    }
}

/// Whether two versions are one: `v2.0`, `2.0` and `2` are, `1.10` and `1.1` are not.
pub fn is_same_version(a: &str, b: &str) -> bool {
    VersionKey::new(a) == VersionKey::new(b)
}

/// Whether a version is a number or a letter. "Second edition (2022)" may be that of a law that the page explains.
fn is_comparable(version: &str) -> bool {
    parts(version).is_some() || version.trim().chars().count() <= MOST_LETTERS
}

/// Whether a page states a version without the numbers of small changes: `1`, where the newest revision is `1.0.3`.
fn is_coarser_version(stated: &str, written: &str) -> bool {
    let (Some(stated), Some(written)) = (parts(stated), parts(written)) else { return false };
    written.len() - stated.len().min(written.len()) >= 2 && written.starts_with(&stated)
}

/// What two spellings of one version have in common.
#[derive(PartialEq, Eq, Hash)]
enum VersionKey {
    Numbers(Vec<u64>),
    Words(String),
}

impl VersionKey {
    fn new(version: &str) -> VersionKey {
        parts(version).map_or_else(|| VersionKey::Words(version.trim().to_ascii_lowercase()), VersionKey::Numbers)
    }
}

/// The numbers of a version, without zeros at its end; `None` for one that is not made of numbers.
fn parts(version: impl AsRef<str>) -> Option<Vec<u64>> {
    let bare = version
        .as_ref()
        .trim()
        .trim_start_matches(|letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '.'));
    let mut parts: Vec<u64> = bare.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    while parts.len() > 1 && parts.last() == Some(&0) {
        parts.pop();
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(is_same_version("v2.0", "2") && is_same_version("Version 1.3", "1.3") && is_same_version("A", "a"));
        assert!(
            is_coarser_version("v1", "v1.0.3") && !is_coarser_version("1", "1.1") && !is_coarser_version("2", "1.0.3")
        );
        assert!(!is_same_version("1.10", "1.1") && !is_same_version("1.1", "1.1 draft"));
    }
}
