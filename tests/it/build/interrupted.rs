//! Builds that are killed, refused or run twice at once leave a whole published folder.

use std::fs;
use std::process::Command;

use super::small;
use crate::common::Project;
use crate::common::program;
use crate::common::snapshot;

/// Kills a build after some milliseconds.
fn kill_build(project: &Project, wait: u64) {
    let mut child = program()
        .args(["build", "--quiet", "--no-cache"])
        .current_dir(project.folder.path())
        .spawn()
        .expect("it starts");
    std::thread::sleep(std::time::Duration::from_millis(wait));
    let _ = child.kill();
    crate::common::wait(&mut child);
}

#[test]
fn two_builds_at_once_end_in_one_whole_site() {
    let project = small();
    for page in 0..200 {
        project.write(&format!("content/p{page}.md"), format!("# Page {page}\n").as_bytes());
    }
    let children: Vec<_> = (0..4)
        .map(|_| {
            program()
                .args(["build", "--no-cache", "--quiet"])
                .current_dir(project.folder.path())
                .spawn()
                .expect("it starts")
        })
        .collect();
    for mut child in children {
        assert!(crate::common::wait(&mut child).success());
    }
    let raced = snapshot(&project.path("public"));
    let alone = project.run(&["build", "--no-cache", "--output", "alone"]);
    alone.ends(0);
    assert!(snapshot(&project.path("alone")) == raced);
}

#[cfg(unix)]
#[test]
fn a_killed_build_is_repaired_by_the_next() {
    let project = small();
    for page in 0..600 {
        project.write(&format!("content/p{page}.md"), format!("# Page {page}\n\nFirst.\n").as_bytes());
    }
    project.build().ends(0);
    for page in 0..600 {
        project.write(&format!("content/p{page}.md"), format!("# Page {page}\n\nSecond.\n").as_bytes());
    }
    for wait in [20, 60, 120, 200] {
        kill_build(&project, wait);
        let pages = (0..600).filter(|page| project.path(&format!("public/p{page}/index.html")).exists()).count();
        assert_eq!(pages, 600, "a page is missing after a kill");
    }
    project.build().ends(0);
    assert!((0..600).all(|page| project.published(&format!("p{page}/index.html")).contains("Second.")));
    assert!(!project.path(".public.fingerpost-staging").exists());
    project.run(&["build", "--no-cache"]).ends(0).says("no files changed");
}

#[cfg(unix)]
#[test]
fn a_killed_first_build_publishes_all_or_nothing() {
    let project = small();
    for page in 0..600 {
        project.write(&format!("content/p{page}.md"), format!("# Page {page}\n").as_bytes());
    }
    for wait in [20, 60, 120, 200, 300] {
        kill_build(&project, wait);
        let entries = fs::read_dir(project.path("public")).map_or(0, Iterator::count);
        let is_whole = project.path("public/fingerpost-manifest.json").exists();
        assert!(entries == 0 || is_whole, "a part of a site is published");
    }
    project.build().ends(0);
    assert!((0..600).all(|page| project.path(&format!("public/p{page}/index.html")).exists()));
    assert!(!project.path(".public.fingerpost-staging").exists());
    project.run(&["build", "--no-cache"]).ends(0).says("no files changed");
}

#[cfg(unix)]
#[test]
fn an_existing_output_folder_stays_the_same_folder() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    // A web server may have it open, or a container mounted it, before there is a site.
    let project = small();
    fs::create_dir(project.path("public")).expect("a folder");
    fs::set_permissions(project.path("public"), fs::Permissions::from_mode(0o2750)).expect("permissions");
    let identity = |project: &Project| {
        let metadata = fs::metadata(project.path("public")).expect("a folder");
        (metadata.ino(), metadata.mode())
    };
    let before = identity(&project);
    project.build().ends(0);
    assert_eq!(identity(&project), before);
    assert!(project.path("public/index.html").exists());
}

#[test]
fn a_site_with_errors_writes_nothing_and_reports_all() {
    let project = small();
    project.build().ends(0);
    let before = snapshot(&project.path("public"));
    project.write("content/index.md", b"# Home\n\nNew words.\n\n[A](gone.md)\n");
    project.build().ends(1).says("link/missing-page");
    assert!(snapshot(&project.path("public")) == before, "public/ changed");
    assert!(!project.path(".public.fingerpost-staging").exists());
    // What keeps the output from being written is no reason to be silent on the site's own errors.
    fs::write(project.path("plain"), "a file").expect("a file");
    project.run(&["build", "--output", "plain"]).ends(1).says("link/missing-page");
}

#[test]
fn a_full_disk_leaves_the_published_site_as_it_was() {
    let project = small();
    project.build().ends(0);
    let before = snapshot(&project.path("public"));
    project.write("content/large.bin", &vec![7; 8 * 1024 * 1024]);
    // A limit on the size of written files acts as a full disk: the write fails half-way.
    let ran = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" build --no-cache", env!("CARGO_BIN_EXE_fingerpost")])
        .current_dir(project.folder.path())
        .output()
        .expect("it runs");
    crate::common::Ran::of(ran).ends(2).says("cannot write");
    assert!(snapshot(&project.path("public")) == before, "public/ changed");
}

#[cfg(unix)]
#[test]
fn a_read_only_output_is_refused_and_stays_as_it_was() {
    use std::os::unix::fs::PermissionsExt;
    let project = small();
    project.build().ends(0);
    let before = snapshot(&project.path("public"));
    project.write("content/a.md", b"# A\n\nChanged.\n");
    let mode = |path: &str, mode: u32| {
        fs::set_permissions(project.path(path), fs::Permissions::from_mode(mode)).expect("permissions")
    };
    mode("public/a", 0o555);
    let ran = crate::common::run_without_rights(&project, &["build"]);
    mode("public/a", 0o755);
    let Some(ran) = ran else { return };
    ran.ends(2).says("cannot be written").says("public/a");
    assert!(snapshot(&project.path("public")) == before, "public/ changed");
    assert!(!project.path(".public.fingerpost-staging").exists());
}
