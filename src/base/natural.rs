//! The order in which people sort names: numbers by their value, letter case and accents ignored.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a name or a path is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalKey {
    /// For each part of a path its runs.
    parts: Vec<Vec<NumberedRun>>,
    /// Decides between names that differ in letter case, accents or zeros only.
    written: String,
}

/// Signs that are no digits, and the number after them: its length without zeros at the start, then its digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct NumberedRun {
    words: String,
    length: usize,
    digits: String,
}

/// The key of a name, or of a path: a folder and what is in it come before names that only begin like it.
pub fn key(name: &str) -> NaturalKey {
    NaturalKey { parts: name.split('/').map(runs).collect(), written: name.to_owned() }
}

/// Compares two names.
pub fn compare(a: &str, b: &str) -> Ordering {
    key(a).cmp(&key(b))
}

fn runs(name: &str) -> Vec<NumberedRun> {
    let plain: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    let plain = plain.to_lowercase();
    let mut runs = Vec::new();
    let mut rest = plain.as_str();
    while !rest.is_empty() {
        let (words, after) = rest.split_at(rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len()));
        let end = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        let digits = after[..end].trim_start_matches('0');
        runs.push(NumberedRun { words: words.to_owned(), length: digits.len(), digits: digits.to_owned() });
        rest = &after[end..];
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<const N: usize>(mut names: [&str; N]) -> [&str; N] {
        names.sort_by(|a, b| compare(a, b));
        names
    }

    #[test]
    fn numbers_in_names_are_counted() {
        let names = sorted(["SOP-10", "SOP-9", "POL-1", "SOP-010b", "SOP-9.10", "SOP-9.2"]);
        assert_eq!(names, ["POL-1", "SOP-9", "SOP-9.2", "SOP-9.10", "SOP-10", "SOP-010b"]);
        let long = sorted(["99999999999999999999999", "100000000000000000000000", "7"]);
        assert_eq!(long, ["7", "99999999999999999999999", "100000000000000000000000"]);
    }

    #[test]
    fn letter_case_and_accents_do_not_move_a_name() {
        let names = sorted(["Zebra", "apple", "éclair", "Banana", "e", "f"]);
        assert_eq!(names, ["apple", "Banana", "e", "éclair", "f", "Zebra"]);
    }

    #[test]
    fn a_folder_comes_before_names_that_begin_like_it() {
        assert_eq!(sorted(["a-b", "a/z", "a", "A/c"]), ["a", "A/c", "a/z", "a-b"]);
    }
}
