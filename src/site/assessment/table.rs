//! Levels from a table: each row is a level, with its name, or its number and its name, at the front.
//!
//! Uses the table whose first header matches the settings, else the first whose header mentions levels, else the first
//! whose rows have numbers. A column whose header has a role contains the text of that role.

use crate::base::codes::assessment::ASSESSMENT_MISSING_LEVELS;
use crate::base::slug::{UniqueIds, anchor};
use crate::config::assessment::{Assessment, LevelHeading};
use crate::parse::document::Document;
use crate::parse::structure::Table;
use crate::site::assessment::forms::{self, Written};
use crate::site::assessment::headings::{counted, numbered};
use crate::site::assessment::model::{Level, LevelSection, SectionText};
use crate::site::assessment::source::{PageDiagnostics, PlacedLevel, plain, role_named};

/// Reads the levels of a page; `None`, with a diagnostic, where it has none.
pub(super) fn levels(
    document: &Document,
    settings: &Assessment,
    page_diagnostics: &mut PageDiagnostics<'_>,
) -> Option<Vec<PlacedLevel>> {
    let tables = &document.facts.structure.tables;
    let Some(at) = find(tables, &settings.level_heading) else {
        let message = "this page has no table of levels".to_owned();
        let help = match &settings.level_heading {
            LevelHeading::Column(head) => format!("no table has the header `{head}` in its first column"),
            _ => "name its first column `Level`, or set `level_heading` to the name of that column".into(),
        };
        page_diagnostics.report(&ASSESSMENT_MISSING_LEVELS, None, message, help);
        return None;
    };
    let (table, places) = (&tables[at], &document.spans.structure.tables[at]);
    let cell = |row: &[String], column: usize| row.get(column).map_or(String::new(), |cell| cell.trim().to_owned());
    let is_number = |row: &[String]| !cell(row, 0).is_empty() && forms::is_bare_number(&cell(row, 0));
    // Where the first column has numbers alone, the names are in the second.
    let names = usize::from(table.head.len() > 1 && table.rows.iter().all(|row| is_number(row)));
    let joined = |row: &[String]| match names {
        0 => cell(row, 0),
        _ => format!("{}: {}", cell(row, 0), cell(row, 1)),
    };
    let written: Vec<Written> = table.rows.iter().map(|row| Written { text: joined(row), bold: None }).collect();
    let words = forms::in_order(numbered(forms::read(&written), &written, &places.rows, page_diagnostics)?);
    let mut ids = UniqueIds::default();
    let mut levels = Vec::new();
    for ((row, place), (value, words)) in table.rows.iter().zip(&places.rows).zip(words) {
        let mut summary = vec![words.summary];
        let mut sections = Vec::new();
        for column in names + 1..table.head.len() {
            let text = cell(row, column);
            match role_named(settings, &table.head[column]) {
                _ if text.is_empty() => {}
                Some(role) => {
                    sections.push(LevelSection { role: role.to_owned(), content: SectionText::Paragraphs(vec![text]) })
                }
                None if column == names + 1 => summary.push(text),
                None => summary.push(format!("{}: {text}", table.head[column])),
            }
        }
        summary.retain(|text| !text.is_empty());
        levels.push(PlacedLevel {
            level: Level {
                value,
                anchor: ids.unique(anchor(&words.name)),
                heading: None,
                name: words.name,
                summary: summary.join(" "),
                sections,
            },
            place: Some(*place),
        });
    }
    counted(levels, places.table, page_diagnostics)
}

/// Whether a page has a table whose header says that its rows are levels.
pub(super) fn speaks_of_levels(document: &Document) -> bool {
    document.facts.structure.tables.iter().any(is_of_levels)
}

fn is_of_levels(table: &Table) -> bool {
    head(table).split(' ').any(|word| matches!(word, "level" | "levels"))
}

/// The words of the first header.
fn head(table: &Table) -> String {
    plain(table.head.first().map_or("", String::as_str))
}

/// The index of the table of levels.
fn find(tables: &[Table], wanted: &LevelHeading) -> Option<usize> {
    if let LevelHeading::Column(words) = wanted {
        return tables.iter().position(|table| head(table) == plain(words));
    }
    let has_numbers = |table: &Table| {
        let first = |row: &[String]| row.first().cloned().unwrap_or_default();
        let written: Vec<Written> = table.rows.iter().map(|row| Written { text: first(row), bold: None }).collect();
        forms::are_numbered(&written)
    };
    tables.iter().position(is_of_levels).or_else(|| tables.iter().position(has_numbers))
}
