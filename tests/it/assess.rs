//! `fingerpost assess`: the same numbers as the script in the browser, answers to earlier models, files that are not right.
//!
//! `tests/assessment/scores.json` has a model and sets of answers with their scores; `tests/assessment/unit.test.mjs` reads it
//! too. Here the model is written as pages, so that it goes the whole way.

use std::fs;
use std::path::Path;

use crate::common::{Project, Ran};
use fingerpost::base::hash::sha256_hex;
use serde_json::{Value, json};

const SETTINGS: &str = "[[assessment]]\nid = \"cloud\"\ntitle = \"Cloud maturity\"\nversion = \"2026.1\"\nquestions = \"assessment/*/*.md\"\ncategory = \"folder\"\nnot_applicable = \"Does not apply to us\"\n";

fn fixture() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/assessment/scores.json");
    serde_json::from_str(&fs::read_to_string(path).expect("the fixture is there")).expect("the fixture is JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// A question of the fixture as an author would write it.
fn page(question: &Value, order: usize) -> String {
    let levels = list(&question["levels"]);
    let from_zero = levels[0]["value"] == 0;
    let (title, weight) = (&question["title"], &question["weight"]);
    let mut out = format!("---\ntitle: {title}\nassessment_weight: {weight}\nassessment_order: {order}\n---\n");
    for level in levels {
        let (name, summary) = (text(&level["name"]), text(&level["summary"]));
        out += &match from_zero {
            true => format!("## Level {}: {name}\n\n{summary}\n\n", level["value"]),
            false => format!("## **{name}:** {summary}\n\n"),
        };
        for role in list(&level["roles"]) {
            out += if role == "check" {
                "### How to determine if this is good enough\n\n"
            } else {
                "### How to do better\n\n"
            };
            out += "Words.\n\n";
        }
    }
    out
}

fn project(model: &Value) -> Project {
    let project = Project::with(&[("fingerpost.toml", SETTINGS)]);
    for category in list(&model["categories"]) {
        let folder = format!("content/assessment/{}", text(&category["id"]));
        project.write(&format!("{folder}/index.md"), format!("# {}\n", text(&category["title"])).as_bytes());
        for (order, question) in list(&category["questions"]).iter().enumerate() {
            let path = format!("content/{}.md", text(&question["id"]));
            project.write(&path, page(question, order).as_bytes());
        }
    }
    project
}

fn answers(project: &Project, name: &str, answers: &Value) {
    let file = json!({ "schema": 1, "assessment": "cloud", "modified": "2026-03-01T09:30:00Z", "answers": answers });
    project.write(name, file.to_string().as_bytes());
}

fn scores(project: &Project, file: &str) -> Value {
    let ran = project.run(&["assess", file, "--format", "json"]);
    serde_json::from_str(&ran.ends(0).out).expect("JSON")
}

/// The data that a published script hands over.
fn data(project: &Project, path: &str) -> Value {
    let script = project.published(path);
    let payload = script.split_once(',').and_then(|(_, rest)| rest.trim_end().strip_suffix(')')).expect("one call");
    serde_json::from_str(payload).expect("the payload is JSON")
}

#[test]
fn the_terminal_counts_as_the_browser_does() {
    let fixture = fixture();
    let model = &fixture["model"];
    let project = project(model);
    project.build().ends(0);
    let published = data(&project, "cloud/model.js");
    for (category, expected) in list(&published["categories"]).iter().zip(list(&model["categories"])) {
        for (question, expected) in list(&category["questions"]).iter().zip(list(&expected["questions"])) {
            for key in ["id", "title", "url", "levels"] {
                assert_eq!(question[key], expected[key], "{key}");
            }
            assert_eq!(question["weight"].as_f64(), expected["weight"].as_f64());
            assert_eq!(question["former"][0], sha256_hex(text(&question["title"]).as_bytes()));
        }
    }
    let cases = list(&fixture["cases"]);
    assert!(cases.len() > 3);
    for case in cases {
        answers(&project, "answers.json", &case["answers"]);
        let scores = scores(&project, "answers.json");
        let same = |found: &Value, expected: &Value, place: &str| {
            for (key, value) in expected.as_object().expect("an object") {
                assert_eq!(found[key].as_f64(), value.as_f64(), "{}: {place}: {key}", case["name"]);
            }
        };
        same(&scores["overall"], &case["overall"], "overall");
        for (id, expected) in case["categories"].as_object().expect("an object") {
            let found = list(&scores["categories"]).iter().find(|category| text(&category["id"]) == id);
            same(found.expect("every category is there"), expected, id);
        }
    }
}

const LOW: &str = "### **Low:** Nothing.\n\n#### How to do better\n\nBegin.\n\n";
const MIDDLE: &str = "### **Middle:** Some.\n\n#### How to do better\n\nGo on.\n\n";
const HIGH: &str = "### **High:** All.\n\n";

fn small(levels: &[&str]) -> Project {
    let settings = "[[assessment]]\nid = \"cloud\"\nquestions = \"q/*.md\"\ncategory = \"folder\"\n";
    Project::with(&[("fingerpost.toml", settings), ("content/q/a.md", &format!("# How?\n\n{}", levels.concat()))])
}

#[test]
fn renamed_and_moved_questions_keep_their_answers() {
    let project = small(&[LOW, HIGH]);
    let answer = json!({ "q/a": { "state": "answered", "level": 2, "anchor": "high" } });
    answers(&project, "answers.json", &answer);
    assert_eq!(scores(&project, "answers.json")["overall"]["percent"], 100);
    project.write("content/q/a.md", format!("# In which way?\n\n{LOW}{HIGH}").as_bytes());
    assert_eq!(scores(&project, "answers.json")["overall"]["percent"], 100);
    fs::remove_file(project.path("content/q/a.md")).expect("it can be removed");
    let moved = format!("---\naliases: [/q/a/]\n---\n# In which way?\n\n{LOW}{HIGH}");
    project.write("content/q/new name.md", moved.as_bytes());
    let scores = scores(&project, "answers.json");
    assert_eq!((&scores["overall"]["percent"], &scores["notices"]), (&json!(100), &json!([])));
}

#[test]
fn answers_to_changed_levels_are_moved_kept_or_dropped_with_a_notice() {
    let project = small(&[LOW, MIDDLE, HIGH]);
    let of = |level: u8, anchor: &str| json!({ "q/a": { "state": "answered", "level": level, "anchor": anchor } });
    let run = |answer: Value| {
        answers(&project, "answers.json", &answer);
        let ran = project.run(&["assess", "answers.json", "--format", "json"]);
        ran.ends(0);
        (serde_json::from_str::<Value>(&ran.out).expect("JSON")["overall"]["points"].as_f64(), ran)
    };
    let (points, ran) = run(of(2, "high"));
    assert_eq!(points, Some(3.0), "an inserted level moves the answer along");
    ran.says("warning[assessment/outdated-answer]").says("`High` was level 2 and is now 3").says("answers.json:1:");
    let (points, ran) = run(of(1, "gone"));
    assert_eq!(points, Some(1.0));
    ran.says("level 1 is now `Low`");
    let (points, ran) = run(of(9, "gone"));
    assert_eq!(points, Some(0.0));
    ran.says("level 9 is no longer there");
    let (points, ran) = run(of(3, "high"));
    assert_eq!((points, ran.err.as_str()), (Some(3.0), ""));
    let (_, ran) = run(json!({ "q/b": { "state": "unknown" } }));
    ran.says("warning[assessment/unknown-question]").says("the assessment has no question `q/b`");
    answers(&project, "answers.json", &of(2, "high"));
    project.run(&["assess", "answers.json", "--deny", "assessment/outdated-answer"]).ends(1);
    let quiet = project.run(&["assess", "answers.json", "--allow", "assessment"]);
    assert_eq!(quiet.ends(0).err, "");
}

#[test]
fn legacy_answer_files_are_read() {
    let project = small(&[LOW, MIDDLE, HIGH]);
    let page = format!("---\ntitle: How?\nformer_titles: [\"Old: how?\"]\n---\n{LOW}{MIDDLE}{HIGH}");
    project.write("content/q/a.md", page.as_bytes());
    let hash = sha256_hex("Old: how?".as_bytes());
    let first = json!({ "q": { hash.as_str(): 3 } });
    let second = json!({
        "exportMetadata": { "version": "2.0.0", "exportedAt": "2025-05-05T10:00:00.000Z" },
        "assessmentData": {
            "metadata": { "version": "2.0.0" },
            "q": { hash.as_str(): { "answer": 2, "needsImprovement": true }, "0".repeat(64): { "answer": 0 } },
        },
    });
    for (file, points, improve) in [(first, 3.0, 0), (second, 2.0, 1)] {
        project.write("old.json", file.to_string().as_bytes());
        let scores = scores(&project, "old.json");
        assert_eq!(scores["overall"]["points"].as_f64(), Some(points));
        assert_eq!(scores["overall"]["improve"], improve);
    }
    project.write("old.json", json!({ "q": { "0".repeat(64): 2 } }).to_string().as_bytes());
    project.run(&["assess", "old.json"]).ends(1).says("has no answer to a question of this assessment");
}

#[test]
fn invalid_answer_files_are_refused_with_a_reason() {
    let project = small(&[LOW, HIGH]);
    let file = |more: &str| format!("{{\"schema\":1,\"assessment\":\"cloud\",\"answers\":{{{more}}}}}");
    let answer = |more: &str| file(&format!("\"q/a\":{more}"));
    let cases: Vec<(String, &str)> = vec![
        ("{".to_owned(), "is not JSON"),
        ("[]".to_owned(), "is not a JSON object"),
        ("{}".to_owned(), "has no `schema`"),
        (file("").replace(":1", ":2"), "newer version (schema 2"),
        (file("").replace("cloud", "other"), "belong to `other`"),
        (file("").replace("\"answers\"", "\"x\":1,\"answers\""), "has `x`, which is not a known field"),
        ("{\"schema\":1,\"assessment\":\"cloud\",\"answers\":[]}".to_owned(), "`answers` is not an object"),
        (
            "{\"schema\":1,\"assessment\":\"cloud\",\"modified\":\"today\",\"answers\":{}}".to_owned(),
            "not a date and time",
        ),
        (answer("3"), "is not an object"),
        (answer("{}"), "has no `state`"),
        (answer("{\"state\":\"maybe\"}"), "not one of answered"),
        (answer("{\"state\":\"answered\"}"), "has no `level`"),
        (answer("{\"state\":\"unknown\",\"level\":1}"), "is not answered"),
        (answer("{\"state\":\"answered\",\"level\":1.5}"), "not a whole number from 0 to 10"),
        (answer("{\"state\":\"answered\",\"level\":1,\"__proto__\":{}}"), "has `__proto__`"),
        (answer("{\"state\":\"answered\",\"level\":1,\"note\":7}"), "`note` that is not text"),
        ("[".repeat(100), "nested lists and objects"),
        (file(&" ".repeat(2 << 20)), "the maximum is 1024"),
    ];
    for (text, reason) in cases {
        project.write("answers.json", text.as_bytes());
        let ran = project.run(&["assess", "answers.json", "--format", "json"]);
        ran.ends(1).says("error[assessment/invalid-answers]").says(reason);
        assert_eq!(ran.out, "", "no scores come of a file that is not right");
    }
    let markup = answer("{\"state\":\"unknown\",\"note\":\"<script>alert(1)</script> | a\"}")
        .replace("\"answers\"", "\"team\":\"<b>\",\"answers\"");
    project.write("answers.json", markup.as_bytes());
    for format in ["text", "markdown", "svg", "html"] {
        let ran = project.run(&["assess", "answers.json", "--format", format]);
        assert!(format == "text" || !ran.ends(0).out.contains("<script>"), "{format}");
        assert!(format == "text" || !ran.out.contains("<b>"), "{format}");
    }
    project.run(&["assess", "none.json"]).ends(2).says("cannot read the answers `none.json`");
}

fn counts(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect("JSON")
}

#[test]
fn models_of_every_size_and_form_are_counted() {
    let levels = |count: usize, mark: &str| -> String {
        (1..=count)
            .map(|at| format!("{mark} **Step {at}x:** Words.\n\n{mark}# How to do better\n\nMore.\n\n"))
            .collect()
    };
    let rows: String = (1..=6).map(|at| format!("| Step {at}x | Words |\n")).collect();
    let front: String = (1..=3).map(|at| format!("  - name: Step {at}x\n    improve: More\n")).collect();
    let settings: String = ["three", "four", "five", "six", "front"]
        .iter()
        .map(|id| {
            let form = match *id {
                "six" => "levels = \"table\"\n",
                "front" => "levels = \"front-matter\"\n",
                _ => "",
            };
            format!("[[assessment]]\nid = \"in-{id}\"\nquestions = \"{id}.md\"\n{form}")
        })
        .collect();
    let project = Project::with(&[
        ("fingerpost.toml", &settings),
        ("content/three.md", &format!("# How?\n\n{}", levels(3, "##"))),
        ("content/four.md", &format!("---\ntitle: How?\n---\n{}", levels(4, "###"))),
        ("content/five.md", &format!("# How?\n\n{}", levels(5, "####"))),
        ("content/six.md", &format!("# How?\n\n| Level | Explanation |\n| --- | --- |\n{rows}")),
        ("content/front.md", &format!("---\nlevels:\n{front}---\n# How?\n")),
    ]);
    for (id, levels, improve) in [("three", 3, 3), ("four", 4, 4), ("five", 5, 5), ("six", 6, 0), ("front", 3, 3)] {
        let found = counts(project.run(&["assess", "--id", &format!("in-{id}"), "--format", "json"]).ends(0));
        assert_eq!((&found["questions"], &found["categories"]), (&json!(1), &json!(1)), "{id}");
        assert_eq!((&found["levels"], &found["maximum"]), (&json!(levels), &json!(levels)), "{id}");
        assert_eq!((&found["check"], &found["improve"]), (&json!(0), &json!(improve)), "{id}");
    }
    let all = counts(project.run(&["assess", "--format", "json"]).ends(0));
    assert_eq!(all.as_array().map(Vec::len), Some(5), "several models are a list");
    project.run(&["assess"]).ends(0).says("1 question in 1 category").says("6 levels");
    project.write("answers.json", b"{}");
    project.run(&["assess", "answers.json"]).ends(2).says("several assessments").says("`in-three`");
    project.run(&["assess", "--id", "in-thre"]).ends(2).says("did you mean `in-three`?");
    project.run(&["assess", "--format", "svg"]).ends(2).says("a chart needs answers");
    project.run(&["build", "--format", "svg"]).ends(2).says("`build` cannot print `svg`");
    project.run(&["assess", "--format", "sarif"]).ends(2).says("text, json, markdown, svg, html");
    Project::with(&[("content/a.md", "# A\n")]).run(&["assess"]).ends(2).says("the site has no assessment");
}

#[test]
fn several_files_are_a_comparison_in_every_form() {
    let fixture = fixture();
    let project = project(&fixture["model"]);
    let best = json!({ "assessment/cost/spending": { "state": "answered", "level": 5, "anchor": "built-in" } });
    answers(&project, "then.json", &json!({}));
    answers(&project, "now.json", &best);
    let run = |format: &str| project.run(&["assess", "then.json", "now.json", "--format", format]).ends(0).out.clone();
    let both: Value = serde_json::from_str(&run("json")).expect("JSON");
    let percent = |nth: usize| both["sessions"][nth]["overall"]["percent"].clone();
    assert_eq!((percent(0), percent(1)), (Value::Null, json!(100)));
    assert!(run("text").contains("no answers yet"));
    assert!(run("markdown").contains("| All questions | no answers yet | 100% |"));
    let svg = run("svg");
    assert!(svg.contains("role=\"img\"") && svg.contains("<desc") && svg.contains("now, 2026-03-01"), "{svg}");
    assert!(svg.contains("Bar chart"), "two categories make no radar");
    let page = run("html");
    assert!(page.contains("<th scope=\"row\">All questions</th>") && page.contains("<svg"), "{page}");
}
