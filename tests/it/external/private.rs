//! What is never asked and never sent.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::{Answer, Run, Server, lookup, reply, why};
use fingerpost::check::external::ExternalPage;
use fingerpost::check::external::Visit;

#[test]
fn private_host_names_are_never_broken() {
    let server = Server::of([Answer::at("/")]);
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
fn patterns_skip_urls() {
    let server = Server::of([Answer::at("/a")]);
    let mut run = Run::new();
    run.settings.skip = vec!["http://*.internal.test*".into(), "*/private/*".into()];
    let found =
        run.visit(&[server.url("/a"), server.on("wiki.internal.test", "/a"), server.url("/private/page?x=[1]")]);
    assert_eq!((found.visited, found.skipped), (1, 2));
    assert_eq!(server.asked(), ["HEAD /a"]);
}
