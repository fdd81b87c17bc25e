//! `build --compress`: copies of text files.

use std::fs;
use std::io::Read;

use crate::common::{Project, snapshot};

fn project() -> Project {
    let text = "Paper records go to the store, and stay there for seven years. ".repeat(40);
    Project::with(&[
        ("content/index.md", &format!("# Home\n\n{text}\n")),
        ("content/a.md", "# A\n"),
        ("content/list.csv", &"place,shelf\n".repeat(60)),
        ("content/short.txt", "x"),
        ("static/own.css", &"p { color: red }\n".repeat(60)),
        ("static/own.css.gz", "made by hand"),
        ("static/font.woff2", &"x".repeat(900)),
    ])
}

#[test]
fn copies_have_the_text_of_their_files() {
    let project = project();
    project.run(&["build", "--compress"]).ends(0);
    let files = snapshot(&project.path("public"));
    let mut copies = 0;
    for (path, bytes) in &files {
        let mut text = Vec::new();
        if let Some(original) = path.strip_suffix(".gz").filter(|path| *path != "own.css") {
            flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text).expect("it is gzip");
            assert_eq!(&text, &files[original], "{path}");
        } else if let Some(original) = path.strip_suffix(".br") {
            brotli::Decompressor::new(&bytes[..], 4096).read_to_end(&mut text).expect("it is Brotli");
            assert_eq!(&text, &files[original], "{path}");
        } else {
            continue;
        }
        copies += 1;
        assert!(bytes.len() < text.len(), "{path} is smaller");
    }
    assert!(copies > 40, "{copies}");
    assert_eq!(files["own.css.gz"], b"made by hand");
    assert!(files.contains_key("own.css.br") && files.contains_key("list.csv.gz"));
    assert!(!files.contains_key("short.txt.gz") && !files.contains_key("font.woff2.gz"));
    project.run(&["verify", "public"]).ends(0).says("compress true");
}

#[test]
fn later_builds_are_like_the_first_and_copies_go_with_the_option() {
    let (project, clean) = (project(), project());
    project.run(&["build"]).ends(0);
    project.run(&["build", "--compress"]).ends(0);
    for project in [&project, &clean] {
        project.write("content/a.md", b"# A\n\nMore.\n");
        project.run(&["build", "--compress"]).ends(0);
    }
    assert!(snapshot(&project.path("public")) == snapshot(&clean.path("public")), "as from a clean build");
    project.run(&["build", "--compress"]).ends(0).says("no files changed");
    project.run(&["check", "--published", "public"]).ends(0).lacks("removed");
    fs::remove_file(project.path("public/index.html.gz")).expect("it is there");
    project.run(&["build", "--compress"]).ends(0);
    assert!(project.path("public/index.html.gz").is_file(), "a missing copy is made again");
    project.run(&["build"]).ends(0);
    let left = snapshot(&project.path("public"));
    assert!(!left.keys().any(|path| path.ends_with(".br") || (path.ends_with(".gz") && path != "own.css.gz")));
}
