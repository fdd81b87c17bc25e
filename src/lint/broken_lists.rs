//! Rule: parts of a list that Markdown reads as something else, because of their indentation.
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
const DEEPEST: usize = 20;
/// A line as short as this, with the next word, was not wrapped at the edge of the window.
const MAX_UNWRAPPED: usize = 60;
/// The fewest words of a sentence below items that are none.
const LEAST_WORDS: usize = 3;

/// An item of a list.
struct Item {
    range: Range<usize>,
    /// Of a numbered list.
    number: Option<u64>,
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
    let text = context.page.markdown;
    let items: Vec<Item> = children(list).filter_map(|item| item_at(text, &item[0].1)).collect();
    match first {
        Some(_) => flattened_items(context, report, &items),
        None => flattened_bullets(context, report, &items),
    }
    if let (Some(last), Some(next)) = (items.last(), events.get(end)) {
        broken_by(context, report, (last, next), &events[end_of(events, end)..]);
    }
}

fn item_at(text: &str, range: &Range<usize>) -> Option<Item> {
    let source = &text[range.clone()];
    let start = range.start + source.len() - source.trim_start().len();
    let marker = &text[start..range.end];
    let digits = marker.find(|letter: char| !letter.is_ascii_digit())?;
    let number = marker[..digits].parse().ok();
    let column = column_of(text, start);
    let after = &marker[digits + 1..];
    let line = after.lines().next().unwrap_or_default();
    let words = start + digits + 1 + line.len() - line.trim_start_matches([' ', '\t']).len();
    let behind = column + digits + 1;
    let spaces = column_of(text, words) - behind;
    let spaces = if (1..=TAB).contains(&spaces) && !line.trim().is_empty() { spaces } else { 1 };
    Some(Item { range: start..range.end, number, column, content: behind + spaces })
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
        let begins = item.column > base && item.number == Some(1);
        if !begins {
            at += 1;
            continue;
        }
        let goes_on =
            |pair: &[Item]| pair[1].column > base && (follows(&pair[0], pair[1].number) || pair[1].number == Some(1));
        let length = 1 + items[at..].windows(2).take_while(|pair| goes_on(pair)).count();
        let last = &items[at + length - 1];
        let message = format!(
            "this list below {} is indented by {}, so it continues the list around it as item {}",
            marker(outer),
            spaces(item.column - base),
            at + 1
        );
        let block = item.range.start..last.range.end;
        at += length;
        let Some(missing) = outer.content.checked_sub(item.column).filter(|missing| *missing > 0) else { continue };
        report_block(context, report, &block, missing, message);
    }
}

/// Bullets that are indented, but not by enough, between bullets that are not.
fn flattened_bullets(context: &LintContext<'_>, report: &mut Report<'_>, items: &[Item]) {
    let Some(base) = items.first().map(|item| item.column) else { return };
    let mut at = 1;
    while at < items.len() {
        let length = items[at..].iter().take_while(|item| item.column > base).count();
        let block = &items[at..at + length];
        at += length.max(1);
        let (Some(first), Some(last)) = (block.first(), block.last()) else { continue };
        // A list that begins at the margin and goes on one space behind it is careless; one that comes back is not.
        let is_meant = first.column > base + 1 || items.get(at).is_some_and(|next| next.column == base);
        if !is_meant || block.iter().any(|item| item.column != first.column) {
            continue;
        }
        let outer = &items[at - length - 1];
        let message = format!(
            "this list below {} is indented by {}, so it continues the list around it",
            marker(outer),
            spaces(first.column - base)
        );
        // Below an item without text, a list may be indented by any number of spaces.
        let Some(missing) = outer.content.checked_sub(first.column).filter(|missing| *missing > 0) else { continue };
        report_block(context, report, &(first.range.start..last.range.end), missing, message);
    }
}

/// Whether a number is the next one.
fn follows(item: &Item, number: Option<u64>) -> bool {
    item.number.is_some_and(|before| number == Some(before + 1))
}

/// An item as messages name it.
fn marker(item: &Item) -> String {
    item.number.map_or_else(|| "a bullet".to_owned(), |number| format!("`{number}.`"))
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
    let continues =
        matches!(after.first(), Some((Event::Start(Tag::List(next)), _)) if next.is_some() && follows(last, *next));
    let name = match event {
        Event::Start(Tag::List(_)) => "list",
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => "code block",
        Event::Start(Tag::BlockQuote(_)) => "note",
        Event::Start(Tag::Paragraph) if continues || column > last.column + 1 => "paragraph",
        _ => return,
    };
    let message = format!(
        "this {name} below {} is indented by {}, so it ends the list",
        marker(last),
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
    let ends = |line: &str, marks: &[char]| line.trim_end_matches(['*', '_']).ends_with(marks);
    let begins = line.trim_start_matches(['*', '_', '[']).starts_with(char::is_uppercase);
    // Below items that are no sentences, a whole sentence is none of them.
    let is_sentence = ends(previous, &['.', '!', '?', ':'])
        || !ends(previous, &[',', ';', '-'])
            && ends(line, &['.', '!', '?', ':'])
            && line.split_whitespace().count() >= LEAST_WORDS
            && others.iter().all(|item| !ends(last_line(text, item), &['.', '!', '?']));
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

/// The last line of an item.
fn last_line<'t>(text: &'t str, item: &[Spanned<'_>]) -> &'t str {
    let source = text[item[0].1.clone()].trim_end();
    source.rsplit('\n').next().unwrap_or_default()
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
