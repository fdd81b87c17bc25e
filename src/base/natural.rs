//! The order in which people sort names: numbers by their value, letter case and accents ignored.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a name or a path is sorted by, as bytes that compare in that order.
///
/// Each part of a path begins with `MORE` and ends with `END`, so that a shorter path comes first. So do its runs of signs
/// and the number after them. At the end is the name as written: it decides between names that differ in letter case,
/// accents or zeros only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalKey(Vec<u8>);

const END: u8 = 0;
const MORE: u8 = 1;
/// Follows a zero byte of a name, so that it is not taken for the end of its words.
const ESCAPE: u8 = 255;

/// The key of a name, or of a path: a folder and what is in it come before names that only begin like it.
pub fn key(name: &str) -> NaturalKey {
    let mut key = Vec::with_capacity(name.len() * 2 + 16);
    for part in name.split('/') {
        key.push(MORE);
        if part.is_ascii() {
            add_runs(&mut key, &part.to_ascii_lowercase());
        } else {
            let plain: String = part.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
            add_runs(&mut key, &plain.to_lowercase());
        }
        key.push(END);
    }
    key.push(END);
    key.extend(name.as_bytes());
    NaturalKey(key)
}

/// Compares two names.
pub fn compare(a: &str, b: &str) -> Ordering {
    key(a).cmp(&key(b))
}

/// Adds the runs of a part: signs that are no digits, then how many digits the number after them has, then these.
fn add_runs(key: &mut Vec<u8>, plain: &str) {
    let mut rest = plain;
    while !rest.is_empty() {
        let (words, after) = rest.split_at(rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len()));
        let end = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
        let digits = after[..end].trim_start_matches('0');
        key.push(MORE);
        for byte in words.bytes() {
            key.push(byte);
            if byte == END {
                key.push(ESCAPE);
            }
        }
        key.extend([END, END]);
        key.extend((digits.len() as u64).to_be_bytes());
        key.extend(digits.as_bytes());
        rest = &after[end..];
    }
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
    fn signs_of_all_kinds_have_their_place() {
        assert_eq!(
            sorted(["a\u{1}", "a", "a\0b", "a\0", "a1", "a\u{1}2"]),
            ["a", "a1", "a\0", "a\0b", "a\u{1}", "a\u{1}2"]
        );
        assert_eq!(sorted(["a//b", "a/b", "", "a/"]), ["", "a/", "a//b", "a/b"]);
    }

    #[test]
    fn a_folder_comes_before_names_that_begin_like_it() {
        assert_eq!(sorted(["a-b", "a/z", "a", "A/c"]), ["a", "A/c", "a/z", "a-b"]);
    }
}
