//! Lines such as `Term: text`, split into the names of a term and its definition.
//!
//! Decides what can be the name of a term. Where on a page terms are explained is decided in `definitions`.

use pulldown_cmark::{Event, Tag};

use crate::base::slug::fold;
use crate::parse::definition_words::{LABELS, NO_NAMES};
use crate::parse::events::{Spanned, end_of};
use crate::parse::title::{clean, plain_text};

/// A name has at most so many words and letters.
const MOST_WORDS: usize = 6;
const MOST_LETTERS: usize = 60;

/// Whether a line is of the form `Term: text`.
pub fn explains(line: &[Spanned<'_>]) -> bool {
    split(line).is_some_and(|(name, text)| is_name(&name) && !text.is_empty())
}

/// Whether a text can be the name of a term: a few words without the signs that end a sentence.
pub fn is_name(text: &str) -> bool {
    let first = text.split_whitespace().next().map(fold).unwrap_or_default();
    !text.is_empty()
        && text.chars().count() <= MOST_LETTERS
        && text.split_whitespace().count() <= MOST_WORDS
        && !text.contains(['.', ';', '!', '?'])
        && !text.ends_with(", for example")
        && text.chars().any(char::is_alphabetic)
        && !NO_NAMES.contains(&first.as_str())
        && !LABELS.contains(&fold(text.trim()).as_str())
}

/// `Service level agreement (SLA)` and `Backup / copy` have two names. Brackets of other kinds are a remark.
pub fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split(" / ") {
        let Some((outer, rest)) = part.split_once('(') else {
            names.push(part.trim().to_owned());
            continue;
        };
        let (outer, inner) = (outer.trim(), rest.trim_end().trim_end_matches(')').trim());
        names.push(outer.to_owned());
        if is_short_form(inner) || is_short_form(outer) {
            names.push(inner.to_owned());
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Whether a name is made of initials, such as `SLA` or `SLAs`: one word with two capitals.
pub fn is_short_form(name: &str) -> bool {
    !name.contains(char::is_whitespace) && name.chars().filter(|letter| letter.is_uppercase()).count() > 1
}

/// A line cut at its first colon or dash: the name, and what is behind it.
pub fn split(inline: &[Spanned<'_>]) -> Option<(String, String)> {
    if let Some((Event::Start(Tag::Strong | Tag::Emphasis), _)) = inline.first() {
        let end = end_of(inline, 0);
        let (mut name, rest) = (plain_text(&inline[..end]), plain_text(&inline[end..]));
        let marked = name.trim_end().ends_with([':', '.']);
        let mut rest = rest.trim_start();
        // `**Term** (SHORT): text`
        if let Some((short, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            name = format!("{name} ({short})");
            rest = behind.trim_start();
        }
        let behind = rest.strip_prefix([':', '–', '—', '=']).or_else(|| rest.strip_prefix("- "));
        let behind = behind.or(marked.then_some(rest))?;
        return Some((clean(name.trim_end_matches([':', '.'])), squeeze(behind)));
    }
    let text = plain_text(inline);
    let text = text.trim();
    let cut = [": ", " – ", " — ", " - ", ":\n"].iter().filter_map(|sign| Some((text.find(sign)?, sign.len()))).min();
    let (at, length) = cut.or_else(|| text.strip_suffix(':').map(|name| (name.len(), 1)))?;
    Some((text[..at].trim().to_owned(), squeeze(&text[at + length..])))
}

/// One space between words, none around them.
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
