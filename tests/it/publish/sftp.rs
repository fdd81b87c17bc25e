//! Publishing by the real `sftp`, connected to its server without SSH.

use std::fs;
use std::path::Path;

use crate::common::{Project, Ran, program, skip, snapshot, write_script};

use super::{assert_same, first, second};

const SERVER: &str = "/usr/lib/openssh/sftp-server";

/// A program `sftp` in a folder of its own. It runs at most as many commands as the file `budget` says, if there is one, and
/// then loses the connection.
fn sftp(folder: &Path) {
    let script = format!(
        "#!/bin/sh\nwhile [ \"$1\" != -b ]; do shift; done\nscript=$2\n\
         if [ -f \"$(dirname \"$0\")/budget\" ]; then\n\
         left=$(cat \"$(dirname \"$0\")/budget\"); lines=$(wc -l <\"$script\")\n\
         if [ \"$lines\" -gt \"$left\" ]; then head -n \"$left\" \"$script\" >\"$script.cut\"\n\
         [ \"$left\" = 0 ] || /usr/bin/sftp -q -D {SERVER} -b \"$script.cut\" >&2; echo 0 >\"$(dirname \"$0\")/budget\"; exit 255; fi\n\
         echo $((left - lines)) >\"$(dirname \"$0\")/budget\"; fi\n\
         exec /usr/bin/sftp -q -D {SERVER} -b \"$script\"\n"
    );
    write_script(&folder.join("sftp"), &script);
}

fn publish(project: &Project, programs: &Path, target: &Path, more: &[&str]) -> Ran {
    let path = std::env::join_paths([programs, Path::new("/usr/bin"), Path::new("/bin")]).expect("no colons");
    let place = format!("sftp://me@host{}", target.display());
    let mut command = program();
    command.current_dir(project.folder.path()).env("PATH", path).args(["publish", "--to", &place]).args(more);
    Ran::of(command.output().expect("the program starts"))
}

fn is_installed() -> bool {
    let is_there = Path::new(SERVER).is_file() && Path::new("/usr/bin/sftp").is_file();
    if !is_there {
        skip("there is no `sftp`, or no `sftp-server`");
    }
    is_there
}

#[test]
fn a_server_gets_the_site() {
    if !is_installed() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    sftp(folder.path());
    let (project, target) = (first(), folder.path().join("srv/our site"));
    for name in ["a b.txt", "it's & so.txt", "star [1].txt", "star 1.txt"] {
        project.write(&format!("static/{name}"), name.as_bytes());
    }
    project.build().ends(0);
    publish(&project, folder.path(), &target, &["--dry-run"]).ends(0).says("upload  a/index.html");
    assert!(!target.exists());
    publish(&project, folder.path(), &target, &[]).ends(0).says("uploaded, 0 removed");
    assert_same(&snapshot(&target), &snapshot(&project.path("public")), "a server");
    fs::remove_file(project.path("static/star [1].txt")).expect("it is there");
    fs::write(target.join("other.txt"), "mine").expect("it can be written");
    second(&project);
    publish(&project, folder.path(), &target, &[]).ends(0);
    publish(&project, folder.path(), &target, &[]).ends(0).says("(0 uploaded, 0 removed)");
    assert!(!target.join("gone").exists(), "an empty folder goes");
    fs::remove_file(target.join("other.txt")).expect("it was kept");
    assert_same(&snapshot(&target), &snapshot(&project.path("public")), "a server");
}

#[test]
fn a_lost_connection_is_made_good_by_the_next_run() {
    if !is_installed() {
        return;
    }
    let old = tempfile::tempdir().expect("a folder");
    let project = first();
    project.run(&["publish", "--to", &old.path().join("www").display().to_string()]).ends(0);
    second(&project);
    let mut is_cut = true;
    for budget in (0..).step_by(3) {
        let folder = tempfile::tempdir().expect("a folder");
        sftp(folder.path());
        let target = folder.path().join("www");
        copy(&old.path().join("www"), &target);
        fs::write(folder.path().join("budget"), budget.to_string()).expect("it can be written");
        let ran = publish(&project, folder.path(), &target, &[]);
        is_cut = ran.code == 2;
        fs::remove_file(folder.path().join("budget")).expect("it is there");
        publish(&project, folder.path(), &target, &[]).ends(0).lacks("somebody");
        assert_same(&snapshot(&target), &snapshot(&project.path("public")), &format!("cut after {budget} commands"));
        if !is_cut {
            assert!(budget > 20, "{budget}");
            break;
        }
    }
    assert!(!is_cut);
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in snapshot(from) {
        let file = to.join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("it can be made");
        fs::write(file, bytes).expect("it can be written");
    }
}
