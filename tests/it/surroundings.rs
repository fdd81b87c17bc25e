//! Machines that are not as they should be: without a home folder, without rights, with a full disk or a wrong clock. And people
//! who press Ctrl-C twice.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::{Project, Ran, interruptible_program, program, run_without_rights, skip, snapshot, wait};

const PROGRAM: &str = env!("CARGO_BIN_EXE_fingerpost");

fn site() -> Project {
    Project::with(&[
        ("fingerpost.toml", "title = \"Test\"\n"),
        ("content/index.md", "# Home\n\n[A](a.md) [x](y.bin)\n"),
        ("content/a.md", "# A\n\nText.\n"),
        ("content/y.bin", "bytes"),
    ])
}

/// The names beside the sources and the site that a user would see as litter.
fn hidden(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.starts_with('.') && name != ".fingerpost").collect()
}

/// Sends an interrupt twice, as somebody does who is in a hurry.
fn interrupt_twice(id: u32) {
    for _ in 0..2 {
        // The second finds nobody if the program has ended and was waited for.
        let _ = Command::new("kill").args(["-INT", &id.to_string()]).stderr(Stdio::null()).status();
    }
}

#[test]
fn two_interrupts_leave_the_old_site_or_the_new() {
    let project = Project::new();
    let write = |word: &str| {
        for page in 0..300 {
            project.write(&format!("content/p{page}.md"), format!("# Page {page}\n\n{word}.\n").as_bytes());
        }
    };
    write("First");
    let run = |arguments: &[&str]| project.run(arguments).ends(0).code;
    run(&["build", "--quiet"]);
    run(&["publish", "--quiet", "--to", "copy"]);
    let mut interrupted = 0;
    for (round, millis) in [5, 30, 80, 150, 250, 400].into_iter().enumerate() {
        write(&format!("Round {round}"));
        for (arguments, folder) in [(&["build", "--quiet"][..], "public"), (&["publish", "--to", "copy"][..], "copy")] {
            let old = snapshot(&project.path(folder));
            let mut command = interruptible_program();
            let mut child = command
                .args(arguments)
                .current_dir(project.folder.path())
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts");
            std::thread::sleep(Duration::from_millis(millis));
            interrupt_twice(child.id());
            let status = wait(&mut child);
            assert!(status.code() == Some(0) || status.signal() == Some(2), "{arguments:?}: {status:?}");
            interrupted += usize::from(status.signal() == Some(2));
            // The next command finishes what was begun, or removes it.
            let next = if folder == "public" { &["check", "--quiet"][..] } else { arguments };
            run(next);
            let now = snapshot(&project.path(folder));
            if folder == "public" && now != old {
                run(&["build", "--quiet"]);
                assert!(snapshot(&project.path(folder)) == now, "{arguments:?} after {millis} ms: half of a site");
            }
            run(&["build", "--quiet"]);
            assert_eq!(hidden(project.folder.path()), [""; 0], "{arguments:?} after {millis} ms");
        }
    }
    assert!(interrupted > 2, "only {interrupted} commands were interrupted");
    run(&["publish", "--quiet", "--to", "copy"]);
    assert!(snapshot(&project.path("copy")) == snapshot(&project.path("public")));
}

/// Where there is no place for the key of caches, there are none, and everything else is as usual.
#[test]
fn a_missing_home_folder_changes_nothing() {
    let project = site();
    let usual = project.run(&["build", "--output", "usual"]);
    usual.ends(0);
    let usual = snapshot(&project.path("usual"));
    let missing = project.path("no/such/folder");
    let homes: [Option<&OsStr>; 5] = [
        None,
        Some(OsStr::new("")),
        Some(missing.as_os_str()),
        // Nobody can make a folder in these two.
        Some(OsStr::new("/proc")),
        Some(OsStr::new("/dev/null")),
    ];
    for home in homes {
        let run = |arguments: &[&str]| {
            let mut command = program();
            for name in ["HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
                command.env_remove(name);
            }
            command.envs(home.map(|home| ("HOME", home))).args(arguments).current_dir(project.folder.path());
            Ran::of(command.output().expect("the program starts"))
        };
        let _ = fs::remove_dir_all(project.path("public"));
        for arguments in [&["build"][..], &["check"], &["list"], &["fix"], &["search", "text"], &["nav"], &["review"]] {
            let ran = run(arguments);
            assert_eq!(ran.ends(0).code, 0, "{home:?}, {arguments:?}");
        }
        assert!(snapshot(&project.path("public")) == usual, "{home:?}");
        project.write("content/a.md", b"# A\n\nOther text.\n");
        run(&["build"]).ends(0);
        assert!(project.published("a/index.html").contains("Other text."), "{home:?}");
        project.write("content/a.md", b"# A\n\nText.\n");
    }
}

