//! How other tools make the id of a heading from its text.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::base::slug::anchor;

/// A rule for ids.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnchorRule {
    /// Headings had no ids.
    #[default]
    None,
    /// GitHub's rule, which is Fingerpost's.
    GitHub,
    /// `toc` of Python-Markdown: ASCII, and `_1` for a repetition.
    Python,
    /// `toc` of Python-Markdown with `pymdownx.slugs.slugify`, which keeps all letters.
    PythonUnicode,
    /// `markdown-it-anchor` with its own rule: percent-encoded text.
    MarkdownItAnchor,
    /// `slugify` of `@mdit-vue/shared`, which VitePress uses.
    MditVue,
    /// The GOV.UK Eleventy plugin: `@sindresorhus/slugify`.
    GovukPlugin,
    /// The Tech Docs Template: ASCII, repetitions with the id of the heading above.
    TechDocs,
    /// Zola: ASCII letters and digits, with hyphens between them.
    Slug,
}

/// The ids of one page, made in the order of its headings.
#[derive(Debug)]
pub struct OldIds {
    rule: AnchorRule,
    taken: HashSet<String>,
    /// For each id the next number of a repetition, so that many equal headings take no longer than as many others.
    next: HashMap<String, usize>,
    /// The last id of each level, with its place among all headings.
    last: [Option<(usize, String)>; 7],
}

impl OldIds {
    /// No ids yet.
    pub fn new(rule: AnchorRule) -> OldIds {
        OldIds { rule, taken: HashSet::new(), next: HashMap::new(), last: Default::default() }
    }

    /// Marks an id that the author wrote.
    pub fn reserve(&mut self, id: &str) {
        self.taken.insert(id.to_owned());
    }

    /// The id of the next heading, of a level from 1 to 6; `None` if it had none.
    pub fn id(&mut self, text: &str, level: usize) -> Option<String> {
        let id = match self.rule {
            AnchorRule::None => return None,
            AnchorRule::GitHub => anchor(text),
            AnchorRule::Python => python(&ascii(text)),
            AnchorRule::PythonUnicode => python(&text.nfc().collect::<String>()),
            AnchorRule::MarkdownItAnchor => encoded(text),
            AnchorRule::MditVue => mdit_vue(text),
            AnchorRule::GovukPlugin => sindresorhus(text),
            AnchorRule::Slug => ascii_slug(text),
            AnchorRule::TechDocs => {
                return Some(self.below_parent(&redcarpet(text), level)).filter(|id| !id.is_empty());
            }
        };
        let separator = if matches!(self.rule, AnchorRule::Python | AnchorRule::PythonUnicode) { "_" } else { "-" };
        // Python-Markdown gives `_1` to a heading without letters.
        let is_free = !id.is_empty() || separator == "-";
        if is_free && self.taken.insert(id.clone()) {
            return Some(id).filter(|id| !id.is_empty());
        }
        let (stem, first) = match separator {
            // `a_1` is counted on as `a_2`.
            "_" => counted(&id),
            _ => (id.as_str(), 1),
        };
        let next = self.next.entry(stem.to_owned()).or_insert(first);
        loop {
            let candidate = format!("{stem}{separator}{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return Some(candidate);
            }
        }
    }
}

impl OldIds {
    /// The id of a heading that gets the id of the heading above it in front if another has its own, and then a number.
    fn below_parent(&mut self, slug: &str, level: usize) -> String {
        let level = level.min(6);
        let above = self.last[..level].iter().flatten().max_by_key(|(at, _)| *at);
        let mut id = slug.to_owned();
        if self.taken.contains(&id) {
            id = above.map_or(id.clone(), |(_, above)| format!("{above}-{id}"));
        }
        if self.taken.contains(&id) {
            let next = self.next.entry(id.clone()).or_insert(2);
            let free = (*next..).find(|number| !self.taken.contains(&format!("{id}-{number}")));
            *next = free.expect("there is always another number") + 1;
            id = format!("{id}-{}", *next - 1);
        }
        let at = self.taken.len();
        self.taken.insert(id.clone());
        self.last[level] = Some((at, id.clone()));
        id
    }
}

/// An id without the number at its end, and the number that follows.
fn counted(id: &str) -> (&str, usize) {
    let numbered = id.rsplit_once('_').and_then(|(stem, number)| Some((stem, number.parse::<usize>().ok()?)));
    numbered.map_or((id, 1), |(stem, number)| (stem, number.saturating_add(1)))
}

/// The ASCII letters of a text, after compatibility decomposition.
fn ascii(text: &str) -> String {
    text.nfkd().filter(char::is_ascii).collect()
}

/// Letters without accents; signs and spaces are one hyphen; an underscore before a number at the beginning.
fn mdit_vue(text: &str) -> String {
    const SIGNS: &str = "~`!@#$%^&*()-_+=[]{}|\\;:\"'“”‘’<>,.?/";
    let is_accent = |letter: &char| ('\u{300}'..='\u{36f}').contains(letter) || ('\0'..='\u{1f}').contains(letter);
    let mut out = String::new();
    for letter in text.nfkd().filter(|letter| !is_accent(letter)) {
        if letter.is_whitespace() || SIGNS.contains(letter) {
            gap(&mut out);
        } else {
            out.extend(letter.to_lowercase());
        }
    }
    let out = out.trim_matches('-');
    if out.starts_with(|first: char| first.is_ascii_digit()) { format!("_{out}") } else { out.to_owned() }
}

