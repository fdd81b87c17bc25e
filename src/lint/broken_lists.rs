//! Rule: parts of a numbered list that Markdown reads as something else, because of their indentation.
//!
//! Sub-steps with too little indentation become steps, other blocks end the list, and text directly below a list becomes
//! part of its last item.
//!
//! Source of the rule: CommonMark 0.31.2, 5.2 (list items).

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::base::code::Severity;
use crate::base::codes::text::TEXT_BROKEN_LIST;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::events::{Spanned, children, end_of, first_line};

/// The width of a tab stop.
const TAB: usize = 4;
/// Lists inside more lists than this are not checked.
const DEEPEST: usize = 50;
/// A line as short as this, with the next word, was not wrapped at the edge of the window.
const MAX_UNWRAPPED: usize = 60;

/// An item of a numbered list.
struct Item {
    range: Range<usize>,
    number: u64,
    /// The column of its marker, and the column of its text.
    column: usize,
    content: usize,
}

/// Checks a list.
pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let Event::Start(Tag::List(first)) = context.event() else { return };
    // Each list is read with all lists inside it, so the work would grow with the square of the depth.
    if context.nesting.lists > DEEPEST {
        return;
    }
    let events = &context.page.events;
    let end = end_of(events, context.index);
    let list = &events[context.index..end];
    swallowed_text(context, report, list);
    if first.is_none() {
        return;
    }
    let text = context.page.markdown;
    let items: Vec<Item> = children(list).filter_map(|item| item_at(text, &item[0].1)).collect();
    flattened_items(context, report, &items);
    if let (Some(last), Some(next)) = (items.last(), events.get(end)) {
        broken_by(context, report, (last, next), &events[end_of(events, end)..]);
    }
}

fn item_at(text: &str, range: &Range<usize>) -> Option<Item> {
    let source = &text[range.clone()];
    let start = range.start + source.len() - source.trim_start().len();
    let marker = &text[start..range.end];
    let digits = marker.find(|letter: char| !letter.is_ascii_digit())?;
    let number = marker[..digits].parse().ok()?;
    let column = column_of(text, start);
    let after = &marker[digits + 1..];
    let line = after.lines().next().unwrap_or_default();
    let spaces = line.len() - line.trim_start_matches(' ').len();
    let spaces = if (1..=TAB).contains(&spaces) && !line.trim().is_empty() { spaces } else { 1 };
    Some(Item { range: start..range.end, number, column, content: column + digits + 1 + spaces })
}

/// The column of a place, with tab stops.
fn column_of(text: &str, at: usize) -> usize {
    text[line_start(text, at)..at].chars().fold(0, |column, letter| match letter {
        '\t' => column + TAB - column % TAB,
        _ => column + 1,
    })
}

fn line_start(text: &str, at: usize) -> usize {
    memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1)
}

/// Sub-items that are indented, but not by enough, and count from 1 again.
fn flattened_items(context: &LintContext<'_>, report: &mut Report<'_>, items: &[Item]) {
    let Some(base) = items.first().map(|item| item.column) else { return };
    let mut at = 1;
    while at < items.len() {
        let (outer, item) = (&items[at - 1], &items[at]);
        let begins = item.column > base && item.number == 1;
        if !begins {
            at += 1;
            continue;
        }
        let goes_on =
            |pair: &[Item]| pair[1].column > base && (pair[1].number == pair[0].number + 1 || pair[1].number == 1);
        let length = 1 + items[at..].windows(2).take_while(|pair| goes_on(pair)).count();
        let last = &items[at + length - 1];
        let message = format!(
            "this list below `{}.` is indented by {}, so it continues the list around it as item {}",
            outer.number,
            spaces(item.column - base),
            at + 1
        );
        let block = item.range.start..last.range.end;
        report_block(context, report, &block, outer.content - item.column, message);
        at += length;
    }
}

