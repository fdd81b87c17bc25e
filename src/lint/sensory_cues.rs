//! Rule: instructions that rely on colour alone (WCAG 1.3.3 and 1.4.1).

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::A11Y_COLOUR_ONLY;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

const COLOURS: &[&str] =
    &["red", "green", "blue", "yellow", "orange", "purple", "pink", "grey", "gray", "black", "white", "brown", "amber"];
/// What a reader does to a control.
const ACTIONS: &[&str] = &["click", "press", "select", "push", "tap", "choose", "hit", "touch", "pull", "turn"];
/// Things that are called by their colour.
const THINGS: &[&str] = &[
    "button", "link", "icon", "tab", "box", "arrow", "dot", "circle", "square", "field", "row", "cell", "switch",
    "handle", "lever", "lamp", "light", "key", "tile", "banner", "text", "one", "ones",
];
/// Ways to show something by colour alone.
const SHOWN: &[&str] = &["shown", "marked", "highlighted", "displayed", "written", "printed", "outlined", "shaded"];
/// Words after a colour that also identify the element in another way.
const NAMED: &[&str] =
    &["labelled", "labeled", "marked", "called", "named", "that", "which", "with", "reading", "saying"];
/// Where on a page something is.
const SIDES: &[&str] = &["top", "bottom", "left", "right", "upper", "lower"];

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let Event::Text(text) = context.event() else { return };
    if context.nesting.is_in_code_block || !names_colour(text) {
        return;
    }
    if !text.is_ascii() && text.to_lowercase().len() != text.len() {
        return;
    }
    let lower = text.to_lowercase();
    let words = words(&lower);
    for (index, word) in words.iter().enumerate().filter(|(_, word)| COLOURS.contains(&word.text.as_str())) {
        let before = |back: usize| index.checked_sub(back).map_or("", |at| words[at].text.as_str());
        let after = |on: usize| words.get(index + on).map_or("", |word| word.text.as_str());
        let has_action = matches!(before(1), "the" | "a")
            && (ACTIONS.contains(&before(2)) || before(2) == "on" && ACTIONS.contains(&before(3)));
        let place = if has_action && THINGS.contains(&after(1)) && !NAMED.contains(&after(2)) {
            let thing = &words[index + 1];
            let rest = text[thing.end..].trim_start();
            // A name in quotation marks, in bold or in code may follow.
            let is_named = rest.starts_with(['"', '“', '\'', '‘', '(', ':', '–', '—'])
                || rest.is_empty() && is_named_after(context);
            let has_place = matches!(after(2), "in" | "at" | "on") && after(3) == "the" && SIDES.contains(&after(4));
            (!is_named && !has_place).then_some(word.start..thing.end)
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
            let message = format!("only the colour identifies this: `{}`", &text[place.clone()]);
            let help = "add its name, such as “the red **Stop** button” or “marked with an asterisk”";
            report.add(&A11Y_COLOUR_ONLY, &context.text_range(place), message, help);
        }
    }
}

/// A word of a text: where it begins, as it is written in lower case.
struct CueWord {
    start: usize,
    end: usize,
    text: String,
}

static ANY_COLOUR: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).build(COLOURS);
    finder.expect("a few short words")
});

/// Whether a text names a colour as a word of its own.
fn names_colour(text: &str) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_alphanumeric);
    ANY_COLOUR
        .find_overlapping_iter(text)
        .any(|found| !is_letter(found.start().checked_sub(1)) && !is_letter(Some(found.end())))
}

/// Whether emphasis, code or an image follows, which may name what came before.
fn is_named_after(context: &LintContext<'_>) -> bool {
    matches!(
        context.after().first(),
        Some((
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Image { .. } | Tag::Link { .. })
                | Event::Code(_)
                | Event::InlineHtml(_),
            _
        ))
    )
}

fn words(text: &str) -> Vec<CueWord> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        match (letter.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                words.push(CueWord { start: first, end: at, text: text[first..at].to_owned() });
                start = None;
            }
            _ => {}
        }
    }
    words
}
