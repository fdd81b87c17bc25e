//! The build as a person meets it: exit codes, the published folder, what is kept, what is refused.

mod compressed;
mod interrupted;

use std::fs;

use crate::common::{Project, program, snapshot};

fn small() -> Project {
    Project::with(&[
        ("fingerpost.toml", "title = \"Test\"\n"),
        ("content/index.md", "# Home\n\n[A](a.md)\n"),
        ("content/a.md", "# A\n\n```rust\nlet a = 1;\n```\n"),
        ("content/pic.png", "png"),
    ])
}

#[test]
fn a_second_build_writes_nothing_and_reports_the_same() {
    let project = small();
    project.write("content/b.md", b"---\norder: first\n---\n# B\n");
    let first = project.build();
    first.ends(0).says("meta/invalid-type");
    let times = |project: &Project| -> Vec<_> {
        let entries = walkdir::WalkDir::new(project.path("public")).sort_by_file_name().into_iter();
        entries
            .map(|entry| entry.expect("readable").metadata().expect("metadata").modified().expect("a time"))
            .collect()
    };
    let before = times(&project);
    let second = project.build();
    second.ends(0).says("no files changed").says("meta/invalid-type");
    assert_eq!(before, times(&project));
    project.run(&["build", "--no-cache"]).ends(0).says("no files changed");
    assert_eq!(before, times(&project));
}

#[test]
fn only_what_changed_is_written_and_only_own_files_are_removed() {
    let project = small();
    project.build().ends(0);
    fs::write(project.path("public/mine.txt"), "mine").expect("a foreign file");
    fs::write(project.path("public/a/mine.txt"), "mine").expect("a foreign file");
    fs::remove_file(project.path("content/a.md")).expect("the page is removed");
    project.write("content/index.md", b"# Home\n");
    project.run(&["build", "--verbose"]).ends(0).says("removed a/index.html").says("written index.html");
    assert!(!project.path("public/a/index.html").exists());
    assert_eq!(project.published("mine.txt"), "mine");
    assert_eq!(project.published("a/mine.txt"), "mine");
}

#[test]
fn changed_and_deleted_outputs_are_restored() {
    let project = small();
    project.build().ends(0);
    let good = snapshot(&project.path("public"));
    fs::write(project.path("public/index.html"), "broken").expect("an edit");
    fs::remove_file(project.path("public/a/index.html")).expect("a loss");
    project.build().ends(0).says("2 files written");
    assert!(snapshot(&project.path("public")) == good);
}

#[test]
fn foreign_files_are_never_overwritten() {
    let project = small();
    fs::create_dir_all(project.path("public")).expect("a folder");
    fs::write(project.path("public/.gitkeep"), "").expect("a dotfile");
    fs::write(project.path("public/notes.txt"), "mine").expect("a foreign file");
    project.build().ends(2).says("notes.txt");
    fs::remove_file(project.path("public/notes.txt")).expect("it is gone");
    project.build().ends(0);
    fs::write(project.path("public/new.txt"), "mine").expect("a foreign file");
    project.write("content/new.txt", b"theirs");
    project.build().ends(2).says("new.txt");
    assert_eq!(project.published("new.txt"), "mine");
    assert!(project.path("public/.gitkeep").exists());
}

#[cfg(unix)]
#[test]
fn links_in_the_published_folder_are_not_written_through() {
    let outside = tempfile::tempdir().expect("a folder outside");
    let project = small();
    project.build().ends(0);
    fs::remove_dir_all(project.path("public/a")).expect("gone");
    std::os::unix::fs::symlink(outside.path(), project.path("public/a")).expect("a link");
    project.build().ends(2).says("would be overwritten");
    assert_eq!(fs::read_dir(outside.path()).expect("readable").count(), 0);
}

#[cfg(unix)]
#[test]
fn nothing_is_removed_through_a_link() {
    let outside = tempfile::tempdir().expect("a folder outside");
    fs::write(outside.path().join("index.html"), "somebody else's").expect("a file outside");
    let project = small();
    project.build().ends(0);
    fs::remove_dir_all(project.path("public/a")).expect("gone");
    std::os::unix::fs::symlink(outside.path(), project.path("public/a")).expect("a link");
    fs::remove_file(project.path("content/a.md")).expect("gone");
    project.write("content/index.md", b"# Home\n");
    project.build().ends(0);
    assert!(outside.path().join("index.html").exists());
}

#[test]
fn a_truncated_journal_is_ignored() {
    let project = small();
    project.build().ends(0);
    fs::write(project.path("public/.fingerpost-next.json"), "{\"format\":1,").expect("a torn note");
    project.build().ends(0);
    assert!(!project.path("public/.fingerpost-next.json").exists());
}

