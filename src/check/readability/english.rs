//! English sentences, words, syllables and passives, as well as rules of thumb find them.

use std::ops::Range;

use crate::check::readability::sentences::THING;

/// Endings with a full stop that end no sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "e.g.", "i.e.", "eg.", "ie.", "etc.", "vs.", "mr.", "mrs.", "ms.", "dr.", "no.", "fig.", "approx.", "st.", "cf.",
    "al.", "inc.", "ltd.",
];
const BE: &[&str] = &["is", "are", "was", "were", "be", "been", "being"];
/// Participles that do not end in `ed`.
const PARTICIPLES: &[&str] = &[
    "begun",
    "bound",
    "bought",
    "brought",
    "built",
    "caught",
    "chosen",
    "cut",
    "dealt",
    "done",
    "drawn",
    "driven",
    "found",
    "given",
    "grown",
    "held",
    "hidden",
    "kept",
    "known",
    "laid",
    "led",
    "left",
    "lost",
    "made",
    "meant",
    "met",
    "paid",
    "put",
    "read",
    "run",
    "said",
    "seen",
    "sent",
    "set",
    "shown",
    "shut",
    "sold",
    "spent",
    "split",
    "spread",
    "taken",
    "taught",
    "thought",
    "thrown",
    "told",
    "understood",
    "undone",
    "won",
    "worn",
    "written",
];
/// Words in `ed` that are no participles.
const NOT_PASSIVE: &[&str] = &["need", "indeed", "speed", "feed", "seed", "hundred", "based", "supposed", "used"];

/// Frequent words that the rules get wrong.
const EXCEPTIONS: &[(&str, usize)] =
    &[("area", 3), ("areas", 3), ("idea", 3), ("ideas", 3), ("being", 2), ("video", 3)];

/// The sentences of a block; its end is the end of the last one.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if !matches!(letter, '.' | '!' | '?' | '…') {
            continue;
        }
        let mut end = at + letter.len_utf8();
        while let Some((next, closing)) =
            letters.peek().copied().filter(|(_, next)| matches!(next, ')' | '"' | '”' | '’' | '.' | '!' | '?'))
        {
            end = next + closing.len_utf8();
            letters.next();
        }
        let rest = &text[end..];
        let next = rest.trim_start().chars().next();
        let is_parted = rest.starts_with(char::is_whitespace);
        let begins = next.is_some_and(|next| !next.is_lowercase());
        if is_parted && begins && !ends_in_abbreviation(&text[start..end]) {
            found.push(start..end);
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        found.push(start..text.len());
    }
    found
}

fn ends_in_abbreviation(sentence: &str) -> bool {
    let last = sentence.split_whitespace().next_back().unwrap_or_default().trim_start_matches(['(', '"', '“']);
    let lower = last.to_lowercase();
    // An initial, as in `J. Smith`; or the number of a step, as in `1. Close`.
    let bare = lower.trim_end_matches('.');
    let is_short = bare.chars().count() == 1 && bare != "i"
        || !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit()) && sentence.trim().len() == lower.len();
    ABBREVIATIONS.contains(&lower.as_str()) || is_short
}

/// The words of a text, without the signs around them. A piece of code or a URL is one word.
pub fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let start = at;
        at += part.len();
        let is_sign = |letter: char| !letter.is_alphanumeric() && letter != THING;
        let inner = part.trim_start_matches(is_sign);
        let start = start + (part.len() - inner.len());
        let inner = inner.trim_end_matches(is_sign);
        if inner.chars().any(|letter| letter.is_alphabetic() || letter == THING) {
            found.push(start..start + inner.len());
        }
    }
    found
}

/// Whether a word is said: pieces of code and URLs are not.
pub fn is_said(word: &str) -> bool {
    !(word.contains("://") || word.contains(THING) || word.contains(['/', '@', '_']))
}

/// How many syllables a word has: groups of vowels, without a silent end.
pub fn syllables(word: &str) -> usize {
    let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
    if capitals > 1 && !word.contains('-') {
        // Names that are spelt out would drown everything else.
        return 1;
    }
    word.split(['-', '’', '\'']).map(|part| plain_syllables(&part.to_lowercase())).sum::<usize>().max(1)
}

