//! `fingerpost init`: what it writes builds clean, and it overwrites nothing.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{Project, Ran, program, snapshot};

const STARTERS: [&str; 4] = ["guidance", "sop", "maturity", "framework"];

/// Runs the program in a folder.
fn run(folder: &Path, arguments: &[&str]) -> Ran {
    Ran::of(program().args(arguments).current_dir(folder).output().expect("the program starts"))
}

#[track_caller]
fn is_clean(folder: &Path) {
    run(folder, &["build", "--deny", "warnings", "--no-cache"]).ends(0);
    run(folder, &["check", "--deny", "warnings"]).ends(0).says(": no findings");
}

#[test]
fn every_starter_builds_clean_in_an_empty_folder_and_starts_in_the_preview() {
    for starter in STARTERS {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("our-handbook");
        run(folder.path(), &["init", "our-handbook", "--from", starter]).ends(0).says("wrote fingerpost.toml");
        is_clean(&root);
        let settings = fs::read_to_string(root.join("fingerpost.toml")).expect("settings");
        assert!(settings.contains("title = \"Our handbook\"\n"), "{settings}");
        for file in [".gitignore", ".vscode/settings.json", ".vscode/front-matter.schema.json", "content/index.md"] {
            assert!(root.join(file).is_file(), "{starter}: {file}");
        }
        assert!(!root.join(".fingerpost/edit.json").exists());
        let pages = snapshot(&root.join("content")).len();
        assert!(pages >= 4, "{starter} has {pages} pages");
        previews(&root);
    }
}

/// Starts the preview and waits until it says where it is.
#[track_caller]
fn previews(root: &Path) {
    let mut preview = program()
        .args(["serve", "--port", "0", "--poll"])
        .current_dir(root)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the preview starts");
    let said = BufReader::new(preview.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut said = said.skip_while(|line| !line.contains("http://127.0.0.1:"));
    assert!(said.next().is_some(), "the preview does not say where it is");
    preview.kill().expect("it runs");
    preview.wait().expect("it ends");
}

#[test]
fn a_second_run_changes_nothing() {
    for starter in STARTERS {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), &["init", "--from", starter, "--title", "Site", "--ci", "gitlab"]).ends(0);
        let before = snapshot(folder.path());
        run(folder.path(), &["init", "--from", starter, "--title", "Site", "--ci", "gitlab"])
            .ends(0)
            .says("nothing to write")
            .lacks("kept");
        assert_eq!(snapshot(folder.path()), before, "{starter}");
    }
}

#[test]
fn files_that_exist_are_named_and_kept() {
    for starter in STARTERS {
        let ours = Project::with(&[
            ("fingerpost.toml", "title = \"Ours\"\n"),
            ("content/index.md", "---\ntitle: Ours\ndescription: Our own page.\n---\n\nOur own words.\n"),
            (".gitignore", "/ours\n"),
        ]);
        let before = snapshot(ours.folder.path());
        ours.run(&["init", "--from", starter])
            .ends(0)
            .says("kept fingerpost.toml")
            .says("kept content/index.md")
            .says("kept .gitignore");
        let after = snapshot(ours.folder.path());
        for (path, bytes) in &before {
            assert_eq!(after.get(path), Some(bytes), "{path}");
        }
        assert!(after.len() > before.len());
        is_clean(ours.folder.path());
    }
}

#[test]
fn pages_that_exist_need_no_samples() {
    let docs = Project::with(&[("docs/index.md", "# Docs\n\nText.\n"), ("docs/a.md", "# A\n\nText.\n")]);
    fs::remove_dir(docs.path("content")).expect("it is empty");
    docs.build().ends(2).says("2 Markdown files, such as `docs/a.md`").says("fingerpost init --content docs");
    docs.run(&["serve"]).ends(2).says("--content docs");
    docs.run(&["init", "--content", "docs"]).ends(0);
    assert!(fs::read_to_string(docs.path("fingerpost.toml")).expect("settings").contains("content = \"docs\""));
    assert_eq!(snapshot(&docs.path("docs")).len(), 2, "no samples beside the pages");
    docs.build().ends(0);
    assert!(docs.published("a/index.html").contains("Text."));
}

#[test]
fn a_folder_without_a_project_says_how_to_begin() {
    let empty = tempfile::tempdir().expect("a folder");
    run(empty.path(), &["build"]).ends(2).says("no `fingerpost.toml`").says("fingerpost init");
    fs::write(empty.path().join("a.md"), "# A\n").expect("a file");
    run(empty.path(), &["build"]).ends(2).says("1 Markdown file, such as `a.md`").says("a folder `content`");
}

#[test]
fn ci_files_are_those_of_the_remote() {
    let git = |folder: &Path, arguments: &[&str]| {
        let ran = Command::new("git").args(arguments).current_dir(folder).output().expect("git starts");
        assert!(ran.status.success(), "git {arguments:?}");
    };
    for (url, file) in [
        ("git@github.com:a/b.git", ".github/workflows/fingerpost.yml"),
        ("https://gitlab.example.org/a/b.git", ".gitlab-ci.yml"),
        ("https://dev.azure.com/a/p/_git/b", "azure-pipelines.yml"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        git(folder.path(), &["init", "-q"]);
        git(folder.path(), &["remote", "add", "origin", url]);
        run(folder.path(), &["init"]).ends(0).says(&format!("wrote {file}"));
        is_clean(folder.path());
    }
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["init"]).ends(0).says("wrote no CI files: the folder is not in a Git repository");
    let other = tempfile::tempdir().expect("a folder");
    git(other.path(), &["init", "-q"]);
    git(other.path(), &["remote", "add", "origin", "https://user:secret@forge.example.org/a.git"]);
    run(other.path(), &["init"]).ends(0).says("`https://forge.example.org/a.git`").lacks("secret");
}

#[test]
fn ci_files_are_those_of_the_manual() {
    let manual = include_str!("../../content/manual/continuous-integration.md");
    for (host, file) in [("github", ".github/workflows/fingerpost.yml"), ("gitlab", ".gitlab-ci.yml")] {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), &["init", "--ci", host])
            .ends(0)
            .says(&format!("name the repository of Fingerpost in {file}"));
        let written = fs::read_to_string(folder.path().join(file)).expect("the CI file");
        assert!(manual.contains(&format!("```yaml\n{written}```")), "the manual shows another {file}:\n{written}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["init", "--ci", "azure"]).ends(0);
    let written = fs::read_to_string(folder.path().join("azure-pipelines.yml")).expect("the CI file");
    assert!(written.contains(env!("CARGO_PKG_VERSION")) && !written.contains("{{"), "{written}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link_or_after_a_failure() {
    let outside = tempfile::tempdir().expect("a folder");
    let folder = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("content")).expect("a link");
    run(folder.path(), &["init"]).ends(2).says("points outside the project folder");
    assert!(snapshot(outside.path()).is_empty());
    assert!(!folder.path().join("fingerpost.toml").exists(), "all or nothing");
    let file = tempfile::tempdir().expect("a folder");
    fs::write(file.path().join("content"), "a file").expect("a file");
    run(file.path(), &["init"]).ends(2);
    assert_eq!(snapshot(file.path()).len(), 1, "all or nothing: {:?}", snapshot(file.path()).keys());
}
