//! `fingerpost print`: one file of several pages, with links that work inside it.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use crate::common::{Project, skip};
use fingerpost::base::html::tokenizer::start_tags;

fn run(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fingerpost")).args(words).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A section of our own pages as one file.
fn printed(folder: &Path, section: &str, more: &[&str]) -> String {
    let file = folder.join("library.html");
    let name = file.to_str().expect("a plain path");
    let words = ["--root", env!("CARGO_MANIFEST_DIR"), "print", section, "--to", name];
    let output = run(&[&words[..], more].concat());
    assert!(output.status.success(), "{}", said(&output));
    fs::read_to_string(file).expect("it was written")
}

/// The values of an attribute of all tags with one of these names, or of all.
fn values(html: &str, names: &[&str], attribute: &str) -> Vec<String> {
    start_tags(html)
        .filter(|tag| names.is_empty() || names.contains(&&*tag.name))
        .filter_map(|tag| tag.get(attribute).map(str::to_owned))
        .collect()
}

#[test]
fn a_printed_section_has_working_internal_links() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let html = printed(folder.path(), "library/", &[]);
    let ids = values(&html, &[], "id");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "each id is unique");
    let links = values(&html, &["a"], "href");
    let inner: Vec<&String> = links.iter().filter(|link| link.starts_with('#')).collect();
    assert!(inner.len() > 30, "contents, links between pages, steps: {}", inner.len());
    for link in inner {
        assert!(unique.contains(&link[1..].to_owned()), "{link} is broken");
    }
    assert!(!links.iter().any(|link| link.starts_with('/')), "no link is to a site that has no URL");
    // From the library to a page of it, and to a heading of one.
    assert!(html.contains("Restoring a service from backup</a>"));
    assert!(links.iter().any(|link| link.ends_with("-maturity-levels")), "{links:?}");
    assert!(html.contains("@page p2 { @bottom-left"), "each document has a foot of its own");
    assert!(html.contains("content: \"SOP-014 · Version 2.1 · "), "with its number and version");
    for gone in ["<script", "<link", "src=\"/", "use href"] {
        assert!(!html.contains(gone), "{gone}");
    }
    assert!(html.contains("<style>") && html.contains("@page"));
}

#[test]
fn a_printed_file_links_to_the_site_if_it_has_a_base_url() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let html = printed(folder.path(), "library/sops/", &["--base-url", "https://example.org/sub/"]);
    let links = values(&html, &["a"], "href");
    assert!(links.iter().any(|link| link.starts_with("https://example.org/sub/")), "{links:?}");
}

#[test]
fn print_keeps_existing_files_and_reports_missing_pages() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("library.html");
    fs::write(&file, "mine").expect("a file can be written");
    let name = file.to_str().expect("a plain path");
    let root = env!("CARGO_MANIFEST_DIR");
    let output = run(&["--root", root, "print", "library/", "--to", name]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("already exists"), "{}", said(&output));
    assert_eq!(fs::read_to_string(&file).expect("it is still there"), "mine");
    printed(folder.path(), "library/", &["--force"]);
    let output = run(&["--root", root, "print", "library/sop/index.md", "--to", name]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `library/sops/index.md`?"), "{}", said(&output));
}

#[test]
fn a_pdf_is_made_where_a_browser_is_at_hand() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("one.pdf");
    let name = file.to_str().expect("a plain path");
    let page = "content/library/sops/restore-from-backup.md";
    let output = run(&["--root", env!("CARGO_MANIFEST_DIR"), "print", page, "--to", name]);
    if said(&output).contains("need Chromium or Chrome") {
        skip("there is no Chromium");
        return;
    }
    assert!(output.status.success(), "{}", said(&output));
    let bytes = fs::read(&file).expect("it was written");
    assert!(bytes.starts_with(b"%PDF-"), "a PDF");
}

/// Some connections that a page asks for are not covered by the policy of the page.
#[test]
fn printing_a_pdf_connects_to_nothing() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.set_nonblocking(true).expect("it can be asked");
    let host = format!("http://{}", listener.local_addr().expect("an address"));
    let local = host.replace("127.0.0.1", "localhost");
    let ways =
        ["preconnect", "dns-prefetch", "prefetch", "prerender", "modulepreload", "stylesheet", "icon", "manifest"];
    let links: String =
        ways.iter().map(|way| format!("<link rel={way} href=\"{host}/\"><link rel={way} href=\"{local}/\">")).collect();
    let page = format!(
        "# Home\n\nHARMLESS\n\n{links}\n<img src={host}/i><iframe src={host}/f></iframe>\n\
         <iframe srcdoc='<link rel=preconnect href={host}>'></iframe><video src={host}/v></video>\n\
         <style>@import url({host}/s); p {{ background: url({host}/b) }}</style>\n\
         <script src={host}/s></script><a href=x ping={host}/p>a</a>\n"
    );
    let project =
        Project::with(&[("fingerpost.toml", "[markdown]\nraw_html = \"allow\"\n"), ("content/index.md", &page)]);
    let ran = project.run(&["print", "--to", "out.pdf"]);
    if ran.err.contains("need Chromium or Chrome") {
        return skip("there is no Chromium");
    }
    ran.ends(0);
    let asked = listener.accept();
    assert!(asked.is_err(), "{asked:?}");
}

/// The page is opened as a file, and with `raw_html = "allow"` a page can name any other file of this machine.
#[test]
fn a_pdf_has_nothing_of_other_files() {
    let secret = tempfile::tempdir().expect("a folder for the test");
    let (text, svg) = (secret.path().join("secret.txt"), secret.path().join("secret.svg"));
    fs::write(&text, "TOPSECRET\n").expect("a file can be written");
    fs::write(&svg, "<svg xmlns='http://www.w3.org/2000/svg'><text y='9'>TOPSECRET</text></svg>").expect("a file");
    let project = Project::with(&[("fingerpost.toml", "[markdown]\nraw_html = \"allow\"\n")]);
    let (text, svg) = (text.display(), svg.display());
    let ways = [
        format!("<iframe src=\"file://{text}\"></iframe>"),
        format!("<object data=\"file://{text}\"></object>"),
        format!("<embed src=\"file://{svg}\">"),
        format!("<meta http-equiv=\"refresh\" content=\"0;url=file://{text}\">"),
        format!("<svg><style><meta http-equiv=\"refresh\" content=\"0;url=file://{text}\"></style></svg>"),
        format!("<script>location = \"file://{text}\"</script>"),
        format!("<img src=x onerror=\"location='file://{text}'\">"),
    ];
    for way in &ways {
        project.write("content/index.md", format!("# Home\n\nHARMLESS\n\n{way}\n").as_bytes());
        let ran = project.run(&["print", "--to", "out.pdf", "--force"]);
        if ran.err.contains("need Chromium or Chrome") {
            return skip("there is no Chromium");
        }
        ran.ends(0);
        let words = Command::new("pdftotext").args(["out.pdf", "-"]).current_dir(project.path("")).output();
        let Ok(words) = words else { return skip("there is no pdftotext") };
        let words = String::from_utf8_lossy(&words.stdout);
        assert!(words.contains("HARMLESS") && !words.contains("TOPSECRET"), "{way}: {words}");
    }
}
