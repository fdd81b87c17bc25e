//! Reads a table, headings, a list or lines under a heading such as "Revision history" into rows with spans.
//!
//! If headings contain dates or versions, each is a row, and the text below it is its note. In lists and lines, each
//! item or line with a date or a version is a row. If it has no other text, the text after it is its note. Everything
//! else is prose and is ignored.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::span::Span;
use crate::config::kinds::Kinds;
use crate::config::settings::DateOrder;
use crate::parse::dates;
use crate::parse::events::Spanned;
use crate::parse::revisions::revision::{Revision, Row};
use crate::parse::revisions::table::{self, Column};
use crate::parse::title::plain_text;

/// The most bytes of a line before its date for the line to count as a row.
const NEAR: usize = 40;

/// Whether a heading introduces a history: "Revision history", "Document History", "5. Change log:" and the like.
pub fn is_history(title: &str, kinds: &Kinds) -> bool {
    let words: Vec<String> = title
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
        .collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    // "Change log template" shows how others are to write one.
    if has(&["template", "templates", "example", "examples", "sample"]) {
        return false;
    }
    let is_named = words.len() <= 5
        && (has(&["history", "log"]) && has(&["revision", "revisions", "document", "version", "change", "amendment"])
            || has(&["changelog"]));
    let is_number = |word: &str| word.chars().all(|letter| letter.is_ascii_digit());
    let first = words.iter().position(|word| !is_number(word)).unwrap_or(0);
    is_named || kinds.is_section_name("Revision history", &words[first..].join(" "))
}

/// The rows under the first such heading, in the order of the text. `span` gives places in the author's file.
pub fn from_text(
    events: &[Spanned<'_>],
    source: &str,
    (order, kinds): (Option<DateOrder>, &Kinds),
    span: impl Fn(&Range<usize>) -> Span,
) -> Vec<Row> {
    let Some(section) = section(events, kinds) else { return Vec::new() };
    let read = |line: TextLine| (row_of_line(source, &line, order, &span), line);
    let lines: Vec<(Option<Row>, TextLine)> = lines(section, source).into_iter().map(read).collect();
    let mut found = lines.iter().filter(|(row, _)| row.is_some()).map(|(_, line)| line.heading).peekable();
    // A table below the heading of a version belongs to the note of that version.
    let is_headed = found.peek().is_some_and(Option::is_some);
    let level = found.flatten().next();
    if let Some(rows) = table::from_section(section, source, order, &span).filter(|_| !is_headed) {
        return rows;
    }
    if is_of_several_products(lines.iter().filter(|(row, line)| row.is_some() && line.heading.is_some())) {
        return Vec::new();
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut has_note = true;
    for (row, line) in lines {
        let is_row = level.is_none() || line.heading == level;
        match (row.filter(|_| is_row), rows.last_mut()) {
            (Some(row), _) => {
                has_note = level.is_none() && row.revision.note.as_ref().is_some_and(|note| !note.is_empty());
                rows.push(row);
            }
            // Deeper headings, such as "Added", are part of the note of one version.
            (None, _) if line.heading > level => {}
            (None, Some(row)) if !has_note && line.heading.is_none() => {
                if !(level.is_some() && apply_label(row, &line, order, &span)) {
                    row.append_note(&line.text);
                }
            }
            (None, _) => has_note = true,
        }
    }
    rows
}

/// Whether the headings of versions name different things before them: release notes, not the history of one document.
fn is_of_several_products<'a>(headings: impl Iterator<Item = &'a (Option<Row>, TextLine)>) -> bool {
    let name = |(_, line): &'a (Option<Row>, TextLine)| {
        let (whole, _) = version(&line.text)?;
        let name = line.text.split(whole).next()?.trim_end_matches(|letter: char| !letter.is_alphabetic());
        name.starts_with(char::is_alphabetic).then_some(name)
    };
    let names: Vec<&str> = headings.filter_map(name).collect();
    names.windows(2).any(|pair| pair[0] != pair[1])
}

