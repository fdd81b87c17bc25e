//! Colons that begin a line of text, such as `:30` or `:warning:`, kept from making a term of the lines before them.
//!
//! A definition is a colon, a space and a text, below a term. The parser also takes a colon without a space, and any
//! paragraph as a term.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::parse::fixups::normalized::{Insertion, Normalized};

/// The most letters of a term, and of each of several terms that share a definition.
const MAX_LETTERS: usize = 80;
const MAX_LETTERS_SHARED: usize = 50;
/// A term with more words does not end like a sentence.
const MAX_WORDS_WITH_STOP: usize = 3;
/// How often a text is looked at again: each pass may join paragraphs.
const MAX_PASSES: usize = 8;

/// Makes text of what is no definition.
pub fn apply(normalized: &mut Normalized<'_>) {
    for _ in 0..MAX_PASSES {
        if !normalized.options.contains(Options::ENABLE_DEFINITION_LIST) || !has_colon_line(&normalized.text) {
            return;
        }
        let Colons { false_ones, has_definitions } = colons(&normalized.text, normalized.options);
        if false_ones.is_empty() {
            return;
        }
        if !has_definitions {
            break;
        }
        let code = code_spans(&normalized.text, normalized.options);
        let (in_code, in_text): (Vec<_>, Vec<_>) =
            false_ones.into_iter().partition(|at| code.iter().any(|span| span.contains(at)));
        for at in in_code {
            // A backslash would be seen in code, where a line end is the same as a space.
            normalized.join_lines(at);
        }
        normalized.insert(in_text.into_iter().map(|at| Insertion { at, text: "\\".to_owned() }).collect());
    }
    normalized.options.remove(Options::ENABLE_DEFINITION_LIST);
}

/// Whether a line begins with a colon, apart from what opens blocks around it.
fn has_colon_line(text: &str) -> bool {
    let is_block_start =
        |letter: char| matches!(letter, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')') || letter.is_ascii_digit();
    memchr::memchr_iter(b':', text.as_bytes()).any(|at| {
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
        text[start..at].chars().all(is_block_start)
    })
}

/// The colons that the parser takes for definitions.
struct Colons {
    /// Those that begin a line of text, in order.
    false_ones: Vec<usize>,
    has_definitions: bool,
}

fn colons(text: &str, options: Options) -> Colons {
    let mut found = Colons { false_ones: Vec::new(), has_definitions: false };
    let mut follows_term = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::DefinitionListTitle) => follows_term = is_term(&text[range]),
            Event::Start(Tag::DefinitionListDefinition) => {
                let Some(at) = text[range.clone()].find(':').map(|at| range.start + at) else { continue };
                if follows_term && text[at + 1..].starts_with([' ', '\t']) {
                    found.has_definitions = true;
                } else {
                    found.false_ones.push(at);
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether lines of text can be a term, or several that share a definition.
fn is_term(text: &str) -> bool {
    let lines = || text.lines().map(|line| line.trim_matches([' ', '\t', '>'])).filter(|line| !line.is_empty());
    let most = if lines().count() > 1 { MAX_LETTERS_SHARED } else { MAX_LETTERS };
    let is_sentence = |line: &str| {
        line.ends_with([',', ';'])
            || line.ends_with(['.', '!']) && line.split_whitespace().count() > MAX_WORDS_WITH_STOP
    };
    let count = |sign: char| text.matches(sign).count();
    lines().all(|line| line.chars().count() <= most && !is_sentence(line))
        && count('`') % 2 == 0
        && count('[') == count(']')
}

/// The code spans of a text without definitions.
fn code_spans(text: &str, options: Options) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options - Options::ENABLE_DEFINITION_LIST).into_offset_iter();
    events.filter(|(event, _)| matches!(event, Event::Code(_))).map(|(_, range)| range).collect()
}
