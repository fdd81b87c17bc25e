//! Rule: ATX headings without a space after `#`, which CommonMark renders as text.

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::TEXT_HEADING_SPACE;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::lint::context::LintContext;
use crate::lint::report::Report;

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    // A tight list item has no paragraph; there, one sign before a word may be a tag.
    let (range, is_paragraph) = match (context.event(), context.after().first()) {
        (Event::Start(Tag::Paragraph), Some(_)) => (context.range(), true),
        (Event::Start(Tag::Item), Some((Event::Text(_), range))) => (range, false),
        _ => return,
    };
    let paragraph = &context.page.markdown[range.clone()];
    let signs = paragraph.bytes().take_while(|byte| *byte == b'#').count();
    let Some(next) = paragraph[signs..].chars().next() else { return };
    // One sign and a word may be a tag or a number, except on a line of its own that begins like a title. A no-break
    // space is always meant as a space.
    let is_heading = (2..=6).contains(&signs) && next.is_alphanumeric()
        || (1..=6).contains(&signs) && is_no_break_space(next)
        || is_paragraph && signs == 1 && is_title(paragraph[1..].trim_end());
    if !is_heading {
        return;
    }
    let length = if is_no_break_space(next) { signs + next.len_utf8() } else { signs };
    let location = report.location(&(range.start..range.start + length));
    let heading = "#".repeat(signs);
    let line = paragraph.lines().next().unwrap_or_default()[signs..].trim();
    report.push(
        Diagnostic::new(&TEXT_HEADING_SPACE, location, "readers see the `#` of this line, because it is not a heading")
            .help(format!("to make it a heading, add a space after the `#`: `{heading} {line}`"))
            .fix(Fix::Text { old: paragraph[..length].to_owned(), new: format!("{heading} ") }),
    );
}

/// Whether a paragraph is one line that could be a title: short, capitalised, neither a sentence nor a list of tags.
fn is_title(line: &str) -> bool {
    line.starts_with(char::is_uppercase)
        && line.chars().any(char::is_lowercase)
        && !line.contains(['\n', '#', '@'])
        && !line.ends_with(['.', ',', ';', '!', '?'])
        && line.split_whitespace().count() <= 8
}

/// Spaces that Markdown does not treat as a space.
fn is_no_break_space(letter: char) -> bool {
    matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}')
}
