//! What is wrong with front matter that is not valid YAML, in the author's terms, with a remedy.
//!
//! The YAML parser names what its grammar expected; authors know keys, values and quotation marks.

use crate::base::diagnostic::Fix;
use crate::base::span::Span;
use crate::base::yaml::quoted;
use crate::parse::front_matter_keys;

/// A problem of YAML in plain words.
#[derive(Debug, PartialEq, Eq)]
pub struct Explanation {
    /// A range of the block.
    pub span: Span,
    pub message: String,
    pub help: String,
    pub fix: Option<Fix>,
}

/// The line of an error: its key and its value.
struct ErrorLine<'a> {
    text: &'a str,
    start: usize,
    /// The value and its offset, if the line has a key.
    value: Option<(&'a str, usize)>,
}

impl<'a> ErrorLine<'a> {
    fn around(block: &'a str, at: usize) -> ErrorLine<'a> {
        let at = at.min(block.len());
        let start = block[..at].rfind('\n').map_or(0, |end| end + 1);
        let text = block[start..].lines().next().unwrap_or_default();
        let value = text.find(": ").map(|colon| {
            let value = text[colon + 1..].trim_start();
            (value.trim_end(), start + text.len() - value.len())
        });
        ErrorLine { text, start, value: value.filter(|(value, _)| !value.is_empty()) }
    }

    fn span(&self) -> Span {
        let indent = self.text.len() - self.text.trim_start().len();
        Span::new(self.start + indent, self.start + self.text.trim_end().len().max(indent))
    }
}

/// Explains an error of the parser. `span` is a range of the block.
pub fn explain(block: &str, span: Span, info: &str) -> Explanation {
    if let Some(explanation) = missing_space(block) {
        return explanation;
    }
    let line = ErrorLine::around(block, span.start);
    if let Some((value, at)) = line.value
        && let Some(message) = value_problem(value, info)
    {
        let fix = Fix::Text { old: value.to_owned(), new: quoted(value) };
        let help = format!("put the value in quotation marks: `{}`", quoted(value));
        return Explanation { span: Span::new(at, at + value.len()), message, help, fix: Some(fix) };
    }
    let (message, help) = words(info, line.text);
    let is_line = info.contains("key") || info.contains("tab");
    let of_line = line.span();
    let span = if is_line && of_line.start < of_line.end { of_line } else { span };
    Explanation { span, message, help: help.to_owned(), fix: None }
}

/// A known key whose colon has no space behind it.
pub fn missing_space(block: &str) -> Option<Explanation> {
    let mut start = 0;
    for line in block.split_inclusive('\n') {
        if let Some((key, value)) = line.split_once(':')
            && value.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '"' | '\'' | '['))
            && front_matter_keys::is_known(key)
        {
            let old = format!("{key}:");
            return Some(Explanation {
                span: Span::new(start, start + old.len()),
                message: format!("there is no space after `{old}`"),
                help: format!("write `{old} {}`", value.trim_end()),
                fix: Some(Fix::Text { new: format!("{old} "), old }),
            });
        }
        start += line.len();
    }
    None
}

/// What is wrong with a value that quotation marks would make right.
fn value_problem(value: &str, info: &str) -> Option<String> {
    let first = value.chars().next()?;
    if info.contains("mapping values are not allowed") && !matches!(first, '"' | '\'' | '[' | '{') {
        return Some("a colon and a space in a value begin a key inside it".to_owned());
    }
    let is_mark = matches!(first, '@' | '`' | '%' | '*' | '&' | '!' | '|' | '>');
    let is_about_mark =
        ["unexpected character", "anchor", "alias", "tag", "block scalar", "node content", "next token"];
    if is_mark && is_about_mark.iter().any(|word| info.contains(word)) {
        return Some(format!("a value cannot begin with `{first}`"));
    }
    // `[Draft] Policy` and `{x} y` are lists and maps with text behind them; `- a` and `? a` begin nothing inside a line.
    let is_bracket = match first {
        '[' => !value.ends_with(']') && value.contains(']'),
        '{' => !value.ends_with('}') && value.contains('}'),
        '-' | '?' => value[1..].starts_with(' '),
        _ => false,
    };
    if is_bracket {
        return Some(format!("a text cannot begin with `{first}`"));
    }
    // `"A" and B`: as many marks inside as would close them all.
    let is_cut = info.contains("trailing content after double-quoted") || first == '"' && info.contains("expected key");
    (is_cut && !value.ends_with('"')).then(|| "there is text after the closing quotation mark".to_owned())
}

/// The message and the remedy for an error that is not about a value.
fn words(info: &str, line: &str) -> (String, &'static str) {
    let has = |part: &str| info.contains(part);
    if has("end of stream") || has("document indicator") {
        let message = "a quotation mark is not closed".to_owned();
        return (message, "add the closing mark; inside double quotation marks, write `\\\"` for a quotation mark");
    }
    if has("tab") && has("indentation") || has("found a tab") || has("tabs disallowed") {
        return ("this line is indented with a tab".to_owned(), "use spaces");
    }
    if has("flow") || has("mapping values are not allowed") && line.contains(['[', '{']) {
        let message = "a list or a map in brackets is not closed, or a comma is missing".to_owned();
        return (message, "close it, or write each item on its own line after `- `");
    }
    if has("escape") || has("hexadecimal") {
        let message = "a backslash in double quotation marks begins an escape".to_owned();
        return (message, "write `\\\\`, or use single quotation marks");
    }
    if has("unknown anchor") {
        return ("an alias `*name` has no anchor `&name` before it".to_owned(), "put the value in quotation marks");
    }
    if has("double-quoted") {
        let message = "there is text after the closing quotation mark".to_owned();
        return (message, "put the whole value in quotation marks, and write `\\\"` for the marks inside it");
    }
    if has("key")
        || has("'-' indicator")
        || has("mapping values")
        || has("block sequence entries")
        || has("document start")
    {
        let message = "this line is not a `key: value` line, or its indentation is wrong".to_owned();
        return (message, "give all keys of one level the same indentation, and indent lines that continue a value");
    }
    (format!("this is not valid YAML: {info}"), "put values with special characters in quotation marks")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_explained_in_the_words_of_authors() {
        let of = |block: &str, at: usize, info: &str| {
            let found = explain(block, Span::new(at, at + 1), info);
            (found.message, found.fix.is_some())
        };
        let nested = of("title: Backups: how\n", 14, "mapping values are not allowed in this context");
        assert_eq!(nested, ("a colon and a space in a value begin a key inside it".to_owned(), true));
        let mark = of("owner: @ops\n", 7, "unexpected character: `@'");
        assert_eq!(mark, ("a value cannot begin with `@`".to_owned(), true));
        let space = of("order: 1\ntitle:Backups\n", 0, "simple key expect ':'");
        assert_eq!(space, ("there is no space after `title:`".to_owned(), true));
        assert!(!of("title: \"A\n", 8, "while scanning a quoted scalar, found unexpected end of stream").1);
    }
}
