//! The stems of words, by the stemmers of Snowball.

use std::collections::BTreeMap;

use rust_stemmers::{Algorithm, Stemmer};

/// Stemmers by language; `None` where there is none for it.
pub struct Stems(BTreeMap<String, Option<Stemmer>>);

impl Stems {
    /// The stemmers of some languages.
    pub fn new<'a>(languages: impl Iterator<Item = &'a str>) -> Stems {
        let mut stemmers = BTreeMap::new();
        for language in languages {
            if !stemmers.contains_key(language) {
                stemmers.insert(language.to_owned(), algorithm(language).map(Stemmer::create));
            }
        }
        Stems(stemmers)
    }

    /// The stem of a word; the word itself where nothing stems its language. A stem with which the word begins is written as
    /// its number of characters, another with `=` before it.
    pub fn written(&self, language: &str, word: &str) -> String {
        let stemmer = self.0.get(language).and_then(Option::as_ref);
        let stem = stemmer.map_or(word.into(), |stemmer| stemmer.stem(word));
        match word.strip_prefix(stem.as_ref()) {
            Some(_) => stem.chars().count().to_string(),
            None => format!("={stem}"),
        }
    }
}

/// The ending after the stem with which a word begins.
pub fn ending<'a>(word: &'a str, written: &str) -> Option<&'a str> {
    let stem: usize = written.parse().ok()?;
    let (start, _) = word.char_indices().nth(stem)?;
    Some(&word[start..])
}

/// The Snowball stemmer of a language.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split(['-', '_']).next()?.to_lowercase().as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_written_short_and_give_the_ending_back() {
        let stems = Stems::new(["en", "xx"].into_iter());
        let all: Vec<(String, Option<&str>)> = ["requested", "happy", "naïve"]
            .into_iter()
            .map(|word| (stems.written("en", word), ending(word, &stems.written("en", word))))
            .collect();
        assert_eq!(all, [("7".to_owned(), Some("ed")), ("=happi".to_owned(), None), ("4".to_owned(), Some("e"))]);
        assert_eq!((stems.written("xx", "requested").as_str(), ending("requested", "9")), ("9", None));
    }
}
