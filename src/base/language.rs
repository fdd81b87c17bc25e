//! Language tags (RFC 5646), and the language that a text is most likely in.
//!
//! Frequent words identify languages in Latin script (the, und, les); other scripts identify themselves. If neither is
//! clear there is no answer, because a wrong one would waste the author's time.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::base::language_codes::{is_two_letter_code, two_letter_code};

/// A language or script that was detected.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    pub name: &'static str,
    /// The primary subtags that match it; the first is the one to suggest.
    pub tags: &'static [&'static str],
    words: &'static [&'static str],
}

impl Language {
    /// Whether it is one language, and no script that several languages share.
    pub fn is_one_language(&self) -> bool {
        !self.name.ends_with("script") && !self.name.contains(" or ")
    }
}

/// Frequent words of each language that are rare in the others.
const BY_WORDS: &[Language] = &[
    latin(
        "English",
        &["en"],
        &["the", "of", "and", "to", "is", "for", "that", "with", "are", "this", "be", "or", "you"],
    ),
    latin(
        "German",
        &["de"],
        &["der", "die", "und", "das", "ist", "nicht", "mit", "von", "für", "auf", "eine", "den", "zu"],
    ),
    latin(
        "French",
        &["fr"],
        &["le", "la", "les", "des", "et", "est", "pour", "dans", "une", "sur", "du", "qui", "vous"],
    ),
    latin(
        "Spanish",
        &["es"],
        &["el", "los", "las", "que", "para", "con", "una", "por", "del", "es", "como", "y", "su"],
    ),
    latin("Portuguese", &["pt"], &["o", "os", "que", "para", "com", "uma", "não", "dos", "da", "em", "por", "ao", "e"]),
    latin(
        "Italian",
        &["it"],
        &["il", "che", "di", "per", "con", "della", "sono", "una", "non", "gli", "delle", "è", "e"],
    ),
    latin(
        "Dutch",
        &["nl"],
        &["de", "het", "een", "van", "en", "niet", "voor", "met", "zijn", "op", "dat", "te", "wordt"],
    ),
    latin("Polish", &["pl"], &["nie", "się", "na", "jest", "do", "oraz", "przez", "dla", "są", "że", "w", "z", "i"]),
    latin("Swedish", &["sv"], &["och", "att", "det", "som", "är", "för", "på", "med", "den", "inte", "av", "till"]),
    latin("Welsh", &["cy"], &["yr", "yn", "ar", "gan", "mae", "wedi", "eich", "neu", "gyda", "hyn", "y", "i", "o"]),
];

/// Scripts, with the languages that are written in them.
const SCRIPTS: &[(Language, &[(char, char)])] = &[
    (
        latin("Cyrillic script", &["ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn", "tg", "bs", "cnr"], &[]),
        &[('\u{400}', '\u{52f}')],
    ),
    (latin("Greek", &["el", "grc"], &[]), &[('\u{370}', '\u{3ff}'), ('\u{1f00}', '\u{1fff}')]),
    (latin("Hebrew script", &["he", "yi", "lad"], &[]), &[('\u{590}', '\u{5ff}')]),
    (
        latin("Arabic script", &["ar", "fa", "ur", "ps", "ckb", "sd", "ug", "ku", "az"], &[]),
        &[('\u{600}', '\u{6ff}'), ('\u{750}', '\u{77f}')],
    ),
    (latin("Devanagari script", &["hi", "mr", "ne", "sa", "kok", "mai", "bho"], &[]), &[('\u{900}', '\u{97f}')]),
    (latin("Bengali script", &["bn", "as"], &[]), &[('\u{980}', '\u{9ff}')]),
    (latin("Gurmukhi script", &["pa"], &[]), &[('\u{a00}', '\u{a7f}')]),
    (latin("Tamil", &["ta"], &[]), &[('\u{b80}', '\u{bff}')]),
    (latin("Thai", &["th"], &[]), &[('\u{e00}', '\u{e7f}')]),
    (latin("Korean", &["ko"], &[]), &[('\u{ac00}', '\u{d7af}'), ('\u{1100}', '\u{11ff}')]),
    (
        latin("Chinese or Japanese", &["zh", "ja", "yue", "cmn", "ko"], &[]),
        &[('\u{3040}', '\u{30ff}'), ('\u{3400}', '\u{9fff}')],
    ),
];

