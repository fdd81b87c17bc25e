//! Words that were meant for later and left in the text.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use pulldown_cmark::Event;

use crate::base::codes::text::TEXT_LEFTOVER;
use crate::base::language::primary;
use crate::parse::prose::Judge;

/// Words that are left for later, as whole words.
const LEFT: &[&str] = &["TODO", "TBD", "FIXME", "TBC", "XXX"];
/// Signs that stand before a choice.
const BOXES: &[char] = &['☐', '☑', '☒', '□', '■', '○', '◯'];
/// Beginnings of places to be filled in.
const TO_FILL: &[&str] = &["[insert ", "<insert ", "[your ", "lorem ipsum", "[placeholder", "[name of ", "[add "];

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
    for (at, event) in judge.prose() {
        if let Event::Text(text) = event {
            left(judge, at, text);
            to_fill(judge, at, text);
        }
    }
}

fn left(judge: &mut Judge<'_>, at: usize, text: &str) {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    // One mention that says what they are stands for all in its sentence.
    let mut ends = LEFT.iter().flat_map(|word| text.match_indices(*word).map(|(at, _)| at + word.len()));
    let is_word = WITH_TODO.contains(&primary(judge.text.language.tag).as_str());
    let talks_of_them = ends.any(|end| is_talked_of(&text[end..]));
    for word in LEFT {
        for (start, _) in text.match_indices(word) {
            let before = text[..start].chars().next_back();
            // A box to tick says that this is a choice of a form.
            if text[..start].trim_end().ends_with(BOXES) {
                continue;
            }
            let mut behind = text[start + word.len()..].chars();
            let after = behind.next();
            // `TODO.md` is a file; in some languages "TODO" is a word.
            let is_name = after == Some('.') && behind.next().is_some_and(is_letter);
            if is_name || is_word && *word == "TODO" && after != Some(':') {
                continue;
            }
            if !talks_of_them
                && !before.is_some_and(is_letter)
                && !after.is_some_and(is_letter)
                && before != Some('/')
                && before != Some('`')
            {
                let help = "finish the text, or take the note out";
                let place = judge.part(at, start..start + word.len());
                judge.report(&TEXT_LEFTOVER, &place, format!("`{word}` was left in the text"), help);
            }
        }
    }
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

fn to_fill(judge: &mut Judge<'_>, at: usize, text: &str) {
    // Brackets that are no link stand in events of their own.
    if let [(Event::Text(open), range), (Event::Text(words), _), (Event::Text(close), end), ..] = &judge.events[at..]
        && open.ends_with('[')
        && close.starts_with(']')
        && TO_FILL.iter().any(|start| format!("[{} ", words.to_lowercase()).starts_with(start))
    {
        let place = range.end - 1..end.start + 1;
        let message = format!("`[{words}]` is still to be filled in");
        judge.report(&TEXT_LEFTOVER, &place, message, "write what belongs here");
    }
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return;
    }
    for start in TO_FILL.iter().filter_map(|words| lower.find(words)) {
        let most = if text[start..].starts_with(['[', '<']) { LONGEST_PLACE } else { "lorem ipsum".len() };
        let end = text[start..].find([']', '>']).map_or(text.len().min(start + most), |end| start + end + 1);
        let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        let message = format!("`{}` is still to be filled in", &text[start..end]);
        let place = judge.part(at, start..end);
        judge.report(&TEXT_LEFTOVER, &place, message, "write what belongs here");
    }
}
