//! `fingerpost verify`: a published folder held against the list of its build.

#![allow(clippy::disallowed_methods)] // tests and benchmarks stand outside the compile

mod common;

use std::fs;

use common::Project;
use serde_json::Value;

fn published() -> Project {
    let project = Project::with(&[
        ("fingerpost.toml", "title = \"Yard\"\nbase_url = \"https://example.org/\"\n"),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "---\ntitle: A\nstatus: draft\n---\n"),
        ("content/b.md", "# B\n"),
    ]);
    project.build().ends(0);
    project
}

#[test]
fn the_list_names_tool_options_and_sources_and_no_clock() {
    let project = published();
    let list: Value = serde_json::from_str(&project.published("fingerpost-manifest.json")).expect("it is JSON");
    assert!(list["generator"].as_str().expect("a name").starts_with("Fingerpost "));
    assert_eq!(list["options"]["base_url"], "https://example.org/");
    let sources: Vec<&String> = list["sources"].as_object().expect("a map").keys().collect();
    assert_eq!(sources, ["content/b.md", "content/index.md", "fingerpost.toml"]);
    let expected = fingerpost::base::hash::sha256_hex(b"# B\n");
    assert_eq!(list["sources"]["content/b.md"], expected.as_str());
    let second = published();
    assert_eq!(second.published("fingerpost-manifest.json"), project.published("fingerpost-manifest.json"));
}

#[test]
fn an_untouched_folder_is_as_listed() {
    let project = published();
    project.run(&["verify", "public"]).ends(0).says("all as listed");
    project.run(&["verify", "public", "--sources"]).ends(0).says("3 sources: all as listed");
    fs::write(project.path("public/.nojekyll"), "").expect("it can be written");
    project.run(&["verify", "public"]).ends(0);
}

#[test]
fn what_changed_is_missing_or_was_added_is_named() {
    let project = published();
    fs::write(project.path("public/b/index.html"), "<h1>Other</h1>").expect("it can be written");
    fs::remove_file(project.path("public/feed.xml")).expect("it is there");
    fs::write(project.path("public/b/note.html"), "<h1>Added</h1>").expect("it can be written");
    let ran = project.run(&["verify", "public"]);
    ran.ends(1).says("changed  b/index.html").says("missing  feed.xml").says("extra    b/note.html");
    ran.says("1 changed, 1 missing, 1 not in the list");
    let json = project.run(&["verify", "public", "--format", "json"]);
    let found: Value = serde_json::from_str(&json.ends(1).out).expect("it is JSON");
    assert_eq!(found["files"]["differences"]["b/note.html"], "extra");
    let allowed = project.run(&["verify", "public", "--allow-extra"]);
    allowed.ends(1);
    assert!(!allowed.out.contains("b/note.html"));
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_a_file_is_a_change() {
    let project = published();
    fs::copy(project.path("public/b/index.html"), project.path("same.html")).expect("it is there");
    fs::remove_file(project.path("public/b/index.html")).expect("it is there");
    std::os::unix::fs::symlink(project.path("same.html"), project.path("public/b/index.html"))
        .expect("links can be made");
    project.run(&["verify", "public"]).ends(1).says("changed  b/index.html");
}

#[test]
fn a_list_kept_elsewhere_and_the_sources_of_the_project_are_held_too() {
    let project = published();
    fs::copy(project.path("public/fingerpost-manifest.json"), project.path("kept.json")).expect("it is there");
    project.write("content/b.md", b"# B\nMore.\n");
    project.run(&["verify", "public", "--sources"]).ends(1).says("changed  content/b.md");
    project.build().ends(0);
    project.run(&["verify", "public"]).ends(0);
    project.run(&["verify", "public", "--list", "kept.json"]).ends(1).says("changed  b/index.html");
}

#[test]
fn what_cannot_be_verified_is_said_plainly() {
    let project = published();
    project.run(&["verify", "nowhere"]).ends(2).says("there is no folder");
    project.run(&["verify", "content"]).ends(2).says("no list of published files");
    project.run(&["verify", "https://example.org/"]).ends(2).says("fetch the site into a folder");
}
