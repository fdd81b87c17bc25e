//! Words that were meant for later and left in the text.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use pulldown_cmark::{Event, TagEnd};

use crate::base::codes::text::TEXT_PLACEHOLDER_TEXT;
use crate::base::language::primary;
use crate::config::RawHtml;
use crate::lint::Judge;
use crate::parse::raw_html::pieces::{Places, lines_of};
use crate::parse::raw_html::scan;

/// Words that are left for later, as whole words.
const LEFT: &[&str] = &["TODO", "TBD", "tbd", "FIXME", "TBC", "tbc", "XXX"];
/// Signs that stand before a choice.
const BOXES: &[char] = &['☐', '☑', '☒', '□', '■', '○', '◯'];
/// Beginnings of places to be filled in.
const TO_FILL: &[&str] =
    &["[insert ", "<insert ", "[your ", "lorem ipsum", "[placeholder", "[name of ", "[add ", "[to be "];

/// Beginnings of HTML whose words are no prose.
const NO_PROSE: &[&str] = &["<pre", "<code", "<script", "<style", "<textarea", "<kbd", "<samp", "<!--"];

/// Languages that say "all" so.
const WITH_TODO: &[&str] = &["es", "gl", "pt"];

/// So much is shown of a place whose bracket is not closed in the same words, in bytes.
const LONGEST_PLACE: usize = 40;

/// Finds whether a page has anything of the kind, in one pass: most have nothing.
static ANY: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(LEFT.iter().chain(TO_FILL));
    finder.expect("a few short words")
});

pub(super) fn check(judge: &mut Judge<'_>) {
    if !ANY.is_match(judge.text.markdown) {
        return;
    }
    let mut html: Vec<(&str, usize)> = Vec::new();
    for (at, event) in judge.prose() {
        match event {
            Event::Text(text) => {
                brackets(judge, at);
                report(judge, text, |judge, part| judge.part(at, part));
            }
            Event::Html(piece) => html.extend(lines_of(judge.text.markdown, piece, &judge.events[at].1)),
            Event::End(TagEnd::HtmlBlock) => in_html(judge, &std::mem::take(&mut html)),
            _ => {}
        }
    }
}

/// The words of a block of HTML, if none of it is code or a comment.
fn in_html(judge: &mut Judge<'_>, pieces: &[(&str, usize)]) {
    let html: String = pieces.iter().map(|(text, _)| *text).collect();
    let lower = html.to_ascii_lowercase();
    if judge.text.raw_html == RawHtml::Escape || NO_PROSE.iter().any(|name| lower.contains(name)) {
        return;
    }
    let places = Places::of(pieces);
    let mut done = 0;
    let end = html.len()..html.len();
    for tag in scan(&html).into_iter().map(|tag| tag.span).chain(std::iter::once(end)) {
        let words = done.min(tag.start)..tag.start;
        report(judge, &html[words.clone()], |_, part| {
            places.range(&(words.start + part.start..words.start + part.end))
        });
        done = tag.end;
    }
}

fn report(judge: &mut Judge<'_>, text: &str, place: impl Fn(&Judge<'_>, Range<usize>) -> Range<usize>) {
    let left = left(text, judge.text.language.tag).into_iter().map(|part| {
        let message = format!("`{}` was left in the text", &text[part.clone()]);
        (part, message, "finish the text, or take the note out")
    });
    let to_fill = to_fill(text).into_iter().map(|part| {
        let message = format!("`{}` is still to be filled in", &text[part.clone()]);
        (part, message, "write what belongs here")
    });
    for (part, message, help) in left.chain(to_fill) {
        let place = place(judge, part);
        judge.report(&TEXT_PLACEHOLDER_TEXT, &place, message, help);
    }
}

/// Where a text has words that were left for later.
fn left(text: &str, language: &str) -> Vec<Range<usize>> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let places = || LEFT.iter().flat_map(|word| text.match_indices(*word).map(|(at, _)| at..at + word.len()));
    // One mention that says what they are stands for all in its sentence.
    if places().any(|place| is_talked_of(&text[place.end..])) {
        return Vec::new();
    }
    let is_word = WITH_TODO.contains(&primary(language).as_str());
    let is_left = |place: &Range<usize>| {
        let before = text[..place.start].chars().next_back();
        let mut behind = text[place.end..].chars();
        let after = behind.next();
        // A box to tick says that this is a choice of a form; `TODO.md` is a file; in some languages "TODO" is a word.
        let is_choice = text[..place.start].trim_end().ends_with(BOXES);
        let is_name = after == Some('.') && behind.next().is_some_and(is_letter);
        let is_all = is_word && &text[place.clone()] == "TODO" && after != Some(':');
        let is_part = |letter: Option<char>| letter.is_some_and(is_letter);
        let is_quoted = matches!(before, Some('/' | '`'));
        // `XXX-1234` is the form of a number.
        let is_form = &text[place.clone()] == "XXX" && (before == Some('-') || after == Some('-'));
        !is_choice && !is_name && !is_all && !is_part(before) && !is_part(after) && !is_quoted && !is_form
    };
    places().filter(is_left).collect()
}

/// Whether the word behind says that such notes are the subject, as in `TODO comments`.
fn is_talked_of(behind: &str) -> bool {
    const SUBJECTS: &[&str] =
        &["comment", "item", "list", "test", "marker", "note", "entry", "entrie", "flag", "tag", "option", "status"];
    let word = behind
        .strip_prefix(' ')
        .map_or("", |rest| rest.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default());
    SUBJECTS.contains(&word.strip_suffix('s').unwrap_or(word))
}

/// Brackets that are no link stand in events of their own.
fn brackets(judge: &mut Judge<'_>, at: usize) {
    if let [(Event::Text(open), range), (Event::Text(words), _), (Event::Text(close), end), ..] = &judge.events[at..]
        && open.ends_with('[')
        && close.starts_with(']')
        && TO_FILL.iter().any(|start| format!("[{} ", words.to_lowercase()).starts_with(start))
    {
        let place = range.end - 1..end.start + 1;
        let message = format!("`[{words}]` is still to be filled in");
        judge.report(&TEXT_PLACEHOLDER_TEXT, &place, message, "write what belongs here");
    }
}

/// Where a text has places to be filled in.
fn to_fill(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let place = |start: usize| {
        let most = if text[start..].starts_with(['[', '<']) { LONGEST_PLACE } else { "lorem ipsum".len() };
        let end = text[start..].find([']', '>']).map_or(text.len().min(start + most), |end| start + end + 1);
        let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        start..end
    };
    TO_FILL.iter().filter_map(|words| lower.find(words)).map(place).collect()
}
