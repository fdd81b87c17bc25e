//! The table of a history, in Markdown or HTML, as rows with places. Columns are told by the words of their heads; a table
//! whose versions stand side by side has its heads in the first column.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::span::Span;
use crate::config::DateOrder;
use crate::parse::dates::{self, Fault};
use crate::parse::events::Spanned;
use crate::parse::raw_html::pieces::{Places, lines_of};
use crate::parse::raw_html::{decode_entities, scan};
use crate::parse::revisions::{Revision, Row};
use crate::parse::title::plain_text;

/// So many rows one cell may reach over, and in so many columns.
const MOST_ROWS: usize = 1_000;
const MOST_COLUMNS: usize = 50;

/// What a column of a history holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Version,
    Date,
    Author,
    Approver,
    Note,
    Other,
}

/// Words in the head of a column, in the order in which they decide.
const HEADS: &[(Column, &[&str])] = &[
    (Column::Date, &["date", "effective", "when", "datum", "fecha"]),
    (Column::Approver, &["approved", "approver", "approval", "authorised", "authorized"]),
    (
        Column::Note,
        &[
            "description",
            "summary",
            "detail",
            "details",
            "comment",
            "comments",
            "reason",
            "note",
            "notes",
            "what",
            "remark",
            "remarks",
            "explanation",
            "purpose",
            "content",
            "contents",
            "beschreibung",
            "grund",
            "motif",
        ],
    ),
    (Column::Author, &["author", "authors", "by", "name", "editor", "who", "owner", "autor", "autorin", "auteur"]),
    (Column::Version, &["version", "revision", "rev", "issue", "edition", "ver", "no"]),
    (
        Column::Note,
        &[
            "change",
            "changes",
            "amendment",
            "amendments",
            "modification",
            "modifications",
            "update",
            "updates",
            "action",
            "actions",
            "änderung",
            "änderungen",
        ],
    ),
];

/// The words of a cell and where they stand.
type Cell = (String, Range<usize>);

/// The cells of a row and where it stands.
type Line = (Vec<Cell>, Range<usize>);

