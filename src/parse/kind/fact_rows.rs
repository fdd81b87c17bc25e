//! Facts in a text: a label and a value, each with its place.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::html::tokenizer::is_line_break;
use crate::config::kinds::{Field, normalized};
use crate::parse::events::Spanned;

/// A label and a value, each with its place in the text.
pub(super) struct Row {
    pub(super) label: (String, Range<usize>),
    pub(super) value: (String, Range<usize>),
    /// The range of text to remove.
    pub(super) range: Range<usize>,
    pub(super) form: RowForm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowForm {
    Line,
    TableHead,
    TableRow,
    /// A row of a table that stays in the text, because another row contains more than text.
    Kept,
}

/// The field that a label names.
pub(super) fn known<'a>(label: &str, fields: &[(&'a Field, bool)]) -> Option<&'a Field> {
    let label = normalized(label.trim().trim_end_matches(['.', ':']));
    let is_it = |field: &Field| {
        [&field.name, &field.label].into_iter().chain(&field.aliases).any(|name| normalized(name) == label)
    };
    fields.iter().map(|(field, _)| *field).find(|field| is_it(field))
}

/// Whether a row says who signed: `Approving signature`. It needs no other fact beside it.
pub(super) fn is_signature(row: &Row, fields: &[(&Field, bool)]) -> bool {
    normalized(&row.label.0).contains("signature") && known(&row.label.0, fields).is_some()
}

/// Whether an event is more than text, so that it cannot be the value of a field.
pub(super) fn is_more(event: &Event<'_>) -> bool {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => !dest_url.starts_with("mailto:"),
        Event::Start(Tag::Image { .. }) => true,
        Event::InlineHtml(html) => !is_line_break(html),
        _ => false,
    }
}

/// The words of a run of text, with mail addresses behind the words that are linked to them, and commas between what
/// is on lines of its own.
pub(super) fn words_and_mail(events: &[Spanned<'_>]) -> String {
    let mut out = String::new();
    let mut open = None;
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::InlineHtml(html) if is_line_break(html) => {
                out.truncate(out.trim_end_matches([' ', ',', ';']).len());
                out.push_str(if out.is_empty() { "" } else { ", " });
            }
            Event::Start(Tag::Link { dest_url, .. }) => open = Some((dest_url, out.len())),
            Event::End(TagEnd::Link) => {
                let mail = open.take().and_then(|(target, at)| Some((target.strip_prefix("mailto:")?, at)));
                let Some((address, at)) = mail else { continue };
                let address = address.split('?').next().unwrap_or_default();
                if !out[at..].contains(address) {
                    out.push_str(&format!(" ({address})"));
                }
            }
            _ => {}
        }
    }
    out.trim().trim_end_matches(',').to_owned()
}

pub(super) fn row_of(
    label: (String, Range<usize>),
    value: (String, Range<usize>),
    range: Range<usize>,
    form: RowForm,
) -> Row {
    let words = label.0.trim().trim_end_matches(':').trim().to_owned();
    Row { label: (words, label.1), value: (value.0.trim().to_owned(), value.1), range, form }
}

/// The range of the words in a construct, without the colon and the spaces before them.
pub(super) fn words_of(events: &[Spanned<'_>], around: &Range<usize>) -> Range<usize> {
    let mut words = events.iter().filter(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_)));
    let Some((first, range)) = words.next() else { return around.clone() };
    let gap = match first {
        Event::Text(text) => text.len() - text.trim_start_matches([':', ' ']).len(),
        _ => 0,
    };
    range.start + gap..words.next_back().map_or(range.end, |(_, last)| last.end)
}
