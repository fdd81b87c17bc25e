//! Headings and tables of a page as data, from which assessments are read.
//!
//! It reads the same events as lowering does, and no rendered HTML. Texts are without markup; places are beside the
//! facts, because inserting a line changes no fact.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::base::span::Span;
use crate::parse::title::plain_text;

/// The headings and tables of one page, in order.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Structure {
    /// As many as the facts have, in the same order.
    pub headings: Vec<HeadingPart>,
    pub tables: Vec<Table>,
}

/// What the facts do not say of a heading.
#[derive(Debug, Clone, Hash, Serialize, Deserialize)]
pub struct HeadingPart {
    /// The level at which its author wrote it, 1 to 6.
    pub depth: u8,
    /// The bold words that it begins with.
    pub bold: Option<String>,
    /// Whether it is in a quotation, a list or a note.
    pub is_nested: bool,
}

/// A table, cell by cell.
#[derive(Debug, Clone, Default, Hash, Serialize, Deserialize)]
pub struct Table {
    pub head: Vec<String>,
    /// The rows below its head.
    pub rows: Vec<Vec<String>>,
}

/// Where the parts of a `Structure` are written, in its order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StructureSpans {
    pub headings: Vec<Span>,
    pub tables: Vec<TableSpans>,
}

/// Where a table and its rows are written.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TableSpans {
    pub table: Span,
    pub rows: Vec<Span>,
}

/// A structure with its spans.
#[derive(Debug, Default)]
pub struct LocatedStructure {
    pub structure: Structure,
    pub spans: StructureSpans,
}

/// Reads the events of a page. Those of its title are left out; `span` maps a range to the source file.
pub fn read(
    events: &[(Event<'_>, Range<usize>)],
    title: Option<&Range<usize>>,
    span: impl Fn(&Range<usize>) -> Span,
) -> LocatedStructure {
    let LocatedStructure { mut structure, mut spans } = LocatedStructure::default();
    let mut depth = 0_usize;
    for (at, (event, range)) in events.iter().enumerate() {
        let rest = &events[at..];
        match event {
            Event::Start(tag) => {
                match tag {
                    Tag::Heading { level, .. } if title.is_none_or(|title| !title.contains(&at)) => {
                        let bold = bold_lead(&rest[1..]);
                        let is_nested = depth > 0;
                        structure.headings.push(HeadingPart { depth: *level as u8, bold, is_nested });
                        spans.headings.push(span(range));
                    }
                    Tag::Table(_) => {
                        let (table, at) = table(rest, &span);
                        structure.tables.push(table);
                        spans.tables.push(at);
                    }
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    LocatedStructure { structure, spans }
}

/// The bold words at the very beginning of a heading.
fn bold_lead(events: &[(Event<'_>, Range<usize>)]) -> Option<String> {
    if !matches!(events.first()?.0, Event::Start(Tag::Strong)) {
        return None;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)))?;
    Some(plain_text(&events[..end])).filter(|words| !words.is_empty())
}

fn table(events: &[(Event<'_>, Range<usize>)], span: &impl Fn(&Range<usize>) -> Span) -> (Table, TableSpans) {
    let mut table = Table::default();
    let mut spans = TableSpans { table: span(&events[0].1), rows: Vec::new() };
    let mut cells = Vec::new();
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::TableRow) => spans.rows.push(span(range)),
            Event::Start(Tag::TableCell) => {
                let cell = &events[at..];
                let end = cell.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableCell)));
                cells.push(plain_text(&cell[..end.unwrap_or(cell.len())]));
            }
            Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut cells),
            Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut cells)),
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    (table, spans)
}
