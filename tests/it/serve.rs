//! The preview over real sockets: what it gives out, what it refuses, and how it follows the files.

mod saves;
mod start;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::common::{Project, program};

/// Nothing in these tests takes nearly so long.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    child: Child,
    port: u16,
    lines: Receiver<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub fn start(project: &Project, arguments: &[&str]) -> Server {
        Server::start_as(program(), project, arguments, None)
    }

    /// Starts a command, which says something before its first build.
    fn start_as(mut program: Command, project: &Project, arguments: &[&str], says: Option<&str>) -> Server {
        let mut all = vec!["serve"];
        if !arguments.contains(&"--port") {
            all.extend(["--port", "0"]);
        }
        all.extend(arguments);
        let mut child = program
            .args(all)
            .current_dir(project.folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (sender, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        std::thread::spawn(move || stderr.lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        let mut server = Server { child, port: 0, lines };
        let banner = server.line("preview at ");
        let port = banner.trim_end_matches('/').rsplit(':').next().and_then(|port| port.parse().ok());
        server.port = port.unwrap_or_else(|| panic!("no port in {banner}"));
        says.into_iter().for_each(|words| drop(server.line(words)));
        server.line("first build");
        server
    }

    /// The next line that contains a text.
    fn line(&self, wanted: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if line.contains(wanted) {
                return line;
            }
            seen.push(line);
        }
        panic!("no line with `{wanted}` among {seen:?}")
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream
    }

    /// Sends bytes as they are, and reads until the server closes.
    fn raw(&self, request: &str) -> Reply {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("the server reads");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the server closes");
        Reply::read(&bytes)
    }

    fn ask(&self, method: &str, target: &str, headers: &str) -> Reply {
        self.raw(&format!(
            "{method} {target} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}Connection: close\r\n\r\n",
            self.port
        ))
    }

    pub fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, "")
    }

    /// Waits until a page contains a text.
    fn shows(&self, target: &str, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.get(target).body().contains(text) {
            assert!(Instant::now() < deadline, "{target} does not show `{text}`: {}", self.get(target).body());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

pub struct Reply {
    pub status: u16,
    head: String,
    bytes: Vec<u8>,
}

impl Reply {
    fn read(bytes: &[u8]) -> Reply {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Reply { status, head, bytes: bytes[end..].to_vec() }
    }

    fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let line =
            self.head.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())))?;
        line.split_once(':').map(|(_, value)| value.trim())
    }
}

fn site() -> Project {
    let project = Project::with(&[
        ("content/index.md", "# Home\n"),
        ("content/guide/a.md", "# Alpha\n\nText.\n"),
        ("content/guide/b.md", "# Beta\n"),
        ("content/Übung.md", "# Übung\n"),
        ("content/form.txt", "0123456789"),
        ("secret.md", "SECRET"),
    ]);
    project.write("content/picture.png", b"\x89PNG\r\n\x1a\n");
    project
}

