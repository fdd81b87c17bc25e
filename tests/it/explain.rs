//! The examples that `explain` shows are true: the incorrect one is reported, the correct one is not.

use crate::common::Project;
use fingerpost::base::code::Code;
use fingerpost::base::codes;
use serde_json::Value;

/// Codes about settings, not about a page.
const NOT_ON_A_PAGE: &[&str] = &["a11y/language", "a11y/missing-statement", "text/duplicate-paragraph"];

fn on_pages() -> Vec<&'static Code> {
    let is_on_page = |code: &&Code| {
        matches!(code.group(), "a11y" | "html" | "text")
            && !NOT_ON_A_PAGE.contains(&code.name)
            && code.name != "html/sanitized"
    };
    codes::ALL.iter().copied().filter(is_on_page).collect()
}

#[test]
fn incorrect_examples_are_reported_and_correct_ones_are_not() {
    let project = Project::new();
    project.write("fingerpost.toml", b"[markdown]\nraw_html = \"allow\"\n");
    for code in on_pages() {
        let name = code.name.replace('/', "-");
        project.write(&format!("content/{name}-wrong.md"), format!("# Page\n\n{}\n", code.incorrect).as_bytes());
        project.write(&format!("content/{name}-right.md"), format!("# Page\n\n{}\n", code.correct).as_bytes());
    }
    let mut arguments = vec!["check", "--format", "json", "--warn", "link"];
    arguments.extend(["--warn", "a11y", "--warn", "html"]);
    let ran = project.run(&arguments);
    ran.ends(0);
    let diagnostics: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut wrong = Vec::new();
    for code in on_pages() {
        let name = code.name.replace('/', "-");
        let found = |kind: &str| {
            let file = format!("content/{name}-{kind}.md");
            diagnostics
                .iter()
                .filter(|diagnostic| diagnostic["code"] == code.name && diagnostic["file"] == file.as_str())
                .count()
        };
        if found("wrong") == 0 || found("right") > 0 {
            wrong.push(format!("{}: wrong {}, right {}", code.name, found("wrong"), found("right")));
        }
    }
    assert!(wrong.is_empty(), "examples that do not show their code: {wrong:#?}");
}

#[test]
fn explain_prints_the_rule_and_how_to_change_the_level() {
    let project = Project::new();
    let one = project.run(&["explain", "a11y/link-text"]);
    one.ends(0).says("Standard: WCAG 2.2, 2.4.4").says("\"a11y/link-text\" = \"allow\"").says("fingerpost-ignore");
    project.run(&["explain", "meta/syntax"]).ends(0).says("Its level cannot be changed");
    project
        .run(&["explain"])
        .ends(0)
        .says(" off    A table has more than five columns")
        .says(" fatal  The front matter is not valid YAML or TOML");
    let json = project.run(&["explain", "--format", "json"]);
    let all: Vec<Value> = serde_json::from_str(&json.ends(0).out).expect("a JSON list");
    assert_eq!(all.len(), codes::ALL.len());
    assert!(all.iter().any(|code| code["code"] == "html/duplicate-id" && code["source"].is_string()));
}

#[test]
fn every_text_check_names_its_source() {
    let without: Vec<&str> = codes::ALL
        .iter()
        .filter(|code| code.group() == "a11y" && code.source.is_none())
        .map(|code| code.name)
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
