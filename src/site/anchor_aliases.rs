//! Finds the anchor of a page that a fragment names as another tool would write it.
//!
//! Generators make anchors of headings in different ways: they keep or drop dots and repeated hyphens, letter case, the
//! number before a heading, or write accents as one character or two. What they agree on are the letters and digits. A
//! fragment therefore names an anchor if it has the same letters and digits, and no other anchor of the page has them.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use crate::parse::document::Facts;
use crate::site::page::PageId;

/// What GitHub writes before the anchors of headings.
const GITHUB_PREFIX: &str = "user-content-";

/// The anchors of each page by their letters and digits. A page is read when the first link needs it.
#[derive(Debug, Default)]
pub struct AnchorAliases {
    pages: Vec<OnceLock<HashMap<String, AnchorMatch>>>,
}

/// The anchors that share letters and digits.
#[derive(Debug)]
enum AnchorMatch {
    One(String),
    Several,
}

impl AnchorAliases {
    /// The anchors of so many pages, none of them read yet.
    pub fn new(pages: usize) -> AnchorAliases {
        AnchorAliases { pages: std::iter::repeat_with(OnceLock::new).take(pages).collect() }
    }

    /// The anchor of a page that a fragment names in another spelling.
    pub fn find(&self, page: PageId, facts: &Facts, fragment: &str) -> Option<&str> {
        let by_letters = self.pages.get(page.0)?.get_or_init(|| by_letters(facts));
        let wanted = letters(fragment.strip_prefix(GITHUB_PREFIX).unwrap_or(fragment));
        // A number may be missing on one side. Where both have one, they are the same: another number is another section.
        let is_numbered = wanted.starts_with(|first: char| first.is_ascii_digit());
        let other = match is_numbered {
            true => wanted.trim_start_matches(|letter: char| letter.is_ascii_digit()).to_owned(),
            false => unnumbered(&wanted)?,
        };
        let found = by_letters.get(&wanted).or_else(|| by_letters.get(&other))?;
        match found {
            AnchorMatch::One(anchor) => Some(anchor),
            AnchorMatch::Several => None,
        }
    }
}

fn by_letters(facts: &Facts) -> HashMap<String, AnchorMatch> {
    let mut known: HashMap<String, AnchorMatch> = HashMap::with_capacity(facts.anchors.len());
    let mut add = |key: String, anchor: &String| {
        known
            .entry(key)
            .and_modify(|known| *known = AnchorMatch::Several)
            .or_insert_with(|| AnchorMatch::One(anchor.clone()));
    };
    for anchor in &facts.anchors {
        let key = letters(anchor);
        if let Some(unnumbered) = unnumbered(&key) {
            add(unnumbered, anchor);
        }
        if !key.is_empty() {
            add(key, anchor);
        }
    }
    known
}

/// The letters and digits of an anchor, composed and in lower case.
fn letters(anchor: &str) -> String {
    let lower = anchor.nfc().flat_map(char::to_lowercase);
    let is_mark = unicode_normalization::char::is_combining_mark;
    lower.filter(|letter| letter.is_alphanumeric() || is_mark(*letter)).collect()
}

/// The key of an anchor without the number before its first letter, which kramdown drops. The hyphen keeps it apart from
/// the letters of other anchors.
fn unnumbered(letters: &str) -> Option<String> {
    let rest = letters.trim_start_matches(|letter: char| letter.is_ascii_digit());
    (!rest.is_empty()).then(|| format!("-{rest}"))
}
