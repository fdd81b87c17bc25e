//! A table, a list or lines under a heading such as "Revision history", turned into rows with places.
//!
//! Columns are told by the words of their heads. In lists and lines a row is what holds a day or a version; all else is
//! prose and is left alone.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::span::Span;
use crate::config::DateOrder;
use crate::parse::dates::{self, Fault};
use crate::parse::revisions::{Revision, Row};
use crate::parse::title::plain_text;

type Spanned<'a> = (Event<'a>, Range<usize>);

/// How far into a line of prose a day may stand for the line to be a row.
const NEAR: usize = 40;

/// What a column of a history holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Version,
    Date,
    Author,
    Approver,
    Note,
    Other,
}

/// Words in the head of a column, in the order in which they decide.
const HEADS: &[(Column, &[&str])] = &[
    (Column::Date, &["date", "effective", "when"]),
    (Column::Approver, &["approved", "approver", "approval", "authorised", "authorized"]),
    (
        Column::Note,
        &["description", "summary", "detail", "details", "comment", "comments", "reason", "note", "notes", "what"],
    ),
    (Column::Author, &["author", "authors", "by", "name", "editor", "who", "owner"]),
    (Column::Version, &["version", "revision", "rev", "issue", "edition", "ver", "no"]),
    (Column::Note, &["change", "changes", "amendment", "amendments", "modification"]),
];

/// Whether a heading stands over a history: "Revision history", "Document History", "5. Change log:" and the like.
pub fn is_history(title: &str) -> bool {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    words.len() <= 5
        && (has(&["history", "log"]) && has(&["revision", "revisions", "document", "version", "change", "amendment"])
            || has(&["changelog"]))
}

/// The rows under the first such heading, in the order of the text. `span` gives places in the author's file.
pub fn of_text(
    events: &[Spanned<'_>],
    source: &str,
    order: Option<DateOrder>,
    span: impl Fn(&Range<usize>) -> Span,
) -> Vec<Row> {
    let Some(section) = section(events) else { return Vec::new() };
    let is_table = |event: &Event<'_>| matches!(event, Event::Start(Tag::Table(_)));
    if let Some(start) = section.iter().position(|(event, _)| is_table(event)) {
        return table(&section[start..], order, &span);
    }
    lines(section, source).into_iter().filter_map(|line| row_of_line(source, line, order, &span)).collect()
}

/// The events below the heading, to the next one that is not under it.
fn section<'a, 'b>(events: &'a [Spanned<'b>]) -> Option<&'a [Spanned<'b>]> {
    let heading = |at: usize| -> Option<(HeadingLevel, usize)> {
        let Event::Start(Tag::Heading { level, .. }) = &events[at].0 else { return None };
        let length = events[at..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))))?;
        Some((*level, at + length + 1))
    };
    let (level, start) = (0..events.len()).find_map(|at| {
        let (level, end) = heading(at)?;
        is_history(&plain_text(&events[at..end])).then_some((level, end))
    })?;
    let end = (start..events.len()).find(|at| heading(*at).is_some_and(|(other, _)| other <= level));
    Some(&events[start..end.unwrap_or(events.len())])
}

fn table(events: &[Spanned<'_>], order: Option<DateOrder>, span: &impl Fn(&Range<usize>) -> Span) -> Vec<Row> {
    let mut columns: Vec<Column> = Vec::new();
    let mut rows = Vec::new();
    let mut cells: Vec<(String, Range<usize>)> = Vec::new();
    let mut opened = 0;
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => cells.clear(),
            Event::Start(Tag::TableCell) => opened = at + 1,
            Event::End(TagEnd::TableCell) => {
                let inner = &events[opened..at];
                let place = match (inner.first(), inner.last()) {
                    (Some((_, first)), Some((_, last))) => first.start..last.end,
                    _ => range.clone(),
                };
                cells.push((plain_text(inner), place));
            }
            Event::End(TagEnd::TableHead) => {
                columns = cells.iter().map(|(head, _)| column(head)).collect();
                let has = |wanted| columns.contains(&wanted);
                if !has(Column::Date) && !has(Column::Version) {
                    return Vec::new();
                }
            }
            Event::End(TagEnd::TableRow) => rows.extend(row_of_cells(&columns, &cells, range, order, span)),
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    rows
}

fn column(head: &str) -> Column {
    let head = head.to_lowercase();
    let words: Vec<&str> = head.split(|letter: char| !letter.is_alphanumeric()).collect();
    let found = HEADS.iter().find(|(_, wanted)| wanted.iter().any(|word| words.contains(word)));
    found.map_or(Column::Other, |(column, _)| *column)
}

fn row_of_cells(
    columns: &[Column],
    cells: &[(String, Range<usize>)],
    range: &Range<usize>,
    order: Option<DateOrder>,
    span: &impl Fn(&Range<usize>) -> Span,
) -> Option<Row> {
    let cell = |wanted: Column| {
        let mut cells = columns.iter().zip(cells).filter(|(column, (text, _))| **column == wanted && !text.is_empty());
        cells.next().map(|(_, cell)| cell)
    };
    let text = |wanted: Column| cell(wanted).map(|(text, _)| text.clone());
    if cells.iter().all(|(text, _)| text.is_empty()) {
        return None;
    }
    let date = cell(Column::Date);
    let (day, bad_date) = date.map_or((None, None), |(text, _)| day(text, order));
    Some(Row {
        revision: Revision {
            version: text(Column::Version),
            date: day,
            author: text(Column::Author),
            approver: text(Column::Approver),
            note: text(Column::Note),
            minor: false,
        },
        at: span(range),
        version_at: cell(Column::Version).map(|(_, place)| span(place)),
        date_at: date.map(|(_, place)| span(place)),
        bad_date,
        inherited: false,
    })
}

/// A day in any form that can mean only one; words without a number, such as a dash, are no day and no fault.
fn day(text: &str, order: Option<DateOrder>) -> (Option<jiff::civil::Date>, Option<(String, Fault)>) {
    match dates::find(text, order) {
        Some((_, Ok(date))) => (Some(date), None),
        Some((_, Err(fault))) => (None, Some((format!("`{text}`"), fault))),
        None if text.contains(|letter: char| letter.is_ascii_digit()) => {
            (None, Some((format!("`{text}`"), Fault::Unreadable)))
        }
        None => (None, None),
    }
}

/// A line of text that may be a row, and whether it is an item of a list.
struct Line {
    range: Range<usize>,
    text: String,
    is_item: bool,
}

/// Items of lists and lines of paragraphs; what stands deeper inside an item belongs to it.
fn lines(events: &[Spanned<'_>], source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut items, mut start) = (0_usize, None);
    let mut text = String::new();
    for (event, range) in events {
        match event {
            Event::Start(Tag::Item) => items += 1,
            Event::Start(Tag::Paragraph) => {}
            Event::Text(words) | Event::Code(words) => {
                start.get_or_insert(range.start);
                text.push_str(words);
                continue;
            }
            Event::SoftBreak if items > 0 => {
                text.push(' ');
                continue;
            }
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::List(_)) | Event::End(_)
                if start.is_some() && !is_inline(event) =>
            {
                let from: usize = start.take().unwrap_or(range.start);
                let to = if matches!(event, Event::End(_)) { range.end } else { range.start };
                let range = from..to.min(source.len());
                lines.push(Line { range, text: std::mem::take(&mut text), is_item: items > 0 });
            }
            _ => {}
        }
        if matches!(event, Event::End(TagEnd::Item)) {
            items = items.saturating_sub(1);
        }
    }
    lines
}

fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
    )
}

