//! Text to words: folded to lower case without accents; scripts without spaces in pairs of characters.
//!
//! Signs are part of a word where names have them: `C++`, `C#`, `.NET`. The `v` of a version such as `v2.10` is not.
//!
//! The search script of the theme follows the same rules (`search-engine.js/words.js`); a test compares both.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody types them, and they would only enlarge the index.
const MAX_LENGTH: usize = 40;
/// Up to this many words joined by hyphens are indexed as one word too.
const MAX_JOINED: usize = 6;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// As it is indexed.
    pub folded: &'a str,
    /// The first byte of the word in the text.
    pub start: usize,
    pub end: usize,
    /// Whether it is another form of the words that were given before it: `sign-off` is `sign`, `off` and `signoff`,
    /// `.NET` is `.net` and `net`.
    pub is_joined: bool,
}

/// Calls `visit` with each word of a text.
pub fn each_word(text: &str, mut visit: impl FnMut(Word<'_>)) {
    let mut scratch = String::new();
    let mut joined = String::new();
    let (mut parts, mut joined_start, mut last_end) = (0, 0, usize::MAX);
    let mut at = 0;
    while let Some(run) = next_run(text, at) {
        let Run { start, end, .. } = run;
        at = end;
        fold_into(&text[run.letters.clone()], &mut scratch);
        let is_bound = parts > 0 && is_joiner(&text[last_end..start]);
        if !is_bound {
            finish_joined(&joined, parts, joined_start, last_end, &mut visit);
            (parts, joined_start) = (0, start);
            joined.clear();
        }
        let is_after_dot = is_bound && &text[last_end..start] == ".";
        last_end = end;
        if scratch.is_empty() {
            continue;
        }
        parts += 1;
        // 2.10 is not 21.0, and neither is 210.
        if is_after_dot && joined.ends_with(is_digit) && scratch.starts_with(is_digit) {
            joined.push('.');
        }
        joined.push_str(&scratch);
        joined.push_str(&text[run.letters.end..end]);
        if !scratch.is_ascii() && scratch.chars().any(is_unspaced) {
            each_two_signs(&scratch, &text[start..end], |folded, place, is_joined| {
                visit(Word { folded, start: start + place.start, end: start + place.end, is_joined });
            });
            continue;
        }
        let (before, after) = (&text[start..run.letters.start], &text[run.letters.end..end]);
        if before != "." && after.is_empty() {
            visit(Word { folded: &scratch, start, end, is_joined: false });
            continue;
        }
        let named = format!("{}{scratch}{after}", if before == "." { "." } else { "" });
        visit(Word { folded: &named, start, end, is_joined: false });
        // C, C++ and C# are different things.
        if scratch.len() > 1 {
            visit(Word { folded: &scratch, start, end, is_joined: true });
        }
    }
    finish_joined(&joined, parts, joined_start, last_end, &mut visit);
}

/// The words of a text without compounds joined by a hyphen, folded.
pub fn plain_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| {
        if !word.is_joined {
            words.push(word.folded.to_owned());
        }
    });
    words
}

/// The first `letters` characters of a word.
pub fn beginning(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(at, _)| &word[..at])
}

/// The number of characters.
pub fn length(word: &str) -> usize {
    word.chars().count()
}

