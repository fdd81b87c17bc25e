//! Facts in lines: `**Version:** 2.1`, `Owner: Jane`, `Version 1.3`, alone or several beside each other, also in lists and
//! in quotations.

use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag, TagEnd};
use regex::Regex;

use crate::config::kinds::Field;
use crate::parse::events::{Spanned, end_of};
use crate::parse::kind::fact_rows::{Row, RowForm, is_more, known, row_of, words_and_mail, words_of};
use crate::parse::title::plain_text;

/// The longest value of a line without markup, in characters: a longer one is a sentence.
const LONGEST_VALUE: usize = 80;
/// `Version 1.3` or `Version 0.1 – draft`: a version without a colon before it.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(Version|Revision|Rev\.?) +(v?[0-9][0-9A-Za-z.]*)(?: *[–—|,(-] *.{0,60})?$")
        .expect("a pattern of this program is well formed")
});

/// The facts of a paragraph, a list or a quotation; `None` for another block.
pub(super) fn facts(block: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    match &block[0].0 {
        Event::Start(Tag::Paragraph) => lines(&block[1..block.len() - 1], fields),
        Event::Start(Tag::List(None)) => items(block, fields),
        Event::Start(Tag::BlockQuote(_)) => {
            let paragraphs = (1..block.len()).filter(|at| matches!(block[*at].0, Event::Start(Tag::Paragraph)));
            let rows: Option<Vec<Vec<Row>>> =
                paragraphs.map(|at| lines(&block[at + 1..end_of(block, at) - 1], fields)).collect();
            Some(rows?.into_iter().flatten().collect())
        }
        _ => None,
    }
}

/// The lines of a paragraph, where each is a label in bold and a value.
fn lines(inside: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let is_break = |(event, _): &Spanned<'_>| matches!(event, Event::SoftBreak | Event::HardBreak);
    let parts = inside.split_inclusive(is_break).flat_map(labelled);
    let row = |part: &[Spanned<'_>]| match part {
        [words @ .., end] if is_break(end) => line(words, part).or_else(|| plain_line(words, fields)),
        words => line(words, part).or_else(|| plain_line(words, fields)),
    };
    let rows: Vec<Option<Row>> = parts.map(row).collect();
    let has_others = rows.iter().any(Option::is_none);
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    if has_others {
        rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    }
    Some(rows)
}

/// Splits a line with several labels, such as `**Version:** 1.0 **Owner:** Jane`.
fn labelled<'e, 'a>(line: &'e [Spanned<'a>]) -> Vec<&'e [Spanned<'a>]> {
    let is_label = |at: &usize| {
        let end = line[*at..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)));
        let is_start = matches!(line[*at].0, Event::Start(Tag::Strong));
        end.filter(|_| is_start).is_some_and(|length| {
            plain_text(&line[*at..at + length]).ends_with(':')
                || matches!(line.get(at + length + 1), Some((Event::Text(text), _)) if text.starts_with(':'))
        })
    };
    let mut starts: Vec<usize> = (1..line.len()).filter(is_label).collect();
    starts.insert(0, 0);
    starts.push(line.len());
    starts.windows(2).map(|ends| &line[ends[0]..ends[1]]).collect()
}

/// The items of a list, where each is a label in bold and a value.
fn items(block: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Vec<Row>> {
    let starts = (0..block.len()).filter(|at| matches!(block[*at].0, Event::Start(Tag::Item)));
    let rows = starts.map(|at| {
        let end = end_of(block, at);
        let inside = &block[at + 1..end - 1];
        let is_paragraph = matches!(inside.first().map(|(event, _)| event), Some(Event::Start(Tag::Paragraph)));
        let words = if is_paragraph { &inside[1..inside.len() - 1] } else { inside };
        line(words, &block[at..end]).or_else(|| plain_line(words, fields))
    });
    let rows: Vec<Option<Row>> = rows.collect();
    let has_others = rows.iter().any(Option::is_none);
    let mut rows: Vec<Row> = rows.into_iter().flatten().collect();
    if has_others {
        rows.iter_mut().for_each(|row| row.form = RowForm::Kept);
    }
    Some(rows)
}

/// `**Label:** value` or `**Label**: value`; `whole` is the range of text to remove.
fn line(events: &[Spanned<'_>], whole: &[Spanned<'_>]) -> Option<Row> {
    if !matches!(events.first()?.0, Event::Start(Tag::Strong)) {
        return None;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)))?;
    let (label, value) = (plain_text(&events[..end]), words_and_mail(&events[end + 1..]));
    if !label.ends_with(':') && !value.starts_with(':') {
        return None;
    }
    // What parts it from the next label is no part of it.
    let parting: &[char] = &['|', '·', '•', ';', ',', '/'];
    let value = value.trim_start_matches(':').trim().trim_end_matches(parting).trim().to_owned();
    let last = events[end + 1..].iter().map(|(_, range)| range.end).max().unwrap_or(events[end].1.end);
    let value_place = words_of(&events[end + 1..], &(events[end].1.end..last));
    let range = whole[0].1.start..whole.iter().map(|(_, range)| range.end).max().unwrap_or(last);
    let has_more = events.iter().any(|(event, _)| is_more(event));
    let form = if has_more { RowForm::Kept } else { RowForm::Line };
    Some(row_of((label, words_of(&events[..end], &events[0].1)), (value, value_place), range, form))
}

