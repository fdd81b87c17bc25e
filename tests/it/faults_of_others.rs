//! Failing operations under the preview, and a Git that fails: nothing panics, nothing is wrong in silence, and what failed
//! once works again.
#![cfg(all(unix, debug_assertions))]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::common::{Project, Ran, is_long, program, snapshot, tried, write_script};

/// A preview that may end at any time.
struct Preview {
    child: Child,
    lines: Receiver<String>,
    said: String,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    fn start(project: &Project, variables: &[(&str, &str)]) -> Preview {
        let mut command = program();
        command.args(["serve", "--port", "0", "--poll", "--jobs", "1"]).envs(variables.iter().copied());
        command.current_dir(project.folder.path()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (sender, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        Preview { child, lines, said: String::new() }
    }

    /// Reads until a line has a text; `None` if the program ended, or says nothing like it for a long time.
    fn line(&mut self, wanted: &str) -> Option<String> {
        let deadline = Instant::now() + Duration::from_secs(20);
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.said += &line;
            self.said.push('\n');
            if line.contains(wanted) {
                return Some(line);
            }
        }
        None
    }

    fn shows(&mut self, port: u16, text: &str, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        loop {
            if page(port).is_some_and(|page| page.contains(text)) {
                return true;
            }
            if Instant::now() > deadline || self.child.try_wait().expect("it can be asked").is_some() {
                return false;
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

fn page(port: u16) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    write!(stream, "GET /a/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n").ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    Some(text)
}

/// One operation of a preview fails, or all from there on. Says whether the preview ran.
fn preview_with(fault: &str) -> bool {
    let project = Project::with(&[
        ("fingerpost.toml", "title = \"Test\"\n"),
        ("content/index.md", "# Home\n\n[A](a.md) [x](y.bin)\n"),
        ("content/a.md", "# A\n\nFirst.\n"),
        ("content/y.bin", "old"),
    ]);
    let mut preview = Preview::start(&project, &[("FINGERPOST_FAULT", fault)]);
    let banner = preview.line("preview at ");
    let port = banner.as_ref().and_then(|line| line.trim_end_matches('/').rsplit(':').next()?.parse().ok());
    let runs = match port {
        None => false,
        Some(port) => {
            let is_lasting = fault.ends_with('+');
            let began = preview.shows(port, "First.", Duration::from_secs(if is_lasting { 1 } else { 3 }));
            project.write("content/a.md", b"# A\n\nSecond.\n");
            let patience = Duration::from_secs(if is_lasting { 1 } else { 3 });
            let mut follows = preview.shows(port, "Second.", patience);
            if !follows && !is_lasting {
                // What was missed once is seen with the next save.
                project.write("content/a.md", b"# A\n\nSecond. Third.\n");
                follows = preview.shows(port, "Third.", Duration::from_secs(5));
            }
            let has_ended = preview.child.try_wait().expect("it can be asked");
            assert!(is_lasting || has_ended.is_some() || follows, "{fault}: {began} {}", preview.said);
            has_ended.is_none()
        }
    };
    if !runs {
        while preview.line("\u{0}").is_some() {}
        let code = preview.child.wait().expect("it ended").code();
        assert!(
            code == Some(2) && preview.said.contains("cannot ") || code == Some(99),
            "{fault}: {code:?} {}",
            preview.said
        );
    }
    assert!(
        !preview.said.contains("panicked") && !preview.said.contains("internal error"),
        "{fault}: {}",
        preview.said
    );
    drop(preview);
    project.run(&["check", "--quiet"]).ends(0);
    runs
}

#[test]
fn a_preview_survives_operations_that_fail() {
    let project = Project::with(&[("content/index.md", "# Home\n\n[A](a.md)\n"), ("content/a.md", "# A\n\nFirst.\n")]);
    let record = tempfile::NamedTempFile::new().expect("a file");
    let mut preview =
        Preview::start(&project, &[("FINGERPOST_OPERATIONS", record.path().to_str().expect("a plain name"))]);
    preview.line("first build").expect("it starts");
    drop(preview);
    let first = fs::read_to_string(record.path()).expect("a record").lines().count();
    // Operations of the start, and of a while after it: the polling goes on.
    let faults = ["EIO", "EACCES", "EMFILE", "EINTR", "ENOSPC", "EIO+", "EMFILE+", "kill"];
    let all: Vec<String> =
        faults.iter().flat_map(|fault| (1..=first + 40).map(move |number| format!("{number}:{fault}"))).collect();
    let step = if is_long() { 1 } else { all.len().div_ceil(12) };
    let ran: Vec<bool> = all.iter().step_by(step).map(|fault| preview_with(fault)).collect();
    assert!(ran.iter().any(|runs| *runs), "no preview ran");
    tried("Operations of a preview that fail", ran.len(), 12, 100);
}

fn git(folder: &Path, arguments: &[&str], day: &str) {
    let output = Command::new("git")
        .args(["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_COMMITTER_NAME", "Ada")])
        .envs([("GIT_AUTHOR_EMAIL", "a@example.org"), ("GIT_COMMITTER_EMAIL", "a@example.org")])
        .envs([("GIT_AUTHOR_DATE", day), ("GIT_COMMITTER_DATE", day)])
        .output()
        .expect("git is installed");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Two commits, and pages that show them.
fn repository() -> Project {
    let project = Project::with(&[
        (".gitignore", "public/\n.fingerpost/\n"),
        ("fingerpost.toml", "title = \"Test\"\n\n[git]\nhistory = true\n"),
        ("content/index.md", "# Home\n\n[A](a.md)\n"),
        ("content/a.md", "# A\n\nText.\n"),
    ]);
    git(project.folder.path(), &["init", "--quiet"], "2026-05-04T12:00:00Z");
    for day in ["2026-05-04T12:00:00Z", "2026-06-07T12:00:00Z"] {
        project.write("content/a.md", format!("# A\n\nText of {day}.\n").as_bytes());
        git(project.folder.path(), &["add", "--all"], day);
        git(project.folder.path(), &["commit", "--quiet", "--message", "Change"], day);
    }
    project
}

/// The published files with the manifest, which names the commit.
fn published(project: &Project) -> BTreeMap<String, Vec<u8>> {
    snapshot(&project.path("public"))
}

/// What a call of Git does instead of its work.
const FAILURES: [(&str, &str); 6] = [
    ("ends with an error", "echo 'fatal: something' >&2; exit 128"),
    ("ends with an error and no words", "exit 3"),
    ("is killed", "kill -9 $$"),
    ("is killed in the middle", "\"$real\" \"$@\" | head -c 40; kill -9 $$"),
    ("reads nothing", "exec <&-; echo 'fatal: input' >&2; exit 128"),
    ("prints something else", "head -c 3000 /dev/zero | tr '\\0' 'x'; exit 3"),
];

/// A `git` that counts its calls, and fails at one.
fn failing_git(folder: &Path, number: usize, failure: &str) {
    let script = format!(
        "#!/bin/sh\nreal={}\ncount=$(cat {folder}/count 2>/dev/null || echo 0)\ncount=$((count + 1))\necho $count > {folder}/count\nif [ $count -eq {number} ]; then {failure}; fi\nexec \"$real\" \"$@\"\n",
        real_git(),
        folder = folder.display()
    );
    write_script(&folder.join("git"), &script);
    let _ = fs::remove_file(folder.join("count"));
}

fn real_git() -> String {
    let found = Command::new("sh").args(["-c", "command -v git"]).output().expect("there is a shell");
    String::from_utf8_lossy(&found.stdout).trim().to_owned()
}

fn run_with_git(project: &Project, folder: &Path, arguments: &[&str]) -> Ran {
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").expect("there is a path"));
    Ran::of(program().args(arguments).env("PATH", path).current_dir(project.folder.path()).output().expect("it starts"))
}

/// A Git that fails at any call gives an error, a finding or the right result, never another page without a word.
#[test]
fn a_git_that_fails_is_never_believed_in_silence() {
    let project = repository();
    let folder = tempfile::tempdir().expect("a folder");
    let mut count = 0;
    for arguments in [&["build", "--no-cache"][..], &["check", "--changed-since", "HEAD~1", "--format", "json"]] {
        failing_git(folder.path(), 0, "true");
        let right = run_with_git(&project, folder.path(), arguments);
        right.ends(0);
        let public = published(&project);
        let calls: usize =
            fs::read_to_string(folder.path().join("count")).expect("git was called").trim().parse().expect("a number");
        for number in 1..=calls {
            for (at, (name, failure)) in FAILURES.into_iter().enumerate() {
                // The short form tries each failure, and each call, but not each failure of each call.
                if !is_long() && (number + at) % FAILURES.len() != 0 {
                    continue;
                }
                failing_git(folder.path(), number, failure);
                let ran = run_with_git(&project, folder.path(), arguments);
                let text = format!("{}{}", ran.out, ran.err);
                let what = format!("{arguments:?}, call {number} of {calls} {name}: {} {text}", ran.code);
                assert!(!text.contains("panicked") && !text.contains("internal error"), "{what}");
                let is_same = ran.out == right.out && published(&project) == public;
                let is_said = ran.code == 2
                    || ["source/incomplete-history", "cannot name the commit in the manifest", "with Git"]
                        .into_iter()
                        .any(|words| text.contains(words));
                assert!(is_same || is_said, "{what}");
                // The next run is right again.
                count += 1;
            }
            failing_git(folder.path(), 0, "true");
            run_with_git(&project, folder.path(), arguments).ends(0);
            assert!(published(&project) == public, "{arguments:?} after call {number}");
        }
    }
    tried("Calls of Git that fail", count, 19, 60);
}

/// Without Git, or where the disk fails under what uses it.
#[test]
fn what_uses_git_survives_operations_that_fail() {
    let project = repository();
    project.build().ends(0);
    let public = published(&project);
    let mut count = 0;
    for arguments in
        [&["build", "--no-cache", "--jobs", "1"][..], &["check", "--changed-since", "HEAD~1", "--jobs", "1"]]
    {
        let record = tempfile::NamedTempFile::new().expect("a file");
        let run = |variable: &str, value: &str| {
            Ran::of(
                program()
                    .args(arguments)
                    .env(variable, value)
                    .current_dir(project.folder.path())
                    .output()
                    .expect("it starts"),
            )
        };
        run("FINGERPOST_OPERATIONS", record.path().to_str().expect("a plain name")).ends(0);
        let operations = fs::read_to_string(record.path()).expect("a record").lines().count();
        let faults = ["EIO", "EMFILE+", "EACCES", "ENOSPC+", "EINTR", "kill"];
        let all: Vec<String> =
            faults.iter().flat_map(|fault| (1..=operations).map(move |number| format!("{number}:{fault}"))).collect();
        let step = if is_long() { 1 } else { all.len().div_ceil(12) };
        for fault in all.iter().step_by(step) {
            let ran = run("FINGERPOST_FAULT", fault);
            let text = format!("{}{}", ran.out, ran.err);
            assert!(!text.contains("panicked") && !text.contains("internal error"), "{arguments:?}, {fault}: {text}");
            assert!([0, 2, 99].contains(&ran.code), "{arguments:?}, {fault}: {} {text}", ran.code);
            assert!(ran.code != 2 || text.contains("cannot "), "{arguments:?}, {fault}: {text}");
            count += 1;
            project.run(&["build", "--quiet"]).ends(0);
            assert!(published(&project) == public, "{arguments:?}, {fault}");
        }
    }
    tried("Operations that fail in commands with Git", count, 24, 200);
}
