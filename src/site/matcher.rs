//! Names of terms found in running text, all of them in one pass.
//!
//! A name is found as whole words, in any letter case unless it is made of initials, and in English in the plural too.
//! Of names that overlap, the one that begins first counts, and of these the longest.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::parse::definition_lines::is_short_form;

/// Finds names in texts.
#[derive(Debug)]
pub struct Matcher {
    automaton: AhoCorasick,
    forms: Vec<Spelling>,
    plurals: Plurals,
}

/// The plurals in which names are found, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plurals {
    English,
    /// Only names as they are: no rules are known for the language.
    None,
}

impl Plurals {
    /// The plurals of a language.
    pub fn of(language: &str) -> Plurals {
        if language == "en" { Plurals::English } else { Plurals::None }
    }
}

/// One spelling of a name.
#[derive(Debug)]
struct Spelling {
    /// The index of the name in the list of the caller.
    number: usize,
    /// As it must be written; `None` where letter case does not count.
    exact: Option<String>,
}

/// The longest name that is looked for, in bytes. Names that begin others can all end at one place of a text, so this limits
/// the work for each place.
pub const LONGEST_NAME: usize = 120;
/// The shortest English word, in bytes, whose final `s` is taken for a plural.
const SHORTEST_PLURAL: usize = 5;

impl Matcher {
    /// A matcher for names, each with a number; of equal names the first counts.
    pub fn new<'a>(names: impl IntoIterator<Item = (usize, &'a str)>, plurals: Plurals) -> Option<Matcher> {
        let mut forms = Vec::new();
        let mut patterns = Vec::new();
        for (number, name) in names.into_iter().filter(|(_, name)| name.len() <= LONGEST_NAME) {
            let others = if plurals == Plurals::English { english_forms(name) } else { Vec::new() };
            for form in std::iter::once(name.to_owned()).chain(others).filter(|form| !form.trim().is_empty()) {
                patterns.push(folded(&form));
                forms.push(Spelling { number, exact: is_short_form(&form).then_some(form) });
            }
        }
        if forms.is_empty() {
            return None;
        }
        // A full state table (DFA) is only worth its cost for the texts of a whole site.
        let kind = (forms.len() < 64).then_some(AhoCorasickKind::NoncontiguousNFA);
        let automaton = AhoCorasick::builder().kind(kind).build(&patterns).ok()?;
        Some(Matcher { automaton, forms, plurals })
    }

    /// The names in a text, in order: number and place.
    pub fn find(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let mut found = self.hits(text);
        found.sort_by_key(|(number, range)| (range.start, std::cmp::Reverse(range.end), *number));
        let mut done = 0;
        found.retain(|(_, range)| {
            let is_free = range.start >= done;
            done = if is_free { range.end } else { done };
            is_free
        });
        found
    }

    /// The numbers of all names in a text, also of those inside others.
    pub fn occurring(&self, text: &str) -> impl Iterator<Item = usize> + use<> {
        self.hits(text).into_iter().map(|(number, _)| number)
    }

    fn hits(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let folded = folded(text);
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(&folded) {
            let form = &self.forms[hit.pattern().as_usize()];
            if form.exact.as_ref().is_some_and(|exact| *exact != text[hit.range()]) {
                continue;
            }
            if let Some(end) = self.end(&folded, hit.range()).or_else(|| before_hyphen(form, text, hit.range())) {
                found.push((form.number, hit.start()..end));
            }
        }
        found
    }

    /// The end of a name with its plural; `None` where the range is only a part of a word.
    fn end(&self, text: &str, range: Range<usize>) -> Option<usize> {
        let (first, last) = (text[range.clone()].chars().next()?, text[range.clone()].chars().next_back()?);
        let before = text[..range.start].chars().next_back();
        if before.is_some_and(|letter| joins(letter, first)) {
            return None;
        }
        let rest = &text[range.end..];
        let is_end = |end: &usize| !rest[*end..].chars().next().is_some_and(|letter| joins(last, letter));
        let plural = ["", "s", "es"].into_iter().filter(|ending| ending.is_empty() || self.plurals == Plurals::English);
        let end = plural.filter(|ending| rest.starts_with(ending)).map(str::len).find(is_end)?;
        // `lt` in `&lt;` is a sign and not a word.
        let is_entity = before == Some('&') && rest[end..].starts_with(';');
        (!is_entity).then_some(range.end + end)
    }
}

