//! Rule: lines that look like a list, written with signs that Markdown does not read as one.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::base::code::Severity;
use crate::base::codes::text::A11Y_FAKE_LIST;
use crate::base::diagnostic::Diagnostic;
use crate::base::html::tokenizer::is_line_break;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::events::first_line;

/// Signs that look like bullets.
const BULLETS: &[char] = &['•', '◦', '▪', '●', '‣', '·', '∙', '■', '□', '➢', '►', '✓', '✔'];
/// Signs that look like bullets with a space after them; as the first sign of a line of Markdown they would make a list.
const DASHES: &[char] = &['-', '–', '—', '*', '+'];
/// Numbers in circles, from 1 to 20.
const CIRCLED: std::ops::RangeInclusive<char> = '①'..='⑳';

/// What a line begins with that looks like a list marker.
#[derive(PartialEq, Eq)]
enum Marker<'a> {
    Bullet(char),
    /// A number or a letter, with the word before it.
    Number(u32, &'a str),
}

/// Checks a paragraph or cell for two lines, one after the other, that begin like entries of a list.
pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let lines = match context.event() {
        Event::Start(Tag::Paragraph | Tag::TableCell) => context.inside(),
        // The text of a tight item is no paragraph.
        Event::Start(Tag::Item) if !matches!(context.after().first(), Some((Event::Start(Tag::Paragraph), _))) => {
            first_line(&context.page.events[context.index..])
        }
        _ => return,
    };
    let mut previous: Option<(Marker<'_>, &Range<usize>)> = None;
    let mut is_line_start = true;
    for (event, range) in lines {
        let is_break = matches!(event, Event::SoftBreak | Event::HardBreak)
            || matches!(event, Event::InlineHtml(html) if is_line_break(html));
        if is_break {
            is_line_start = true;
            continue;
        }
        if !std::mem::take(&mut is_line_start) {
            continue;
        }
        let line = || context.page.markdown[range.start..].lines().next().unwrap_or_default();
        let marker = if matches!(event, Event::Text(_)) { marker(line()) } else { None };
        let continues = match (&previous, &marker) {
            (Some((Marker::Bullet(first), _)), Some(Marker::Bullet(next))) => first == next,
            (Some((Marker::Number(first, word), _)), Some(Marker::Number(next, again))) => {
                first + 1 == *next && word == again
            }
            _ => false,
        };
        if continues && let Some((_, first)) = previous {
            let help = "make it a list: start each item on a new line with `- ` or `1. `; in a table, use `<ul><li>`";
            let message = "these lines look like a list but are not one";
            let finding = Diagnostic::new(&A11Y_FAKE_LIST, report.location(first), message).help(help);
            // Steps that run together in one paragraph are followed wrongly.
            let is_step = context.page.has_steps() && is_in_numbered_item(context);
            let severity = if is_step { Severity::Error } else { finding.severity };
            report.push(Diagnostic { severity, ..finding });
            return;
        }
        previous = marker.map(|marker| (marker, range));
    }
}

/// Whether an item of a numbered list, or the first paragraph of one, starts here.
fn is_in_numbered_item(context: &LintContext<'_>) -> bool {
    let is_paragraph = matches!(context.event(), Event::Start(Tag::Paragraph));
    let item = if is_paragraph { context.before().last() } else { context.page.events.get(context.index) };
    let Some((Event::Start(Tag::Item), range)) = item else { return false };
    context.page.markdown[range.clone()].trim_start().starts_with(|letter: char| letter.is_ascii_digit())
}

fn marker(line: &str) -> Option<Marker<'_>> {
    let line = line.trim_start();
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    if BULLETS.contains(&first) || DASHES.contains(&first) && rest.starts_with(' ') {
        return (!rest.trim().is_empty() || BULLETS.contains(&first)).then_some(Marker::Bullet(first));
    }
    if CIRCLED.contains(&first) {
        return Some(Marker::Number(u32::from(first), ""));
    }
    let (word, number) = match line.split_once(' ') {
        Some((word, number)) if word.chars().all(char::is_alphabetic) && word.chars().count() > 1 => (word, number),
        _ => ("", line),
    };
    let bare = number.strip_prefix(['(', '[']).unwrap_or(number);
    let end = bare.find(|letter: char| !letter.is_ascii_alphanumeric()).filter(|end| (1..=3).contains(end))?;
    let (value, after) = (counted(&bare[..end])?, &bare[end..]);
    let is_digit = bare.starts_with(|letter: char| letter.is_ascii_digit());
    let closings: &[&str] = match (bare.len() < number.len(), word.is_empty()) {
        (true, _) if number.starts_with('(') => &[") "],
        (true, _) => &["] "],
        (false, false) => &[": ", ". ", " - ", " – ", " — "],
        (false, true) if is_digit => &[") ", ". ", " - ", " – ", " — "],
        (false, true) => &[") ", ". "],
    };
    // `1.Open` is a step whose writer left out the space; `1.5` is a number.
    let is_tight =
        || is_digit && after.strip_prefix(['.', ')']).is_some_and(|text| text.starts_with(char::is_uppercase));
    (closings.iter().any(|closing| after.starts_with(closing)) || word.is_empty() && is_tight())
        .then_some(Marker::Number(value, word))
}

/// The place of a number or a letter in its order. Roman numerals count as far as they are not letters of a list.
fn counted(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let mut letters = text.chars();
    match (letters.next()?, letters.next()) {
        ('i', None) => Some(1),
        ('i', Some('i')) => u32::try_from(text.len()).ok(),
        (letter @ ('a'..='h' | 'A'..='H'), None) => Some(u32::from(letter)),
        _ => None,
    }
}