#[test]
fn the_preview_serves_urls_as_a_web_host_does() {
    let server = Server::start(&site(), &[]);
    let home = server.get("/");
    assert_eq!((home.status, home.header("Content-Type")), (200, Some("text/html; charset=utf-8")));
    assert!(home.header("Content-Security-Policy").is_some_and(|policy| policy.contains("default-src 'none'")));
    assert!(home.header("Access-Control-Allow-Origin").is_none());
    assert!(home.body().contains("<script src=\"/__fingerpost/preview.js\" data-hash=\""));
    assert_eq!(server.get("/guide/a").header("Location"), Some("/guide/a/"));
    assert_eq!(server.get("/guide/a?q=x").header("Location"), Some("/guide/a/?q=x"));
    assert_eq!(server.get("/%C3%BCbung/").status, 200, "composed");
    assert_eq!(server.get("/u%CC%88bung/").status, 200, "in two parts");
    let missing = server.get("/no/such/page/");
    assert_eq!(missing.status, 404);
    assert!(missing.body().contains("Page not found"));
    assert_eq!(server.get("/picture.png").header("Content-Type"), Some("image/png"));
    assert_eq!(server.get("/search/index.js").header("Content-Type"), Some("text/javascript; charset=utf-8"));
    let head = server.ask("HEAD", "/form.txt", "");
    assert_eq!((head.status, head.header("Content-Length"), head.bytes.len()), (200, Some("10"), 0));
    let tag = home.header("ETag").expect("a tag").to_owned();
    let again = server.ask("GET", "/", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert!(!fs::exists(site().path("public")).expect("a look"), "public/ is never touched");
}

#[test]
fn range_requests_are_supported() {
    let server = Server::start(&site(), &[]);
    let part = server.ask("GET", "/form.txt", "Range: bytes=2-4\r\n");
    assert_eq!((part.status, part.body().as_str(), part.header("Content-Range")), (206, "234", Some("bytes 2-4/10")));
    assert_eq!(server.ask("GET", "/form.txt", "Range: bytes=-3\r\n").body(), "789");
    assert_eq!(server.ask("GET", "/form.txt", "Range: bytes=20-\r\n").status, 416);
    let other = server.ask("GET", "/form.txt", "Range: bytes=2-4\r\nIf-Range: \"old\"\r\n");
    assert_eq!((other.status, other.body().len()), (200, 10));
}

#[test]
fn the_preview_serves_only_the_site() {
    let server = Server::start(&site(), &[]);
    for target in [
        "/../secret.md",
        "/%2e%2e/secret.md",
        "/..%2fsecret.md",
        "/%2e%2e%2fsecret.md",
        "/guide/../../secret.md",
        "/..%5csecret.md",
        "/..\\secret.md",
        "/%252e%252e/secret.md",
        "/....//secret.md",
        "//etc/passwd",
        "/%00/secret.md",
        "/secret.md%00.html",
        "/%c0%ae%c0%ae/secret.md",
        "/%ff",
        "/content/index.md",
        "/guide/a.md",
        "/fingerpost.toml",
        "http://evil.example/",
        "*",
    ] {
        let reply = server.ask("GET", target, "");
        assert!(!reply.body().contains("SECRET") && !reply.body().contains("root:"), "{target}");
        assert!(matches!(reply.status, 0 | 400 | 404), "{target} is answered with {}", reply.status);
    }
    assert_eq!(server.get("/").status, 200, "the server is still there");
}

#[test]
fn other_hosts_other_sites_and_other_methods_are_refused() {
    let server = Server::start(&site(), &["--allow-host", "docs.test"]);
    let host = |host: &str| server.raw(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!(host("evil.example"), 421);
    assert_eq!(host(&format!("evil.example:{}", server.port)), 421);
    assert_eq!(host("localhost.evil.example"), 421);
    assert_eq!(host("docs.test:80"), 200);
    assert_eq!(host("127.0.0.1"), 200);
    assert_eq!(server.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status, 421, "no host at all");
    for others in ["[::1].evil.example", "localhost:1.evil.example", ".localhost", "evil.example/.localhost"] {
        assert_eq!(host(others), 421, "{others}");
    }
    for doubled in ["localhost\r\nHost: evil.example", "localhost\r\nOrigin: null\r\norigin: http://localhost"] {
        assert_eq!(host(doubled), 400, "{doubled}");
    }
    let twice = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3);
    let reply = server.raw(&twice);
    assert_eq!((reply.status, reply.body().matches("HTTP/1.1 ").count()), (200, 0), "one reply a connection");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let reply = server.ask(method, "/", "");
        assert_eq!((reply.status, reply.header("Allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let with_body = "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
    assert_eq!(server.raw(with_body).status, 413);
    let chunked =
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n";
    assert_eq!(server.raw(chunked).status, 413);
    for target in ["/__fingerpost/", "/__fingerpost/events?path=/&hash=x", "/__fingerpost/preview.js"] {
        assert_eq!(server.ask("GET", target, "Sec-Fetch-Site: cross-site\r\n").status, 403, "{target}");
        assert_eq!(server.ask("GET", target, "Origin: https://evil.example\r\n").status, 403, "{target}");
        assert_eq!(server.ask("GET", target, "Origin: null\r\n").status, 403, "{target}");
    }
    let own = format!("Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost:{}\r\n", server.port);
    assert_eq!(server.ask("GET", "/__fingerpost/", &own).status, 200);
    let answer = server.ask("GET", "/a\r\nX-Evil: 1", "");
    assert!(!answer.head.contains("X-Evil"), "{}", answer.head);
}

#[test]
fn a_huge_announced_body_does_not_stop_the_preview() {
    let server = Server::start(&site(), &[]);
    for length in ["99999999999999", "9223372036854775808", "18446744073709551615", "340282366920938463463"] {
        for end in ["", "Expect: 100-continue\r\n", "Transfer-Encoding: chunked\r\n"] {
            let mut stream = server.connect();
            let head = format!("POST /a/ HTTP/1.1\r\nHost: 127.0.0.1\r\n{end}Content-Length: {length}\r\n\r\nhello");
            stream.write_all(head.as_bytes()).expect("it is sent");
            stream.shutdown(std::net::Shutdown::Write).expect("it is shut down");
        }
    }
    for _ in 0..20 {
        assert_eq!(server.get("/").status, 200);
    }
}

#[test]
fn idle_connections_and_streams_leave_room_for_requests() {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 256 && exec \"$0\" \"$@\""]).arg(program().get_program());
    let server = Server::start_as(limited, &site(), &[], None);
    for opening in ["", "GET / HTTP/1.1\r\nHo"] {
        let idle: Vec<TcpStream> = (0..300)
            .map(|_| {
                let mut stream = server.connect();
                stream.write_all(opening.as_bytes()).expect("the server accepts");
                stream
            })
            .collect();
        assert_eq!(server.get("/guide/a/").status, 200, "300 clients wait after {opening:?}");
        drop(idle);
    }
    let streams: Vec<Events> = (0..100).map(|_| Events::open(&server, "/guide/a/")).collect();
    assert_eq!(server.get("/guide/a/").status, 200, "{} streams were asked for", streams.len());
}

#[test]
fn long_heads_and_other_protocols_are_refused() {
    let server = Server::start(&site(), &[]);
    let long = "a".repeat(20_000);
    assert_eq!(server.raw(&format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n")).status, 431);
    assert_eq!(server.raw(&format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n")).status, 431);
    assert_eq!(server.raw(&"A: b\r\n".repeat(200)).status, 400);
    assert_eq!(server.raw("\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n").status, 400);
    assert_eq!(server.get("/").status, 200);
}

/// An open event stream.
struct Events {
    lines: Receiver<String>,
}

impl Events {
    fn open(server: &Server, path: &str) -> Events {
        let mut stream = server.connect();
        let request = format!("GET /__fingerpost/events?path={path}&hash=none HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("the server reads");
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(stream).lines().map_while(Result::ok);
            lines.for_each(|line| drop(sender.send(line)));
        });
        Events { lines }
    }

    /// Everything up to a line that contains a text.
    fn until(&mut self, wanted: &str) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            let is_it = line.contains(wanted);
            seen.push(line);
            if is_it {
                return seen;
            }
        }
        panic!("no `{wanted}` among {seen:?}")
    }
}
