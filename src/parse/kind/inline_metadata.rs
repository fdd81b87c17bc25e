//! Extracts metadata from the start of a text: from a table with two columns, or from lines such as `**Version:** 2.1`,
//! and from sentences about the document.
//! It is then treated like front matter, and the page shows it once.
//!
//! Only the text before the first section, sections such as "Document control", and the last lines of a page are searched.
//! At least two labels must be names of fields, unless a line states a version or a number: other tables are left in
//! place. Of lines, only those with the name of a field are extracted. A table with two columns at the top is extracted as a whole, including its other rows. Facts in other shapes
//! are read and stay where they are, and so is a value with a link, with everything beside it.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Tag, TagEnd};

use crate::base::codes::documents::KIND_METADATA_MISMATCH;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::kinds::{Field, FieldType, Information, normalized};
use crate::config::settings::DateOrder;
use crate::parse::events::{Spanned, end_of};
use crate::parse::kind::closing_facts;
use crate::parse::kind::fact_rows::{Row, RowForm, is_signature, known};
use crate::parse::kind::fields::is_to_fill;
use crate::parse::kind::{fact_lines, fact_sentences, fact_tables, fenced_facts};
use crate::parse::{dates, fixups, revisions};

/// The minimum number of known labels.
const FEWEST: usize = 2;

/// Labels of the ID that may be those of something else.
const GENERAL: &[&str] = &["id", "number", "reference", "ref", "code"];

/// The metadata that was extracted from a text.
#[derive(Debug, Default)]
pub struct InlineMetadata {
    /// The text with spaces in place of the metadata, so that offsets stay the same; `None` if nothing was extracted.
    pub text: Option<String>,
    /// Labels that are not names of known fields, with their values.
    pub rows: Vec<(String, String)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What facts of a kind are, and how they are written.
#[derive(Debug, Clone, Copy)]
pub struct MetadataRules<'a> {
    pub information: Information,
    /// The fields of the kind, and whether each is required.
    pub fields: &'a [(&'a Field, bool)],
    /// The order of day and month in numeric dates.
    pub order: Option<DateOrder>,
    pub options: Options,
}

/// Extracts metadata from a text into front matter. `base` is the offset of the text in the file.
pub fn extract(
    path: &SourcePath,
    (text, base): (&str, usize),
    front: &mut Node,
    reading: MetadataRules<'_>,
) -> InlineMetadata {
    let MetadataRules { information, fields, order, options } = reading;
    if information == Information::FrontMatter {
        return InlineMetadata::default();
    }
    let normalized = fixups::normalize(text, options);
    let (events, _) = fixups::parse(&normalized);
    let (mut rows, ranges) = find(&events, information, fields);
    add_new(fenced_facts::find(&events, fields), &mut rows, fields);
    if information.reads_lines() {
        add_new(closing_facts::titled(&events, fields), &mut rows, fields);
        add_new(fact_sentences::find(&events, order, fields), &mut rows, fields);
    }
    rows.sort_by_key(|row| is_general(row, fields));
    if rows.is_empty() {
        return InlineMetadata::default();
    }
    let span = |range: &Range<usize>| normalized.span(range.start, range.end);
    let mut bytes = text.as_bytes().to_vec();
    for range in &ranges {
        let place = span(range);
        bytes[place.start..place.end]
            .iter_mut()
            .filter(|byte| !matches!(**byte, b'\n' | b'\r'))
            .for_each(|byte| *byte = b' ');
    }
    let mut extracted = InlineMetadata {
        text: Some(String::from_utf8(bytes).expect("whole letters became spaces")),
        ..InlineMetadata::default()
    };
    for row in rows {
        let field = known(&row.label.0, fields);
        let day = field.filter(|field| field.kind == FieldType::Date).and_then(|field| {
            day_in(&row.value.0, order).or_else(|| {
                let due = dates::month_end(&row.value.0).filter(|_| field.name == "review_by")?;
                Some(due.to_string())
            })
        });
        let bare = field.and_then(|field| match field.name.as_str() {
            "version" => Some(version_in(&row.value.0).to_owned()),
            "id" => Some(id_in(&row.value.0).to_owned()),
            _ => None,
        });
        let value = day.or(bare).unwrap_or_else(|| row.value.0.clone());
        let mut node = Node::new(Value::Text(value), span(&row.value.1).shifted(base));
        node.key_span = span(&row.label.1).shifted(base);
        match field {
            Some(field) => extracted.diagnostics.extend(put(path, front, field, node)),
            None if row.form == RowForm::TableHead => {}
            None => extracted.rows.push((row.label.0, row.value.0)),
        }
    }
    extracted
}

