//! Extracts metadata from the start of a text: from a table with two columns, or from lines such as `**Version:** 2.1`.
//! It is then treated like front matter, and the page shows it once.
//!
//! Only the text before the first section is searched, and at least two labels must be names of fields: other tables
//! are left in place. Of lines, only those with the name of a field are extracted. A table is extracted as a whole,
//! including its other rows. A value with a link cannot be a field, so it is left in place with everything beside it.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::codes::documents::KIND_METADATA_MISMATCH;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::html::tokenizer::is_line_break;
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::config::kinds::{Field, Information, normalized};
use crate::parse::events::{Spanned, end_of};
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

/// A label and a value, each with its place in the text.
struct Row {
    label: (String, Range<usize>),
    value: (String, Range<usize>),
    /// The range of text to remove.
    range: Range<usize>,
    form: RowForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowForm {
    Line,
    TableHead,
    TableRow,
    /// A row of a table that stays in the text, because another row contains more than text.
    Kept,
}

/// Extracts metadata from the start of a text into front matter. `base` is the offset of the text in the file.
pub fn extract(
    path: &SourcePath,
    (text, base): (&str, usize),
    front: &mut Node,
    (information, fields): (Information, &[(&Field, bool)]),
    flags: Options,
) -> InlineMetadata {
    if information == Information::FrontMatter {
        return InlineMetadata::default();
    }
    let normalized = fixups::normalize(text, flags);
    let events: Vec<Spanned<'_>> = Parser::new_ext(&normalized.text, normalized.options).into_offset_iter().collect();
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
        let mut node = Node::new(Value::Text(row.value.0.clone()), span(&row.value.1).shifted(base));
        node.key_span = span(&row.label.1).shifted(base);
        match known(&row.label.0, fields) {
            Some(field) => extracted.diagnostics.extend(put(path, front, field, node)),
            None if row.form == RowForm::TableHead => {}
            None => extracted.rows.push((row.label.0, row.value.0)),
        }
    }
    extracted
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

/// The field that a label names.
fn known<'a>(label: &str, fields: &[(&'a Field, bool)]) -> Option<&'a Field> {
    let label = normalized(label);
    let is_it = |field: &Field| {
        [&field.name, &field.label].into_iter().chain(&field.aliases).any(|name| normalized(name) == label)
    };
    fields.iter().map(|(field, _)| *field).find(|field| is_it(field))
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
        rows.extend(found);
        at = end;
    }
    if rows.iter().filter(|row| known(&row.label.0, fields).is_some()).count() < FEWEST {
        return (Vec::new(), Vec::new());
    }
    (rows, ranges)
}