fn plain_syllables(word: &str) -> usize {
    let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
    let is_vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'é' | 'è' | 'ü' | 'ö' | 'ä');
    let exception = EXCEPTIONS.iter().find(|(known, _)| letters.iter().copied().eq(known.chars()));
    if let Some((_, count)) = exception {
        return *count;
    }
    if letters.len() <= 3 {
        return usize::from(letters.iter().copied().any(is_vowel));
    }
    let mut count = letters
        .iter()
        .enumerate()
        .filter(|(at, letter)| is_vowel(**letter) && (*at == 0 || !is_vowel(letters[at - 1])))
        .count();
    let word: String = letters.iter().collect();
    let ends = |ending: &str| word.ends_with(ending);
    let before = |back: usize| letters.len().checked_sub(back).map_or('a', |at| letters[at]);
    let is_said_le = |back: usize| before(back - 1) == 'l' && !is_vowel(before(back));
    let is_silent_e = ends("e") && !is_vowel(before(2)) && !is_said_le(3);
    let is_silent_ed = ends("ed") && !is_vowel(before(3)) && !matches!(before(3), 't' | 'd');
    let is_silent_es =
        ends("es") && !is_vowel(before(3)) && !matches!(before(3), 's' | 'x' | 'z' | 'c' | 'g' | 'h') && !is_said_le(4);
    if is_silent_e || is_silent_ed || is_silent_es {
        count -= 1;
    }
    // The silent end of a word that goes on, as in `management`.
    let is_silent_inside = ["ment", "ments", "ly", "less", "ful", "ness"].iter().any(|ending| {
        let stem = word.strip_suffix(ending).and_then(|stem| stem.strip_suffix('e'));
        stem.and_then(|stem| stem.chars().next_back()).is_some_and(|letter| !is_vowel(letter) && letter != 'l')
    });
    count -= usize::from(is_silent_inside && count > 1);
    // Two vowels that are said apart.
    count += ["ia", "io", "iu", "ua", "uo"]
        .iter()
        .filter(|pair| {
            word.find(**pair)
                .is_some_and(|at| at > 0 && !matches!(&word[at - 1..at], "t" | "s" | "c" | "g" | "q" | "x"))
        })
        .count()
        .min(1);
    count.max(1)
}

/// How many passives a sentence has: a form of "be", perhaps an adverb, a participle.
pub fn passives(text: &str, words: &[Range<usize>]) -> usize {
    let lower: Vec<String> = words.iter().map(|word| text[word.clone()].to_lowercase()).collect();
    let is_participle = |word: &str| {
        (word.ends_with("ed") && word.len() > 4 || PARTICIPLES.contains(&word)) && !NOT_PASSIVE.contains(&word)
    };
    let is_passive = |at: &usize| {
        let next = lower.get(at + 1).map_or("", String::as_str);
        let after = lower.get(at + 2).map_or("", String::as_str);
        BE.contains(&lower[*at].as_str())
            && (is_participle(next)
                || (next.ends_with("ly") || matches!(next, "not" | "also" | "then")) && is_participle(after))
    };
    (0..lower.len()).filter(is_passive).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_stops() {
        let ends =
            |text: &str| sentences(text).into_iter().map(|range| text[range].trim().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            ends("Close it. Call Mr. Smith, e.g. Tom, at 5.30. (He is in.) Ready?"),
            ["Close it.", "Call Mr. Smith, e.g. Tom, at 5.30.", "(He is in.)", "Ready?"]
        );
        assert_eq!(ends("Use version 1.2 of node.js now"), ["Use version 1.2 of node.js now"]);
        assert_eq!(ends("Use i.e. this, etc. and that. 2. Then"), ["Use i.e. this, etc. and that.", "2. Then"]);
    }

    #[test]
    fn syllables_are_those_of_the_dictionary_mostly() {
        let table = [
            ("cat", 1),
            ("table", 2),
            ("make", 1),
            ("makes", 1),
            ("closed", 1),
            ("needed", 2),
            ("services", 3),
            ("organisation", 5),
            ("security", 4),
            ("cloud", 1),
            ("idea", 3),
            ("area", 3),
            ("radio", 3),
            ("nation", 2),
            ("people", 2),
            ("governance", 3),
            ("implementation", 5),
            ("be", 1),
            ("the", 1),
            ("AWS", 1),
            ("re-use", 2),
            ("evaluate", 4),
            ("policies", 3),
            ("changes", 2),
            ("possible", 3),
            ("video", 3),
            ("management", 3),
            ("element", 3),
            ("likely", 2),
            ("handles", 2),
        ];
        let wrong: Vec<_> = table
            .iter()
            .filter(|(word, count)| syllables(word) != *count)
            .map(|(word, count)| (word, count, syllables(word)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn passives_are_found_and_states_are_not() {
        let count = |text: &str| passives(text, &words(text));
        assert_eq!(count("The valve is closed, and was never opened. It has been carefully checked and is known."), 3);
        assert_eq!(count("We close it. It is red, and you are in need of it."), 0);
    }
}
