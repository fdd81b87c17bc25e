//! The time that reports and compiles take grows with the number of diagnostics and the size of the input, not with a
//! product of the two.

use std::sync::Arc;
use std::time::Duration;

use fingerpost::base::codes::{LINK_EMBED_CYCLE, LINK_MISSING_PAGE};
use fingerpost::base::diagnostic::{Diagnostic, Location};
use fingerpost::base::path::SourcePath;
use fingerpost::base::span::Span;
use fingerpost::base::tree::Tree;
use fingerpost::compile::options::Options;
use fingerpost::report::fingerprint::{BaselineMatch, fingerprints};
use fingerpost::report::human::Drawer;
use fingerpost::report::sources::Sources;
use fingerpost::report::{github, json, junit, markdown, sarif};
use rustix::time::{ClockId, clock_gettime};

use crate::common::compile;

type Report = fn(&[Diagnostic], &[BaselineMatch], &Sources<'_>) -> String;

const REPORTS: [(&str, Report); 6] = [
    ("human", |diagnostics, _, sources| {
        let drawer = Drawer::plain(120);
        diagnostics.iter().map(|diagnostic| drawer.draw(diagnostic, sources)).collect()
    }),
    ("json", |diagnostics, matches, sources| {
        diagnostics.iter().zip(matches).map(|(diagnostic, known)| json::line(diagnostic, known, sources)).collect()
    }),
    ("sarif", sarif::log),
    ("github", github::commands),
    ("junit", junit::report),
    ("markdown", markdown::summary),
];

/// A page with `count` broken links, one after another with `between` in between.
fn page(count: usize, between: &str) -> (Tree, Vec<Diagnostic>) {
    let path = SourcePath::new("content/links.md");
    let mut text = String::from("# Links\n\n");
    let mut diagnostics = Vec::new();
    for number in 0..count {
        let link = format!("[Größe](missing-{number}.md)");
        let span = Span::new(text.len(), text.len() + link.len());
        text.push_str(&link);
        text.push_str(between);
        let message = format!("no page `missing-{number}.md`");
        diagnostics.push(Diagnostic::new(&LINK_MISSING_PAGE, Location::at(&path, span), message));
    }
    let mut tree = Tree::default();
    tree.insert(path.as_str(), text.into_bytes());
    (tree, diagnostics)
}

/// The CPU time of this thread, which other work on the machine does not change much.
fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

/// The CPU time of one report with its fingerprints.
fn time_of(report: Report, tree: &Tree, diagnostics: &[Diagnostic]) -> Duration {
    let start = cpu_time();
    let sources = Sources::of(diagnostics, tree);
    let names = fingerprints(diagnostics, &sources).into_iter();
    let matches: Vec<_> = names.map(|fingerprint| BaselineMatch { fingerprint, in_baseline: false }).collect();
    assert!(!report(diagnostics, &matches, &sources).is_empty());
    cpu_time() - start
}

#[test]
fn every_report_is_linear_in_diagnostics_and_bytes() {
    const FEW: usize = 200;
    const FACTOR: usize = 16;
    // Linear is about 16, quadratic about 256. A machine with much other work may spoil a run, so the best one counts.
    const LIMIT: f64 = 64.0;
    const RUNS: usize = 5;
    for (layout, between) in [("a line each", "\n"), ("one line", " ")] {
        let (small_tree, few) = page(FEW, between);
        let (large_tree, many) = page(FEW * FACTOR, between);
        for (name, report) in REPORTS {
            let short = (0..RUNS).map(|_| time_of(report, &small_tree, &few)).min().expect("there were runs");
            let short = short.max(Duration::from_micros(100)).as_secs_f64();
            let growths = (0..RUNS).map(|_| time_of(report, &large_tree, &many).as_secs_f64() / short);
            let mut best = f64::INFINITY;
            let is_linear = growths.into_iter().any(|growth| {
                best = best.min(growth);
                growth < LIMIT
            });
            assert!(is_linear, "{name}, {layout}: {FACTOR} times the links took {best:.0} times as long");
        }
    }
}

/// Files of a project by path.
type Files = Vec<(String, String)>;

/// The CPU time of one compile, on one thread.
fn compile_time(files: &Files) -> Duration {
    let mut tree = Tree::default();
    for (path, text) in files {
        tree.insert(path.as_str(), text.clone().into_bytes());
    }
    let tree = Arc::new(tree);
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 * 1024 * 1024).build();
    pool.expect("a thread can be started").install(|| {
        let start = cpu_time();
        let compiled = compile(&tree, &options);
        assert!(compiled.output.iter().next().is_some() || !compiled.diagnostics.is_empty(), "something was compiled");
        cpu_time() - start
    })
}

#[test]
fn embeds_that_multiply_end_soon_with_a_finding() {
    let page = |number: usize| {
        let path = format!("content/p{number}.md");
        (path, format!("# Page {number}\n\n{}", format!("![[p{}]]\n\n", number + 1).repeat(12)))
    };
    let mut files: Files = (0..12).map(page).collect();
    files.push(("content/p12.md".to_owned(), "# Page 12\n\nEnd.\n".to_owned()));
    files.push(("fingerpost.toml".to_owned(), "[markdown]\nwiki_links = true\n".to_owned()));
    let mut tree = Tree::default();
    for (path, text) in &files {
        tree.insert(path.as_str(), text.clone().into_bytes());
    }
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let compiled = compile(&Arc::new(tree), &options);
    assert!(compiled.diagnostics.iter().any(|diagnostic| diagnostic.code == &LINK_EMBED_CYCLE));
    let time = compile_time(&files);
    assert!(time < Duration::from_secs(20), "{time:?}");
}

#[test]
fn tags_that_close_nothing_are_linear() {
    const FEW: usize = 1_000;
    const FACTOR: usize = 16;
    // Linear is about 16, quadratic about 256. The best of some runs counts.
    const LIMIT: f64 = 64.0;
    let page = |count: usize| -> Files {
        let text = format!("<div>\n**Words**\n{}\n{}\n</div>\n", "<b>".repeat(count), "</x>".repeat(count));
        vec![("content/a.md".to_owned(), text)]
    };
    let time = |count: usize| (0..3).map(|_| compile_time(&page(count))).min().expect("there were runs");
    let growth = time(FEW * FACTOR).as_secs_f64() / time(FEW).as_secs_f64();
    assert!(growth < LIMIT, "{FACTOR} times the tags took {growth:.0} times as long");
}
