//! What answers of hosts mean for a link.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::{Answer, Run, Server, reply, why, works};
use fingerpost::check::external::Broken;
use fingerpost::check::external::ExternalPage;
use fingerpost::check::external::Visit;

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
    let server = Server::of([
        Answer::at("/401").status(401),
        Answer::at("/403").status(403),
        Answer::at("/429").status(429),
        Answer::at("/451").status(451),
        Answer::at("/500").status(500),
        Answer::at("/503").status(503),
        Answer::at("/999").status(999),
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
    let server = Server::of([
        Answer::at("/a").status(429).headers("Retry-After: 86400\r\n"),
        Answer::at("/b"),
        Answer::at("/c"),
    ]);
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
    let server = Server::of([
        Answer::at("/old").status(301).headers("Location: /older\r\n"),
        Answer::at("/older").status(308).headers("Location: new/?a=b#part\r\n"),
        Answer::at("/new/?a=b"),
        Answer::at("/for-now").status(302).headers("Location: /old\r\n"),
        Answer::at("/then").status(301).headers("Location: /for-now\r\n"),
        Answer::at("/lost").status(301).headers("Location: /nowhere\r\n"),
        Answer::at("/ring").status(302).headers("Location: /gnir\r\n"),
        Answer::at("/gnir").status(302).headers("Location: /ring\r\n"),
        Answer::at("/self").status(302).headers("Location: /self\r\n"),
        Answer::at("/mail").status(301).headers("Location: mailto:a@example.org\r\n"),
        Answer::at("/nothing").status(301),
        Answer::at("/away").status(301).headers("Location: http://www.example.gone/\r\n"),
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
    let server = Server::of([Answer::at("/page").text("<h2 id=\"scope\">Scope</h2><a name='old'></a>")]);
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
    let server = Server::of([Answer::at("/")]);
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
