//! Dollar signs that are no formula, such as prices and variables, kept as text.
//!
//! A formula between single signs stands free of letters and digits, as in Pandoc, and has a sign of mathematics or is a
//! short name.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser};
use regex::Regex;

use crate::parse::fixups::lines::is_inside;
use crate::parse::fixups::normalized::{Insertion, Normalized};

/// How often a text is looked at again: a sign that is text may leave another to be paired.
const MAX_PASSES: usize = 8;

/// What has no sign of mathematics and is a formula all the same: `x`, `n-1`, `2x`, `f(x)`, `P, Q`.
static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[0-9.]*[A-Za-z]{1,2}|[A-Za-z]{1,3}\([^()]*\)|[0-9A-Za-z.,()]+(?: ?[+/*-] ?[0-9A-Za-z.,()]+)+)$")
        .expect("a pattern of this program is well formed")
});

/// Makes text of dollar signs that are no formula.
pub fn apply(normalized: &mut Normalized<'_>) {
    for _ in 0..MAX_PASSES {
        if !normalized.options.contains(Options::ENABLE_MATH) {
            return;
        }
        if memchr::memchr_iter(b'$', normalized.text.as_bytes()).take(2).count() < 2 {
            break;
        }
        let text = &*normalized.text;
        // In code a backslash would be seen. A sign there is left to code once those before it are text.
        let code = code_spans(text, normalized.options);
        let mut has_formula = false;
        let mut false_ones = Vec::new();
        for (event, range) in Parser::new_ext(text, normalized.options).into_offset_iter() {
            let is_formula = match &event {
                Event::InlineMath(formula) => {
                    is_formula(formula, text[..range.start].chars().next_back(), text[range.end..].chars().next())
                }
                Event::DisplayMath(formula) => !formula.trim().is_empty() && !formula.contains("\n\n"),
                _ => continue,
            };
            if is_formula {
                has_formula = true;
            } else if !is_inside(&code, range.start) {
                false_ones.push(Insertion { at: range.start, text: "\\".to_owned() });
            }
        }
        if false_ones.is_empty() && has_formula {
            return;
        }
        if !has_formula && false_ones.is_empty() {
            break;
        }
        normalized.insert(false_ones);
    }
    normalized.options.remove(Options::ENABLE_MATH);
}

/// The code spans of a text, as they are without formulas.
fn code_spans(text: &str, options: Options) -> Vec<Range<usize>> {
    let events = Parser::new_ext(text, options - Options::ENABLE_MATH).into_offset_iter();
    events.filter(|(event, _)| matches!(event, Event::Code(_))).map(|(_, range)| range).collect()
}

/// Whether the text between two dollar signs is a formula, by itself and the letters around the signs.
fn is_formula(formula: &str, before: Option<char>, after: Option<char>) -> bool {
    let is_free = |letter: Option<char>| !letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '$');
    let words =
        formula.split_whitespace().filter(|word| word.len() > 3 && word.bytes().all(|b| b.is_ascii_alphabetic()));
    let has_sign = formula.contains(['\\', '^', '=', '<', '>', '{', '≤', '≥', '∈', '±'])
        || formula.contains('_') && !formula.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_free(before)
        && is_free(after)
        && !formula.contains('`')
        && (formula.contains('\\') || words.count() < 2)
        && (has_sign && !is_variable(formula)
            || PLAIN.is_match(formula.trim()) && !formula.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether this is the part of a shell command between two variables: `{HOME}/bin:`, `PATH=`.
fn is_variable(formula: &str) -> bool {
    formula.ends_with(['=', ':', '/']) || formula.starts_with('{') && formula.contains("}/")
}
