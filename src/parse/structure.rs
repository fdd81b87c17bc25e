//! Headings and tables of a page as data: what an assessment reads of its questions.
//!
//! It reads the same events as the walk, and nothing that was rendered. Texts are without markup; places stand beside the
//! facts, because inserting a line changes no fact.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::span::Span;
use crate::parse::title::plain_text;

/// The headings and tables of one page, in order.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// As many as the outline has, in the same order.
    pub headings: Vec<HeadingPart>,
    pub tables: Vec<Table>,
}

/// What the outline does not say of a heading.
#[derive(Debug, Clone)]
pub struct HeadingPart {
    /// The level at which its author wrote it, 1 to 6.
    pub depth: u8,
    /// The bold words that it begins with.
    pub bold: Option<String>,
    /// Whether it stands in a quotation, a list or a note.
    pub is_nested: bool,
    pub span: Span,
}

/// A table, cell by cell.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub head: Vec<String>,
    pub rows: Vec<Row>,
    pub span: Span,
}

/// A row of a table below its head.
#[derive(Debug, Clone)]
pub struct Row {
    pub cells: Vec<String>,
    pub span: Span,
}

impl Structure {
    /// Whether another version of the page differs in nothing but places.
    pub fn has_same_facts(&self, other: &Structure) -> bool {
        let headings = |of: &Structure| {
            of.headings.iter().map(|part| (part.depth, part.bold.clone(), part.is_nested)).collect::<Vec<_>>()
        };
        let tables = |of: &Structure| {
            let rows = |table: &Table| table.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
            of.tables.iter().map(|table| (table.head.clone(), rows(table))).collect::<Vec<_>>()
        };
        headings(self) == headings(other) && tables(self) == tables(other)
    }

    /// The places of all its parts.
    pub(super) fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let tables = self.tables.iter_mut().flat_map(|table| {
            let rows = table.rows.iter_mut().map(|row| &mut row.span);
            rows.chain([&mut table.span])
        });
        self.headings.iter_mut().map(|part| &mut part.span).chain(tables)
    }
}

/// Reads the events of a page. Those of its title are left out; `span` leads from a range to the author's file.
pub fn read(
    events: &[(Event<'_>, Range<usize>)],
    title: Option<&Range<usize>>,
    span: impl Fn(&Range<usize>) -> Span,
) -> Structure {
    let mut structure = Structure::default();
    let mut depth = 0_usize;
    for (at, (event, range)) in events.iter().enumerate() {
        let rest = &events[at..];
        match event {
            Event::Start(tag) => {
                match tag {
                    Tag::Heading { level, .. } if title.is_none_or(|title| !title.contains(&at)) => {
                        let bold = bold_lead(&rest[1..]);
                        let is_nested = depth > 0;
                        structure.headings.push(HeadingPart {
                            depth: *level as u8,
                            bold,
                            is_nested,
                            span: span(range),
                        });
                    }
                    Tag::Table(_) => structure.tables.push(table(rest, &span)),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    structure
}

/// The bold words at the very beginning of a heading.
fn bold_lead(events: &[(Event<'_>, Range<usize>)]) -> Option<String> {
    if !matches!(events.first()?.0, Event::Start(Tag::Strong)) {
        return None;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)))?;
    Some(plain_text(&events[..end])).filter(|words| !words.is_empty())
}

fn table(events: &[(Event<'_>, Range<usize>)], span: &impl Fn(&Range<usize>) -> Span) -> Table {
    let mut table = Table { span: span(&events[0].1), ..Table::default() };
    let mut cells = Vec::new();
    let mut row = Span::default();
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::TableRow) => row = span(range),
            Event::Start(Tag::TableCell) => {
                let cell = &events[at..];
                let end = cell.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::TableCell)));
                cells.push(plain_text(&cell[..end.unwrap_or(cell.len())]));
            }
            Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut cells),
            Event::End(TagEnd::TableRow) => table.rows.push(Row { cells: std::mem::take(&mut cells), span: row }),
            Event::End(TagEnd::Table) => break,
            _ => {}
        }
    }
    table
}
