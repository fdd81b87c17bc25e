//! What Fingerpost writes into the author's files: `fix` and `mv`.

use std::convert::Infallible;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use fingerpost::base::tree::Tree;
use fingerpost::compile::memo::Memo;
use fingerpost::edit;
use fingerpost::site::model::Site;
use rayon::prelude::*;

use crate::common::{Project, snapshot};
use crate::suite;

/// One of each fault that is fixed automatically, and some that are not.
fn faulty() -> Project {
    Project::with(&[
        ("fingerpost.toml", "[[redirects]]\nfrom = \"/elsewhere/\"\nto = \"/guide/steps/\"\n"),
        ("content/index.md", "# Home\n\n[a](guide/Steps.md#one) [b](steps.md?x=1) [c](</old/#one>) ![p](P.svg)\n"),
        ("content/p.svg", "<svg width=\"1\" height=\"1\"></svg>"),
        (
            "content/guide/steps.md",
            "---\r\ntitle: Steps\r\ntags: [Cloud, ops]\r\naliases: [/old/]\r\neleventyNavigation:\r\n  key: Steps\r\n  parent: \"ops \"\r\n---\r\n\r\n##One\r\n\r\nText ##two.\r\n",
        ),
        (
            "content/guide/a.md",
            "---\ntags: [cloud]\n---\n# A\n\nNo [page](nowhere-at-all.md) and [ref].\n\n[ref]: ../guide/STEPS.md\n",
        ),
        ("content/guide/b.md", "---\ntags: [cloud]\neleventyNavigation: {key: ops}\n---\n# B\n\n[here](a.md)\n"),
    ])
}

#[test]
fn fixes_are_listed_then_applied_once() {
    let project = faulty();
    let before = snapshot(&project.path("content"));
    let shown = project.run(&["fix"]);
    shown.ends(0).says("8 problems can be fixed automatically");
    assert_eq!(snapshot(&project.path("content")), before, "a diff writes nothing");
    for line in [
        "-  parent: \"ops \"\r",
        "+  parent: \"ops\"\r",
        "+## One\r",
        "+[a](guide/steps.md#one) [b](guide/steps.md?x=1) [c](<guide/steps.md#one>) ![p](p.svg)",
        "+[ref]: steps.md",
        "+tags: [cloud, ops]\r",
    ] {
        assert!(
            shown.out.lines().any(|shown| shown == line.trim_end_matches('\r') || shown == line),
            "{line:?}\n{}",
            shown.out
        );
    }

    let patched = Project::new();
    for (name, bytes) in &before {
        patched.write(&format!("content/{name}"), bytes);
    }
    let mut patch = Command::new("git")
        .args(["apply", "--whitespace=nowarn", "-"])
        .current_dir(patched.folder.path())
        .stdin(Stdio::piped())
        .spawn()
        .expect("git is installed");
    patch.stdin.take().expect("a pipe").write_all(shown.out.as_bytes()).expect("it reads");
    assert!(crate::common::wait(&mut patch).success());

    project.run(&["fix", "--apply"]).ends(0).says("fixed 8 problems in 3 files");
    let after = snapshot(&project.path("content"));
    assert_eq!(snapshot(&patched.path("content")), after, "the diff says what is written");
    assert_ne!(after, before);
    project.run(&["fix", "--apply"]).ends(0).says("no problems can be fixed automatically");
    assert_eq!(snapshot(&project.path("content")), after, "fixing twice changes nothing more");
    project.run(&["check"]).ends(1).says("no page `nowhere-at-all.md`");
}

#[test]
fn fixes_can_be_selected_and_change_only_reported_spans() {
    let project = faulty();
    project.run(&["fix", "--only", "text", "--apply"]).ends(0).says("fixed 1 problem in 1 file");
    let text = fs::read_to_string(project.path("content/guide/steps.md")).expect("it is there");
    assert!(text.contains("## One\r\n\r\nText ##two.") && text.contains("\"ops \""), "{text}");
    project.run(&["fix", "--only", "lnk"]).ends(2).says("did you mean `link`?");
    project.write(
        "content/index.md",
        "# Home\n\n<!-- fingerpost-ignore link: on purpose -->\n[a](guide/Steps.md)\n".as_bytes(),
    );
    let shown = project.run(&["fix", "--only", "link"]);
    assert!(!shown.out.contains("content/index.md"), "what is silenced is left alone: {}", shown.out);
}

