//! `fingerpost verify`: a published folder held against the list of its build.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use crate::common::Project;
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
fn the_manifest_names_tool_options_and_sources_without_a_clock() {
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
fn an_unchanged_folder_matches_its_manifest() {
    let project = published();
    project.run(&["verify", "public"]).ends(0).says("all match the manifest");
    project.run(&["verify", "public", "--sources"]).ends(0).says("3 sources: all match the manifest");
    fs::write(project.path("public/.nojekyll"), "").expect("it can be written");
    project.run(&["verify", "public"]).ends(0);
}

#[test]
fn verify_names_changed_missing_and_added_files() {
    let project = published();
    fs::write(project.path("public/b/index.html"), "<h1>Other</h1>").expect("it can be written");
    fs::remove_file(project.path("public/robots.txt")).expect("it is there");
    fs::write(project.path("public/b/note.html"), "<h1>Added</h1>").expect("it can be written");
    let ran = project.run(&["verify", "public"]);
    ran.ends(1).says("changed  b/index.html").says("missing  robots.txt").says("extra    b/note.html");
    ran.says("1 changed, 1 missing, 1 not in the manifest");
    let json = project.run(&["verify", "public", "--format", "json"]);
    let found: Value = serde_json::from_str(&json.ends(1).out).expect("it is JSON");
    assert_eq!(found["files"]["differences"]["b/note.html"], "extra");
    let allowed = project.run(&["verify", "public", "--allow-extra"]);
    allowed.ends(1);
    assert!(!allowed.out.contains("b/note.html"));
}

#[cfg(unix)]
#[test]
fn verify_reports_a_symlink_in_place_of_a_file() {
    let project = published();
    fs::copy(project.path("public/b/index.html"), project.path("same.html")).expect("it is there");
    fs::remove_file(project.path("public/b/index.html")).expect("it is there");
    std::os::unix::fs::symlink(project.path("same.html"), project.path("public/b/index.html"))
        .expect("links can be made");
    project.run(&["verify", "public"]).ends(1).says("changed  b/index.html");
}

#[test]
fn verify_accepts_another_manifest_and_checks_sources() {
    let project = published();
    fs::copy(project.path("public/fingerpost-manifest.json"), project.path("kept.json")).expect("it is there");
    project.write("content/b.md", b"# B\nMore.\n");
    project.run(&["verify", "public", "--sources"]).ends(1).says("changed  content/b.md");
    project.build().ends(0);
    project.run(&["verify", "public"]).ends(0);
    project.run(&["verify", "public", "--manifest", "kept.json"]).ends(1).says("changed  b/index.html");
}

#[test]
fn verify_refuses_folders_without_a_manifest() {
    let project = published();
    project.run(&["verify", "nowhere"]).ends(2).says("there is no folder");
    project.run(&["verify", "content"]).ends(2).says("there is no manifest at");
}

/// Gives out a folder on this machine, as hosts do, until the test ends.
fn host(folder: PathBuf) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it listens");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let folder = folder.clone();
            std::thread::spawn(move || answer(stream, &folder));
        }
    });
    format!("http://{address}/handbook")
}

fn answer(mut stream: TcpStream, folder: &Path) {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.try_clone().expect("the stream is open"));
    let _ = reader.read_line(&mut line);
    while reader.read_line(&mut String::new()).is_ok_and(|length| length > 2) {}
    let path = line.split(' ').nth(1).and_then(|path| path.strip_prefix("/handbook/")).unwrap_or("none");
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let (status, bytes) = match fs::read(folder.join(path)) {
        Ok(bytes) => ("200 OK", bytes),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
}

#[cfg(feature = "external")]
#[test]
fn a_published_website_is_verified_against_its_manifest() {
    let project = published();
    let address = host(project.path("public"));
    project.run(&["verify", &address]).ends(0).says("all match the manifest");
    fs::write(project.path("public/b/index.html"), "<h1>Other</h1>").expect("it can be written");
    fs::remove_file(project.path("public/robots.txt")).expect("it is there");
    let ran = project.run(&["verify", &address]);
    ran.ends(1).says("changed  b/index.html").says("missing  robots.txt");
    fs::copy(project.path("public/fingerpost-manifest.json"), project.path("kept.json")).expect("a copy");
    fs::remove_file(project.path("public/fingerpost-manifest.json")).expect("it is there");
    project.run(&["verify", &address]).ends(2).says("there is no manifest at");
    project.run(&["verify", &address, "--manifest", "kept.json"]).ends(1).says("1 changed, 1 missing");
    project.run(&["verify", "http://127.0.0.1:9/"]).ends(2).says("cannot fetch");
}
