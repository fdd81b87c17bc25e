//! Random edits: after each, what the tables of earlier compiles give is what a compile without them gives, to the byte.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use fingerpost::base::tree::Tree;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::snapshot::Snapshot;
use fingerpost::compile::{Observer, Options, compile, finish};

struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str) {}
}

/// Numbers that look like chance and are the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

const FOLDERS: &[&str] = &["", "guides/", "sops/", "sops/old/", "x/y/"];
const NAMES: &[&str] = &["index", "a", "b", "c", "long-name", "Übung"];
const WORDS: &[&str] = &["boat", "quay", "rope", "tide", "harbour master", "A & B", "水道"];

fn page_path(chance: &mut Chance) -> String {
    format!("content/{}{}.md", chance.one(FOLDERS), chance.one(NAMES))
}

fn page(chance: &mut Chance) -> String {
    let mut front = String::new();
    let lines = [
        "tags: [one]\n",
        "tags: [One, two]\n",
        "status: withdrawn\n",
        "draft: true\n",
        "updated: 2026-01-02\n",
        "date: 2025-05-05\n",
        "id: SOP-1\n",
        "doc_id: SOP-2\nversion: 1\n",
        "kind: runbook\n",
        "kind: sop\n",
        "controlled: true\n",
        "superseded_by: SOP-1\n",
        "aliases: [/old/]\n",
        "related: [a.md]\n",
        "permalink: /moved/\n",
        "permalink: false\n",
        "order: 3\n",
        "hidden: true\n",
        "print_bundle: true\n",
        "templating: true\n",
        "layout: special\n",
        "description: About it\n",
        "eleventyNavigation: {key: k, parent: boat}\n",
        "eleventyNavigation: {key: boat}\n",
        "language: ar\n",
        "kind: glossary\n",
        "kind: framework\nphases: [a.md, b.md]\nloop: true\n",
        "kind: sop\nrecord: [name]\n",
        "glossary: false\n",
        "title: [\n",
    ];
    for _ in 0..chance.below(4) {
        front += *chance.one(&lines);
    }
    let mut text = format!("# {}\n\n", chance.one(WORDS));
    let is_question = chance.below(3) == 0;
    if is_question {
        text += "## Low: a little\n\nMore of it.\n\n### How to do better\n\n[Begin](/a.md)\n\n## High: much\n\n";
    }
    for _ in 0..chance.below(6) {
        let target = format!("{}{}.md", chance.one(FOLDERS), chance.one(NAMES));
        text += &match chance.below(13) {
            0 => format!("[link](/{target})\n\n"),
            1 => format!("## {}\n\n", chance.one(WORDS)),
            2 => format!("![[{}]]\n\n", chance.one(NAMES)),
            3 => "![picture](/picture.svg) ![drawn](/drawn.svg)\n\n".to_owned(),
            4 => format!("[there](/{target}#{})\n\n", chance.one(WORDS)),
            5 => "A note.[^1]\n\n[^1]: Why.\n\n".to_owned(),
            11 => "Follow SOP-1, then SOP-2 step 1, never SOP-3.\n\n".to_owned(),
            12 => format!("## {}\n\n", chance.one(&["Meaning", "Impact:", "1. Purpose", "Scop"])),
            6 => "{{ site.title }}\n\n".to_owned(),
            7 => format!("## Definitions\n\n{}: {} {}\n\n", chance.one(WORDS), chance.one(WORDS), chance.below(9)),
            9 => format!("1. {}\n\n- [ ] {}\n\n", chance.one(WORDS), chance.one(WORDS)),
            8 => format!("*[{}]: {}\n\n", chance.one(WORDS), chance.below(9)),
            _ => format!("{} {}\n\n", chance.one(WORDS), chance.below(1000)),
        };
    }
    if front.is_empty() { text } else { format!("---\n{front}---\n{text}") }
}

