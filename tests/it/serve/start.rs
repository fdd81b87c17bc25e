//! How the preview starts, shares its time and stops.

use std::fs;
use std::io::BufReader;
use std::io::{BufRead, Write};
use std::net::TcpListener;
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Instant;

use super::{Events, PATIENCE, Server, site};
use crate::common::interruptible_program;
use crate::common::program;
use crate::common::wait;

#[test]
fn open_streams_and_slow_readers_do_not_block_others() {
    let project = site();
    project.write("content/large.bin", &vec![7; 8 << 20]);
    let server = Server::start(&project, &[]);
    let mut streams: Vec<Events> = (0..100).map(|_| Events::open(&server, "/guide/a/")).collect();
    let slow: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("the server reads");
            stream
        })
        .collect();
    let half: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET / HTTP/1.1\r\nHo").expect("the server reads");
            stream
        })
        .collect();
    assert_eq!(server.get("/guide/a/").status, 200);
    project.write("content/guide/a.md", b"# Alpha\n\nFor all.\n");
    server.shows("/guide/a/", "For all.");
    for stream in &mut streams {
        stream.until("event: page");
    }
    drop((slow, half));
}

#[test]
fn an_occupied_port_falls_back_unless_it_was_requested() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let ran = site().run(&["serve", "--port", &port]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("cannot listen on 127.0.0.1") && ran.err.contains("--port"), "{}", ran.err);
}

#[test]
fn without_a_port_the_next_free_one_is_used_and_printed() {
    // Whichever program has it: the port that is taken where none is asked for is not free.
    let _taken = TcpListener::bind(("127.0.0.1", 4000));
    let project = site();
    let mut child = program()
        .arg("serve")
        .current_dir(project.folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let lines: Vec<String> = BufReader::new(child.stderr.take().expect("a pipe"))
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.contains("Ctrl-C"))
        .collect();
    child.kill().and_then(|()| child.wait().map(drop)).expect("it ends");
    assert!(lines[0].contains("http://127.0.0.1:40"), "{lines:?}");
    assert!(lines[1].contains("port 4000 is in use"), "{lines:?}");
}

#[cfg(unix)]
#[test]
fn interrupts_stop_the_preview_at_once() {
    for interrupts in [1, 2] {
        let project = site();
        let mut server = Server::start_as(interruptible_program(), &project, &[], None);
        let _stream = Events::open(&server, "/");
        let began = Instant::now();
        let pid = server.child.id().to_string();
        for _ in 0..interrupts {
            // The second finds nobody if the preview has ended.
            let _ = std::process::Command::new("kill").args(["-INT", &pid]).stderr(Stdio::null()).status();
        }
        wait(&mut server.child);
        assert!(began.elapsed() < PATIENCE);
        let entries = fs::read_dir(project.folder.path()).expect("a folder").flatten();
        let mut left: Vec<_> = entries.map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, ["content", "secret.md"]);
    }
}

#[test]
fn a_site_in_a_folder_is_shown_in_that_folder() {
    let project = site();
    project.write("fingerpost.toml", b"base_url = \"https://example.org/sub/\"\n");
    let server = Server::start(&project, &[]);
    assert_eq!(server.get("/").header("Location"), Some("/sub/"));
    assert_eq!(server.get("/sub/guide/a/").status, 200);
    assert_eq!(server.get("/guide/a/").status, 404);
    assert_eq!(server.get("/subguide/a/").status, 404);
}
