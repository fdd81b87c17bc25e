//! An overview of many diagnostics: their causes with counts, those that matter most first.
//!
//! A person who runs the program on an existing library has hundreds of diagnostics with few causes. A cause is a code,
//! or a message that a code has many times: a link to one missing page in a shared menu is one mistake. Some messages differ
//! in a count or in the ending of a file only; what these have in common is their remedy.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::base::code::{Code, Severity};
use crate::base::codes::SOURCE_ACTIVE_FILE;
use crate::base::codes::text::TEXT_UNSUPPORTED_SYNTAX;
use crate::base::diagnostic::Diagnostic;
use crate::report::sources::Sources;
use crate::report::tally::counted;

/// A message that occurs this often is a cause of its own.
const LEAST_REPEATS: usize = 5;
/// The most causes of one code.
const MOST_OF_CODE: usize = 3;
/// The most causes that are listed; a code is rarely among the rest, because there are few codes.
const MOST_LISTED: usize = 40;

/// Diagnostics that one change can fix, or one kind of change.
#[derive(Debug)]
pub struct Cause<'a> {
    /// In order of path and offset; never empty.
    pub diagnostics: Vec<&'a Diagnostic>,
    /// Whether all are about the same thing.
    is_one_message: bool,
}

impl<'a> Cause<'a> {
    /// The first diagnostic, as an example of the others.
    pub fn first(&self) -> &'a Diagnostic {
        self.diagnostics[0]
    }

    fn severity(&self) -> Severity {
        self.first().severity
    }

    /// The number of other places, with some of them; `None` if there is one place only.
    pub fn elsewhere(&self, sources: &Sources<'_>) -> Option<String> {
        let others = &self.diagnostics[1..];
        let files: BTreeSet<&str> = self.diagnostics.iter().map(|diagnostic| diagnostic.at.path.as_str()).collect();
        let next = others.first()?;
        let line = sources.position(&next.at).map_or_else(String::new, |position| format!(":{}", position.line));
        let what = if self.is_one_message { "the same" } else { "others of this kind" };
        let place = if others.len() == 1 { "place" } else { "places" };
        let number = with_separators(others.len());
        let files = if files.len() == 1 { String::new() } else { format!(", in {}", counted(files.len(), "file")) };
        Some(format!("{what} in {number} more {place}{files}; next: {}{line}", next.at.path))
    }

    /// What it is about, in one line.
    fn words(&self) -> String {
        let first = self.first();
        if self.diagnostics.iter().all(|diagnostic| diagnostic.message == first.message) {
            return first.message.clone();
        }
        match self.is_one_message && first.code == &TEXT_UNSUPPORTED_SYNTAX {
            // The count is that of one page.
            true => first.message.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start().to_owned(),
            false => lower_first(first.code.summary.trim_end_matches('.')),
        }
    }
}

/// Codes in the order of their weight: errors that stop every build first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct CodeRank {
    is_fatal: Reverse<bool>,
    severity: Reverse<Severity>,
    code: &'static str,
}

/// The causes of diagnostics: errors that stop every build first, then by severity and number.
pub fn causes<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<Cause<'a>> {
    let mut by_code: BTreeMap<CodeRank, Vec<&'a Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let rank = CodeRank {
            is_fatal: Reverse(diagnostic.is_fatal()),
            severity: Reverse(diagnostic.severity),
            code: diagnostic.code.name,
        };
        by_code.entry(rank).or_default().push(diagnostic);
    }
    let mut causes: Vec<Cause<'a>> = by_code.into_values().flat_map(of_code).collect();
    causes.sort_by_key(|cause| {
        (Reverse(cause.first().is_fatal()), Reverse(cause.severity()), Reverse(cause.diagnostics.len()))
    });
    causes
}

/// Codes whose messages have a count or an ending in them.
const BY_HELP: &[&Code] = &[&SOURCE_ACTIVE_FILE, &TEXT_UNSUPPORTED_SYNTAX];

/// What diagnostics of one cause have in common, in small letters: `Link` and `link` are one cause.
fn key(diagnostic: &Diagnostic) -> String {
    let by_help = BY_HELP.contains(&diagnostic.code).then_some(diagnostic.help.as_deref()).flatten();
    by_help.unwrap_or(&diagnostic.message).to_lowercase()
}

