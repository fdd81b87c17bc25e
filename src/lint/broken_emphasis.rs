//! Rule: pairs of `**` that readers see, because Markdown does not read them as bold.
//!
//! Spaces inside them, a letter right behind a closing colon, and scripts without spaces between words are the causes.
//!
//! Source of the rule: CommonMark 0.31.2, 6.2 (left-flanking and right-flanking delimiter runs).

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::TEXT_BROKEN_EMPHASIS;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

const SIGNS: &str = "**";

/// Looks for two pairs of asterisks in the text of one block.
#[derive(Default)]
pub(super) struct BrokenEmphasis {
    /// Where the first pair of the block is.
    open: Option<usize>,
    /// Where the last asterisk is that readers see. The parser may give each its own event.
    last: Option<usize>,
    is_in_cell: bool,
}

/// The longest row of a table that is looked at, in bytes.
const LONGEST_ROW: usize = 2_000;

/// Whether a place is in a line that begins with `|`, as the rows of the grid tables of Pandoc do.
fn is_row(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[at.saturating_sub(LONGEST_ROW)..at];
    let line = match before.iter().rposition(|byte| *byte == b'\n') {
        Some(end) => &before[end + 1..],
        None if before.len() < LONGEST_ROW => before,
        None => return false,
    };
    line.trim_ascii_start().first() == Some(&b'|')
}

impl<'a> Rule<'a> for BrokenEmphasis {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        match context.event() {
            Event::Text(_) if context.nesting.is_in_code_block => {}
            Event::Text(_) => self.text(context, report),
            Event::Start(Tag::Strong | Tag::Emphasis | Tag::Link { .. })
            | Event::End(TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link) => {}
            event @ (Event::Start(_) | Event::End(_)) => {
                self.open = None;
                self.is_in_cell = matches!(event, Event::Start(Tag::TableCell));
            }
            _ => {}
        }
    }
}

impl BrokenEmphasis {
    fn text(&mut self, context: &LintContext<'_>, report: &mut Report<'_>) {
        let text = context.page.markdown;
        let base = context.range().start;
        for (offset, _) in context.source().match_indices('*') {
            let previous = self.last.replace(base + offset);
            let Some(at) = previous.filter(|previous| previous + 1 == base + offset) else { continue };
            let (before, after) = (text[..at].chars().next_back(), text[at + SIGNS.len()..].chars().next());
            // Escaped signs, rows of asterisks and patterns of paths are meant as they are.
            if [before, after].iter().any(|letter| matches!(letter, Some('*' | '\\' | '/'))) {
                continue;
            }
            match self.open.take() {
                None => self.open = Some(at),
                // The cells of a table that Markdown does not read are cut by its lines; that is another finding.
                Some(open) if !self.is_in_cell && is_row(text, open) => {}
                Some(open) => report_pair(context, report, open, at),
            }
        }
    }
}

fn report_pair(context: &LintContext<'_>, report: &mut Report<'_>, open: usize, close: usize) {
    let text = context.page.markdown;
    let inner = &text[open + SIGNS.len()..close];
    let words = inner.trim();
    if !words.contains(char::is_alphabetic) || words.contains('\n') {
        return;
    }
    let after = text[close + SIGNS.len()..].chars().next();
    let before = text[..open].chars().next_back();
    let (help, new) = if words.len() < inner.len() {
        // The words stay apart from the text around them.
        let left = if inner.starts_with(' ') && before.is_some_and(char::is_alphanumeric) { " " } else { "" };
        let right = if inner.ends_with(' ') && after.is_some_and(char::is_alphanumeric) { " " } else { "" };
        ("remove the spaces inside the asterisks", Some(format!("{left}**{words}**{right}")))
    } else if after.is_some_and(|letter| letter.is_ascii_alphanumeric()) && words.is_ascii() {
        ("add a space after the closing asterisks", Some(format!("**{words}** ")))
    } else {
        let is_allowed = context.page.raw_html != RawHtml::Escape;
        (
            "write `<strong>` and `</strong>` instead, or leave the punctuation outside the asterisks",
            is_allowed.then(|| format!("<strong>{words}</strong>")),
        )
    };
    let place = open..close + SIGNS.len();
    let message = "readers see these asterisks, because Markdown does not read them as bold";
    let finding = Diagnostic::new(&TEXT_BROKEN_EMPHASIS, report.location(&place), message).help(help);
    report.push(match new {
        Some(new) => finding.fix(Fix::Text { old: text[place].to_owned(), new }),
        None => finding,
    });
}
