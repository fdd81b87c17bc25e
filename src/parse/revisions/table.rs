//! The table of a history, in Markdown or HTML, as rows with places. Columns are recognised by the words of their
//! heads; a table whose versions are side by side has its heads in the first column.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::html::token::{StartTag, Token};
use crate::base::html::tokenizer::{decode, tokens};
use crate::base::span::Span;
use crate::config::settings::DateOrder;
use crate::parse::dates::{self, DateError};
use crate::parse::events::Spanned;
use crate::parse::kind::fields::is_to_fill;
use crate::parse::raw_html::pieces::{PieceMap, lines_of};
use crate::parse::revisions::revision::{Revision, Row};
use crate::parse::title::plain_text;

/// So many rows one cell may reach over, and in so many columns.
const MOST_ROWS: usize = 1_000;
const MOST_COLUMNS: usize = 50;

/// The content of a column of a revision history.
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

/// The words of a cell and where they are.
type Cell = (String, Range<usize>);

/// The cells of a row and where it is.
type RowCells = (Vec<Cell>, Range<usize>);

/// The rows of the first table of a section; `None` where it has none.
pub(super) fn from_section(
    section: &[Spanned<'_>],
    source: &str,
    order: Option<DateOrder>,
    span: &impl Fn(&Range<usize>) -> Span,
) -> Option<Vec<Row>> {
    let mut lines = from_markdown(section).or_else(|| from_html(section, source))?;
    if is_transposed(&lines) {
        lines = transposed(&lines);
    }
    let mut lines = lines.into_iter();
    let heads: Vec<String> = lines.next()?.0.into_iter().map(|(head, _)| head).collect();
    let mut columns: Vec<Column> = heads.iter().map(|head| column(head)).collect();
    let has = |columns: &[Column], wanted: Column| columns.contains(&wanted);
    one_version(&mut columns, &heads);
    // Versions without days, behind names, are those of other things.
    let is_of_others = !has(&columns, Column::Date) && columns.first() == Some(&Column::Other);
    if is_of_others || !has(&columns, Column::Date) && !has(&columns, Column::Version) {
        return Some(Vec::new());
    }
    // Whatever the one column is called that is left.
    let mut others =
        (0..columns.len()).filter(|at| columns[*at] == Column::Other && column(&heads[*at]) == Column::Other);
    if let (Some(only), None, false) = (others.next(), others.next(), has(&columns, Column::Note)) {
        columns[only] = Column::Note;
    }
    let lines: Vec<_> = lines.collect();
    let of_dates = |cells: &Vec<Cell>| {
        columns.iter().zip(cells).find(|(column, _)| **column == Column::Date).map(|(_, cell)| cell.0.clone())
    };
    let order = order.or_else(|| dates::shown_order(lines.iter().filter_map(|(cells, _)| of_dates(cells))));
    let mut rows: Vec<Row> = Vec::new();
    for (cells, range) in lines {
        let Some(row) = row(&columns, &cells, &range, order, span) else { continue };
        let Revision { version, date, note, .. } = &row.revision;
        let is_same = |above: &Row| row.version_at.is_some() && row.version_at == above.version_at;
        let goes_on = version.is_none() && date.is_none() && row.bad_date.is_none() || rows.last().is_some_and(is_same);
        match (goes_on, rows.last_mut(), note) {
            // A row that only continues the note of the row above.
            (true, Some(above), Some(more)) => above.append_note(more),
            (true, Some(_), None) => {}
            _ => rows.push(row),
        }
    }
    Some(rows)
}

/// Whether a table begins here that has columns of versions and of days.
pub(super) fn has_versions(events: &[Spanned<'_>]) -> bool {
    let columns = columns_of(events);
    columns.contains(&Column::Version) && columns.contains(&Column::Date)
}

/// Whether a table begins here that can only be a history: with versions, days, notes, and who approved or made each.
pub(super) fn has_signed_versions(events: &[Spanned<'_>]) -> bool {
    let columns = columns_of(events);
    let is_signed = columns.contains(&Column::Approver) || columns.contains(&Column::Author);
    has_versions(events) && is_signed && columns.contains(&Column::Note) && !columns.contains(&Column::Other)
}

/// The columns of the table that begins here, by the words of its head.
fn columns_of(events: &[Spanned<'_>]) -> Vec<Column> {
    if !matches!(events.first(), Some((Event::Start(Tag::Table(_)), _))) {
        return Vec::new();
    }
    let lines = from_markdown(events).unwrap_or_default();
    lines.first().map_or_else(Vec::new, |(cells, _)| cells.iter().map(|(head, _)| column(head)).collect())
}

/// If several columns may be the version, keeps the one whose header says so: not the row number, not the previous
/// version.
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

fn from_markdown(section: &[Spanned<'_>]) -> Option<Vec<RowCells>> {
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

fn from_html(section: &[Spanned<'_>], source: &str) -> Option<Vec<RowCells>> {
    let pieces = section.iter().filter_map(|(event, range)| match event {
        Event::Html(html) => Some(lines_of(source, html, range)),
        _ => None,
    });
    let pieces: Vec<(&str, usize)> = pieces.flatten().collect();
    let html: String = pieces.iter().map(|(text, _)| *text).collect();
    let mut table =
        HtmlTable { html: &html, places: PieceMap::of(&pieces), lines: Vec::new(), reaching: Vec::new(), open: None };
    let mut is_inside = false;
    for token in tokens(&html) {
        match &token {
            Token::Start(tag) if !is_inside => is_inside = tag.name == "table",
            _ if !is_inside => {}
            Token::Start(tag) => table.start(tag),
            Token::End(tag) if tag.name == "table" => {
                table.close(tag.span.start);
                break;
            }
            Token::End(tag) if matches!(&*tag.name, "td" | "th" | "tr") => table.close(tag.span.start),
            Token::Text(span) => table.text(span),
            _ => {}
        }
    }
    table.close(html.len());
    let mut lines = table.lines;
    lines.retain(|(cells, _)| !cells.is_empty());
    is_inside.then_some(lines)
}

/// A table that is being read.
struct HtmlTable<'h> {
    html: &'h str,
    places: PieceMap<'h>,
    lines: Vec<RowCells>,
    reaching: Vec<Reaching>,
    open: Option<OpenCell>,
}

/// A cell that spans rows below it.
struct Reaching {
    column: usize,
    rows_left: usize,
    cell: Cell,
}

struct OpenCell {
    start: usize,
    rows: usize,
    text: String,
}

impl HtmlTable<'_> {
    fn start(&mut self, tag: &StartTag<'_>) {
        match &*tag.name {
            "tr" => {
                self.close(tag.span.start);
                self.reaching.iter_mut().for_each(|cell| cell.rows_left = cell.rows_left.saturating_sub(1));
                self.reaching.retain(|cell| cell.rows_left > 0);
                self.lines.push((Vec::new(), self.places.range(&tag.span)));
            }
            "td" | "th" => {
                self.close(tag.span.start);
                let rows = tag.get("rowspan").and_then(|rows| rows.trim().parse().ok()).unwrap_or(1);
                self.open = Some(OpenCell { start: tag.span.end, rows, text: String::new() });
            }
            _ => {}
        }
    }

    fn text(&mut self, span: &Range<usize>) {
        if let Some(cell) = &mut self.open {
            cell.text.push_str(&decode(&self.html[span.clone()]));
            cell.text.push(' ');
        }
    }

    /// Ends the open cell where its content ends.
    fn close(&mut self, end: usize) {
        let Some(open) = self.open.take() else { return };
        let Some((cells, _)) = self.lines.last_mut() else { return };
        while let Some(reaching) = self.reaching.iter().find(|reaching| reaching.column == cells.len()) {
            cells.push(reaching.cell.clone());
        }
        let content = &self.html[open.start..end];
        let start = end - content.trim_start().len();
        let text = open.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cell = (text, self.places.range(&(start..start + content.trim().len())));
        if open.rows > 1 && cells.len() < MOST_COLUMNS {
            self.reaching.push(Reaching {
                column: cells.len(),
                rows_left: open.rows.min(MOST_ROWS),
                cell: cell.clone(),
            });
        }
        cells.push(cell);
    }
}

/// Whether the labels are in the first column instead of the header row.
fn is_transposed(lines: &[RowCells]) -> bool {
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
fn transposed(lines: &[RowCells]) -> Vec<RowCells> {
    let width = lines.iter().map(|(cells, _)| cells.len()).max().unwrap_or(0);
    let nothing = |range: &Range<usize>| (String::new(), range.clone());
    let column = |at: usize| {
        let cell = |(cells, range): &RowCells| cells.get(at).cloned().unwrap_or_else(|| nothing(range));
        let cells: Vec<Cell> = lines.iter().map(cell).collect();
        let place = cells.iter().find(|(text, _)| !text.is_empty()).map_or(0..0, |(_, place)| place.clone());
        (cells, place)
    };
    let mut turned: Vec<RowCells> = (0..width).map(column).collect();
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
        let is_filled = |text: &str| !(text.is_empty() || text.starts_with(['[', '<', '{']) && is_to_fill(text));
        let mut cells = columns.iter().zip(cells).filter(|(column, (text, _))| **column == wanted && is_filled(text));
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

/// A day in any form that can mean only one; words without a number, such as a dash, are no day and no error.
fn day(text: &str, order: Option<DateOrder>) -> (Option<jiff::civil::Date>, Option<(String, DateError)>) {
    match dates::find(text, order) {
        Some((_, Ok(date))) => (Some(date), None),
        Some((_, Err(error))) => (None, Some((format!("`{text}`"), error))),
        None if text.contains(|letter: char| letter.is_ascii_digit()) => {
            (None, Some((format!("`{text}`"), DateError::Unreadable)))
        }
        None => (None, None),
    }
}
