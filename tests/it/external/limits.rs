//! How many requests hosts get, and how long they may take.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::{Run, Server, reply, why, works};
use fingerpost::check::external::Visit;

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
