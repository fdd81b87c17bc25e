//! Random input for everything that reads text of others: pages, HTML, links, settings, queries, requests, answers.
//!
//! Input is made from pieces that mean something to a reader, with random text between them, so that it comes deeper than
//! random bytes do. Each target runs for `FUZZ_SECONDS`, by default for one second and with the same input each time; with
//! the variable, the input is new in each run. The smallest input that fails is printed. What was found is kept in `CORPUS`
//! and tried first.

use std::cell::Cell;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fingerpost::base::html::tokenizer::start_tags;
use fingerpost::base::tree::Tree;
use fingerpost::base::url::scheme;
use fingerpost::compile::options::Options;
use fingerpost::config::read::read as read_config;
use fingerpost::report::fingerprint::BaselineMatch;
use fingerpost::report::sarif;
use fingerpost::report::sources::Sources;
use fingerpost::search::cache::SearchCache;
use fingerpost::search::files::write_to_memory;
use fingerpost::search::load::IndexReader;
use fingerpost::search::query::Filter;
use fingerpost::site::assessment::{answers, score};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

use crate::common::{Compiled, Project, compile, tried};
use crate::serve::Server;

/// Input that made a fault once, or that is close to a limit.
const CORPUS: &[&str] = &[
    "",
    "\u{feff}",
    "---\n",
    "---\ntitle: [\n---\n",
    "- - - - - - - - a",
    "> > > >\n- > 1. > a",
    "[a]: <\n[a]",
    "![[a]] ![[b#c]]",
    "<div><p>\n\n**a**</div>",
    "<svg><style><script>a()</script>",
    "[x](javascript&colon;a) [y](<java\nscript:a>)",
    "| a |\n|--|\n| `|` |",
    ":::note\n:::\n:::",
    "$\\frac{a}{$ $$\n\n$$",
    "{#a .b} *c*{.d #e",
    "{% raw %}{{ x }}{% endraw %}",
    "\\[x\\] &#0; &#xD800; &amp",
    "a\u{301}\u{200d}\u{202e}\u{fdd0}",
];

/// How long a target runs.
fn time_limit() -> Duration {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1))
}

