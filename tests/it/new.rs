//! `fingerpost new`: pages to begin with, on disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::Project;
use serde_json::Value;
use tempfile::TempDir;

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    folder
}

fn run(root: &Path, words: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_fingerpost");
    Command::new(program).arg("--root").arg(root).args(words).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[test]
fn new_takes_the_next_document_id_and_never_overwrites() {
    let site = project(&[
        ("content/index.md", "# Home\n"),
        ("content/library/sops/one.md", "---\nkind: sop\nid: SOP-014\n---\n# One\n"),
        ("content/library/sops/two.md", "---\nkind: sop\nid: SOP-009\ndraft: true\n---\n# Two\n"),
    ]);
    let output = run(site.path(), &["new", "sop", "Restore: a \"service\""]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("wrote content/library/sops/restore-a-service.md"), "{}", said(&output));
    let path = site.path().join("content/library/sops/restore-a-service.md");
    let text = fs::read_to_string(&path).expect("it was written");
    assert!(text.starts_with("---\ntitle: \"Restore: a \\\"service\\\"\"\nkind: sop\nid: SOP-015\n"), "{text}");
    for section in ["Purpose", "Scope", "Responsibilities", "Prerequisites", "Procedure", "References", "Definitions"] {
        assert!(text.contains(&format!("\n## {section}\n\n<!-- ")), "{section}: {text}");
    }
    let again = run(site.path(), &["new", "sop", "Restore: a \"service\""]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("already exists"), "{}", said(&again));
    assert_eq!(fs::read_to_string(&path).expect("it is still there"), text);
    let build = run(site.path(), &["build", "--drafts", "--no-cache"]);
    assert!(build.status.success(), "the new page can be built: {}", said(&build));
}

#[test]
fn notes_become_a_complete_procedure() {
    let notes = "How will you support it?\n\nHelpdesk \n\nReceive requests, by <email> or phone.\n\nReview\n\nGather feedback.\nUse it.\n";
    let site = project(&[("content/index.md", "# Home\n"), ("notes.txt", notes)]);
    let from = site.path().join("notes.txt");
    let output = run(site.path(), &["new", "sop", "--from", from.to_str().expect("a plain path")]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("sections to complete: Purpose, Scope"), "{}", said(&output));
    let text = fs::read_to_string(site.path().join("content/sop/how-will-you-support-it.md")).expect("it was written");
    let procedure = "## Procedure\n\n### Helpdesk\n\nReceive requests, by \\<email> or phone.\n\n### Review\n\nGather feedback.\nUse it.\n";
    assert!(text.contains(procedure), "{text}");
    assert!(
        text.contains("title: \"How will you support it?\"") || text.contains("title: How will you support it?"),
        "{text}"
    );
    let named =
        run(site.path(), &["new", "sop", "Support", "--from", from.to_str().expect("a plain path"), "--to", "a/b"]);
    assert!(named.status.success(), "{}", said(&named));
    let text = fs::read_to_string(site.path().join("content/a/b.md")).expect("it was written");
    assert!(text.contains("## Procedure\n\nHow will you support it?\n\n### Helpdesk"), "{text}");
}

#[test]
fn a_document_keeps_its_sections_front_matter_and_markdown() {
    let old = "---\nowner: Desk\nversion: \"3.2\"\nours: [a, b]\n---\n# Restore\n\n## Scope\n\n- **all** [x](y.md)\n\n## Steps\n\n1. Stop.\n2. Start.\n";
    let site = project(&[("content/index.md", "# Home\n"), ("content/y.md", "# Y\n"), ("old.md", old)]);
    let from = site.path().join("old.md");
    let output =
        run(site.path(), &["new", "sop", "--from", from.to_str().expect("a plain path"), "--to", "restore.md"]);
    assert!(output.status.success(), "{}", said(&output));
    let text = fs::read_to_string(site.path().join("content/restore.md")).expect("it was written");
    for kept in [
        "owner: Desk\nversion: \"3.2\"\nours: [a, b]\n",
        "\n## Scope\n\n- **all** [x](y.md)\n",
        "\n## Steps\n\n1. Stop.\n2. Start.\n",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert_eq!(text.matches("version:").count() + text.matches("## Scope").count(), 2, "{text}");
    assert!(!text.contains("## Procedure") && !text.contains("# Restore"), "{text}");
    assert!(text.starts_with("---\ntitle: Restore\nkind: sop\n") && text.contains("\n## Purpose\n"), "{text}");
    let build = run(site.path(), &["build", "--drafts", "--no-cache"]);
    assert!(build.status.success(), "{}", said(&build));
    fs::write(&from, "---\na: [\n---\n").expect("it can be written");
    let broken = run(site.path(), &["new", "sop", "Go", "--from", from.to_str().expect("a plain path")]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(said(&broken).contains("front matter of"), "{}", said(&broken));
}

#[test]
fn front_matter_in_json_is_refused_with_a_remedy() {
    let site =
        project(&[("content/index.md", "# Home\n"), ("old.md", "---json\n{\"title\": \"Old\"}\n---\n\n# Old\n")]);
    let from = site.path().join("old.md");
    let output = run(site.path(), &["new", "sop", "--from", from.to_str().expect("a plain path"), "--to", "new.md"]);
    assert_eq!(output.status.code(), Some(2));
    let text = said(&output);
    assert!(text.contains("it is in JSON, which cannot be joined with the facts of a kind"), "{text}");
    assert!(text.contains("write each fact as a `key: value` line between two lines `---`"), "{text}");
    assert!(!site.path().join("content/new.md").exists(), "nothing was written");
}

#[test]
fn new_prefers_templates_of_the_project() {
    let site = project(&[
        ("content/index.md", "# Home\n"),
        ("templates/new/minutes.md", "# {{ title }}\n\n## Present\n"),
        ("templates/new/sop.md", "# Ours: {{ title }}, {{ next_id(\"A-1\") }}\n"),
    ]);
    assert!(run(site.path(), &["new", "minutes", "Monday"]).status.success());
    let text = fs::read_to_string(site.path().join("content/minutes/monday.md")).expect("it was written");
    assert_eq!(text, "# Monday\n\n## Present\n");
    assert!(run(site.path(), &["new", "sop", "Go", "--to", "go.md"]).status.success());
    assert_eq!(fs::read_to_string(site.path().join("content/go.md")).expect("it was written"), "# Ours: Go, A-1\n");
    assert!(run(site.path(), &["build", "--no-cache"]).status.success(), "the folder of templates does no harm");
}

#[test]
fn new_refuses_unknown_kinds_and_paths_outside() {
    let site = project(&[("content/index.md", "# Home\n")]);
    let unknown = run(site.path(), &["new", "spo", "Title"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(said(&unknown).contains("did you mean `sop`?"), "{}", said(&unknown));
    let untitled = run(site.path(), &["new", "sop"]);
    assert_eq!(untitled.status.code(), Some(2));
    assert!(said(&untitled).contains("needs a title"), "{}", said(&untitled));
    for path in ["../outside.md", "/../../outside.md"] {
        let outside = run(site.path(), &["new", "sop", "Title", "--to", path]);
        assert_eq!(outside.status.code(), Some(2), "{path}: {}", said(&outside));
    }
}

#[test]
fn a_public_body_without_a_statement_makes_one() {
    let project = Project::with(&[("fingerpost.toml", "public_sector = true\n"), ("content/index.md", "# Desk\n")]);
    project.run(&["check"]).ends(0).says("a11y/missing-statement");
    project.run(&["new", "accessibility-statement"]).ends(0).says("content/accessibility-statement.md");
    let check = project.run(&["check", "--format", "json"]);
    let diagnostics: Vec<Value> =
        check.ends(0).out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    // The places to be filled in are found, in one finding, and nothing else.
    let text = fs::read_to_string(project.path("content/accessibility-statement.md")).expect("it was written");
    let more = format!("and {} more blanks", text.matches("[insert ").count() - 1);
    let [diagnostic] = diagnostics.as_slice() else { panic!("{}", check.out) };
    assert_eq!(diagnostic["code"], "text/placeholder-text");
    assert!(diagnostic["message"].as_str().is_some_and(|message| message.contains(&more)), "{}", check.out);
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
    project.run(&["new", "accessibility-statement"]).ends(2).says("already exists");
    assert_eq!(fs::read_to_string(project.path("content/accessibility-statement.md")).expect("there"), "# Ours\n");
    project.run(&["new", "accessibility-statement", "--to", "../out.md"]).ends(2).says("outside the content folder");
    project.run(&["new", "accessibility-statement", "--to", "about/access.md"]).ends(0).says("content/about/access.md");
    assert!(project.path("content/about/access.md").is_file() && !project.path("out.md").exists());
}

#[test]
fn new_uses_ids_and_sections_of_the_sites_own_kinds() {
    let project = Project::with(&[
        (
            "fingerpost.toml",
            "[kinds.sop]\nsections = [\"Zweck\", { name = \"Ablauf\", steps = 2 }]\n[kinds.sop.fields]\nid = { pattern = \"QA-[0-9]{4}\" }\nrisk = { required = true, values = [\"low\", \"high\"] }\n[kinds.work-instruction]\nextends = \"sop\"\n",
        ),
        ("content/index.md", "# Home\n"),
        ("content/q/old.md", "---\nkind: sop\nid: QA-0041\nstatus: draft\n---\n# Old\n"),
    ]);
    project.run(&["new", "SOP", "First"]).ends(0).says("q/first.md");
    let text = std::fs::read_to_string(project.path("content/q/first.md")).expect("the page");
    for line in ["id: QA-0042", "kind: sop", "risk:", "## Zweck", "## Ablauf", "2. …"] {
        assert!(text.lines().any(|found| found == line), "{line} in {text}");
    }
    assert!(!text.contains("## Purpose"), "{text}");
    project.run(&["new", "work-instruction", "Second"]).ends(0);
    project.run(&["new", "sop-lab", "Third"]).ends(0);
    project.run(&["new", "nothing-such", "Fourth"]).ends(2).says("there is no template");
}

#[test]
fn a_pattern_without_text_keeps_the_shipped_text() {
    let project = Project::with(&[
        ("fingerpost.toml", "[kinds.sop.fields]\nid = { pattern = \"OPS-\\\\d{2}\" }\n"),
        ("content/index.md", "# Home\n"),
    ]);
    project.run(&["new", "sop", "First"]).ends(0);
    let text = std::fs::read_to_string(project.path("content/sop/first.md")).expect("the page");
    assert!(text.contains("id: OPS-01") && text.contains("<!-- Explain why this procedure exists"), "{text}");
}
