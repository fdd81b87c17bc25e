//! Rule: URLs shown as text, written bare or as the text of a link.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::base::codes::text::A11Y_BARE_URL;
use crate::base::url::find_urls;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// Checks running text for URLs, which become links.
pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let Event::Text(text) = context.event() else { return };
    if context.nesting.is_in_code_block || context.nesting.links > 0 || !text.contains("://") {
        return;
    }
    for found in find_urls(text).into_iter().filter(|found| is_url(&text[found.clone()])) {
        let url = text[found.clone()].to_owned();
        report_url(report, &context.text_range(found), &url);
    }
}

/// Whether a text is the URL of a page on the web.
pub(super) fn is_url(text: &str) -> bool {
    let is_web = text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.");
    // What runs on the reader's own machine has no other name than its URL.
    let host = text.split_once("://").map_or(text, |(_, rest)| rest).split(['/', ':', '?']).next().unwrap_or_default();
    is_web && !text.contains(char::is_whitespace) && !matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0")
}

/// Reports a URL that is shown as text.
pub(super) fn report_url(report: &mut Report<'_>, range: &Range<usize>, url: &str) {
    let message = format!("`{url}` is a URL instead of link text");
    let help = format!("use the name of the page, such as `[Page name]({url})`");
    report.add(&A11Y_BARE_URL, range, message, help);
}
