//! `fingerpost check`: one list of diagnostics in every form, levels, the baseline.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{Project, Ran, skip};
use serde_json::Value;

/// Two errors, three warnings, one note.
fn library() -> Project {
    Project::with(&[
        (
            "content/a.md",
            "# A\n\n[gone](gone.md) and [gone](gone.md), click [here](b.md).\n\n日本:\tTODO, \"quoted\" & `::error::`\n",
        ),
        ("content/b.md", "---\r\nlayout: unknown\r\ntitle: B\r\n---\r\n\r\nThe owner is TBD.\r\n"),
    ])
}

fn check(project: &Project, arguments: &[&str]) -> Ran {
    let mut all = vec!["check"];
    all.extend(arguments);
    project.run(&all)
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

#[test]
fn the_count_is_the_same_in_every_format() {
    let project = library();
    let json = check(&project, &["--format", "json"]);
    json.ends(1);
    let diagnostics = lines(&json);
    assert_eq!(diagnostics.len(), 6, "{}", json.out);
    let human = check(&project, &[]);
    assert_eq!(human.err.matches(" --> ").count(), 6, "{}", human.err);
    assert!(human.err.contains("checked 2 pages, 2 errors, 3 warnings, 1 note"), "{}", human.err);
    assert!(human.err.contains("2  link/missing-page"), "{}", human.err);
    let sarif: Value = serde_json::from_str(&check(&project, &["--format", "sarif"]).out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(6));
    let github = check(&project, &["--format", "github"]);
    assert_eq!(github.out.lines().count(), 6, "{}", github.out);
    assert_eq!(github.out.lines().filter(|line| line.starts_with("::error file=content/a.md,line=3,")).count(), 2);
    let junit = check(&project, &["--format", "junit"]);
    assert_eq!(junit.out.matches("<testcase ").count(), 6, "{}", junit.out);
    assert_eq!(junit.out.matches("<failure ").count(), 5);
    assert!(junit.out.contains("tests=\"6\" failures=\"5\" skipped=\"1\""), "{}", junit.out);
    let markdown = check(&project, &["--format", "markdown"]);
    assert_eq!(markdown.out.lines().filter(|line| line.starts_with("- ")).count(), 6, "{}", markdown.out);
}

#[test]
fn places_are_right_after_tabs_wide_letters_and_line_ends() {
    let project = library();
    let json = check(&project, &["--format", "json"]);
    let place = |nth: usize| {
        let diagnostic = &lines(&json)[nth];
        (diagnostic["line"].as_u64().unwrap_or(0), diagnostic["column"].as_u64().unwrap_or(0))
    };
    let codes: Vec<String> =
        lines(&json).iter().map(|diagnostic| diagnostic["code"].as_str().unwrap_or_default().to_owned()).collect();
    assert_eq!(
        codes,
        [
            "link/missing-page",
            "link/missing-page",
            "a11y/link-text",
            "text/placeholder-text",
            "template/unknown-layout",
            "text/placeholder-text"
        ]
    );
    assert_eq!([place(0), place(1), place(2)], [(3, 8), (3, 28), (3, 44)]);
    assert_eq!(place(3), (5, 5));
    assert_eq!([place(4), place(5)], [(2, 9), (6, 14)]);
}

#[test]
fn a_sarif_log_is_valid_and_has_stable_fingerprints() {
    let project = library();
    let log = check(&project, &["--format", "sarif"]).out;
    let validator = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/sarif.mjs");
    if !validator.with_file_name("node_modules/ajv").is_dir() {
        assert!(std::env::var_os("CI").is_none(), "the validator is missing; run tests/run");
        skip("the SARIF schema is missing; tests/run fetches it");
    } else {
        let mut node = Command::new("node").arg(&validator).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let node = node.as_mut().expect("node runs");
        node.stdin.take().expect("a pipe").write_all(log.as_bytes()).expect("it reads");
        assert!(crate::common::wait(node).success(), "{log}");
    }
    let names = |log: &str| -> Vec<String> {
        let log: Value = serde_json::from_str(log).expect("JSON");
        let results = log["runs"][0]["results"].as_array().expect("a list");
        let name =
            |result: &Value| result["partialFingerprints"]["fingerpost/v1"].as_str().unwrap_or_default().to_owned();
        results.iter().map(name).collect()
    };
    let before = names(&log);
    let text = fs::read_to_string(project.path("content/a.md")).expect("a page");
    project.write("content/a.md", text.replace("# A\n", "# A\n\nA new line.\n").as_bytes());
    assert_eq!(names(&check(&project, &["--format", "sarif"]).out), before, "other lines change no name");
}

#[test]
fn text_cannot_become_markup_in_report_formats() {
    let project = Project::with(&[("content/a.md", "# A\n\n[x](<no%0A::error::\"x\".md>) [y](a<b>&c.md)\n")]);
    let github = check(&project, &["--format", "github"]);
    assert!(!github.out.lines().any(|line| line.starts_with("::error::")), "{}", github.out);
    let junit = check(&project, &["--format", "junit"]).out;
    assert!(!junit.contains("a<b>") && junit.contains("a&lt;b&gt;&amp;c.md"), "{junit}");
}

#[test]
fn annotations_name_files_from_the_root_of_the_repository() {
    let outer = Project::new();
    fs::create_dir(outer.path(".git")).expect("a repository");
    outer.write("docs/content/index.md", b"# Home\n\n[x](missing.md)\n");
    for run in [&["check", "--root", "docs"][..], &["check", "--content", "docs/content", "--root", "docs"]] {
        let github = outer.run(&[run, &["--format", "github"]].concat()).out;
        assert!(github.contains("::error file=docs/content/index.md,line=3,"), "{github}");
        let sarif = outer.run(&[run, &["--format", "sarif"]].concat()).out;
        assert!(sarif.contains("\"docs/content/index.md\"") && sarif.contains("%SRCROOT%"), "{sarif}");
    }
    let json = outer.run(&["check", "--root", "docs", "--format", "json"]).out;
    assert!(json.contains("\"content/index.md\""), "paths of the project stay in other formats: {json}");
}

#[test]
fn annotations_leave_out_what_the_baseline_knows() {
    let project = library();
    check(&project, &["--write-baseline"]).ends(0);
    assert_eq!(check(&project, &["--format", "github"]).out, "");
    project.write("content/new.md", b"# New\n\n[x](missing.md)\n");
    let github = check(&project, &["--format", "github"]).out;
    assert!(github.lines().count() == github.matches("content/new.md").count() && !github.is_empty(), "{github}");
    let sarif: Value = serde_json::from_str(&check(&project, &["--format", "sarif"]).out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(github.lines().count()));
}

#[test]
fn the_baseline_accepts_known_findings_only() {
    let project = library();
    check(&project, &["--write-baseline"]).ends(0);
    let known = check(&project, &[]);
    known.ends(0);
    assert!(known.err.contains("no new findings (6 in the baseline)"), "{}", known.err);
    let machine = lines(&check(&project, &["--format", "json"]));
    assert_eq!(machine.len(), 6, "known findings stay in the forms of other programs");
    assert!(machine.iter().all(|diagnostic| diagnostic["baseline"] == Value::Bool(true)));
    // A third equal link is a new diagnostic; lines above it are not.
    let text = fs::read_to_string(project.path("content/a.md")).expect("a page");
    let more = text
        .replace("# A\n", "# A\n\nNew words.\n")
        .replace("and [gone](gone.md)", "and [gone](gone.md) [gone](gone.md)");
    project.write("content/a.md", more.as_bytes());
    let failed = check(&project, &[]);
    failed.ends(1);
    assert!(failed.err.contains("1 error"), "{}", failed.err);
    // Fixed ones are reported.
    project.write("content/b.md", b"# B\n\nThe owner is the harbour office.\n");
    project.write("content/a.md", text.as_bytes());
    let gone = check(&project, &["--verbose"]);
    gone.ends(0);
    assert!(
        gone.err.contains("2 baseline findings no longer occur")
            && gone.err.contains("no longer occurs: text/placeholder-text"),
        "{}",
        gone.err
    );
}

#[test]
fn fatal_codes_cannot_be_suppressed() {
    let project = Project::with(&[("content/a.md", "---\ntitle: [\n---\n# A\n")]);
    check(&project, &["--write-baseline"]).ends(1);
    check(&project, &["--allow", "meta"]).ends(1);
    project.write("fingerpost-baseline.json", b"{}");
    let odd = check(&project, &[]);
    odd.ends(2);
    assert!(odd.err.contains("is not a baseline of this version"), "{}", odd.err);
}

#[test]
fn levels_and_exit_codes_are_those_of_a_build() {
    let project = Project::with(&[("content/a.md", "# A\n\nClick [here](b.md).\n"), ("content/b.md", "# B\n")]);
    check(&project, &[]).ends(0);
    check(&project, &["--deny", "warnings"]).ends(1);
    check(&project, &["--deny", "warnings", "--allow", "a11y"]).ends(0);
    assert!(!fs::exists(project.path("public")).expect("a look"), "nothing is published");
    let clean = check(&project, &["--allow", "a11y", "--format", "junit"]);
    assert!(clean.out.contains("tests=\"1\" failures=\"0\""), "{}", clean.out);
    assert!(check(&project, &["--allow", "a11y", "--format", "markdown"]).out.contains("No findings"));
}

#[test]
fn removed_urls_and_anchors_are_reported() {
    let project = Project::with(&[
        ("content/a.md", "# A\n\n## Steps\n\nDo.\n"),
        ("content/guide/b.md", "# B\n"),
        ("content/form.txt", "Form"),
    ]);
    project.build().ends(0);
    let same = check(&project, &["--published", "public", "--deny", "warnings"]);
    same.ends(0);
    fs::rename(project.path("content/guide/b.md"), project.path("content/guide/c.md")).expect("a new name");
    fs::remove_file(project.path("content/form.txt")).expect("a removal");
    project.write("content/a.md", b"# A\n\n## The steps\n\nDo.\n");
    let gone = check(&project, &["--published", "public"]);
    gone.ends(1);
    assert!(gone.err.contains("`/guide/b/` was published and has been removed"), "{}", gone.err);
    assert!(gone.err.contains("add it to the `aliases` of `/guide/c/`"), "{}", gone.err);
    assert!(gone.err.contains("`/form.txt` was published and has been removed"), "{}", gone.err);
    assert!(gone.err.contains("the published anchor `#steps` has been removed from this page"), "{}", gone.err);
    let list = check(&project, &["--published", "public/fingerpost-manifest.json"]);
    assert!(list.err.contains("/guide/b/") && !list.err.contains("#steps"), "{}", list.err);
    project.write("content/guide/c.md", b"---\naliases: [/guide/b/]\n---\n# B\n");
    project.write("content/form.txt", b"Form");
    project.write("content/a.md", b"# A\n\n## The steps {#steps}\n\nDo.\n");
    check(&project, &["--published", "public", "--deny", "warnings"]).ends(0);
    check(&project, &["--published", "nowhere"]).ends(2);
}

#[test]
fn suppression_comments_apply_to_build_and_check() {
    let text = "# A\n\n<!-- fingerpost-ignore a11y/link-text: the form has this name -->\nClick [here](b.md).\n";
    let project = Project::with(&[("content/a.md", text), ("content/b.md", "# B\n")]);
    check(&project, &["--deny", "warnings"]).ends(0);
    project.run(&["build", "--deny", "warnings"]).ends(0);
    check(&project, &["--baseline", "nowhere.json"]).ends(2);
}

#[cfg(not(feature = "external"))]
#[test]
fn a_build_without_requests_refuses_external_links() {
    let project = Project::with(&[("content/index.md", "# Home\n\n[A](https://www.example.org/)\n")]);
    project.run(&["check", "--external"]).ends(2).says("error: this build of Fingerpost cannot request external URLs");
    project.run(&["check", "--external=cached"]).ends(0);
    project
        .run(&["verify", "https://www.example.org/"])
        .ends(2)
        .says("error: this build of Fingerpost cannot request external URLs");
}

/// Thirty links to one missing page, a few to others, and matters of style.
fn old_library() -> Project {
    let project = Project::new();
    for page in 0..30 {
        let text = format!("# Page {page}\n\nSee the [software](software.md), or click [here](page-{page}-gone.md).\n");
        project.write(&format!("content/page-{page}.md"), text.as_bytes());
    }
    project
}

#[test]
fn many_findings_are_shown_by_cause() {
    let project = old_library();
    for command in ["check", "build"] {
        let ran = project.run(&[command]);
        ran.ends(1);
        assert!(ran.err.contains("30  error    link/missing-page  there is no page `software.md`"), "{}", ran.err);
        assert!(ran.err.contains("the same in 29 more places, in 30 files; next: content/page-1.md:3"), "{}", ran.err);
        assert_eq!(ran.err.matches(" --> ").count(), 3, "the causes that matter most: {}", ran.err);
        assert!(ran.err.contains("run `fingerpost build --write-baseline`"), "{}", ran.err);
    }
    let each = project.run(&["check", "--verbose"]);
    assert_eq!(each.err.matches(" --> ").count(), 90, "{}", each.err);
    let few = check(&library(), &["--summary"]);
    assert!(few.err.contains("All findings by cause:") && few.err.contains("checked 2 pages"), "{}", few.err);
    let quoted = project.run(&["check", "--output", "my site"]);
    assert!(quoted.err.contains("`fingerpost build --output 'my site' --write-baseline`"), "{}", quoted.err);
}

#[test]
fn a_build_publishes_what_the_baseline_knows_and_stops_for_what_is_new() {
    let project = old_library();
    project.run(&["build", "--write-baseline"]).ends(0);
    assert!(project.path("public/page-1/index.html").is_file());
    let again = project.run(&["build"]);
    again.ends(0);
    assert!(again.err.contains("90 in the baseline"), "{}", again.err);
    project.write("content/new.md", b"# New\n\n[x](missing.md)\n");
    let stopped = project.run(&["build"]);
    stopped.ends(1);
    assert!(stopped.err.contains("content/new.md") && !stopped.err.contains("page-1.md"), "{}", stopped.err);
    assert!(!project.path("public/new/index.html").exists());
    fs::remove_file(project.path("fingerpost-baseline.json")).expect("a baseline");
    fs::remove_file(project.path("content/new.md")).expect("a page");
    project.run(&["build"]).ends(1);
}

#[test]
fn blanks_in_a_folder_of_templates_are_for_their_users() {
    let project = Project::new();
    project.write("templates/checklist.md", b"# Checklist\n\n[insert the name of the product]\n");
    project.write("guides/checklist.md", b"# Checklist\n\n[insert the name of the product]\n");
    project.run(&["check", "--content", "guides"]).says("text/placeholder-text");
    project.run(&["check", "--content", "templates"]).lacks("text/placeholder-text");
}
