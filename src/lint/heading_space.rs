//! Slips of the hand that leave Markdown as it stands: a heading without the space behind its signs.

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::TEXT_HEADING_SPACE;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::lint::Judge;

pub(super) fn check(judge: &mut Judge<'_>) {
    let text = judge.text.markdown;
    // The words of an item stand in no paragraph where the list is tight; one sign before a word may be a tag there.
    let beginnings = judge.events.windows(2).filter_map(|pair| match (&pair[0], &pair[1]) {
        ((Event::Start(Tag::Paragraph), range), _) => Some((range, true)),
        ((Event::Start(Tag::Item), _), (Event::Text(_), range)) => Some((range, false)),
        _ => None,
    });
    for (range, is_paragraph) in beginnings {
        let paragraph = &text[range.clone()];
        let signs = paragraph.bytes().take_while(|byte| *byte == b'#').count();
        let Some(next) = paragraph[signs..].chars().next() else { continue };
        // One sign and a word may be a tag or a number, but for a line of its own that begins like a title; a space
        // that does not break is always meant as a space.
        let is_slip = (2..=6).contains(&signs) && next.is_alphanumeric()
            || (1..=6).contains(&signs) && is_wide(next)
            || is_paragraph && signs == 1 && is_title(paragraph[1..].trim_end());
        if !is_slip {
            continue;
        }
        let length = if is_wide(next) { signs + next.len_utf8() } else { signs };
        let place = judge.place(&(range.start..range.start + length));
        let heading = "#".repeat(signs);
        let line = paragraph.lines().next().unwrap_or_default()[signs..].trim();
        judge.findings.push(
            Diagnostic::new(&TEXT_HEADING_SPACE, place, "this line is shown with its `#` signs")
                .help(format!("for a heading, write a space behind them: `{heading} {line}`"))
                .fix(Fix::Text { old: paragraph[..length].to_owned(), new: format!("{heading} ") }),
        );
    }
}

/// Whether a paragraph is one line that could be a title: short, with a capital at its start and no sign of a sentence
/// or of another tag.
fn is_title(line: &str) -> bool {
    line.starts_with(char::is_uppercase)
        && line.chars().any(char::is_lowercase)
        && !line.contains(['\n', '#', '@'])
        && !line.ends_with(['.', ',', ';', '!', '?'])
        && line.split_whitespace().count() <= 8
}

/// Spaces that Markdown does not take for one.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}')
}