/// The rows of one block, if it has the form of facts.
fn block(block: &[Spanned<'_>], information: Information, fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    match &block[0].0 {
        Event::Start(Tag::Table(columns)) if information.reads_tables() && columns.len() == 2 => table(block, fields),
        Event::Start(Tag::Paragraph) if information.reads_lines() => lines(&block[1..block.len() - 1]),
        Event::Start(Tag::List(None)) if information.reads_lines() => items(block),
        Event::Start(Tag::BlockQuote(_)) if information.reads_lines() => {
            let paragraphs = (1..block.len()).filter(|at| matches!(block[*at].0, Event::Start(Tag::Paragraph)));
            let rows: Option<Vec<Vec<Row>>> =
                paragraphs.map(|at| lines(&block[at + 1..end_of(block, at) - 1])).collect();
            Some(rows?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// The rows of a table. If a row without a known field contains more than text, only the rows with known fields.
fn table(block: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let mut cells: Vec<(String, Range<usize>)> = Vec::new();
    let (mut has_more, mut stays) = (false, false);
    for (at, (event, range)) in block.iter().enumerate() {
        match event {
            Event::Start(Tag::TableCell) => {
                let is_end = |(event, _): &Spanned<'_>| matches!(event, Event::End(TagEnd::TableCell));
                let end = at + block[at..].iter().position(is_end).unwrap_or(0);
                cells.push((words_and_mail(&block[at..end]), words_of(&block[at..end], range)));
            }
            event if is_more(event) => has_more = true,
            Event::End(end @ (TagEnd::TableHead | TagEnd::TableRow)) => {
                let mut row = std::mem::take(&mut cells).into_iter();
                let (label, value) = row.next().zip(row.next())?;
                stays |= std::mem::take(&mut has_more);
                let form = if matches!(end, TagEnd::TableHead) { RowForm::TableHead } else { RowForm::TableRow };
                rows.push(row_of(label, value, range.clone(), form));
            }
            _ => {}
        }
    }
    // A head that names facts and rows that do not are a table of its own, such as one of approvals.
    let has_facts = |form: RowForm| rows.iter().any(|row| row.form == form && known(&row.label.0, fields).is_some());
    if !has_facts(RowForm::TableRow) && rows.len() > 1 {
        return None;
    }
    if stays {
        rows.retain(|row| known(&row.label.0, fields).is_some());
        rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    }
    Some(rows)
}

/// Whether an event is more than text, so that it cannot be the value of a field.
fn is_more(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => !dest_url.starts_with("mailto:"),
        Event::Start(Tag::Image { .. }) => true,
        Event::InlineHtml(html) => !is_line_break(html),
        _ => false,
    }
}

/// The words of a run of text, with mail addresses behind the words that are linked to them, and commas between what
/// is on lines of its own.
fn words_and_mail(events: &[Spanned<'_>]) -> String {
    let mut out = String::new();
    let mut open = None;
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::InlineHtml(html) if is_line_break(html) => {
                out.truncate(out.trim_end_matches([' ', ',', ';']).len());
                out.push_str(if out.is_empty() { "" } else { ", " });
            }
            Event::Start(Tag::Link { dest_url, .. }) => open = Some((dest_url, out.len())),
            Event::End(TagEnd::Link) => {
                let mail = open.take().and_then(|(target, at)| Some((target.strip_prefix("mailto:")?, at)));
                let Some((address, at)) = mail else { continue };
                let address = address.split('?').next().unwrap_or_default();
                if !out[at..].contains(address) {
                    out.push_str(&format!(" ({address})"));
                }
            }
            _ => {}
        }
    }
    out.trim().trim_end_matches(',').to_owned()
}

/// The lines of a paragraph, where each is a label in bold and a value.
fn lines(inside: &[Spanned<'_>]) -> Option<Vec<Row>> {
    let is_break = |(event, _): &Spanned<'_>| matches!(event, Event::SoftBreak | Event::HardBreak);
    let parts = inside.split_inclusive(is_break).flat_map(labelled);
    let row = |part: &[Spanned<'_>]| match part {
        [words @ .., end] if is_break(end) => line(words, part),
        words => line(words, part),
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
fn items(block: &[Spanned<'_>]) -> Option<Vec<Row>> {
    let starts = (0..block.len()).filter(|at| matches!(block[*at].0, Event::Start(Tag::Item)));
    let rows = starts.map(|at| {
        let end = end_of(block, at);
        let inside = &block[at + 1..end - 1];
        let is_paragraph = matches!(inside.first().map(|(event, _)| event), Some(Event::Start(Tag::Paragraph)));
        line(if is_paragraph { &inside[1..inside.len() - 1] } else { inside }, &block[at..end])
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

fn row_of(label: (String, Range<usize>), value: (String, Range<usize>), range: Range<usize>, form: RowForm) -> Row {
    let words = label.0.trim().trim_end_matches(':').trim().to_owned();
    Row { label: (words, label.1), value: (value.0.trim().to_owned(), value.1), range, form }
}

/// The range of the words in a construct, without the colon and the spaces before them.
fn words_of(events: &[Spanned<'_>], around: &Range<usize>) -> Range<usize> {
    let mut words = events.iter().filter(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_)));
    let Some((first, range)) = words.next() else { return around.clone() };
    let gap = match first {
        Event::Text(text) => text.len() - text.trim_start_matches([':', ' ']).len(),
        _ => 0,
    };
    range.start + gap..words.next_back().map_or(range.end, |(_, last)| last.end)
}
