//! The time of searches, scores and requests grows with their size, not with its square.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use fingerpost::base::tree::Tree;
use fingerpost::compile::options::Options;
use fingerpost::search::cache::SearchCache;
use fingerpost::search::files::write_to_memory;
use fingerpost::search::load::IndexReader;
use fingerpost::search::query::Filter;
use fingerpost::site::assessment::answers;
use fingerpost::site::model::Site;
use rustix::time::{ClockId, clock_gettime};

use crate::common::{compile, tried};

/// Eight times as much of something linear takes about 8 times as long, of a square 64 times.
const LIMIT: f64 = 32.0;
const RUNS: usize = 5;

/// The CPU time of this thread.
pub fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

/// Measures n, 2n, 4n and 8n of something. The best of some runs counts; the error is how often as long 8n took.
pub fn is_linear_in(few: usize, time: &dyn Fn(usize) -> Duration) -> Result<(), f64> {
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let times = [1, 2, 4, 8].map(|factor| time(few * factor).max(Duration::from_millis(1)).as_secs_f64());
        best = best.min(times[3] / times[0]);
        if best < LIMIT {
            return Ok(());
        }
    }
    Err(best)
}

#[track_caller]
fn is_linear(name: &str, few: usize, work: impl Fn(usize)) {
    let time = |count: usize| {
        let start = cpu_time();
        work(count);
        cpu_time() - start
    };
    if let Err(growth) = is_linear_in(few, &time) {
        panic!("{name}: 8 times as many took {growth:.0} times as long");
    }
}

fn site_of(files: &[(String, String)]) -> Arc<Site> {
    let mut tree = Tree::default();
    for (path, text) in files {
        tree.insert(path.as_str(), text.clone().into_bytes());
    }
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    compile(&Arc::new(tree), &options).site
}

/// A kind of input: its name, a small size, and the input of a size.
type Growing = (&'static str, usize, fn(usize) -> String);

/// What a reader can type: words that are found, misspelled or unknown, phrases, and one long word.
#[test]
fn searches_are_linear_in_the_query() {
    let words = |from: usize| (from..from + 200).map(|at| format!("word{at} ")).collect::<String>();
    let page = |at: usize| (format!("content/p{at}.md"), format!("# Page {at}\n\n{}\n", words(at * 50)));
    let site = site_of(&(0..50).map(page).collect::<Vec<_>>());
    let files = write_to_memory(&site, &SearchCache::default());
    let queries: [Growing; 8] = [
        ("words that are found", 20, |n| (0..n).map(|at| format!("word{at} ")).collect()),
        ("one word often", 200, |n| "word7 ".repeat(n)),
        ("misspelled words", 10, |n| (0..n).map(|at| format!("wrod{at} ")).collect()),
        ("unknown words", 20, |n| (0..n).map(|at| format!("qz{at}kx ")).collect()),
        ("beginnings of words", 50, |n| "w ".repeat(n)),
        ("one long word", 2_000, |n| "word".repeat(n)),
        ("phrases", 20, |n| (0..n).map(|at| format!("\"word{at} word{}\" ", at + 1)).collect()),
        ("quotation marks", 2_000, |n| "\"".repeat(n)),
    ];
    tried("Kinds of queries, each at four sizes", queries.len(), 8, 8);
    for (name, few, query) in queries {
        is_linear(name, few, |count| {
            let answer = IndexReader::open(&files).search(&query(count), &Filter::default(), 10);
            assert!(answer.results.len() <= 10);
        });
    }
}

#[test]
fn answers_are_read_in_linear_time() {
    let question = |at: usize| {
        let text = format!("---\ntitle: Q{at}\n---\n## **A:** One\n\nText.\n\n## **B:** Two\n\nText.\n");
        (format!("content/q/p{at}.md"), text)
    };
    let mut files: Vec<_> = (0..20).map(question).collect();
    let settings = "[[assessment]]\nid = \"m\"\ntitle = \"M\"\nquestions = \"q/*.md\"\n";
    files.push(("fingerpost.toml".to_owned(), settings.to_owned()));
    let site = site_of(&files);
    let model = site.assessments().models.first().expect("there is an assessment").clone();
    let file = |count: usize, form: fn(&mut String, usize)| {
        let mut text = String::from("{\"schema\": 1, \"assessment\": \"m\", \"answers\": {");
        for at in 0..count {
            if at > 0 {
                text.push(',');
            }
            form(&mut text, at);
        }
        text + "}}"
    };
    type Form = fn(&mut String, usize);
    let forms: [(&str, usize, Form); 3] = [
        ("unknown questions", 500, |text, at| {
            _ = write!(text, "\"q/x{at}\": {{\"state\": \"answered\", \"level\": 1}}")
        }),
        ("one question often", 500, |text, _| {
            text.push_str("\"q/p1\": {\"state\": \"answered\", \"level\": 1, \"note\": \"x\"}")
        }),
        ("long notes", 12, |text, at| {
            _ = write!(
                text,
                "\"q/p{at}\": {{\"state\": \"answered\", \"level\": 1, \"note\": \"{}\"}}",
                "x".repeat(9_000)
            )
        }),
    ];
    tried("Kinds of answers, each at four sizes", forms.len(), 3, 3);
    for (name, few, form) in forms {
        is_linear(name, few, |count| {
            assert!(answers::read(&file(count, form), &model).is_ok(), "{name}");
        });
    }
}
