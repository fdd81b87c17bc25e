//! Readability measurements as a table, as the full text of one page, and as JSON.

use serde_json::{Value, json};

use crate::base::json::pretty_json;
use crate::base::line_index::Position;
use crate::base::tree::Tree;
use crate::check::readability::{LONG, Measured, Place, ReadabilityReport, TextCounts};
use crate::report::sources::SourceText;

const HEAD: &str = " words  sentences  mean  over 25  ease  passive  acronyms  listed  ";

fn row(counts: &TextCounts, name: &str) -> String {
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

/// The hardest pages first, then owners, then the whole site.
pub fn table(report: &ReadabilityReport) -> String {
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
        text.push_str(&format!("\nskipped, because they are not in English: {}\n", report.skipped.len()));
    }
    text
}

/// One page in full, with each place.
pub fn page_text(page: &Measured, tree: &Tree) -> String {
    let source = SourceText::read(page.path.as_str(), tree);
    let mut text = format!("{HEAD}page\n{}", row(&page.counts, page.path.as_str()));
    let line = |place: &Place| line_of(place, source.as_ref());
    if !page.long.is_empty() {
        text.push_str(&format!("\nsentences of more than {LONG} words\n"));
        for (words, place) in &page.long {
            text.push_str(&format!("  line {}, {words} words: {}\n", line(place), without_code(&place.text)));
        }
    }
    if !page.acronyms.is_empty() {
        text.push_str("\nunexplained acronyms\n");
        page.acronyms.iter().for_each(|place| text.push_str(&format!("  line {}: {}\n", line(place), place.text)));
    }
    if !page.listed.is_empty() {
        text.push_str("\nwords with a plainer alternative\n");
        for (instead, place) in &page.listed {
            text.push_str(&format!("  line {}: {} → {instead}\n", line(place), place.text));
        }
    }
    text
}

/// A sentence with an ellipsis in place of code.
fn without_code(text: &str) -> String {
    text.replace('\u{fffc}', "…")
}

fn line_of(place: &Place, source: Option<&SourceText<'_>>) -> usize {
    source.map_or(Position::START, |source| source.position(place.at)).line
}

/// The site, its owners and every page.
pub fn json(report: &ReadabilityReport, tree: &Tree) -> String {
    let owner = |(owner, counts): (&Option<String>, &TextCounts)| {
        let mut value = counts_json(counts);
        value["owner"] = json!(owner);
        value
    };
    pretty_json(&json!({
        "site": counts_json(&report.site),
        "owners": report.owners.iter().map(owner).collect::<Vec<_>>(),
        "pages": report.pages.iter().map(|page| page_value(page, tree)).collect::<Vec<_>>(),
        "skipped": report.skipped.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

fn counts_json(counts: &TextCounts) -> Value {
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

/// One page with each place.
pub fn page_json(page: &Measured, tree: &Tree) -> String {
    pretty_json(&page_value(page, tree))
}

fn page_value(page: &Measured, tree: &Tree) -> Value {
    let source = SourceText::read(page.path.as_str(), tree);
    let line = |place: &Place| line_of(place, source.as_ref());
    let mut value = counts_json(&page.counts);
    value["source"] = json!(page.path.as_str());
    value["url"] = json!(page.url);
    value["title"] = json!(page.title);
    value["owner"] = json!(page.owner);
    let long = |(words, place): &(usize, Place)| json!({ "line": line(place), "words": words, "text": without_code(&place.text) });
    value["long"] = page.long.iter().map(long).collect();
    let acronym = |place: &Place| json!({ "line": line(place), "text": place.text });
    value["acronyms"] = page.acronyms.iter().map(acronym).collect();
    let listed =
        |(instead, place): &(&str, Place)| json!({ "line": line(place), "text": place.text, "instead": instead });
    value["listed"] = page.listed.iter().map(listed).collect();
    value
}
