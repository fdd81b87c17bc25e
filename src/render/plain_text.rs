//! The text of one page as plain text, for programs that do not use HTML.
//!
//! Title, URL and facts first, then each section under its heading. Embedded text of other pages is left out.

use crate::base::path::OutputPath;
use crate::config::settings::Config;
use crate::site::page::Page;

/// The output of the plain text of a page: beside it.
pub fn output_of(page: &OutputPath) -> Option<OutputPath> {
    page.as_str().strip_suffix(".html").map(|stem| OutputPath::new(format!("{stem}.txt")))
}

/// Whether a page is also published as plain text: if the settings say so, all pages that search finds.
pub fn is_published(config: &Config, page: &Page) -> bool {
    config.plain_text && page.document.is_some() && page.is_indexable(config)
}

/// The plain text of a page.
pub fn text(config: &Config, page: &Page) -> String {
    let Some((document, meta)) = page.document.as_ref().zip(page.meta()) else { return String::new() };
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
    let mut out = format!("# {}\n\n", page.title);
    for (name, value) in facts.into_iter().filter_map(|(name, value)| Some((name, value?))) {
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
