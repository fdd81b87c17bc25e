//! The inverted index: for each word of the site, the pages that contain it.
//!
//! The words are kept in groups. Where few pages have changed since the last index, only the groups of words whose impact
//! changed are read and written; the result is the same as that of a new index.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::base::hash::{Hash, ShortKeys};
use crate::search::analysis::{Indexes, analyse, content_hash};
use crate::search::cache::{Analysed, SearchCache};
use crate::search::entries::{Entry, language_of};
use crate::search::postings::{Posting, impacts, means};
use crate::search::state::{GroupSummary, IndexedPage, State};
use crate::search::stems::Stems;
use crate::search::word_groups::{Change, Word, WordGroup, group_of, words_of};
use crate::site::model::Site;

/// One page in so many may have changed for the last index to be updated.
const PAGES_PER_CHANGE: usize = 8;

/// All words of the pages that search finds, in groups.
pub struct Inverted<'a> {
    cache: &'a SearchCache,
    pub shared: Hash,
    pub pages: Vec<IndexedPage>,
    pub groups: BTreeMap<String, GroupSummary>,
    /// The lines of runs, by group, that were made or read for this index.
    lines: Mutex<HashMap<String, Arc<Vec<String>>>>,
}

/// The changes of each word, in groups.
type Changes = BTreeMap<String, BTreeMap<String, Vec<Change>>>;

/// A group of this index with the lines of its runs; without words it is `None`.
type MadeGroup = (String, Option<(GroupSummary, Vec<String>)>);

/// Indexes the words of all pages, with what is left of the last index. Its groups are taken.
pub fn invert<'a>(site: &Site, entries: &[Entry], cache: &'a SearchCache, last: &mut State) -> Inverted<'a> {
    let analysed = analysed(site, entries, cache, last);
    let page = |(entry, analysed): (&Entry, &(Hash, Analysed))| IndexedPage {
        content: analysed.0,
        lengths: analysed.1.lengths,
        is_retired: site.page(entry.page).is_retired(),
    };
    let pages: Vec<IndexedPage> = entries.iter().zip(&analysed).map(page).collect();
    let analysed = analysed.into_iter().map(|(_, analysed)| analysed).collect();
    let means = means(&pages);
    let languages: Vec<&str> = entries.iter().map(|entry| language_of(site, entry)).collect();
    let shared = Hash::of_value(&(&languages, means));
    let stems = Stems::new(languages.iter().copied());
    let indexing = Indexing { cache, pages: &pages, analysed, means, languages, stems };
    let (mut groups, made) = match indexing.changes(shared, last).and_then(|changes| indexing.update(&changes, last)) {
        Some(made) => (std::mem::take(&mut last.groups), made),
        None => (BTreeMap::new(), indexing.all()),
    };
    let mut lines = HashMap::new();
    for (name, group) in made {
        match group {
            Some((summary, texts)) => {
                groups.insert(name.clone(), summary);
                lines.insert(name, Arc::new(texts));
            }
            None => drop(groups.remove(&name)),
        }
    }
    groups.keys().filter(|name| !lines.contains_key(*name)).for_each(|name| cache.keep_group(name));
    Inverted { cache, shared, pages, groups, lines: Mutex::new(lines) }
}

impl Inverted<'_> {
    /// A hash of all words.
    pub fn vocabulary(&self) -> Hash {
        let hashes: Vec<[u8; 16]> = self.groups.values().map(|group| group.vocabulary.0.to_le_bytes()).collect();
        Hash::of_parts(hashes.iter().map(<[u8; 16]>::as_slice))
    }

    /// All words for which `is_wanted`, sorted.
    pub fn words(&self, is_wanted: impl Fn(&str) -> bool + Sync) -> Vec<String> {
        let names: Vec<&String> = self.groups.keys().collect();
        let of_group = |name: &&String| -> Vec<String> {
            let part = self.cache.group(name).map(|parts| parts[0].to_bytes()).unwrap_or_default();
            let words = words_of(&part).into_iter().flatten().filter(|word| is_wanted(word));
            words.map(str::to_owned).collect()
        };
        names.par_iter().map(of_group).collect::<Vec<_>>().concat()
    }

    /// The lines of a run of a group. They are empty if the cache cannot be read, which it remembers.
    pub fn lines(&self, group: &str, run: usize) -> String {
        let known = self.lines.lock().unwrap_or_else(PoisonError::into_inner).get(group).cloned();
        let lines = known.unwrap_or_else(|| {
            let read = read(self.cache, group).unwrap_or_default();
            let lines = Arc::new(read.summary(self.pages.len()).1);
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).insert(group.to_owned(), lines.clone());
            lines
        });
        lines.get(run).cloned().unwrap_or_default()
    }
}

fn read(cache: &SearchCache, group: &str) -> Option<WordGroup> {
    let [words, postings] = cache.group(group)?;
    WordGroup::decode(&words.to_bytes(), &postings.to_bytes())
}