#[test]
fn clear_dates_and_text_that_became_code_are_fixed() {
    let project = Project::new();
    let page = "---\ntitle: A\nupdated: June 22, 2018\neffective_date: \"3 May 2020\"\n---\n\n    Please read this before you begin with the work.\n    It takes one hour.\n\nText.\n";
    project.write("content/index.md", page.as_bytes());
    project.run(&["fix", "--apply"]).ends(0).says("fixed 3 problems in 1 file");
    let fixed = std::fs::read_to_string(project.path("content/index.md")).expect("the page");
    assert_eq!(
        fixed,
        "---\ntitle: A\nupdated: 2018-06-22\neffective_date: \"2020-05-03\"\n---\n\nPlease read this before you begin with the work.\nIt takes one hour.\n\nText.\n"
    );
}

#[test]
fn ambiguous_links_are_not_fixed() {
    let project = Project::with(&[
        ("content/index.md", "# Home\n\n[x](bakup.md)\n"),
        ("content/a/backup.md", "# One\n"),
        ("content/b/backup.md", "# Two\n"),
    ]);
    project.run(&["fix"]).ends(0).says("no problems can be fixed automatically");
}

fn library() -> Project {
    Project::with(&[
        (
            "fingerpost.toml",
            "[markdown]\nwiki_links = true\n\n[[redirects]]\nfrom = \"/elsewhere/\"\nto = \"/guide/steps/\"\n",
        ),
        (
            "content/index.md",
            "# Home\n\n[a](guide/steps.md#one) [b](/guide/steps/) [c](/guide/steps.md) [[steps]] [d](guide/)\n",
        ),
        ("content/guide/index.md", "# Guide\n\n[a](steps.md)\n"),
        (
            "content/guide/steps.md",
            "# Steps\n\n## One\n\n[up](index.md) [self](#one) [self](steps.md#one) ![p](p.svg) [out](https://example.org/steps.md)\n\n[ref]: ../index.md#x\n\nSee [home][ref] and [home again][ref].\n",
        ),
        ("content/guide/p.svg", "<svg width=\"1\" height=\"1\"></svg>"),
        ("content/draft.md", "---\ndraft: true\n---\n# Draft\n\n[a](guide/steps.md)\n"),
    ])
}

#[test]
fn a_move_updates_every_link_and_adds_a_redirect() {
    let project = library();
    let text = fs::read_to_string(project.path("content/index.md")).expect("it is there").replace("#x", "");
    project.write("content/index.md", text.as_bytes());
    let steps = fs::read_to_string(project.path("content/guide/steps.md")).expect("it is there").replace("#x", "");
    project.write("content/guide/steps.md", steps.as_bytes());
    project.build().ends(0);
    let before = snapshot(&project.path("content"));
    project.run(&["mv", "content/guide/steps.md", "content/how to/do it.md", "--dry-run"]).ends(0).says("would move");
    assert_eq!(snapshot(&project.path("content")), before);

    let moved = project.run(&["mv", "content/guide/steps.md", "content/how to/do it.md"]);
    moved.ends(0).says("/guide/steps/ redirects to /how-to/do-it/");
    let read = |path: &str| fs::read_to_string(project.path(path)).expect("it is there");
    assert_eq!(
        read("content/index.md"),
        "# Home\n\n[a](how%20to/do%20it.md#one) [b](/how-to/do-it/) [c](/how%20to/do%20it.md) [[do it]] [d](guide/)\n"
    );
    assert_eq!(read("content/guide/index.md"), "# Guide\n\n[a](../how%20to/do%20it.md)\n");
    assert_eq!(
        read("content/how to/do it.md"),
        "---\naliases: [/guide/steps/]\n---\n\n# Steps\n\n## One\n\n[up](../guide/index.md) [self](#one) [self](do%20it.md#one) ![p](../guide/p.svg) [out](https://example.org/steps.md)\n\n[ref]: ../index.md\n\nSee [home][ref] and [home again][ref].\n"
    );
    assert!(read("content/draft.md").contains("[a](how%20to/do%20it.md)"));
    assert!(read("fingerpost.toml").contains("to = \"/how-to/do-it/\""));
    project.run(&["check", "--published", "public"]).ends(0);
    project.run(&["build", "--deny", "link"]).ends(0);

    project.run(&["mv", "how to/do it.md", "guide/steps.md"]).ends(0);
    assert!(!project.path("content/how to").exists(), "an emptied folder goes");
    assert!(read("content/guide/steps.md").starts_with("---\naliases: [/how-to/do-it/]\n---\n"));
    project.run(&["check", "--deny", "link"]).ends(0);
    assert_eq!(read("content/guide/index.md"), "# Guide\n\n[a](steps.md)\n");
}

