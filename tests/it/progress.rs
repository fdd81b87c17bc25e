//! The status line: on a terminal, for what takes longer than a second, and nowhere else.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpListener;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::common::{Project, Ran, program, write_script};

/// Links of the project, which are checked one after the other.
const LINKS: usize = 10;
/// How long each takes.
const REPLY: Duration = Duration::from_millis(250);
/// What erases the status line.
const ERASE: &str = "\r\u{1b}[2K";

/// A project with links to a slow server on this machine.
fn slow_project() -> Project {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let head = BufReader::new(stream.try_clone().expect("a socket can be cloned")).lines();
            head.map_while(Result::ok).take_while(|line| !line.is_empty()).for_each(drop);
            thread::sleep(REPLY);
            // A client that has seen enough may be gone.
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    let links = (0..LINKS).fold(String::new(), |mut links, number| {
        let _ = writeln!(links, "- [Page {number}](http://127.0.0.1:{port}/{number})");
        links
    });
    let settings = "[external]\nretries = 0\nper_host = 1\n";
    Project::with(&[("content/index.md", &format!("# A\n\n{links}")), ("fingerpost.toml", settings)])
}

/// Runs the program with a pseudo terminal (`script` of util-linux) and the programs of the project's folder `bin`, and returns what the terminal received.
fn on_a_terminal(project: &Project, arguments: &str) -> String {
    let command = format!("{} {arguments}", program().get_program().to_string_lossy());
    let log = project.path("terminal.log");
    let ran = Command::new("script")
        .args(["--quiet", "--return", "--flush", "--command", &command])
        .arg(&log)
        .current_dir(project.folder.path())
        .env("TERM", "xterm")
        .env("PATH", format!("{}:{}", project.path("bin").display(), std::env::var("PATH").unwrap_or_default()))
        .output();
    Ran::of(ran.expect("`script` is installed (Debian package `bsdutils`)")).ends(0);
    fs::read_to_string(log).expect("`script` wrote what it received")
}

#[test]
fn a_terminal_shows_counts_and_the_time_left() {
    let shown = on_a_terminal(&slow_project(), "check --external=private --format json >report.json");
    let lines: Vec<&str> = shown.split(ERASE).skip(1).collect();
    let counts = lines.iter().filter(|line| line.contains("external links: ")).count();
    assert!(counts >= 2, "{shown:?}");
    assert!(lines.iter().any(|line| line.contains(" of 10, about ") && line.ends_with(" left")), "{shown:?}");
    let last = lines.last().expect("there is a line");
    assert!(
        last.contains("checked 1 page") && !last.contains(" left"),
        "the line is removed before the report: {shown:?}"
    );
}

#[test]
fn an_import_shows_how_many_documents_are_converted() {
    let project = Project::new();
    for number in 0..8 {
        project.write(&format!("old/{number}.docx"), b"PK");
    }
    fs::create_dir(project.path("bin")).expect("a folder");
    write_script(&project.path("bin/pandoc"), "#!/bin/sh\nsleep 0.5\necho Text. >out.md\n");
    let shown = on_a_terminal(&project, "import old new --from documents");
    assert!(shown.contains("convert documents: ") && shown.contains(" of 8"), "{shown:?}");
    assert!(!shown.rsplit(ERASE).next().expect("there is a line").contains("convert documents"), "{shown:?}");
}

#[test]
fn results_have_nothing_of_the_status_line() {
    let project = slow_project();
    on_a_terminal(&project, "check --external=private --format json >report.json");
    let report = fs::read_to_string(project.path("report.json")).expect("the report");
    assert!(!report.contains('\u{1b}') && !report.contains("external links:"), "{report:?}");
}

#[test]
fn nothing_is_shown_with_quiet_or_without_a_terminal() {
    let project = slow_project();
    let shown = on_a_terminal(&project, "check --external=private --quiet");
    assert!(!shown.contains(ERASE) && !shown.contains("external links"), "{shown:?}");
    fs::remove_dir_all(project.path(".fingerpost")).expect("the cache of the first check");
    let ran = project.run(&["check", "--external=private"]);
    ran.ends(0);
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains("external links:"), "{ran:?}");
}

#[test]
fn short_commands_show_nothing() {
    let project = Project::with(&[("content/index.md", "# A\n\nText.\n")]);
    let shown = on_a_terminal(&project, "check");
    assert!(!shown.contains(ERASE), "{shown:?}");
}