fn row_of_line(
    source: &str,
    line: Line,
    order: Option<DateOrder>,
    span: &impl Fn(&Range<usize>) -> Span,
) -> Option<Row> {
    let found = dates::find(&line.text, order);
    let day = found.as_ref().map(|(range, _)| range);
    let version = version(&line.text).or_else(|| bare_version(&line.text, day?));
    let is_row = match &found {
        Some((range, _)) => line.is_item || range.start <= NEAR,
        None => line.is_item && version.is_some(),
    };
    if !is_row {
        return None;
    }
    let written = &source[line.range.clone()];
    let place = |words: &str| {
        let at = written.find(words).map(|at| line.range.start + at);
        at.map(|at| span(&(at..at + words.len())))
    };
    let (date, bad_date) = match &found {
        Some((_, Ok(date))) => (Some(*date), None),
        Some((range, Err(fault))) => (None, Some((format!("`{}`", &line.text[range.clone()]), *fault))),
        None => (None, None),
    };
    let date_words = found.map(|(range, _)| line.text[range].to_owned());
    Some(Row {
        revision: Revision {
            date,
            note: Some(note(&line.text, date_words.as_deref(), version)),
            version: version.map(|(_, number)| number.to_owned()),
            ..Revision::default()
        },
        at: span(&(line.range.start..line.range.start + written.trim_end().len())),
        version_at: version.and_then(|(_, number)| place(number)),
        date_at: date_words.as_deref().and_then(place),
        bad_date,
        inherited: false,
    })
}

/// `Version 1.0`, `v1.0.3`, `Rev. 2`: the whole of it and the number.
fn version(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    for word in text.split_inclusive(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '[')) {
        let start = from;
        from += word.len();
        let bare = word.trim_end_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        let number_at = match bare.as_str() {
            "version" | "ver" | "rev" | "revision" | "issue" => from,
            word if word.starts_with('v') && word[1..].starts_with(|letter: char| letter.is_ascii_digit()) => start + 1,
            _ => continue,
        };
        let number = text[number_at..].trim_start();
        let length = number.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(number.len());
        let number = number[..length].trim_end_matches('.');
        if !number.is_empty() {
            let end = text[number_at..].find(number)? + number_at + number.len();
            return Some((&text[start..end], number));
        }
    }
    None
}

/// `3.0 (2026-01-01): …`, `[3.0] - 2026-01-01` or `2026-01-01: 3.0 …`: a number with points at the beginning, or right
/// behind the day.
fn bare_version<'t>(text: &'t str, day: &Range<usize>) -> Option<(&'t str, &'t str)> {
    let number = |from: usize| {
        let rest = text[from..].trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let number = rest[..length].trim_end_matches('.');
        let is_end = !rest[length..].starts_with(|letter: char| letter.is_alphanumeric() || "-/%".contains(letter));
        (number.contains('.') && is_end).then_some(number)
    };
    let first = (day.start > 0).then(|| number(0)).flatten();
    first.or_else(|| number(day.end)).map(|number| (number, number))
}

/// What a line says besides its day and its version.
fn note(text: &str, date: Option<&str>, version: Option<(&str, &str)>) -> String {
    let mut rest = text.to_owned();
    for taken in [date, version.map(|(whole, _)| whole)].into_iter().flatten() {
        rest = rest.replacen(taken, " ", 1);
    }
    let rest = rest.replace("()", " ").replace("( )", " ").replace("[ ]", " ");
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    rest.trim_matches([' ', '-', '–', '—', ':', ',', ';']).to_owned()
}
