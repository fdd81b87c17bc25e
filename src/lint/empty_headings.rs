//! Rule: headings without text (ACT rule ffd0e9).

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::A11Y_EMPTY_HEADING;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::Heading { .. })) || !context.text().is_empty() {
        return;
    }
    if !context.inside().iter().any(|(event, _)| matches!(event, Event::Start(Tag::Image { .. }))) {
        report_empty(report, &context.heading_range());
    }
}

/// Reports a heading without text.
pub(super) fn report_empty(report: &mut Report<'_>, range: &Range<usize>) {
    report.add(&A11Y_EMPTY_HEADING, range, "this heading is empty", "give it text or remove it");
}
