//! Rule: tables in Markdown without column names, too wide, or with too little in them to be a table.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{
    A11Y_SINGLE_COLUMN_TABLE, A11Y_TABLE_COLUMN_HEADER, A11Y_TABLE_HEADER, A11Y_TABLE_SIZE,
};
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::events::Spanned;
use crate::parse::title::plain_text;

/// Readers have to scroll wider tables on most screens.
const MAX_COLUMNS: usize = 5;

/// A header cell.
struct HeaderCell {
    text: String,
    /// Whether it has no visible content.
    is_empty: bool,
    range: Range<usize>,
}

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::Table(_))) {
        return;
    }
    let inside = context.inside();
    let head_end = inside.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableHead))).unwrap_or(0);
    let head = cells(&inside[..head_end]);
    let rows = inside.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::TableRow))).count();
    let range = inside.first().map_or(context.range(), |(_, range)| range);
    if head.len() == 1 {
        report.add(&A11Y_SINGLE_COLUMN_TABLE, range, "this table has one column", "use a list or text instead");
    } else if head.iter().all(|cell| cell.is_empty) {
        let help = "add a name for each column in the first row";
        report.add(&A11Y_TABLE_HEADER, range, "this table has no column headers", help);
    } else {
        columns(&head, &inside[head_end..], report);
    }
    let size = match (head.len(), rows) {
        (columns, _) if columns > MAX_COLUMNS => Some(format!("this table has {columns} columns")),
        (2, 0 | 1) => Some("this table has at most one row of data".to_owned()),
        _ => None,
    };
    if let Some(message) = size {
        report.add(&A11Y_TABLE_SIZE, range, message, "split it, swap rows and columns, or use text instead");
    }
}

fn cells(events: &[Spanned<'_>]) -> Vec<HeaderCell> {
    let starts = events.iter().enumerate().filter(|(_, (event, _))| matches!(event, Event::Start(Tag::TableCell)));
    let cell = |(at, (_, range)): (usize, &Spanned<'_>)| {
        let rest = &events[at + 1..];
        let end =
            rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableCell))).unwrap_or(rest.len());
        let text = plain_text(&rest[..end]);
        let is_visible = |event: &Event<'_>| matches!(event, Event::Start(Tag::Image { .. }) | Event::InlineHtml(_));
        let is_empty = text.trim().is_empty() && !rest[..end].iter().any(|(event, _)| is_visible(event));
        // The range of a cell begins with the space before its words.
        let inside = rest[..end].first().zip(rest[..end].last());
        let range = inside.map_or(range.clone(), |((_, first), (_, last))| first.start..last.end);
        HeaderCell { text, is_empty, range }
    };
    starts.map(cell).collect()
}

/// Checks for columns without a name, or with the name of another. The corner above the names of rows may be empty.
fn columns(head: &[HeaderCell], body: &[Spanned<'_>], report: &mut Report<'_>) {
    let used = used_columns(body);
    let mut names: HashMap<String, usize> = HashMap::new();
    for (at, cell) in head.iter().enumerate() {
        let help = "give each column a name of its own";
        let name = cell.text.trim();
        if cell.is_empty && at > 0 {
            if used.contains(&at) {
                report.add(&A11Y_TABLE_COLUMN_HEADER, &cell.range, format!("column {} has no name", at + 1), help);
            }
        } else if !name.is_empty() {
            let first = *names.entry(name.to_ascii_lowercase()).or_insert(at);
            if first != at {
                let message = format!("columns {} and {} are both named `{name}`", first + 1, at + 1);
                report.add(&A11Y_TABLE_COLUMN_HEADER, &cell.range, message, help);
            }
        }
    }
}

/// The columns in which a cell has content.
fn used_columns(body: &[Spanned<'_>]) -> HashSet<usize> {
    let mut used = HashSet::new();
    let mut at = 0;
    for (event, _) in body {
        match event {
            Event::Start(Tag::TableRow) => at = 0,
            Event::End(TagEnd::TableCell) => at += 1,
            Event::Text(text) | Event::Code(text) if text.trim().is_empty() => {}
            Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. }) => {
                used.insert(at);
            }
            _ => {}
        }
    }
    used
}