fn set_modes(folder: &Path, mode: u32) {
    for entry in walkdir::WalkDir::new(folder).contents_first(true) {
        let entry = entry.expect("it can be read");
        let executable = if entry.file_type().is_dir() { 0o111 } else { 0 };
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode | executable)).expect("permissions");
    }
}

#[test]
fn a_project_that_cannot_be_written_is_checked_and_built_elsewhere() {
    let project = site();
    fs::create_dir(project.path("out")).expect("a folder");
    let run = |arguments: &[&str]| run_without_rights(&project, arguments);
    let Some(usual) = run(&["build", "--output", "out/usual"]) else { return };
    usual.ends(0);
    fs::remove_dir_all(project.path(".fingerpost")).expect("there are caches");
    let sources = ["content", "fingerpost.toml"];
    sources.iter().for_each(|name| set_modes(&project.path(name), 0o444));
    fs::set_permissions(project.folder.path(), fs::Permissions::from_mode(0o555)).expect("permissions");
    let without_rights = |arguments: &[&str]| run(arguments).expect("it ran before");
    for arguments in [&["check"][..], &["list"], &["nav"], &["search", "text"], &["fix"], &["review"]] {
        assert_eq!(without_rights(arguments).ends(0).code, 0, "{arguments:?}");
    }
    without_rights(&["build", "--output", "out/new"]).ends(0);
    let same = snapshot(&project.path("out/new")) == snapshot(&project.path("out/usual"));
    let refused = [
        &["build"][..],
        &["new", "sop", "Restore"],
        &["mv", "a.md", "b.md"],
        &["check", "--write-baseline"],
        &["print", "a.md", "--to", "a.html"],
        &["theme", "eject", "page.html"],
    ];
    let before = snapshot(project.folder.path());
    for arguments in refused {
        without_rights(arguments).ends(2).says("Permission denied");
        assert!(snapshot(project.folder.path()) == before, "{arguments:?} changed something");
    }
    fs::set_permissions(project.folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    sources.iter().for_each(|name| set_modes(&project.path(name), 0o644));
    assert!(same, "the site is another");
}

#[test]
fn a_cache_that_cannot_be_written_or_read_costs_only_time() {
    let project = site();
    let Some(first) = run_without_rights(&project, &["build"]) else { return };
    first.ends(0);
    let usual = snapshot(&project.path("public"));
    for mode in [0o444, 0o000] {
        project.write("content/a.md", b"# A\n\nText.\n");
        run_without_rights(&project, &["build"]).expect("it ran before").ends(0);
        let cache = project.path(".fingerpost/cache");
        for entry in fs::read_dir(&cache).expect("there are caches").flatten() {
            fs::set_permissions(entry.path(), fs::Permissions::from_mode(mode)).expect("permissions");
        }
        fs::set_permissions(&cache, fs::Permissions::from_mode(if mode == 0 { 0 } else { 0o555 }))
            .expect("permissions");
        run_without_rights(&project, &["build"]).expect("it ran before").ends(0);
        assert!(snapshot(&project.path("public")) == usual, "{mode:o}");
        project.write("content/a.md", b"# A\n\nOther text.\n");
        run_without_rights(&project, &["build"]).expect("it ran before").ends(0);
        assert!(project.published("a/index.html").contains("Other text."), "{mode:o}");
        fs::set_permissions(&cache, fs::Permissions::from_mode(0o755)).expect("permissions");
        set_modes(&cache, 0o644);
    }
}

/// Runs a shell script with a file system of its own in `disk`, which has room for some kilobytes. `None` where that is not
/// possible; then the test is skipped.
fn on_small_disk(project: &Project, kilobytes: u32, script: &str) -> Option<Ran> {
    fs::create_dir_all(project.path("disk")).expect("a folder");
    let script = format!("mount -t tmpfs -o size={kilobytes}k tmpfs disk || exit 77\n{script}");
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", &script, PROGRAM]).current_dir(project.folder.path());
    match command.output().map(Ran::of) {
        Ok(ran) if !ran.err.contains("unshare: ") && ran.code != 77 => Some(ran),
        _ => {
            skip("this system lets nobody mount a file system of their own");
            None
        }
    }
}

#[test]
fn a_disk_that_fills_in_the_middle_of_a_report_is_exit_code_2() {
    let project = site();
    let links: String = (0..2_000).map(|at| format!("[x](missing-{at}.md)\n\n")).collect();
    project.write("content/a.md", format!("# A\n\n{links}").as_bytes());
    for format in ["json", "sarif", "github", "junit", "markdown"] {
        let script = format!("\"$0\" check --format {format} > disk/report; code=$?; wc -c < disk/report; exit $code");
        let Some(ran) = on_small_disk(&project, 16, &script) else { return };
        ran.ends(2).says("cannot write to standard output: No space left on device");
        assert_eq!(ran.out.trim(), "16384", "{format}: it was full in the middle");
    }
}

/// What `build`, `publish`, `print` and a baseline leave on a disk that is full.
#[test]
fn a_full_disk_keeps_what_was_there() {
    let project = site();
    project.build().ends(0);
    let words: String = (0..150_000).map(|at| format!("word{at} ")).collect();
    fs::write(project.path("large.md"), format!("# A\n\n{words}\n")).expect("a file");
    let list = "(cd disk && find . -type f | sort | xargs sha256sum)";
    let script = format!(
        "\"$0\" build -q --no-cache --output disk/site || exit 10
        \"$0\" publish -q --to disk/copy || exit 11
        \"$0\" print a.md --to disk/a.html || exit 12
        {list} > before
        mv large.md content/a.md
        \"$0\" build -q --no-cache --output disk/site; [ $? = 2 ] || exit 20
        \"$0\" print a.md --to disk/a.html --force; [ $? = 2 ] || exit 22
        \"$0\" build -q || exit 23
        \"$0\" publish -q --to disk/copy; [ $? = 2 ] || exit 21
        {list} > after
        ls -A disk
        cmp before after"
    );
    let Some(ran) = on_small_disk(&project, 1_400, &script) else { return };
    ran.ends(0).says("No space left on device");
    assert!(ran.out.ends_with("a.html\ncopy\nsite\n"), "nothing is left beside them: {}", ran.out);
}

/// A library that gives programs another time, and the environment to use it. `None` without a C compiler.
fn clock_of(folder: &Path) -> Option<PathBuf> {
    const SOURCE: &str = "#define _GNU_SOURCE\n#include <stdlib.h>\n#include <time.h>\n#include <sys/syscall.h>\n\
        #include <unistd.h>\n#include <sys/time.h>\n\
        static time_t now(void) { return (time_t)atoll(getenv(\"WRONG_TIME\")); }\n\
        int clock_gettime(clockid_t clock, struct timespec *at) {\n\
        if (clock != CLOCK_REALTIME) return syscall(SYS_clock_gettime, clock, at);\n\
        at->tv_sec = now(); at->tv_nsec = 0; return 0; }\n\
        int gettimeofday(struct timeval *at, void *zone) { (void)zone; at->tv_sec = now(); at->tv_usec = 0; return 0; }\n\
        time_t time(time_t *at) { if (at) *at = now(); return now(); }\n";
    let (source, library) = (folder.join("clock.c"), folder.join("clock.so"));
    fs::write(&source, SOURCE).expect("a file");
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).output();
    if cfg!(target_os = "linux") && made.is_ok_and(|made| made.status.success()) {
        return Some(library);
    }
    skip("there is no C compiler, with which the clock of a program is changed");
    None
}

