//! Random edits: after each, outputs and diagnostics from the caches of earlier compiles equal those of a clean
//! compile. So do those of a build that has only what the last build left on disk.
//!
//! `EDITS` is the number of edits, by default 900. Each difference is reported with the edit after which it appeared.

mod chance;
mod edits;
mod pages;
mod search;
mod settings;

use std::ops::Range;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use fingerpost::base::diagnostic::Diagnostic;
use fingerpost::base::hash::Hash;
use fingerpost::base::history::{Commit, GitHistory};
use fingerpost::base::part_file::{OldParts, PartFile, StoredParts};
use fingerpost::base::scratch::Scratch;
use fingerpost::base::tree::Tree;
use fingerpost::compile::document_store::DocumentStore;
use fingerpost::compile::finish;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::{Observer, Options};
use fingerpost::compile::output_store::OutputStore;
use fingerpost::compile::sink::Collector;
use fingerpost::compile::snapshot::Snapshot;
use fingerpost::io::scratch::ScratchFile;
use fingerpost::parse::highlight::Highlighter;
use fingerpost::search::cache::SearchCache;
use jiff::civil::date;
use tempfile::TempDir;

use chance::Chance;
use edits::{Focus, Project};

use crate::common::{Compiled, compile, compile_into};

struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str) {}
}

/// The options of each run, and what it mostly edits.
fn runs() -> Vec<(Options, Focus)> {
    let usual = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let commit = |id: &str, day: i8| {
        let date = date(2026, 2, day);
        Arc::new(Commit { id: id.repeat(40), author: "Jo".to_owned(), date, subject: "Change".to_owned() })
    };
    let history: GitHistory = ["content/a.md", "content/guides/b.md", "content/sops/a.md"]
        .iter()
        .zip(1..)
        .map(|(path, day)| ((*path).to_owned(), vec![commit("b", day + 10), commit("a", day)]))
        .collect();
    vec![
        (usual.clone(), Focus::All),
        (Options { drafts: true, ..usual.clone() }, Focus::All),
        (Options { history: Arc::new(history), ..usual.clone() }, Focus::All),
        (Options { as_of: Some(date(2026, 1, 15)), ..usual.clone() }, Focus::Kinds),
        (usual.clone(), Focus::Assessments),
        (usual.clone(), Focus::Files),
        (usual, Focus::Kinds),
        (Options::default(), Focus::Assessments),
        (Options::default(), Focus::All),
    ]
}