/// Whether a row gives an ID that may not be that of the document: `Document ID` names the document, and `ID` beside it may
/// be that of a record about it.
fn is_general(row: &Row, fields: &[(&Field, bool)]) -> bool {
    GENERAL.contains(&normalized(&row.label.0).as_str())
        && known(&row.label.0, fields).is_some_and(|field| field.name == "id")
}

/// The day that a value is, as front matter has days, if it can mean only one. A remark in brackets may follow.
fn day_in(value: &str, order: Option<DateOrder>) -> Option<String> {
    match dates::find(value, order) {
        Some((place, Ok(day))) if place.start == 0 && is_remark(&value[place.end..]) => Some(day.to_string()),
        _ => None,
    }
}

/// Whether what is behind a day says nothing about it that changes it: `2026-02-10 (quarterly)`. A second day may.
fn is_remark(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty()
        || rest.starts_with('(') && rest.ends_with(')') && !rest.contains(|letter: char| letter.is_ascii_digit())
}

/// A version without the remark after it: `2.1 (with annex B)` is 2.1.
fn version_in(value: &str) -> &str {
    let (version, remark) = value.split_once(' ').unwrap_or((value, ""));
    let is_version =
        version.trim_start_matches(['v', 'V', 'r', 'R']).starts_with(|letter: char| letter.is_ascii_digit());
    if is_version && remark.starts_with(['(', '-', '–', '—', '|']) { version } else { value }
}

/// A number without the remark in brackets after it: `SOP-014 (was VM-001)` is SOP-014.
fn id_in(value: &str) -> &str {
    let (id, remark) = value.split_once(' ').unwrap_or((value, ""));
    if id.contains(|letter: char| letter.is_ascii_digit()) && remark.starts_with('(') { id } else { value }
}

/// Adds a field to front matter. A value in the file's own front matter wins, and an inherited value loses.
fn put(path: &SourcePath, front: &mut Node, field: &Field, node: Node) -> Option<Diagnostic> {
    if node.is_blank() {
        return None;
    }
    let stated = front.get(&field.name).filter(|own| !own.is_blank() && !own.inherited);
    if let Some(own) = stated {
        let own_text = own.texts().unwrap_or_default().join(", ");
        let own_text = own.text().unwrap_or(own_text);
        let text = node.text().unwrap_or_default();
        let day = |text: &str| match dates::find(text, None) {
            Some((place, Ok(day))) if place == (0..text.len()) => Some(day),
            _ => dates::parse_date(text),
        };
        let is_same_day = day(own_text.trim()).is_some_and(|own| day(text.trim()) == Some(own));
        let is_same_version = field.name == "version" && revisions::check::is_same_version(&own_text, &text);
        let is_open = is_to_fill(&own_text) || is_to_fill(&text);
        if is_open || is_same_day || is_same_version || normalized(&own_text) == normalized(&text) {
            return None;
        }
        let message = format!("`{}` is `{}` here and `{}` in the front matter", field.name, text, own_text.trim());
        let diagnostic = Diagnostic::new(&KIND_METADATA_MISMATCH, Location::at(path, node.span), message);
        return Some(
            diagnostic
                .help("keep one of them; the page shows the value in the front matter")
                .label(Location::at(path, own.span), "the other one"),
        );
    }
    if let Value::Map(entries) = &mut front.value {
        entries.retain(|(name, _)| *name != field.name);
        entries.push((field.name.clone(), node));
    }
    None
}

