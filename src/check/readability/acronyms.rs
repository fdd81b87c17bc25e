//! Acronyms, and where they are explained: in brackets beside their words, or as a term that is defined.

use std::collections::BTreeSet;

use crate::check::readability::english;
use crate::check::readability::sentences::Block;

/// Acronyms that need no words for most readers.
const COMMON: &[&str] = &[
    "AIDS", "BBC", "COVID", "CSS", "DVD", "FAQ", "GPS", "HTML", "HTTP", "HTTPS", "NASA", "PDF", "PIN", "RAM", "SIM",
    "SMS", "URL", "USA", "USB", "XML",
];

/// Words in capitals that are meant to be loud (RFC 2119, and warnings).
const LOUD: &[&str] = &[
    "ALL",
    "ALWAYS",
    "AND",
    "ANY",
    "BEFORE",
    "CAUTION",
    "DANGER",
    "DONE",
    "EACH",
    "FAIL",
    "IMPORTANT",
    "MAY",
    "MUST",
    "NEVER",
    "NOT",
    "NOTE",
    "ONLY",
    "OPTIONAL",
    "PASS",
    "RECOMMENDED",
    "REQUIRED",
    "SHALL",
    "SHOULD",
    "STOP",
    "TBC",
    "TBD",
    "THE",
    "TIP",
    "TODO",
    "WARNING",
    "YES",
    "YOU",
];

/// The acronyms that a whole site explains.
pub struct Acronyms {
    known: BTreeSet<String>,
}

impl Acronyms {
    /// Those that everybody knows, and those that the settings name.
    pub fn new(own: &[String]) -> Acronyms {
        Acronyms { known: COMMON.iter().map(|name| (*name).to_owned()).chain(own.iter().cloned()).collect() }
    }

    /// Learns terms that a page defines: entries of definition lists, and blocks that begin with the term and a colon
    /// or dash.
    pub fn learn(&mut self, blocks: &[Block]) {
        for block in blocks {
            let term = block.term.as_deref().and_then(|term| name(term.trim().trim_end_matches([':', '–', '—', '-'])));
            let first = english::words(&block.text).into_iter().next();
            let written = first.and_then(|word| {
                let behind = block.text[word.end..].trim_start_matches(['*', ' ']);
                let is_defined = behind.starts_with([':', '–', '—', '=']) || behind.starts_with("- ");
                name(&block.text[word]).filter(|_| is_defined)
            });
            self.known.extend(term.into_iter().chain(written).map(str::to_owned));
        }
    }

    /// Whether the site explains it.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains(name)
    }

    /// Acronyms that are in brackets behind their words, or before them.
    pub fn explained(blocks: &[Block]) -> BTreeSet<String> {
        let mut explained = BTreeSet::new();
        for block in blocks {
            let text = block.text.as_str();
            for word in english::words(text) {
                let Some(name) = name(&text[word.clone()]) else { continue };
                let (before, behind) = (text[..word.start].trim_end(), text[word.end..].trim_start());
                // `Service level agreement (SLA)`, and `SLA (service level agreement)`.
                let is_behind = before.ends_with('(') && behind.starts_with([')', ',', ';']);
                let inside =
                    behind.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or("", |(inside, _)| inside);
                if is_behind || inside.split_whitespace().count() > 1 {
                    explained.insert(name.to_owned());
                }
            }
        }
        explained
    }
}

/// The acronym in a word: three capitals or more, perhaps digits behind them, without a plural `s`.
pub fn name(word: &str) -> Option<&str> {
    let word = word
        .split(['-', '/', '’', '\''])
        .next()
        .filter(|part| part.len() == word.len() || !has_number_behind(word, part))?;
    let bare = word.strip_suffix('s').unwrap_or(word);
    let capitals = bare.bytes().filter(u8::is_ascii_uppercase).count();
    let is_name = bare.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (capitals >= 3 && is_name && !LOUD.contains(&bare) && bare.as_bytes()[0].is_ascii_uppercase()).then_some(bare)
}

/// Numbers of documents, such as `SOP-014`, are names.
fn has_number_behind(word: &str, part: &str) -> bool {
    word[part.len()..].bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_distinguished_from_words_and_numbers() {
        assert_eq!(name("SLAs"), Some("SLA"));
        assert_eq!(name("AWS-based"), Some("AWS"));
        for word in ["SOP-014", "UK", "Word", "IPv6", "2FA", "MUST"] {
            assert_eq!(name(word), None, "{word}");
        }
    }

    #[test]
    fn acronyms_are_explained_in_brackets_or_as_terms() {
        let block = |text: &str| Block { text: text.to_owned(), ..Block::default() };
        let blocks = [block("A service level agreement (SLA) and RTO (recovery time objective), not BCP (2) here.")];
        assert_eq!(Acronyms::explained(&blocks).into_iter().collect::<Vec<_>>(), ["RTO", "SLA"]);
        let mut known = Acronyms::new(&["AWS".to_owned()]);
        known.learn(&[block("RPO: how much may be lost"), Block { term: Some("MTTR".into()), ..block("Mean time") }]);
        assert!(known.has("RPO") && known.has("MTTR") && known.has("AWS") && known.has("PDF") && !known.has("SLA"));
    }
}
