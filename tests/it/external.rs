//! Links to other sites, against a scripted server on this machine: what is asked, how often, and what comes of it.

mod answers;
mod cached;
mod limits;
mod private;
mod program;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use fingerpost::check::external::{ExternalPage, UrlsToVisit, Visit};
use fingerpost::config::external::External;
use fingerpost::io::external::cache::Cache;
use fingerpost::io::external::fetch::Client;
use fingerpost::io::external::report::VisitReport;
use fingerpost::io::external::visitor::Visitor;

/// A request as it came.
#[derive(Debug, Clone)]
struct Request {
    method: String,
    path: String,
    head: String,
    at: Instant,
}

/// What a server answers at a path.
struct Answer {
    path: &'static str,
    status: u16,
    /// Further lines of the head.
    headers: &'static str,
    text: &'static str,
}

impl Answer {
    /// 200 without a text.
    const fn at(path: &'static str) -> Answer {
        Answer { path, status: 200, headers: "", text: "" }
    }

    const fn status(self, status: u16) -> Answer {
        Answer { status, ..self }
    }

    const fn headers(self, headers: &'static str) -> Answer {
        Answer { headers, ..self }
    }

    const fn text(self, text: &'static str) -> Answer {
        Answer { text, ..self }
    }
}

/// What the script sees: the request, and how many for this path came before it.
type Script = dyn Fn(&Request, usize, &mut TcpStream) + Send + Sync;

struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    fn start(script: impl Fn(&Request, usize, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let server = Server { port, requests: Arc::default() };
        let requests = server.requests.clone();
        let script: Arc<Script> = Arc::new(script);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (requests, script) = (requests.clone(), script.clone());
                thread::spawn(move || answer(stream, &requests, &*script));
            }
        });
        server
    }

    /// Answers each path by a table, and all others with 404.
    fn of<const COUNT: usize>(pages: [Answer; COUNT]) -> Server {
        const MISSING: Answer = Answer::at("").status(404);
        Server::start(move |request, _, stream| {
            let answer = pages.iter().find(|answer| answer.path == request.path).unwrap_or(&MISSING);
            reply(stream, request, answer.status, answer.headers, answer.text);
        })
    }

    fn url(&self, path: &str) -> String {
        self.on("one.test", path)
    }

    fn on(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    fn asked(&self) -> Vec<String> {
        let requests = self.requests.lock().expect("no test panics with it");
        requests.iter().map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no test panics with it").clone()
    }
}

fn answer(mut stream: TcpStream, requests: &Mutex<Vec<Request>>, script: &Script) {
    let mut reader = BufReader::new(stream.try_clone().expect("a socket can be cloned"));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let mut words = head.split(' ');
    let mut word = || words.next().unwrap_or_default().to_owned();
    let request = Request { method: word(), path: word(), head, at: Instant::now() };
    let before = {
        let mut all = requests.lock().expect("no test panics with it");
        let before = all.iter().filter(|one| one.path == request.path).count();
        all.push(request.clone());
        before
    };
    script(&request, before, &mut stream);
}

fn reply(stream: &mut TcpStream, request: &Request, status: u16, headers: &str, text: &str) {
    let body = if request.method == "HEAD" { "" } else { text };
    let length = text.len();
    // A client that has seen enough may be gone.
    let _ = write!(
        stream,
        "HTTP/1.1 {status} Said\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    );
}

/// Every name is this machine, but for those that end in `.gone`, and `.broken`, where nobody can be asked.
fn lookup(name: &str) -> std::io::Result<Vec<SocketAddr>> {
    let (host, port) = name.rsplit_once(':').expect("a port");
    if host.ends_with(".gone") {
        return Err(std::io::Error::other("failed to lookup address information: Name or service not known"));
    }
    if host.ends_with(".broken") {
        return Err(std::io::Error::other(
            "failed to lookup address information: Temporary failure in name resolution",
        ));
    }
    Ok(vec![format!("127.0.0.1:{port}").parse().expect("a URL")])
}

struct Run {
    settings: External,
    visitor: Visitor,
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Run {
        let visitor = Visitor {
            lookup: Arc::new(lookup),
            client: Client::new,
            back_off: Duration::from_millis(40),
            longest_wait: Duration::from_secs(3),
            today: "2026-11-21".parse().expect("a day"),
        };
        let settings = External { allow_private: true, timeout_seconds: 5, ..External::default() };
        Run { settings, visitor, folder: tempfile::tempdir().expect("a folder for the test") }
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("visits.json")
    }

    fn visit(&self, urls: &[String]) -> VisitReport {
        self.visit_with(urls, &[])
    }

    fn visit_with(&self, urls: &[String], anchors: &[&str]) -> VisitReport {
        let anchors: BTreeSet<String> = anchors.iter().map(|anchor| (*anchor).to_owned()).collect();
        let wanted: UrlsToVisit = urls.iter().map(|url| (url.clone(), anchors.clone())).collect();
        let mut cache = Cache::read(self.cache()).expect("a cache");
        self.visitor.visit(&wanted, &self.settings, &mut cache, &|_, _| {}).expect("it can be written")
    }

    fn one(&self, url: &str) -> Visit {
        self.visit(&[url.to_owned()]).visits.remove(url).expect("it was visited")
    }
}

fn works() -> Visit {
    Visit::Works(ExternalPage::default())
}

#[track_caller]
fn why(visit: &Visit) -> &str {
    match visit {
        Visit::Unknown { why, .. } => why,
        known => panic!("it is known: {known:?}"),
    }
}
