//! The cache folder: what it saves, what it costs when it is damaged, and that it does not grow.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{Project, Ran, copy_program, run_shell, snapshot};

fn small() -> Project {
    Project::with(&[
        ("content/index.md", "# Home\n\n[A](a.md)\n"),
        ("content/a.md", "# A\n\nFirst.\n"),
        ("content/code.md", "# Code\n\n```rust\nfn a() {}\n```\n"),
    ])
}

/// Runs a program with the caches of the tests.
fn run(program: &Path, project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut command = Command::new(program);
    command.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR")).envs(variables.iter().copied());
    Ran::of(command.args(arguments).current_dir(project.path("")).output().expect("the program starts"))
}

#[test]
fn a_program_that_is_installed_again_takes_up_the_last_build() {
    let project = small();
    project.build().ends(0);
    let before = snapshot(&project.path("public"));
    let elsewhere = tempfile::tempdir().expect("a folder");
    let installed = elsewhere.path().join("fingerpost");
    copy_program(&installed);
    let arguments = ["build", "--timings"];
    run(&installed, &project, &arguments, &[]).ends(0).says("no files changed").says("compare").lacks("parse");
    assert!(snapshot(&project.path("public")) == before);
    // Another program is another matter.
    let changed = elsewhere.path().join("other");
    copy_program(&changed);
    run_shell("printf 0 >>\"$0\"", &changed, "");
    run(&changed, &project, &arguments, &[]).ends(0).says("no files changed").says("parse");
}

/// The files with parts; each has an index.
const PART_FILES: [&str; 3] = ["documents", "outputs", "search"];
const NOTE: &str = "is damaged, so all pages are compiled again";

#[test]
fn a_part_of_the_cache_that_cannot_be_read_is_made_again() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 3] = [
        ("cut", |bytes| bytes.truncate(bytes.len() / 2)),
        ("zeroed", |bytes| bytes.fill(0)),
        ("a flipped bit in each part", |bytes| bytes.iter_mut().for_each(|byte| *byte ^= 4)),
    ];
    for (how, damage) in damages {
        for name in PART_FILES {
            let project = small();
            project.build().ends(0);
            let file = project.path(&format!(".fingerpost/cache/{name}.bin"));
            let mut bytes = fs::read(&file).expect("it is there");
            damage(&mut bytes);
            fs::write(&file, bytes).expect("it can be written");
            project.write("content/a.md", b"# A\n\nSecond word.\n");
            let is_read_by_check = name != "search";
            let checked = project.run(&["check"]);
            checked.ends(0);
            assert_eq!(checked.err.contains(NOTE), is_read_by_check, "{name}, {how}: {}", checked.err);
            project.build().ends(0).says(NOTE).says("published 3 pages");
            assert!(project.published("a/index.html").contains("Second word."), "{name}, {how}");
            project.run(&["build", "--no-cache"]).ends(0).says("no files changed").lacks(NOTE);
            project.write("content/a.md", b"# A\n\nThird word.\n");
            project.build().ends(0).lacks(NOTE);
            project.run(&["build", "--no-cache"]).ends(0).says("no files changed");
        }
    }
}

#[cfg(debug_assertions)]
#[test]
fn a_disk_that_fails_while_the_cache_is_read_costs_only_time() {
    let program = Path::new(env!("CARGO_BIN_EXE_fingerpost"));
    let project = small();
    project.build().ends(0);
    project.write("content/a.md", b"# A\n\nSecond word.\n");
    let cache = snapshot(&project.path(".fingerpost/cache"));
    let public = snapshot(&project.path("public"));
    let restore = || {
        for (folder, files) in [(".fingerpost/cache", &cache), ("public", &public)] {
            fs::remove_dir_all(project.path(folder)).expect("a removal");
            files.iter().for_each(|(name, bytes)| project.write(&format!("{folder}/{name}"), bytes));
        }
    };
    let build = ["build", "--jobs", "1"];
    let record = tempfile::NamedTempFile::new().expect("a file");
    let path = record.path().to_str().expect("a plain name");
    run(program, &project, &build, &[("FINGERPOST_OPERATIONS", path)]).ends(0);
    let clean = snapshot(&project.path("public"));
    let text = fs::read_to_string(path).expect("a record");
    let operations = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    // What is read to write the next cache comes after the site is published.
    let is_before = |operation: &serde_json::Value| operation["operation"] != "Rename";
    let operations: Vec<serde_json::Value> = operations.take_while(is_before).collect();
    let is_read_of = |operation: &serde_json::Value, name: &str| {
        let path = operation["path"].as_str().unwrap_or_default();
        operation["operation"] == "Read" && path.ends_with(&format!(".fingerpost/cache/{name}.bin"))
    };
    for name in PART_FILES {
        let reads: Vec<u64> = operations
            .iter()
            .filter(|operation| is_read_of(operation, name))
            .filter_map(|one| one["number"].as_u64())
            .collect();
        assert!(!reads.is_empty(), "{name} is read");
        for number in reads.into_iter().take(6) {
            restore();
            let ran = run(program, &project, &build, &[("FINGERPOST_FAULT", &format!("{number}:EIO"))]);
            ran.ends(0).says(NOTE).says("published 3 pages");
            assert!(snapshot(&project.path("public")) == clean, "{name}, a fault at operation {number}");
        }
    }
}

#[test]
fn highlighted_code_that_no_page_has_any_more_is_dropped() {
    let project = small();
    project.build().ends(0);
    let length = || fs::metadata(project.path(".fingerpost/cache/highlight.bin")).expect("it is there").len();
    let first = length();
    for letter in ["b", "c", "d"] {
        project.write("content/code.md", format!("# Code\n\n```rust\nfn {letter}() {{}}\n```\n").as_bytes());
        project.build().ends(0);
        assert_eq!(length(), first, "code of pages that were not parsed stays, and that of {letter} takes a place");
        project.write("content/a.md", format!("# A\n\nOnce more: {letter}.\n").as_bytes());
        project.build().ends(0);
        assert_eq!(length(), first, "the page with the code is not parsed again");
    }
}

#[test]
fn part_files_do_not_grow_with_each_build() {
    let project = small();
    project.build().ends(0);
    let length =
        |name: &str| fs::metadata(project.path(&format!(".fingerpost/cache/{name}.bin"))).expect("it is there").len();
    let first = PART_FILES.map(length);
    for round in 100..120 {
        project.write("content/a.md", format!("# A\n\nRound {round}.\n").as_bytes());
        project.build().ends(0).lacks(NOTE);
    }
    for (name, first) in PART_FILES.iter().zip(first) {
        assert!(length(name) <= first * 3, "{name}.bin grew from {first} to {}", length(name));
    }
}
