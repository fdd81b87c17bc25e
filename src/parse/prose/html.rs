//! Raw HTML that an author wrote: images and frames that have words.

use pulldown_cmark::Event;

use crate::base::codes::{A11Y_FRAME_TITLE, A11Y_MISSING_ALT};
use crate::config::RawHtml;
use crate::parse::prose::Judge;

pub(super) fn check(judge: &mut Judge<'_>) {
    // Other settings take frames out of the page.
    let allows_frames = judge.text.raw_html == RawHtml::Allow;
    for (at, event) in judge.prose() {
        let (Event::Html(html) | Event::InlineHtml(html)) = event else { continue };
        let range = judge.events[at].1.clone();
        let lower = html.to_ascii_lowercase();
        for (start, _) in lower.match_indices('<') {
            let rest = &lower[start..];
            let Some(end) = rest.find('>') else { break };
            let tag = &rest[..end];
            let place = range.start + start..range.start + start + end + 1;
            let has = |name: &str| tag.contains(&format!(" {name}=")) || tag.contains(&format!("\n{name}="));
            if tag.starts_with("<img") && !has("alt") && !tag.contains(" alt") {
                let help = "add `alt=\"…\"` with what it shows; leave it empty where the image only decorates";
                let message = "this image has no words for those who do not see it";
                judge.report(&A11Y_MISSING_ALT, &place, message, help);
            } else if allows_frames && tag.starts_with("<iframe") && !has("title") && !has("aria-label") {
                let help = "add `title=\"…\"` with what it holds";
                judge.report(&A11Y_FRAME_TITLE, &place, "this frame has no title", help);
            }
        }
    }
}
