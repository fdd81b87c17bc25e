//! The terms of the index as text in shards, with their postings, and as plain word lists to correct misspelt words.

use std::collections::BTreeMap;
use std::fmt::Write;

use rayon::prelude::*;

use crate::search::index::{Posting, Term};
use crate::search::words::beginning;

/// The least and the largest size of a shard in bytes (24 KiB are about 14 KB when compressed).
const SHARD: (usize, usize) = (6 * 1024, 24 * 1024);
/// Words that share so many first letters stay in one shard if its size allows, because they may share a stem.
const SHARED_LETTERS: usize = 4;
/// The least and the largest size of a list of words in bytes.
const LIST: (usize, usize) = (4 * 1024, 24 * 1024);
/// Between these sizes, lists grow with the site, so that it has about so many of them.
const LISTS: usize = 40;
/// A word on more than this share of the pages is a stop word.
const COMMON_SHARE: f64 = 0.5;
/// With fewer pages than this, there are no stop words.
const FEW_PAGES: usize = 6;
/// The most endings of inflections; the commonest are kept.
const MAX_ENDINGS: usize = 60;
/// Base64 digits of the numbers in postings; six bits each.
pub const DIGITS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";

/// Terms in shards, each with its first word. A line has the word, the stem, the postings, and the number of pages if
/// the postings leave some out; a stem with which the word begins is written as its length.
pub fn shards(terms: &[Term]) -> Vec<(String, String)> {
    let lines: Vec<String> = terms.par_iter().map(line).collect();
    let total: usize = lines.iter().map(String::len).sum();
    let size = (total / 12).clamp(SHARD.0, SHARD.1 / 2);
    let mut shards: Vec<(String, String)> = Vec::new();
    let mut last_start = "";
    for (term, line) in terms.iter().zip(lines) {
        let start = beginning(&term.word, SHARED_LETTERS);
        let is_full = shards.last().is_none_or(|(_, text)| {
            text.len() + line.len() > SHARD.1 || start != last_start && text.len() + line.len() > size
        });
        last_start = start;
        match shards.last_mut() {
            Some((_, text)) if !is_full => {
                text.push('\n');
                text.push_str(&line);
            }
            _ => shards.push((term.word.clone(), line)),
        }
    }
    shards
}

fn line(term: &Term) -> String {
    let mut line = format!("{}\t", term.word);
    match term.word.strip_prefix(term.stem.as_str()) {
        Some(_) => {
            let _ = write!(line, "{}", term.stem.chars().count());
        }
        None => {
            let _ = write!(line, "={}", term.stem);
        }
    }
    line.push('\t');
    write_postings(&term.postings, Impacts::Included, &mut line);
    if term.pages > term.postings.len() {
        let _ = write!(line, "\t{}", term.pages);
    }
    line
}

/// Whether postings are stored with the impact of each entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Impacts {
    Included,
    Omitted,
}

/// Encodes each entry as its distance from the one before, in groups of five bits with the sixth set on all but the
/// last, and then its impact as one digit.
pub fn write_postings(postings: &[Posting], impacts: Impacts, out: &mut String) {
    let mut next = 0;
    for posting in postings {
        let mut distance = posting.entry - next;
        next = posting.entry + 1;
        while distance >= 32 {
            out.push(char::from(DIGITS[(32 | distance & 31) as usize]));
            distance >>= 5;
        }
        out.push(char::from(DIGITS[distance as usize]));
        if impacts == Impacts::Included {
            out.push(char::from(DIGITS[usize::from(posting.impact)]));
        }
    }
}

/// All words in sorted lists, each with its first word. Of a misspelt word the beginning or the end is right, so there are
/// lists of the words as they are and of the words from their last letter to their first.
pub fn word_lists(terms: &[Term], spell: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let is_spelt = |word: &str| word.chars().count() >= 3 && word.chars().all(char::is_alphabetic);
    let words = terms.iter().map(|term| term.word.as_str()).filter(|word| is_spelt(word));
    let mut words: Vec<String> = words.map(spell).collect();
    words.sort_unstable();
    let total: usize = words.iter().map(|word| word.len() + 1).sum();
    let size = (total / LISTS).clamp(LIST.0, LIST.1);
    let mut lists: Vec<(String, String)> = Vec::new();
    for word in words {
        match lists.last_mut().filter(|(_, text)| text.len() < size) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(&word);
            }
            None => lists.push((word.clone(), word)),
        }
    }
    lists
}

/// Stop words: words on so many pages that searching for them finds nothing.
pub fn common(terms: &[Term], pages: usize) -> String {
    let is_common = |term: &&Term| pages >= FEW_PAGES && term.pages as f64 > pages as f64 * COMMON_SHARE;
    terms.iter().filter(is_common).map(|term| term.word.as_str()).collect::<Vec<_>>().join(" ")
}

/// Endings of inflections after their stem. With them, a query needs no stemmer: a word that is not in the index, but is
/// a stem and one of these endings, belongs to that stem.
pub fn endings(terms: &[Term], language: &str) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for term in terms.iter().filter(|term| term.word.chars().all(char::is_alphabetic)) {
        if let Some(ending) = term.word.strip_prefix(term.stem.as_str()).filter(|ending| !ending.is_empty()) {
            *counts.entry(ending).or_default() += 1;
        }
    }
    if language.starts_with("en") {
        for ending in
            ["s", "es", "ed", "d", "ing", "er", "ers", "ion", "ions", "ation", "ations", "ment", "ments", "ly"]
        {
            *counts.entry(ending).or_default() += terms.len();
        }
    }
    let mut endings: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 2).collect();
    endings.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    endings.into_iter().take(MAX_ENDINGS).map(|(ending, _)| ending.to_owned()).collect()
}