/// Country codes that are often mistaken for language codes and are not language codes.
const COUNTRIES: &[(&str, &str)] =
    &[("gb", "en-GB"), ("us", "en-US"), ("cn", "zh"), ("jp", "ja"), ("dk", "da"), ("cz", "cs")];

/// Withdrawn codes of ISO 639-1 that programs still accept (IANA language subtag registry).
const WITHDRAWN: &[&str] = &["bh", "in", "iw", "ji", "jw", "mo", "sh"];

/// No language is detected in fewer words.
const FEWEST_WORDS: usize = 40;
/// Only this many words are read.
const MOST_WORDS: usize = 250;
/// The length of the longest frequent word, in bytes.
const LONGEST_FREQUENT: usize = 5;

const fn latin(name: &'static str, tags: &'static [&'static str], words: &'static [&'static str]) -> Language {
    Language { name, tags, words }
}

/// The primary subtag, in lower case: `en` of `en-GB`.
pub fn primary(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// What is wrong with a language tag (RFC 5646, 2.1), and the tag that may have been meant.
pub fn invalid_tag(tag: &str) -> Option<Option<String>> {
    if tag.contains('_') {
        return Some(Some(tag.replace('_', "-")));
    }
    if let Some((_, meant)) = COUNTRIES.iter().find(|(country, _)| tag.eq_ignore_ascii_case(country)) {
        return Some(Some((*meant).to_owned()));
    }
    let named = BY_WORDS.iter().find(|language| language.name.eq_ignore_ascii_case(tag));
    if let Some(language) = named {
        return Some(Some(language.tags[0].to_owned()));
    }
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    // Registered languages have the two letters of ISO 639-1 where there are some, else three (RFC 5646, 2.2.1).
    let is_primary = match first.len() {
        1 => first == "x",
        2 => WITHDRAWN.contains(&first.as_str()) || is_two_letter_code(&first),
        3 => match two_letter_code(&first) {
            Some(short) => return Some(Some(format!("{short}{}", &tag[3..]))),
            None => first.bytes().all(|byte| byte.is_ascii_alphabetic()),
        },
        _ => false,
    };
    let is_further = |part: &str| matches!(part.len(), 1..=8) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_tag = is_primary && parts.all(is_further);
    (!is_tag).then_some(None)
}

/// The help line for an invalid tag.
pub fn advice(meant: Option<String>) -> String {
    match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "write the tag of a language, such as `en-GB` or `cy`".to_owned(),
    }
}

/// The script of most letters of a text, if it is not Latin.
pub fn script(text: &str) -> Option<&'static Language> {
    if text.is_ascii() {
        return None;
    }
    let (mut letters, mut counts) = (0_usize, [0_usize; SCRIPTS.len()]);
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        letters += 1;
        if letter >= '\u{370}' {
            let found = SCRIPTS.iter().position(|(_, ranges)| ranges.iter().any(|(a, z)| (*a..=*z).contains(&letter)));
            counts[found.unwrap_or(0)] += usize::from(found.is_some());
        }
    }
    let (at, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    (most * 10 > letters * 7).then_some(&SCRIPTS[at].0)
}

/// The most likely language of a text, if it is clearly not that of the tag.
pub fn contradicts(tag: &str, text: &str) -> Option<&'static Language> {
    let stated = primary(tag);
    let is_stated = |language: &Language| language.tags.contains(&stated.as_str());
    if let Some(script) = script(text) {
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).take(FEWEST_WORDS * 2).count();
        return (letters >= FEWEST_WORDS * 2 && !is_stated(script)).then_some(script);
    }
    let words = text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let (mut count, mut hits) = (0, [0_usize; BY_WORDS.len()]);
    for word in words.take(MOST_WORDS) {
        count += 1;
        languages_of(word).iter().for_each(|language| hits[*language] += 1);
    }
    let own = BY_WORDS.iter().position(is_stated).map(|own| hits[own]);
    let is_own = own.is_some_and(|own| own > count / 10);
    if count < FEWEST_WORDS || is_own {
        return None;
    }
    let (language, most) = BY_WORDS.iter().zip(hits).max_by_key(|(_, hits)| *hits)?;
    let is_clear = most * 7 > count && own.unwrap_or(0) * 3 < most && !is_stated(language);
    // Of a language without a list only this is known: that it is not English.
    let is_known = own.is_some() || language.name == "English";
    (is_clear && is_known).then_some(language)
}

