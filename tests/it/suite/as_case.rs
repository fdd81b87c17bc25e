//! The results of a compile in the form of a case.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::{Case, Part, Silent, is_file, source};
use crate::common::Compiled;
use fingerpost::base::diagnostic::Diagnostic;
use fingerpost::base::line_index::LineIndex;
use fingerpost::base::tree::Tree;
use fingerpost::compile::finish;
use fingerpost::compile::memo::Memo;
use fingerpost::compile::options::Options;
use fingerpost::compile::snapshot::Snapshot;
use fingerpost::search::cache::SearchCache;
use fingerpost::search::load::IndexReader;
use fingerpost::search::query::Filter;
use fingerpost::search::rank::Hit;
use fingerpost::site::model::Site;
use fingerpost::site::navigation::view::entry_url;

pub(super) fn shown_inline(case: &Case, diagnostic: &Diagnostic) -> bool {
    case.parts.iter().any(|part| part.head == diagnostic.at.path.as_str())
}

pub(super) fn loose_line(diagnostic: &Diagnostic) -> String {
    let help = diagnostic.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
    format!(
        "{}: {}[{}]: {}{help}",
        diagnostic.at.path,
        diagnostic.severity.name(),
        diagnostic.code.name,
        diagnostic.message
    )
}

/// The part as the compile would have it.
pub(super) fn actual(part: &Part, compilation: &Compiled, rendered: &[String]) -> Part {
    let lines = match part.head.as_str() {
        "rendered" => rendered.to_vec(),
        head if head.starts_with("edit ") => {
            let own = Part { head: head["edit ".len()..].to_owned(), lines: part.lines.clone() };
            with_carets(&own, compilation)
        }
        head if is_file(head) && !rendered.is_empty() => part.lines.clone(),
        "outputs" => outputs(part, compilation),
        "nav" => navigation(&compilation.site),
        "list" => list(&compilation.site),
        head if head.starts_with("output ") => output(part, compilation),
        head if head.starts_with("mentions ") => mentions(&head["mentions ".len()..], compilation),
        head if head.starts_with("search ") => search(&head["search ".len()..], compilation),
        head if is_file(head) => with_carets(part, compilation),
        _ => part.lines.clone(),
    };
    Part { head: part.head.clone(), lines }
}

/// Compiles one tree and then the other, and compares the second with a compile of its own.
pub(super) fn rendered_again(tree: &Arc<Tree>, edited: &Arc<Tree>, options: &Options, clean: &Compiled) -> Vec<String> {
    let memo = Arc::new(Memo::default().persistent());
    let never = AtomicBool::new(false);
    Snapshot::new(tree, options, &memo, &Silent).render_stale(&never, &Silent);
    let second = Snapshot::new(edited, options, &memo, &Silent);
    let mut diagnostics = second.diagnostics();
    diagnostics.extend(second.render_stale(&never, &Silent).expect("nothing stops it"));
    assert_eq!(finish(diagnostics, second.site(), options), clean.diagnostics, "findings after an edit");
    for (path, bytes) in clean.output.iter() {
        let made = second.output(path).unwrap_or_else(|| panic!("no output {path} after an edit"));
        assert!(made.bytes.as_ref() == Some(bytes), "{path} is stale after an edit");
    }
    second.rendered().iter().map(|rendering| format!("{}: {}", rendering.path, rendering.reason)).collect()
}

fn with_carets(part: &Part, compilation: &Compiled) -> Vec<String> {
    let text = source(part);
    let mut lines: Vec<Vec<String>> = text.lines().map(|line| vec![line.to_owned()]).collect();
    for diagnostic in compilation.diagnostics.iter().filter(|diagnostic| diagnostic.at.path.as_str() == part.head) {
        let Some(span) = diagnostic.at.span else { continue };
        let index = LineIndex::new(&text);
        let start = index.position(&text, span.start);
        let end = index.position(&text, span.end);
        if lines.is_empty() {
            lines.push(Vec::new());
        }
        let line = (start.line - 1).min(lines.len() - 1);
        let width = if end.line == start.line { (end.column - start.column).max(1) } else { 3 };
        let gap = " ".repeat(start.column - 1);
        lines[line].push(format!(
            "{gap}{} {}[{}]: {}",
            "^".repeat(width),
            diagnostic.severity.name(),
            diagnostic.code.name,
            diagnostic.message
        ));
        if let Some(help) = &diagnostic.help {
            lines[line].push(format!("{gap}help: {help}"));
        }
    }
    lines.into_iter().flatten().collect()
}