/// `slugify` of Python-Markdown 3: what is no word character, space or hyphen goes; runs of spaces and hyphens are one
/// hyphen.
fn python(text: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || is_combining_mark(*letter) || matches!(letter, '_' | '-');
    let kept: String = text.chars().filter(|letter| kept(letter) || letter.is_whitespace()).collect();
    let mut out = String::new();
    let mut gap = false;
    for letter in kept.trim().chars().flat_map(char::to_lowercase) {
        if letter.is_whitespace() || letter == '-' {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('-');
        }
        out.push(letter);
    }
    // A hyphen at either end stays, where spaces do not.
    let trimmed = kept.trim();
    if trimmed.starts_with('-') && !out.starts_with('-') {
        out.insert(0, '-');
    }
    if trimmed.ends_with('-') && trimmed.len() > 1 {
        out.push('-');
    }
    out
}

/// `encodeURIComponent(text.trim().toLowerCase().replace(/\s+/g, '-'))`.
fn encoded(text: &str) -> String {
    let joined = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    let mut out = String::new();
    for byte in joined.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// `slugify` of `@sindresorhus/slugify`: words of camel case apart, ASCII letters and digits, hyphens between them.
fn sindresorhus(text: &str) -> String {
    let text = text.trim().replace(" & ", " and ").replace('&', "and");
    let letters: Vec<char> = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    let mut out = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1).copied();
        // `it's` and `don't` are one word.
        let is_contraction = matches!(letter, '\'' | '’')
            && before.is_some_and(|before| before.is_ascii_alphanumeric())
            && matches!(after, Some('s' | 't' | 'S' | 'T'))
            && letters.get(at + 2).is_none_or(|next| next.is_whitespace());
        if is_contraction {
            continue;
        }
        if !letter.is_ascii_alphanumeric() {
            gap(&mut out);
            continue;
        }
        let is_lower = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let begins_word = letter.is_ascii_uppercase()
            && (before.is_some_and(is_lower)
                || (before.is_some_and(|before| before.is_ascii_uppercase())
                    && after.is_some_and(|after| after.is_ascii_lowercase() && after != 's')));
        if begins_word {
            gap(&mut out);
        }
        out.push(letter.to_ascii_lowercase());
    }
    out.trim_matches('-').to_owned()
}

/// ASCII letters and digits in lower case, with hyphens between them.
pub fn ascii_slug(text: &str) -> String {
    let mut out = String::new();
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else {
            gap(&mut out);
        }
    }
    out.trim_matches('-').to_owned()
}

/// The slug of Redcarpet: the letters and digits of the escaped text, with hyphens between them.
fn redcarpet(text: &str) -> String {
    let mut out = String::new();
    for letter in text.trim().chars().flat_map(char::to_lowercase) {
        let name = match letter {
            '&' => "amp",
            '<' => "lt",
            '>' => "gt",
            '"' => "quot",
            '\'' => "39",
            letter if letter.is_ascii_alphanumeric() => {
                out.push(letter);
                continue;
            }
            _ => "",
        };
        gap(&mut out);
        if !name.is_empty() {
            out.push_str(name);
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

fn gap(out: &mut String) {
    if !out.is_empty() && !out.ends_with('-') {
        out.push('-');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(rule: AnchorRule, texts: &[&str]) -> Vec<String> {
        let mut ids = OldIds::new(rule);
        texts.iter().filter_map(|text| ids.id(text, 2)).collect()
    }

    #[test]
    fn ids_are_those_of_the_tools() {
        assert_eq!(
            ids(
                AnchorRule::Python,
                &["What's new: v2.0?", "a -- b", "Über Ärger", "snake_case", "日本", "A", "A", "a"]
            ),
            ["whats-new-v20", "a-b", "uber-arger", "snake_case", "_1", "a", "a_1", "a_2"]
        );
        assert_eq!(ids(AnchorRule::PythonUnicode, &["Über Ärger"]), ["über-ärger"]);
        assert_eq!(
            ids(AnchorRule::GovukPlugin, &["What's new?", "fooBar & APIs", "XMLHttp 2", "Café", "Same", "Same"]),
            ["whats-new", "foo-bar-and-apis", "xml-http-2", "cafe", "same", "same-1"]
        );
        assert_eq!(ids(AnchorRule::MarkdownItAnchor, &["Don't stop?"]), ["don't-stop%3F"]);
        assert_eq!(ids(AnchorRule::GitHub, &["A b", "A b"]), ["a-b", "a-b-1"]);
        assert_eq!(
            ids(AnchorRule::MditVue, &["What's new: v2.0?", "1. Über a_b", "A", "A", "日本 (x)"]),
            ["what-s-new-v2-0", "_1-uber-a-b", "a", "a-1", "日本-x"]
        );
        assert!(ids(AnchorRule::None, &["A"]).is_empty());
        assert_eq!(ids(AnchorRule::TechDocs, &["What's new?", "R&D (é)"]), ["what-39-s-new", "r-amp-d"]);
    }

    #[test]
    fn repetitions_of_tech_docs_have_the_id_of_the_heading_above() {
        let mut ids = OldIds::new(AnchorRule::TechDocs);
        let headings = [("Send", 1), ("Errors", 2), ("Get", 1), ("Errors", 2), ("Errors", 2), ("Errors", 2)];
        let made: Vec<String> = headings.iter().filter_map(|(text, level)| ids.id(text, *level)).collect();
        assert_eq!(made, ["send", "errors", "get", "get-errors", "get-errors-2", "get-errors-3"]);
    }

    #[test]
    fn many_equal_headings_are_counted_once_each() {
        let texts = vec!["Same"; 20_000];
        assert_eq!(ids(AnchorRule::Python, &texts).last().map(String::as_str), Some("same_19999"));
    }
}
