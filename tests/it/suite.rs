//! Runs every case of `tests/suite/*.site`: a small site in one text, with the expected results.
//!
//! A case begins with `=== name`. Its parts begin with `---` and a word:
//!
//! - `--- PATH` a file. Lines of carets under a line name expected diagnostics, rustc-like:
//!   `^^^^ error[link/missing-page]: message`, then `help: …` lines. Diagnostics without a place in the text are
//!   under `--- findings`.
//! - `--- edit PATH` and `--- delete PATH` a change after the first compile; all expectations are about the
//!   second, and `--- rendered` lists the outputs that it rendered again, with the reason after `: `. Its bytes and
//!   diagnostics must equal those of a clean compile.
//! - `--- options drafts, base_url=https://…, as_of=2026-06-01, commit=PATH@HASH, warn=link` how it is compiled.
//! - `--- output PATH` text that the output must contain, line by line, in order; the text of a line `!text` must not
//!   occur.
//! - `--- outputs` the whole list of output paths, one per line, without hashes of assets and `search/kept/`; `…` at
//!   the end allows more.
//! - `--- nav` the navigation tree, indented. `--- list` page facts as `url | title | nav key | parent key`.
//! - `--- mentions WORD, WORD` the outputs that contain one of the words, letter case ignored; `search/kept/…` for all files
//!   of the search that are named by their content.
//! - `--- search WORDS` what search finds, best first: `URL#section`.
//! - `--- visited` known results for external links, as after `check --external`: a URL, and `works`, `404`, `410`,
//!   `no host`, `moved ADDRESS`, `lacks ANCHOR` or `unknown REASON`.
//! - `--- findings` diagnostics about whole files: `PATH: error[code]: message`.
//!
//! Every diagnostic that a case does not expect fails it. `UPDATE=1 cargo test --test it suite::` rewrites the
//! expectations; read the difference. `CASE=TEXT` runs only the cases whose name contains the text.

mod as_case;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

use fingerpost::base::codes;
use fingerpost::base::diagnostic;
use fingerpost::base::history::Commit;
use fingerpost::base::tree::Tree;
use fingerpost::check::external::{self, Broken, Visit};
use fingerpost::compile::apply_severity;
use fingerpost::compile::options::{Observer, Options};
use fingerpost::config::base_url::BaseUrl;
use fingerpost::config::read::check_level;

use crate::common::compile;
use as_case::{actual, loose_line, rendered_again, shown_inline};

struct Case {
    name: String,
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    head: String,
    lines: Vec<String>,
}

struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str) {}
}

/// Declares one test for each file of cases.
macro_rules! files {
    ($($name:ident)*) => {
        /// The files that have a test.
        const FILES: &[&str] = &[$(stringify!($name)),*];

        mod file {
            $(#[test]
            fn $name() {
                let failures = &super::results(stringify!($name)).failures;
                assert!(failures.is_empty(), "{}", failures.join("\n"));
            })*
        }
    };
}

files! {
    act assessment constructs coverage duplicates external framework glossary html incremental kinds links markdown meaning meta
    navigation output prose register review revisions routes steps templates text theme titles
}

/// What running all cases of one file gave.
struct Results {
    failures: Vec<String>,
    /// The codes of all diagnostics.
    codes: BTreeSet<&'static str>,
}

/// Runs the cases of a file, once in each run of the tests.
fn results(name: &str) -> &'static Results {
    static RESULTS: LazyLock<BTreeMap<&str, OnceLock<Results>>> =
        LazyLock::new(|| FILES.iter().map(|name| (*name, OnceLock::new())).collect());
    RESULTS[name].get_or_init(|| run_file(&folder().join(format!("{name}.site"))))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

/// The only cases to run: those whose name contains this text.
fn filter() -> Option<String> {
    std::env::var("CASE").ok()
}

fn run_file(file: &Path) -> Results {
    let update = std::env::var_os("UPDATE").is_some();
    let filter = filter();
    let text = fs::read_to_string(file).expect("a case file is text");
    let mut rewritten = String::new();
    let mut results = Results { failures: Vec::new(), codes: BTreeSet::new() };
    for case in cases(&text) {
        if filter.as_ref().is_some_and(|filter| !case.name.contains(filter.as_str())) {
            rewritten += &as_text(&case);
            continue;
        }
        let actual = as_text(&run(&case, &mut results.codes));
        let expected = as_text(&case);
        if actual != expected && !update {
            results.failures.push(format!("{}:\n{}", case.name, difference(&expected, &actual)));
        }
        rewritten += &actual;
    }
    if update && rewritten != text {
        fs::write(file, rewritten).expect("the case file can be rewritten");
    }
    results
}

