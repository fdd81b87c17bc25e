//! What is known from earlier visits.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::{Answer, Run, Server, reply, works};
use fingerpost::check::external::Broken;
use fingerpost::check::external::Visit;

#[test]
fn successful_visits_are_cached_and_others_are_repeated() {
    let server = Server::of([Answer::at("/good"), Answer::at("/moved").status(301).headers("Location: /good\r\n")]);
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
