//! Extracts metadata from the start of a text: from a table with two columns, or from lines such as `**Version:** 2.1`.
//! It is then treated like front matter, and the page shows it once.
//!
//! Only the text before the first section, and tables of sections such as "Document control", are searched, and at least two
//! labels must be names of fields: other tables are left in place. Of lines, only those with the name of a field are
//! extracted. A table with two columns at the top is extracted as a whole, including its other rows. Facts in other shapes
//! are read and stay where they are, and so is a value with a link, with everything beside it.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Tag, TagEnd};

use crate::base::codes::documents::KIND_METADATA_MISMATCH;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::base::slug::fold;
use crate::config::kinds::{Field, FieldType, Information, normalized};
use crate::config::settings::DateOrder;
use crate::parse::events::{Spanned, end_of};
use crate::parse::kind::fact_rows::{Row, RowForm, is_more, known, plain_line, row_of, words_and_mail, words_of};
use crate::parse::kind::fact_tables;
use crate::parse::title::plain_text;
use crate::parse::{dates, fixups, revisions};

/// The minimum number of known labels.
const FEWEST: usize = 2;

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
pub struct Reading<'a> {
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
    reading: Reading<'_>,
) -> InlineMetadata {
    let Reading { information, fields, order, options } = reading;
    if information == Information::FrontMatter {
        return InlineMetadata::default();
    }
    let normalized = fixups::normalize(text, options);
    let (events, _) = fixups::parse(&normalized);
    let (rows, ranges) = find(&events, information, fields);
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
        let day = field.filter(|field| field.kind == FieldType::Date).and_then(|_| day_in(&row.value.0, order));
        let value = day.unwrap_or_else(|| row.value.0.clone());
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

/// The day that a value is, as front matter has days, if it can mean only one.
fn day_in(value: &str, order: Option<DateOrder>) -> Option<String> {
    match dates::find(value, order) {
        Some((place, Ok(day))) if place == (0..value.trim_end().len()) => Some(day.to_string()),
        _ => None,
    }
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
        if is_same_day || is_same_version || normalized(&own_text) == normalized(&text) {
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
        if matches!(event, Event::Start(Tag::Heading { .. })) && std::mem::replace(&mut has_heading, true) {
            break;
        }
        let found = block(&events[at..end], information, fields).unwrap_or_default();
        // They are together.
        if found.is_empty() && !rows.is_empty() {
            break;
        }
        let (found, others): (Vec<Row>, Vec<Row>) = found.into_iter().partition(is_fact);
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
    if information.reads_tables() {
        add_new(elsewhere(&events[at..], fields), &mut rows, fields);
    }
    if rows.iter().filter(|row| known(&row.label.0, fields).is_some()).count() < FEWEST {
        return (Vec::new(), Vec::new());
    }
    (rows, ranges)
}

/// Words in the titles of sections whose tables state facts of the document.
const CONTROL: &[&str] = &[
    "document control",
    "document information",
    "document details",
    "document properties",
    "document data",
    "metadata",
    "control information",
    "approval",
    "sign off",
    "signoff",
    "authorisation",
    "authorization",
    "authorised",
    "review and approval",
];

/// The facts of tables below the top, in sections about the document itself.
fn elsewhere(events: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut is_control = false;
    let mut at = 0;
    while at < events.len() {
        let end = end_of(events, at);
        match &events[at].0 {
            Event::Start(Tag::Heading { .. }) => {
                let title = fold(&plain_text(&events[at..end])).replace('-', " ");
                is_control = CONTROL.iter().any(|words| title.contains(words));
            }
            Event::Start(Tag::Table(_)) if is_control => {
                let found = fact_tables::facts(&events[at..end], fields).unwrap_or_default();
                rows.extend(found.into_iter().filter(|row| known(&row.label.0, fields).is_some()));
            }
            _ => {}
        }
        at = end;
    }
    rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    rows
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
        Event::Start(Tag::Paragraph) if information.reads_lines() => lines(&block[1..block.len() - 1], fields),
        Event::Start(Tag::List(None)) if information.reads_lines() => items(block, fields),
        Event::Start(Tag::BlockQuote(_)) if information.reads_lines() => {
            let paragraphs = (1..block.len()).filter(|at| matches!(block[*at].0, Event::Start(Tag::Paragraph)));
            let rows: Option<Vec<Vec<Row>>> =
                paragraphs.map(|at| lines(&block[at + 1..end_of(block, at) - 1], fields)).collect();
            Some(rows?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// The lines of a paragraph, where each is a label in bold and a value.
fn lines(inside: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let is_break = |(event, _): &Spanned<'_>| matches!(event, Event::SoftBreak | Event::HardBreak);
    let parts = inside.split_inclusive(is_break).flat_map(labelled);
    let row = |part: &[Spanned<'_>]| match part {
        [words @ .., end] if is_break(end) => line(words, part).or_else(|| plain_line(words, fields)),
        words => line(words, part).or_else(|| plain_line(words, fields)),
    };
    let rows: Vec<Option<Row>> = parts.map(row).collect();
    let has_others = rows.iter().any(Option::is_none);
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    if has_others {
        rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    }
    Some(rows)
}

/// Splits a line with several labels, such as `**Version:** 1.0 **Owner:** Jane`.
fn labelled<'e, 'a>(line: &'e [Spanned<'a>]) -> Vec<&'e [Spanned<'a>]> {
    let is_label = |at: &usize| {
        let end = line[*at..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)));
        let is_start = matches!(line[*at].0, Event::Start(Tag::Strong));
        end.filter(|_| is_start).is_some_and(|length| {
            plain_text(&line[*at..at + length]).ends_with(':')
                || matches!(line.get(at + length + 1), Some((Event::Text(text), _)) if text.starts_with(':'))
        })
    };
    let mut starts: Vec<usize> = (1..line.len()).filter(is_label).collect();
    starts.insert(0, 0);
    starts.push(line.len());
    starts.windows(2).map(|ends| &line[ends[0]..ends[1]]).collect()
}

/// The items of a list, where each is a label in bold and a value.
fn items(block: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let starts = (0..block.len()).filter(|at| matches!(block[*at].0, Event::Start(Tag::Item)));
    let rows = starts.map(|at| {
        let end = end_of(block, at);
        let inside = &block[at + 1..end - 1];
        let is_paragraph = matches!(inside.first().map(|(event, _)| event), Some(Event::Start(Tag::Paragraph)));
        let words = if is_paragraph { &inside[1..inside.len() - 1] } else { inside };
        line(words, &block[at..end]).or_else(|| plain_line(words, fields))
    });
    let rows: Vec<Option<Row>> = rows.collect();
    let has_others = rows.iter().any(Option::is_none);
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    if has_others {
        rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    }
    Some(rows)
}

/// `**Label:** value` or `**Label**: value`; `whole` is the range of text to remove.
fn line(events: &[Spanned<'_>], whole: &[Spanned<'_>]) -> Option<Row> {
    if !matches!(events.first()?.0, Event::Start(Tag::Strong)) {
        return None;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)))?;
    let (label, value) = (plain_text(&events[..end]), words_and_mail(&events[end + 1..]));
    if !label.ends_with(':') && !value.starts_with(':') {
        return None;
    }
    // What parts it from the next label is no part of it.
    let parting: &[char] = &['|', '·', '•', ';', ',', '/'];
    let value = value.trim_start_matches(':').trim().trim_end_matches(parting).trim().to_owned();
    let last = events[end + 1..].iter().map(|(_, range)| range.end).max().unwrap_or(events[end].1.end);
    let value_place = words_of(&events[end + 1..], &(events[end].1.end..last));
    let range = whole[0].1.start..whole.iter().map(|(_, range)| range.end).max().unwrap_or(last);
    let has_more = events.iter().any(|(event, _)| is_more(event));
    let form = if has_more { RowForm::Kept } else { RowForm::Line };
    Some(row_of((label, words_of(&events[..end], &events[0].1)), (value, value_place), range, form))
}
