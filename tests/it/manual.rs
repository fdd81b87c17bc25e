//! The pages of the manual that come from the program itself are as the program has them. `UPDATE=1` updates them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fingerpost::base::codes;
use fingerpost::cli::search::as_json;
use fingerpost::report::explanation;
use fingerpost::search::cache::Files;
use fingerpost::search::load::IndexReader;
use fingerpost::search::query::Filter;
use serde_json::Value;

use crate::common::{Ran, program, snapshot};

const FOLDER: &str = "content/manual/codes";

#[test]
fn codes_and_manual_pages_match() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    let pages = codes::ALL.iter().map(|code| (explanation::file_name(code), explanation::page(code)));
    for (name, page) in pages.chain([("index.md".to_owned(), explanation::list(&codes::ALL))]) {
        let path = folder.join(&name);
        if update {
            fs::write(&path, &page).expect("the page can be written");
        } else if fs::read_to_string(&path).ok().as_deref() != Some(page.as_str()) {
            wrong.push(format!("{FOLDER}/{name} is not what the table of codes says"));
        }
        names.insert(name);
    }
    for entry in fs::read_dir(&folder).expect("the folder is there") {
        let name = entry.expect("it can be read").file_name().to_string_lossy().into_owned();
        if !names.contains(&name) {
            wrong.push(format!("{FOLDER}/{name} is about no code"));
        }
    }
    assert!(wrong.is_empty(), "{}\nupdate them with UPDATE=1 cargo test --test it manual::", wrong.join("\n"));
}

#[test]
fn every_test_named_in_the_promises_is_in_its_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let promises = fs::read_to_string(root.join("content/manual/promises.md")).expect("the page is there");
    let mut named = 0;
    let mut missing = Vec::new();
    for line in promises.lines().filter(|line| line.starts_with(": Test")) {
        let parts: Vec<&str> = line.split('`').collect();
        let files: String = parts
            .iter()
            .skip(1)
            .step_by(2)
            .filter(|code| code.ends_with(".rs") || code.ends_with(".mjs"))
            .map(|file| fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}")))
            .collect();
        let is_name =
            |code: &&&str| code.contains('_') && code.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase());
        let functions = parts.iter().skip(1).step_by(2).filter(is_name).map(|name| format!("fn {name}("));
        let quoted = parts.iter().step_by(2).flat_map(|words| words.split('"').skip(1).step_by(2));
        let tests: Vec<String> = functions.chain(quoted.map(|name| format!("test(\"{name}\""))).collect();
        named += tests.len();
        missing.extend(tests.into_iter().filter(|test| !files.contains(test)));
    }
    assert!(named > 50, "only {named} tests are named");
    assert!(missing.is_empty(), "not in the file that the line names: {missing:#?}");
}

/// A figure as the manual writes it.
fn with_commas(number: &str) -> String {
    let digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).collect();
    let groups: Vec<&[u8]> = digits.rchunks(3).rev().collect();
    groups.iter().map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}

/// The page has the least counts that tests insist on, so no figure there is higher than what they try.
#[test]
fn the_promises_have_the_counts_of_the_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let promises = fs::read_to_string(root.join("content/manual/promises.md")).expect("the page is there");
    let call =
        regex::Regex::new(r#"(?s)\btried\(\s*"([^"]+)",.*?,\s*([0-9_]+),\s*([0-9_]+),?\s*\)"#).expect("a pattern");
    let mut rows = BTreeSet::new();
    for entry in fs::read_dir(root.join("tests/it")).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("manual.rs") {
            let text = fs::read_to_string(&path).expect("it can be read");
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            rows.extend(call.captures_iter(&text).map(|found| {
                format!("| {} | `{file}` | {} | {} |", &found[1], with_commas(&found[2]), with_commas(&found[3]))
            }));
        }
    }
    assert!(rows.len() > 15, "{rows:#?}");
    let missing: Vec<&String> = rows.iter().filter(|row| !promises.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "rows that the page needs: {missing:#?}");
}

/// What people search for in the manual of a tool like this, with the page that should be first.
const SEARCHED: [(&str, &str); 14] = [
    ("docker", "/manual/common-questions/"),
    ("favicon", "/manual/common-questions/"),
    ("analytics", "/manual/theme/"),
    ("github pages", "/manual/continuous-integration/"),
    ("exclude", "/manual/common-questions/"),
    ("upgrade", "/manual/common-questions/"),
    ("windows", "/manual/common-questions/"),
    ("word", "/manual/word-documents/"),
    ("nginx", "/manual/hosting/"),
    ("netlify", "/manual/hosting/"),
    ("codeowners", "/manual/approval/"),
    ("notion", "/manual/importing/"),
    ("eleventy", "/manual/tutorial-eleventy/"),
    ("translation", "/manual/languages/"),
];

#[test]
fn search_finds_the_right_page_of_the_manual_first() {
    let output = tempfile::tempdir().expect("a folder for the test");
    let mut build = program();
    build.current_dir(env!("CARGO_MANIFEST_DIR")).args([
        "build",
        "--quiet",
        "--no-cache",
        "--base-url",
        "/",
        "--output",
    ]);
    Ran::of(build.arg(output.path().join("public")).output().expect("the program starts")).ends(0);
    let files: Files = snapshot(&output.path().join("public/search"))
        .into_iter()
        .map(|(path, bytes)| (path, Arc::new(bytes)))
        .collect();
    let index = IndexReader::open(&files);
    let found = SEARCHED.map(|(words, wanted)| {
        let hits = as_json(words, &index.search(words, &Filter::default(), 10), "/");
        let first = hits.pointer("/results/0/url").and_then(Value::as_str).unwrap_or_default().to_owned();
        (words, first, wanted)
    });
    let wrong: Vec<_> = found.iter().filter(|(_, first, wanted)| !first.starts_with(wanted)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
