//! Simple and multiline tables: a line of dashes for each column, and words below it.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::parse::fixups::lines::Line;
use crate::parse::fixups::pandoc_tables::rows::{CellLines, PandocTable};

/// The most lines of a head.
const LONGEST_HEAD: usize = 6;
/// The fewest dashes of one column among those of a table.
const FEWEST_DASHES: usize = 3;

/// The simple or multiline table that begins at a line. It is behind a blank line.
pub(super) fn find<'a>(lines: &[Line<'a>], first: usize) -> Option<PandocTable<'a>> {
    let is_free = first == 0 || lines[first - 1].is_blank();
    if !is_free || lines[first].is_blank() {
        return None;
    }
    simple(lines, first).or_else(|| multiline(lines, first)).or_else(|| headless(lines, first))
}

/// A head, a line of dashes, and rows until a blank line.
fn simple<'a>(lines: &[Line<'a>], first: usize) -> Option<PandocTable<'a>> {
    let (head, rule) = (lines[first], lines.get(first + 1)?);
    let columns = columns(rule)?;
    let quotes = head.prefix().trim_end();
    let end = (first + 2..lines.len()).find(|at| lines[*at].is_blank()).unwrap_or(lines.len());
    let body = &lines[first + 2..end];
    let rows = std::iter::once(&head).chain(body).map(|line| cells(line, &columns));
    let mut rows: Vec<Vec<CellLines<'a>>> = rows.collect::<Option<_>>()?;
    // A simple table may end with a line of dashes, too.
    if body.last().is_some_and(|last| self::columns(last).is_some()) {
        rows.pop();
    }
    let has_head = rows[0].iter().all(|cell| !cell.is_empty());
    let is_quoted_alike = body.iter().all(|line| line.prefix().trim_end() == quotes);
    (rows.len() > 1 && has_head && is_quoted_alike).then(|| PandocTable {
        first,
        length: end - first,
        prefix: rule.prefix(),
        rows,
    })
}

/// A line of dashes, a head, a line of dashes for each column, rows between blank lines, and a line of dashes.
fn multiline<'a>(lines: &[Line<'a>], first: usize) -> Option<PandocTable<'a>> {
    is_whole_rule(&lines[first]).then_some(())?;
    let rule = (first + 2..lines.len().min(first + 2 + LONGEST_HEAD)).find(|at| columns(&lines[*at]).is_some())?;
    let columns = columns(&lines[rule])?;
    let end = (rule + 1..lines.len()).find(|at| is_whole_rule(&lines[*at]))?;
    if lines.get(end + 1).is_some_and(|line| !line.is_blank()) {
        return None;
    }
    let mut rows = vec![joined(&lines[first + 1..rule], &columns)?];
    for row in lines[rule + 1..end].split(Line::is_blank).filter(|row| !row.is_empty()) {
        rows.push(joined(row, &columns)?);
    }
    (rows.len() > 1).then(|| PandocTable { first, length: end + 1 - first, prefix: lines[first].prefix(), rows })
}

/// Rows between two lines of dashes for each column, which are lines or stand between blank lines.
fn headless<'a>(lines: &[Line<'a>], first: usize) -> Option<PandocTable<'a>> {
    let columns = columns(&lines[first])?;
    let end = (first + 2..lines.len()).find(|at| self::columns(&lines[*at]).is_some_and(|other| other == columns))?;
    if lines.get(end + 1).is_some_and(|line| !line.is_blank()) {
        return None;
    }
    let body = &lines[first + 1..end];
    let has_gaps = body.iter().any(Line::is_blank);
    let parts: Vec<&[Line<'a>]> =
        if has_gaps { body.split(Line::is_blank).collect() } else { body.chunks(1).collect() };
    let rows = parts.into_iter().filter(|row| !row.is_empty()).map(|row| joined(row, &columns));
    let mut rows: Vec<Vec<CellLines<'a>>> = rows.collect::<Option<_>>()?;
    rows.insert(0, vec![Vec::new(); columns.len()]);
    Some(PandocTable { first, length: end + 1 - first, prefix: lines[first].prefix(), rows })
}

/// The cells of a row of several lines.
fn joined<'a>(lines: &[Line<'a>], columns: &[Range<usize>]) -> Option<Vec<CellLines<'a>>> {
    let mut row: Vec<CellLines<'a>> = vec![Vec::new(); columns.len()];
    for line in lines {
        for (cell, words) in row.iter_mut().zip(cells(line, columns)?) {
            cell.extend(words);
        }
    }
    Some(row)
}

/// Whether a line is one run of dashes, longer than a thematic break usually is.
fn is_whole_rule(line: &Line<'_>) -> bool {
    let body = line.body();
    body.len() > 2 * FEWEST_DASHES && body.bytes().all(|byte| byte == b'-')
}

/// The columns of a line such as `------- -----`: each reaches to the next one.
fn columns(line: &Line<'_>) -> Option<Vec<Range<usize>>> {
    let text = line.text.trim_end();
    let is_rule = line.body().starts_with('-') && line.body().bytes().all(|byte| matches!(byte, b'-' | b' '));
    if !is_rule {
        return None;
    }
    let is_start = |at: &usize| text.as_bytes()[*at] == b'-' && (*at == 0 || text.as_bytes()[at - 1] != b'-');
    let starts: Vec<usize> = (0..text.len()).filter(is_start).collect();
    let longest = line.body().split(' ').map(str::len).max().unwrap_or_default();
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    (starts.len() > 1 && longest >= FEWEST_DASHES)
        .then(|| starts.iter().copied().zip(ends).map(|(a, b)| a..b).collect())
}

/// The words of a line below each column; `None` if words reach over the start of a column.
fn cells<'a>(line: &Line<'a>, columns: &[Range<usize>]) -> Option<Vec<CellLines<'a>>> {
    let mut row: Vec<CellLines<'a>> = vec![Vec::new(); columns.len()];
    let text = line.text.trim_end();
    let start = line.prefix().len().min(text.len());
    let mut places: Vec<Option<Range<usize>>> = vec![None; columns.len()];
    let (mut width, mut last) = (0, ' ');
    for (at, letter) in text.char_indices() {
        if at >= start && letter != ' ' {
            let column = columns.iter().rposition(|column| column.start <= width)?;
            let is_over = width == columns[column].start && column > 0 && last != ' ';
            if letter == '\t' || is_over {
                return None;
            }
            let end = at + letter.len_utf8();
            let from = places[column].as_ref().map_or(at, |place| place.start);
            places[column] = Some(from..end);
        }
        (width, last) = (width + letter.width().unwrap_or(0), letter);
    }
    for (cell, place) in row.iter_mut().zip(places) {
        cell.extend(place.map(|place| (line.at + place.start, &text[place])));
    }
    Some(row)
}
