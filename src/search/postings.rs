//! The pages that contain a word, with the impact of the word on each.
//!
//! A word has more impact in a title than in a heading, more there than in the text, and less in a long text (BM25F:
//! Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", 2004). The rarity of a word is
//! left to the query.

use std::borrow::Cow;

use crate::search::analysis::{Analysis, FieldCounts};
use crate::search::state::IndexedPage;

/// Weights of the fields, and how much the length of a field reduces them (0: not at all, 1: in full).
const TITLE: Field = Field { weight: 7.0, length: 0.4 };
const HEADINGS: Field = Field { weight: 2.5, length: 0.4 };
const TEXT: Field = Field { weight: 1.0, length: 0.6 };
/// Description, tags and document id.
const METADATA: Field = Field { weight: 3.0, length: 0.0 };
/// How soon more occurrences of a word add nothing (k1 of BM25F).
const SATURATION: f32 = 1.6;
/// The highest `Posting::impact`.
pub const IMPACTS: f32 = 63.0;
/// The most postings of a word in the index; those with the highest impact.
const MAX_POSTINGS: usize = 2_500;
/// The leading bits of a mean length that count. An edit of one page rarely changes them, so that it leaves the impacts of
/// words on other pages as they are.
const MEAN_BITS: u32 = 5;

struct Field {
    weight: f32,
    length: f32,
}

/// A page that contains a word: its index in the list of entries, and 1 to `IMPACTS`, how much the page is about the
/// word. In the order of entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting(u32);

impl Posting {
    /// A posting.
    ///
    /// # Panics
    ///
    /// If there are more than 67 million entries.
    pub fn new(entry: usize, impact: u8) -> Posting {
        let entry = u32::try_from(entry).ok().filter(|entry| *entry < 1 << 26).expect("a site has fewer pages");
        Posting(entry << 6 | u32::from(impact & 63))
    }

    /// The index of the page in the list of entries.
    pub fn entry(self) -> u32 {
        self.0 >> 6
    }

    /// How much the page is about the word.
    pub fn impact(self) -> u8 {
        (self.0 & 63) as u8
    }
}

/// The postings with the highest impact, of equal ones the first, by entry.
pub fn strongest(postings: &[Posting]) -> Cow<'_, [Posting]> {
    if postings.len() <= MAX_POSTINGS {
        return Cow::Borrowed(postings);
    }
    let mut kept = postings.to_vec();
    kept.select_nth_unstable_by_key(MAX_POSTINGS, |posting| (std::cmp::Reverse(posting.impact()), posting.entry()));
    kept.truncate(MAX_POSTINGS);
    kept.sort_unstable();
    Cow::Owned(kept)
}

/// The mean length of each field, at least one word, to a few bits.
pub fn means(pages: &[IndexedPage]) -> [u32; 4] {
    let mut sums = [0u64; 4];
    for page in pages {
        for (sum, length) in sums.iter_mut().zip(page.lengths) {
            *sum += u64::from(length);
        }
    }
    sums.map(|sum| rounded((sum / pages.len().max(1) as u64) as u32).max(1))
}

/// A number with few leading bits, the rest halfway.
fn rounded(number: u32) -> u32 {
    let rest = (u32::BITS - number.leading_zeros()).saturating_sub(MEAN_BITS);
    if rest == 0 { number } else { (number >> rest << rest) | 1 << (rest - 1) }
}

/// How much a page is about each of its words.
pub fn impacts<'a>(
    page: &IndexedPage,
    analysis: &'a Analysis,
    means: [u32; 4],
) -> impl Iterator<Item = (&'a str, u8)> + use<'a> {
    let norms = norms(&page.lengths, means);
    let is_retired = page.is_retired;
    let counts = analysis.words.iter().map(|word| word.counts).enumerate();
    counts.map(move |(at, counts)| (analysis.word(at), if is_retired { 1 } else { impact(counts, norms) }))
}

/// For each field: its weight over the length of this page's.
fn norms(lengths: &[u32; 4], means: [u32; 4]) -> [f32; 4] {
    let mut norms = [0.0; 4];
    for (at, field) in [TITLE, HEADINGS, TEXT, METADATA].iter().enumerate() {
        norms[at] = field.weight / (1.0 - field.length + field.length * lengths[at] as f32 / means[at] as f32);
    }
    norms
}

fn impact(counts: FieldCounts, norms: [f32; 4]) -> u8 {
    let weighted: f32 = counts.iter().zip(norms).map(|(count, norm)| f32::from(*count) * norm).sum();
    (weighted / (SATURATION + weighted) * IMPACTS).ceil().clamp(1.0, IMPACTS) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_of_one_page_rarely_changes_the_means() {
        let pages = |words: u32| {
            let page = |text| IndexedPage { content: Default::default(), lengths: [3, 12, text, 0], is_retired: false };
            means(&[page(850), page(900), page(words)])
        };
        assert_eq!(pages(800), pages(830));
        assert_eq!(pages(800)[0], 3);
        assert_ne!(pages(800), pages(1600));
        assert_eq!([1, 31, 32, 63, 850].map(rounded), [1, 31, 33, 63, 848]);
    }

    #[test]
    fn of_very_many_postings_the_strongest_are_kept_in_their_order() {
        let all: Vec<Posting> =
            (0..MAX_POSTINGS + 10).map(|entry| Posting::new(entry, (entry % 5) as u8 + 1)).collect();
        let kept = strongest(&all);
        assert_eq!(kept.len(), MAX_POSTINGS);
        assert!(kept.windows(2).all(|pair| pair[0].entry() < pair[1].entry()));
        let left_out: Vec<&Posting> = all.iter().filter(|posting| !kept.contains(posting)).collect();
        assert!(left_out.iter().all(|posting| posting.impact() == 1 && posting.entry() > 2_000), "{left_out:?}");
        assert_eq!(strongest(&all[..9]).as_ref(), &all[..9]);
    }
}