#[test]
fn each_file_of_cases_has_a_test() {
    let entries = fs::read_dir(folder()).expect("the suite is there").map(|entry| entry.expect("readable").path());
    let mut names: Vec<String> = entries
        .filter(|path| path.extension().is_some_and(|extension| extension == "site"))
        .map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, FILES, "the files of cases and the list in `files!`");
}

#[test]
fn each_code_has_a_case() {
    if filter().is_some() {
        return;
    }
    let seen: BTreeSet<&str> = FILES.iter().flat_map(|name| &results(name).codes).copied().collect();
    let without: Vec<&str> = codes::ALL
        .iter()
        .map(|code| code.name)
        .filter(|name| !seen.contains(name) && !NOT_IN_A_TREE.contains(name))
        .collect();
    assert!(without.is_empty(), "codes without a case: {}", without.join(", "));
}

/// Diagnostics that a tree in memory cannot have: about the disk (`tests/it/bad_input.rs`) and about what was published
/// before (`tests/it/check.rs`, `tests/it/git.rs`), about files of answers (`tests/it/assess.rs`), and about pages that would
/// be too long for a case (`tests/it/bad_input.rs`).
const NOT_IN_A_TREE: &[&str] = &[
    "source/symlink-outside",
    "source/symlink-loop",
    "source/too-large",
    "source/unreadable",
    "source/not-utf8",
    "source/incomplete-history",
    "review/missing-revision",
    "output/removed-url",
    "output/removed-anchor",
    "assessment/invalid-answers",
    "assessment/outdated-answer",
    "assessment/unknown-question",
    "markdown/long-code",
];

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.split_inclusive('\n') {
        let line = line.strip_suffix('\n').unwrap_or(line);
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.to_owned(), parts: Vec::new() });
        } else if let Some(head) = line.strip_prefix("--- ") {
            let case = cases.last_mut().expect("a part is in a case");
            case.parts.push(Part { head: head.to_owned(), lines: Vec::new() });
        } else if let Some(part) = cases.last_mut().and_then(|case| case.parts.last_mut()) {
            part.lines.push(line.to_owned());
        }
    }
    cases
}

