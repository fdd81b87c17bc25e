//! Rule: images without a text alternative (WCAG 1.1.1).

use pulldown_cmark::{Event, LinkType, Tag};

use crate::base::codes::text::A11Y_MISSING_ALT;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::events::end_of;
use crate::parse::title::plain_text;

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let Event::Start(Tag::Image { link_type, .. }) = context.event() else { return };
    // An embed has no text of its own; an image inside the text of another is not shown.
    if matches!(link_type, LinkType::WikiLink { .. }) || context.nesting.images > 0 {
        return;
    }
    let events = &context.page.events;
    if plain_text(&events[context.index..end_of(events, context.index)]).is_empty() {
        let help =
            "add alt text, such as `![The valve](valve.png)`; for a decorative image, use `<img src=\"…\" alt=\"\">`";
        report.add(&A11Y_MISSING_ALT, context.range(), "this image has no text alternative", help);
    }
}