/// `**v1.0** | last updated August 2026`: a bare version in front of other facts.
fn bare_version(events: &[Spanned<'_>]) -> Option<Row> {
    let [
        (Event::Start(Tag::Strong), _),
        (Event::Text(version), place),
        (Event::End(TagEnd::Strong), _),
        (Event::Text(rest), _),
        ..,
    ] = events
    else {
        return None;
    };
    let number = version.strip_prefix(['v', 'V'])?;
    let is_number = number.contains('.') && number.split('.').all(|part| part.parse::<u32>().is_ok());
    let label = ("Version".to_owned(), place.clone());
    (is_number && rest.trim_start().starts_with(['|', '·', '•']))
        .then(|| row_of(label, (version.to_string(), place.clone()), place.clone(), RowForm::Kept))
}

/// `Label: value` or `Version 1.3`, where the label is the name of a field. The line stays in the text.
fn plain_line(events: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Option<Row> {
    if let Some(row) = bare_version(events) {
        return Some(row);
    }
    let is_plain = |event: &Event<'_>| {
        matches!(event, Event::Text(_) | Event::SoftBreak | Event::HardBreak)
            || matches!(event, Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis))
    };
    let is_bold = |event: &Event<'_>| matches!(event, Event::Start(Tag::Strong) | Event::End(TagEnd::Strong));
    let words = || events.iter().filter(|(event, _)| matches!(event, Event::Text(_)));
    let text = words_and_mail(events);
    let (first, last) = (words().next()?.1.start, words().map(|(_, range)| range.end).max()?);
    if let Some(found) = VERSION.captures(&text)
        && events.iter().all(|(event, _)| is_plain(event) || is_bold(event))
    {
        // One run of words, so that places in it are places in the page.
        let place = |group: usize| found.get(group).map(|group| first + group.start()..first + group.end());
        let (label, value) = (place(1)?, place(2)?);
        return (words().count() == 1)
            .then(|| row_of((found[1].to_owned(), label), (found[2].to_owned(), value), first..last, RowForm::Kept));
    }
    if !events.iter().all(|(event, _)| is_plain(event)) {
        return None;
    }
    let (label, value) =
        text.split_once(':').map(|(label, value)| (label.trim().to_owned(), value.trim().to_owned()))?;
    known(&label, fields).filter(|_| is_value(&value))?;
    let label_place = first..(first + label.len()).min(last);
    let value_place = last.saturating_sub(value.len()).max(label_place.end)..last;
    Some(row_of((label, label_place), (value, value_place), first..last, RowForm::Kept))
}

/// Whether a text can be the value of a fact: it is no sentence.
pub(super) fn is_value(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST_VALUE && !text.ends_with(['.', '?', '!'])
}

/// The facts beside each other in one run of words: `Version 1.0 | Next review: June 2027`.
pub(super) fn beside(events: &[Spanned<'_>], fields: &[(&Field, bool)]) -> Vec<Row> {
    let [(Event::Text(text), range)] = events else { return Vec::new() };
    let mut at = range.start;
    let parts = text.split_inclusive(['|', '·', '•', ';']).map(|part| {
        let from = at + part.len() - part.trim_start_matches([' ', ':']).len();
        at += part.len();
        let words = part.trim_matches([' ', ':', '|', '·', '•', ';']);
        (Event::Text(words.into()), from..from + words.len())
    });
    parts.filter_map(|part| plain_line(&[part], fields)).collect()
}
