//! `fingerpost publish`: to a folder, to object stores that fail at every request, and by SFTP.

mod object_store;
#[cfg(unix)]
mod sftp;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{Project, Ran, program, snapshot};
use object_store::{Fault, Object, ObjectStore, SAS, SECRET};

/// The first version of a site, published to `public/`.
fn first() -> Project {
    let project = Project::with(&[
        ("fingerpost.toml", "title = \"Yard\"\nbase_url = \"https://docs.example.org/\"\n[search]\nenabled = false\n"),
        ("content/index.md", "# Home\n"),
        ("content/a.md", "# A\n"),
        ("content/gone.md", "# Gone\n"),
    ]);
    project.build().ends(0);
    project
}

/// The second: a page changes, one is new and one is removed.
fn second(project: &Project) {
    project.write("content/a.md", b"# A\n\nMore of it.\n");
    project.write("content/new.md", b"# New\n");
    fs::remove_file(project.path("content/gone.md")).expect("it is there");
    project.build().ends(0);
}

/// Runs the command with the credentials of the store in memory.
fn publish(project: &Project, to: &str, endpoint: &str, more: &[&str]) -> Ran {
    let mut command = program();
    command.current_dir(project.folder.path()).args(["publish", "--to", to, "--endpoint", endpoint]).args(more);
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"] {
        command.env_remove(name);
    }
    command.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").env("AWS_SECRET_ACCESS_KEY", SECRET);
    command.env("GOOGLE_ACCESS_KEY_ID", "GOOGEXAMPLE").env("GOOGLE_SECRET_ACCESS_KEY", SECRET);
    command.env("AZURE_STORAGE_SAS_TOKEN", SAS);
    Ran::of(command.output().expect("the program starts"))
}

/// Fails the test unless two places have the same files, and names those that differ.
#[track_caller]
fn assert_same(place: &BTreeMap<String, Vec<u8>>, site: &BTreeMap<String, Vec<u8>>, when: &str) {
    let paths: BTreeSet<&String> = place.keys().chain(site.keys()).collect();
    let differing: Vec<_> = paths.into_iter().filter(|path| place.get(*path) != site.get(*path)).collect();
    assert!(differing.is_empty(), "{when}: {differing:?}");
}

/// The objects below a key, by path.
fn below(store: &ObjectStore, key: &str) -> BTreeMap<String, Vec<u8>> {
    let objects = store.objects().into_iter();
    objects.filter_map(|(path, object)| Some((path.strip_prefix(key)?.to_owned(), object.bytes))).collect()
}

#[test]
fn a_folder_gets_the_site_and_keeps_files_of_others() {
    let project = first();
    let publish = |more: &[&str]| project.run(&[&["publish", "--to", "../site"][..], more].concat());
    let target = project.path("../site").canonicalize().unwrap_or_else(|_| project.path("../site"));
    let _ = fs::remove_dir_all(&target);
    publish(&["--dry-run"]).ends(0).says("upload  a/index.html").says("nothing was changed");
    assert!(!target.exists());
    publish(&[]).ends(0).says("run `fingerpost verify https://docs.example.org/`");
    assert_same(&snapshot(&target), &snapshot(&project.path("public")), "a folder");
    fs::write(target.join("notes.txt"), "mine").expect("it can be written");
    second(&project);
    publish(&["--dry-run"]).ends(0).says("upload  new/index.html").says("remove  gone/index.html");
    publish(&[]).ends(0);
    fs::remove_file(target.join("notes.txt")).expect("it was kept");
    assert_same(&snapshot(&target), &snapshot(&project.path("public")), "a folder");
    publish(&[]).ends(0).says("(0 uploaded, 0 removed)");
    fs::remove_dir_all(&target).expect("it is there");
}

#[test]
fn the_output_folder_itself_and_unknown_places_are_refused() {
    let project = first();
    for place in ["public", "public/sub", "."] {
        project.run(&["publish", "--to", place]).ends(2).says("publish to another folder");
    }
    project.run(&["publish", "--to", "ftp://host/x"]).ends(2).says("sftp://USER@HOST/FOLDER");
    let unset = program()
        .current_dir(project.folder.path())
        .args(["publish", "--to", "s3://b"])
        .env_remove("AWS_ACCESS_KEY_ID")
        .output();
    Ran::of(unset.expect("the program starts")).ends(2).says("`AWS_ACCESS_KEY_ID` is not set");
}

#[test]
fn a_site_that_is_not_as_it_was_built_is_refused() {
    let project = first();
    let store = ObjectStore::start();
    fs::write(project.path("public/a/index.html"), "other").expect("it can be written");
    fs::remove_file(project.path("public/robots.txt")).expect("it is there");
    let ran = publish(&project, "s3://b", &store.endpoint(), &[]);
    ran.ends(1).says("2 files of").says("a/index.html").says("robots.txt").says("run `fingerpost build` again");
    assert!(store.log().is_empty());
    project.build().ends(0);
    fs::write(project.path("public/note.txt"), "mine").expect("it can be written");
    publish(&project, "s3://b", &store.endpoint(), &[]).ends(0).says("note.txt");
    assert!(!store.objects().contains_key("/b/note.txt"));
}

