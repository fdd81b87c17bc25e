//! Links to other sites, against a scripted server on this machine: what is asked, how often, and what comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::{Project, Ran};
use fingerpost::check::external::{Broken, ExternalPage, UrlsToVisit, Visit};
use fingerpost::config::external::External;
use fingerpost::io::external::cache::Cache;
use fingerpost::io::external::fetch::Client;
use fingerpost::io::external::report::VisitReport;
use fingerpost::io::external::visitor::Visitor;
use serde_json::Value;

/// A request as it came.
#[derive(Debug, Clone)]
struct Request {
    method: String,
    path: String,
    head: String,
    at: Instant,
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

    /// Answers each path by a table: status, more headers, page.
    fn of(pages: &'static [(&'static str, u16, &'static str, &'static str)]) -> Server {
        Server::start(move |request, _, stream| {
            let page = pages.iter().find(|(path, ..)| *path == request.path);
            let (_, status, headers, text) = page.copied().unwrap_or(("", 404, "", ""));
            reply(stream, request, status, headers, text);
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

#[test]
fn head_is_requested_before_get() {
    let server = Server::start(|request, _, stream| {
        let is_refused = request.method == "HEAD" && request.path != "/plain";
        let status = match request.path.as_str() {
            "/405" | "/501" | "/403" | "/404" | "/500" if is_refused => request.path[1..].parse().expect("a number"),
            "/gone" => 410,
            "/missing" => 404,
            _ => 200,
        };
        reply(stream, request, status, "", "page");
    });
    let run = Run::new();
    assert_eq!(run.one(&server.url("/plain")), works());
    assert_eq!(server.asked(), ["HEAD /plain"]);
    for path in ["/405", "/501", "/403", "/404", "/500"] {
        assert_eq!(run.one(&server.url(path)), works(), "{path}");
    }
    assert_eq!(server.asked()[1..3], ["HEAD /405", "GET /405"]);
    assert_eq!(run.one(&server.url("/missing")), Visit::Broken(Broken::NotFound));
    assert_eq!(run.one(&server.url("/gone")), Visit::Broken(Broken::Gone));
    let request = &server.requests()[0];
    assert!(request.head.to_lowercase().contains("user-agent: fingerpost/"), "{}", request.head);
}

#[test]
fn rejecting_automated_requests_does_not_make_a_link_broken() {
    let server = Server::of(&[
        ("/401", 401, "", ""),
        ("/403", 403, "", ""),
        ("/429", 429, "", ""),
        ("/451", 451, "", ""),
        ("/500", 500, "", ""),
        ("/503", 503, "", ""),
        ("/999", 999, "", ""),
    ]);
    let run = Run::new();
    let urls: Vec<String> = ["401", "403", "429", "451", "500", "503", "999"]
        .iter()
        .map(|status| server.on(&format!("{status}.test"), &format!("/{status}")))
        .collect();
    let found = run.visit(&urls);
    assert_eq!(found.unknown, urls.len());
    for (url, visit) in &found.visits {
        let status = url.rsplit('/').next().expect("a path");
        assert!(why(visit).contains(&format!("returned {status}")), "{visit:?}");
    }
    let count = |path: &str| server.asked().iter().filter(|asked| asked.ends_with(path)).count();
    assert_eq!(count("/403"), 2, "a plain refusal is not repeated");
    assert_eq!(count("/429"), 3, "once, and two retries");
    assert_eq!(count("/500"), 4, "without the page, for the page, and two retries");
    let text = std::fs::read_to_string(run.cache());
    assert!(text.is_err(), "what is unknown is not kept: {text:?}");
}

#[test]
fn retries_wait_longer_each_time_and_end_with_the_first_answer() {
    let server = Server::start(|request, before, stream| {
        reply(stream, request, if before < 3 { 502 } else { 200 }, "", "page");
    });
    let run = Run::new();
    assert_eq!(run.one(&server.url("/shaky")), works());
    let at: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
    assert_eq!(server.asked(), ["HEAD /shaky", "GET /shaky", "GET /shaky", "GET /shaky"]);
    assert!(at[2] - at[1] >= Duration::from_millis(40), "{:?}", at[2] - at[1]);
    assert!(at[3] - at[2] >= Duration::from_millis(80), "{:?}", at[3] - at[2]);
}

#[test]
fn retry_after_pauses_all_requests_to_a_host() {
    let server = Server::start(|request, before, stream| {
        if request.path == "/busy" && before == 0 {
            return reply(stream, request, 429, "Retry-After: 1\r\n", "");
        }
        reply(stream, request, 200, "", "page");
    });
    let mut run = Run::new();
    run.settings.per_host = 1;
    let found = run.visit(&[server.url("/busy"), server.url("/next")]);
    assert!(found.visits.values().all(|visit| *visit == works()), "{:?}", found.visits);
    let requests = server.requests();
    assert_eq!(requests[0].path, "/busy");
    for later in &requests[1..] {
        assert!(later.at - requests[0].at >= Duration::from_millis(950), "{later:?}");
    }
}

#[test]
fn retry_after_accepts_a_date() {
    let server = Server::start(|request, before, stream| {
        if before > 0 {
            return reply(stream, request, 200, "", "page");
        }
        let then = jiff::Timestamp::now() + Duration::from_secs(2);
        let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).expect("a date");
        reply(stream, request, 503, &format!("Retry-After: {date}\r\n"), "");
    });
    let run = Run::new();
    assert_eq!(run.one(&server.url("/")), works());
    let requests = server.requests();
    // The date has whole seconds.
    assert!(requests[1].at - requests[0].at >= Duration::from_millis(900));
}

#[test]
fn a_host_with_a_long_retry_after_is_skipped() {
    let server = Server::of(&[("/a", 429, "Retry-After: 86400\r\n", ""), ("/b", 200, "", ""), ("/c", 200, "", "")]);
    let mut run = Run::new();
    run.settings.per_host = 1;
    let begun = Instant::now();
    let found = run.visit(&[server.url("/a"), server.url("/b"), server.url("/c"), server.on("two.test", "/b")]);
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(found.unknown, 3);
    assert!(why(&found.visits[&server.url("/b")]).contains("after 86400 s"));
    assert_eq!(found.visits[&server.on("two.test", "/b")], works(), "other hosts are asked");
    let mut asked = server.asked();
    asked.sort();
    assert_eq!(asked, ["HEAD /a", "HEAD /b"]);
}

#[test]
fn redirects_are_followed_and_only_permanent_ones_move_a_page() {
    let server = Server::of(&[
        ("/old", 301, "Location: /older\r\n", ""),
        ("/older", 308, "Location: new/?a=b#part\r\n", ""),
        ("/new/?a=b", 200, "", ""),
        ("/for-now", 302, "Location: /old\r\n", ""),
        ("/then", 301, "Location: /for-now\r\n", ""),
        ("/lost", 301, "Location: /nowhere\r\n", ""),
        ("/ring", 302, "Location: /gnir\r\n", ""),
        ("/gnir", 302, "Location: /ring\r\n", ""),
        ("/self", 302, "Location: /self\r\n", ""),
        ("/mail", 301, "Location: mailto:a@example.org\r\n", ""),
        ("/nothing", 301, "", ""),
        ("/away", 301, "Location: http://www.example.gone/\r\n", ""),
    ]);
    let run = Run::new();
    let moved = |to: &str| Visit::Works(ExternalPage { moved: Some(server.url(to)), anchors: BTreeMap::new() });
    assert_eq!(run.one(&server.url("/old")), moved("/new/?a=b#part"));
    assert_eq!(run.one(&server.url("/for-now")), works(), "what is temporary may come back");
    assert_eq!(run.one(&server.url("/then")), moved("/for-now"), "the way is permanent up to there");
    assert_eq!(run.one(&server.url("/lost")), Visit::Broken(Broken::NotFound));
    for path in ["/ring", "/self"] {
        assert!(why(&run.one(&server.url(path))).contains("too many times"), "{path}");
    }
    assert!(why(&run.one(&server.url("/mail"))).contains("mailto:"));
    assert!(why(&run.one(&server.url("/nothing"))).contains("returned 301"));
    assert!(why(&run.one(&server.url("/away"))).contains("redirects to `www.example.gone`"));
}

#[test]
fn redirect_loops_end() {
    let server = Server::start(|request, _, stream| {
        let number: u32 = request.path.trim_start_matches('/').parse().expect("a number");
        reply(stream, request, 302, &format!("Location: /{}\r\n", number + 1), "");
    });
    assert!(why(&Run::new().one(&server.url("/0"))).contains("too many times"));
    assert_eq!(server.asked().len(), 21);
}

#[test]
fn redirects_to_very_long_urls_are_not_followed() {
    let server = Server::start(|request, _, stream| {
        reply(stream, request, 301, &format!("Location: /{}\r\n", "a".repeat(20_000)), "");
    });
    let visit = Run::new().one(&server.url("/"));
    assert!(why(&visit).contains("too long"), "{visit:?}");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn few_requests_go_to_one_host_and_more_to_many() {
    let (server, most) = counting();
    let mut run = Run::new();
    run.settings.per_host = 2;
    run.settings.concurrency = 6;
    let pages: Vec<String> = (0..12).map(|number| server.url(&format!("/{number}"))).collect();
    run.visit(&pages);
    assert_eq!(most.load(Ordering::SeqCst), 2, "one host");
    let (server, most) = counting();
    let page = |number: usize| server.on(&format!("host{}.test", number % 8), &format!("/{number}"));
    let pages: Vec<String> = (0..24).map(page).collect();
    run.visit(&pages);
    let most = most.load(Ordering::SeqCst);
    assert!((3..=6).contains(&most), "many hosts: {most}");
}

/// A slow server, and the most requests that it had at once.
fn counting() -> (Server, Arc<AtomicUsize>) {
    let (open, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = most.clone();
    let server = Server::start(move |request, _, stream| {
        seen.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(60));
        // Before the answer, because the next request may come as soon as it is read.
        open.fetch_sub(1, Ordering::SeqCst);
        reply(stream, request, 200, "", "page");
    });
    (server, most)
}

#[test]
fn redirects_count_towards_the_limit_of_a_host() {
    let server = Server::start(|request, _, stream| {
        if request.path.starts_with("/to/") {
            let host =
                request.head.lines().find_map(|line| line.strip_prefix("host: ").or(line.strip_prefix("Host: ")));
            let port = host.and_then(|host| host.split(':').nth(1)).expect("a port").to_owned();
            let location = format!("Location: http://target.test:{port}/at{}\r\n", request.path);
            return reply(stream, request, 302, &location, "");
        }
        thread::sleep(Duration::from_millis(60));
        reply(stream, request, 200, "", "page");
    });
    let mut run = Run::new();
    run.settings.per_host = 1;
    let pages: Vec<String> =
        (0..6).map(|number| server.on(&format!("from{number}.test"), &format!("/to/{number}"))).collect();
    let found = run.visit(&pages);
    assert!(found.visits.values().all(|visit| *visit == works()), "{:?}", found.visits);
    let mut at: Vec<Instant> =
        server.requests().iter().filter(|request| request.path.starts_with("/at")).map(|request| request.at).collect();
    at.sort();
    assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(55)), "one after the other");
}

#[test]
fn unresponsive_hosts_time_out() {
    let server = Server::start(|request, _, stream| match request.path.as_str() {
        "/silent" => thread::sleep(Duration::from_secs(30)),
        "/cut" => {}
        // A page that never ends, a few letters at a time.
        _ => {
            let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p id=\"first\">");
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
        }
    });
    let mut run = Run::new();
    run.settings.timeout_seconds = 1;
    run.settings.retries = 0;
    run.settings.check_anchors = true;
    let begun = Instant::now();
    let found = run.visit(&[server.url("/silent"), server.url("/cut")]);
    assert!(why(&found.visits[&server.url("/silent")]).contains("no response within 1 s"));
    assert!(why(&found.visits[&server.url("/cut")]).contains("closed the connection"), "{:?}", found.visits);
    let found = run.visit_with(&[server.url("/drip")], &["last"]);
    let Visit::Works(page) = &found.visits[&server.url("/drip")] else { panic!("{:?}", found.visits) };
    assert!(page.anchors["last"], "a page that was not read to its end may have it");
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[test]
fn tls_errors_do_not_make_a_link_broken() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("https://one.test:{}/", listener.local_addr().expect("it is bound").port());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    let mut run = Run::new();
    run.settings.retries = 0;
    let visit = run.one(&url);
    assert!(why(&visit).contains("encryption"), "{visit:?}");
}

