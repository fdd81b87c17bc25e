//! Measures `fingerpost build` as a whole process: wall and CPU time and peak memory, at 1,000 and 10,000 pages, from
//! an empty output and again with nothing changed; with highlighting cold and warm.
//!
//! `cargo bench --bench build [-- PAGES …]`. CPU time is the figure to compare: other work on the machine moves wall time.

#![allow(clippy::disallowed_methods)] // tests and benchmarks are outside the compile

#[path = "corpus.rs"]
mod corpus;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

struct Figures {
    wall: f64,
    user: f64,
    system: f64,
    /// MiB.
    memory: f64,
}

/// Runs the program under GNU time, which reports what the system counted.
fn run(folder: &Path, arguments: &[&str]) -> Figures {
    let report = folder.join("time.txt");
    let start = Instant::now();
    let status = Command::new("/usr/bin/time")
        .args(["-f", "%U %S %M", "-o"])
        .arg(&report)
        .arg(env!("CARGO_BIN_EXE_fingerpost"))
        .arg("build")
        .arg("--quiet")
        .arg("--root")
        .arg(folder)
        .args(arguments)
        .stdout(Stdio::null())
        .status()
        .expect("GNU time is installed (Debian package `time`)");
    let wall = start.elapsed().as_secs_f64();
    assert!(status.success(), "the build failed");
    let text = fs::read_to_string(report).expect("time wrote its report");
    let mut figures = text.split_whitespace().map(|figure| figure.parse::<f64>().expect("a number"));
    let mut next = || figures.next().expect("three figures");
    Figures { wall, user: next(), system: next(), memory: next() / 1024.0 }
}

fn show(pages: usize, what: &str, figures: &Figures) {
    println!(
        "{pages:>6} pages  {what:<28} wall {:>6.2} s  cpu {:>6.2} s (user {:.2}, system {:.2})  peak {:>5.0} MiB",
        figures.wall,
        figures.user + figures.system,
        figures.user,
        figures.system,
        figures.memory
    );
}

fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    // One new folder for each run, all removed at the end: some file systems are slow where files were just removed.
    let base = tempfile::tempdir().expect("a folder for the benchmark");
    for pages in sizes {
        for code in [false, true] {
            let folder = base.path().join(format!("{pages}-{code}"));
            corpus::write(&folder, pages, code);
            let kind = if code { "code" } else { "no code" };
            let again = folder.join("again").to_string_lossy().into_owned();
            show(pages, &format!("{kind}, empty output, cold"), &run(&folder, &[]));
            show(pages, &format!("{kind}, nothing changed"), &run(&folder, &[]));
            show(pages, &format!("{kind}, empty output, warm"), &run(&folder, &["--output", &again]));
        }
    }
}
