//! `page.coverage`: the required sections of each document.

use minijinja::Value;

use crate::parse::kind::sections::Coverage;
use crate::site::answer::PageLink;
use crate::site::coverage::CoverageTable;
use crate::theme::lists::page_value;

/// Tables of sections by document.
pub fn coverage(tables: &[CoverageTable]) -> Value {
    let table = |table: &CoverageTable| {
        let is_whole = |(_, cells): &(PageLink, Vec<Coverage>)| {
            let lacks = |(cell, (_, is_wanted)): (&Coverage, &(String, bool))| {
                *is_wanted && matches!(cell, Coverage::Missing | Coverage::Empty)
            };
            !cells.iter().zip(&table.sections).any(lacks)
        };
        let complete = table.rows.iter().filter(|row| is_whole(row)).count();
        let cell = |(cell, (_, is_wanted)): (&Coverage, &(String, bool))| {
            Value::from_pairs([("state", Value::from(cell.word())), ("wanted", Value::from(*is_wanted))])
        };
        let row = |(link, cells): &(PageLink, Vec<Coverage>)| {
            let cells: Vec<Value> = cells.iter().zip(&table.sections).map(cell).collect();
            Value::from_pairs([("page", page_value(link.clone())), ("cells", Value::from(cells))])
        };
        let names: Vec<Value> = table.sections.iter().map(|(name, _)| Value::from(name.as_str())).collect();
        Value::from_pairs([
            ("label", Value::from(table.label.as_str())),
            ("sections", Value::from(names)),
            ("complete", Value::from(complete)),
            ("rows", Value::from(table.rows.iter().map(row).collect::<Vec<_>>())),
        ])
    };
    Value::from(tables.iter().map(table).collect::<Vec<_>>())
}
