//! Values of front matter that a `#` cuts: in YAML it begins a comment where a space comes before it.
//!
//! Source of the rule: YAML 1.2.2, 6.6 (comments).

use crate::base::span::Span;

/// Keys whose values are sentences that readers see.
const TEXTS: &[&str] = &["title", "description", "summary", "subtitle"];

/// A value and what the comment takes of it.
#[derive(Debug, PartialEq, Eq)]
pub struct CutValue<'a> {
    pub key: &'a str,
    /// The value with the comment.
    pub whole: &'a str,
    pub span: Span,
}

/// Finds cut values in the block at the top of a file. A `#` with a space after it is a comment of its author, unless the
/// value is a sentence.
pub fn find(block: &str) -> Vec<CutValue<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in block.split_inclusive('\n') {
        found.extend(cut_value(line, start));
        start += line.len();
    }
    found
}

fn cut_value(line: &str, start: usize) -> Option<CutValue<'_>> {
    let (key, value) = line.split_once(": ")?;
    let is_key =
        !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    let whole = value.trim();
    let is_plain = !whole.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '%', '@', '`']);
    if !is_key || !is_plain {
        return None;
    }
    let at = if whole.starts_with('#') { 0 } else { whole.find(" #")? + 1 };
    let comment = &whole[at + 1..];
    let is_cut = if at == 0 {
        comment.starts_with(char::is_alphanumeric)
    } else {
        TEXTS.contains(&key) || comment.starts_with(|letter: char| letter.is_ascii_digit())
    };
    let offset = start + line.len() - value.trim_start().len();
    is_cut.then(|| CutValue { key, whole, span: Span::new(offset, offset + whole.len()) })
}
