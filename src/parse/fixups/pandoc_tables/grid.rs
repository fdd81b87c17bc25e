//! Grid tables: rows between lines of `+---+---+`, cells between `|`.

use unicode_width::UnicodeWidthChar;

use crate::parse::fixups::lines::Line;
use crate::parse::fixups::pandoc_tables::rows::{CellLines, PandocTable};

/// The grid table that begins at a line.
pub(super) fn find<'a>(lines: &[Line<'a>], first: usize) -> Option<PandocTable<'a>> {
    let prefix = lines[first].prefix();
    let edges = edges(lines[first].body())?;
    let mut rows: Vec<Vec<CellLines<'a>>> = Vec::new();
    let mut row: Vec<CellLines<'a>> = vec![Vec::new(); edges.len() - 1];
    let (mut has_head, mut length) = (false, 1);
    for line in &lines[first + 1..] {
        let inside = line.text.strip_prefix(prefix).unwrap_or_default().trim_end();
        if !inside.starts_with(['|', '+']) {
            break;
        }
        length += 1;
        if inside.starts_with('+') {
            if self::edges(inside)? != edges {
                return None;
            }
            // A head is the only row above its line.
            let is_head = inside.contains('=');
            if is_head && (has_head || !rows.is_empty()) {
                return None;
            }
            has_head |= is_head;
            rows.push(std::mem::replace(&mut row, vec![Vec::new(); edges.len() - 1]));
        } else {
            add(&mut row, &edges, inside, line.at + prefix.len())?;
        }
    }
    // It ends with a line.
    if rows.is_empty() || row.iter().any(|cell| !cell.is_empty()) || rows.iter().flatten().any(is_difficult) {
        return None;
    }
    if !has_head {
        rows.insert(0, vec![Vec::new(); edges.len() - 1]);
    }
    Some(PandocTable { first, length, prefix, rows })
}

/// The columns of the terminal in which a line such as `+---+:===+` has its `+`.
fn edges(line: &str) -> Option<Vec<usize>> {
    let inner = line.strip_prefix('+')?.strip_suffix('+')?;
    let is_part = |part: &str| {
        let dashes = part.trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && (dashes.bytes().all(|byte| byte == b'-') || dashes.bytes().all(|byte| byte == b'='))
    };
    let columns = line.bytes().enumerate().filter(|(_, byte)| *byte == b'+').map(|(at, _)| at).collect();
    inner.split('+').all(is_part).then_some(columns)
}

/// Adds a line of the table to the cells of its row; `None` if its cells are not those of the table.
fn add<'a>(row: &mut [CellLines<'a>], edges: &[usize], line: &'a str, base: usize) -> Option<()> {
    let mut width = 0;
    let mut bars = Vec::new();
    for (at, letter) in line.char_indices() {
        if letter == '|' && edges.contains(&width) {
            bars.push((width, at));
        }
        width += letter.width().unwrap_or(0);
    }
    if bars.iter().map(|(width, _)| *width).ne(edges.iter().copied()) {
        return None;
    }
    for (cell, ends) in row.iter_mut().zip(bars.windows(2)) {
        let (from, to) = (ends[0].1 + 1, ends[1].1);
        // What is indented in Word is a quotation in a grid.
        let words = line[from..to].trim_start_matches([' ', '>']);
        cell.push((base + to - words.len(), words.trim_end()));
    }
    Some(())
}

/// Whether a cell has more than paragraphs: a list, code or a table.
fn is_difficult(cell: &CellLines<'_>) -> bool {
    cell.iter().any(|(_, words)| {
        let digits = words.trim_start_matches(|letter: char| letter.is_ascii_digit());
        ["- ", "* ", "+ ", "# ", "```", "~~~", "|", "+-"].iter().any(|start| words.starts_with(start))
            || digits.len() < words.len() && digits.starts_with([')', '.']) && digits[1..].starts_with(' ')
    })
}