/// The facts at the top of a text, and the ranges in which they are.
fn find(events: &[Spanned<'_>], information: Information, fields: &[(&Field, bool)]) -> (Vec<Row>, Vec<Range<usize>>) {
    let is_fact =
        |row: &Row| matches!(row.form, RowForm::TableHead | RowForm::TableRow) || known(&row.label.0, fields).is_some();
    let (mut rows, mut ranges) = (Vec::new(), Vec::new());
    let mut at = 0;
    let mut has_heading = false;
    while at < events.len() {
        let end = end_of(events, at);
        let (event, range) = &events[at];
        // A heading right behind the title is a subtitle.
        let is_subtitle = at > 0 && matches!(events[at - 1].0, Event::End(TagEnd::Heading(_)));
        if matches!(event, Event::Start(Tag::Heading { .. }))
            && std::mem::replace(&mut has_heading, true)
            && !is_subtitle
        {
            break;
        }
        let found = block(&events[at..end], information, fields).unwrap_or_default();
        // They are together, around the title.
        if found.is_empty() && !rows.is_empty() && !begins_title(&events[at..]) {
            break;
        }
        let (mut found, others): (Vec<Row>, Vec<Row>) = found.into_iter().partition(is_fact);
        // A remark after a version is shown where it is.
        if found.iter().any(|row| row.form == RowForm::Line && has_remark(row, fields)) {
            found.iter_mut().for_each(|row| row.form = RowForm::Kept);
        }
        if found.iter().any(|row| row.form == RowForm::Kept) {
            // It is shown where it is.
        } else if !found.is_empty() && others.is_empty() {
            ranges.push(range.clone());
        } else {
            ranges.extend(found.iter().map(|row| row.range.clone()));
        }
        add_new(found, &mut rows, fields);
        at = end;
    }
    let has_table = rows.iter().any(|row| matches!(row.form, RowForm::TableHead | RowForm::TableRow));
    let is_exact = !has_table && rows.iter().any(|row| is_exact(row, fields));
    add_new(closing_facts::find(&events[at..], information, fields), &mut rows, fields);
    let count = rows.iter().filter(|row| known(&row.label.0, fields).is_some()).count();
    if count < FEWEST && !is_exact && !rows.iter().any(|row| is_signature(row, fields)) {
        return (Vec::new(), Vec::new());
    }
    (rows, ranges)
}

/// Whether a heading of the first level begins here, or behind a rule.
fn begins_title(events: &[Spanned<'_>]) -> bool {
    let is_rule = matches!(events[0].0, Event::Rule);
    let heading = events.get(usize::from(is_rule)).map(|(event, _)| event);
    matches!(heading, Some(Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })))
}

fn has_remark(row: &Row, fields: &[(&Field, bool)]) -> bool {
    let is_version = known(&row.label.0, fields).is_some_and(|field| field.name == "version");
    is_version && version_in(&row.value.0) != row.value.0
}

/// Whether a line at the top can only be a fact of the document, so that it needs no other beside it: a version, a
/// number, or the day from which it applies.
fn is_exact(row: &Row, fields: &[(&Field, bool)]) -> bool {
    let value = row.value.0.as_str();
    let has_number = value.contains(|letter: char| letter.is_ascii_digit()) && !value.contains(char::is_whitespace);
    let is_name = |name: &str| known(&row.label.0, fields).is_some_and(|field| field.name == name);
    has_number && (is_name("version") || is_name("id")) || is_name("effective_date") && day_in(value, None).is_some()
}

/// Adds rows. Of rows that stay in the text, only those whose field no row before them states: several people may approve.
fn add_new(found: Vec<Row>, rows: &mut Vec<Row>, fields: &[(&Field, bool)]) {
    for row in found {
        let name = |row: &Row| known(&row.label.0, fields).map(|field| field.name.as_str());
        let is_stated = rows.iter().any(|other| name(other).is_some() && name(other) == name(&row));
        if row.form != RowForm::Kept || !is_stated {
            rows.push(row);
        }
    }
}

/// The rows of one block, if it has the form of facts.
fn block(block: &[Spanned<'_>], information: Information, fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    match &block[0].0 {
        Event::Start(Tag::Table(_)) if information.reads_tables() => fact_tables::facts(block, fields),
        Event::Start(Tag::Table(_)) => None,
        _ if information.reads_lines() => fact_lines::facts(block, fields),
        _ => None,
    }
}