fn edit(tree: &mut Tree, chance: &mut Chance) -> String {
    let paths: Vec<String> = tree.iter().map(|(path, _)| path.to_owned()).collect();
    let known: Vec<&String> = paths.iter().filter(|path| path.ends_with(".md")).collect();
    match chance.below(12) {
        0..=4 if !known.is_empty() => {
            // Prose alone: the commonest edit, and the one with a short way.
            let path = (*chance.one(&known)).clone();
            let text = String::from_utf8_lossy(tree.get(&path).expect("a known file")).into_owned();
            let more = format!("More {}.\n", chance.below(100));
            let text = match text.find("More of it.\n").filter(|_| chance.below(2) == 0) {
                Some(at) => format!("{}{more}{}", &text[..at], &text[at..]),
                None => text + &more,
            };
            tree.insert(path.clone(), text.into_bytes());
            format!("prose of {path}")
        }
        5..=7 => {
            let path = page_path(chance);
            tree.insert(path.clone(), page(chance).into_bytes());
            format!("page {path}")
        }
        8 if !known.is_empty() => {
            let path = (*chance.one(&known)).clone();
            tree.remove(&path);
            format!("removed {path}")
        }
        9 if !known.is_empty() => {
            let (from, to) = ((*chance.one(&known)).clone(), page_path(chance));
            let bytes = tree.get(&from).expect("a known file").clone();
            tree.remove(&from);
            tree.insert(to.clone(), bytes);
            format!("renamed {from} to {to}")
        }
        10 => {
            let (path, text) = chance
                .one(&[
                    ("templates/partials/footer.html", "<footer>{{ site.title }}</footer>"),
                    ("templates/partials/footer.html", "<footer>{{ page.titel }}</footer>"),
                    ("templates/special.html", "Special {{ page.title }} {{ site.recent|length }}"),
                    ("templates/special.html", "{% if %}"),
                    ("templates/page.html", "{{ page.content }}{{ page.nav_html }}"),
                    ("static/file.txt", "one"),
                    ("static/drawn.svg", "<svg width=\"5\" height=\"5\"></svg>"),
                    ("static/drawn.svg", "<svg></svg>"),
                    ("content/picture.svg", "<svg width=\"10\" height=\"20\"></svg>"),
                    ("content/picture.svg", "<svg width=\"30\" height=\"20\"></svg>"),
                ])
                .to_owned();
            if tree.get(path).is_some() && chance.below(2) == 0 {
                tree.remove(path);
                return format!("removed {path}");
            }
            tree.insert(path, text.as_bytes().to_vec());
            format!("file {path}")
        }
        _ => {
            let settings = [
                "[[defaults]]\nfiles = \"sops/**\"\nvalues = { kind = \"sop\" }\n",
                "title = \"One\"\n",
                "[[assessment]]\nid = \"m\"\nquestions = \"**/*.md\"\n",
                "[[assessment]]\nid = \"guides\"\nquestions = \"*/*.md\"\ncategory = \"folder\"\n[[assessment]]\nid = \"n\"\ntag = \"one\"\n",
                "title = \"Two\"\nbase_url = \"https://example.org/sub/\"\n",
                "",
            ];
            let text = format!("{}[markdown]\nwiki_links = true\n", chance.one(&settings));
            tree.insert("fingerpost.toml", text.into_bytes());
            "settings".to_owned()
        }
    }
}

#[test]
fn after_random_edits_all_is_as_in_a_compile_of_its_own() {
    let never = AtomicBool::new(false);
    let edits = std::env::var("EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(1500);
    let mut compared = 0;
    for run in 0..3u64 {
        let mut chance = Chance(run * 7919 + 1);
        let options =
            Options { content: "content".to_owned(), has_folders: true, drafts: run == 1, ..Options::default() };
        let memo = Arc::new(Memo::default().for_many());
        let mut tree = Tree::default();
        for _ in 0..8 {
            let path = page_path(&mut chance);
            tree.insert(path, page(&mut chance).into_bytes());
        }
        for step in 0..edits / 3 {
            let deed = edit(&mut tree, &mut chance);
            let now = Arc::new(tree.clone());
            let snapshot = Snapshot::new(&now, &options, &memo, &Silent);
            // As in a preview: some states are never rendered whole, some only in part.
            match chance.below(4) {
                0 => continue,
                1 => {
                    let _ = snapshot.output("index.html");
                    continue;
                }
                _ => {}
            }
            let mut findings = snapshot.findings();
            findings.extend(snapshot.sweep(&never).expect("nothing stops it"));
            let findings = finish(findings, snapshot.site(), &options);
            let clean = compile(&now, &options, &Arc::new(Memo::default()), &Silent);
            let place = format!("run {run}, step {step}: {deed}");
            assert_eq!(findings, clean.findings, "{place}");
            let failed = clean.findings.iter().any(|finding| finding.code.name.starts_with("template/"));
            for (path, bytes) in clean.tree.iter().filter(|_| !failed) {
                let made = snapshot.output(path).unwrap_or_else(|| panic!("{place}: no {path}"));
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let (made, clean) = (text(made.bytes.as_deref().map_or(&[], Vec::as_slice)), text(bytes));
                let differing = made.lines().zip(clean.lines()).find(|(made, clean)| made != clean);
                assert!(made == clean, "{place}: {path} is stale: {differing:?}");
                compared += 1;
            }
            let paths = snapshot.jobs().iter().filter(|job| !job.output.as_str().starts_with("search/"));
            let more: Vec<_> = paths.filter(|job| clean.tree.get(job.output.as_str()).is_none()).collect();
            assert!(more.is_empty(), "{place}: {more:?} should be gone");
        }
    }
    assert!(compared > edits, "only {compared} outputs were compared");
}
