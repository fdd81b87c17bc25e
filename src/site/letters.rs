//! All pages by the first letter of their titles.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::base::natural::{self, NaturalKey};
use crate::config::settings::Config;
use crate::site::answer::{LetterGroup, PageLink};
use crate::site::page::{Page, PageKind, Part};

/// The sort key of a group and of a page in it: digits and punctuation come before letters.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Letter {
    is_letter: bool,
    name: String,
}

/// Listed pages by title, under the first letter without accents.
pub(super) fn by_letter(pages: &[Arc<Page>], config: &Config) -> Vec<LetterGroup> {
    let mut groups: BTreeMap<Letter, Vec<(NaturalKey, usize)>> = BTreeMap::new();
    for (at, page) in pages.iter().enumerate().filter(|(_, page)| is_listed(page)) {
        let plain: String = page.title.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
        let plain = plain.to_lowercase();
        let key = plain.trim_start_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
        let first = key.chars().next().filter(|letter| letter.is_alphabetic());
        let name = first.map_or_else(|| "0–9".to_owned(), |letter| letter.to_uppercase().collect());
        groups.entry(Letter { is_letter: first.is_some(), name }).or_default().push((natural::key(&key), at));
    }
    let in_order = |(letter, mut members): (Letter, Vec<(NaturalKey, usize)>)| {
        members.sort();
        let pages = members.into_iter().map(|(_, at)| PageLink::new(&pages[at], config)).collect();
        LetterGroup { letter: letter.name, pages }
    };
    groups.into_iter().map(in_order).collect()
}

fn is_listed(page: &Page) -> bool {
    let is_section = matches!(page.kind, PageKind::Listing | PageKind::Assessment(_, Part::Start));
    (page.document.is_some() || is_section) && page.output.is_some() && !page.is_unlisted() && !page.is_retired()
}