#[test]
fn random_edits_match_a_clean_compile() {
    let edits = std::env::var("EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(900);
    let runs = runs();
    let mut compared = 0;
    let (mut reused_documents, mut reused_outputs, mut reused_search) = (0, 0, 0);
    let mut differences = Vec::new();
    for (seed, (options, focus)) in (1..).zip(&runs) {
        let mut run = Run::new(seed, options, *focus);
        for step in 0..edits / runs.len() {
            let edit = run.project.edit(&mut run.chance);
            let found = run.compare();
            compared += found.compared;
            if !found.differences.is_empty() {
                differences.push(format!("run {seed}, step {step}: {edit}\n  {}", found.differences.join("\n  ")));
                // What is stale stays stale: the next difference is to be a new one.
                run.memo = memo();
                run.store.clear();
            }
        }
        reused_documents += run.store.reused_documents;
        reused_outputs += run.store.reused_outputs;
        reused_search += run.store.reused_search;
    }
    assert!(differences.is_empty(), "{} of {edits} edits differ:\n{}", differences.len(), differences.join("\n"));
    assert!(compared > edits, "only {compared} outputs were compared");
    assert!(reused_documents > edits / 4, "only {reused_documents} builds used documents from the disk");
    assert!(reused_outputs > edits / 8, "only {reused_outputs} builds used outputs from the disk");
    assert!(reused_search > edits / 4, "only {reused_search} builds used the index from the disk");
}

fn memo() -> Arc<Memo> {
    Arc::new(Memo::default().persistent())
}

/// What one build leaves on disk for the next, which has nothing else of it.
struct Store {
    folder: TempDir,
    parts: Parts,
    /// The published folder.
    published: Tree,
    /// Builds that used documents of the one before.
    reused_documents: usize,
    /// Builds that used outputs of the one before.
    reused_outputs: usize,
    /// Builds that used the index of the one before.
    reused_search: usize,
}

impl Store {
    fn new() -> Store {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Store {
            folder,
            parts: Parts::default(),
            published: Tree::default(),
            reused_documents: 0,
            reused_outputs: 0,
            reused_search: 0,
        }
    }

    fn clear(&mut self) {
        self.parts = Parts::default();
        self.published = Tree::default();
    }

    fn build(&mut self, tree: &Arc<Tree>, options: &Options) -> Compiled {
        let program = Some(Hash(1));
        let last = std::mem::take(&mut self.parts);
        let documents = DocumentStore::new(last.documents.clone(), program);
        let outputs = OutputStore::new(last.outputs.clone(), program);
        let search = SearchCache::new(last.search.clone(), program);
        let memo = Memo::new(Highlighter::new(Vec::new()), search, documents).with_outputs(outputs);
        let scratch = Arc::new(ScratchFile::in_folder(self.folder.path()));
        let memo = Arc::new(memo.recording().with_scratch(scratch));
        let collector = Collector::with_published(std::mem::take(&mut self.published));
        let (compiled, published) = compile_into(tree, options, &memo, collector);
        self.published = published;
        self.reused_documents += usize::from(memo.stored.file().was_used());
        self.reused_outputs += usize::from(memo.outputs.file().was_used());
        self.reused_search += usize::from(memo.search.file().was_used());
        assert!(!memo.is_store_unreadable());
        self.parts = Parts {
            documents: stored(memo.stored.file(), last.documents),
            outputs: stored(memo.outputs.file(), last.outputs),
            search: stored(memo.search.file(), last.search),
        };
        compiled
    }
}

/// What a build leaves in its part files.
#[derive(Default)]
struct Parts {
    documents: Option<StoredParts>,
    outputs: Option<StoredParts>,
    search: Option<StoredParts>,
}

/// What a build leaves behind what the last one left.
fn stored<const PARTS: usize>(file: &PartFile<PARTS>, last: Option<StoredParts>) -> Option<StoredParts> {
    if !file.has_changes() {
        return last;
    }
    let old = if last.is_some() { OldParts::LeftInPlace } else { OldParts::Copied };
    let data = last.map_or_else(|| Arc::new(InMemory::default()) as Arc<dyn Scratch>, |last| last.data);
    Some(StoredParts { index: file.write(data.as_ref(), old)?, data })
}

/// A file in memory.
#[derive(Debug, Default)]
struct InMemory(Mutex<Vec<u8>>);

impl Scratch for InMemory {
    fn store(&self, bytes: &[u8]) -> Option<Range<u64>> {
        let mut file = self.0.lock().expect("nothing panicked");
        let start = file.len() as u64;
        file.extend(bytes);
        Some(start..file.len() as u64)
    }

    fn load(&self, place: Range<u64>) -> Vec<u8> {
        self.0.lock().expect("nothing panicked")[place.start as usize..place.end as usize].to_vec()
    }
}

/// One project with its caches.
struct Run<'a> {
    options: &'a Options,
    chance: Chance,
    project: Project,
    memo: Arc<Memo>,
    store: Store,
}

/// What a comparison found.
#[derive(Default)]
struct Compared {
    compared: usize,
    differences: Vec<String>,
    /// Whether every output could be made.
    is_whole: bool,
}

impl Run<'_> {
    fn new(seed: u64, options: &Options, focus: Focus) -> Run<'_> {
        let mut chance = Chance(seed * 7919 + 1);
        let content = if options.content.is_empty() { "" } else { "content/" };
        let project = Project::new(content, focus, &mut chance);
        Run { options, chance, project, memo: memo(), store: Store::new() }
    }

    /// Compiles with the caches, and where the state is rendered as a whole also without them.
    fn compare(&mut self) -> Compared {
        let tree = Arc::new(self.project.tree.clone());
        let snapshot = Snapshot::new(&tree, self.options, &self.memo, &Silent);
        // As in a preview: some states are never rendered, some only in part.
        match self.chance.below(4) {
            0 => return Compared { is_whole: true, ..Compared::default() },
            1 => {
                let jobs = snapshot.jobs();
                for _ in 0..jobs.len().min(3) {
                    let _ = snapshot.output(jobs[self.chance.below(jobs.len())].output.as_str());
                }
                return Compared { is_whole: true, ..Compared::default() };
            }
            _ => {}
        }
        let found = compare(&tree, self.options, &self.memo, &mut self.store);
        self.project.note(found.is_whole);
        found
    }
}