#[test]
fn well_known_files_and_long_lines_have_their_place() {
    let project = small();
    project.write("static/.well-known/security.txt", b"Contact: mailto:a@example.org");
    project.write("content/long.md", format!("# Long\n\n{}[gone](gone.md)\n", "word ".repeat(100)).as_bytes());
    project.run(&["build", "--color", "never"]).ends(1).says("content/long.md:3:508");
    project.write("content/long.md", format!("# Long\n\n{}[gone](gone.md)\n", "word ".repeat(10_000)).as_bytes());
    project.run(&["build", "--color", "never"]).ends(1).says("content/long.md:3:50008");
    project.run(&["build", "--warn", "link"]).ends(0);
    assert!(project.published(".well-known/security.txt").starts_with("Contact"));
}

#[test]
fn hidden_static_files_for_the_host_are_published() {
    let project = small();
    let for_host = [".nojekyll", ".htaccess", ".well-known/a", "nested/.htpasswd-example"];
    let of_tools = [".DS_Store", ".gitkeep", ".git/config", ".env", ".#a.txt", "a.txt~"];
    for name in for_host.iter().chain(&of_tools) {
        project.write(&format!("static/{name}"), b"x");
    }
    project.build().ends(0);
    for name in for_host {
        assert_eq!(project.published(name), "x", "{name}");
    }
    for name in of_tools {
        assert!(!project.path(&format!("public/{name}")).exists(), "{name} is published");
    }
}

/// A hidden page is in no output but its own: no menu, list, feed, index, register, glossary or text for machines.
#[test]
fn a_hidden_page_is_nowhere_else() {
    let project = small();
    let settings = "base_url = \"https://example.org\"\n[build]\nplain_text = true\nmarkdown = true\n";
    project.write("fingerpost.toml", settings.as_bytes());
    let front = "kind: sop\ntags: [stripes]\ndate: 2026-01-01\nowner: Zebra team\nreview_by: 2027-01-01";
    let text = "## Definitions\n\n**Zebra term**: an animal with stripes.\n";
    for key in ["unlisted", "hidden"] {
        let page = format!("---\ntitle: Zebra\nid: ZEBRA-1\ndescription: Zebra\n{key}: true\n{front}\n---\n\n{text}");
        project.write("content/zebra.md", page.as_bytes());
        project.write(
            "content/open.md",
            format!("---\ntitle: Open\n{front}\n---\n\nText.\n").replace("Zebra", "Another").as_bytes(),
        );
        project.run(&["build", "--warn", "kind", "--warn", "warnings"]).ends(0);
        let found: Vec<String> = snapshot(&project.path("public"))
            .into_iter()
            .filter(|(path, bytes)| {
                let is_own = path.starts_with("zebra/") || path == "fingerpost-manifest.json";
                !is_own && String::from_utf8_lossy(bytes).to_lowercase().contains("zebra")
            })
            .map(|(path, _)| path)
            .collect();
        assert!(found.is_empty(), "`{key}`: {found:?}");
    }
}

#[test]
fn the_last_line_counts_the_drafts_that_were_left_out() {
    let project = small();
    project.build().ends(0).lacks("left out");
    project.write("content/plan.md", b"---\nstatus: DRAFT\n---\n# Plan\n");
    project.build().ends(0).says("1 draft left out");
    // The second build finds everything as it was.
    project.build().ends(0).says("1 draft left out");
    project.run(&["check"]).ends(0).says("1 draft left out");
    project.run(&["build", "--drafts"]).ends(0).lacks("left out");
}

#[test]
fn lists_stay_json_when_something_is_wrong() {
    let project = small();
    project.write("content/bad.md", b"---\ntitle: [\n---\n");
    for command in ["nav", "list"] {
        let ran = project.run(&[command, "--format", "json"]);
        ran.ends(1).says("meta/syntax");
        assert!(serde_json::from_str::<serde_json::Value>(&ran.out).expect("JSON").is_array());
    }
}

#[test]
fn files_and_folders_may_replace_each_other() {
    let project = small();
    project.write("content/thing", b"a file");
    project.build().ends(0);
    fs::remove_file(project.path("content/thing")).expect("gone");
    project.write("content/thing/page.md", b"# Page\n");
    project.build().ends(0);
    assert!(project.published("thing/page/index.html").contains("Page"));
    fs::remove_dir_all(project.path("content/thing")).expect("gone");
    project.write("content/thing", b"a file again");
    project.build().ends(0);
    assert_eq!(project.published("thing"), "a file again");
}

