//! `fingerpost new`: pages to begin with.

#![allow(clippy::disallowed_methods)] // tests and benchmarks stand outside the compile

mod common;

use std::fs;

use common::Project;
use serde_json::Value;

#[test]
fn a_public_body_without_a_statement_makes_one() {
    let project = Project::with(&[("fingerpost.toml", "public_sector = true\n"), ("content/index.md", "# Desk\n")]);
    project.run(&["check"]).ends(0).says("a11y/missing-statement");
    project.run(&["new", "accessibility-statement"]).ends(0).says("content/accessibility-statement.md");
    let check = project.run(&["check", "--format", "json"]);
    let findings: Vec<Value> =
        check.ends(0).out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    // Each place to be filled in is found, and nothing else.
    let text = fs::read_to_string(project.path("content/accessibility-statement.md")).expect("it was written");
    assert_eq!(findings.len(), text.matches("[insert ").count(), "{}", check.out);
    assert!(findings.iter().all(|finding| finding["code"] == "text/leftover"), "{}", check.out);
    project.build().ends(0);
    let page = project.published("accessibility-statement/index.html");
    for section in
        ["Feedback and contact information", "Enforcement procedure", "Compliance status", "Non-accessible content"]
    {
        assert!(page.contains(section), "no section {section}");
    }
}

#[test]
fn nothing_is_written_over_or_outside() {
    let project = Project::with(&[("content/accessibility-statement.md", "# Ours\n")]);
    project.run(&["new", "accessibility-statement"]).ends(2).says("is there already");
    assert_eq!(fs::read_to_string(project.path("content/accessibility-statement.md")).expect("there"), "# Ours\n");
    project.run(&["new", "accessibility-statement", "--path", "../out.md"]).ends(2).says("not a page of the content");
    project
        .run(&["new", "accessibility-statement", "--path", "about/access.md"])
        .ends(0)
        .says("content/about/access.md");
    assert!(project.path("content/about/access.md").is_file() && !project.path("out.md").exists());
}
