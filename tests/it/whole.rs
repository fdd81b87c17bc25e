//! Whole or not at all: damaged lists and caches, files of others, failing operations, kills and power cuts.

use std::fs;
use std::path::Path;

use crate::common::{CACHE_FILES, Project, snapshot};

const MANIFEST: &str = "public/fingerpost-manifest.json";

fn small() -> Project {
    Project::with(&[
        ("fingerpost.toml", "title = \"Test\"\n"),
        ("content/index.md", "# Home\n\n[A](a.md)\n"),
        ("content/a.md", "# A\n\nFirst.\n"),
        ("content/old.md", "# Old\n"),
        ("content/pic.png", "png"),
    ])
}

/// Names at the top of the project that a build must not leave.
fn litter(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.folder.path()).expect("a folder");
    let names = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    let mut litter: Vec<String> = names.filter(|name| name.starts_with(".public")).collect();
    for entry in walkdir::WalkDir::new(project.path("public")).into_iter().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        litter.extend(name.starts_with('.').then_some(name));
    }
    litter
}

/// Ways in which a file is damaged.
const DAMAGES: [&str; 6] = ["empty", "cut", "zeroed", "garbage", "folder", "link"];

fn damage(path: &Path, how: &str) {
    let bytes = fs::read(path).expect("it is there");
    fs::remove_file(path).expect("it is a file");
    match how {
        "empty" => fs::write(path, ""),
        "cut" => fs::write(path, &bytes[..bytes.len() / 2]),
        "zeroed" => fs::write(path, vec![0; bytes.len()]),
        "garbage" => fs::write(path, b"\xff{\"files\": [\x00 ../../x"),
        "folder" => fs::create_dir(path).and_then(|()| fs::write(path.join("x"), "mine")),
        _ => std::os::unix::fs::symlink("../outside.json", path),
    }
    .expect("it can be damaged");
}

#[cfg(unix)]
#[test]
fn a_damaged_manifest_is_written_again_and_nothing_is_lost() {
    for how in DAMAGES {
        let project = small();
        project.build().ends(0);
        fs::write(project.path("outside.json"), "mine").expect("a file");
        fs::write(project.path("public/mine.txt"), "mine").expect("a file of somebody else");
        damage(&project.path(MANIFEST), how);
        project.write("content/a.md", b"# A\n\nSecond.\n");
        fs::remove_file(project.path("content/old.md")).expect("a page is removed");
        let ran = project.build();
        ran.ends(0).says("was damaged and has been rewritten").says("(`mine.txt` and ").lacks("delete the pub");
        assert!(project.published("a/index.html").contains("Second."), "{how}");
        assert_eq!(project.published("mine.txt"), "mine", "{how}");
        assert!(project.path("public/old/index.html").exists(), "{how}: nobody knows whose it is");
        assert_eq!(fs::read_to_string(project.path("outside.json")).expect("it is there"), "mine", "{how}");
        // What was there and differs is beside the site, and said.
        ran.says("in public/ did not match the manifest").says("): moved to `.public.fingerpost-kept/`");
        let before = fs::read_to_string(project.path(".public.fingerpost-kept/a/index.html")).expect("it is kept");
        assert!(before.contains("First."), "{how}");
        assert!(!project.path(".public.fingerpost-kept/pic.png").exists(), "{how}: it is the same");
        project.run(&["build", "--output", "clean"]).ends(0);
        let clean = snapshot(&project.path("clean"));
        assert!(
            clean.iter().all(|(path, bytes)| fs::read(project.path("public").join(path)).ok().as_ref() == Some(bytes))
        );
        project.run(&["build", "--no-cache"]).ends(0).says("no files changed").lacks("damaged");
        project.run(&["verify", "public", "--allow-extra"]).ends(0);
    }
}

#[cfg(unix)]
#[test]
fn a_damaged_journal_is_removed() {
    for how in DAMAGES {
        let project = small();
        project.build().ends(0);
        let journal = project.path("public/.fingerpost-next.json");
        fs::copy(project.path(MANIFEST), &journal).expect("a journal");
        damage(&journal, how);
        project.run(&["check"]).ends(0);
        project.write("content/a.md", b"# A\n\nSecond.\n");
        project.build().ends(0);
        assert!(project.published("a/index.html").contains("Second."), "{how}");
        assert!(fs::symlink_metadata(&journal).is_err(), "{how}: it is still there");
        project.run(&["build", "--no-cache"]).ends(0).says("no files changed");
    }
}

#[cfg(unix)]
#[test]
fn damaged_caches_cost_only_time() {
    for how in DAMAGES {
        let project = small();
        project.write("content/code.md", b"# Code\n\n```rust\nfn a() {}\n```\n");
        project.build().ends(0);
        let before = snapshot(&project.path("public"));
        for name in CACHE_FILES {
            damage(&project.path(&format!(".fingerpost/cache/{name}")), how);
        }
        project.build().ends(0).says("no files changed");
        assert!(snapshot(&project.path("public")) == before, "{how}");
        project.write("content/code.md", b"# Code\n\n```rust\nfn b() {}\n```\n");
        project.build().ends(0);
        for name in CACHE_FILES {
            let file = project.path(&format!(".fingerpost/cache/{name}"));
            let length = fs::symlink_metadata(&file).map(|metadata| (metadata.is_file(), metadata.len()));
            assert!(length.is_ok_and(|(is_file, length)| is_file && length > 32), "{how}: {name} is not repaired");
        }
    }
}

