//! Checks of external links with the whole program.

use std::io::BufReader;
use std::io::{BufRead, Write};
use std::thread;
use std::time::Duration;

use super::{Answer, Server, reply};
use crate::common::Project;
use crate::common::Ran;
use serde_json::Value;

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

const PAGES: [Answer; 4] = [
    Answer::at("/good"),
    Answer::at("/old").status(301).headers("Location: /new\r\n"),
    Answer::at("/new").text("<h1 id=\"title\">New</h1>"),
    Answer::at("/shut").status(403),
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
