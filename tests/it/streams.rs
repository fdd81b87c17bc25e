//! The exit code of every command when standard output or standard error cannot be written.

use std::fs::OpenOptions;
use std::io::Read;
use std::process::{Command, Stdio};

use crate::common::{Project, Ran, program};

/// A project with one error, so that a check ends with 1 when its output can be written.
fn broken() -> Project {
    let project = Project::with(&[
        ("content/index.md", "---\ntitle: Home\ndescription: Start.\n---\n\n[A](missing.md)\n"),
        ("content/sop/restore.md", "---\ntitle: Restore\nkind: sop\nid: SOP-001\n---\n\n## Purpose\n\nTo restore.\n"),
    ]);
    project.run(&["build", "--warn", "link"]).ends(0);
    project
}

/// Commands that print to standard output, with their exit codes in that project.
const PRINTING: &[(&[&str], i32)] = &[
    (&["check", "--format", "json"], 1),
    (&["check", "--format", "sarif"], 1),
    (&["check", "--format", "github"], 1),
    (&["check", "--format", "junit"], 1),
    (&["check", "--format", "markdown"], 1),
    (&["check", "--format", "json", "--warn", "link"], 0),
    (&["build", "--format", "json"], 1),
    (&["build", "--format", "json", "--warn", "link"], 0),
    (&["build", "--explain", "index.html", "--warn", "link"], 0),
    (&["mv", "--dry-run", "content/sop/restore.md", "content/restore.md"], 0),
    (&["nav"], 0),
    (&["nav", "--format", "json"], 0),
    (&["list"], 0),
    (&["list", "--format", "json"], 0),
    (&["review"], 0),
    (&["review", "--format", "json"], 0),
    (&["review", "--format", "csv"], 0),
    (&["review", "--format", "ics"], 0),
    (&["schema"], 0),
    (&["search", "restore"], 0),
    (&["readability"], 0),
    (&["verify", "public"], 0),
    (&["explain"], 0),
    (&["explain", "link/missing-page"], 0),
    (&["completions", "bash"], 0),
    (&["man"], 0),
    (&["help"], 0),
    (&["--help"], 0),
    (&["check", "--help"], 0),
    (&["--version"], 0),
];

/// Commands that print to standard error, with their exit codes in that project.
const REPORTING: &[(&[&str], i32)] = &[
    (&["check"], 1),
    (&["check", "--warn", "link"], 0),
    (&["build"], 1),
    (&["build", "--warn", "link"], 0),
    (&["fix"], 0),
    (&["check", "--no-such-option"], 2),
    (&["explain", "link/no-such-code"], 2),
    (&[], 2),
];

fn in_project(project: &Project, arguments: &[&str]) -> Command {
    let mut command = program();
    command.args(arguments).current_dir(project.folder.path());
    command
}

/// The writing end of a pipe that nobody reads.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

/// A device on which every write fails, because it is full.
fn full_device() -> Option<Stdio> {
    Some(OpenOptions::new().write(true).open("/dev/full").ok()?.into())
}

#[test]
fn exit_codes_match_the_manual() {
    let project = broken();
    for (arguments, code) in PRINTING {
        let ran = project.run(arguments);
        assert_eq!(ran.code, *code, "{arguments:?}:\n{}{}", ran.out, ran.err);
        assert!(!ran.out.is_empty(), "{arguments:?} prints nothing");
    }
    for (arguments, code) in REPORTING {
        let ran = project.run(arguments);
        assert_eq!(ran.code, *code, "{arguments:?}:\n{}{}", ran.out, ran.err);
        assert!(!ran.err.is_empty(), "{arguments:?} reports nothing");
    }
}

#[test]
fn a_closed_pipe_keeps_the_exit_code() {
    let project = broken();
    for (arguments, code) in PRINTING {
        let output = in_project(&project, arguments).stdout(closed_pipe()).output().expect("it starts");
        let ran = Ran::of(output);
        assert_eq!(ran.code, *code, "{arguments:?}:\n{}", ran.err);
        assert!(!ran.err.contains("cannot write"), "{arguments:?}: {}", ran.err);
    }
    for (arguments, code) in REPORTING {
        let output = in_project(&project, arguments).stderr(closed_pipe()).output().expect("it starts");
        assert_eq!(Ran::of(output).code, *code, "{arguments:?}");
    }
}

