//! Slugs: names to URL segments and heading anchors.

use std::borrow::Cow;

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

/// Makes a URL segment of a file, folder or tag name: lower case, words joined by `-`, punctuation gone.
///
/// Letters, digits and symbols of every script are kept (normalised to NFC), because names may differ by them
/// alone; typographic quotes and dashes are treated as their ASCII forms. `&` and `+` are spelt out.
/// A name of punctuation alone gives `page`, never an empty segment.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    let mut push = |piece: &str, gap: &mut bool| {
        if *gap && !out.is_empty() {
            out.push('-');
        }
        *gap = false;
        out.push_str(piece);
    };
    let name = if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(name.nfc().collect::<String>()) };
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            '&' => {
                gap = true;
                push("and", &mut gap);
                gap = true;
            }
            '+' => {
                gap = true;
                push("plus", &mut gap);
                gap = true;
            }
            '\'' | '’' | '‘' | '“' | '”' | '"' | '…' | '´' | '`' => {}
            '_' => push("_", &mut gap),
            letter if letter.is_alphanumeric() || is_kept_symbol(letter) => {
                push(letter.encode_utf8(&mut [0; 4]), &mut gap);
            }
            _ => gap = true,
        }
    }
    match out.as_str() {
        "" => "page".to_owned(),
        ascii if ascii.is_ascii() => out,
        other => other.nfc().collect(),
    }
}

/// Symbols outside ASCII that carry meaning in a name: emoji, marks that combine with letters, script-specific signs.
fn is_kept_symbol(letter: char) -> bool {
    !letter.is_ascii()
        && !letter.is_whitespace()
        && !letter.is_control()
        && !matches!(letter, '–' | '—' | '‐' | '‑' | '·' | '•' | '«' | '»' | '‹' | '›' | '‚' | '„' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '¿' | '¡' | '。' | '、' | '！' | '？' | '：' | '，' | '（' | '）')
}

/// Makes the anchor of a heading as GitHub does: lower case, spaces to `-`, punctuation but `-` and `_` dropped.
///
/// Source of the rule: the behaviour of github.com's rendered Markdown. A heading without letters gives `section`.
pub fn anchor(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            ' ' => out.push('-'),
            '-' | '_' => out.push(letter),
            letter if letter.is_alphanumeric() || is_mark(letter) => out.push(letter),
            _ => {}
        }
    }
    if out.is_empty() { "section".to_owned() } else { out }
}

/// Combining marks, which belong to the letter before them in scripts such as Devanagari or Thai.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Generates ids that are unique on one page, with `-1`, `-2` … for repeats as GitHub does.
#[derive(Debug, Default)]
pub struct UniqueIds {
    taken: std::collections::HashMap<String, usize>,
}

impl UniqueIds {
    /// Marks an id as used. Returns whether it was unused.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned(), 0).is_none()
    }

    /// Returns `id`, or `id-1`, `id-2` … if it is used already.
    pub fn unique(&mut self, id: String) -> String {
        if self.reserve_new(&id) {
            return id;
        }
        loop {
            let count = self.taken.entry(id.clone()).or_insert(0);
            *count += 1;
            let candidate = format!("{id}-{count}");
            if self.reserve_new(&candidate) {
                return candidate;
            }
        }
    }

    fn reserve_new(&mut self, id: &str) -> bool {
        if self.taken.contains_key(id) {
            return false;
        }
        self.taken.insert(id.to_owned(), 0);
        true
    }
}

/// Folds a name so that two names which a common file system cannot tell apart become equal:
/// NFC, then Unicode case folding (as macOS and Windows compare names), then NFC again.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let normal: String = name.nfc().collect();
    UniCase::unicode(normal).to_folded_case().nfc().collect()
}

/// Names with equal keys are one file to some file system or to people: letter case, composition and width are ignored.
pub fn name_key(path: &str) -> String {
    if path.is_ascii() { fold(path) } else { fold(&path.nfkc().collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_lower_case_ascii_where_nothing_is_lost() {
        assert_eq!(slug("What is your organisation's 100% plan"), "what-is-your-organisations-100-plan");
        assert_eq!(slug("Research & Development"), "research-and-development");
        assert_eq!(slug("C++ notes"), "c-plus-plus-notes");
        assert_eq!(slug("Éclair Übung"), "éclair-übung");
        assert_eq!(slug("日本語 ページ"), "日本語-ページ");
        assert_eq!(slug("?!"), "page");
        assert_eq!(slug(" trailing space "), "trailing-space");
    }

    #[test]
    fn a_decomposed_name_and_its_composed_twin_fold_together() {
        assert_eq!(fold("Caf\u{65}\u{301}"), fold("CAFÉ"));
        assert_eq!(slug("cafe\u{301}"), "café");
        assert_eq!(name_key("\u{ff21}/e\u{301}"), name_key("a/\u{c9}"));
    }

    #[test]
    fn anchors_follow_github() {
        assert_eq!(anchor("What's new: version 2.0?"), "whats-new-version-20");
        assert_eq!(anchor("snake_case & kebab-case"), "snake_case--kebab-case");
        let mut ids = UniqueIds::default();
        assert_eq!(ids.unique("a".into()), "a");
        assert_eq!(ids.unique("a".into()), "a-1");
        assert_eq!(ids.unique("a".into()), "a-2");
    }
}
