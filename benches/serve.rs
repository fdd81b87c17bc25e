//! Measures the preview as its author meets it: the real server, real saves, the page polled over HTTP, at 1,000 and
//! 10,000 pages. Prints the median and the 95th percentile from the save to the first reply that shows it, and memory
//! after many edits.
//!
//! `cargo bench --bench serve [-- PAGES …]`.

#![allow(clippy::disallowed_methods)] // tests and benchmarks are outside the compile

#[path = "corpus.rs"]
mod corpus;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Edits of each kind.
const EDITS: usize = 40;
/// Edits before memory is compared.
const MANY_EDITS: usize = 1000;

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(folder: &Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fingerpost"))
            .args(["serve", "--port", "0", "--root"])
            .arg(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let mut port = 0;
        for line in lines.by_ref().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix("preview at http://127.0.0.1:") {
                port = url.trim_end_matches('/').parse().expect("a port");
            }
            if line.contains("first build") {
                break;
            }
        }
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, port }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("it reads");
        let mut text = Vec::new();
        stream.read_to_end(&mut text).expect("it answers");
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Milliseconds until a page contains a text.
    fn wait(&self, path: &str, text: &str, saved: Instant) -> f64 {
        while !self.get(path).contains(text) {
            assert!(saved.elapsed() < Duration::from_secs(30), "{path} never shows {text}");
            sleep(Duration::from_micros(500));
        }
        saved.elapsed().as_secs_f64() * 1000.0
    }

    /// Resident memory in MiB.
    fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a Linux system");
        let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("the line");
        line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok()).expect("a number") / 1024.0
    }
}

fn show(pages: usize, what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("{pages:>6} pages  {what:<34} median {:>7.1} ms  95th percentile {:>7.1} ms", at(0.5), at(0.95));
}

fn main() {
    let mut sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    let base = tempfile::tempdir().expect("a folder for the benchmark");
    for pages in sizes {
        let folder = base.path().join(pages.to_string());
        corpus::write(&folder, pages, false);
        measure(pages, &folder);
    }
}

fn measure(pages: usize, folder: &Path) {
    let (file, sibling) =
        (folder.join("content").join(corpus::path(55)), folder.join("content").join(corpus::path(56)));
    let url_of = |file: &Path| {
        let below = file.strip_prefix(folder.join("content")).expect("a page").with_extension("");
        format!("/{}/", below.to_string_lossy())
    };
    let (page, beside) = (url_of(&file), url_of(&sibling));
    let text = fs::read_to_string(&file).expect("a page");
    let server = Server::start(folder);
    server.get(&page);
    let pause = Duration::from_millis(if pages > 5_000 { 1500 } else { 300 });
    let repeat = |what: &str, count: usize, pause_between: Duration, edit: &dyn Fn(usize) -> f64| {
        sleep(pause);
        let timed = |nth| {
            let took = edit(nth);
            sleep(pause_between);
            took
        };
        show(pages, what, (0..count).map(timed).collect());
    };

    let body = |nth: usize| {
        fs::write(&file, format!("{text}\nEdited {nth}x.\n")).expect("a save");
        server.wait(&page, &format!("Edited {nth}x."), Instant::now())
    };
    repeat("body, its page", EDITS, Duration::from_millis(100), &body);
    let title = |nth: usize| {
        let edited = text.replacen("title: ", &format!("title: Renamed{nth}x "), 1);
        assert_ne!(edited, text, "the page has a title in its front matter");
        fs::write(&file, edited).expect("a save");
        server.wait(&beside, &format!("Renamed{nth}x"), Instant::now())
    };
    repeat("title, the page beside it", EDITS, pause, &title);
    let partials = folder.join("templates/partials");
    fs::create_dir_all(&partials).expect("a folder");
    let template = |nth: usize| {
        fs::write(partials.join("footer.html"), format!("<footer>Template {nth}x</footer>")).expect("a save");
        server.wait(&page, &format!("Template {nth}x"), Instant::now())
    };
    repeat("template, the page looked at", EDITS / 4, pause, &template);
    let all = |nth: usize| {
        let before = number(&server.get("/__fingerpost/"));
        let saved = Instant::now();
        fs::write(partials.join("footer.html"), format!("<footer>All {nth}x</footer>")).expect("a save");
        while number(&server.get("/__fingerpost/")) == before {
            sleep(Duration::from_millis(2));
        }
        saved.elapsed().as_secs_f64() * 1000.0
    };
    repeat("template, all pages rendered", EDITS / 4, pause, &all);

    show_memory(pages, &server, pause, &|nth| _ = body(nth));
}

/// Shows the memory of the preview before and after many edits, in MiB.
fn show_memory(pages: usize, server: &Server, pause: Duration, edit: &dyn Fn(usize)) {
    edit(EDITS);
    sleep(pause);
    let before = server.memory();
    (1000..1000 + MANY_EDITS).for_each(edit);
    sleep(pause);
    let after = server.memory();
    let growth = (after / before - 1.0) * 100.0;
    println!("{pages:>6} pages  memory {before:.0} MiB, after {MANY_EDITS} edits {after:.0} MiB ({growth:+.1} %)");
}

/// The number of the last compile, as the preview's own page shows it.
fn number(page: &str) -> u64 {
    let at = page.find("Compile ").expect("the page shows it") + "Compile ".len();
    page[at..].split(':').next().and_then(|text| text.parse().ok()).expect("a number")
}
