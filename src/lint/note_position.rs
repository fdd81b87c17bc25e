//! Whether a word such as `TBD` replaces text that is missing, or is a word of a sentence.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::text::{ceil_char_boundary, floor_char_boundary};
use crate::lint::context::LintContext;

/// Words before a missing value.
const VERBS: &[&str] =
    &["is", "are", "be", "was", "were", "a", "still", "currently", "yet", "now", "remains", "remain"];
/// Words after a missing value: `TBD by the team`, `TBD after the pilot`.
const CONDITIONS: &[&str] =
    &["after", "based", "before", "by", "in", "later", "once", "pending", "soon", "until", "upon", "when"];
/// Words behind which `TBD` is a name: `hand over to TBD`, `no TBD is left`.
const LINKING: &[&str] = &[
    "a", "all", "an", "and", "any", "as", "between", "both", "each", "every", "extend", "for", "from", "in", "into",
    "like", "no", "not", "of", "on", "or", "than", "that", "the", "this", "to", "via", "with", "within", "without",
];
/// The most words of a label without a colon, as in `Start date TBD`, or in brackets, as in `[Link TBD]`.
const LABEL_WORDS: usize = 4;

/// The most parts of a line before and after a note that are read. A line can have as many notes as parts.
const NEAR: usize = 50;

/// The same for the text of one part, in bytes.
const NEAR_BYTES: usize = 1_000;

/// The text around a note to self in its line, without markup.
#[derive(Debug, Default)]
pub(super) struct Position {
    before: String,
    after: String,
}

impl Position {
    /// The text of the line around the current event, which is a text.
    pub(super) fn of(context: &LintContext<'_>) -> Position {
        let mut before: Vec<&str> =
            context.before().iter().rev().take(NEAR).map_while(|(event, _)| inline(event)).collect();
        before.reverse();
        let after = context.after().iter().take(NEAR).map_while(|(event, _)| inline(event)).collect();
        Position { before: before.concat(), after }
    }

    /// Whether a note between two parts of the event's text replaces text that is missing.
    pub(super) fn is_missing_text(&self, before: &str, note: &str, after: &str) -> bool {
        let before = &before[ceil_char_boundary(before, before.len().saturating_sub(NEAR_BYTES))..];
        let after = &after[..floor_char_boundary(after, NEAR_BYTES)];
        let before = format!("{}{before}", self.before);
        let after = format!("{after}{}", self.after);
        // `TBD(AUG)` and `AD -> TBD` are names.
        if after.starts_with('(') || before.trim_end().ends_with("->") {
            return false;
        }
        let (before, after) = (before.as_str(), after.trim_start());
        if let Some((outside, open, inside)) = in_brackets(before) {
            let is_label = inside.split_whitespace().count() < LABEL_WORDS && after.starts_with(close_of(open));
            let is_start = inside.trim().is_empty() && !stands_for(outside, note);
            return (is_label && !stands_for(outside, note)) || (is_start && ends(after, note));
        }
        let before = before.trim_end();
        let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_verb = VERBS.contains(&last.to_lowercase().as_str());
        if before.is_empty() || before.ends_with(['.', '!', '?', ';', ':', '=', '–', '—', '|']) || is_verb {
            return ends(after, note);
        }
        let is_label = before.split_whitespace().count() <= LABEL_WORDS && before.is_ascii();
        is_label && !LINKING.contains(&last.to_lowercase().as_str()) && is_end(after)
    }
}

/// The text of an event inside a line; nothing at its end.
fn inline<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
        | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        | Event::TaskListMarker(_) => Some(""),
        Event::InlineHtml(html) if !html.to_lowercase().starts_with("<br") => Some(""),
        _ => None,
    }
}

/// The text before the last open bracket, the bracket, and the text inside it.
fn in_brackets(before: &str) -> Option<(&str, char, &str)> {
    let at = before.rfind(['[', '(', '<', '{'])?;
    let open = before[at..].chars().next()?;
    let inside = &before[at + 1..];
    (!inside.contains(close_of(open))).then_some((&before[..at], open, inside))
}

fn close_of(open: char) -> char {
    match open {
        '[' => ']',
        '(' => ')',
        '<' => '>',
        _ => '}',
    }
}

/// Whether the note is the short form of the words before it, as in `Tailem Bend (TBD)`.
fn stands_for(before: &str, note: &str) -> bool {
    let initials =
        before.split_whitespace().rev().filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    let initials: Vec<char> = initials.take_while(|letter| letter.is_uppercase()).collect();
    let is_initial = |first: char| initials.contains(&first);
    initials.len() > 1 && note.chars().take(2).all(is_initial)
}

/// Whether nothing, or only a remark or a condition, follows the note.
fn ends(after: &str, note: &str) -> bool {
    let word = after.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    // A task for the author is followed by what is to be done.
    let is_task = matches!(note, "TODO" | "FIXME") && word.starts_with(|letter: char| letter.is_ascii_alphabetic());
    is_end(after) || is_task || CONDITIONS.contains(&word.to_lowercase().as_str())
}

/// Whether the text ends here, or a sign ends the part of a sentence. An arrow leads on.
fn is_end(after: &str) -> bool {
    let is_arrow = after.starts_with("->") || after.starts_with("–>");
    after.is_empty()
        || (!is_arrow
            && after.starts_with([
                '.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '(', '[', '-', '–', '—', '|', '*', '_', '"',
            ]))
}