/// Tries the corpus, then random input until the time is over.
fn fuzz(pieces: &'static [&'static str], test: impl Fn(String) -> TestCaseResult) {
    for text in CORPUS {
        test((*text).to_owned()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    }
    let config = Config { cases: 8, failure_persistence: None, ..Config::default() };
    let mut rounds = match std::env::var_os("FUZZ_SECONDS") {
        Some(_) => TestRunner::new(config.clone()),
        None => TestRunner::new_with_rng(config.clone(), TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let piece = prop_oneof![4 => select(pieces).prop_map(str::to_owned), 1 => "\\PC{0,6}", 1 => "[\n\r\t -~]{0,6}"];
    let input = vec(piece, 0..60).prop_map(|pieces| pieces.concat());
    let start = Instant::now();
    // Counted where they are tried: a runner that has had its cases runs none.
    let count = Cell::new(0);
    while start.elapsed() < time_limit() {
        let mut runner = TestRunner::new_with_rng(config.clone(), rounds.new_rng());
        let counted = |text| {
            count.set(count.get() + 1);
            test(text)
        };
        runner.run(&input, counted).unwrap_or_else(|error| panic!("after {} inputs: {error}", count.get()));
    }
    tried("Random inputs for each reader", CORPUS.len() + count.get(), 26, 26);
}

/// Compiles a page with settings, and checks that every diagnostic has a place that exists.
fn compiled(page: &str, settings: &str) -> Result<Compiled, TestCaseError> {
    let mut tree = Tree::default();
    tree.insert("content/a.md", page.as_bytes().to_vec());
    tree.insert("content/b.md", b"# B\n\n## Steps\n\nText.\n".to_vec());
    tree.insert("fingerpost.toml", settings.as_bytes().to_vec());
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let tree = Arc::new(tree);
    let compiled = compile(&tree, &options);
    for found in &compiled.diagnostics {
        let Some(text) = tree.get(found.at.path.as_str()) else { continue };
        let is_inside = found.at.span.is_none_or(|span| span.start <= span.end && span.end <= text.len());
        prop_assert!(is_inside, "{found:?}");
    }
    // Lines and columns are computed from the places.
    let matches: Vec<_> = compiled.diagnostics.iter().map(|_| BaselineMatch::default()).collect();
    let log = sarif::log(&compiled.diagnostics, &matches, &Sources::of(&compiled.diagnostics, &tree));
    prop_assert!(serde_json::from_str::<serde_json::Value>(&log).is_ok());
    Ok(compiled)
}

#[rustfmt::skip]
const MARKDOWN: &[&str] = &[
    "\n", "\n\n", " ", "    ", "\t", "# ", "## ", "- ", "1. ", "2) ", "- [ ] ", "> ", "> [!NOTE]", "```",
    "```rust\n", "~~~", "***", "**", "*", "_", "~~", "==", "++", "^", "`", "``", "$", "$$", "\\", "|", "|---|",
    "| a | b |\n|---|---|\n", "[", "]", "(", ")", "![", "[[", "]]", "![[b]]", "[^1]", "[^1]: ", "[a]: /b\n",
    "(b.md#steps)", "<", ">", "</", "<!--", "-->", "<b>", "</b>", "<div>\n", "</div>\n", "<details><summary>",
    ":::", ":::note\n", "!!! note\n\n    ", "=== \"A\"\n\n    ", ": ", "Term\n: ", "*[A]: b\n", "{#a}", "{.b}",
    "{:", "}", "{{", "}}", "{%", "%}", "{{< a >}}", "&amp;", "&#x0;", ":smile:", "http://a.example/",
    "a@b.example", "---\ntitle: A\n---\n", "TODO", "Version: 1", "| Version | 1.0 |\n", "## Revision history\n\n",
    "[TOC]", "é", "日本", "\u{301}", "<br>",
];

#[test]
fn any_page_gives_a_site() {
    const SETTINGS: &str = "[markdown]\nwiki_links = true\nhard_breaks = true\n[kinds.order]\nfiles = \"a.md\"\ncontrolled = true\n\
        inline_metadata = \"any\"\nsections = [\"Purpose\", {name = \"Procedure\", steps = 2}]\n";
    fuzz(MARKDOWN, |text| {
        let with_settings = compiled(&text, SETTINGS)?;
        prop_assert!(with_settings.site.all().count() >= 2);
        compiled(&format!("---\ntitle: A\ntemplating: true\n---\n{text}"), "").map(|_| ())
    });
}

#[rustfmt::skip]
const HTML: &[&str] = &[
    "<script>", "</script>", "<SCRIPT/src=x>", "<img src=x onerror=a()>", "<a href='javascript:a()'>",
    "<a href=\"", "&#106;avascript:a", "java\tscript:", "data:text/html,", "<svg>", "</svg>", "<math>", "<style>",
    "</style>", "<title>", "<textarea>", "<noscript>", "<xmp>", "<template>", "<table>", "<tr>", "<td>", "<p>",
    "</p>", "<div ", "id=a ", "class='b' ", "style=\"color:red\" ", "onclick=", "formaction=", "xlink:href=",
    "<iframe srcdoc='", "<object data=", "<meta http-equiv=refresh content=0>", "<base href=//x>", "<!--", "-->",
    "<![CDATA[", "]]>", "<?x", "?>", "<!doctype html>", "'", "\"", "=", "/", ">", "<", "\0", "\n", "\n\n", "**a**",
    "`", "&lt;", "&", "<b>", "</b>", "<animate attributeName=href values=javascript:a>", "<foreignObject>",
    "<mglyph>", "<annotation-xml encoding='text/html'>", "<form>", "<input>",
];

#[test]
fn no_html_of_a_page_runs() {
    let own = |html: &str| start_tags(html).filter(|tag| &*tag.name == "script").count();
    let scripts = own(&page(&compiled("Text.\n", "").expect("a page")));
    fuzz(HTML, |text| {
        let html = page(&compiled(&text, "")?);
        prop_assert!(own(&html) <= scripts, "a script of the page: {html}");
        for tag in start_tags(&html) {
            prop_assert!(
                !["iframe", "object", "embed", "base", "form"].contains(&&*tag.name) || is_own(&tag.name, &html),
                "<{}>",
                tag.name
            );
            for attribute in &tag.attributes {
                prop_assert!(!attribute.name.starts_with("on"), "{} in {html}", attribute.name);
                let runs = matches!(scheme(&attribute.value).as_deref(), Some("javascript" | "vbscript"));
                prop_assert!(!runs, "{}={} in {html}", attribute.name, attribute.value);
            }
        }
        Ok(())
    });
}

/// The finished page, from its `<main>` on.
fn page(compiled: &Compiled) -> String {
    let html = String::from_utf8_lossy(compiled.output.get("a/index.html").expect("the page")).into_owned();
    let start = html.find("<main").expect("the shipped theme has `<main>`");
    html[start..].to_owned()
}

/// The search form of the theme is the only form.
fn is_own(name: &str, html: &str) -> bool {
    name == "form" && start_tags(html).filter(|tag| &*tag.name == "form").count() == 1
}

#[rustfmt::skip]
const LINKS: &[&str] = &[
    "b.md", "a.md", "#steps", "#", "?", "?q=", "/", "//", "..", "../", "./", "b", "/b/", "%2e%2e", "%2F", "%",
    "%zz", "%00", "\\", ":", "@", "http:", "https://", "mailto:", "tel:", "javascript:", "file:///", "data:,",
    "c:\\", "[::1]", "a.example", ":80", " ", "<", ">", "é", "&amp;", "b.pdf", "x.png", ".", "//a.example/",
    "http:///", "HTTP://A", "\t",
];

#[test]
fn any_link_is_resolved_or_reported() {
    fuzz(LINKS, |url| {
        let url = url.replace(['\n', '\r'], " ");
        let text = format!(
            "---\ntitle: A\naliases: [{}]\n---\n[a](<{url}>) ![b](<{url}>)\n\n[c]\n\n[c]: <{url}>\n",
            quoted(&url)
        );
        let settings = format!(
            "[[redirects]]\nfrom = \"/old/\"\nto = {0}\n[[theme.header_links]]\ntitle = \"A\"\nurl = {0}\n",
            quoted(&url)
        );
        let html = String::from_utf8_lossy(
            compiled(&text, &settings)?.output.get("b/index.html").map_or(&[][..], |page| page),
        )
        .into_owned();
        for tag in start_tags(&html) {
            let href = tag.get("href").unwrap_or_default();
            prop_assert!(!matches!(scheme(href).as_deref(), Some("javascript" | "vbscript")), "{href}");
        }
        Ok(())
    });
}

/// A text in quotation marks, as YAML, TOML and JSON have them.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text can be quoted")
}

#[rustfmt::skip]
const SETTINGS: &[&str] = &[
    "\n", "[", "]", "[[", "]]", "=", " = ", "\"", "'", "\"\"\"", "{", "}", ",", "#", "true", "1", "-1", "1e9",
    "2026-01-01", "[]", "{}", "\"a\"", "[\"a\", 1]", "base_url", "title", "language", "[build]\n", "content",
    "output", "exclude", "[markdown]\n", "raw_html", "[checks]\n", "link", "\"warn\"", "[theme]\n", "accent",
    "\"#fff\"", "header_links", "[[redirects]]\n", "from", "to", "[kinds.a]\n", "files", "sections", "fields",
    "[[assessment]]\n", "id", "questions", "[external]\n", "skip", "[[defaults]]\n", "values", "[git]\n",
    "history", "[search]\n", "\u{0}", "\\u0000", "\\",
];

#[test]
fn any_settings_are_read() {
    fuzz(SETTINGS, |text| {
        let (_, diagnostics) = read_config(&text);
        for found in &diagnostics {
            let is_inside = found.at.span.is_none_or(|span| span.start <= span.end && span.end <= text.len());
            prop_assert!(is_inside, "{found:?}");
        }
        compiled("# A\n", &text).map(|_| ())
    });
}

#[rustfmt::skip]
const QUERIES: &[&str] = &[
    "boat", "boats", "bowsprit", "\"", " ", "-", "*", "+", "a", "AND", "\"moor a boat\"", "SOP-1", "sop", "é",
    "e\u{301}", "日本", "ق", "x_y", "a.b-c", "𝒳", "ß", "\u{0}", "'", "(", "^", "moring", "boaat",
];

#[test]
fn any_query_is_answered() {
    let text = "# Moor a boat\n\nThe bowsprit of boats, SOP-1, x_y a.b-c and 日本 Größe.\n\n## Steps\n\nMooring.\n";
    let site = compiled(text, "").expect("a site").site;
    let files = write_to_memory(&site, &SearchCache::default());
    fuzz(QUERIES, |query| {
        let answer = IndexReader::open(&files).search(&query, &Filter::default(), 10);
        prop_assert!(answer.results.len() <= 10 && answer.total >= answer.results.len());
        Ok(())
    });
}

#[rustfmt::skip]
const ANSWERS: &[&str] = &[
    "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1", "-1", "1e999", "0.5", "\"a\"", "{\"schema\":1,",
    "\"schema\"", "\"version\"", "1}", "\"assessment\"", "\"m\"", "\"answers\"", "\"q/p\"", "{\"level\":1}",
    "{\"level\":99}", "\"level\"", "\"note\"", "\"team\"", "\"\\ud800\"", "\\", "\n",
    "{\"schema\":1,\"assessment\":\"m\",\"answers\":{\"q/p\":{\"level\":1}}}",
    "{\"schema\":1,\"assessment\":\"m\",\"answers\":{", "[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
];

#[test]
fn any_answers_are_read_or_refused() {
    let mut tree = Tree::default();
    tree.insert("content/q/p.md", b"# P\n\n## **A:** One\n\nText.\n\n## **B:** Two\n\nText.\n".to_vec());
    tree.insert("fingerpost.toml", b"[[assessment]]\nid = \"m\"\ntitle = \"M\"\nquestions = \"q/*.md\"\n".to_vec());
    let options = Options { content: "content".to_owned(), has_folders: true, ..Options::default() };
    let site = compile(&Arc::new(tree), &options).site;
    let model = site.assessments().models.first().expect("the assessment").clone();
    fuzz(ANSWERS, |text| {
        match answers::read(&text, &model) {
            Ok((session, _)) => drop(score::report(&model, &session)),
            Err(reason) => prop_assert!(!reason.is_empty()),
        }
        Ok(())
    });
}

#[rustfmt::skip]
const REQUESTS: &[&str] = &[
    "GET ", "HEAD ", "POST ", "OPTIONS * ", "/", "/a/", "/__fingerpost/", "/__fingerpost/events", "..", "%2e%2e/",
    "%00", "?q=", " HTTP/1.1", " HTTP/1.0", " HTTP/9.9", "\r\n", "\n", "\r\n\r\n", "Host: localhost\r\n",
    "Host: evil.example\r\n", "Host: [::1].evil\r\n", "Content-Length: 5\r\n",
    "Content-Length: 18446744073709551616\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n",
    "0\r\n\r\n", "ffffffffffffffff\r\n", "Range: bytes=0-\r\n", "Range: bytes=-1,5-2\r\n", "If-None-Match: *\r\n",
    "Expect: 100-continue\r\n", "Connection: close\r\n", ": \r\n", "A: b\r\n", " ", "\u{0}",
    "Origin: http://evil.example\r\n", "Upgrade: websocket\r\n",
];

#[test]
fn the_preview_answers_after_any_request() {
    let server = Server::start(&Project::with(&[("content/index.md", "# Home\n"), ("content/a.md", "# A\n")]), &[]);
    fuzz(REQUESTS, |request| {
        let mut stream = server.connect();
        stream.set_read_timeout(Some(Duration::from_millis(20))).expect("a time limit");
        // The server may close at any time.
        let _ = stream.write_all(request.as_bytes()).and_then(|()| stream.read(&mut [0; 256]));
        drop(stream);
        prop_assert_eq!(server.get("/a/").status, 200);
        Ok(())
    });
}