#[test]
fn what_a_power_cut_leaves_of_pages_is_replaced() {
    let project = small();
    project.build().ends(0);
    let good = snapshot(&project.path("public"));
    fs::write(project.path("public/a/index.html"), "").expect("it can be written");
    fs::write(project.path("public/index.html"), vec![0; 4096]).expect("it can be written");
    project.build().ends(0).says("2 files written").lacks("was changed");
    assert!(snapshot(&project.path("public")) == good);
    assert_eq!(litter(&project), [""; 0]);
}

#[test]
fn a_published_file_that_somebody_replaced_is_kept_and_reported() {
    let project = small();
    project.build().ends(0);
    fs::write(project.path("public/a/index.html"), "mine").expect("it can be written");
    fs::write(project.path("public/old/index.html"), "mine too").expect("it can be written");
    fs::remove_file(project.path("content/old.md")).expect("a page is removed");
    let ran = project.build();
    ran.ends(0).says("1 file in public/ did not match the manifest (`a/index.html`): moved to `.public.");
    ran.says("1 file in public/ did not match the manifest (`old/index.html`): not removed");
    assert!(project.published("a/index.html").contains("First."));
    assert_eq!(project.published("old/index.html"), "mine too");
    let kept = |name: &str| fs::read_to_string(project.path(name)).expect("it is kept");
    assert_eq!(kept(".public.fingerpost-kept/a/index.html"), "mine");
    // The next one has a folder of its own.
    fs::write(project.path("public/a/index.html"), "again").expect("it can be written");
    project.build().ends(0);
    assert_eq!(kept(".public.fingerpost-kept/a/index.html"), "mine");
    assert_eq!(kept(".public.fingerpost-kept-2/a/index.html"), "again");
    assert_eq!(project.published("old/index.html"), "mine too");
}

#[cfg(unix)]
#[test]
fn a_staging_folder_with_links_moves_no_file_from_elsewhere() {
    for link in ["1-assets", "2-pages", "2-pages/guide", "site"] {
        for command in ["check", "build"] {
            let project = small();
            project.build().ends(0);
            fs::create_dir(project.path("elsewhere")).expect("a folder");
            fs::write(project.path("elsewhere/secret.html"), "secret").expect("a file");
            let staging = project.path(".public.fingerpost-staging");
            let place = staging.join(link);
            fs::create_dir_all(place.parent().expect("a folder above")).expect("a folder");
            let marker =
                "Fingerpost writes a site here before it publishes it. The next command removes this folder.\n";
            fs::write(staging.join("fingerpost-staging.txt"), marker).expect("a marker");
            std::os::unix::fs::symlink(project.path("elsewhere"), &place).expect("a link");
            let note = r#"{"format":1,"generator":"","files":{}}"#;
            fs::write(project.path("public/.fingerpost-next.json"), note).expect("a note");
            project.run(&[command]).ends(0);
            let secret = fs::read_to_string(project.path("elsewhere/secret.html"));
            assert_eq!(secret.ok().as_deref(), Some("secret"), "{link}, {command}");
            assert!(!project.path("public/secret.html").exists(), "{link}, {command}");
        }
    }
}

#[cfg(unix)]
#[test]
fn names_for_staging_that_somebody_uses_are_left_alone() {
    for first in ["folder", "file", "link"] {
        let project = small();
        project.build().ends(0);
        let taken = project.path(".public.fingerpost-staging");
        fs::create_dir(project.path("elsewhere")).expect("a folder");
        match first {
            "folder" => fs::create_dir(&taken).and_then(|()| fs::write(taken.join("1-assets"), "mine")),
            "file" => fs::write(&taken, "mine"),
            _ => std::os::unix::fs::symlink("elsewhere", &taken),
        }
        .expect("somebody has the name");
        for name in ["fingerpost-manifest.new", ".fingerpost-next.new", "list"] {
            fs::write(project.path("public").join(name), "mine").expect("somebody has the name");
        }
        project.write("content/a.md", b"# A\n\nSecond.\n");
        project.build().ends(0);
        assert!(project.published("a/index.html").contains("Second."), "{first}");
        match first {
            "folder" => assert_eq!(fs::read(taken.join("1-assets")).expect("it is there"), b"mine"),
            "file" => assert_eq!(fs::read(&taken).expect("it is there"), b"mine"),
            _ => assert!(fs::symlink_metadata(&taken).expect("it is there").is_symlink()),
        }
        assert_eq!(fs::read_dir(project.path("elsewhere")).expect("a folder").count(), 0, "{first}");
        for name in ["fingerpost-manifest.new", ".fingerpost-next.new", "list"] {
            assert_eq!(project.published(name), "mine", "{first}");
        }
        assert!(!project.path(".public.fingerpost-staging-2").exists(), "{first}");
    }
}

#[cfg(unix)]
#[test]
fn published_files_have_one_mode_under_any_umask() {
    use std::os::unix::fs::PermissionsExt;
    for umask in ["000", "022", "077", "777"] {
        let project = small();
        let build = |umask: &str| {
            let ran = std::process::Command::new("sh")
                .args(["-c", "umask $1; exec \"$0\" build --no-cache", env!("CARGO_BIN_EXE_fingerpost"), umask])
                .env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"))
                .current_dir(project.folder.path())
                .output()
                .expect("it runs");
            crate::common::Ran::of(ran).ends(0);
        };
        build(umask);
        project.write("content/deep/er/b.md", b"# B\n");
        project.write("content/a.md", b"# A\n\nSecond.\n");
        build(umask);
        for entry in walkdir::WalkDir::new(project.path("public")) {
            let entry = entry.expect("readable");
            let mode = entry.metadata().expect("metadata").permissions().mode() & 0o7777;
            let right = if entry.file_type().is_dir() { 0o755 } else { 0o644 };
            assert_eq!(mode, right, "{umask}: {}", entry.path().display());
        }
    }
}