/// The end of initials that begin a longer word, such as `SLA-based` or `IT-Abteilung`.
fn before_hyphen(form: &Spelling, text: &str, range: Range<usize>) -> Option<usize> {
    let begins = !text[..range.start].ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let mut behind = text[range.end..].strip_prefix('-')?.chars();
    let (first, second) = (behind.next()?, behind.next()?);
    // `IT-SEC-7` is a document ID.
    let is_word = first.is_lowercase() || first.is_uppercase() && second.is_lowercase();
    (form.exact.is_some() && begins && is_word).then_some(range.end)
}

/// The singular of a name in the plural, and the plural that ends otherwise than in `s`.
fn english_forms(name: &str) -> Vec<String> {
    let mut forms: Vec<String> =
        name.strip_suffix('s').filter(|rest| is_plural(rest)).into_iter().map(str::to_owned).collect();
    let is_consonant = |rest: &str| rest.ends_with(|letter: char| letter.is_alphabetic() && !"aeiou".contains(letter));
    if !is_short_form(name) {
        forms.extend(name.strip_suffix('y').filter(|rest| is_consonant(rest)).map(|rest| format!("{rest}ies")));
        forms.extend(name.strip_suffix("ies").filter(|rest| is_consonant(rest)).map(|rest| format!("{rest}y")));
    }
    forms
}

/// Whether what is left without its `s` may be the singular.
fn is_plural(rest: &str) -> bool {
    let word = rest.rsplit(' ').next().unwrap_or(rest);
    is_short_form(rest) || word.len() + 1 >= SHORTEST_PLURAL && !rest.ends_with(['s', 'u', 'i'])
}

/// Whether two letters beside each other belong to one word. Scripts without spaces have no such sign.
fn joins(left: char, right: char) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let is_unspaced = |letter: char| {
        matches!(letter as u32, 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x2fa1f)
    };
    is_part(left) && is_part(right) && !(is_unspaced(left) && is_unspaced(right))
}

/// The text in small letters with plain spaces, at the same offsets: a letter whose small form has another length stays.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase().replace(['\n', '\t'], " ");
    }
    let fold = |letter: char| {
        let mut small = letter.to_lowercase();
        match (small.next(), small.next()) {
            _ if matches!(letter, '\n' | '\t') => ' ',
            (Some(small), None) if small.len_utf8() == letter.len_utf8() => small,
            _ => letter,
        }
    };
    text.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(names: &[&str], text: &'a str) -> Vec<&'a str> {
        let matcher = Matcher::new(names.iter().copied().enumerate(), Plurals::English).expect("there are names");
        matcher.find(text).into_iter().map(|(_, range)| &text[range]).collect()
    }

    #[test]
    fn names_are_whole_words_in_any_case_and_number() {
        assert_eq!(
            found(&["Backup", "Cat flap"], "Two backups, a cat\nflap, a BACKUP-store, backuped"),
            ["backups", "cat\nflap"]
        );
        assert_eq!(found(&["Service level agreements"], "a service level agreement"), ["service level agreement"]);
        assert_eq!(found(&["Übung", "水道"], "Jede ÜBUNG; 水道水"), ["ÜBUNG", "水道"]);
    }

    #[test]
    fn initials_count_only_as_they_are_written() {
        assert_eq!(found(&["IT", "SLAs"], "It is IT with an SLA, not a sla"), ["IT", "SLA"]);
    }

    #[test]
    fn plurals_and_longer_words_are_known() {
        assert_eq!(
            found(&["Policy", "Agencies", "SLA"], "policies of an agency, SLA-based"),
            ["policies", "agency", "SLA"]
        );
        assert_eq!(found(&["Backup", "IT"], "a backup-store, IT-SEC-7, non-IT"), [] as [&str; 0]);
    }

    #[test]
    fn the_longest_of_overlapping_names_counts() {
        assert_eq!(
            found(&["recovery", "recovery point", "point of sale"], "recovery point of sale"),
            ["recovery point"]
        );
        assert_eq!(found(&["cat", "cat flap"], "cat flapping"), ["cat"]);
        assert_eq!(found(&["lt"], "a &lt; b, lt"), ["lt"]);
        let (long, longer) = ("x".repeat(LONGEST_NAME), "y".repeat(LONGEST_NAME + 1));
        assert_eq!(found(&[&long, &longer], &format!("{long} {longer}")), [long.as_str()]);
    }
}