#[test]
fn output_and_source_do_not_mix() {
    let project = small();
    for output in [".", "content", "content/public", "..", "/"] {
        project.run(&["build", "--output", output]).ends(2).says("output folder");
    }
    project.run(&["build", "--output", "content/index.md"]).ends(2);
    fs::write(project.path("plain"), "a file").expect("a file");
    project.run(&["build", "--output", "plain"]).ends(2).says("not a folder");
}

#[test]
fn options_change_levels_and_the_exit_code() {
    let project = small();
    project.write("content/bad.md", b"# Bad\n\n[gone](gone.md)\n");
    project.build().ends(1).says("--warn link").says("is unchanged");
    assert!(!project.path("public").exists());
    assert!(!project.path(".public.fingerpost-staging").exists());
    project.run(&["build", "--warn", "link"]).ends(0);
    project.run(&["build", "--warn", "link", "--deny", "warnings"]).ends(1);
    project.run(&["build", "--allow", "link/missing-page", "--deny", "warnings"]).ends(0);
    project.run(&["build", "--warn", "lynk"]).ends(2).says("did you mean `link`");
    project.write("fingerpost.toml", b"[checks]\nlink = \"warn\"\n");
    project.build().ends(0);
    project.run(&["build", "--deny", "link"]).ends(1);
}

#[test]
fn json_diagnostics_stand_alone_on_standard_output() {
    let project = small();
    project.write("content/bad.md", "# Bad\n\né\t[gone](gone.md)\n".as_bytes());
    let ran = project.run(&["build", "--format", "json"]);
    ran.ends(1);
    let lines: Vec<serde_json::Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect();
    let [diagnostic] = &lines[..] else { panic!("one finding: {}", ran.out) };
    assert_eq!(diagnostic["code"], "link/missing-page");
    assert_eq!(diagnostic["severity"], "error");
    assert_eq!(diagnostic["file"], "content/bad.md");
    let place = ["line", "column", "end_line", "end_column"].map(|key| diagnostic[key].as_u64().expect("a number"));
    assert_eq!(place, [3, 10, 3, 17]);
    assert_eq!(diagnostic["message"], "there is no page `gone.md`");
    assert!(ran.err.contains("not published"), "{}", ran.err);
}

#[test]
fn people_see_the_source_line_and_carets() {
    let project = small();
    project.write("content/bad.md", b"# Bad\n\nSee [gone](gnoe.md) for more.\n");
    let ran = project.run(&["build", "--color", "never"]);
    ran.ends(1);
    let expected = "\
error[link/missing-page]: there is no page `gnoe.md`
 --> content/bad.md:3:12
  |
3 | See [gone](gnoe.md) for more.
  |            ^^^^^^^";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn two_places_in_one_file_are_drawn_together() {
    let project = small();
    project.write("content/twice.md", b"---\ntitle: One\norder: 1\ntitle: Two\n---\n");
    let ran = project.run(&["build", "--color", "never"]);
    ran.ends(1);
    let expected = "\
error[meta/duplicate-key]: duplicate key `title`
 --> content/twice.md:4:1
  |
2 | title: One
  | ----- first given here
3 | order: 1
4 | title: Two
  | ^^^^^
  |
  = help: keep one of the two";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn any_folder_of_markdown_builds_without_a_project() {
    let content = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(content.path().join("page.md"), "# Page\n").expect("a page");
    let ran = program()
        .args(["build", "--content"])
        .arg(content.path())
        .current_dir(elsewhere.path())
        .output()
        .expect("it runs");
    crate::common::Ran::of(ran).ends(0);
    assert!(elsewhere.path().join("public/page/index.html").exists());
    let ran = program().arg("build").current_dir(elsewhere.path().join("public")).output().expect("it runs");
    crate::common::Ran::of(ran).ends(2).says("--content");
}

#[test]
fn the_nearest_project_above_is_found() {
    let project = small();
    fs::create_dir_all(project.path("content/deep/er")).expect("a folder");
    let ran = program().arg("build").current_dir(project.path("content/deep/er")).output().expect("it runs");
    crate::common::Ran::of(ran).ends(0);
    assert!(project.path("public/index.html").exists());
}

