//! Rule: line breaks used in place of paragraphs or lists. The cells of a Markdown table can have neither.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::A11Y_LINE_BREAKS;
use crate::base::html::tokenizer::is_line_break;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

/// Looks for a second `<br>` in a row.
#[derive(Default)]
pub(super) struct LineBreaks {
    is_in_cell: bool,
}

impl<'a> Rule<'a> for LineBreaks {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        match context.event() {
            Event::Start(Tag::TableCell) => self.is_in_cell = true,
            Event::End(TagEnd::TableCell) => self.is_in_cell = false,
            event if is_break(event) && !self.is_in_cell => check(context, report),
            _ => {}
        }
    }
}

fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
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