fn outputs(part: &Part, compilation: &Compiled) -> Vec<String> {
    let paths = compilation.output.keys().map(|path| without_hash(path));
    let mut paths: Vec<String> = paths.filter(|path| !path.starts_with("search/kept/")).collect();
    paths.sort();
    if part.lines.last().is_some_and(|line| line == "…") {
        paths.retain(|path| part.lines.contains(path));
        paths.push("…".to_owned());
    }
    paths
}

/// The outputs that contain one of these words.
fn mentions(words: &str, compilation: &Compiled) -> Vec<String> {
    let words: Vec<String> = words.split(',').map(|word| word.trim().to_lowercase()).collect();
    let has_word = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        words.iter().any(|word| text.contains(word))
    };
    let found = compilation.output.iter().filter(|(_, bytes)| has_word(bytes));
    let name = |path: &String| {
        if path.starts_with("search/kept/") { "search/kept/…".to_owned() } else { without_hash(path) }
    };
    let mut found: Vec<String> = found.map(|(path, _)| name(path)).collect();
    found.dedup();
    found
}

/// The path of an asset without the hash of its content, which each change of the shipped theme would move.
fn without_hash(path: &str) -> String {
    let hash = path.rfind('-').filter(|_| path.starts_with("assets/"));
    match hash {
        Some(at) if path.len() > at + 17 => format!("{}{}", &path[..at], &path[at + 17..]),
        _ => path.to_owned(),
    }
}

/// Keeps the expected lines that match; where one does not, writes the whole output.
fn output(part: &Part, compilation: &Compiled) -> Vec<String> {
    let path = &part.head["output ".len()..];
    let found = compilation.output.iter().find(|(found, _)| without_hash(found) == path);
    let Some((_, bytes)) = found else { return vec!["(not written)".to_owned()] };
    let text = String::from_utf8_lossy(bytes);
    let mut at = 0;
    for line in part.lines.iter().filter(|line| !line.is_empty()) {
        let matches = match line.strip_prefix('!') {
            Some(absent) => !text.contains(absent),
            None => match text[at..].find(line.as_str()) {
                Some(found) => {
                    at += found + line.len();
                    true
                }
                None => false,
            },
        };
        if !matches {
            return std::iter::once(format!("(does not hold: {line})"))
                .chain(text.lines().map(str::to_owned))
                .collect();
        }
    }
    part.lines.clone()
}

fn search(words: &str, compilation: &Compiled) -> Vec<String> {
    let files = fingerpost::search::files::write_to_memory(&compilation.site, &SearchCache::default());
    let answer = IndexReader::open(&files).search(words, &Filter::default(), 10);
    let first = |page: &Hit| match page.sections.first().and_then(|section| section.anchor.as_ref()) {
        Some(anchor) => format!("/{}#{anchor}", page.url),
        None => format!("/{}", page.url),
    };
    answer.results.iter().map(first).collect()
}

fn navigation(site: &Site) -> Vec<String> {
    fn walk(site: &Site, entry: usize, depth: usize, lines: &mut Vec<String>) {
        let found = &site.navigation().entries[entry];
        let key = if found.key == found.title { String::new() } else { format!(" [{}]", found.key) };
        let url = entry_url(site, entry).unwrap_or_else(|| "-".to_owned());
        lines.push(format!("{}{}{key} {url}", "  ".repeat(depth), found.title));
        for child in &found.children {
            walk(site, *child, depth + 1, lines);
        }
    }
    let mut lines = Vec::new();
    for root in &site.navigation().roots {
        walk(site, *root, 0, &mut lines);
    }
    lines
}

fn list(site: &Site) -> Vec<String> {
    let pages = site.all().filter(|(_, page)| page.document.is_some());
    pages
        .map(|(id, page)| {
            let entry = site.navigation().of_page.get(&id).map(|entry| &site.navigation().entries[*entry]);
            let parent =
                entry.and_then(|entry| entry.parent).map(|parent| site.navigation().entries[parent].key.clone());
            format!(
                "{} | {} | {} | {}",
                page.url,
                page.title,
                entry.map_or("-", |entry| &entry.key),
                parent.unwrap_or_else(|| "-".to_owned())
            )
        })
        .collect()
}
