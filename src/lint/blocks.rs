//! Blocks that Markdown does not read as they were meant: fences that nobody closed, notes of other tools, tables that
//! are none or lose cells.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::base::codes::text::{TEXT_MALFORMED_TABLE, TEXT_UNCLOSED_FENCE, TEXT_UNSUPPORTED_ADMONITION};
use crate::lint::Judge;

/// The fewest signs of a line that looks like the row of a table.
const FEWEST_PIPES: usize = 3;

pub(super) fn check(judge: &mut Judge<'_>) {
    let mut columns = 0;
    let (mut noted, mut is_code) = (0, false);
    for (at, (event, range)) in judge.events.iter().enumerate() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                is_code = true;
                if let CodeBlockKind::Fenced(_) = kind {
                    fence(judge, range);
                }
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Table(alignments)) => columns = alignments.len(),
            Event::Start(Tag::TableRow) => row(judge, range, columns),
            Event::Start(Tag::Paragraph) => pipes(judge, at, range),
            // A line is looked at once.
            Event::Text(_) if !is_code && range.start >= noted => noted = note(judge, range),
            _ => {}
        }
    }
}

/// A fence without its end takes all that follows into the code.
fn fence(judge: &mut Judge<'_>, range: &Range<usize>) {
    let text = &judge.text.markdown[range.clone()];
    let mut lines = text.lines().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
    let first = lines.next().unwrap_or_default();
    let Some(sign) = first.chars().next().filter(|sign| matches!(sign, '`' | '~')) else { return };
    let length = first.chars().take_while(|letter| *letter == sign).count();
    let is_end = |line: &str| line.len() >= length && line.chars().all(|letter| letter == sign);
    if !lines.next_back().is_some_and(is_end) {
        let place = range.start..range.start + text.lines().next().map_or(0, |line| line.trim_end().len());
        let help = "write the same signs on a line of their own where the code ends";
        judge.report(&TEXT_UNCLOSED_FENCE, &place, "this block of code has no end, so all that follows is code", help);
    }
}

/// A row with more cells than the table has columns loses the rest.
fn row(judge: &mut Judge<'_>, range: &Range<usize>, columns: usize) {
    let text = judge.text.markdown[range.clone()].trim();
    let inner = text.strip_prefix('|').unwrap_or(text);
    let inner = if inner.ends_with("\\|") { inner } else { inner.strip_suffix('|').unwrap_or(inner) };
    let bytes = inner.as_bytes();
    let is_part = |at: &usize| bytes[*at] == b'|' && (*at == 0 || bytes[at - 1] != b'\\');
    let ends: Vec<usize> = (0..bytes.len()).filter(is_part).collect();
    if ends.len() < columns || columns == 0 {
        return;
    }
    let start = range.start + judge.text.markdown[range.clone()].find(inner).unwrap_or(0) + ends[columns - 1] + 1;
    let lost = inner[ends[columns - 1] + 1..].trim();
    if lost.chars().all(|letter| letter == '|' || letter.is_whitespace()) {
        return;
    }
    let lead = inner[ends[columns - 1] + 1..].len() - inner[ends[columns - 1] + 1..].trim_start().len();
    let place = start + lead..start + lead + lost.len();
    let message = format!("this row has more cells than the table has columns, so `{lost}` is not shown");
    judge.report(
        &TEXT_MALFORMED_TABLE,
        &place,
        message,
        "add a column to the first two lines, or write `\\|` for a sign",
    );
}

/// Lines that look like a table, in a paragraph.
fn pipes(judge: &mut Judge<'_>, at: usize, range: &Range<usize>) {
    let is_row = |line: &str| {
        let line = line.trim();
        line.starts_with('|') && line.ends_with('|') && line.matches('|').count() >= FEWEST_PIPES
    };
    let is_rule = |line: &str| line.matches('|').count() > 1 && line.contains("--") && line.chars().all(is_rule_sign);
    let looks = |range: &Range<usize>| {
        judge.text.markdown[range.clone()].lines().next().is_some_and(is_row)
            || judge.text.markdown[range.clone()].lines().any(is_rule)
    };
    // Rows with empty lines between them are told once.
    let before = judge.events[..at].iter().rev().find_map(|(event, range)| match event {
        Event::End(TagEnd::Paragraph) => Some(Some(range)),
        Event::End(_) | Event::Start(_) => Some(None),
        _ => None,
    });
    if looks(range) && !before.flatten().is_some_and(looks) {
        let first = judge.text.markdown[range.clone()].lines().next().map_or(0, |line| line.trim_end().len());
        let place = range.start..range.start + first;
        let help = "write a second line such as `|---|---|` with one part for each column, and no empty lines between";
        judge.report(&TEXT_MALFORMED_TABLE, &place, "these lines look like a table and are none", help);
    }
}

fn is_rule_sign(letter: char) -> bool {
    matches!(letter, '|' | '-' | ':' | ' ' | '\t')
}

/// A note in the form of another tool; gives the end of its line.
fn note(judge: &mut Judge<'_>, range: &Range<usize>) -> usize {
    let text = judge.text.markdown;
    let start = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let end = text[range.start..].find('\n').map_or(text.len(), |end| range.start + end);
    let line = text[start..end].trim_start();
    let named = |rest: &str| rest.trim_start().starts_with(|letter: char| letter.is_alphabetic() || letter == '{');
    let is_note = line.strip_prefix(":::").is_some_and(|rest| named(rest.trim_start_matches(':')))
        || ["!!! ", "??? ", "???+ "].iter().any(|mark| line.strip_prefix(mark).is_some_and(named));
    if is_note {
        let place = end - line.len()..end - (line.len() - line.trim_end().len());
        let help = "write `> [!NOTE]` on a line, and `> ` before each line of the note";
        judge.report(&TEXT_UNSUPPORTED_ADMONITION, &place, "this is how another tool writes a note", help);
    }
    end
}
