//! What pages and `fingerpost check` take from git, in repositories made here.

use std::fs;
use std::process::Command;

use crate::common::{Project, Ran};
use serde_json::Value;

/// Runs git in the project, as somebody on some day.
fn git(project: &Project, arguments: &[&str], author: &str, day: &str) -> String {
    let stamp = format!("{day}T23:30:00-05:00");
    let output = Command::new("git")
        .args(["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(project.folder.path())
        .envs([("GIT_AUTHOR_NAME", author), ("GIT_COMMITTER_NAME", author)])
        .envs([("GIT_AUTHOR_EMAIL", "a@example.org"), ("GIT_COMMITTER_EMAIL", "a@example.org")])
        .envs([("GIT_AUTHOR_DATE", &stamp), ("GIT_COMMITTER_DATE", &stamp)])
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn commit(project: &Project, subject: &str, author: &str, day: &str) {
    git(project, &["add", "--all"], author, day);
    git(project, &["commit", "--quiet", "--message", subject], author, day);
}

/// Three pages and two commits: one by Ada in May, one by Grace in June that moves a page.
fn library(settings: &str) -> Project {
    let project = Project::with(&[
        ("fingerpost.toml", settings),
        (".gitignore", "public/\n.fingerpost/\n"),
        ("content/index.md", "# Home\n\n[Old](old.md), [B](b.md)\n"),
        ("content/old.md", "# A page\n\n## Steps {#steps}\n\nOne, two, three, four and five.\n"),
        ("content/b.md", "---\nupdated: 2020-02-02\n---\n# B\n\nText.\n"),
    ]);
    git(&project, &["init", "--quiet"], "Ada", "2026-05-04");
    commit(&project, "Write the library", "Ada", "2026-05-04");
    fs::rename(project.path("content/old.md"), project.path("content/ä new.md")).expect("a new name");
    project.write("content/index.md", "# Home\n\n[New](<ä new.md>), [B](b.md)\n".as_bytes());
    commit(&project, "Give <b>it</b> a name", "Grace", "2026-06-07");
    project
}

#[test]
fn pages_tell_their_last_change_and_their_history_under_old_names_too() {
    let project = library("[git]\nhistory = true\n");
    project.build().ends(0);
    let page = project.published("ä-new/index.html");
    assert!(page.contains("Last changed on <time datetime=\"2026-06-07\">7 June 2026</time>"), "{page}");
    assert!(page.contains("Write the library") && page.contains("(Ada, <code>"), "{page}");
    assert!(page.contains("Give &lt;b&gt;it&lt;/b&gt; a name"), "{page}");
    let own = project.published("b/index.html");
    assert!(own.contains("datetime=\"2020-02-02\""), "what a page says of itself comes first: {own}");

    project.write("content/ä new.md", "# A page\n\nNot committed yet.\n".as_bytes());
    project.build().ends(0);
    let page = project.published("ä-new/index.html");
    assert!(!page.contains("2026-06-07"), "the last change is not that of the last commit: {page}");
}

#[test]
fn without_the_setting_git_is_not_used() {
    let project = library("");
    project.build().ends(0);
    assert!(!project.published("ä-new/index.html").contains("2026-06-07"));
    assert!(!project.published("fingerpost-manifest.json").contains("\"commit\""));
    project.write("fingerpost.toml", b"[git]\nlast_changed = true\n");
    project.build().ends(0);
    let page = project.published("ä-new/index.html");
    assert!(page.contains("2026-06-07") && !page.contains("Write the library"), "{page}");
    let list = project.published("fingerpost-manifest.json");
    let head =
        Command::new("git").args(["rev-parse", "HEAD"]).current_dir(project.path("")).output().expect("git runs");
    let head = String::from_utf8(head.stdout).expect("a name");
    assert!(list.contains(&format!("\"commit\": \"{}\"", head.trim())), "{list}");
}

#[test]
fn shallow_clones_and_missing_git_are_reported() {
    let project = library("[git]\nlast_changed = true\n");
    let clone = Project::new();
    let url = format!("file://{}", project.folder.path().display());
    git(&clone, &["clone", "--quiet", "--depth", "1", &url, "copy"], "Ada", "2026-06-08");
    let shallow = clone.run(&["build", "--root", "copy"]);
    shallow.ends(0).says("source/incomplete-history").says("this clone is shallow").says("git fetch --unshallow");
    let page = fs::read_to_string(clone.path("copy/public/ä-new/index.html")).expect("it was built");
    assert!(page.contains("A page") && !page.contains("2026-06-07"), "{page}");
    fs::remove_dir_all(project.path(".git")).expect("a removal");
    project.build().ends(0).says("source/incomplete-history").says("not in a Git repository");
    let mut program = crate::common::program();
    let output = program.args(["build"]).current_dir(project.path("")).env("PATH", project.path("content")).output();
    let without_git = Ran::of(output.expect("the program runs"));
    without_git.ends(0).says("source/incomplete-history").says("`git` cannot be run");
}

#[test]
fn check_changed_since_lists_the_impact_of_a_change() {
    let project = library("");
    let project = {
        project.write("content/far.md", b"# Far\n\nClick [here](index.md).\n");
        project.write("content/index.md", "# Home\n\n[New](<ä new.md#steps>), [B](b.md), [Far](far.md)\n".as_bytes());
        commit(&project, "Say more", "Ada", "2026-06-09");
        project
    };
    let none = project.run(&["check", "--changed-since", "HEAD"]);
    none.ends(0).says("no pages changed").says("no findings");

    fs::rename(project.path("content/ä new.md"), project.path("content/newer.md")).expect("a new name");
    fs::remove_file(project.path("content/b.md")).expect("a removal");
    project.write("content/c.md", b"# C\n\nThe owner is TBD.\n");
    let human = project.run(&["check", "--changed-since", "HEAD"]);
    human.ends(1).says("1 page added, 1 page moved, 1 page removed").says("was linked from /");
    human
        .says("/%C3%A4-new/ → /newer/ (the old URL is broken)")
        .says("text/placeholder-text")
        .says("output/removed-url");
    assert!(!human.err.contains("a11y/link-text"), "a page that the change does not touch: {}", human.err);

    let lines = project.run(&["check", "--changed-since", "HEAD~1", "--format", "json"]);
    let last: Value = serde_json::from_str(lines.out.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["impact"]["removed"][0]["url"], "/b/");
    assert_eq!(last["impact"]["removed"][0]["leads_on"], false);
    assert_eq!(last["impact"]["moved"][0]["before"], "/%C3%A4-new/");
    assert_eq!(last["impact"]["added"].as_array().map(Vec::len), Some(2), "{last}");
    let summary = project.run(&["check", "--changed-since", "HEAD", "--format", "markdown"]);
    summary.says("- **moved** `/%C3%A4-new/` → `/newer/` (the old URL is broken); was linked from `/`");

    project.write(
        "content/newer.md",
        "---\naliases: [/ä-new/]\n---\n# A page\n\n## Steps {#steps}\n\nOne, two, three, four and five.\n".as_bytes(),
    );
    let kept = project.run(&["check", "--changed-since", "HEAD"]);
    kept.says("URL redirects)");
    assert!(!kept.err.contains("`/%C3%A4-new/` was published"), "{}", kept.err);
    project.run(&["check", "--changed-since", "nowhere"]).ends(2).says("there is no Git revision `nowhere`");
    project.run(&["check", "--changed-since", "--help-me"]).ends(2);
}

#[test]
fn a_changed_document_needs_a_new_revision() {
    let noted = |version: &str, note: &str, body: &str| {
        format!(
            "---\nid: SOP-1\nversion: {version}\nrevisions:\n  - {{version: {version}, date: 2026-05-04{note}}}\n---\n# A\n\n{body}\n"
        )
    };
    let text = |version: &str, body: &str| noted(version, "", body);
    let project = Project::with(&[(".gitignore", ".fingerpost/\n"), ("content/index.md", "# Home\n\n[A](a.md)\n")]);
    project.write("content/a.md", text("1.0", "Close the valve.").as_bytes());
    git(&project, &["init", "--quiet"], "Ada", "2026-05-04");
    commit(&project, "Write it", "Ada", "2026-05-04");
    let check = || project.run(&["check", "--changed-since", "HEAD", "--require-revisions", "--allow", "kind"]);
    project.write("content/a.md", text("1.0", "**Close** the\nvalve!").as_bytes());
    check().ends(0);
    project.write("content/a.md", text("1.0", "Open the valve.").as_bytes());
    check().ends(1).says("review/missing-revision").says("has no new revision history entry");
    for note in ["", ", note: TBD"] {
        project.write("content/a.md", noted("1.1", note, "Open the valve.").as_bytes());
        check().ends(1).says("review/missing-revision");
    }
    project.write("content/a.md", noted("1.1", ", note: It is opened", "Open the valve.").as_bytes());
    check().ends(0);
    // A sign may be all that changes.
    let states = [("Keep ≥ 5 bar.", "Keep ≤ 5 bar."), ("Set -5.", "Set 5."), ("`a < b`", "`a > b`"), ("5%", "5")];
    let states = states.into_iter().chain([("~~not~~ open", "not open"), ("[A](a.md)", "[A](index.md)")]);
    for (before, after) in states {
        project.write("content/a.md", text("1.0", before).as_bytes());
        commit(&project, "Before", "Ada", "2026-05-05");
        project.write("content/a.md", text("1.0", after).as_bytes());
        check().ends(1).says("review/missing-revision");
    }
    project.write("content/a.md", noted("1.1", ", note: It is opened", "Open the valve.").as_bytes());
    commit(&project, "After", "Ada", "2026-05-06");
    project.write("content/index.md", b"# Home\n\nOther words for [A](a.md).\n");
    check().ends(0);
    project.run(&["check", "--require-revisions"]).ends(2);
}