#[test]
fn a_folder_moves_with_its_content() {
    let project = library();
    project.build();
    let moved = project.run(&["mv", "guide", "manual/guide"]);
    moved.ends(0).says("/guide/ redirects to /manual/guide/").says("guide/p.svg: its old URL does not redirect");
    assert!(project.path("content/manual/guide/p.svg").exists() && !project.path("content/guide").exists());
    let text = fs::read_to_string(project.path("content/manual/guide/steps.md")).expect("it is there");
    assert!(text.contains("[up](index.md)") && text.contains("[ref]: ../../index.md#x"), "{text}");
    project.run(&["check", "--deny", "link", "--warn", "link/missing-anchor"]).ends(0);
}

#[test]
fn an_incomplete_move_is_refused_without_changes() {
    let project = library();
    project.write("content/taken.md", b"# Taken\n");
    project.write("content/guide/comment.md", b"---\naliases:\n  - /a/ # why\n---\n# C\n");
    let computed = "---\ntemplating: true\n---\n# E\n\n{% set page = \"comment\" %}[a](guide/{{ page }}.md)\n";
    project.write("content/computed.md", computed.as_bytes());
    let before = snapshot(&project.path("content"));
    for (arguments, words) in [
        (["guide/steps.md", "taken.md"], "already exists"),
        (["guide/steps.md", "guide/steps.txt"], "must have the same file type"),
        (["guide", "guide/inner"], "into itself"),
        (["nowhere.md", "b.md"], "no page or folder `nowhere.md`"),
        (["guide/comment.md", "c.md"], "a comment among its old URLs"),
        (["guide/steps.md", "../outside.md"], "is not below the content folder"),
    ] {
        project.run(&["mv", arguments[0], arguments[1]]).ends(2).says(words);
    }
    project.write("content/guide/comment.md", b"# C\n");
    let before_last = snapshot(&project.path("content"));
    project
        .run(&["mv", "guide/comment.md", "c.md"])
        .ends(1)
        .says("no page `guide/comment.md`")
        .says("nothing was moved");
    assert_eq!(snapshot(&project.path("content")), before_last);
    assert_eq!(before.len(), before_last.len());
}

#[test]
fn moved_external_links_are_fixed_from_the_cache() {
    let cache = "{\n\"version\": 1,\n\"visits\": {\n\"https://www.example.org/form\": {\"day\":\"2026-11-21\",\"moved\":\"https://www.example.org/forms/intake\"}\n}\n}\n";
    let project = Project::with(&[
        ("fingerpost.toml", "[external]\ncache = \"visits.json\"\n"),
        ("visits.json", cache),
        (
            "content/index.md",
            "# Home\n\n[Form](https://www.example.org/form#two) and [more](https://www.example.org/more)\n",
        ),
    ]);
    project.run(&["fix"]).ends(0).says("no problems can be fixed automatically");
    project.run(&["fix", "--external", "--apply"]).ends(0).says("fixed 1 problem in 1 file");
    let text = fs::read_to_string(project.path("content/index.md")).expect("it is there");
    assert!(text.contains("[Form](https://www.example.org/forms/intake#two) and [more]"), "{text}");
    project.run(&["fix", "--external"]).ends(0).says("no problems can be fixed automatically");
}