#[test]
fn objects_have_their_type_and_a_time_to_be_kept() {
    let project = first();
    let store = ObjectStore::start();
    for (place, key, names) in [
        ("s3://b/docs", "/b/docs/", ["content-type", "cache-control"]),
        ("gs://g", "/g/", ["content-type", "cache-control"]),
        ("az://account/$web", "/$web/", ["x-ms-blob-content-type", "x-ms-blob-cache-control"]),
    ] {
        publish(&project, place, &store.endpoint(), &[]).ends(0).lacks("secret");
        assert_same(&below(&store, key), &snapshot(&project.path("public")), place);
        let objects = store.objects();
        let of = |path: &str| names.map(|name| objects[path].headers[name].clone());
        let page = of(&format!("{key}a/index.html"));
        assert_eq!(page, ["text/html; charset=utf-8", "public, max-age=0, must-revalidate"]);
        let asset =
            objects.keys().find(|path| path.starts_with(&format!("{key}assets/site-")) && path.ends_with(".css"));
        assert_eq!(
            of(asset.expect("a style"))[0..2],
            ["text/css; charset=utf-8", "public, max-age=31536000, immutable"]
        );
    }
}

#[test]
fn only_changes_are_sent_and_readers_never_miss_a_file() {
    let project = first();
    let store = ObjectStore::start();
    publish(&project, "s3://b", &store.endpoint(), &[]).ends(0);
    store.fail(Fault::None);
    publish(&project, "s3://b", &store.endpoint(), &[]).ends(0).says("(0 uploaded, 0 removed)");
    assert_eq!(store.log(), ["GET /b/fingerpost-manifest.json", "GET /b/.fingerpost-next.json"]);
    second(&project);
    publish(&project, "s3://b", &store.endpoint(), &["--dry-run"]).ends(0).says("remove  gone/index.html");
    store.fail(Fault::None);
    publish(&project, "s3://b", &store.endpoint(), &[]).ends(0).lacks("error");
    let log = store.log();
    let at = |line: &str| log.iter().position(|found| found == line).unwrap_or_else(|| panic!("{line}: {log:?}"));
    assert!(at("PUT /b/.fingerpost-next.json") < at("PUT /b/pages.json"));
    assert!(at("PUT /b/pages.json") < at("PUT /b/a/index.html"), "{log:?}");
    assert!(at("PUT /b/a/index.html") < at("PUT /b/fingerpost-manifest.json"));
    assert!(at("PUT /b/fingerpost-manifest.json") < at("DELETE /b/gone/index.html"));
    assert_eq!(log.last().map(String::as_str), Some("DELETE /b/.fingerpost-next.json"));
    assert!(!log.iter().any(|line| line.contains("/assets/")), "{log:?}");
    assert_same(&below(&store, "/b/"), &snapshot(&project.path("public")), "a bucket");
}

#[test]
fn objects_of_others_are_neither_replaced_nor_removed() {
    let project = first();
    let store = ObjectStore::start();
    store.insert("/b/index.html", b"another site");
    store.insert("/b/else/index.html", b"another site");
    let refused = publish(&project, "s3://b", &store.endpoint(), &[]);
    refused.ends(1).says("1 file that Fingerpost did not publish").says("  index.html").says("--overwrite");
    assert_eq!(store.objects().len(), 2);
    publish(&project, "s3://b", &store.endpoint(), &["--overwrite"]).ends(0);
    // Somebody replaces a page that is then removed from the site.
    store.insert("/b/gone/index.html", b"a notice");
    second(&project);
    publish(&project, "s3://b", &store.endpoint(), &[]).ends(0).says("gone/index.html").says("somebody changed");
    let mut left = below(&store, "/b/");
    assert_eq!(left.remove("gone/index.html").as_deref(), Some(&b"a notice"[..]));
    assert_eq!(left.remove("else/index.html").as_deref(), Some(&b"another site"[..]));
    assert_same(&left, &snapshot(&project.path("public")), "a bucket");
}

#[test]
fn a_wrong_key_is_reported_without_it() {
    let project = first();
    let store = ObjectStore::start();
    let mut command = program();
    command.current_dir(project.folder.path()).args(["publish", "--to", "s3://b", "--endpoint", &store.endpoint()]);
    command.env("AWS_ACCESS_KEY_ID", "AKIA").env("AWS_SECRET_ACCESS_KEY", "hidden");
    let ran = Ran::of(command.output().expect("the program starts"));
    ran.ends(2).says("403 (SignatureDoesNotMatch: No.)").says("check the access key").lacks("hidden").lacks("X-Amz");
    let nobody = publish(&project, "s3://b", "http://127.0.0.1:9", &[]);
    nobody.ends(2).says("the host refused the connection").says("run the command again");
}

