//! Tables that were written as HTML: their heads, and those that are no tables.

use std::collections::HashSet;

use crate::base::codes::text::{A11Y_LAYOUT_TABLE, A11Y_TABLE_CELL_HEADERS, A11Y_TABLE_HEADER};
use crate::lint::Judge;
use crate::lint::html::element_tree::{Element, Tree};

pub(super) fn check(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    if element.name != "table" || element.is_presentation() {
        return;
    }
    let own = |inner: usize| tree.around(inner).skip(1).find(|(_, outer)| outer.name == "table").map(|(at, _)| at);
    let parts: Vec<(usize, &Element)> = tree.inside(at).filter(|(inner, _)| own(*inner) == Some(at)).collect();
    heads(judge, element, &parts);
    references(judge, &parts);
}

/// A table of cells without a head; one that only puts things side by side is told as that.
fn heads(judge: &mut Judge<'_>, table: &Element, parts: &[(usize, &Element)]) {
    let is_head = |part: &Element| {
        part.name == "th" || part.said("scope").is_some() || matches!(part.role(), Some("columnheader" | "rowheader"))
    };
    let cells = parts.iter().filter(|(_, part)| part.name == "td").count();
    if cells == 0 || parts.iter().any(|(_, part)| is_head(part)) {
        return;
    }
    let rows = parts.iter().filter(|(_, part)| part.name == "tr").count();
    let is_plain = !parts.iter().any(|(_, part)| part.name == "caption") && table.said("summary").is_none();
    let is_block = |name: &str| {
        matches!(name, "img" | "p" | "ul" | "ol" | "pre" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    };
    let holds_blocks = parts.iter().any(|(_, part)| is_block(&part.name));
    let holds_table = parts.iter().any(|(_, part)| part.name == "table");
    if is_plain && (holds_table || cells == rows || rows <= 1 && holds_blocks) {
        let help = "write what it holds as text, as a list or one below the other";
        let message = "this table has no data; it puts things in their places";
        judge.report(&A11Y_LAYOUT_TABLE, &table.place, message, help);
    } else {
        let help = "write `<th>` for the cells that name a column or a row";
        judge.report(&A11Y_TABLE_HEADER, &table.place, "this table has no head", help);
    }
}

/// Cells that name their heads: each must be another cell of the table (ACT rule a25f45).
fn references(judge: &mut Judge<'_>, parts: &[(usize, &Element)]) {
    let is_cell = |part: &Element| matches!(part.name.as_str(), "td" | "th");
    let cells = || parts.iter().map(|(_, part)| *part).filter(|part| is_cell(part));
    let ids: HashSet<&str> = cells().filter_map(|cell| cell.get("id")).collect();
    for cell in cells() {
        for id in cell.get("headers").unwrap_or_default().split_ascii_whitespace() {
            if !ids.contains(id) || cell.get("id") == Some(id) {
                let message = format!("`headers` names `{id}`, which is no other cell of this table");
                let help = "name the `id` of the cell that stands at the head of its row or column";
                judge.report(&A11Y_TABLE_CELL_HEADERS, &cell.place, message, help);
            }
        }
    }
}