fn finish_joined(joined: &str, parts: usize, start: usize, end: usize, visit: &mut impl FnMut(Word<'_>)) {
    if (2..=MAX_JOINED).contains(&parts) {
        visit(Word { folded: clipped(joined), start, end, is_joined: true });
    }
}

/// A name reduced to letters and digits: `SOP-014` and `sop 014` are the same document.
pub fn id_key(text: &str) -> String {
    let mut folded = String::new();
    fold_into(text, &mut folded);
    folded.retain(char::is_alphanumeric);
    folded
}

/// A name as `id_key` gives it, without zeros before its numbers: `SOP-014` and `sop 14` are the same document.
pub fn short_id_key(text: &str) -> String {
    let mut short = String::new();
    for letter in id_key(text).chars() {
        let is_after_zero = short.ends_with('0') && !short[..short.len() - 1].ends_with(is_digit);
        if is_after_zero && is_digit(letter) {
            short.pop();
        }
        short.push(letter);
    }
    short
}

/// A run of letters, digits and marks with the signs of its name.
struct Run {
    start: usize,
    end: usize,
    /// What is folded: without the signs, and without the `v` of a version.
    letters: Range<usize>,
}

/// The next run of letters, digits and marks from an offset; apostrophes inside belong to it.
fn next_run(text: &str, from: usize) -> Option<Run> {
    let bytes = text.as_bytes();
    let mut start = from;
    // Most text is ASCII, which needs no table.
    while bytes.get(start).is_some_and(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()) {
        start += 1;
    }
    start += text[start..].find(is_word_letter)?;
    let mut end = start;
    loop {
        while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        let Some(letter) = text[end..].chars().next() else { break };
        let after = end + letter.len_utf8();
        let is_inside = is_apostrophe(letter) && text[after..].starts_with(is_word_letter);
        if !is_inside && !is_word_letter(letter) {
            break;
        }
        end = after;
    }
    Some(with_signs(text, start..end))
}

/// Adds the signs that belong to a run of letters: `++`, `+` or `#` after it, a dot before it.
fn with_signs(text: &str, letters: Range<usize>) -> Run {
    let bytes = text.as_bytes();
    let Range { start, end } = letters;
    let has_dot = bytes[start].is_ascii_alphabetic()
        && text[..start].ends_with('.')
        && (start == 1 || b" \t\r\n([{\"'`/*".contains(&bytes[start - 2]));
    let signs = if bytes[end - 1].is_ascii_alphabetic() { signs_after(&text[end..]) } else { 0 };
    let is_version = matches!(bytes[start], b'v' | b'V')
        && end > start + 1
        && bytes[start + 1..end].iter().all(u8::is_ascii_digit)
        && bytes.get(end) == Some(&b'.')
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    Run { start: start - usize::from(has_dot), end: end + signs, letters: start + usize::from(is_version)..end }
}

/// The number of signs at the beginning of a text that belong to the letters before it.
fn signs_after(text: &str) -> usize {
    let signs = text.bytes().take(3).take_while(|byte| matches!(byte, b'+' | b'#')).count();
    match &text[..signs] {
        "++" if !text[2..].starts_with(char::is_alphabetic) => 2,
        "+" | "#" if !text[1..].starts_with(is_word_letter) => 1,
        _ => 0,
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

fn is_word_letter(letter: char) -> bool {
    letter.is_alphanumeric() || !letter.is_ascii() && is_combining_mark(letter)
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}')
}

fn is_joiner(between: &str) -> bool {
    // Nothing is between `C++` and `17`.
    matches!(between, "" | "-" | "_" | "." | "\u{2010}" | "\u{2011}")
}

/// Scripts that put no spaces between words: kana, Han, Hangul, Thai, Lao, Myanmar, Khmer.
fn is_unspaced(letter: char) -> bool {
    matches!(letter as u32, 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf
        | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0x20000..=0x2fa1f)
}

/// Every two neighbours of a run with their place in it as it is written, then the last sign, so that a search for one sign
/// finds it at the end of a run too.
fn each_two_signs(run: &str, written: &str, mut visit: impl FnMut(&str, Range<usize>, bool)) {
    let starts = |text: &str| -> Vec<usize> { text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() };
    let (folded, places) = (starts(run), starts(written));
    let is_written_so = folded.len() == places.len();
    let place = |from: usize, to: usize| {
        if is_written_so { places[from]..places[to] } else { 0..written.len() }
    };
    let last = folded.len() - 2;
    for at in 0..last {
        visit(&run[folded[at]..folded[at + 2]], place(at, at + 2), false);
    }
    visit(&run[folded[last]..], place(last, last + 1), last > 0);
}

/// Calls `visit` with every two neighbours of a text that only a space parts, as they are indexed.
pub fn each_pair(text: &str, mut visit: impl FnMut(&str, &str)) {
    let mut last: Option<(String, usize)> = None;
    each_word(text, |word| {
        if word.is_joined {
            return;
        }
        if let Some((before, _)) = last.as_ref().filter(|(_, end)| is_space(text, *end, word.start)) {
            visit(before, word.folded);
        }
        last = Some((word.folded.to_owned(), word.end));
    });
}

/// Whether a space and nothing else is between two places of a text.
pub fn is_space(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to) == Some(" ")
}

/// Whether a word is one sign of a script without spaces.
pub fn is_one_sign(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(is_unspaced) && letters.next().is_none()
}

/// Folds a run: lower case, without accents, without the apostrophe and what it cuts off.
fn fold_into(run: &str, out: &mut String) {
    out.clear();
    if run.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        out.push_str(&run[..run.len().min(MAX_LENGTH)]);
        out.make_ascii_lowercase();
        return;
    }
    let run = run.strip_suffix("'s").or_else(|| run.strip_suffix("\u{2019}s")).unwrap_or(run);
    let run = match run.find(is_apostrophe) {
        // l'eau, d'accès, qu'il: an article before the word.
        Some(at) if run[..at].chars().count() <= 2 && run[at..].chars().count() > 2 => {
            run[at..].trim_start_matches(is_apostrophe)
        }
        _ => run,
    };
    if run.is_ascii() {
        out.extend(run.bytes().filter(|byte| *byte != b'\'').map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        let bare = run.nfkd().filter(|letter| !is_accent(*letter) && !is_apostrophe(*letter));
        for letter in bare.flat_map(char::to_lowercase).nfc() {
            match letter {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'þ' => out.push_str("th"),
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'đ' | 'ð' => out.push('d'),
                'ı' => out.push('i'),
                'ς' => out.push('σ'),
                _ => out.push(letter),
            }
        }
    }
    out.truncate(clipped(out).len());
}

fn clipped(word: &str) -> &str {
    word.char_indices().nth(MAX_LENGTH).map_or(word, |(at, _)| &word[..at])
}

/// Marks that may be left out in writing: of Latin, Greek, Cyrillic, Hebrew and Arabic.
fn is_accent(letter: char) -> bool {
    matches!(letter as u32, 0x0300..=0x036f | 0x0483..=0x0487 | 0x0591..=0x05c7 | 0x0610..=0x061a | 0x064b..=0x065f
        | 0x0670)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(word.folded.to_owned()));
        words
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(all("The team's Naïve café, don't!"), ["the", "team", "naive", "cafe", "dont"]);
        assert_eq!(all("l'accès à l\u{2019}été"), ["acces", "a", "ete"]);
        assert_eq!(all("Straße ŁÓDŹ Ørsted"), ["strasse", "lodz", "orsted"]);
    }

    #[test]
    fn joined_words_are_found_both_ways() {
        assert_eq!(all("a sign-off: SOP-014."), ["a", "sign", "off", "signoff", "sop", "014", "sop014"]);
        assert_eq!(id_key("SOP-014"), id_key("sop 014"));
        assert_eq!(["SOP-014", "sop 14", "A-00", "100"].map(short_id_key), ["sop14", "sop14", "a0", "100"]);
    }

    #[test]
    fn names_keep_their_signs() {
        assert_eq!(all("C, C++ and C#: F#."), ["c", "c++", "and", "c#", "f#"]);
        assert_eq!(all("Notepad++ (.NET, ASP.NET)"), ["notepad++", "notepad", ".net", "net", "asp", "net", "aspnet"]);
        assert_eq!(all("C++17"), ["c++", "17", "c++17"]);
        // Not part of a name: a sum, an anchor, keys, a full stop without a space, an ellipsis, a row of signs.
        assert_eq!(all("x+y 1+1 a#b Ctrl+C"), ["x", "y", "1", "1", "a", "b", "ctrl", "c"]);
        assert_eq!(all("...so a+++"), ["so", "a"]);
    }

    #[test]
    fn versions_are_found_with_and_without_v() {
        assert_eq!(all("v2.10"), ["2", "10", "2.10"]);
        assert_eq!(all("2.10"), ["2", "10", "2.10"]);
        assert_eq!(all("v2 IPv4"), ["v2", "ipv4"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_in_pairs() {
        assert_eq!(all("水道水"), ["水道", "道水", "水"]);
        assert_eq!(all("水"), ["水"]);
        let text = "a 水道水";
        each_word(text, |word| assert!(word.is_joined || text[word.start..word.end] == *word.folded));
    }
}