/// Takes a line such as `Date: 2026-02-01` or `Author: Jane` below the heading of a version; says whether it is one.
fn apply_label(
    row: &mut Row,
    line: &TextLine,
    order: Option<DateOrder>,
    span: &impl Fn(&Range<usize>) -> Span,
) -> bool {
    let Some((label, value)) = line.text.split_once(':') else { return false };
    if label.split_whitespace().count() > 2 || value.trim().is_empty() {
        return false;
    }
    match table::column(label) {
        Column::Date if row.revision.date.is_none() && row.bad_date.is_none() => match dates::find(value, order) {
            Some((_, Ok(date))) => row.revision.date = Some(date),
            Some((range, Err(error))) => row.bad_date = Some((format!("`{}`", &value[range]), error)),
            None => return false,
        },
        Column::Author if row.revision.author.is_none() => row.revision.author = Some(value.trim().to_owned()),
        Column::Approver if row.revision.approver.is_none() => row.revision.approver = Some(value.trim().to_owned()),
        _ => return false,
    }
    if row.date_at.is_none() && (row.revision.date.is_some() || row.bad_date.is_some()) {
        row.date_at = Some(span(&line.range));
    }
    true
}

/// The events below the heading, to the next one that is not under it.
fn section<'a, 'b>(events: &'a [Spanned<'b>], kinds: &Kinds) -> Option<&'a [Spanned<'b>]> {
    let heading = |at: usize| -> Option<(HeadingLevel, usize)> {
        let Event::Start(Tag::Heading { level, .. }) = &events[at].0 else { return None };
        let length = events[at..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))))?;
        Some((*level, at + length + 1))
    };
    let section = |is_it: &dyn Fn(&str) -> bool| {
        let (level, start) = (0..events.len()).find_map(|at| {
            let (level, end) = heading(at)?;
            is_it(&plain_text(&events[at..end])).then_some((level, end))
        })?;
        let end = (start..events.len()).find(|at| heading(*at).is_some_and(|(other, _)| other <= level));
        Some(&events[start..end.unwrap_or(events.len())])
    };
    let of_control = || {
        let inside = section(&|title| title.to_lowercase().contains("document control"))?;
        let is_history = |at: &usize| table::has_versions(&inside[*at..]);
        (0..inside.len()).find(is_history).map(|at| &inside[at..])
    };
    // A table without a heading that says who made or approved each version.
    let closing = || {
        let at = events.iter().rposition(|(event, _)| matches!(event, Event::Start(Tag::Table(_))))?;
        table::has_signed_versions(&events[at..]).then_some(&events[at..])
    };
    section(&|title| is_history(title, kinds)).or_else(of_control).or_else(closing)
}

/// A line of text that may be a row, and whether it is an item of a list; the level of a heading.
struct TextLine {
    range: Range<usize>,
    text: String,
    is_item: bool,
    heading: Option<HeadingLevel>,
}

/// Items of lists and lines of paragraphs; what is deeper inside an item belongs to it. Code is an example, not a history.
fn lines(events: &[Spanned<'_>], source: &str) -> Vec<TextLine> {
    let mut lines = Vec::new();
    let (mut items, mut start) = (0_usize, None);
    let mut text = String::new();
    let mut is_code = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(_) if is_code => {}
            Event::Start(Tag::Item) => items += 1,
            Event::Start(Tag::Paragraph) => {}
            Event::Text(words) | Event::Code(words) => {
                start.get_or_insert(range.start);
                text.push_str(words);
                continue;
            }
            Event::SoftBreak if items > 0 => {
                text.push(' ');
                continue;
            }
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::List(_)) | Event::End(_)
                if start.is_some() && !is_inline(event) =>
            {
                let from: usize = start.take().unwrap_or(range.start);
                let to = if matches!(event, Event::End(_)) { range.end } else { range.start };
                let range = from..to.min(source.len());
                let heading = if let Event::End(TagEnd::Heading(level)) = event { Some(*level) } else { None };
                lines.push(TextLine { range, text: std::mem::take(&mut text), is_item: items > 0, heading });
            }
            _ => {}
        }
        if matches!(event, Event::End(TagEnd::Item)) {
            items = items.saturating_sub(1);
        }
    }
    lines
}

fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
    )
}

fn row_of_line(
    source: &str,
    line: &TextLine,
    order: Option<DateOrder>,
    span: &impl Fn(&Range<usize>) -> Span,
) -> Option<Row> {
    let found = dates::find(&line.text, order);
    let day = found.as_ref().map(|(range, _)| range);
    let version = version(&line.text).or_else(|| bare_version(&line.text, day?));
    let is_row = match &found {
        Some((range, _)) => line.is_item || line.heading.is_some() || range.start <= NEAR,
        None => (line.is_item || line.heading.is_some()) && version.is_some(),
    };
    if !is_row {
        return None;
    }
    let written = &source[line.range.clone()];
    let place = |words: &str| {
        let at = written.find(words).map(|at| line.range.start + at);
        at.map(|at| span(&(at..at + words.len())))
    };
    let (date, bad_date) = match &found {
        Some((_, Ok(date))) => (Some(*date), None),
        Some((range, Err(error))) => (None, Some((format!("`{}`", &line.text[range.clone()]), *error))),
        None => (None, None),
    };
    let date_words = found.map(|(range, _)| line.text[range].to_owned());
    Some(Row {
        revision: Revision {
            date,
            note: Some(note(&line.text, date_words.as_deref(), version)),
            version: version.map(|(_, number)| number.to_owned()),
            ..Revision::default()
        },
        at: span(&(line.range.start..line.range.start + written.trim_end().len())),
        version_at: version.and_then(|(_, number)| place(number)),
        date_at: date_words.as_deref().and_then(place),
        bad_date,
        inherited: false,
    })
}

/// `Version 1.0`, `v1.0.3`, `Rev. 2`: the whole of it and the number.
fn version(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    for word in text.split_inclusive(|letter: char| letter.is_whitespace() || matches!(letter, '(' | '[')) {
        let start = from;
        from += word.len();
        let bare = word.trim_end_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
        let number_at = match bare.as_str() {
            "version" | "ver" | "rev" | "revision" | "issue" => from,
            word if word.starts_with('v') && word[1..].starts_with(|letter: char| letter.is_ascii_digit()) => start + 1,
            _ => continue,
        };
        let number = text[number_at..].trim_start();
        let length = number.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(number.len());
        let number = number[..length].trim_end_matches('.');
        if !number.is_empty() {
            let end = text[number_at..].find(number)? + number_at + number.len();
            return Some((&text[start..end], number));
        }
    }
    None
}

/// `3.0 (2026-01-01): …`, `[3.0] - 2026-01-01` or `2026-01-01: 3.0 …`: a number with points at the beginning, or right
/// behind the day.
fn bare_version<'t>(text: &'t str, day: &Range<usize>) -> Option<(&'t str, &'t str)> {
    let number = |from: usize| {
        let rest = text[from..].trim_start_matches(|letter: char| !letter.is_alphanumeric());
        let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let number = rest[..length].trim_end_matches('.');
        let is_end = !rest[length..].starts_with(|letter: char| letter.is_alphanumeric() || "-/%".contains(letter));
        (number.contains('.') && is_end).then_some(number)
    };
    let first = (day.start > 0).then(|| number(0)).flatten();
    first.or_else(|| number(day.end)).map(|number| (number, number))
}

/// What a line says besides its day and its version.
fn note(text: &str, date: Option<&str>, version: Option<(&str, &str)>) -> String {
    let mut rest = text.to_owned();
    for taken in [date, version.map(|(whole, _)| whole)].into_iter().flatten() {
        rest = rest.replacen(taken, " ", 1);
    }
    let rest = rest.replace("()", " ").replace("( )", " ").replace("[ ]", " ");
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    rest.trim_matches([' ', '-', '–', '—', ':', ',', ';']).to_owned()
}
