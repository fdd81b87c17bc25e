//! `fingerpost readability`: the readability report. It never fails.

use serde_json::{Value, json};

use crate::base::tree::Tree;
use crate::check::readability::{self, Counts, LONG, Measured, Place, Report};
use crate::cli::args::Global;
use crate::cli::terminal::{Progress, Terminal};
use crate::cli::{Outcome, load};
use crate::compile;
use crate::io::Failure;
use crate::io::cache::Cache;
use crate::report::position::position;

/// Runs the command for all pages, or for one in full.
pub fn run(global: &Global, page: Option<&str>, terminal: &Terminal) -> Result<Outcome, Failure> {
    let loaded = load(global, Vec::new())?;
    let memo = Cache::new(loaded.project.cache()).memo();
    let linked = compile::link(&loaded.tree, &loaded.options, &memo, None, &Progress::silent());
    let report = readability::of_site(&linked.site, &loaded.tree);
    let shown = match page {
        None if terminal.is_json() => as_json(&report, &loaded.tree),
        None => as_table(&report),
        Some(name) => {
            let found = report.pages.iter().find(|page| is_named(page, name)).ok_or_else(|| {
                Failure::new(format!("no page `{name}` was measured"))
                    .help("name its source or its address; pages that are not in English are left out")
            })?;
            if terminal.is_json() { printed(&page_json(found, &loaded.tree)) } else { in_full(found, &loaded.tree) }
        }
    };
    terminal.print(&shown);
    Ok(Outcome::Clean)
}

fn is_named(page: &Measured, name: &str) -> bool {
    page.path.as_str() == name || page.url.trim_matches('/') == name.trim_matches('/')
}

const HEAD: &str = " words  sentences  mean  over 25  ease  passive  acronyms  listed  ";

fn row(counts: &Counts, name: &str) -> String {
    format!(
        "{:6}  {:9}  {:4.1}  {:7}  {:4.0}  {:7}  {:8}  {:6}  {name}\n",
        counts.words,
        counts.sentences,
        counts.mean(),
        counts.long,
        counts.ease(),
        counts.passive,
        counts.acronyms,
        counts.listed,
    )
}

/// The hardest pages first, then owners, then the whole.
fn as_table(report: &Report) -> String {
    let mut pages: Vec<&Measured> = report.pages.iter().filter(|page| page.counts.words > 0).collect();
    pages.sort_by(|a, b| a.counts.ease().total_cmp(&b.counts.ease()).then_with(|| a.path.cmp(&b.path)));
    let mut text = format!("{HEAD}page\n");
    pages.iter().for_each(|page| text.push_str(&row(&page.counts, page.path.as_str())));
    text.push_str(&format!("\n{HEAD}owner\n"));
    for (owner, counts) in report.owners.iter().filter(|(_, counts)| counts.words > 0) {
        text.push_str(&row(counts, owner.as_deref().unwrap_or("(no owner)")));
    }
    text.push_str(&format!("\n{HEAD}\n{}", row(&report.site, "all pages")));
    if !report.skipped.is_empty() {
        text.push_str(&format!("\nnot in English, so not measured: {}\n", report.skipped.len()));
    }
    text
}

fn in_full(page: &Measured, tree: &Tree) -> String {
    let mut text = format!("{HEAD}page\n{}", row(&page.counts, page.path.as_str()));
    let line = |place: &Place| line_of(page, place, tree);
    if !page.long.is_empty() {
        text.push_str(&format!("\nsentences of more than {LONG} words\n"));
        for (words, place) in &page.long {
            text.push_str(&format!("  line {}, {words} words: {}\n", line(place), spoken(&place.text)));
        }
    }
    if !page.acronyms.is_empty() {
        text.push_str("\nacronyms that nothing explains\n");
        page.acronyms.iter().for_each(|place| text.push_str(&format!("  line {}: {}\n", line(place), place.text)));
    }
    if !page.listed.is_empty() {
        text.push_str("\nwords that have a plainer one\n");
        for (instead, place) in &page.listed {
            text.push_str(&format!("  line {}: {} → {instead}\n", line(place), place.text));
        }
    }
    text
}

/// A sentence with dots where code stands.
fn spoken(text: &str) -> String {
    text.replace('\u{fffc}', "…")
}

fn line_of(page: &Measured, place: &Place, tree: &Tree) -> usize {
    let text = tree.get(page.path.as_str()).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    position(&text, place.at).line
}

fn as_json(report: &Report, tree: &Tree) -> String {
    let owner = |(owner, counts): (&Option<String>, &Counts)| {
        let mut value = counts_json(counts);
        value["owner"] = json!(owner);
        value
    };
    printed(&json!({
        "site": counts_json(&report.site),
        "owners": report.owners.iter().map(owner).collect::<Vec<_>>(),
        "pages": report.pages.iter().map(|page| page_json(page, tree)).collect::<Vec<_>>(),
        "skipped": report.skipped.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

fn counts_json(counts: &Counts) -> Value {
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    let has_words = counts.words > 0;
    json!({
        "words": counts.words,
        "sentences": counts.sentences,
        "mean_sentence": has_words.then(|| rounded(counts.mean())),
        "sentences_over_25": counts.long,
        "reading_ease": has_words.then(|| rounded(counts.ease())),
        "passive": counts.passive,
        "undefined_acronyms": counts.acronyms,
        "listed_words": counts.listed,
    })
}

fn page_json(page: &Measured, tree: &Tree) -> Value {
    let line = |place: &Place| line_of(page, place, tree);
    let mut value = counts_json(&page.counts);
    value["source"] = json!(page.path.as_str());
    value["url"] = json!(page.url);
    value["title"] = json!(page.title);
    value["owner"] = json!(page.owner);
    let long =
        |(words, place): &(usize, Place)| json!({ "line": line(place), "words": words, "text": spoken(&place.text) });
    value["long"] = page.long.iter().map(long).collect();
    let acronym = |place: &Place| json!({ "line": line(place), "text": place.text });
    value["acronyms"] = page.acronyms.iter().map(acronym).collect();
    let listed =
        |(instead, place): &(&str, Place)| json!({ "line": line(place), "text": place.text, "instead": instead });
    value["listed"] = page.listed.iter().map(listed).collect();
    value
}

fn printed(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("plain values become JSON") + "\n"
}