fn as_text(case: &Case) -> String {
    let mut text = format!("=== {}\n", case.name);
    for part in &case.parts {
        let _ = writeln!(text, "--- {}", part.head);
        for line in &part.lines {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

/// Whether a part is a file of the site and not an expectation.
fn is_file(head: &str) -> bool {
    const WORDS: &[&str] = &[
        "output ",
        "search ",
        "mentions ",
        "edit ",
        "delete ",
        "options",
        "findings",
        "outputs",
        "nav",
        "list",
        "rendered",
        "visited",
    ];
    !WORDS.iter().any(|word| {
        head == word.trim_end() || (word.ends_with(' ') && head.starts_with(word)) || head.starts_with("options ")
    })
}

/// A file's own lines: without the carets under them. `\r`, `\t`, `\u{…}` and `\x..` are written out where a line
/// begins with `\`.
fn source(part: &Part) -> String {
    let mut text: Vec<String> = Vec::new();
    let mut in_diagnostic = false;
    for line in &part.lines {
        let bare = line.trim_start();
        let is_caret = bare.starts_with('^') && bare.contains('[') && bare.trim_start_matches('^').starts_with(' ');
        in_diagnostic = is_caret || (in_diagnostic && bare.starts_with("help: "));
        if !in_diagnostic {
            text.push(line.clone());
        }
    }
    text.join("\n") + if text.is_empty() { "" } else { "\n" }
}

/// The files of a case before its edits, and how it is compiled.
fn tree_of(case: &Case) -> (Tree, Options) {
    let mut tree = Tree::default();
    let mut options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    for part in &case.parts {
        if let Some(settings) = part.head.strip_prefix("options ") {
            set_options(&mut options, settings);
        } else if is_file(&part.head) {
            tree.insert(part.head.clone(), source(part).into_bytes());
        }
    }
    (tree, options)
}

/// A case as other tests use it.
pub struct CaseTree {
    pub name: String,
    pub tree: Arc<Tree>,
    pub options: Options,
}

/// The files of every case.
pub fn trees() -> Vec<CaseTree> {
    let texts =
        FILES.iter().map(|name| fs::read_to_string(folder().join(format!("{name}.site"))).expect("cases are text"));
    let cases = texts.flat_map(|text| cases(&text));
    let of_case = |case: Case| {
        let (tree, options) = tree_of(&case);
        CaseTree { name: case.name, tree: Arc::new(tree), options }
    };
    cases.map(of_case).collect()
}

fn run(case: &Case, seen: &mut BTreeSet<&'static str>) -> Case {
    let (tree, options) = tree_of(case);
    let mut edited = tree.clone();
    for part in &case.parts {
        if let Some(path) = part.head.strip_prefix("edit ") {
            edited.insert(path, source(part).into_bytes());
        } else if let Some(path) = part.head.strip_prefix("delete ") {
            edited.remove(path);
        }
    }
    let (tree, edited) = (Arc::new(tree), Arc::new(edited));
    let mut compilation = compile(&edited, &options);
    let rendered = if edited == tree { Vec::new() } else { rendered_again(&tree, &edited, &options, &compilation) };
    if let Some(part) = case.parts.iter().find(|part| part.head == "visited") {
        let visits = part.lines.iter().filter(|line| !line.is_empty()).map(|line| visit(line)).collect();
        let found = external::check(&compilation.site, &visits);
        compilation.diagnostics.extend(apply_severity(found, &compilation.site, &options));
        diagnostic::sort(&mut compilation.diagnostics);
    }
    seen.extend(compilation.diagnostics.iter().map(|diagnostic| diagnostic.code.name));
    let mut parts: Vec<Part> = case
        .parts
        .iter()
        .filter(|part| part.head != "findings")
        .map(|part| actual(part, &compilation, &rendered))
        .collect();
    let loose: Vec<String> = compilation
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.at.span.is_none() || !shown_inline(case, diagnostic))
        .map(loose_line)
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    if !loose.is_empty() {
        parts.push(Part { head: "findings".to_owned(), lines: loose });
    }
    Case { name: case.name.clone(), parts }
}

/// Reads a line of `--- visited`.
fn visit(line: &str) -> (String, Visit) {
    let (address, words) = line.split_once(' ').expect("an address and what is known of it");
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    let visit = match first {
        "works" => Visit::Works(external::ExternalPage::default()),
        "404" => Visit::Broken(Broken::NotFound),
        "410" => Visit::Broken(Broken::Gone),
        "no" => Visit::Broken(Broken::NoHost),
        "moved" => {
            Visit::Works(external::ExternalPage { moved: Some(rest.to_owned()), ..external::ExternalPage::default() })
        }
        "lacks" => {
            let anchors = [(rest.to_owned(), false)].into();
            Visit::Works(external::ExternalPage { anchors, ..external::ExternalPage::default() })
        }
        "unknown" => Visit::Unknown { why: rest.to_owned(), worked_on: None },
        _ => panic!("nothing is known as `{first}`"),
    };
    (address.to_owned(), visit)
}

fn set_options(options: &mut Options, settings: &str) {
    for setting in settings.split(',').map(str::trim) {
        match setting.split_once('=') {
            Some(("as_of", day)) => options.as_of = Some(day.parse().expect("a day")),
            Some(("commit", pair)) => {
                let (path, commit) = pair.split_once('@').expect("PATH@COMMIT");
                let (id, date) = (commit.to_owned(), jiff::civil::date(2026, 1, 2));
                let commit = Commit { id, author: String::new(), date, subject: String::new() };
                Arc::make_mut(&mut options.history).insert(path.to_owned(), vec![Arc::new(commit)]);
            }
            Some(("base_url", url)) => options.base_url = Some(BaseUrl::parse(url).expect("a base URL")),
            Some((level, name)) => {
                options.levels.push((name.to_owned(), check_level(level).expect("allow, warn or deny")))
            }
            None if setting == "drafts" => options.drafts = true,
            None => panic!("no option `{setting}`"),
        }
    }
}

fn difference(expected: &str, actual: &str) -> String {
    let (expected, actual): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), actual.lines().collect());
    let same = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
    let tail = expected[same..].iter().rev().zip(actual[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    for line in &expected[same..expected.len() - tail] {
        let _ = writeln!(text, "  expected {line}");
    }
    for line in &actual[same..actual.len() - tail] {
        let _ = writeln!(text, "  actual   {line}");
    }
    text
}
