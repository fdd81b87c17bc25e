//! Rule: comments, elements, declarations and tags in blocks of HTML that are never closed, so that the rest of the page is
//! not shown.
//!
//! Source of the rule: CommonMark 0.31.2, 4.6 (HTML blocks).

use pulldown_cmark::{Event, Tag};

use crate::base::codes::HTML_UNCLOSED;
use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// What opens and what closes; the text between is no Markdown.
const PAIRS: &[(&str, &str)] =
    &[("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<textarea", "</textarea")];
/// How other blocks of HTML begin whose text is never shown, and how they end.
const DECLARATIONS: &[(&str, &str)] = &[("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];

/// The most events below a comment that are searched for its end.
const MOST_EVENTS: usize = 2_000;

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
        let later = || match *open {
            // In text, its end is only a sign.
            "<!--" => is_closed_later(context),
            _ => context.page.markdown[context.range().start + at..].to_ascii_lowercase().contains(close),
        };
        let is_closed = source[at..].contains(close) || later();
        (is_name && !is_closed).then_some((at, *open, *close))
    });
    let Some((at, open, close)) = unclosed.min() else { return cut_off(context, report) };
    let start = context.range().start + at;
    let end = context.page.markdown[start..].find('\n').map_or(context.page.markdown.len(), |end| start + end);
    let name = if open == "<!--" { "this comment".to_owned() } else { format!("this `{open}>` element") };
    let message = format!("{name} is not closed, so readers do not see the text after it");
    let help = match open {
        "<!--" if context.page.markdown[start..].contains("-->") => {
            "put a blank line before it: here, the first blank line ends the block of HTML, and `-->` is text"
                .to_owned()
        }
        "<!--" => "add `-->` where it ends".to_owned(),
        _ => format!("add `{close}>` where it ends"),
    };
    report.add(&HTML_UNCLOSED, &(start..end), message, help);
}

/// Reports a declaration, or a tag at the end of a block, without the sign that ends it.
fn cut_off(context: &LintContext<'_>, report: &mut Report<'_>) {
    let source = context.source();
    let declaration = DECLARATIONS.iter().find(|(open, _)| source.starts_with(open) && !source.starts_with("<!--"));
    let (at, end) = match (declaration, tokens(source).last()) {
        (Some((open, close)), _) if !source[open.len()..].contains(close) => (0, *close),
        (None, Some(Token::Truncated(cut))) => (cut.tag.span.start, if cut.open_quote.is_some() { "\">" } else { ">" }),
        _ => return,
    };
    let start = context.range().start + at;
    let line = source[at..].lines().next().unwrap_or_default().trim_end();
    let message = "this tag is not closed, so readers do not see the text after it";
    report.add(&HTML_UNCLOSED, &(start..start + line.len()), message, format!("add `{end}` where it ends"));
}

/// Whether HTML below this block closes a comment.
fn is_closed_later(context: &LintContext<'_>) -> bool {
    let below = context.after().iter().filter(|(_, range)| range.start >= context.range().end);
    below.take(MOST_EVENTS).any(|(event, _)| matches!(event, Event::Html(html) if html.contains("-->")))
}
