//! Files for language models (llmstxt.org): a list of the texts of all pages, and all of them in one file.
//!
//! Documents that must no longer be followed are in neither, because a program may not notice their status.

use std::fmt::Write;

use crate::base::text::one_line;
use crate::render::markdown::inline::escape;
use crate::site::answer::{PageSummary, by_url};
use crate::site::text_copies::TextFormat;
use crate::site::tracked::TrackedSite;

/// The output of the list.
pub const LIST: &str = "llms.txt";
/// The output of all texts.
pub const ALL_TEXTS: &str = "llms-full.txt";

/// The list as Markdown: the title and description of the site, and a link to each text.
pub fn list(site: &TrackedSite, format: TextFormat) -> String {
    let (settings, pages) = (site.settings(), site.summaries());
    let mut out = format!("# {}\n", escape(&one_line(&settings.title)));
    if let Some(description) = &settings.config.description {
        let _ = write!(out, "\n> {}\n", escape(&one_line(description)));
    }
    out.push_str("\n## Pages\n\n");
    let extension = format.extension();
    let is_listed = |page: &PageSummary| {
        page.is_authored && page.is_published && !page.is_unlisted && !page.is_retired && page.is_in_sitemap
    };
    for page in by_url(&pages, is_listed) {
        let stem = if page.url.ends_with('/') { format!("{}index", page.url) } else { page.url.replace(".html", "") };
        let title = escape(&page.title);
        let description = page.description.as_ref().map(|text| format!(": {}", escape(text))).unwrap_or_default();
        let _ = writeln!(out, "- [{title}]({stem}.{extension}){description}");
    }
    out
}