#[test]
fn a_move_updates_relations_and_ignores_existing_errors() {
    let project = Project::with(&[
        ("content/index.md", "# Home\n\n[gone](a.md#gone) [escaped](a\\.md) [a](a.md?x=1&amp;y=2)\n"),
        ("content/a.md", "# A\n\n## Steps\n"),
        ("content/t.md", "---\ntemplating: true\n---\n# T\n\nSee [a](a.md) and [a again](a.md#steps).\n"),
        ("content/old.md", "---\nstatus: superseded\nsuperseded_by: [a.md, t.md]\n---\n# Old\n"),
        ("content/new.md", "---\nsupersedes: \"a.md\"\nrelated:\n  - { text: A, href: /a/ }\n  - a.md\n---\n# New\n"),
    ]);
    project.run(&["check"]).ends(1);
    project.run(&["mv", "a.md", "s/b.md"]).ends(0);
    let text = |name: &str| fs::read_to_string(project.path(name)).expect("the page");
    let home = text("content/index.md");
    assert!(home.contains("[gone](s/b.md#gone) [escaped](s/b.md) [a](s/b.md?x=1&"), "{home}");
    assert!(text("content/t.md").contains("[a](s/b.md) and [a again](s/b.md#steps)"), "{}", text("content/t.md"));
    assert!(text("content/old.md").contains("superseded_by: [s/b.md, t.md]"), "{}", text("content/old.md"));
    let new = text("content/new.md");
    assert!(new.contains("supersedes: \"s/b.md\"\nrelated:\n  - { text: A, href: /s/b/ }\n  - s/b.md\n"), "{new}");
    let left = project.run(&["check"]);
    left.ends(1).says("has no anchor `#gone`");
    assert!(!left.err.contains("missing-page") && !left.err.contains("missing-successor"), "{}", left.err);
}

#[test]
fn a_move_updates_phases_menus_and_settings_and_redirects_no_draft() {
    let settings = "[[theme.header_links]]\ntitle = \"Commit\"\nurl = \"/f/commit/\"\n\n[[defaults]]\nfiles = \"f/commit.md\"\nvalues = { owner = \"Desk\" }\n";
    let project = Project::with(&[
        ("fingerpost.toml", settings),
        ("content/index.md", "# Home\n\n[F](f/index.md) [D](f/deliver.md)\n"),
        (
            "content/f/index.md",
            "---\nkind: framework\nphases:\n  - commit.md\n  - name: Deliver\n    page: deliver.md\n---\n# F\n",
        ),
        ("content/f/commit.md", "# Commit\n"),
        ("content/f/deliver.md", "# Deliver\n"),
        ("content/draft.md", "---\ndraft: true\n---\n# Draft\n"),
    ]);
    let text = |name: &str| fs::read_to_string(project.path(name)).expect("the page");
    project.run(&["mv", "f/commit.md", "g/commit.md"]).ends(0);
    project.run(&["mv", "f/deliver.md", "g/deliver.md"]).ends(0);
    project.run(&["mv", "draft.md", "g/draft.md"]).ends(0);
    let front = text("content/f/index.md");
    assert!(front.contains("  - ../g/commit.md\n") && front.contains("page: ../g/deliver.md\n"), "{front}");
    let settings = text("fingerpost.toml");
    assert!(settings.contains("url = \"/g/commit/\"") && settings.contains("files = \"g/commit.md\""), "{settings}");
    assert!(!text("content/g/draft.md").contains("aliases"), "{}", text("content/g/draft.md"));
    project.run(&["check"]).ends(0);
}

