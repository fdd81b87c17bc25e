//! Facts in sentences about the document itself: `This policy is owned by the Quality Manager.`, `Effective as of 18 March
//! 2024`, `Board approved: 10 February 2010`.
//!
//! A sentence counts where its subject is this document, or where it is a line of its own before the first section.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, HeadingLevel, Tag};
use regex::Regex;

use crate::config::kinds::Field;
use crate::config::settings::DateOrder;
use crate::parse::dates;
use crate::parse::events::{Spanned, blocks};
use crate::parse::kind::fact_rows::{Row, RowForm, known, row_of};

const DOCUMENT: &str = "(?:policy|procedure|document|SOP|standard operating procedure|standard|runbook|plan|guideline|\
                        guidance|process|work instruction|manual|handbook|charter)";
/// A person, a role or a group: words with capitals, and what joins them.
const NAME: &str = r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.|\p{Lu}\.|\p{Lu}[\w&/'’-]*)(?: (?:(?:of|and|for|the|&|de|von|van) ){0,2}(?:(?:Dr|Prof|Mr|Mrs|Ms)\.|\p{Lu}\.|\(?\p{Lu}[\w&/'’-]*\)?))*";

/// `This policy is owned by the Quality Manager`.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b[Tt]his {DOCUMENT} (?:is|was|has been) (owned|approved|authori[sz]ed|reviewed) by (?:the )?({NAME})(?: on (.{{6,20}}))?"
    ))
});
/// `The owner of this policy is the Quality Manager`.
static OWNER: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"\b[Tt]he (?:{DOCUMENT} )?(owner) of this {DOCUMENT} is (?:the )?({NAME})")));
/// `This policy takes effect on 1 March 2026`; `This policy was last reviewed on 1 March 2026`.
static ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b[Tt]his {DOCUMENT} (?:(?:is|was|became) )?(effective|in force|takes effect|came into (?:force|effect)|last reviewed|approved)(?: as of| from| on| since)+ "
    ))
});
/// The same as a line: `Effective as of 18 March 2024`, `Board approved: 10 February 2010`.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?:board )?(effective|in force|last reviewed|approved)(?: date)?(?: as of| from| on| since)?(?: by (?:the )?board(?: of directors)?)?,?(?: on)?:? )",
    )
});

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

/// The facts in the sentences of a page. They stay where they are.
pub(super) fn find(events: &[Spanned<'_>], order: Option<DateOrder>, fields: &[(&Field, bool)]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut is_top = true;
    for block in blocks(events) {
        match &block[0].0 {
            Event::Start(Tag::Heading { level, .. }) => is_top &= *level == HeadingLevel::H1,
            Event::Start(Tag::Paragraph) => {
                for (text, at) in lines(block) {
                    rows.extend(facts(&text, at, is_top, order));
                }
            }
            _ => {}
        }
    }
    rows.retain(|row| known(&row.label.0, fields).is_some());
    rows
}

/// The lines of a paragraph, each with its place.
fn lines(block: &[Spanned<'_>]) -> Vec<(String, Range<usize>)> {
    let mut lines: Vec<(String, Range<usize>)> = vec![(String::new(), 0..0)];
    for (event, range) in block {
        match event {
            Event::HardBreak => lines.push((String::new(), 0..0)),
            Event::SoftBreak => lines.last_mut().expect("there is a line").0.push(' '),
            Event::Text(words) => {
                let (text, at) = lines.last_mut().expect("there is a line");
                *at = if text.is_empty() { range.clone() } else { at.start..range.end };
                text.push_str(words);
            }
            _ => {}
        }
    }
    lines
}

fn facts(text: &str, at: Range<usize>, is_top: bool, order: Option<DateOrder>) -> Vec<Row> {
    let row = |label: &str, value: &str| {
        row_of((label.to_owned(), at.clone()), (value.to_owned(), at.clone()), at.clone(), RowForm::Kept)
    };
    let mut rows = Vec::new();
    for found in BY.captures_iter(text).chain(OWNER.captures_iter(text)) {
        let (verb, name) = (&found[1], &found[2]);
        let day = found.get(3).and_then(|rest| day_at(rest.as_str(), order));
        let (by, on) = match verb {
            "owned" | "owner" => ("owner", None),
            "reviewed" => ("reviewer", Some("last_reviewed_on")),
            _ => ("approver", Some("approved_on")),
        };
        // `approved by the Quality Manager before each release` says how, not that it was.
        let rest = &text[found.get(2).map_or(text.len(), |name| name.end())..];
        if day.is_some() || rest.trim().is_empty() || rest.starts_with(['.', ',', ';', ')']) {
            rows.push(row(by, name));
        }
        rows.extend(on.zip(day).map(|(on, day)| row(on, &day)));
    }
    let line = LINE.captures(text.trim_start()).filter(|_| is_top);
    for found in ON.captures_iter(text).chain(line) {
        let text = if found.get_match().start() == 0 { text.trim_start() } else { text };
        let rest = &text[found.get_match().end()..];
        let label = match found[1].to_lowercase().as_str() {
            "last reviewed" => "last_reviewed_on",
            "approved" => "approved_on",
            _ => "effective_date",
        };
        rows.extend(day_at(rest, order).map(|day| row(label, &day)));
    }
    rows
}

/// The day that a text begins with, as front matter has days.
fn day_at(text: &str, order: Option<DateOrder>) -> Option<String> {
    let lead = text.len() - text.trim_start().len();
    match dates::find(text, order)? {
        (place, Ok(day)) if place.start == lead => Some(day.to_string()),
        _ => None,
    }
}
