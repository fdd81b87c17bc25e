//! Rule: characters that an author wrote as text, and that readers do not see, because Markdown reads them as markup.
//!
//! Signs of multiplication, names between underscores, the backslashes of paths, and those around formulas of LaTeX.
//!
//! Source of the rule: CommonMark 0.31.2, 2.4 (backslash escapes) and 6.2 (emphasis and strong emphasis).

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag};
use regex::Regex;

use crate::base::codes::text::TEXT_LOST_CHARACTER;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::base::text::{ceil_char_boundary, floor_char_boundary};
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

/// Names of Python that are often written without code marks.
const DUNDER_NAMES: &[&str] =
    &["init", "main", "name", "file", "all", "version", "pycache", "repr", "str", "dict", "call"];
/// The longest path or formula, in bytes.
const LONGEST: usize = 300;
/// What is in front of a path.
const BEFORE_PATHS: &[char] = &['"', '\'', '(', '[', '“', '‘', '*'];
/// What is behind a path.
const BEHIND_PATHS: &[char] = &['"', '\'', ')', ']', '”', '’', '.', ',', ';', ':', '!', '?'];

/// How a path of Windows begins: a drive, a server, a variable, or this folder.
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[A-Za-z]:\\|\\\\[A-Za-z0-9]|%[A-Za-z]\w*%\\|\.{1,2}\\)")
        .expect("a pattern of this program is well formed")
});
/// What only a formula has: a command, a power, or an index or an equation between single letters.
static FORMULA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\\[A-Za-z]+|[\w)}\]]\^|\b[A-Za-z](?:_[A-Za-z0-9{]| *=)")
        .expect("a pattern of this program is well formed")
});

/// Looks at emphasis and at escapes, once for each word.
#[derive(Default)]
pub(super) struct LostCharacters {
    /// Up to here, escapes have been looked at.
    checked: usize,
}

impl<'a> Rule<'a> for LostCharacters {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        match context.event() {
            Event::Start(Tag::Emphasis | Tag::Strong) => emphasis(context, report),
            Event::Text(_) if !context.nesting.is_in_code_block && context.range().start >= self.checked.max(1) => {
                let (text, at) = (context.page.markdown, context.range().start);
                let bytes = text.as_bytes();
                if bytes[at - 1] == b'\\' && bytes.get(at).is_some_and(u8::is_ascii_punctuation) {
                    self.checked = escape(text, at - 1, report).unwrap_or(self.checked);
                }
            }
            _ => {}
        }
    }
}

/// Checks whether signs of emphasis are part of an expression or of a name.
fn emphasis(context: &LintContext<'_>, report: &mut Report<'_>) {
    let (text, range, source) = (context.page.markdown, context.range(), context.source());
    let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    if source.starts_with('*') && is_digit(before) && is_digit(after) {
        let (what, help) = ("asterisks", "write `\\*` or `×`, or put the expression in code marks");
        return found(report, range, what, "emphasis", help, source.replace('*', "\\*"));
    }
    let Some(name) = source.strip_prefix("__").and_then(|rest| rest.strip_suffix("__")) else { return };
    let is_name = name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let is_in_code = matches!(after, Some('/' | '(')) || is_file_ending(&text[range.end..]);
    if is_name && (is_in_code || DUNDER_NAMES.contains(&name)) {
        let help = "put the name in code marks";
        found(report, range, "underscores", "bold", help, source.replace('_', "\\_"));
    }
}

/// Whether a text begins like the ending of a file.
fn is_file_ending(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_lowercase()))
}

fn found(report: &mut Report<'_>, range: &Range<usize>, what: &str, markup: &str, help: &str, new: String) {
    let message = format!("readers do not see these {what}, because Markdown reads them as {markup}");
    let old = report.source(range).to_owned();
    let finding = Diagnostic::new(&TEXT_LOST_CHARACTER, report.location(range), message).help(help);
    report.push(finding.fix(Fix::Text { old, new }));
}

/// Checks the word around an escape; returns where the word ends if it was reported.
fn escape(text: &str, at: usize, report: &mut Report<'_>) -> Option<usize> {
    let from = ceil_char_boundary(text, at.saturating_sub(LONGEST));
    let before = text[from..at].char_indices().rfind(|(_, letter)| letter.is_whitespace());
    let start = before.map_or(from, |(space, letter)| from + space + letter.len_utf8());
    let rest = beginning(&text[at..]);
    let end = at + rest.find(char::is_whitespace).unwrap_or(rest.len());
    let word = text[start..end].trim_start_matches(BEFORE_PATHS);
    let start = end - word.len();
    let word = word.trim_end_matches(BEHIND_PATHS);
    if PATH.is_match(word) && has_both(word) && !word.contains(['`', '|', '<']) {
        let place = start..start + word.len();
        let message = "readers do not see all backslashes of this path, because Markdown reads them as escapes";
        let finding = Diagnostic::new(&TEXT_LOST_CHARACTER, report.location(&place), message)
            .help(format!("put the path in code marks: `` `{word}` ``"));
        report.push(finding.fix(Fix::Text { old: word.to_owned(), new: format!("`{word}`") }));
        return Some(place.end);
    }
    let (close, mark) = match text.as_bytes()[at + 1] {
        b'(' => ("\\)", "$"),
        b'[' => ("\\]", "$$"),
        _ => return None,
    };
    let line = beginning(&text[at + 2..]).lines().next().unwrap_or_default();
    let formula = &line[..line.find(close)?];
    if !FORMULA.is_match(formula) {
        return None;
    }
    let place = at..at + 2 + formula.len() + close.len();
    let new = format!("{mark}{}{mark}", formula.trim());
    let message = "this formula is shown as text, because Markdown reads its backslashes as escapes";
    let finding =
        Diagnostic::new(&TEXT_LOST_CHARACTER, report.location(&place), message).help(format!("write `{new}`"));
    report.push(finding.fix(Fix::Text { old: text[place.clone()].to_owned(), new }));
    Some(place.end)
}

/// As much of a text as is searched for the end of a path or of a formula.
fn beginning(text: &str) -> &str {
    &text[..floor_char_boundary(text, LONGEST)]
}

/// Whether a word has backslashes that are shown beside others that are not: a writer who escapes escapes them all.
fn has_both(word: &str) -> bool {
    let (mut shown, mut hidden) = (false, false);
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            continue;
        }
        match letters.peek().is_some_and(char::is_ascii_punctuation) {
            true => {
                hidden = true;
                letters.next();
            }
            false => shown = true,
        }
    }
    shown && hidden
}