#[test]
fn moving_a_folder_redirects_its_listing_and_updates_links_in_tables() {
    let project = Project::with(&[
        ("fingerpost.toml", "[markdown]\nwiki_links = true\n"),
        (
            "content/index.md",
            "# Home\n\nAll [guides](guide/) and [theirs](/guide/).\n\n| T | U |\n|---|---|\n| [[a\\|words]] | ok |\n",
        ),
        ("content/guide/a.md", "# A\n"),
        ("content/guide/c.md", "# C\n"),
    ]);
    let text = |name: &str| fs::read_to_string(project.path(name)).expect("the page");
    project.run(&["mv", "guide", "library"]).ends(0);
    let home = text("content/index.md");
    assert!(home.contains("[guides](library/) and [theirs](/library/)"), "{home}");
    let settings = text("fingerpost.toml");
    assert!(settings.ends_with("\n[[redirects]]\nfrom = \"/guide/\"\nto = \"/library/\"\n"), "{settings}");
    project.run(&["mv", "library/a.md", "library/b.md"]).ends(0);
    let home = text("content/index.md");
    assert!(home.contains("| [[b\\|words]] | ok |"), "{home}");
    project.run(&["check"]).ends(0);
}

#[test]
fn a_name_that_is_only_similar_is_not_fixed() {
    let project = Project::with(&[
        (
            "content/index.md",
            "# Home\n\n[p](policy-v1.md) [i](incident-2024.md) [e](ec2compromise.md) [s](instal.md)\n",
        ),
        ("content/policy-v2.md", "# P\n"),
        ("content/incident-2023.md", "# I\n"),
        ("content/credcompromise.md", "# C\n"),
        ("content/install.md", "# S\n"),
    ]);
    project.run(&["fix", "--apply"]).ends(0);
    let home = fs::read_to_string(project.path("content/index.md")).expect("the page");
    assert_eq!(home, "# Home\n\n[p](policy-v1.md) [i](incident-2024.md) [e](ec2compromise.md) [s](install.md)\n");
}

#[test]
fn a_move_keeps_titles_and_defaults_and_makes_no_collision() {
    let project = Project::with(&[
        (
            "fingerpost.toml",
            "[markdown]\nwiki_links = true\n\n[[defaults]]\nfiles = \"guides/**\"\nvalues = { owner = \"Ops\" }\n",
        ),
        ("content/index.md", "# Home\n\nSee [[Steps]] and [[b]].\n"),
        ("content/guides/steps.md", "# Steps\n"),
        ("content/guides/b.md", "---\naliases: [/taken/]\n---\n# Other\n"),
        ("content/c.md", "# C\n\nSee [home](index.md).\n"),
    ]);
    project.run(&["mv", "c.md", "taken.md"]).ends(1).says("is a redirect and would also be the URL of a page");
    project.run(&["mv", "guides", "handbook"]).ends(0);
    let text = |name: &str| fs::read_to_string(project.path(name)).expect("the file");
    assert!(text("fingerpost.toml").contains("files = \"handbook/**\""), "{}", text("fingerpost.toml"));
    project.run(&["mv", "handbook/steps.md", "handbook/start.md"]).ends(0);
    assert!(text("content/index.md").contains("[[Steps]] and [[b]]"), "{}", text("content/index.md"));
}

#[test]
fn a_second_fix_changes_nothing() {
    let cases = suite::trees();
    let fixed: Vec<bool> = cases
        .par_iter()
        .map(|case| {
            let fix = |tree: &Arc<Tree>| {
                let none = |_: &Site| Ok::<_, Infallible>(Vec::new());
                let Ok(fixed) = edit::fix::fix(tree, &case.options, &Memo::default(), none, |_| true);
                fixed
            };
            let first = fix(&case.tree);
            if first.diagnostics.is_empty() {
                return false;
            }
            let second = fix(&first.tree);
            let left: Vec<&str> = second.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
            assert_eq!(left, [] as [&str; 0], "{}", case.name);
            true
        })
        .collect();
    let count = fixed.iter().filter(|is_fixed| **is_fixed).count();
    assert!(count > 15, "only {count} of {} cases have something to fix", cases.len());
}
