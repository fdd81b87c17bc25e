//! Rule: headings, links and cells that say something by an emoji alone.

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::A11Y_EMOJI;
use crate::base::emoji::is_emoji;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

#[derive(Default)]
pub(super) struct Emoji {
    /// Whether a cell of the open table was reported; one for each table is enough.
    is_table_reported: bool,
}

impl<'a> Rule<'a> for Emoji {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        let Event::Start(tag) = context.event() else { return };
        match tag {
            Tag::Table(_) => self.is_table_reported = false,
            Tag::TableCell if !self.is_table_reported => self.is_table_reported = check(context, "this cell", report),
            Tag::Heading { .. } => {
                check(context, "this heading", report);
            }
            Tag::Link { .. } => {
                check(context, "this link", report);
            }
            _ => {}
        }
    }
}

/// Reports a construct whose text is an emoji without words; returns whether it did.
fn check(context: &LintContext<'_>, subject: &str, report: &mut Report<'_>) -> bool {
    let inside = context.inside();
    let has_more =
        inside.iter().any(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Start(Tag::Image { .. })));
    let text = context.text();
    if has_more || text.chars().any(char::is_alphanumeric) || !text.chars().any(is_emoji) {
        return false;
    }
    let Some((_, range)) = inside.iter().find(|(event, _)| matches!(event, Event::Text(_))) else { return false };
    let message = format!("{subject} is only `{text}`, without text");
    report.add(&A11Y_EMOJI, range, message, "add what it means, such as `✅ Yes`");
    true
}
