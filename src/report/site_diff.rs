//! The impact of a change in words: for a terminal, for the page of a pull request, for programs.

use serde_json::{Value, json};

use crate::check::site_diff::{SiteDiff, Touched};
use crate::report::tally::counted;

/// The maximum number of named pages among those that link to one page; the others are counted.
const MOST_NAMED: usize = 5;
/// Pages that a summary lists of each sort.
const MOST_LISTED: usize = 100;

/// Lines for a person.
pub fn text(impact: &SiteDiff, since: &str) -> String {
    let mut out = format!("since {since}: {}\n", tally(impact));
    for (word, page) in all(impact) {
        out.push_str(&format!("  {word:<8} {}{}\n", urls(page, str::to_owned), fate(page, word)));
        if let Some(words) = linked(page, word, str::to_owned) {
            out.push_str(&format!("  {:<8} {words}\n", ""));
        }
    }
    out
}

/// A section for the page of a pull request.
pub fn markdown(impact: &SiteDiff, since: &str) -> String {
    let code = |text: &str| format!("`{}`", text.replace('`', "'"));
    let mut out = format!("\n## Pages since {}: {}\n\n", code(since), tally(impact));
    for (word, page) in all(impact) {
        let linked = linked(page, word, code).map(|words| format!("; {words}")).unwrap_or_default();
        out.push_str(&format!("- **{word}** {}{}{linked}\n", urls(page, code), fate(page, word)));
    }
    let rest = [&impact.added, &impact.changed, &impact.moved, &impact.removed];
    let rest: usize = rest.iter().map(|list| list.len().saturating_sub(MOST_LISTED)).sum();
    if rest > 0 {
        out.push_str(&format!("\nAnd {rest} more.\n"));
    }
    out
}

/// One object on one line: `{"impact": {"since", "added", "changed", "moved", "removed"}}`.
pub fn json(impact: &SiteDiff, since: &str) -> String {
    let page = |page: &Touched| {
        json!({
            "url": page.url,
            "file": page.source,
            "before": page.before,
            "leads_on": page.leads_on,
            "linked_from": page.linked_from,
        })
    };
    let list = |pages: &[Touched]| Value::Array(pages.iter().map(page).collect());
    let impact = json!({
        "since": since,
        "added": list(&impact.added),
        "changed": list(&impact.changed),
        "moved": list(&impact.moved),
        "removed": list(&impact.removed),
    });
    format!("{}\n", json!({ "impact": impact }))
}

fn tally(impact: &SiteDiff) -> String {
    let parts = [
        (&impact.added, "added"),
        (&impact.changed, "changed"),
        (&impact.moved, "moved"),
        (&impact.removed, "removed"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(pages, _)| !pages.is_empty())
        .map(|(pages, word)| format!("{} {word}", counted(pages.len(), "page")))
        .collect();
    if words.is_empty() { "no pages changed".to_owned() } else { words.join(", ") }
}

fn all(impact: &SiteDiff) -> impl Iterator<Item = (&'static str, &Touched)> {
    let lists = [
        ("added", &impact.added),
        ("changed", &impact.changed),
        ("moved", &impact.moved),
        ("removed", &impact.removed),
    ];
    lists.into_iter().flat_map(|(word, pages)| pages.iter().take(MOST_LISTED).map(move |page| (word, page)))
}

fn urls(page: &Touched, quoted: impl Fn(&str) -> String) -> String {
    let before = page.before.as_deref().map(|before| format!("{} → ", quoted(before)));
    format!("{}{}", before.unwrap_or_default(), quoted(&page.url))
}

/// The text about an old URL of a page.
fn fate(page: &Touched, word: &str) -> &'static str {
    match (word, page.leads_on) {
        ("moved", true) => " (the old URL redirects)",
        ("moved", false) => " (the old URL is broken)",
        ("removed", true) => " (its URL redirects)",
        ("removed", false) => " (its URL is broken)",
        _ => "",
    }
}

fn linked(page: &Touched, word: &str, quoted: impl Fn(&str) -> String) -> Option<String> {
    if page.linked_from.is_empty() {
        return None;
    }
    let verb = if matches!(word, "moved" | "removed") { "was linked from" } else { "linked from" };
    let named: Vec<String> = page.linked_from.iter().take(MOST_NAMED).map(|url| quoted(url)).collect();
    let rest = page.linked_from.len() - named.len();
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    Some(format!("{verb} {}{rest}", named.join(", ")))
}
