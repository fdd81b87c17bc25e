//! The time that reports take grows with the number of diagnostics and the size of the file, not with their product.

use std::time::Duration;

use fingerpost::base::codes::LINK_MISSING_PAGE;
use fingerpost::base::diagnostic::{Diagnostic, Location};
use fingerpost::base::path::SourcePath;
use fingerpost::base::span::Span;
use fingerpost::base::tree::Tree;
use fingerpost::report::fingerprint::{BaselineMatch, fingerprints};
use fingerpost::report::human::Drawer;
use fingerpost::report::sources::Sources;
use fingerpost::report::{github, json, junit, markdown, sarif};
use rustix::time::{ClockId, clock_gettime};

type Report = fn(&[Diagnostic], &[BaselineMatch], &Sources<'_>) -> String;

const REPORTS: [(&str, Report); 6] = [
    ("human", |diagnostics, _, sources| {
        let drawer = Drawer::new(false, 120);
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

/// The shortest of three runs.
fn time_of(report: Report, count: usize, between: &str) -> Duration {
    let (tree, diagnostics) = page(count, between);
    let run = || {
        let start = cpu_time();
        let sources = Sources::of(&diagnostics, &tree);
        let names = fingerprints(&diagnostics, &sources).into_iter();
        let matches: Vec<_> = names.map(|fingerprint| BaselineMatch { fingerprint, in_baseline: false }).collect();
        assert!(!report(&diagnostics, &matches, &sources).is_empty());
        cpu_time() - start
    };
    (0..3).map(|_| run()).min().expect("there were runs")
}

#[test]
fn every_report_is_linear_in_diagnostics_and_bytes() {
    const FEW: usize = 500;
    const FACTOR: usize = 16;
    for (layout, between) in [("a line each", "\n"), ("one line", " ")] {
        for (name, report) in REPORTS {
            let few = time_of(report, FEW, between).max(Duration::from_micros(100));
            let many = time_of(report, FEW * FACTOR, between);
            let growth = many.as_secs_f64() / few.as_secs_f64();
            // Linear is about 16, quadratic about 256.
            assert!(growth < 64.0, "{name}, {layout}: {FACTOR} times the links took {growth:.0} times as long");
        }
    }
}
