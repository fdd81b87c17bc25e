//! Rule: code fences that are not closed, so that the rest of the page is code.

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::base::codes::text::TEXT_UNCLOSED_FENCE;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))) {
        return;
    }
    let mut lines = context.source().lines().map(|line| line.trim_start_matches([' ', '\t', '>']).trim_end());
    let first = lines.next().unwrap_or_default();
    let Some(sign) = first.chars().next().filter(|sign| matches!(sign, '`' | '~')) else { return };
    let length = first.chars().take_while(|letter| *letter == sign).count();
    let is_end = |line: &str| line.len() >= length && line.chars().all(|letter| letter == sign);
    if !lines.next_back().is_some_and(is_end) {
        let help = "add the same fence on a line of its own where the code ends";
        let message = "this code block is not closed, so the text after it is code too";
        report.add(&TEXT_UNCLOSED_FENCE, &context.first_line(), message, help);
    }
}
