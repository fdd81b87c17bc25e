//! Real libraries under open licences, where they are beside the project in `../shared/samples`.
//!
//! They are no part of the project; without them each test says so and passes. What is asserted was read by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::common::{Project, Ran, program, sample};
use serde_json::Value;

struct Built {
    diagnostics: Vec<Value>,
    pages: Vec<Value>,
}

impl Built {
    fn count(&self, code: &str) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic["code"] == code).count()
    }
}

fn build(content: &Path) -> Built {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.args(arguments).arg("--content").arg(content).current_dir(folder.path());
        Ran::of(command.output().expect("the program starts"))
    };
    let built = run(&["build", "--warn", "link", "--format", "json"]);
    built.ends(0);
    let diagnostics = built.out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    let list = run(&["list", "--format", "json"]);
    let pages = serde_json::from_str(&list.ends(0).out).expect("a JSON list");
    Built { diagnostics, pages }
}

#[test]
fn the_maturity_model_shows_every_question_under_its_category() {
    let Some(content) = sample("cloudmaturity-2025-01/src") else { return };
    let built = build(&content);
    assert_eq!(built.pages.len(), 57);
    let mut questions: BTreeMap<String, usize> = BTreeMap::new();
    for page in &built.pages {
        let trail: Vec<&str> =
            page["nav"]["trail"].as_array().expect("in navigation").iter().filter_map(Value::as_str).collect();
        if let ["Assessment", category] = trail[..] {
            *questions.entry(category.to_owned()).or_default() += 1;
        }
    }
    let expected = [
        ("Cost & Sustainability", 5),
        ("Data", 2),
        ("Governance", 7),
        ("Operations", 9),
        ("People", 8),
        ("Security", 14),
        ("Technology", 2),
    ];
    assert_eq!(questions, expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect());
    let todo =
        built.diagnostics.iter().filter(|diagnostic| diagnostic["message"] == "there is no page `/TODO`").count();
    assert_eq!(todo, 24);
    assert_eq!(built.count("link/missing-page"), 25, "24 to /TODO and one link inside a link");
    assert_eq!(built.count("nav/parent-key-mismatch"), 47);
    assert_eq!(
        built.count("nav/missing-parent") + built.count("link/missing-anchor") + built.count("link/missing-file"),
        0
    );
    assert!(built.diagnostics.iter().all(|diagnostic| diagnostic["line"].as_u64().is_some_and(|line| line > 0)));
}

#[test]
fn plain_libraries_build_with_true_diagnostics_only() {
    let expected: [(&str, &[(&str, usize)]); 4] = [
        (
            "homeoffice-engineering/docs",
            &[("link/missing-anchor", 0), ("link/missing-page", 2), ("link/missing-file", 0)],
        ),
        (
            "defra-standards/docs",
            &[("link/missing-file", 2), ("link/missing-page", 0), ("link/invalid-url", 1), ("link/missing-anchor", 0)],
        ),
        (
            "ir-aws-playbooks",
            &[("link/missing-page", 55), ("link/missing-anchor", 0), ("link/missing-file", 0), ("html/sanitized", 6)],
        ),
        ("sop-luxem", &[("link/missing-page", 0)]),
    ];
    for (name, counts) in expected {
        let Some(content) = sample(name) else { continue };
        let built = build(&content);
        for (code, count) in counts {
            assert_eq!(built.count(code), *count, "{name}: {code}");
        }
    }
}

#[test]
fn the_seeds_become_one_site() {
    let Some(seeds) = sample("seeds") else { return };
    let project = Project::new();
    for (from, to) in [
        ("cloud-support-process.txt", "process.md"),
        ("cloud-support-sop.md", "sop.md"),
        ("azure-engagement-framework.md", "framework.md"),
        ("cloud-provider-engagement-question.md", "question.md"),
    ] {
        fs::copy(seeds.join(from), project.path("content").join(to)).expect("the seed is copied");
    }
    project.build().ends(0);
    let process = project.published("process/index.html");
    assert!(process.contains("<h1>How will you support company cloud services?</h1>"));
    assert!(process.contains("<p>Helpdesk and ticketing system</p>"));
    let sop = project.published("sop/index.html");
    assert!(sop.contains("Support and Management of Company Cloud Services</h1>"));
    for section in [
        "purpose",
        "scope",
        "responsibilities",
        "prerequisites",
        "procedure",
        "references",
        "definitions",
        "revision-history",
    ] {
        assert!(sop.contains(&format!("<h2 id=\"{section}\">")), "no section {section}");
    }
    // SC4: one h1, the sections below it, theirs below those.
    let count = |level: u8| sop.matches(&format!("<h{level}")).count();
    assert_eq!((count(1), count(2), count(3), count(4)), (1, 8, 9, 0), "the levels of headings");
    let framework = project.published("framework/index.html");
    let tables: Vec<&str> =
        framework.split("<table>").skip(1).map(|rest| rest.split("</table>").next().unwrap_or_default()).collect();
    assert_eq!(
        tables.iter().map(|table| table.matches("<tr>").count()).collect::<Vec<_>>(),
        [5, 5],
        "two tables of a head and four rows"
    );
    assert!(framework.contains("<p>Overview of the maturity level model:"));
    let question = project.published("question/index.html");
    assert!(question.contains("engage with cloud providers"));
    let tags = fs::read_dir(project.path("public/tags")).map_or(0, Iterator::count);
    assert!(tags >= 2, "the question's tag has a page");
}