/// The words of each page, with the hash of its content. Pages in the cache are not analysed again.
fn analysed(site: &Site, entries: &[Entry], cache: &SearchCache, last: &State) -> Vec<(Hash, Analysed)> {
    let lengths: HashMap<Hash, [u32; 4]> = last.pages.iter().map(|page| (page.content, page.lengths)).collect();
    let of_entry = |indexes: &mut Indexes, entry: &Entry| {
        let page = site.page(entry.page);
        let language = language_of(site, entry);
        let content = content_hash(page, language);
        let Some(analysis) = cache.page(content) else {
            return (content, cache.keep_new_page(content, analyse(page, language, indexes)));
        };
        cache.keep_page(content);
        let lengths = lengths.get(&content).copied().unwrap_or_else(|| analysis.get().lengths);
        (content, Analysed { lengths, analysis })
    };
    entries.par_iter().map_init(Indexes::default, of_entry).collect()
}

/// What an index is made from.
struct Indexing<'a> {
    cache: &'a SearchCache,
    pages: &'a [IndexedPage],
    analysed: Vec<Analysed>,
    means: [u32; 4],
    /// By entry.
    languages: Vec<&'a str>,
    stems: Stems,
}

impl Indexing<'_> {
    /// What has changed since the last index; `None` if it is too much, or not known.
    fn changes(&self, shared: Hash, last: &State) -> Option<Changes> {
        if last.shared != shared || last.pages.len() != self.pages.len() {
            return None;
        }
        let differs = |at: &usize| self.pages[*at] != last.pages[*at];
        let changed: Vec<usize> = (0..self.pages.len()).filter(differs).collect();
        if changed.len() * PAGES_PER_CHANGE > self.pages.len() {
            return None;
        }
        let mut changes = Changes::new();
        let mut change = |word: &str, entry, impact| {
            let group = changes.entry(group_of(word)).or_default();
            group.entry(word.to_owned()).or_default().push(Change { entry, impact });
        };
        for entry in changed {
            let before = self.cache.page(last.pages[entry].content)?.in_memory()?.get();
            let now = self.analysed[entry].analysis.get();
            let mut new: HashMap<&str, u8> = impacts(&self.pages[entry], &now, self.means).collect();
            for (word, old) in impacts(&last.pages[entry], &before, self.means) {
                let new = new.remove(word);
                if new != Some(old) {
                    change(word, entry, new);
                }
            }
            new.into_iter().for_each(|(word, impact)| change(word, entry, Some(impact)));
        }
        Some(changes)
    }

    /// The groups of the words that changed; `None` if one cannot be read.
    fn update(&self, changes: &Changes, last: &State) -> Option<Vec<MadeGroup>> {
        let changed = |(name, words): (&String, &BTreeMap<String, Vec<Change>>)| {
            let is_known = last.groups.contains_key(name);
            let mut group = if is_known { read(self.cache, name)? } else { WordGroup::default() };
            for (word, changes) in words {
                group.change(word, changes, |first| self.stem(first, word));
            }
            Some(self.made(name.clone(), &group))
        };
        changes.par_iter().map(changed).collect()
    }

    /// All groups. The postings of each are freed as soon as it is made.
    fn all(&self) -> Vec<MadeGroup> {
        let mut words: Vec<(String, Vec<Posting>)> = self.postings_by_word().into_iter().collect();
        words.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let groups: Vec<_> = words.chunk_by_mut(|a, b| group_of(&a.0) == group_of(&b.0)).collect();
        let made = |group: &mut [(String, Vec<Posting>)]| {
            let word = |word: &mut (String, Vec<Posting>)| {
                let (word, postings) = std::mem::take(word);
                Word { stem: self.stem(postings[0].entry() as usize, &word), word, postings }
            };
            let words: Vec<Word> = group.iter_mut().map(word).collect();
            self.made(group_of(&words[0].word), &WordGroup::new(words))
        };
        groups.into_par_iter().map(made).collect()
    }

    /// Reads the words of one page after the other, so that those of all pages are never in memory together.
    fn postings_by_word(&self) -> HashMap<String, Vec<Posting>, ShortKeys> {
        let mut inverted: HashMap<String, Vec<Posting>, ShortKeys> = HashMap::default();
        for (entry, (page, analysed)) in self.pages.iter().zip(&self.analysed).enumerate() {
            for (word, impact) in impacts(page, &analysed.analysis.get(), self.means) {
                let posting = Posting::new(entry, impact);
                match inverted.get_mut(word) {
                    Some(postings) => postings.push(posting),
                    None => drop(inverted.insert(word.to_owned(), vec![posting])),
                }
            }
        }
        inverted
    }

    fn stem(&self, first: usize, word: &str) -> String {
        self.stems.written(self.languages[first], word)
    }

    fn made(&self, name: String, group: &WordGroup) -> MadeGroup {
        if group.is_empty() {
            return (name, None);
        }
        self.cache.keep_new_group(&name, group.encode());
        let summary = group.summary(self.pages.len());
        (name, Some(summary))
    }
}
