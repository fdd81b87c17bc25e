//! Values of front matter that a sign cuts: in YAML, `#` begins a comment where a space comes before it, and a value that
//! begins with `!` or `&` begins with a tag or an anchor.
//!
//! Source of the rule: YAML 1.2.2, 6.6 (comments) and 6.9 (node properties).

use std::collections::HashSet;

use crate::base::span::Span;

/// Keys whose values are sentences that readers see.
const TEXTS: &[&str] = &["title", "description", "summary", "subtitle"];

/// A value of which a part is lost.
#[derive(Debug, PartialEq, Eq)]
pub struct CutValue<'a> {
    pub key: &'a str,
    /// The value as it is written.
    pub whole: &'a str,
    /// The sign, and what it begins.
    pub sign: char,
    pub begins: &'static str,
    pub span: Span,
}

/// Finds cut values in the block at the top of a file. A `#` with a space after it is a comment of its author, unless the
/// value is a sentence.
pub fn find(block: &str) -> Vec<CutValue<'_>> {
    let end_of_alias = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ']' | '}');
    let aliases: HashSet<&str> = block.split('*').skip(1).filter_map(|rest| rest.split(end_of_alias).next()).collect();
    // An anchor that is used somewhere is meant.
    let is_meant = |cut: &CutValue<'_>| cut.sign == '&' && aliases.contains(first_word(cut.whole));
    let mut found = Vec::new();
    let mut start = 0;
    for line in block.split_inclusive('\n') {
        found.extend(cut_value(line, start).filter(|cut| !is_meant(cut)));
        start += line.len();
    }
    found
}

fn cut_value(line: &str, start: usize) -> Option<CutValue<'_>> {
    let (key, value) = line.split_once(": ")?;
    let is_key =
        !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'));
    let whole = value.trim();
    if !is_key {
        return None;
    }
    let offset = start + line.len() - value.trim_start().len();
    let cut = |sign, begins| CutValue { key, whole, sign, begins, span: Span::new(offset, offset + whole.len()) };
    let is_named = !first_word(whole).is_empty();
    match whole.chars().next() {
        Some('!') if is_named => return Some(cut('!', "a tag")),
        Some('&') if is_named && TEXTS.contains(&key) => return Some(cut('&', "an anchor")),
        Some('"' | '\'' | '[' | '{' | '|' | '>' | '&' | '*' | '!' | '%' | '@' | '`') => return None,
        _ => {}
    }
    let at = if whole.starts_with('#') { 0 } else { whole.find(" #")? + 1 };
    let comment = &whole[at + 1..];
    let is_cut = if at == 0 {
        comment.starts_with(char::is_alphanumeric)
    } else {
        TEXTS.contains(&key) || comment.starts_with(|letter: char| letter.is_ascii_digit())
    };
    is_cut.then(|| cut('#', "a comment"))
}

/// The word behind the sign at the start of a value, if it begins with a letter.
fn first_word(whole: &str) -> &str {
    let rest = whole.get(1..).unwrap_or_default();
    let word = rest.split_whitespace().next().unwrap_or_default();
    if rest.starts_with(char::is_alphabetic) { word } else { "" }
}
