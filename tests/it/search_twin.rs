//! The search of the terminal and the script of the site ask one index by the same rules: every question, plain and
//! misspelt, must have the same answer in both, to the letter.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use fingerpost::cli::search::as_json;
use fingerpost::search::cache::Files;
use fingerpost::search::load::IndexReader;
use fingerpost::search::query::Filter;
use serde_json::{Value, json};

use crate::common::{Ran, program, sample, snapshot};

/// Asked of every library: words that are in none, document numbers, other scripts, names with signs.
const EVERYWHERE: [&str; 24] = [
    "zzyzzyva",
    "SOP-014",
    "back up",
    "Straße",
    "水道",
    "C",
    "C++",
    "c#",
    ".NET",
    "v1.2",
    "1.2",
    "a+b",
    "水",
    "the",
    "what is the",
    "sop14",
    "014",
    "v1.2.3",
    "organization",
    "licence",
    "opensource",
    "\"open source\"",
    "MFA",
    "",
];
const SITE: &str = "http://localhost/";

#[test]
fn they_agree_on_our_own_pages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    compare("content", root, &root.join("content"), &queries("content"));
}

#[test]
fn they_agree_on_the_cloud_maturity_model() {
    compare_sample("cloudmaturity-2025-01");
}

#[test]
fn they_agree_on_guidance_for_engineers() {
    compare_sample("homeoffice-engineering");
}

#[test]
fn they_agree_on_playbooks() {
    compare_sample("ir-aws-playbooks");
}

#[test]
fn they_agree_on_standards() {
    compare_sample("defra-standards");
}

#[test]
fn they_agree_on_laboratory_procedures() {
    compare_sample("sop-luxem");
}

#[test]
fn as_many_judged_questions_have_the_right_first_answer_as_before() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/judged.mjs");
    let asked =
        Command::new("node").arg(script).env("FINGERPOST", program().get_program()).output().expect("node runs");
    let said = [asked.stdout, asked.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(asked.status.success(), "{said}");
}

fn compare_sample(name: &str) {
    let Some(content) = sample(name) else { return };
    let root = tempfile::tempdir().expect("a folder for the test");
    std::fs::write(root.path().join("fingerpost.toml"), format!("title = \"{name}\"\n")).expect("it can be written");
    compare(name, root.path(), &content, &queries(name));
}

/// So many words that the index names their files in files of their own.
#[test]
fn they_agree_on_a_library_of_many_words() {
    let word = |number: usize| -> String {
        let letter = |place: u32| char::from(b'a' + (number / 26_usize.pow(place) % 26) as u8);
        format!("{}{}", (0..4).rev().map(letter).collect::<String>(), "z".repeat(40))
    };
    let root = tempfile::tempdir().expect("a folder for the test");
    let content = root.path().join("content");
    std::fs::create_dir(&content).expect("it can be made");
    for page in 0..150 {
        let words: Vec<String> = (0..1000).map(|number| word(page * 1000 + number)).collect();
        std::fs::write(content.join(format!("{page}.md")), format!("# Page {page}\n\n{}\n", words.join(" ")))
            .expect("it can be written");
    }
    let asked = (0..150_000)
        .step_by(6_007)
        .flat_map(|number| [word(number), word(number)[..3].to_owned(), format!("{}y", word(number))]);
    let index = compare("many words", root.path(), &content, &asked.collect::<Vec<_>>());
    let parts = index["shards"].as_array().expect("a list");
    assert!(parts.len() > 4 && parts.iter().all(|part| part[1].is_string()), "{parts:?}");
}

/// Asks both, and returns the head of the index.
fn compare(library: &str, root: &Path, content: &Path, queries: &[String]) -> Value {
    let work = tempfile::tempdir().expect("a folder for the test");
    let output = work.path().join("public");
    let run = |command: &str, rest: &[&str]| {
        let mut program = program();
        program.arg(command).arg("--root").arg(root).arg("--content").arg(content).arg("--output").arg(&output);
        Ran::of(program.args(["--base-url", SITE]).args(rest).output().expect("the program starts"))
    };
    run("build", &["--warn", "link", "--no-cache", "--quiet"]).ends(0);
    let files: Files =
        snapshot(&output.join("search")).into_iter().map(|(path, bytes)| (path, Arc::new(bytes))).collect();
    let index = IndexReader::open(&files);
    let answer = |query: &str| as_json(query, &index.search(query, &Filter::default(), 10), SITE);
    assert!(queries.len() > EVERYWHERE.len(), "there are questions about {library}");
    // The command gives what its functions give.
    let first = &queries[0];
    let printed: Value =
        serde_json::from_str(&run("search", &["--format", "json", "--", first]).ends(0).out).expect("JSON");
    assert_eq!(printed, answer(first));
    let answers: Vec<Value> = queries.iter().map(|query| json!({ "query": query, "answer": answer(query) })).collect();
    let answers_file = work.path().join("answers.json");
    std::fs::write(&answers_file, Value::from(answers).to_string()).expect("it can be written");
    let twin = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/twin.mjs");
    let compared = Command::new("node").arg(twin).arg(&output).arg(&answers_file).output().expect("node runs");
    assert!(compared.status.success(), "{library}\n{}", String::from_utf8_lossy(&compared.stdout));
    index.head
}

fn queries(library: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search");
    let list = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(folder.join(name)).expect("there are questions");
        serde_json::from_str(&text).expect("a JSON list")
    };
    let questions = [list("questions.json"), list("judged.json")].concat();
    let own = questions.iter().filter(|question| question["library"] == library);
    let asked = own.flat_map(|question| [&question["query"], &question["misspelt"]]).filter_map(Value::as_str);
    asked.chain(EVERYWHERE).map(str::to_owned).collect()
}
