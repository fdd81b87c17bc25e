//! Tables whose columns have names, and that are tables.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{
    A11Y_SINGLE_COLUMN_TABLE, A11Y_TABLE_COLUMN_HEADER, A11Y_TABLE_HEADER, A11Y_TABLE_SIZE,
};
use crate::lint::{Judge, Spanned};
use crate::parse::title::plain_text;

/// Wider tables have to be scrolled on most screens.
const MOST_COLUMNS: usize = 5;

/// A cell at the head of a column.
struct Cell {
    words: String,
    /// Whether it has nothing in it that could be seen.
    is_empty: bool,
    range: Range<usize>,
}

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, event) in judge.prose() {
        if matches!(event, Event::Start(Tag::Table(_))) {
            table(judge, at);
        }
    }
}

fn table(judge: &mut Judge<'_>, at: usize) {
    let (inside, _) = judge.inside(at, |end| matches!(end, TagEnd::Table));
    let head_end = inside.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableHead))).unwrap_or(0);
    let head = cells(&inside[..head_end]);
    let rows = inside.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::TableRow))).count();
    let range = inside.first().map_or(judge.events[at].1.clone(), |(_, range)| range.clone());
    if head.len() == 1 {
        let help = "write it as a list, or as text";
        judge.report(&A11Y_SINGLE_COLUMN_TABLE, &range, "this table has one column", help);
    } else if head.iter().all(|cell| cell.is_empty) {
        let help = "name what each column holds in the first row";
        judge.report(&A11Y_TABLE_HEADER, &range, "this table has no words at the head of its columns", help);
    } else {
        columns(judge, &head, &inside[head_end..]);
    }
    let size = match (head.len(), rows) {
        (columns, _) if columns > MOST_COLUMNS => Some(format!("this table has {columns} columns")),
        (2, 0 | 1) => Some("this table holds one fact".to_owned()),
        _ => None,
    };
    if let Some(message) = size {
        let help = "part it, turn it round, or say it in a sentence";
        judge.report(&A11Y_TABLE_SIZE, &range, message, help);
    }
}

fn cells(events: &[Spanned<'_>]) -> Vec<Cell> {
    let starts = events.iter().enumerate().filter(|(_, (event, _))| matches!(event, Event::Start(Tag::TableCell)));
    let cell = |(at, (_, range)): (usize, &Spanned<'_>)| {
        let rest = &events[at + 1..];
        let end =
            rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableCell))).unwrap_or(rest.len());
        let words = plain_text(&rest[..end]);
        let is_mark = |event: &Event<'_>| matches!(event, Event::Start(Tag::Image { .. }) | Event::InlineHtml(_));
        let is_empty = words.trim().is_empty() && !rest[..end].iter().any(|(event, _)| is_mark(event));
        // The range of a cell begins with the space before its words.
        let inside = rest[..end].first().zip(rest[..end].last());
        let range = inside.map_or(range.clone(), |((_, first), (_, last))| first.start..last.end);
        Cell { words, is_empty, range }
    };
    starts.map(cell).collect()
}

/// Columns without a name, or with that of another. The corner above the names of rows may be empty.
fn columns(judge: &mut Judge<'_>, head: &[Cell], body: &[Spanned<'_>]) {
    for (at, cell) in head.iter().enumerate() {
        let help = "name what the column holds, in words of its own";
        if cell.is_empty && at > 0 {
            if column_is_used(body, at) {
                judge.report(&A11Y_TABLE_COLUMN_HEADER, &cell.range, format!("column {} has no name", at + 1), help);
            }
        } else if let Some(first) =
            head[..at].iter().position(|other| !cell.is_empty && same(&other.words, &cell.words))
        {
            let message = format!("columns {} and {} are both called `{}`", first + 1, at + 1, cell.words.trim());
            judge.report(&A11Y_TABLE_COLUMN_HEADER, &cell.range, message, help);
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    !one.trim().is_empty() && one.trim().eq_ignore_ascii_case(other.trim())
}

/// Whether a cell of a column holds anything.
fn column_is_used(body: &[Spanned<'_>], column: usize) -> bool {
    let mut at = 0;
    let mut is_inside = false;
    body.iter().any(|(event, _)| {
        match event {
            Event::Start(Tag::TableRow) => at = 0,
            Event::Start(Tag::TableCell) => is_inside = at == column,
            Event::End(TagEnd::TableCell) => {
                at += 1;
                is_inside = false;
            }
            Event::Text(text) | Event::Code(text) => return is_inside && !text.trim().is_empty(),
            Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => return is_inside,
            _ => {}
        }
        false
    })
}