/// Compiles a state with the caches and without them.
fn compare(tree: &Arc<Tree>, options: &Options, memo: &Arc<Memo>, store: &mut Store) -> Compared {
    let snapshot = Snapshot::new(tree, options, memo, &Silent);
    let mut diagnostics = snapshot.diagnostics();
    diagnostics.extend(snapshot.render_stale(&AtomicBool::new(false), &Silent).expect("nothing stops it"));
    let diagnostics = finish(diagnostics, snapshot.site(), options);
    let clean = compile(tree, options);
    let mut differences = differing_diagnostics(&diagnostics, &clean.diagnostics);
    let compared = compare_outputs(&snapshot, &clean, &mut differences);
    let built = store.build(tree, options);
    let of_build = differing_diagnostics(&built.diagnostics, &clean.diagnostics).into_iter();
    let differing = clean.output.iter().filter(|(path, bytes)| built.output.get(*path) != Some(*bytes));
    let of_build = of_build.chain(differing.map(|(path, _)| format!("{path} is stale")).take(4));
    differences.extend(of_build.map(|difference| format!("build: {difference}")));
    if built.output.len() != clean.output.len() {
        differences.push(format!("build: {} outputs, not {}", built.output.len(), clean.output.len()));
    }
    let stops = ["output/collision", "template/syntax", "template/render"];
    let is_whole = clean.diagnostics.iter().all(|diagnostic| !stops.contains(&diagnostic.code.name));
    Compared { compared, differences, is_whole }
}

/// The first diagnostic that only one of the two has.
fn differing_diagnostics(cached: &[Diagnostic], clean: &[Diagnostic]) -> Vec<String> {
    if cached == clean {
        return Vec::new();
    }
    let shown =
        |diagnostic: &Diagnostic| format!("{} {:?} {}", diagnostic.code.name, diagnostic.at, diagnostic.message);
    let stale = cached
        .iter()
        .filter(|diagnostic| !clean.contains(diagnostic))
        .map(|diagnostic| format!("stale: {}", shown(diagnostic)));
    let missing = clean
        .iter()
        .filter(|diagnostic| !cached.contains(diagnostic))
        .map(|diagnostic| format!("missing: {}", shown(diagnostic)));
    let mut found: Vec<String> = stale.chain(missing).take(4).collect();
    if found.is_empty() {
        found.push("the same findings in another order or number".to_owned());
    }
    found
}

/// Compares every output; returns how many there were.
fn compare_outputs(snapshot: &Snapshot, clean: &Compiled, differences: &mut Vec<String>) -> usize {
    let outputs: Vec<_> = clean.output.iter().collect();
    for (path, bytes) in &outputs {
        match snapshot.output(path) {
            None => differences.push(format!("no {path}")),
            // A page that a template cannot render keeps its last good output.
            Some(made) if made.is_outdated => {
                differences.extend((!bytes.is_empty()).then(|| format!("{path} is held")))
            }
            Some(made) => {
                let made = made.bytes.as_deref().map_or(&[] as &[u8], Vec::as_slice);
                differences.extend(
                    (made != bytes.as_slice()).then(|| format!("{path} is stale: {}", differing_line(made, bytes))),
                );
            }
        }
    }
    let paths = snapshot.jobs().iter().map(|job| job.output.as_str()).filter(|path| !path.starts_with("search/"));
    differences
        .extend(paths.filter(|path| !clean.output.contains_key(*path)).map(|path| format!("{path} should be gone")));
    differences.truncate(6);
    outputs.len()
}

fn differing_line(made: &[u8], clean: &[u8]) -> String {
    let (made, clean) = (String::from_utf8_lossy(made), String::from_utf8_lossy(clean));
    let differing = made.lines().zip(clean.lines()).find(|(made, clean)| made != clean);
    differing.map_or_else(|| "one is longer".to_owned(), |(made, clean)| format!("`{made}`, not `{clean}`"))
}