/// The languages in which a word is frequent, as indexes into `BY_WORDS`.
fn languages_of(word: &str) -> &'static [usize] {
    static LANGUAGES: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
        let mut languages: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (at, language) in BY_WORDS.iter().enumerate() {
            language.words.iter().for_each(|word| languages.entry(word).or_default().push(at));
        }
        languages
    });
    if word.len() > LONGEST_FREQUENT {
        return &[];
    }
    let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let found = if is_lower { LANGUAGES.get(word) } else { LANGUAGES.get(word.to_lowercase().as_str()) };
    found.map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_language_tags_are_recognised() {
        for right in ["en", "en-GB", "zh-Hant-TW", "de-CH-1996", "x-own", "fil", "sr-Latn"] {
            assert_eq!(invalid_tag(right), None, "{right}");
        }
        assert_eq!(invalid_tag("en_GB"), Some(Some("en-GB".to_owned())));
        assert_eq!(invalid_tag("german"), Some(Some("de".to_owned())));
        assert_eq!(invalid_tag("uk-"), Some(None));
        assert_eq!(invalid_tag("US"), Some(Some("en-US".to_owned())));
        assert_eq!(invalid_tag("klingonish"), Some(None));
    }

    #[test]
    fn frequent_words_are_found_in_any_case() {
        let longest = BY_WORDS.iter().flat_map(|language| language.words).map(|word| word.len()).max();
        assert_eq!(longest, Some(LONGEST_FREQUENT));
        let names = |word| languages_of(word).iter().map(|at| BY_WORDS[*at].name).collect::<Vec<_>>();
        assert_eq!(names("THE"), ["English"]);
        assert_eq!(names("Für"), ["German"]);
        assert_eq!(names("una"), ["Spanish", "Italian"]);
        assert!(names("pump").is_empty());
    }

    #[test]
    fn languages_are_told_apart_by_small_words() {
        let german = "Die Pumpe ist vor der Wartung zu entlasten und das Ventil mit dem Schloss zu sichern. ".repeat(4);
        let english =
            "The pump is to be relieved of pressure before maintenance and the valve locked for safety. ".repeat(4);
        let thai = "ปิดวาล์วก่อนเริ่มงานทุกครั้งและแจ้งหัวหน้างานให้ทราบก่อนเปิดเครื่องอีกครั้งหนึ่ง".repeat(3);
        assert_eq!(contradicts("en-GB", &german).map(|language| language.name), Some("German"));
        assert_eq!(contradicts("de", &german), None);
        assert_eq!(contradicts("en", &english), None);
        assert_eq!(contradicts("de", &english).map(|language| language.name), Some("English"));
        assert_eq!(contradicts("en", &thai).map(|language| language.name), Some("Thai"));
        assert_eq!(contradicts("th", &thai), None);
        assert_eq!(contradicts("en", "Pumpe Ventil Schloss"), None);
    }
}
