//! Lists, paragraphs and notes that are made of other things: line breaks, signs at the start of lines, quotations.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{A11Y_FAKE_LIST, A11Y_LINE_BREAKS, A11Y_QUOTE_EMPHASIS};
use crate::lint::Judge;
use crate::parse::raw_html::is_line_break;
use crate::parse::title::plain_text;

/// Signs that begin an entry of a list, for the eye.
const SIGNS: &[char] = &['•', '◦', '▪', '●', '‣', '·', '∙', '■', '□', '➢', '►', '✓', '✔'];
/// These need a space behind them; as the first sign of a line of Markdown they would make a list.
const DASHES: &[char] = &['-', '–', '—', '*', '+'];
/// Words that name a kind of note.
const NOTES: &[&str] = &["note", "notes", "warning", "important", "caution", "tip", "danger", "attention"];

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, event) in judge.prose() {
        match event {
            Event::Start(Tag::Paragraph) => fake_list(judge, at, &|end| matches!(end, TagEnd::Paragraph)),
            Event::Start(Tag::TableCell) => fake_list(judge, at, &|end| matches!(end, TagEnd::TableCell)),
            Event::Start(Tag::BlockQuote(None)) => quote(judge, at),
            event if is_break(event) => line_break(judge, at),
            _ => {}
        }
    }
}

fn line_break(judge: &mut Judge<'_>, at: usize) {
    let between = judge.events[..at].iter().rposition(|(event, _)| {
        !matches!(event, Event::SoftBreak | Event::HardBreak)
            && !matches!(event, Event::Text(text) if text.trim().is_empty())
    });
    let follows_another = between.is_some_and(|before| is_break(&judge.events[before].0));
    let is_first_pair = between
        .is_some_and(|before| before == 0 || !judge.events[..before].last().is_some_and(|(event, _)| is_break(event)));
    if follows_another && is_first_pair {
        let help = "part paragraphs by an empty line, and write lists as lists";
        let range = judge.events[at].1.clone();
        judge.report(&A11Y_LINE_BREAKS, &range, "breaks stand in for a paragraph or a list", help);
    }
}

/// Whether an event is a line break of HTML.
fn is_break(event: &Event<'_>) -> bool {
    matches!(event, Event::InlineHtml(html) if is_line_break(html))
}

/// What a line begins with that looks like an entry of a list.
#[derive(PartialEq, Eq)]
enum Mark {
    Sign(char),
    Number(usize),
}

/// Two lines or more, one after the other, that begin like entries of a list.
fn fake_list(judge: &mut Judge<'_>, at: usize, is_end: &dyn Fn(&TagEnd) -> bool) {
    let (inside, _) = judge.inside(at, is_end);
    let mut before: Option<(Mark, Range<usize>)> = None;
    let mut is_start = true;
    for (event, range) in inside {
        if matches!(event, Event::SoftBreak | Event::HardBreak) || is_break(event) {
            is_start = true;
            continue;
        }
        if !std::mem::take(&mut is_start) {
            continue;
        }
        let mark = if let Event::Text(text) = event { mark(text) } else { None };
        let goes_on = match (&before, &mark) {
            (Some((Mark::Sign(first), _)), Some(Mark::Sign(next))) => first == next,
            (Some((Mark::Number(1), _)), Some(Mark::Number(2))) => true,
            _ => false,
        };
        if goes_on && let Some((_, first)) = before {
            let help = "write it as a list: each entry on a line of its own that begins with `- ` or `1. `; in a table, with `<ul><li>`";
            judge.report(&A11Y_FAKE_LIST, &first, "these lines look like a list and are none", help);
            return;
        }
        before = mark.map(|mark| (mark, range.clone()));
    }
}

fn mark(line: &str) -> Option<Mark> {
    let line = line.trim_start();
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    if SIGNS.contains(&first) || DASHES.contains(&first) && rest.starts_with(' ') {
        return (!rest.trim().is_empty() || SIGNS.contains(&first)).then_some(Mark::Sign(first));
    }
    let bare = line.strip_prefix('(').unwrap_or(line);
    let end = bare.find(|letter: char| !letter.is_ascii_alphanumeric()).filter(|end| (1..=3).contains(end))?;
    let closes = if bare.len() < line.len() { &[')'] as &[char] } else { &[')', '.'] };
    let behind = bare[end..].strip_prefix(closes)?;
    if !behind.starts_with(' ') {
        return None;
    }
    match &bare[..end] {
        "1" | "a" | "A" | "i" => Some(Mark::Number(1)),
        "2" | "b" | "B" | "ii" => Some(Mark::Number(2)),
        _ => None,
    }
}

/// A quotation that is a note, or that is bold from end to end.
fn quote(judge: &mut Judge<'_>, at: usize) {
    let (inside, _) = judge.inside(at, |end| matches!(end, TagEnd::BlockQuote(_)));
    let [(Event::Start(Tag::Paragraph), _), (Event::Start(Tag::Strong), range), rest @ ..] = inside else { return };
    let length = rest.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong))).unwrap_or(rest.len());
    let words = plain_text(&rest[..length]);
    let name = words.trim().trim_end_matches([':', '!', '.']).to_lowercase();
    let is_all = matches!(rest[length..], [_, (Event::End(TagEnd::Paragraph), _)]);
    if NOTES.contains(&name.as_str()) {
        let help = "write it as a note: `> [!NOTE]` on the first line, or TIP, IMPORTANT, WARNING, CAUTION";
        judge.report(&A11Y_QUOTE_EMPHASIS, &range.clone(), "this note is written as a quotation", help);
    } else if is_all {
        let help = "write it as text or as a note, `> [!IMPORTANT]`; a quotation is what somebody said";
        judge.report(&A11Y_QUOTE_EMPHASIS, &range.clone(), "this quotation is bold from end to end", help);
    }
}