/// Three versions of a site, and a store with the first. The third has no new page.
struct Versions {
    second: Project,
    third: Project,
    published: BTreeMap<String, Object>,
    /// How many requests the second needs.
    requests: usize,
}

impl Versions {
    fn new() -> Versions {
        let (project, store) = (first(), ObjectStore::start());
        publish(&project, "s3://b", &store.endpoint(), &[]).ends(0);
        let published = store.objects();
        let third = first();
        [&project, &third].into_iter().for_each(second);
        fs::remove_file(third.path("content/new.md")).expect("it is there");
        third.build().ends(0);
        store.fail(Fault::None);
        publish(&project, "s3://b", &store.endpoint(), &[]).ends(0);
        Versions { second: project, third, published, requests: store.log().len() }
    }

    fn store(&self, fault: Fault) -> ObjectStore {
        let store = ObjectStore::with(self.published.clone());
        store.fail(fault);
        store
    }
}

/// Runs a test for each number below `count`, several at a time.
fn for_each(count: usize, test: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while let number = next.fetch_add(1, Ordering::Relaxed)
                    && number < count
                {
                    test(number);
                }
            });
        }
    });
}

#[test]
fn a_run_that_fails_at_any_request_is_completed_by_the_next() {
    let versions = Versions::new();
    assert!(versions.requests > 12, "{}", versions.requests);
    for_each(versions.requests, |number| {
        // The next run may be that of another version: what only the interrupted one published is removed.
        for next in [&versions.second, &versions.third] {
            let store = versions.store(Fault::From(number));
            publish(&versions.second, "s3://b", &store.endpoint(), &[]).ends(2).says("run the command again");
            store.fail(Fault::None);
            publish(next, "s3://b", &store.endpoint(), &[]).ends(0).lacks("somebody");
            assert_same(&below(&store, "/b/"), &snapshot(&next.path("public")), &format!("failed at {number}"));
        }
    });
}

#[test]
fn a_request_that_fails_once_is_sent_again() {
    let versions = Versions::new();
    let faults = [Fault::Drop as fn(usize) -> Fault, Fault::LoseAnswer, Fault::Busy];
    for_each(versions.requests * faults.len(), |number| {
        let store = versions.store(faults[number % faults.len()](number / faults.len()));
        publish(&versions.second, "s3://b", &store.endpoint(), &[]).ends(0).lacks("error");
        assert_same(&below(&store, "/b/"), &snapshot(&versions.second.path("public")), "a bucket");
    });
}

/// An S3-compatible server that others wrote, from the npm registry.
#[test]
fn a_real_server_takes_the_site() {
    let server = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/node_modules/s3rver/bin/s3rver.js");
    if !server.is_file() {
        return crate::common::skip("there is no package `s3rver` in tests/tools");
    }
    let data = tempfile::tempdir().expect("a folder");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it is bound").port().to_string();
    drop(listener);
    let mut command = std::process::Command::new("node");
    command.arg(server).args(["-a", "127.0.0.1", "-p", &port, "--configure-bucket", "handbook", "-d"]).arg(data.path());
    let mut child = command.stdout(std::process::Stdio::null()).spawn().expect("node starts");
    let endpoint = format!("http://127.0.0.1:{port}");
    while std::net::TcpStream::connect(("127.0.0.1", port.parse().expect("a port"))).is_err() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let project = first();
    let publish = |project: &Project, more: &[&str]| {
        let mut command = program();
        command.current_dir(project.folder.path()).args(["publish", "--to", "s3://handbook/docs"]).args(more);
        command.env("AWS_ENDPOINT_URL", &endpoint);
        command.env("AWS_ACCESS_KEY_ID", "S3RVER").env("AWS_SECRET_ACCESS_KEY", "S3RVER");
        Ran::of(command.output().expect("the program starts"))
    };
    publish(&project, &[]).ends(0);
    second(&project);
    publish(&project, &[]).ends(0).says("removed)");
    publish(&project, &[]).ends(0).says("(0 uploaded, 0 removed)");
    let url = format!("{endpoint}/handbook/docs/a/index.html");
    let page = fingerpost::io::external::fetch::Client::for_transfers().file(&url);
    assert_eq!(
        page,
        Ok(fingerpost::io::external::fetch::Download::File(project.published("a/index.html").into_bytes()))
    );
    let missing = format!("{endpoint}/handbook/docs/gone/index.html");
    let page = fingerpost::io::external::fetch::Client::for_transfers().file(&missing);
    assert_eq!(page, Ok(fingerpost::io::external::fetch::Download::Missing));
    child.kill().and_then(|()| child.wait()).expect("it can be stopped");
}

#[test]
fn a_folder_without_a_url_is_the_place_to_verify() {
    let project = Project::with(&[("content/a.md", "# A\n")]);
    project.build().ends(0);
    project.run(&["publish", "--to", "live"]).ends(0).says("run `fingerpost verify live`");
    project.run(&["verify", "live"]).ends(0);
}
