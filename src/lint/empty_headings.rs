//! Rule: headings without text (ACT rule ffd0e9). A comment in a heading is most likely a macro of another tool, which
//! writes the text.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::A11Y_EMPTY_HEADING;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::Heading { .. })) || !context.text().is_empty() {
        return;
    }
    let is_content = |event: &Event<'_>| match event {
        Event::Start(Tag::Image { .. }) => true,
        Event::InlineHtml(html) => html.starts_with("<!--"),
        _ => false,
    };
    if !context.inside().iter().any(|(event, _)| is_content(event)) {
        report_empty(report, &context.heading_range());
    }
}

/// Reports a heading without text.
pub(super) fn report_empty(report: &mut Report<'_>, range: &Range<usize>) {
    report.add(&A11Y_EMPTY_HEADING, range, "this heading is empty", "give it text or remove it");
}