/// No page depends on the clock, and no clock stops a command: not one of 1969, and none beyond the range of nanoseconds.
#[test]
fn a_wrong_clock_changes_no_page_and_stops_nothing() {
    let project = site();
    project.write(
        "content/sop.md",
        b"---\ntitle: S\nkind: sop\nid: SOP-1\nreview_by: 2027-01-01\n---\n\n## Purpose\n\nX.\n",
    );
    project.build().ends(0);
    let usual = snapshot(&project.path("public"));
    let folder = tempfile::tempdir().expect("a folder");
    let Some(library) = clock_of(folder.path()) else { return };
    let years: BTreeMap<&str, i64> = BTreeMap::from([
        ("1901", -2_177_452_800),
        ("1969", -1),
        ("1980", 315_532_800),
        ("2038", 2_147_483_648),
        ("2262", 9_223_372_036),
        ("2263", 9_246_182_400),
        ("9999", 253_402_300_799),
        ("292277", 9_223_371_000_000),
    ]);
    for (year, time) in years {
        let run = |arguments: &[&str]| {
            let mut command = program();
            command.env("LD_PRELOAD", &library).env("WRONG_TIME", time.to_string());
            Ran::of(command.args(arguments).current_dir(project.folder.path()).output().expect("the program starts"))
        };
        for arguments in [&["build", "--no-cache"][..], &["build"], &["check", "--format", "json"], &["list"]] {
            assert_eq!(run(arguments).ends(0).code, 0, "{year}, {arguments:?}");
            assert!(snapshot(&project.path("public")) == usual, "{year}, {arguments:?}");
        }
        for arguments in [&["review"][..], &["review", "--format", "ics"], &["publish", "--to", "copy"]] {
            assert_eq!(run(arguments).ends(0).code, 0, "{year}, {arguments:?}");
        }
        run(&["new", "sop", "Restore", "--to", "restore.md"]).ends(0);
        fs::remove_file(project.path("content/restore.md")).expect("it was made");
        // A save is noticed although it is older than the caches.
        project.write("content/a.md", b"# A\n\nTexts.\n");
        run(&["build"]).ends(0);
        assert!(project.published("a/index.html").contains("Texts."), "{year}");
        project.write("content/a.md", b"# A\n\nText.\n");
        run(&["build"]).ends(0);
    }
}
