//! Rule: tables that Markdown does not read as their author meant: no delimiter row, or a row with too many cells.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::TEXT_MALFORMED_TABLE;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

/// The fewest pipes of a line that looks like the row of a table.
const MIN_PIPES: usize = 3;

#[derive(Default)]
pub(super) struct MalformedTables {
    /// The number of columns of the open table.
    columns: usize,
    /// Whether the block before is a paragraph that looks like a table.
    follows_pipes: bool,
    /// Whether the open paragraph looks like a table.
    has_pipes: bool,
}

impl<'a> Rule<'a> for MalformedTables {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        match context.event() {
            Event::Start(Tag::Table(alignments)) => self.columns = alignments.len(),
            Event::Start(Tag::TableRow) => row(context, report, self.columns),
            Event::Start(Tag::Paragraph) => {
                self.has_pipes = looks_like_table(context.source());
                // Rows with empty lines between them are reported once.
                if self.has_pipes && !self.follows_pipes {
                    let help = if context.source().trim_start().starts_with("+-") {
                        "write it with `|` between cells and a second line such as `|---|---|`; a grid may have only paragraphs in its cells, and each row the same columns"
                    } else {
                        "add a second line such as `|---|---|` with a part for each column, without blank lines between rows"
                    };
                    let message = "these lines look like a table but are not one";
                    report.add(&TEXT_MALFORMED_TABLE, &context.first_line(), message, help);
                }
            }
            _ => {}
        }
        match context.event() {
            Event::End(TagEnd::Paragraph) => self.follows_pipes = self.has_pipes,
            Event::Start(_) | Event::End(_) => self.follows_pipes = false,
            _ => {}
        }
    }
}

/// Checks a row for cells beyond the last column, which are not shown.
fn row(context: &LintContext<'_>, report: &mut Report<'_>, columns: usize) {
    let source = context.source();
    let text = source.trim();
    // The rows of a grid may have several lines.
    if text.contains('\n') {
        return;
    }
    let inner = text.strip_prefix('|').unwrap_or(text);
    let inner = if inner.ends_with("\\|") { inner } else { inner.strip_suffix('|').unwrap_or(inner) };
    let bytes = inner.as_bytes();
    let is_pipe = |at: &usize| *at == 0 || bytes[*at - 1] != b'\\';
    let Some(nth) = columns.checked_sub(1) else { return };
    let Some(end) = memchr::memchr_iter(b'|', bytes).filter(is_pipe).nth(nth) else { return };
    let rest = &inner[end + 1..];
    let lost = rest.trim();
    if lost.chars().all(|letter| letter == '|' || letter.is_whitespace()) {
        return;
    }
    let start = context.range().start + source.find(inner).unwrap_or(0) + end + 1;
    let indent = rest.len() - rest.trim_start().len();
    let place: Range<usize> = start + indent..start + indent + lost.len();
    let message = format!("this row has more cells than the table has columns; readers do not see `{lost}`");
    report.add(
        &TEXT_MALFORMED_TABLE,
        &place,
        message,
        "add a column to the first two lines, or use `\\|` for a pipe that is text",
    );
}

/// Whether a paragraph begins like a row of a table, or has a line like a delimiter row.
fn looks_like_table(paragraph: &str) -> bool {
    let is_row = |line: &str| {
        let line = line.trim();
        line.starts_with('|') && line.ends_with('|') && line.matches('|').count() >= MIN_PIPES
    };
    // The lines of a grid have `+` where those of Markdown have `|`.
    let is_delimiter_row = |line: &str| {
        line.matches(['|', '+']).count() > 1
            && line.contains("--")
            && line.chars().all(|letter| matches!(letter, '|' | '+' | '-' | '=' | ':' | ' ' | '\t'))
    };
    paragraph.contains('|') && (paragraph.lines().next().is_some_and(is_row) || paragraph.lines().any(is_delimiter_row))
}
