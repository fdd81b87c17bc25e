//! Rules: tables in HTML without header cells, used for layout, or with `headers` that name no cell (ACT rule a25f45).

use std::collections::HashSet;

use crate::base::codes::text::{A11Y_LAYOUT_TABLE, A11Y_TABLE_CELL_HEADERS, A11Y_TABLE_HEADER};
use crate::lint::html::element_tree::{Element, ElementTree};
use crate::lint::report::Report;

pub(super) fn check(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    if element.name != "table" || element.is_presentation() {
        return;
    }
    let own = |inner: usize| tree.ancestors(inner).skip(1).find(|(_, outer)| outer.name == "table").map(|(at, _)| at);
    let parts: Vec<(usize, &Element)> = tree.descendants(at).filter(|(inner, _)| own(*inner) == Some(at)).collect();
    // A grid of people or of logos: every cell that has something has an image.
    let filled = |cell: usize| tree.descendants(cell).next().is_some();
    let has_image = |cell: usize| tree.descendants(cell).any(|(_, part)| part.name == "img");
    let mut cells = parts.iter().filter(|(inner, part)| part.name == "td" && filled(*inner)).peekable();
    let is_grid = cells.peek().is_some() && cells.all(|(inner, _)| has_image(*inner));
    headers(element, &parts, is_grid, report);
    references(&parts, report);
}

/// Checks for a table without header cells. A table that only arranges content is reported as a layout table.
fn headers(table: &Element, parts: &[(usize, &Element)], is_grid: bool, report: &mut Report<'_>) {
    let is_header = |part: &Element| {
        part.name == "th"
            || part.non_blank("scope").is_some()
            || matches!(part.role(), Some("columnheader" | "rowheader"))
    };
    let cells = parts.iter().filter(|(_, part)| part.name == "td").count();
    if cells == 0 || parts.iter().any(|(_, part)| is_header(part)) {
        return;
    }
    let rows = parts.iter().filter(|(_, part)| part.name == "tr").count();
    let is_plain = !parts.iter().any(|(_, part)| part.name == "caption") && table.non_blank("summary").is_none();
    let is_block = |name: &str| {
        matches!(name, "img" | "p" | "ul" | "ol" | "pre" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
    };
    let has_blocks = parts.iter().any(|(_, part)| is_block(&part.name));
    let has_table = parts.iter().any(|(_, part)| part.name == "table");
    if is_plain && (is_grid || has_table || cells == rows || rows <= 1 && has_blocks) {
        let help = "use text, a list, or elements one below the other";
        let message = "this table is used for layout";
        report.add(&A11Y_LAYOUT_TABLE, &table.range, message, help);
    } else {
        let help = "use `<th>` for the cells that name a column or a row";
        report.add(&A11Y_TABLE_HEADER, &table.range, "this table has no header cells", help);
    }
}

/// Checks that `headers` names other cells of the table.
fn references(parts: &[(usize, &Element)], report: &mut Report<'_>) {
    let is_cell = |part: &Element| matches!(part.name.as_str(), "td" | "th");
    let cells = || parts.iter().map(|(_, part)| *part).filter(|part| is_cell(part));
    let ids: HashSet<&str> = cells().filter_map(|cell| cell.get("id")).collect();
    for cell in cells() {
        for id in cell.get("headers").unwrap_or_default().split_ascii_whitespace() {
            if !ids.contains(id) || cell.get("id") == Some(id) {
                let message = format!("`headers` names `{id}`, which is not another cell of this table");
                let help = "use the `id` of the header cell of its row or column";
                report.add(&A11Y_TABLE_CELL_HEADERS, &cell.range, message, help);
            }
        }
    }
}
