//! Facts in tables: a label and a value in each row, labels in the head above one row, pairs beside each other, and
//! tables of people such as those of approvals.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::config::kinds::{Field, normalized};
use crate::parse::events::Spanned;
use crate::parse::kind::fact_rows::{Row, RowForm, is_more, known, row_of, words_and_mail, words_of};

/// The fewest names of fields in the head of a table whose facts are in columns.
const FEWEST_COLUMNS: usize = 2;
/// Heads of the column that names a person or a team.
const NAMES: &[&str] = &["name", "names", "nametitle", "nameandtitle", "printedname", "person", "who"];
/// Heads of the column with the day on which somebody signed.
const DAYS: &[&str] = &["date", "day", "datesigned", "dateapproved"];
/// Heads of the column with the steps of a process. Its rows say how documents are approved, not who approved this one.
const STEPS: &[&str] = &["step", "steps", "stage", "phase", "activity", "task", "action", "process"];
/// The label of the day in the row of whoever approved.
const APPROVAL_DAY: &str = "approved_on";

/// A cell: its words and their place.
type Cell = (String, Range<usize>);

/// The facts of a table in any of its shapes; `None` if it has none.
pub(super) fn facts(block: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let Event::Start(Tag::Table(columns)) = &block[0].0 else { return None };
    match columns.len() {
        2 => in_columns(&cells(block), fields).or_else(|| table(block, fields)),
        1 => None,
        _ => {
            let rows = cells(block);
            in_columns(&rows, fields).or_else(|| in_pairs(&rows, fields)).or_else(|| of_people(&rows, fields))
        }
    }
}

/// The cell that begins a part of a table, at a range of the page.
fn cell(block: &[Spanned<'_>], range: &Range<usize>) -> Cell {
    let is_end = |(event, _): &Spanned<'_>| matches!(event, Event::End(TagEnd::TableCell));
    let end = block.iter().position(is_end).unwrap_or(0);
    (words_and_mail(&block[..end]), words_of(&block[..end], range))
}

/// The cells of each row, the head first.
fn cells(block: &[Spanned<'_>]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut cells = Vec::new();
    for (at, (event, range)) in block.iter().enumerate() {
        match event {
            Event::Start(Tag::TableCell) => cells.push(cell(&block[at..], range)),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => rows.push(std::mem::take(&mut cells)),
            _ => {}
        }
    }
    rows
}

fn kept(label: &Cell, value: &Cell) -> Row {
    row_of(label.clone(), value.clone(), label.1.start..value.1.end.max(label.1.end), RowForm::Kept)
}

/// Labels in the head, and their values in the only row below it.
fn in_columns(rows: &[Vec<Cell>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let [head, values] = rows else { return None };
    // The title beside a signature is that of a person.
    if head.iter().any(|(label, _)| normalized(label).contains("signature"))
        && let Some(found) = signature(head, values, fields)
    {
        return Some(found);
    }
    let found: Vec<Row> = head
        .iter()
        .zip(values)
        .filter(|((label, _), (value, _))| {
            known(label, fields).is_some() && known(value, fields).is_none() && !value.is_empty()
        })
        .map(|(label, value)| kept(label, value))
        .collect();
    (found.len() >= FEWEST_COLUMNS).then_some(found)
}

/// `Approving signature | Title | Date` in the head, and below it who signed and when.
fn signature(head: &[Cell], values: &[Cell], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let filled = |is_it: &dyn Fn(&str) -> bool| {
        head.iter().zip(values).find(|((label, _), (value, _))| is_it(label) && !value.is_empty())
    };
    let (label, name) = filled(&|label| known(label, fields).is_some_and(|field| field.name == "approver"))?;
    let (_, day) = filled(&|label| DAYS.contains(&normalized(label).as_str()))?;
    Some(vec![kept(label, name), kept(&(APPROVAL_DAY.to_owned(), label.1.clone()), day)])
}

/// Rows of label, value, label, value. Most labels are names of fields.
fn in_pairs(rows: &[Vec<Cell>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let pairs = || rows.iter().flat_map(|row| row.chunks_exact(2));
    let found: Vec<Row> = pairs()
        .filter(|pair| {
            known(&pair[0].0, fields).is_some() && !pair[1].0.is_empty() && known(&pair[1].0, fields).is_none()
        })
        .map(|pair| kept(&pair[0], &pair[1]))
        .collect();
    let is_even = rows.iter().all(|row| row.len() % 2 == 0);
    (is_even && found.len() >= FEWEST_COLUMNS && found.len() * 2 >= pairs().count()).then_some(found)
}

/// Rows such as `Approved by | Jane Roe | 2026-02-01`: who did what, and when.
fn of_people(rows: &[Vec<Cell>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let (head, rows) = rows.split_first()?;
    let column = |names: &[&str]| head.iter().skip(1).position(|(head, _)| names.contains(&normalized(head).as_str()));
    let name = column(NAMES).map_or(1, |at| at + 1);
    let day = column(DAYS).map(|at| at + 1);
    let mut found = Vec::new();
    for row in rows {
        let (Some(label), Some(value)) = (row.first(), row.get(name)) else { continue };
        let Some(field) = known(&label.0, fields) else { continue };
        if !value.0.is_empty() {
            found.push(kept(label, value));
        }
        let day = day.and_then(|at| row.get(at)).filter(|day| !day.0.is_empty() && field.name == "approver");
        found.extend(day.map(|day| kept(&(APPROVAL_DAY.to_owned(), label.1.clone()), day)));
    }
    (!found.is_empty()).then_some(found)
}

/// The rows of a table. If a row without a known field contains more than text, only the rows with known fields.
fn table(block: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let mut cells: Vec<(String, Range<usize>)> = Vec::new();
    let (mut has_more, mut stays) = (false, false);
    for (at, (event, range)) in block.iter().enumerate() {
        match event {
            Event::Start(Tag::TableCell) => cells.push(cell(&block[at..], range)),
            event if is_more(event) => has_more = true,
            Event::End(end @ (TagEnd::TableHead | TagEnd::TableRow)) => {
                let mut row = std::mem::take(&mut cells).into_iter();
                let (label, value) = row.next().zip(row.next())?;
                stays |= std::mem::take(&mut has_more);
                let form = if matches!(end, TagEnd::TableHead) { RowForm::TableHead } else { RowForm::TableRow };
                rows.push(row_of(label, value, range.clone(), form));
            }
            _ => {}
        }
    }
    // A head that names facts and rows that do not are a table of its own, such as one of approvals.
    let has_facts = |form: RowForm| rows.iter().any(|row| row.form == form && known(&row.label.0, fields).is_some());
    let is_process = rows.first().is_some_and(|head| STEPS.contains(&normalized(&head.label.0).as_str()));
    if is_process || !has_facts(RowForm::TableRow) && rows.len() > 1 {
        return None;
    }
    if stays {
        rows.retain(|row| known(&row.label.0, fields).is_some());
        rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    }
    Some(rows)
}