#[test]
fn output_that_cannot_be_written_is_exit_code_2_with_a_message() {
    if full_device().is_none() {
        return;
    }
    let project = broken();
    for (arguments, _) in PRINTING {
        let full = full_device().expect("it could be opened before");
        let ran = Ran::of(in_project(&project, arguments).stdout(full).output().expect("it starts"));
        assert_eq!(ran.code, 2, "{arguments:?}:\n{}", ran.err);
        assert!(ran.err.contains("error: cannot write to standard output: "), "{arguments:?}: {}", ran.err);
    }
    for (arguments, _) in REPORTING {
        let full = full_device().expect("it could be opened before");
        let ran = Ran::of(in_project(&project, arguments).stderr(full).output().expect("it starts"));
        assert_eq!(ran.code, 2, "{arguments:?}");
    }
}

/// The standard library ignores the error of such a write.
#[test]
fn a_stream_that_is_open_for_reading_only_is_exit_code_2() {
    let project = broken();
    let read_only = || Stdio::from(std::fs::File::open(project.path("content/index.md")).expect("it can be read"));
    for (arguments, _) in PRINTING {
        let ran = Ran::of(in_project(&project, arguments).stdout(read_only()).output().expect("it starts"));
        assert_eq!(ran.code, 2, "{arguments:?}:\n{}", ran.err);
        assert!(ran.err.contains("error: cannot write to standard output: "), "{arguments:?}: {}", ran.err);
    }
    for (arguments, _) in REPORTING {
        let ran = Ran::of(in_project(&project, arguments).stderr(read_only()).output().expect("it starts"));
        assert_eq!(ran.code, 2, "{arguments:?}");
    }
}

#[test]
fn a_build_whose_messages_cannot_be_written_still_publishes_the_whole_site() {
    let project = broken();
    project.write("content/new.md", b"# New\n");
    let output = in_project(&project, &["build", "--warn", "link"]).stderr(closed_pipe()).output().expect("it starts");
    Ran::of(output).ends(0);
    assert!(project.path("public/new/index.html").exists());
}

/// A closed stream cannot be told from `/dev/null`, opened as other programs open it for the programs that they start.
#[test]
fn closed_streams_count_as_dev_null_and_keep_the_exit_code() {
    let project = broken();
    for (script, code) in [
        ("\"$0\" check >&- 2>&-", 1),
        ("\"$0\" check --format json >&-", 1),
        ("\"$0\" check --format json 1<>/dev/null", 1),
        ("\"$0\" list >&-", 0),
        ("\"$0\" list 1<>/dev/null", 0),
        ("\"$0\" list 2>&-", 0),
    ] {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_fingerpost")]).current_dir(project.folder.path());
        assert_eq!(Ran::of(shell.output().expect("it starts")).code, code, "{script}");
    }
}

/// A pipe whose writing end returns at once when there is no room.
#[test]
fn a_pipe_that_does_not_wait_gets_the_whole_text() {
    let project = broken();
    let whole = project.run(&["explain", "--format", "json"]).out;
    assert!(whole.len() > 65_536, "the text has to be longer than a pipe: {}", whole.len());
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    rustix::io::ioctl_fionbio(&writer, true).expect("a pipe that does not wait");
    let mut command = in_project(&project, &["explain", "--format", "json"]);
    let mut child = command.stdout(writer).spawn().expect("it starts");
    // The command has to keep the writing end alone, or the pipe never ends.
    drop(command);
    std::thread::sleep(std::time::Duration::from_millis(300));
    let mut text = String::new();
    reader.read_to_string(&mut text).expect("the pipe can be read");
    assert!(crate::common::wait(&mut child).success());
    assert!(text == whole, "{} of {} bytes came through", text.len(), whole.len());
}

#[test]
fn a_preview_whose_messages_cannot_be_written_ends() {
    let Some(full) = full_device() else { return };
    let project = broken();
    let mut child = in_project(&project, &["serve", "--port", "0"]).stderr(full).spawn().expect("it starts");
    assert_eq!(crate::common::wait(&mut child).code(), Some(2));
}