/// The faults that the random edits were written for, each as a sequence of edits of files: path and text, or none.
#[test]
fn known_sequences_of_edits_are_as_in_a_clean_compile() {
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    type Edit = (&'static str, Option<&'static str>);
    let footer = "<footer><a href=\"{{ url('/file.txt') }}\">f</a></footer>";
    let sequences: &[&[Edit]] = &[
        &[
            ("content/index.md", Some("# Home\n")),
            ("templates/partials/footer.html", Some(footer)),
            ("static/file.txt", Some("one")),
            ("static/file.txt", None),
        ],
        &[
            ("fingerpost.toml", Some("[[assessment]]\nid = \"m\"\nquestions = \"q/*.md\"\ncategory = \"folder\"\n")),
            ("content/index.md", Some("# Home\n")),
            ("content/q/index.md", Some("# Category\n")),
            ("content/q/a.md", Some("# A\n\n## Low: a\n\n## High: b\n")),
            ("content/q/b.md", Some("# B\n\nNo levels.\n")),
            ("content/q/a.md", Some("# A\n\nNo levels.\n")),
            ("content/q/a.md", Some("# A\n\n## Low: a\n\n## High: b\n")),
        ],
        // Titles and places in front matter, where the last site is used again.
        &[
            ("fingerpost.toml", Some("[attestation]\nsign_off_lines = 3\n")),
            ("content/index.md", Some("# Home\n\n[Two](two.md#steps)\n")),
            (
                "content/one.md",
                Some("---\ntitle: One\nid: SOP-001\naliases: [/old/]\nrecord: [Name]\n---\n1. Close it.\n"),
            ),
            ("content/two.md", Some("---\ntitle: Two\naliases: [/old/]\n---\n## Steps\n")),
            (
                "content/one.md",
                Some("---\ntitle: Number one\nid: SOP-001\naliases: [/old/]\nrecord: [Name]\n---\n1. Close it.\n"),
            ),
            ("content/one.md", Some("---\ntitle: Number one\nid: SOP-001\nrecord: [Name]\n---\n1. Close it.\n")),
            ("content/one.md", Some("---\ntitle: One again\nid: SOP-001\nrecord: [Name]\n---\n1. Close it.\n")),
            (
                "content/one.md",
                Some(
                    "---\ntitle: One again\nid: SOP-001\nrecord: [Name]\neleventyNavigation:\n  parent: Twoo\n---\n1. Close it.\n",
                ),
            ),
            (
                "content/one.md",
                Some(
                    "---\n\ntitle: One more\nid: SOP-001\nrecord: [Name]\neleventyNavigation:\n  parent: Twoo\n---\n1. Close it.\n",
                ),
            ),
            ("content/two.md", Some("---\ntitle: Twoo\naliases: [/old/]\n---\n## Steps\n")),
            ("content/two.md", Some("---\ntitle: Twoo\naliases: [/old/]\n---\n## No steps\n")),
        ],
        &[
            ("content/index.md", Some("---\ntitle: Home\n---\nText.\n")),
            ("content/a/index.md", Some("---\ntitle: A\n---\nText.\n")),
            ("content/a/b.md", Some("---\ntitle: B\n---\nText.\n")),
            ("content/a/index.md", Some("---\ntitle: AA\ncascade:\n  owner: Team\n---\nText.\n")),
            ("content/a/index.md", Some("---\ntitle: AA\ncascade:\n  owner: Others\n---\nText.\n")),
            ("content/index.md", Some("---\ntitle: Start\ndescription: All of it.\n---\nText.\n")),
            ("content/a/b.md", Some("---\ntitle: B\nlayout: none\n---\nText.\n")),
            ("content/a/b.md", Some("---\n\ntitle: BB\nlayout: none\n---\nText.\n")),
            ("templates/none.html", Some("<p>{{ page.title }}</p>")),
            ("templates/none.html", Some("<p>{{ page.title }}</p><p id=\"x\"></p>")),
            ("templates/other.html", Some("<p></p>")),
        ],
    ];
    let mut differences = Vec::new();
    for sequence in sequences {
        let (memo, mut store) = (memo(), Store::new());
        let mut tree = Tree::default();
        for (path, text) in *sequence {
            match text {
                Some(text) => tree.insert(*path, text.as_bytes().to_vec()),
                None => tree.remove(path),
            }
            let found = compare(&Arc::new(tree.clone()), &options, &memo, &mut store).differences;
            differences.extend(found.into_iter().map(|difference| format!("{path}: {difference}")));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
