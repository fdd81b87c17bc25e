//! Things that only a colour or a sign tells apart.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{A11Y_COLOUR_ONLY, A11Y_EMOJI};
use crate::base::emoji::is_emoji;
use crate::lint::Judge;
use crate::parse::title::plain_text;

const COLOURS: &[&str] =
    &["red", "green", "blue", "yellow", "orange", "purple", "pink", "grey", "gray", "black", "white", "brown", "amber"];
/// What a reader does to a thing.
const DEEDS: &[&str] = &["click", "press", "select", "push", "tap", "choose", "hit", "touch", "pull", "turn"];
/// Things that are called by their colour.
const THINGS: &[&str] = &[
    "button", "link", "icon", "tab", "box", "arrow", "dot", "circle", "square", "field", "row", "cell", "switch",
    "handle", "lever", "lamp", "light", "key", "tile", "banner", "text", "one", "ones",
];
/// How things are told apart by colour alone.
const SHOWN: &[&str] = &["shown", "marked", "highlighted", "displayed", "written", "printed", "outlined", "shaded"];
/// Words behind a coloured thing that name it in another way too.
const NAMED: &[&str] =
    &["labelled", "labeled", "marked", "called", "named", "that", "which", "with", "reading", "saying"];

pub(super) fn check(judge: &mut Judge<'_>) {
    let mut table_told = false;
    for (at, event) in judge.prose() {
        match event {
            Event::Text(text) => colour(judge, at, text),
            Event::Start(Tag::Table(_)) => table_told = false,
            Event::Start(Tag::TableCell) if !table_told => {
                table_told = sign(judge, at, "this cell", &|end| matches!(end, TagEnd::TableCell));
            }
            Event::Start(Tag::Heading { .. }) => {
                sign(judge, at, "this heading", &|end| matches!(end, TagEnd::Heading(_)));
            }
            Event::Start(Tag::Link { .. }) => {
                sign(judge, at, "this link", &|end| matches!(end, TagEnd::Link));
            }
            _ => {}
        }
    }
}

/// A word of a text: where it begins, as it is written in lower case.
struct Word {
    start: usize,
    end: usize,
    text: String,
}

static ANY_COLOUR: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(COLOURS);
    finder.expect("a few short words")
});

/// Whether a colour stands in a text as a word of its own.
fn names_colour(text: &str) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_alphanumeric);
    ANY_COLOUR
        .find_overlapping_iter(text)
        .any(|found| !is_letter(found.start().checked_sub(1)) && !is_letter(Some(found.end())))
}

fn colour(judge: &mut Judge<'_>, at: usize, text: &str) {
    if !text.is_ascii() && text.to_lowercase().len() != text.len() {
        return;
    }
    if !names_colour(text) {
        return;
    }
    let lower = text.to_lowercase();
    let words = words(&lower);
    for (index, word) in words.iter().enumerate().filter(|(_, word)| COLOURS.contains(&word.text.as_str())) {
        let before = |back: usize| index.checked_sub(back).map_or("", |at| words[at].text.as_str());
        let after = |on: usize| words.get(index + on).map_or("", |word| word.text.as_str());
        let has_deed = matches!(before(1), "the" | "a")
            && (DEEDS.contains(&before(2)) || before(2) == "on" && DEEDS.contains(&before(3)));
        let place = if has_deed && THINGS.contains(&after(1)) && !NAMED.contains(&after(2)) {
            let thing = &words[index + 1];
            let rest = text[thing.end..].trim_start();
            // A name in quotation marks, in bold or in code may follow.
            let is_named =
                rest.starts_with(['"', '“', '\'', '‘', '(', ':', '–', '—']) || rest.is_empty() && goes_on(judge, at);
            (!is_named).then_some(word.start..thing.end)
        } else if before(1) == "in"
            && matches!(before(2), "fields" | "items" | "entries" | "rows" | "cells" | "steps" | "words")
            && matches!(after(1), "are" | "must" | "have" | "need" | "mean" | "show")
        {
            Some(words[index - 2].start..word.end)
        } else if before(1) == "in" && SHOWN.contains(&before(2)) {
            let is_named =
                matches!(after(1), "with" | "and" | "or") || THINGS.contains(&after(1)) && !matches!(after(1), "text");
            (!is_named).then_some(words[index - 2].start..word.end)
        } else {
            None
        };
        if let Some(place) = place {
            let message = format!("only a colour says what is meant: `{}`", &text[place.clone()]);
            let help = "name it as well, as in “the red **Stop** button” or “marked with an asterisk”";
            let range = judge.part(at, place);
            judge.report(&A11Y_COLOUR_ONLY, &range, message, help);
        }
    }
}

/// Whether emphasis, code or a picture follows, which may name what came before.
fn goes_on(judge: &Judge<'_>, at: usize) -> bool {
    matches!(
        judge.events.get(at + 1),
        Some((
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Image { .. } | Tag::Link { .. })
                | Event::Code(_)
                | Event::InlineHtml(_),
            _
        ))
    )
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                words.push(Word { start: first, end: at, text: text[first..at].to_owned() });
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Reports what holds a sign and no words; says whether it did.
fn sign(judge: &mut Judge<'_>, at: usize, what: &str, is_end: &dyn Fn(&TagEnd) -> bool) -> bool {
    let (inside, _) = judge.inside(at, is_end);
    let has_more =
        inside.iter().any(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Start(Tag::Image { .. })));
    let text = plain_text(inside);
    if has_more || text.chars().any(char::is_alphanumeric) || !text.chars().any(is_emoji) {
        return false;
    }
    let Some((_, range)) = inside.iter().find(|(event, _)| matches!(event, Event::Text(_))) else { return false };
    let message = format!("{what} says `{}` and nothing in words", text.trim());
    let help = "write what it means beside it, as in `✅ Yes`";
    judge.report(&A11Y_EMOJI, &range.clone(), message, help);
    true
}
