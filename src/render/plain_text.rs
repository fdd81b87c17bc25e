//! The text of one page as plain text, for programs that do not use HTML.
//!
//! Title, URL and facts first, then each section under its heading. Embedded text of other pages is left out.

use crate::config::settings::Config;
use crate::site::page::Page;

/// The names and values of the facts that a text begins with.
pub fn facts(config: &Config, page: &Page) -> Vec<(&'static str, String)> {
    let Some(meta) = page.meta() else { return Vec::new() };
    let control = &meta.control;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let facts = [
        ("URL", Some(config.base_url.absolute(&page.url))),
        ("Document ID", meta.document_id.clone()),
        ("Version", control.version.clone()),
        ("Status", meta.state.word_of(meta.status.as_deref())),
        ("Owner", control.owner.clone()),
        ("Effective from", day(control.effective)),
        ("Last reviewed", day(control.last_reviewed)),
        ("Next review by", day(control.review_by)),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The plain text of a page.
pub fn text(config: &Config, page: &Page) -> String {
    let Some(document) = &page.document else { return String::new() };
    let mut out = format!("# {}\n\n", page.title);
    for (name, value) in facts(config, page) {
        out += &format!("{name}: {value}\n");
    }
    for section in document.content.sections().iter() {
        if let Some(heading) = section.heading.map(|at| &document.facts.headings[at]) {
            out += &format!("\n{} {}\n", "#".repeat(usize::from(heading.level)), heading.title);
        }
        for block in section.text.lines().map(str::trim_end).filter(|block| !block.is_empty()) {
            out += &format!("\n{block}\n");
        }
    }
    out
}
