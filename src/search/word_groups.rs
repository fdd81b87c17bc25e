//! The words of a site that begin alike, each with all pages that contain it: what is read and written together when a page
//! changes.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::base::hash::Hash;
use crate::search::postings::{Posting, strongest};
use crate::search::shards::{Impacts, write_postings};
use crate::search::state::{GroupSummary, Run};
use crate::search::stems::ending;
use crate::search::words::beginning;

/// The letters that the words of a group share.
const LETTERS: usize = 3;
/// The first sign of scripts with thousands of signs, of which so many neighbours count as one letter.
const MANY_SIGNS: char = '\u{2e80}';
const NEIGHBOURS: u32 = 64;
/// Words that share so many first letters stay in one file of the index if its size allows, because they may share a stem.
const SHARED_LETTERS: usize = 4;
/// The largest size of the lines of a run, in bytes.
const RUN: usize = 24 * 1024;
/// A word on more than this share of the pages is a stop word.
const COMMON_SHARE: f64 = 0.5;
/// With fewer pages than this, there are no stop words.
const FEW_PAGES: usize = 6;

/// Some words with the same beginning, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WordGroup {
    words: Vec<Word>,
}

/// A word of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub word: String,
    /// As the index has it, by the stemmer of the language of the first page that contains it.
    pub stem: String,
    /// By entry, at least one.
    pub postings: Vec<Posting>,
}

/// A page that has a word now, with its new impact, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub entry: usize,
    pub impact: Option<u8>,
}

/// The name of the group of a word. Groups are in the same order as their words.
pub fn group_of(word: &str) -> String {
    let mut name = String::new();
    for letter in word.chars().take(LETTERS) {
        if letter >= MANY_SIGNS {
            name.push(char::from_u32(letter as u32 / NEIGHBOURS * NEIGHBOURS).unwrap_or(letter));
            break;
        }
        name.push(letter);
    }
    name
}

impl WordGroup {
    /// The words of a group, which are sorted.
    pub fn new(words: Vec<Word>) -> WordGroup {
        WordGroup { words }
    }

    /// Changes the pages of a word. `stem` gives the stem by the first entry with the word.
    pub fn change(&mut self, word: &str, changes: &[Change], stem: impl Fn(usize) -> String) {
        let at = self.words.binary_search_by(|known| known.word.as_str().cmp(word));
        let at = at.unwrap_or_else(|at| {
            self.words.insert(at, Word { word: word.to_owned(), stem: String::new(), postings: Vec::new() });
            at
        });
        let Word { postings, .. } = &mut self.words[at];
        for Change { entry, impact } in changes {
            let place = postings.binary_search_by_key(&(*entry as u32), |posting| posting.entry());
            match (place, impact) {
                (Ok(place), Some(impact)) => postings[place] = Posting::new(*entry, *impact),
                (Err(place), Some(impact)) => postings.insert(place, Posting::new(*entry, *impact)),
                (Ok(place), None) => drop(postings.remove(place)),
                (Err(_), None) => {}
            }
        }
        match postings.first() {
            Some(first) => self.words[at].stem = stem(first.entry() as usize),
            None => drop(self.words.remove(at)),
        }
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The group as two parts: a line for each word with its stem; for each the number of its pages, the distance of each from
    /// the one before, and its impact, numbers in groups of seven bits with the eighth set on all but the last.
    pub fn encode(&self) -> [Vec<u8>; 2] {
        let (mut words, mut postings) = (String::new(), Vec::new());
        for word in &self.words {
            let _ = writeln!(words, "{}\t{}", word.word, word.stem);
            push_varint(word.postings.len() as u32, &mut postings);
            let mut next = 0;
            for posting in &word.postings {
                push_varint(posting.entry() - next, &mut postings);
                next = posting.entry() + 1;
                postings.push(posting.impact());
            }
        }
        [words.into_bytes(), postings]
    }

    /// Reads what `encode` wrote; `None` for anything else.
    pub fn decode(words: &[u8], mut postings: &[u8]) -> Option<WordGroup> {
        let mut group = WordGroup::default();
        for line in std::str::from_utf8(words).ok()?.lines() {
            let (word, stem) = line.split_once('\t')?;
            let count = take_varint(&mut postings)?;
            let mut of_word = Vec::with_capacity((count as usize).min(postings.len()));
            let mut next = 0;
            for _ in 0..count {
                let entry = take_varint(&mut postings)?.checked_add(next)?;
                let (impact, rest) = postings.split_first()?;
                postings = rest;
                next = entry + 1;
                of_word.push(Posting::new(entry as usize, *impact));
            }
            group.words.push(Word { word: word.to_owned(), stem: stem.to_owned(), postings: of_word });
        }
        postings.is_empty().then_some(group)
    }

    /// What the index needs of the group, and the lines of each run.
    pub fn summary(&self, pages: usize) -> (GroupSummary, Vec<String>) {
        let mut summary = GroupSummary { words: self.words.len(), ..GroupSummary::default() };
        let mut texts: Vec<String> = Vec::new();
        let mut last_start = "";
        for word in &self.words {
            let line = line(word);
            let start = beginning(&word.word, SHARED_LETTERS);
            let is_open = |text: &String| start == last_start && text.len() + line.len() < RUN;
            if !texts.last().is_some_and(is_open) {
                summary.runs.push(Run { first: word.word.clone(), words: 0, bytes: 0, lines: Hash::default() });
                texts.push(String::new());
            }
            let (Some(run), Some(text)) = (summary.runs.last_mut(), texts.last_mut()) else { continue };
            text.push_str(if run.words == 0 { "" } else { "\n" });
            text.push_str(&line);
            run.words += 1;
            last_start = start;
            if pages >= FEW_PAGES && word.postings.len() as f64 > pages as f64 * COMMON_SHARE {
                summary.common.push(word.word.clone());
            }
            let is_word = word.word.chars().all(char::is_alphabetic);
            if let Some(ending) = ending(&word.word, &word.stem).filter(|_| is_word) {
                *summary.endings.entry(ending.to_owned()).or_default() += 1;
            }
        }
        for (run, text) in summary.runs.iter_mut().zip(&texts) {
            run.bytes = text.len();
            run.lines = Hash::of(text.as_bytes());
        }
        summary.vocabulary = Hash::of_parts(self.words.iter().map(|word| word.word.as_bytes()));
        (summary, texts)
    }
}

/// The words of a group by the first of its parts.
pub fn words_of(part: &[u8]) -> Option<impl Iterator<Item = &str>> {
    Some(std::str::from_utf8(part).ok()?.lines().filter_map(|line| Some(line.split_once('\t')?.0)))
}

/// The words by their endings, the sum of all groups.
pub fn sum_of_endings<'a>(groups: impl Iterator<Item = &'a GroupSummary>) -> BTreeMap<&'a str, usize> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (ending, count) in groups.flat_map(|group| &group.endings) {
        *sums.entry(ending).or_default() += count;
    }
    sums
}

