//! The search index after edits of some pages: the same bytes as a new one, and most of its files not made again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use fingerpost::base::hash::Hash;
use fingerpost::base::tree::{Bytes, Tree};
use fingerpost::compile::link::link;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::Options;
use fingerpost::search::cache::{Files, SearchCache};
use fingerpost::search::files::{write, write_to_memory};
use fingerpost::search::writer::Receiver;
use fingerpost::site::model::Site;

use super::chance::Chance;
use super::stored;
use crate::common::Silent;

const PAGES: usize = 160;

/// A published folder, and how many files the last index put there.
#[derive(Default)]
struct Folder {
    before: Files,
    now: Mutex<Files>,
    put: Mutex<usize>,
}

impl Folder {
    /// Begins another index.
    fn begin(&mut self) {
        self.before = std::mem::take(&mut self.now.lock().expect("nothing panicked"));
        *self.put.lock().expect("nothing panicked") = 0;
    }

    fn insert(&self, path: &str, bytes: &Bytes) {
        let before = self.now.lock().expect("nothing panicked").insert(path.to_owned(), bytes.clone());
        assert!(before.is_none(), "{path} is written twice");
    }
}

impl Receiver for Folder {
    fn put(&self, path: &str, bytes: &Bytes) -> Option<String> {
        self.insert(path, bytes);
        *self.put.lock().expect("nothing panicked") += 1;
        Some(Hash::of(bytes).hex())
    }

    fn keep(&self, path: &str, digest: &str) -> bool {
        let same = self.before.get(path).filter(|bytes| Hash::of(bytes).hex() == digest);
        same.inspect(|bytes| self.insert(path, bytes)).is_some()
    }
}

fn site(tree: &Tree) -> Arc<Site> {
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    link(tree, &options, &Memo::default(), &Silent).site
}

fn name(at: usize) -> String {
    format!("content/part-{}/page-{at}.md", at % 7)
}

/// A page of words from a list, so that words come and go.
fn page(chance: &mut Chance, at: usize) -> String {
    let word = |chance: &mut Chance| match chance.below(30) {
        0 => ["水道水", "Straße", "C++", "v2.10", "l'été", "don't"][chance.below(6)].to_owned(),
        1 => format!("rare{}{}", ["a", "be", "cod", "done"][chance.below(4)], chance.below(4_000)),
        _ => {
            let stem = ["plan", "check", "restor", "servic", "accept", "run", "sign-off", "back"][chance.below(8)];
            format!("{stem}{}", ["", "s", "ed", "ing", "ance", "e", "able"][chance.below(7)])
        }
    };
    let mut text = format!("---\ntitle: {} {at}\n", word(chance));
    text.push_str(
        ["", "tags: [one]\n", "kind: sop\n", "description: A plan\n", "status: withdrawn\n"][chance.below(5)],
    );
    text.push_str("---\n");
    for section in 0..1 + chance.below(3) {
        text.push_str(&format!("\n## Part {section}\n\n"));
        (0..30 + chance.below(60)).for_each(|_| text.push_str(&format!("{} ", word(chance))));
    }
    text
}

/// An edit of some pages, in words.
fn edit(tree: &mut Tree, chance: &mut Chance) -> &'static str {
    let at = chance.below(PAGES);
    let text = |tree: &Tree| tree.get(&name(at)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    match chance.below(12) {
        0..=4 => {
            let before = text(tree).unwrap_or_else(|| page(chance, at));
            tree.insert(name(at), format!("{before} once more: plan {}\n", chance.below(90)).into_bytes());
            "a sentence more"
        }
        5..=6 => {
            for _ in 0..1 + chance.below(6) {
                let at = chance.below(PAGES);
                tree.insert(name(at), page(chance, at).into_bytes());
            }
            "some pages are other pages"
        }
        7 => {
            (0..PAGES / 2).for_each(|at| tree.insert(name(at), page(chance, at).into_bytes()));
            "half of the pages are other pages"
        }
        8 => {
            tree.remove(&name(at));
            "a page less"
        }
        9 => {
            let language = ["de", "en", "fr"][chance.below(3)];
            tree.insert("fingerpost.toml", format!("language = \"{language}\"\n").into_bytes());
            "another language"
        }
        10 => {
            let before = text(tree).unwrap_or_else(|| page(chance, at));
            let longer = "the very long text of one page ".repeat(40 + chance.below(4_000));
            tree.insert(name(at), format!("{before}\n{longer}\n").into_bytes());
            "a page is very long"
        }
        _ => "nothing",
    }
}

#[test]
fn an_index_that_is_updated_is_the_same_as_a_new_one() {
    let mut chance = Chance(11);
    let mut tree = Tree::default();
    tree.insert("content/index.md", b"# Home\n".to_vec());
    (0..PAGES).for_each(|at| tree.insert(name(at), page(&mut chance, at).into_bytes()));
    let program = Some(Hash(1));
    let (mut parts, mut folder, in_process) = (None, Folder::default(), SearchCache::default());
    let mut saved: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for step in 0..70 {
        let what = if step == 0 { "a new site" } else { edit(&mut tree, &mut chance) };
        let site = site(&tree);
        let clean = write_to_memory(&site, &SearchCache::default());
        let differing = |files: &Files| {
            let differs = |path: &&String| files.get(*path) != clean.get(*path);
            clean.keys().chain(files.keys()).filter(differs).cloned().collect::<Vec<_>>()
        };
        let cache = SearchCache::new(parts.clone(), program);
        folder.begin();
        assert!(write(&site, &cache, &folder).is_empty());
        let found = differing(&folder.now.lock().expect("nothing panicked"));
        assert!(found.is_empty(), "step {step}, {what}: from the disk: {found:?}");
        parts = stored(cache.file(), parts);
        if chance.below(3) > 0 {
            let found = differing(&write_to_memory(&site, &in_process));
            assert!(found.is_empty(), "step {step}, {what}: in one process: {found:?}");
        }
        let put = *folder.put.lock().expect("nothing panicked");
        saved.entry(what).or_default().push(1.0 - put as f64 / clean.len() as f64);
    }
    let least = |what: &str| saved[what].iter().copied().fold(1.0, f64::min);
    assert!(least("nothing") > 0.9 && least("a sentence more") > 0.5, "{saved:?}");
}