#[test]
fn nav_and_list_are_json() {
    let project = small();
    project.write("content/s/index.md", b"---\ntitle: S\norder: 2\ntags: [x]\nstatus: published\n---\n");
    let nav: serde_json::Value = serde_json::from_str(&project.run(&["nav", "--format", "json"]).out).expect("JSON");
    assert_eq!(nav[0]["url"], "/");
    assert_eq!(nav[0]["children"][0]["key"], "S");
    assert_eq!(nav[0]["children"][0]["order"], 2.0);
    assert_eq!(nav[0]["children"][0]["source"], "content/s/index.md");
    for key in ["key", "title", "url", "order", "pinned", "excerpt", "source", "children"] {
        assert!(nav[0].get(key).is_some(), "no `{key}`");
    }
    let list: serde_json::Value = serde_json::from_str(&project.run(&["list", "--format", "json"]).out).expect("JSON");
    let page = list.as_array().expect("a list").iter().find(|page| page["title"] == "S").expect("the page");
    assert_eq!(page["url"], "/s/");
    assert_eq!(page["kind"], "page");
    assert_eq!(page["tags"], serde_json::json!(["x"]));
    assert_eq!(page["status"], "published");
    assert_eq!(page["nav"], serde_json::json!({ "key": "S", "parent": "Home", "trail": ["Home"] }));
}

#[test]
fn explain_and_help_cover_every_code() {
    let project = small();
    for code in fingerpost::base::codes::ALL.iter() {
        project.run(&["explain", code.name]).ends(0).says(code.summary).says("Incorrect:");
    }
    project.run(&["explain"]).ends(0).says("link/missing-page");
    project.run(&["explain", "link"]).ends(0).says("link/missing-anchor");
    project.run(&["explain", "link/mising-page"]).ends(2).says("did you mean `link/missing-page`");
    project.run(&["--help"]).ends(0).says("Examples:");
    project.run(&["build", "--help"]).ends(0).says("--deny");
    for shell in ["bash", "zsh", "fish"] {
        project.run(&["completions", shell]).ends(0).says("fingerpost");
    }
}

#[test]
fn the_man_page_names_only_pages_that_exist() {
    let project = small();
    let page = project.run(&["man"]);
    page.ends(0).says(".TH fingerpost 1");
    let named = page.out.lines().filter_map(|line| line.strip_prefix(r"fingerpost\-")?.strip_suffix("(1)"));
    let named: Vec<String> = named.map(|name| name.replace('\\', "")).collect();
    assert!(named.len() > 15, "{named:?}");
    for name in &named {
        project.run(&["man", name]).ends(0).says(&format!(".TH fingerpost-{name} 1"));
    }
    project.run(&["man", "chek"]).ends(2).says("did you mean `check`");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let mut trees = Vec::new();
    for (zone, jobs, now) in
        [("UTC", "1", "2026-01-01"), ("Pacific/Auckland", "2", "2031-12-31"), ("America/Lima", "7", "2026-01-01")]
    {
        let project = small();
        project.write("content/deep/er/b.md", b"---\ntags: [x, y]\ndate: 2026-02-03\n---\n# B\n\n[A](../../a.md)\n");
        let ran = program()
            .args(["build", "--jobs", jobs, "--now", now])
            .env("TZ", zone)
            .env("LANG", "de_DE.UTF-8")
            .current_dir(project.folder.path())
            .output()
            .expect("it runs");
        crate::common::Ran::of(ran).ends(0);
        trees.push(snapshot(&project.path("public")));
    }
    assert!(trees[0] == trees[1] && trees[1] == trees[2], "the bytes differ");
}

#[test]
fn an_as_of_build_never_overwrites_the_current_site() {
    let project = Project::with(&[
        ("content/index.md", "# Home\n"),
        ("content/new.md", "---\ntitle: New\neffective_date: 2026-09-14\n---\n"),
    ]);
    project.build().ends(0);
    let before = snapshot(&project.path("public"));
    project.run(&["build", "--as-of", "2026-06-01"]).ends(2).says("would overwrite the current site");
    assert_eq!(snapshot(&project.path("public")), before);
    project.run(&["build", "--as-of", "2026-06-01", "--output", "then"]).ends(0).says("review/not-yet-effective");
    assert!(project.path("then/index.html").exists() && !project.path("then/new/index.html").exists());
    assert_eq!(snapshot(&project.path("public")), before);
}

#[test]
fn an_as_of_build_needs_another_output_folder() {
    let project = Project::with(&[("content/index.md", "# Home\n")]);
    project.run(&["build"]).ends(0);
    let later = project.run(&["build", "--as-of", "2026-05-31", "--output", "public"]);
    later.ends(2).says("contains the current site").says("as-of-2026-05-31");
    for _ in 0..2 {
        project.run(&["build", "--as-of", "2026-05-31", "--output", "older"]).ends(0);
    }
}