/// A line of the index: the word, the stem, the postings, and the number of pages if the postings leave some out.
fn line(word: &Word) -> String {
    let mut line = format!("{}\t{}\t", word.word, word.stem);
    let postings = strongest(&word.postings);
    write_postings(&postings, Impacts::Included, &mut line);
    if word.postings.len() > postings.len() {
        let _ = write!(line, "\t{}", word.postings.len());
    }
    line
}

fn push_varint(mut number: u32, out: &mut Vec<u8>) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_varint(bytes: &mut &[u8]) -> Option<u32> {
    let (mut number, mut shift) = (0u32, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 127).checked_shl(shift)?;
        shift += 7;
        if byte & 128 == 0 {
            return Some(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(word: &str, postings: &[(usize, u8)]) -> Word {
        let postings = postings.iter().map(|(entry, impact)| Posting::new(*entry, *impact)).collect();
        Word { word: word.to_owned(), stem: "3".to_owned(), postings }
    }

    fn group() -> WordGroup {
        WordGroup::new(vec![word("plan", &[(0, 63), (1, 1), (70_000, 9)]), word("planned", &[(3, 2)])])
    }

    #[test]
    fn groups_are_in_the_order_of_their_words() {
        let mut words =
            ["2026", "a", "an", "ant", "antler", "c++", "été", "水", "水道", "汉字", "ant水", "ант", "антa"];
        words.sort_unstable();
        let groups = words.map(group_of);
        assert!(groups.is_sorted(), "{groups:?}");
        assert!(group_of("antler") == "ant" && group_of("水道") == group_of("水面"));
    }

    #[test]
    fn stored_groups_come_back_and_damaged_ones_do_not() {
        let [words, postings] = group().encode();
        assert_eq!(WordGroup::decode(&words, &postings), Some(group()));
        for end in 0..postings.len() {
            assert_eq!(WordGroup::decode(&words, &postings[..end]), None, "cut at {end}");
        }
        let words = words_of(&words).expect("it is text").collect::<Vec<_>>();
        assert_eq!(words, ["plan", "planned"]);
    }

    #[test]
    fn a_changed_group_is_as_if_it_had_been_made_so() {
        let mut changed = group();
        let change = |entry, impact| Change { entry, impact };
        let stem = |_| "3".to_owned();
        changed.change("plan", &[change(0, None), change(1, Some(7)), change(2, Some(8)), change(5, None)], stem);
        changed.change("planned", &[change(3, None)], stem);
        changed.change("plane", &[change(9, Some(1))], stem);
        let right = [word("plan", &[(1, 7), (2, 8), (70_000, 9)]), word("plane", &[(9, 1)])];
        assert_eq!(changed, WordGroup::new(right.to_vec()));
        changed.change("plan", &[change(1, None), change(2, None), change(70_000, None)], stem);
        changed.change("plane", &[change(9, None)], stem);
        assert!(changed.is_empty());
    }

    #[test]
    fn runs_keep_words_with_the_same_beginning_together() {
        let mut words: Vec<Word> = (0..2_000).map(|at| word(&format!("plan{at:020}"), &[(at, 1)])).collect();
        words.insert(0, word("pla", &[(0, 1)]));
        words.push(word("plat", &[(0, 1), (1, 2), (2, 3), (3, 3)]));
        let (summary, texts) = WordGroup::new(words).summary(6);
        assert_eq!((summary.runs.len(), texts.len(), summary.words), (5, 5, 2_002));
        assert_eq!(summary.runs.iter().map(|run| run.words).sum::<usize>(), 2_002);
        assert!(summary.runs.iter().zip(&texts).all(|(run, text)| run.bytes == text.len() && text.len() <= RUN));
        assert_eq!((summary.runs[0].first.as_str(), summary.runs[4].first.as_str()), ("pla", "plat"));
        assert_eq!(texts[4], "plat\t3\t0102030303".replace("0102030303", "01020303"));
        assert_eq!(summary.common, ["plat"]);
        assert_eq!(summary.endings, BTreeMap::from([("t".to_owned(), 1)]));
    }
}