/// A block that belongs to the last item of a list, but ends the list.
fn broken_by(
    context: &LintContext<'_>,
    report: &mut Report<'_>,
    (last, (event, range)): (&Item, &Spanned<'_>),
    after: &[Spanned<'_>],
) {
    let text = context.page.markdown;
    let start = range.start + text[range.clone()].len() - text[range.clone()].trim_start().len();
    let column = column_of(text, start);
    if column <= last.column || column >= last.content {
        return;
    }
    let continues = matches!(after.first(), Some((Event::Start(Tag::List(Some(next))), _)) if *next == last.number + 1);
    let name = match event {
        Event::Start(Tag::List(_)) => "list",
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => "code block",
        Event::Start(Tag::BlockQuote(_)) => "note",
        Event::Start(Tag::Paragraph) if continues || column > last.column + 1 => "paragraph",
        _ => return,
    };
    let message = format!(
        "this {name} below `{}.` is indented by {}, so it ends the list",
        last.number,
        spaces(column - last.column)
    );
    report_block(context, report, &(start..range.end), last.content - column, message);
}

/// Reports lines that need more indentation.
fn report_block(
    context: &LintContext<'_>,
    report: &mut Report<'_>,
    block: &Range<usize>,
    missing: usize,
    message: String,
) {
    let text = context.page.markdown;
    let start = line_start(text, block.start);
    let is_indented_only = text[start..block.start].trim().is_empty();
    let end = block.start + text[block.clone()].trim_end().len();
    let place = if is_indented_only { start..end } else { block.start..end };
    let help = format!("indent it by {} more", spaces(missing));
    let finding = finding(context, report, &place, message, help);
    report.push(match is_indented_only {
        true => finding.fix(Fix::Text {
            old: text[place.clone()].to_owned(),
            new: indented(&text[place], column_of(text, block.start), missing),
        }),
        false => finding,
    });
}

/// Lines with more spaces, apart from those that are indented by less than the first.
fn indented(lines: &str, column: usize, missing: usize) -> String {
    let mut out = String::new();
    for line in lines.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        out.push_str(&line[..indent]);
        if !line.trim().is_empty() && column_of(line, indent) >= column {
            out.push_str(&" ".repeat(missing));
        }
        out.push_str(&line[indent..]);
    }
    out
}

/// Text on the line after a list that became part of the last item.
fn swallowed_text(context: &LintContext<'_>, report: &mut Report<'_>, list: &[Spanned<'_>]) {
    let text = context.page.markdown;
    let items: Vec<&[Spanned<'_>]> = children(list).collect();
    let Some((last, others)) = items.split_last() else { return };
    let column =
        column_of(text, list[0].1.start + text[list[0].1.clone()].len() - text[list[0].1.clone()].trim_start().len());
    let lazy = |item: &[Spanned<'_>]| lazy_line(text, first_line(item), column);
    if others.is_empty() || others.iter().any(|item| lazy(item).is_some()) {
        return;
    }
    let Some(at) = lazy(last) else { return };
    let line = text[at..].lines().next().unwrap_or_default().trim_end();
    let before = text[..at].trim_end();
    let previous = before[line_start(before, before.len())..].trim_start();
    let word = line.split_whitespace().next().unwrap_or_default();
    let is_short = previous.chars().count() + 1 + word.chars().count() <= MAX_UNWRAPPED;
    let is_sentence = previous.trim_end_matches(['*', '_']).ends_with(['.', '!', '?', ':']);
    let begins = line.trim_start_matches(['*', '_', '[']).starts_with(char::is_uppercase);
    if !(is_short && is_sentence && begins) {
        return;
    }
    let message = "this line becomes part of the last item of the list above";
    let help = "add a blank line before it; if it belongs to the item, indent it like the text of the item";
    let place = at..at + line.len();
    let finding = finding(context, report, &place, message.to_owned(), help.to_owned());
    let is_at_start = line_start(text, at) == at;
    report.push(match is_at_start {
        true => finding.fix(Fix::Text { old: line.to_owned(), new: format!("\n{line}") }),
        false => finding,
    });
}

/// The first line of an item's text that is not indented more than the list.
fn lazy_line(text: &str, inline: &[Spanned<'_>], column: usize) -> Option<usize> {
    let breaks = inline.windows(2).filter(|pair| matches!(pair[0].0, Event::SoftBreak));
    breaks.map(|pair| pair[1].1.start).find(|at| column_of(text, *at) <= column)
}

/// A finding, which is an error where people follow steps.
fn finding(
    context: &LintContext<'_>,
    report: &Report<'_>,
    place: &Range<usize>,
    message: String,
    help: String,
) -> Diagnostic {
    let finding = Diagnostic::new(&TEXT_BROKEN_LIST, report.location(place), message).help(help);
    let severity = if context.page.has_steps() { Severity::Error } else { finding.severity };
    Diagnostic { severity, ..finding }
}

fn spaces(count: usize) -> String {
    if count == 1 { "1 space".to_owned() } else { format!("{count} spaces") }
}
