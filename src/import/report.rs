//! The report of an import: a page in Markdown, and a few lines for the screen.
//!
//! It has no date and no path of this machine, so that a second run writes the same report.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::import::notes::{Note, TOPICS, Topic};

/// The most places that the report lists for one text.
const MOST_PLACES: usize = 200;

/// What an import did, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub pages: usize,
    /// Files that are no pages.
    pub files: usize,
    /// URLs that the old site had, as far as they are known, and those that pages still have.
    pub urls: usize,
    pub kept_urls: usize,
    pub anchors: usize,
    pub kept_anchors: usize,
    /// Pages without raw syntax of the old tool.
    pub clean_pages: usize,
    /// Findings at error level.
    pub errors: usize,
}

/// The lines of a summary.
pub fn summary(label: &str, counts: &Counts, notes: &[Note]) -> Vec<String> {
    let open = notes.iter().filter(|note| !note.topic.is_information()).count();
    let kept = format!(
        "URLs kept: {} of {}; anchors kept: {} of {}",
        counts.kept_urls, counts.urls, counts.kept_anchors, counts.anchors
    );
    let mut lines = vec![format!("{} pages and {} files from {label}", counts.pages, counts.files)];
    // Documents and exports had no URLs to keep.
    lines.extend(Some(kept).filter(|_| counts.urls + counts.anchors > 0));
    lines.push(format!("pages without raw syntax of the old tool: {} of {}", counts.clean_pages, counts.pages));
    lines.push(format!("notes for you: {open}; findings that stop a build: {}", counts.errors));
    lines
}

/// The report as Markdown.
pub fn markdown(label: &str, evidence: &str, counts: &Counts, notes: &[Note]) -> String {
    let mut out = format!("# Import report\n\nThis project was imported from {label}, recognised by {evidence}. ");
    out.push_str("Paths and lines are those of the old site. Delete this file when you have read it.\n\n");
    for line in summary(label, counts, notes) {
        let _ = writeln!(out, "- {line}");
    }
    let (done, open): (Vec<Topic>, Vec<Topic>) = TOPICS.iter().partition(|topic| topic.is_information());
    section(&mut out, "To do", &open, notes);
    section(&mut out, "Done, to know about", &done, notes);
    out
}

fn section(out: &mut String, title: &str, topics: &[Topic], notes: &[Note]) {
    let _ = write!(out, "\n## {title}\n");
    let mut is_empty = true;
    for topic in topics {
        let mut by_text: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
        for note in notes.iter().filter(|note| note.topic == *topic) {
            by_text.entry(note.text.as_str()).or_default().push(note);
        }
        if by_text.is_empty() {
            continue;
        }
        is_empty = false;
        let _ = write!(out, "\n### {}\n\n{}\n\n", topic.title(), topic.remedy());
        for (text, notes) in by_text {
            let places: Vec<String> = notes.iter().filter_map(|note| place(note)).collect();
            match places.as_slice() {
                [] => {
                    let _ = writeln!(out, "- {text}");
                }
                [one] => {
                    let _ = writeln!(out, "- {text}: {one}");
                }
                many => {
                    let _ = writeln!(out, "- {text}, in {} places:", many.len());
                    for place in many.iter().take(MOST_PLACES) {
                        let _ = writeln!(out, "  - {place}");
                    }
                    if many.len() > MOST_PLACES {
                        let _ = writeln!(out, "  - and {} more", many.len() - MOST_PLACES);
                    }
                }
            }
        }
    }
    if is_empty {
        out.push_str("\nNothing.\n");
    }
}

fn place(note: &Note) -> Option<String> {
    let path = note.path.replace(['`', '\n', '\r'], "'");
    match (path.is_empty(), note.line) {
        (true, _) => None,
        (false, 0) => Some(format!("`{path}`")),
        (false, line) => Some(format!("`{path}`, line {line}")),
    }
}
