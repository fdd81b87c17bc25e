//! The tables of sections by document as one CSV file, for a spreadsheet: a column for each section of any kind.

use crate::base::csv;
use crate::parse::kind::sections::Coverage;
use crate::site::coverage::CoverageTable;

/// The file: RFC 4180, in UTF-8. A cell is empty where the kind does not have the section, and
/// `none` where it may be left out and is.
pub fn csv(tables: &[CoverageTable]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in tables.iter().flat_map(|table| &table.sections) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let head = ["kind", "document_id", "title", "url"].into_iter().chain(names.iter().copied());
    let mut text = csv::row(head);
    for table in tables {
        for (link, coverage) in &table.rows {
            let own = [
                table.kind.as_str(),
                link.document_id.as_deref().unwrap_or_default(),
                &link.title,
                link.url.as_deref().unwrap_or_default(),
            ];
            let cells = names.iter().map(|name| cell(table, coverage, name));
            text += &csv::row(own.into_iter().chain(cells));
        }
    }
    text
}

fn cell(table: &CoverageTable, coverage: &[Coverage], name: &str) -> &'static str {
    let at = table.sections.iter().position(|(own, _)| own == name);
    let found = at.and_then(|at| Some((coverage.get(at)?, table.sections[at].1)));
    match found {
        None => "",
        Some((Coverage::Missing, false)) => "none",
        Some((coverage, _)) => coverage.word(),
    }
}