/// Checks a copy of a sample under settings of its own; gives the diagnostics about kinds as `path: code`.
fn kinds_of(name: &str, settings: &str) -> Option<Vec<String>> {
    let content = sample(name)?;
    let project = Project::new();
    for entry in walkdir::WalkDir::new(&content).into_iter().filter_map(Result::ok) {
        let below = entry.path().strip_prefix(&content).expect("it was found below");
        let target = project.path("content").join(below);
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a folder is made");
        } else {
            fs::copy(entry.path(), target).expect("a file is copied");
        }
    }
    project.write("fingerpost.toml", settings.as_bytes());
    let ran = project.run(&["check", "--format", "json", "--warn", "link"]);
    let diagnostics = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("one object a line"));
    let lines =
        diagnostics.filter(|diagnostic| diagnostic["code"].as_str().is_some_and(|code| code.starts_with("kind/")));
    let line = |diagnostic: Value| {
        let path = diagnostic["file"].as_str().or(diagnostic["path"].as_str()).unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        format!("{name}: {}", diagnostic["code"].as_str().unwrap_or_default())
    };
    Some(lines.map(line).collect())
}

#[test]
fn the_seed_procedure_has_all_its_sections_and_one_of_them_is_empty() {
    let settings = "[kinds.sop]\nfiles = \"cloud-support-sop.md\"\n";
    let Some(found) = kinds_of("seeds", settings) else { return };
    assert_eq!(found, ["cloud-support-sop.md: kind/missing-field", "cloud-support-sop.md: kind/empty-section"]);
}

/// The playbooks state their facts in a quotation, and their sections are numbered parts with dashes.
#[test]
fn markdown_of_playbooks_is_read() {
    let settings = r#"
[kinds.playbook]
files = "playbooks/IRP-*.md"
inline_metadata = "lines"
ordered = true
sections = [
  "Overview",
  "Prepare",
  { name = "Prerequisites", anywhere = true },
  { name = "Escalation", anywhere = true },
  { name = "Scope", anywhere = true },
  { name = "Detect & Analyze", aliases = ["Detect and Analyse"] },
  "Contain",
  "Eradicate and Recover",
  "Post-Incident Activity",
]

[kinds.playbook.fields]
version = { required = true, aliases = ["Playbook Version"], pattern = "[0-9]+\\.[0-9]+" }
last_reviewed_on = { required = true }
status = { required = true }
"#;
    let Some(found) = kinds_of("ir-aws-playbooks", settings) else { return };
    // One keeps the heading of its old part above the new one; one has two parts in place of this one.
    assert_eq!(found, ["IRP-CredCompromise.md: kind/empty-section", "IRP-DataAccess.md: kind/missing-section"]);
}

#[test]
fn the_maturity_model_becomes_an_assessment() {
    let Some(content) = sample("cloudmaturity-2025-01/src") else { return };
    let settings = "[[assessment]]\nid = \"cloud\"\nquestions = \"assessment/*/*.md\"\ncategory = \"nav-parent\"\n";
    let project = Project::with(&[("fingerpost.toml", settings)]);
    let content = content.to_str().expect("a path of letters");
    let ran = project.run(&["assess", "--format", "json", "--content", content]);
    let counts: Value = serde_json::from_str(&ran.ends(0).out).expect("JSON");
    let expected =
        [("questions", 47), ("categories", 7), ("levels", 234), ("check", 233), ("improve", 233), ("maximum", 234)];
    for (key, count) in expected {
        assert_eq!(counts[key], count, "{key}");
    }
    let categories = counts["by_category"].as_array().expect("a list");
    let sizes: Vec<_> = categories.iter().map(|one| (one["id"].as_str(), one["questions"].as_u64())).collect();
    let names = ["cost", "data", "governance", "operations", "people", "security", "tech"];
    assert_eq!(sizes, names.map(Some).into_iter().zip([5, 2, 7, 9, 8, 14, 2].map(Some)).collect::<Vec<_>>());
    let built = project.run(&["build", "--warn", "link", "--format", "json", "--content", content]);
    let diagnostics: Vec<Value> =
        built.ends(0).out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    let of_model: Vec<&Value> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic["code"].as_str().is_some_and(|code| code.starts_with("assessment/")))
        .collect();
    assert_eq!(of_model.len(), 1, "{of_model:?}");
    assert_eq!(of_model[0]["code"], "assessment/level-sections");
    let report = fs::metadata(project.path("public/cloud/report/index.html")).expect("the report is there");
    assert!(report.len() < 100 * 1024, "the report has {} bytes", report.len());
    let script = project.published("cloud/model.js");
    let model = script.split_once(',').and_then(|(_, rest)| rest.trim_end().strip_suffix(')')).expect("one call");
    let model: Value = serde_json::from_str(model).expect("JSON");
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    for question in list(&model, "categories").iter().flat_map(|category| list(category, "questions")) {
        for level in list(&question, "levels") {
            let has = |key: &str| level[key].as_str().is_some_and(|text| !text.is_empty());
            assert!(has("name") && has("summary"), "{level}");
        }
    }
}

#[test]
fn the_sample_framework_has_four_levels_in_a_table() {
    let Some(seeds) = sample("seeds") else { return };
    let settings = "[[assessment]]\nid = \"azure\"\nquestions = \"*.md\"\nlevels = \"table\"\n";
    let project = Project::with(&[("fingerpost.toml", settings)]);
    fs::copy(seeds.join("azure-engagement-framework.md"), project.path("content/framework.md")).expect("it is copied");
    let ran = project.run(&["assess", "--format", "json"]);
    let counts: Value = serde_json::from_str(&ran.ends(0).out).expect("JSON");
    assert_eq!((&counts["questions"], &counts["levels"]), (&Value::from(1), &Value::from(4)));
    project.build().ends(0);
    let model = project.published("azure/model.js");
    for name in ["Cloud affine", "Cloud is an option", "Cloud is a solution", "Cloud is in use"] {
        assert!(model.contains(&format!("\"name\":\"{name}\"")), "no level {name}");
    }
}