/// The rows of the first table of a section; `None` where it has none.
pub(super) fn of_section(
    section: &[Spanned<'_>],
    source: &str,
    order: Option<DateOrder>,
    span: &impl Fn(&Range<usize>) -> Span,
) -> Option<Vec<Row>> {
    let mut lines = of_markdown(section).or_else(|| of_html(section, source))?;
    if is_on_its_side(&lines) {
        lines = turned(&lines);
    }
    let mut lines = lines.into_iter();
    let heads: Vec<String> = lines.next()?.0.into_iter().map(|(head, _)| head).collect();
    let mut columns: Vec<Column> = heads.iter().map(|head| column(head)).collect();
    let has = |columns: &[Column], wanted: Column| columns.contains(&wanted);
    one_version(&mut columns, &heads);
    if !has(&columns, Column::Date) && !has(&columns, Column::Version) {
        return Some(Vec::new());
    }
    // Whatever the one column is called that is left.
    let mut others =
        (0..columns.len()).filter(|at| columns[*at] == Column::Other && column(&heads[*at]) == Column::Other);
    if let (Some(only), None, false) = (others.next(), others.next(), has(&columns, Column::Note)) {
        columns[only] = Column::Note;
    }
    let mut rows: Vec<Row> = Vec::new();
    for (cells, range) in lines {
        let Some(row) = row(&columns, &cells, &range, order, span) else { continue };
        let Revision { version, date, note, .. } = &row.revision;
        let is_same = |above: &Row| row.version_at.is_some() && row.version_at == above.version_at;
        let goes_on = version.is_none() && date.is_none() && row.bad_date.is_none() || rows.last().is_some_and(is_same);
        match (goes_on, rows.last_mut(), note) {
            // A row that only goes on with what the one above it says.
            (true, Some(above), Some(more)) => above.tell(more),
            (true, Some(_), None) => {}
            _ => rows.push(row),
        }
    }
    Some(rows)
}

/// Of several columns that may hold the version, the one that says so counts: not the number of the row, not the version
/// before.
fn one_version(columns: &mut [Column], heads: &[String]) {
    let is_version = |at: &usize| columns[*at] == Column::Version;
    let weaker = |head: &str| {
        let head = head.to_lowercase();
        let mut words = head.split(|letter: char| !letter.is_alphanumeric());
        words.any(|word| matches!(word, "no" | "nr" | "previous" | "old" | "former" | "from"))
    };
    let versions: Vec<usize> = (0..columns.len()).filter(is_version).collect();
    let strong = versions.iter().copied().find(|at| !weaker(&heads[*at]));
    for at in versions.into_iter().filter(|at| strong.is_some_and(|strong| strong != *at)) {
        columns[at] = Column::Other;
    }
}

fn of_markdown(section: &[Spanned<'_>]) -> Option<Vec<Line>> {
    let start = section.iter().position(|(event, _)| matches!(event, Event::Start(Tag::Table(_))))?;
    let mut lines = Vec::new();
    let mut cells = Vec::new();
    let mut opened = start;
    for (at, (event, range)) in section.iter().enumerate().skip(start) {
        match event {
            Event::Start(Tag::TableCell) => opened = at + 1,
            Event::End(TagEnd::TableCell) => {
                let inner = &section[opened..at];
                let place = match (inner.first(), inner.last()) {
                    (Some((_, first)), Some((_, last))) => first.start..last.end,
                    _ => range.clone(),
                };
                cells.push((plain_text(inner), place));
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => lines.push((std::mem::take(&mut cells), range.clone())),
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    Some(lines)
}

fn of_html(section: &[Spanned<'_>], source: &str) -> Option<Vec<Line>> {
    let pieces = section.iter().filter_map(|(event, range)| match event {
        Event::Html(html) => Some(lines_of(source, html, range)),
        _ => None,
    });
    let pieces: Vec<(&str, usize)> = pieces.flatten().collect();
    let html: String = pieces.iter().map(|(text, _)| *text).collect();
    let places = Places::of(&pieces);
    let tags = scan(&html);
    let start = tags.iter().position(|tag| tag.name == "table")?;
    let end = html[tags[start].span.end..].to_ascii_lowercase().find("</table");
    let end = end.map_or(html.len(), |end| tags[start].span.end + end);
    let mut lines: Vec<Line> = Vec::new();
    let parts = tags[start + 1..].iter().filter(|tag| matches!(tag.name.as_str(), "tr" | "td" | "th"));
    let parts: Vec<_> = parts.take_while(|tag| tag.span.start < end).collect();
    // Cells that reach into the rows below: column, rows to come, cell.
    let mut reaching: Vec<(usize, usize, Cell)> = Vec::new();
    for (at, tag) in parts.iter().enumerate() {
        if tag.name == "tr" {
            reaching.iter_mut().for_each(|(_, left, _)| *left = left.saturating_sub(1));
            reaching.retain(|(_, left, _)| *left > 0);
            lines.push((Vec::new(), places.range(&tag.span)));
            continue;
        }
        let next = parts.get(at + 1).map_or(end, |next| next.span.start);
        let place = inside(&html, tag.span.end..next);
        let Some((cells, _)) = lines.last_mut() else { continue };
        while let Some((_, _, cell)) = reaching.iter().find(|(column, ..)| *column == cells.len()) {
            cells.push(cell.clone());
        }
        let cell = (words(&html[place.clone()]), places.range(&place));
        let span = tag.attributes.iter().find(|attribute| attribute.name == "rowspan");
        let rows: usize = span.and_then(|span| html[span.value.clone()].trim().parse().ok()).unwrap_or(1);
        if rows > 1 && cells.len() < MOST_COLUMNS {
            reaching.push((cells.len(), rows.min(MOST_ROWS), cell.clone()));
        }
        cells.push(cell);
    }
    lines.retain(|(cells, _)| !cells.is_empty());
    Some(lines)
}

/// The range up to the end tag of the cell, without white space at its ends.
fn inside(html: &str, range: Range<usize>) -> Range<usize> {
    let text = &html[range.clone()];
    let lower = text.to_ascii_lowercase();
    let end = ["</td", "</th", "</tr"].iter().filter_map(|tag| lower.find(tag)).min().unwrap_or(text.len());
    let text = &text[..end];
    let start = range.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

/// The words of a piece of HTML.
fn words(html: &str) -> String {
    let mut out = String::new();
    for (at, part) in html.split('<').enumerate() {
        // What stands before the end of a tag is the tag.
        let text = if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) };
        out.push_str(text);
        out.push(' ');
    }
    decode_entities(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the first column names what the rows hold, and the head does not.
fn is_on_its_side(lines: &[Line]) -> bool {
    let is_number = |text: &str| text.contains(|letter: char| letter.is_ascii_digit());
    let head = lines.first().map_or(&[] as &[Cell], |(cells, _)| cells);
    let names_nothing =
        head.iter().skip(1).all(|(text, _)| text.is_empty() || is_number(text) || column(text) == Column::Other);
    let mut named: Vec<Column> = lines
        .iter()
        .filter_map(|(cells, _)| Some(column(&cells.first().filter(|(text, _)| !is_number(text))?.0)))
        .collect();
    named.retain(|column| *column != Column::Other);
    let names_rows = named.len() >= 2 && named.iter().any(|column| matches!(column, Column::Date | Column::Version));
    head.len() > 1 && names_nothing && names_rows
}

/// The table with its columns as rows.
fn turned(lines: &[Line]) -> Vec<Line> {
    let width = lines.iter().map(|(cells, _)| cells.len()).max().unwrap_or(0);
    let nothing = |range: &Range<usize>| (String::new(), range.clone());
    let column = |at: usize| {
        let cell = |(cells, range): &Line| cells.get(at).cloned().unwrap_or_else(|| nothing(range));
        let cells: Vec<Cell> = lines.iter().map(cell).collect();
        let place = cells.iter().find(|(text, _)| !text.is_empty()).map_or(0..0, |(_, place)| place.clone());
        (cells, place)
    };
    let mut turned: Vec<Line> = (0..width).map(column).collect();
    // Numbers over the columns are versions, whether the corner says so or not.
    if let Some((corner, _)) =
        turned.first_mut().and_then(|(cells, _)| cells.first_mut()).filter(|(text, _)| text.is_empty())
    {
        *corner = "Version".to_owned();
    }
    turned
}

pub(super) fn column(head: &str) -> Column {
    let head = head.to_lowercase();
    let words: Vec<&str> = head.split(|letter: char| !letter.is_alphanumeric()).collect();
    let found = HEADS.iter().find(|(_, wanted)| wanted.iter().any(|word| words.contains(word)));
    found.map_or(Column::Other, |(column, _)| *column)
}

fn row(
    columns: &[Column],
    cells: &[Cell],
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
