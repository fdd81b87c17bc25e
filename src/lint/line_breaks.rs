//! Rule: line breaks used in place of paragraphs or lists.

use pulldown_cmark::Event;

use crate::base::codes::text::A11Y_LINE_BREAKS;
use crate::base::html::tokenizer::is_line_break;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// Checks for a second `<br>` in a row.
pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !is_break(context.event()) {
        return;
    }
    let before = context.before();
    let Some(previous) = before.iter().rposition(|(event, _)| {
        !matches!(event, Event::SoftBreak | Event::HardBreak)
            && !matches!(event, Event::Text(text) if text.trim().is_empty())
    }) else {
        return;
    };
    let follows_break = is_break(&before[previous].0);
    let is_first_pair = !before[..previous].last().is_some_and(|(event, _)| is_break(event));
    if follows_break && is_first_pair {
        let help = "separate paragraphs with a blank line, and use list syntax for lists";
        report.add(&A11Y_LINE_BREAKS, context.range(), "line breaks are used instead of paragraphs or a list", help);
    }
}

/// Whether an event is a `<br>`.
fn is_break(event: &Event<'_>) -> bool {
    matches!(event, Event::InlineHtml(html) if is_line_break(html))
}
