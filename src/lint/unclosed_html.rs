//! Rule: comments and elements in blocks of HTML that are never closed, so that the rest of the page is not shown.
//!
//! Source of the rule: CommonMark 0.31.2, 4.6 (HTML blocks, kinds 1 and 2).

use pulldown_cmark::{Event, Tag};

use crate::base::codes::HTML_UNCLOSED;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// What opens and what closes; the text between is no Markdown.
const PAIRS: &[(&str, &str)] =
    &[("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<pre", "</pre"), ("<textarea", "</textarea")];

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::HtmlBlock)) {
        return;
    }
    let source = context.source().to_ascii_lowercase();
    let unclosed = PAIRS.iter().filter_map(|(open, close)| {
        let at = source.rfind(open)?;
        let after = source[at + open.len()..].chars().next();
        let is_name = *open == "<!--" || after.is_none_or(|letter| letter.is_whitespace() || letter == '>');
        // Most are closed in the same block. A longer search is for those that are not.
        let is_closed = source[at..].contains(close)
            || context.page.markdown[context.range().start + at..].to_ascii_lowercase().contains(close);
        (is_name && !is_closed).then_some((at, *open, *close))
    });
    let Some((at, open, close)) = unclosed.min() else { return };
    let start = context.range().start + at;
    let end = context.page.markdown[start..].find('\n').map_or(context.page.markdown.len(), |end| start + end);
    let name = if open == "<!--" { "this comment".to_owned() } else { format!("this `{open}>` element") };
    let message = format!("{name} is not closed, so readers do not see the text after it");
    let close = if open == "<!--" { close.to_owned() } else { format!("{close}>") };
    report.add(&HTML_UNCLOSED, &(start..end), message, format!("add `{close}` where it ends"));
}