/// Splits the diagnostics of a code into messages that repeat, and the rest.
fn of_code(diagnostics: Vec<&Diagnostic>) -> Vec<Cause<'_>> {
    let mut by_message: BTreeMap<String, usize> = BTreeMap::new();
    diagnostics.iter().for_each(|diagnostic| *by_message.entry(key(diagnostic)).or_default() += 1);
    if by_message.len() == 1 {
        return vec![Cause { diagnostics, is_one_message: true }];
    }
    let least = LEAST_REPEATS.max(diagnostics.len() / 10);
    let mut often: Vec<(String, usize)> = by_message.into_iter().filter(|(_, count)| *count >= least).collect();
    often.sort_by_key(|(_, count)| Reverse(*count));
    often.truncate(MOST_OF_CODE);
    let mut parts: Vec<Vec<&Diagnostic>> = vec![Vec::new(); often.len() + 1];
    for diagnostic in diagnostics {
        let at = often.iter().position(|(message, _)| *message == key(diagnostic)).unwrap_or(often.len());
        parts[at].push(diagnostic);
    }
    let last = parts.len() - 1;
    let causes = parts.into_iter().enumerate().filter(|(_, part)| !part.is_empty());
    causes.map(|(at, diagnostics)| Cause { is_one_message: at < last, diagnostics }).collect()
}

/// The list of causes, a line each.
pub fn list(causes: &[Cause<'_>], width: usize) -> String {
    let number = |cause: &Cause<'_>| with_separators(cause.diagnostics.len());
    let counts = causes.iter().map(|cause| number(cause).len()).max().unwrap_or(1);
    let codes = causes.iter().map(|cause| cause.first().code.name.len()).max().unwrap_or(1);
    let mut text = String::new();
    for cause in causes.iter().take(MOST_LISTED) {
        let (severity, code) = (word(cause.severity()), cause.first().code.name);
        let line = format!("  {:>counts$}  {severity:<7}  {code:<codes$}  {}", number(cause), cause.words());
        text += cut(&line, width).trim_end();
        text.push('\n');
    }
    if causes.len() > MOST_LISTED {
        let rest = causes.len() - MOST_LISTED;
        text += &format!("  … and {rest} more {}\n", if rest == 1 { "cause" } else { "causes" });
    }
    text
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase).into_iter().flatten();
    // A word in capitals keeps them.
    if text.chars().nth(1).is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first.chain(letters).collect()
}

/// A line that fits the terminal.
fn cut(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |letter: &char| {
        let wide = letter.width().unwrap_or(0);
        let fits = wide <= left;
        left = if fits { left - wide } else { 0 };
        fits
    };
    let short: String = line.chars().take_while(fits).collect();
    format!("{}…", short.trim_end())
}

/// `1402` as `1,402`.
fn with_separators(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::{LINK_MISSING_PAGE, LINK_SAME_PAGE, META_SYNTAX};
    use crate::base::diagnostic::Location;
    use crate::base::path::SourcePath;

    fn diagnostics() -> Vec<Diagnostic> {
        let at = |path: &str| Location::file(&SourcePath::new(path));
        let mut all: Vec<Diagnostic> =
            (0..6).map(|page| Diagnostic::new(&LINK_MISSING_PAGE, at(&format!("{page}.md")), "no page `x`")).collect();
        all.extend(["a", "b"].map(|page| Diagnostic::new(&LINK_MISSING_PAGE, at("a.md"), format!("no page `{page}`"))));
        all.extend((0..9).map(|page| Diagnostic::new(&LINK_SAME_PAGE, at(&format!("{page}.md")), "its own page")));
        all.push(Diagnostic::new(&META_SYNTAX, at("z.md"), "unreadable"));
        all
    }

    #[test]
    fn causes_are_in_order_of_weight() {
        let all = diagnostics();
        let causes = causes(&all);
        let counts: Vec<(&str, usize)> =
            causes.iter().map(|cause| (cause.first().code.name, cause.diagnostics.len())).collect();
        let expected = [("meta/syntax", 1), ("link/missing-page", 6), ("link/missing-page", 2), ("link/same-page", 9)];
        assert_eq!(counts, expected);
    }

    #[test]
    fn a_line_fits_the_terminal() {
        let all = diagnostics();
        let text = list(&causes(&all), 60);
        assert!(text.lines().all(|line| line.width() <= 60), "{text}");
        assert!(text.contains("6  error    link/missing-page  no page `x`"), "{text}");
        assert_eq!(with_separators(1402), "1,402");
        assert_eq!(cut("日本語の長い行", 8), "日本語…");
    }
}