#[test]
fn a_huge_page_is_read_in_part() {
    let server = Server::start(|request, _, stream| {
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8000000000\r\n\r\n<p id=\"first\">"
        );
        let block = vec![b'x'; 1 << 16];
        let mut sent = 0_u64;
        while request.method == "GET" && sent < 8_000_000_000 && stream.write_all(&block).is_ok() {
            sent += block.len() as u64;
        }
        assert!(sent < 64_000_000, "{sent} bytes were taken");
    });
    let mut run = Run::new();
    run.settings.check_anchors = true;
    let begun = Instant::now();
    let found = run.visit_with(&[server.url("/")], &["first", "far-down"]);
    assert_eq!(
        found.visits[&server.url("/")],
        Visit::Works(ExternalPage { moved: None, anchors: [("far-down".into(), true), ("first".into(), true)].into() })
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn anchors_are_checked_only_if_requested() {
    let server = Server::of(&[("/page", 200, "", "<h2 id=\"scope\">Scope</h2><a name='old'></a>")]);
    let mut run = Run::new();
    let url = server.url("/page");
    let anchors = ["scope", "old", "missing"];
    assert_eq!(run.visit_with(std::slice::from_ref(&url), &anchors).visits[&url], works());
    assert_eq!(server.asked(), ["HEAD /page"]);
    run.settings.check_anchors = true;
    let found = run.visit_with(std::slice::from_ref(&url), &anchors);
    let Visit::Works(page) = &found.visits[&url] else { panic!("{:?}", found.visits) };
    assert_eq!(
        page.anchors,
        [("missing".to_owned(), false), ("old".to_owned(), true), ("scope".to_owned(), true)].into()
    );
    assert_eq!(server.asked()[1..], ["GET /page"], "what the cache knows of the page says nothing of its anchors");
    run.visit_with(std::slice::from_ref(&url), &anchors);
    assert_eq!(server.asked().len(), 3, "an anchor was missing, so the page is read again");
    assert_eq!(run.visit_with(&[url], &["scope", "old"]).from_cache, 1);
}

#[test]
fn a_host_that_does_not_exist_is_broken_only_where_others_answer() {
    let server = Server::of(&[("/", 200, "", "")]);
    let run = Run::new();
    let gone = "http://www.example.gone/".to_owned();
    let alone = run.visit(std::slice::from_ref(&gone));
    assert!(why(&alone.visits[&gone]).contains("no other site answered"), "{:?}", alone.visits);
    let both = run.visit(&[
        gone.clone(),
        server.url("/"),
        "http://wiki.corp.gone/".into(),
        "http://www.broken/".into(),
        "http://wiki/".into(),
    ]);
    assert_eq!(both.visits[&gone], Visit::Broken(Broken::NoHost));
    assert_eq!(both.visits[&server.url("/")], works());
    why(&both.visits["http://www.broken/"]);
}

#[test]
fn private_host_names_are_never_broken() {
    let server = Server::of(&[("/", 200, "", "")]);
    let mut run = Run::new();
    run.visitor.lookup = Arc::new(|name: &str| match name.starts_with("one.test") {
        true => lookup(name),
        false => Err(std::io::Error::other("Name or service not known")),
    });
    let names = ["http://wiki/", "http://wiki.corp/", "http://nas.home.arpa/"].map(str::to_owned);
    let found = run.visit(&[names.as_slice(), &[server.url("/")]].concat());
    for name in &names {
        assert!(why(&found.visits[name]).contains("there is no host"), "{name}");
    }
}

#[test]
fn private_networks_receive_no_requests() {
    let server = Server::start(|request, _, stream| reply(stream, request, 200, "", "secret"));
    let mut run = Run::new();
    run.settings.allow_private = false;
    let url = |host: &str| server.on(host, "/");
    // By IP address or by a name that says so: left out without a word.
    let literal = run.visit(&[url("127.0.0.1"), url("localhost"), url("[::1]"), url("printer.local")]);
    assert_eq!((literal.skipped, literal.visits.len()), (4, 0));
    // By a name that the look-up leads there.
    assert!(why(&run.one(&url("www.example.org"))).contains("private network"));
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_redirect_into_a_private_network_is_not_followed() {
    let patience = fingerpost::io::external::step::RetryPolicy {
        retries: 0,
        back_off: Duration::ZERO,
        longest_wait: Duration::ZERO,
        private: false,
    };
    use fingerpost::io::external::step::{Next, RequestOutcome, Status, Task};
    for location in ["http://127.0.0.1/", "//localhost/", "http://169.254.169.254/latest/", "http://[::ffff:10.0.0.1]/"]
    {
        let url = "https://www.example.org/".parse().expect("a URL");
        let task = Task::new("https://www.example.org/".into(), url, BTreeSet::new());
        let status = Status { code: 302, location: Some(location.to_owned()), ..Status::default() };
        let next = task.next(RequestOutcome::Status(status), &patience);
        assert!(matches!(&next, Next::Done(visit) if why(visit).contains("private network")), "{location}: {next:?}");
    }
}

#[test]
fn credentials_are_never_sent() {
    let server = Server::start(|request, _, stream| match request.path.as_str() {
        "/in" => {
            let port =
                request.head.split("one.test:").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("a port");
            reply(stream, request, 301, &format!("Location: http://user:secret@one.test:{port}/out\r\n"), "");
        }
        _ => reply(stream, request, 200, "", "page"),
    });
    let run = Run::new();
    let moved = run.one(&server.url("/in"));
    assert_eq!(moved, Visit::Works(ExternalPage { moved: Some(server.url("/out")), anchors: BTreeMap::new() }));
    assert!(server.requests().iter().all(|request| !request.head.to_lowercase().contains("authorization")));
}

#[test]
fn successful_visits_are_cached_and_others_are_repeated() {
    let server = Server::of(&[("/good", 200, "", ""), ("/moved", 301, "Location: /good\r\n", "")]);
    let mut run = Run::new();
    let urls = [server.url("/good"), server.url("/moved"), server.url("/missing")];
    run.visit(&urls);
    let text = std::fs::read_to_string(run.cache()).expect("a cache");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("\"http")).collect();
    let port = server.port;
    assert_eq!(
        lines,
        [
            format!("\"http://one.test:{port}/good\": {{\"day\":\"2026-11-21\"}},"),
            format!("\"http://one.test:{port}/missing\": {{\"day\":\"2026-11-21\",\"broken\":\"404\"}},"),
            format!(
                "\"http://one.test:{port}/moved\": {{\"day\":\"2026-11-21\",\"moved\":\"http://one.test:{port}/good\"}}"
            ),
        ]
    );
    let second = run.visit(&urls);
    assert_eq!((second.from_cache, second.visited), (2, 1), "a repair is seen at once");
    assert_eq!(second.visits[&urls[2]], Visit::Broken(Broken::NotFound));
    assert_eq!(std::fs::read_to_string(run.cache()).expect("a cache"), text, "the same day writes the same file");
    run.visitor.today = "2026-11-27".parse().expect("a day");
    assert_eq!(run.visit(&urls).from_cache, 2);
    run.visitor.today = "2026-11-28".parse().expect("a day");
    assert_eq!(run.visit(&urls).from_cache, 0, "after seven days");
    assert_eq!(run.visit(&urls[..1]).from_cache, 1);
    let text = std::fs::read_to_string(run.cache()).expect("a cache");
    assert!(!text.contains("moved"), "urls that no link names are forgotten: {text}");
}

#[test]
fn last_success_is_kept_while_a_site_is_down() {
    let up = Arc::new(AtomicUsize::new(200));
    let status = up.clone();
    let server = Server::start(move |request, _, stream| {
        reply(stream, request, status.load(Ordering::SeqCst) as u16, "", "page");
    });
    let mut run = Run::new();
    run.settings.max_age_days = 0;
    assert_eq!(run.one(&server.url("/")), works());
    up.store(500, Ordering::SeqCst);
    let Visit::Unknown { worked_on, .. } = run.one(&server.url("/")) else { panic!("it is down") };
    assert_eq!(worked_on.as_deref(), Some("2026-11-21"));
    assert!(std::fs::read_to_string(run.cache()).expect("a cache").contains("2026-11-21"));
}

#[test]
fn the_total_timeout_leaves_the_rest_for_the_next_run() {
    let server = Server::start(|request, _, stream| {
        thread::sleep(Duration::from_millis(150));
        reply(stream, request, 200, "", "page");
    });
    let mut run = Run::new();
    run.settings.total_timeout_seconds = 1;
    run.settings.per_host = 1;
    let pages: Vec<String> = (0..30).map(|number| server.url(&format!("/{number}"))).collect();
    let begun = Instant::now();
    let first = run.visit(&pages);
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert!(first.left > 10 && first.visited > 2 && first.left + first.visited == 30, "{first:?}");
    let second = run.visit(&pages);
    assert!(second.from_cache >= first.visited - first.unknown, "{second:?}");
}

#[test]
fn patterns_skip_urls() {
    let server = Server::of(&[("/a", 200, "", "")]);
    let mut run = Run::new();
    run.settings.skip = vec!["http://*.internal.test*".into(), "*/private/*".into()];
    let found =
        run.visit(&[server.url("/a"), server.on("wiki.internal.test", "/a"), server.url("/private/page?x=[1]")]);
    assert_eq!((found.visited, found.skipped), (1, 2));
    assert_eq!(server.asked(), ["HEAD /a"]);
}

// The whole program.

fn library(server: &Server, settings: &str) -> Project {
    let url = |path: &str| format!("http://127.0.0.1:{}{path}", server.port);
    let text = format!(
        "# A\n\nSee [good]({}), [bad]({}) and [bad again]({}).\n\n[Moved]({}) and [shut]({}).\n",
        url("/good"),
        url("/missing"),
        url("/missing#part"),
        url("/old#part"),
        url("/shut"),
    );
    let settings = format!("[external]\nretries = 0\ncheck_anchors = true\n{settings}\n");
    Project::with(&[("content/index.md", &text), ("fingerpost.toml", &settings)])
}

const PAGES: &[(&str, u16, &str, &str)] = &[
    ("/good", 200, "", ""),
    ("/old", 301, "Location: /new\r\n", ""),
    ("/new", 200, "", "<h1 id=\"title\">New</h1>"),
    ("/shut", 403, "", ""),
];

fn json(ran: &Ran) -> Vec<Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

#[test]
fn external_diagnostics_have_the_place_of_the_link() {
    let server = Server::of(PAGES);
    let project = library(&server, "");
    project.run(&["check", "--deny", "warnings"]).ends(0);
    project.build().ends(0);
    assert_eq!(server.asked(), [""; 0], "nothing is asked unless --external is given");
    let ran = project.run(&["check", "--external=private", "--format", "json"]);
    ran.ends(0);
    let found: Vec<String> = json(&ran)
        .iter()
        .map(|diagnostic| {
            format!("{}:{} {}", diagnostic["line"], diagnostic["column"], diagnostic["code"].as_str().unwrap_or(""))
        })
        .collect();
    let port = server.port.to_string().len() as u64;
    let place = |before: &str| before.chars().count() as u64 + 1;
    let good = "See [good](http://127.0.0.1:/good), [bad](";
    let bad = place(good) + port;
    let again = bad + "http://127.0.0.1:/missing) and [bad again](".len() as u64 + port;
    let shut = "[Moved](http://127.0.0.1:/old#part) and [shut](".len() as u64 + port + 1;
    assert_eq!(
        found,
        [
            format!("3:{bad} external/broken"),
            format!("3:{again} external/broken"),
            "5:9 external/missing-anchor".to_owned(),
            "5:9 external/moved".to_owned(),
            format!("5:{shut} external/unverified"),
        ],
        "{}",
        ran.out
    );
    ran.says("checked 4 external URLs: 4 visited; 1 unknown");
    let moved = &json(&ran)[3];
    assert_eq!(moved["help"], format!("use `http://127.0.0.1:{}/new#part`", server.port));
    project.run(&["check", "--external=private", "--deny", "external/broken"]).ends(1).says("1 from the cache");
}

#[test]
fn cached_checks_make_no_requests() {
    let server = Server::of(PAGES);
    let project = library(&server, "cache = \"visits.json\"");
    project.run(&["check", "--external=cached"]).ends(0).says("4 not visited yet");
    project.run(&["check", "--external=private", "--now", "2026-11-21"]).ends(0);
    let asked = server.asked().len();
    let text = std::fs::read_to_string(project.path("visits.json")).expect("the cache");
    assert!(text.contains("\"day\":\"2026-11-21\""), "{text}");
    let cached = project.run(&["check", "--external=cached", "--now", "2036-01-01", "--deny", "external/broken"]);
    cached.ends(1).says("3 from the cache, 1 not visited yet");
    assert_eq!(server.asked().len(), asked);
    project.write("visits.json", b"{\"mine\": true}");
    project.run(&["check", "--external=private"]).ends(2).says("is not a cache");
    assert_eq!(std::fs::read(project.path("visits.json")).expect("the file"), b"{\"mine\": true}");
}

#[test]
fn suppressions_and_levels_apply_to_external_links() {
    let server = Server::of(PAGES);
    let text = format!(
        "# A\n\n<!-- fingerpost-ignore external/broken: it comes with the move in May -->\nSee [it](http://127.0.0.1:{}/missing).\n",
        server.port
    );
    let settings = "[external]\nretries = 0\n";
    let project = Project::with(&[("content/index.md", &text), ("fingerpost.toml", settings)]);
    // Without visits the comment has nothing to silence, and is no diagnostic for that.
    project.run(&["check", "--deny", "warnings"]).ends(0);
    project.run(&["check", "--external=private", "--deny", "warnings"]).ends(0).says("no findings");
    let plain = text.replace("<!-- fingerpost-ignore external/broken: it comes with the move in May -->\n", "");
    project.write("content/index.md", plain.as_bytes());
    project.run(&["check", "--external=private", "--deny", "warnings"]).ends(1);
    project.run(&["check", "--external=private", "--deny", "warnings", "--allow", "external"]).ends(0);
}

#[test]
fn a_baseline_keeps_what_visits_found() {
    let server = Server::of(PAGES);
    let project = library(&server, "");
    project.run(&["check", "--external=private", "--write-baseline"]).ends(0);
    project
        .run(&["check", "--external=private", "--deny", "warnings"])
        .ends(0)
        .says("no new findings (5 in the baseline)");
    let without = project.run(&["check", "--deny", "warnings"]);
    without.ends(0);
    assert!(!without.err.contains("gone"), "what was not looked at is not gone: {}", without.err);
    project.run(&["check", "--write-baseline"]).ends(0);
    project
        .run(&["check", "--external=private", "--deny", "warnings"])
        .ends(0)
        .says("no new findings (5 in the baseline)");
}

#[test]
fn a_private_proxy_is_used_and_resolves_names() {
    let server = Server::start(|request, _, stream| {
        if request.method != "CONNECT" {
            return reply(stream, request, 500, "", "");
        }
        let _ = stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n");
        let mut inner = BufReader::new(stream.try_clone().expect("a socket can be cloned"));
        let mut line = String::new();
        let _ = inner.read_line(&mut line);
        let status = if line.starts_with("HEAD /there ") { 200 } else { 404 };
        reply(stream, request, status, "", "");
    });
    let text = "# A\n\n[There](http://www.example.test/there), [gone](http://www.example.test/gone), [own](http://10.0.0.1/).\n";
    let project = Project::with(&[("content/index.md", text)]);
    let output = crate::common::program()
        .args(["check", "--external", "--format", "json"])
        .env("HTTP_PROXY", format!("http://127.0.0.1:{}", server.port))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .current_dir(project.folder.path())
        .output()
        .expect("it starts");
    let ran = Ran::of(output);
    ran.ends(0).says("checked 3 external URLs: 2 visited, 1 skipped");
    let codes: Vec<String> = json(&ran).iter().map(|diagnostic| diagnostic["code"].to_string()).collect();
    assert_eq!(codes, ["\"external/broken\""], "{}", ran.out);
    assert!(server.asked().iter().all(|asked| asked == "CONNECT www.example.test:80"), "{:?}", server.asked());
}

#[test]
fn a_killed_run_leaves_a_complete_cache() {
    let server = Server::start(|request, _, stream| {
        thread::sleep(Duration::from_millis(300));
        reply(stream, request, 200, "", "page");
    });
    let links: String =
        (0..80).map(|number| format!("[x{number}](http://127.0.0.1:{}/{number})\n\n", server.port)).collect();
    let settings = "[external]\ncache = \"visits.json\"\nper_host = 2\n";
    let project = Project::with(&[("content/index.md", &format!("# A\n\n{links}")), ("fingerpost.toml", settings)]);
    let mut child = crate::common::program()
        .args(["check", "--external=private"])
        .current_dir(project.folder.path())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    thread::sleep(Duration::from_millis(5000));
    child.kill().expect("it runs still");
    crate::common::wait(&mut child);
    let text = std::fs::read_to_string(project.path("visits.json")).expect("it was written on the way");
    let cache: Value = serde_json::from_str(&text).expect("it is whole");
    let kept = cache["visits"].as_object().map_or(0, serde_json::Map::len);
    assert!((8..80).contains(&kept), "{kept}");
}
