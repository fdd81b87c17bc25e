//! Rule: broken link syntax, whose brackets readers see.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::Event;
use regex::Regex;

use crate::base::codes::LINK_SYNTAX;
use crate::base::codes::text::A11Y_BARE_URL;
use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::base::span::Span;
use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

/// The endings of files that guidance links to.
const ENDINGS: &str = r"(?:md|markdown|html?|pdf|docx?|xlsx?|pptx?|odt|csv|zip|png|jpe?g|gif|svg|webp)";

/// What is said of a reference without a definition.
const UNDEFINED: &str = "this is not a link, because the page has no definition with this name";

/// The most that are reported in one run of text.
const MAX_REPORTED: usize = 50;

/// A form, what is wrong with it, and what to do.
struct WrongForm {
    shape: Regex,
    message: &'static str,
    help: &'static str,
}

static FORMS: LazyLock<Vec<WrongForm>> = LazyLock::new(|| {
    let form = |shape: &str, message, help| WrongForm {
        shape: Regex::new(&shape.replace("ENDINGS", ENDINGS)).expect("a pattern of this program is well formed"),
        message,
        help,
    };
    vec![
        form(
            r#"!?\[[^\[\]\n]*\]\((?:(?:https?://|mailto:|tel:)[^()\s]+[^()\S\n][^()\n]*|(?:[^()\s]*/)?[^()\n/]*[^()\S\n][^()\n]*\.ENDINGS(?:#[^()\s]*)?)(?:[^()\S\n]+(?:"[^"\n]*"|'[^'\n]*'))?\)"#,
            "this is not a link, because its URL has a space in it",
            "replace each space with `%20`, or put the URL between `<` and `>`",
        ),
        form(
            r"!\[[^\[\]\n]*\]\([^()\s]+[^()\S\n]+=\d*%?x?\d*%?\)",
            "this is not an image, because Markdown has no size in this place",
            "write the size after the image: `![…](…){width=500}`",
        ),
        form(
            r#"\[[^\[\]\n]*\]\([^()\s"]*#[^()\s"]+[^()\S\n][^()\n"]*\)"#,
            "this is not a link, because its URL has a space in it",
            "use the anchor of the heading, in lower case with hyphens: `#how-to-pay`",
        ),
        form(
            r"\[[^\[\]\n]+\] \((?:https?://[^()\s]+|[^()\s]+\.ENDINGS(?:#[^()\s]*)?)\)",
            "this is not a link, because of the space between its two parts",
            "remove the space",
        ),
        form(
            r"\([^()\n]+\)\[(?:https?://[^\[\]\s]+|[^\[\]\s]+\.ENDINGS(?:#[^\[\]\s]*)?)\]",
            "this is not a link, because its brackets are the wrong way round",
            "put the link text in `[ ]` and the URL after it in `( )`",
        ),
        form(
            r"!\[[^\[\]\n]*\]\((?:https?://[^()\s]+|[^()\s]+\.ENDINGS)(?:[^()\S\n][^()\n]*)?$",
            "this is not an image, because its closing bracket is missing",
            "add `)` after the URL",
        ),
        form(
            r"\[[^\[\]\n]+\]\((?:https?://[^()\s]+|[^()\s]+\.(?:md|markdown|html?|pdf)(?:#[^()\s]*)?)(?:[^()\S\n][^()\n]*)?$",
            "this is not a link, because its closing bracket is missing",
            "add `)` after the URL",
        ),
        form(
            r"(?:^|[^\w\])!])(\[[^\[\]\n=]*[^\W\d][^\[\]\n=]*\]\[[^\[\]\n^]+\])",
            UNDEFINED,
            "add a line `[name]: URL`, or put the URL in `( )`",
        ),
        form(
            r"(\[\^[A-Za-z0-9_]+(?:-[A-Za-z0-9_]{2,})*\])",
            "there is no footnote with this name",
            "add a line that starts with it and a colon, or remove it",
        ),
    ]
});
/// Another reference without a definition.
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[[^\[\]\n=]+\]\[[^\[\]\n^]+\]").expect("a pattern of this program is well formed"));
/// A link of Markdown in the text of an HTML block.
static IN_HTML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[[^\[\]\n]+\]\((?:https?://[^()\s]+|[^()\s]+\.(?:md|html?|pdf)(?:#[^()\s]*)?)\)")
        .expect("a pattern of this program is well formed")
});

/// Checks runs of text without markup, across events: the parser splits text at each bracket.
#[derive(Default)]
pub(super) struct LinkSyntax {
    run: Option<TextRun>,
}

/// Text events that follow one another in the source.
struct TextRun {
    range: Range<usize>,
    has_bracket: bool,
}

impl<'a> Rule<'a> for LinkSyntax {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        let nesting = context.nesting;
        match context.event() {
            Event::Text(text) if !nesting.is_in_code_block && nesting.links + nesting.images == 0 => {
                let (range, has_bracket) = (context.range(), text.contains('['));
                match &mut self.run {
                    Some(run) if run.range.end == range.start => {
                        run.range.end = range.end;
                        run.has_bracket |= has_bracket;
                    }
                    _ => {
                        self.finish_run(context.page.markdown, report);
                        self.run = Some(TextRun { range: range.clone(), has_bracket });
                    }
                }
                return;
            }
            Event::Html(html) if html.contains("](") => in_html(context, html, report),
            _ => {}
        }
        self.finish_run(context.page.markdown, report);
    }

    /// Drops what other rules say about a URL inside broken link syntax: one cause is reported once.
    fn finish(&mut self, report: &mut Report<'a>) {
        let found = report.diagnostics.iter().filter(|diagnostic| diagnostic.code == &LINK_SYNTAX);
        let mut links: Vec<Span> = found.filter_map(|diagnostic| diagnostic.at.span).collect();
        links.sort_unstable_by_key(|link| link.start);
        let is_inside = |span: Span| {
            let before = links.partition_point(|link| link.start <= span.start);
            before.checked_sub(1).is_some_and(|at| span.start < links[at].end)
        };
        report
            .diagnostics
            .retain(|diagnostic| diagnostic.code != &A11Y_BARE_URL || !diagnostic.at.span.is_some_and(is_inside));
    }
}

impl LinkSyntax {
    /// Checks the run that ends here, if it has a bracket.
    fn finish_run(&mut self, markdown: &str, report: &mut Report<'_>) {
        let Some(TextRun { range, has_bracket: true }) = self.run.take() else { return };
        let text = &markdown[range.clone()];
        let mut reported: Vec<Range<usize>> = Vec::new();
        for form in FORMS.iter() {
            for found in form.shape.captures_iter(text) {
                let whole = found.get(1).or_else(|| found.get(0)).map_or(0..0, |found| found.range());
                if reported.len() >= MAX_REPORTED {
                    return;
                }
                if reported.iter().any(|other| whole.start < other.end && other.start < whole.end) {
                    continue;
                }
                if form.message == UNDEFINED && has_more_brackets(text, &whole) {
                    continue;
                }
                let place = range.start + whole.start..range.start + whole.end;
                let is_image = text[..whole.start].ends_with('!') || text[whole.clone()].starts_with('!');
                let message =
                    if is_image { form.message.replace("a link", "an image") } else { form.message.to_owned() };
                report.add(&LINK_SYNTAX, &place, message, form.help);
                reported.push(whole);
            }
        }
    }
}

/// Whether the line has other brackets without a URL: then brackets are part of names, as in `[slow] Driver [a][b]`. Or
/// whether it is how a command is used: `npm [command][options]`.
fn has_more_brackets(text: &str, found: &Range<usize>) -> bool {
    let is_bare = |part: &str| {
        let part = REFERENCE.replace_all(part, "");
        let part = &*part;
        part.match_indices('[').any(|(at, _)| {
            let behind = part[at..].find(']').map_or("", |end| part[at + end + 1..].trim_start());
            !part[..at].ends_with(')') && !behind.starts_with('(')
        })
    };
    let before = text[..found.start].rsplit('\n').next().unwrap_or_default();
    let after = text[found.end..].split('\n').next().unwrap_or_default();
    let is_name = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '-' | '_');
    let is_usage = !before.trim().is_empty() && before.trim().chars().all(is_name) && after.trim().is_empty();
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let is_command = last.len() > 1 && last.starts_with(['/', '-', '<', '$']);
    is_usage || is_command || is_bare(before) || is_bare(after)
}

/// Checks a line of an HTML block for links in Markdown.
fn in_html(context: &LintContext<'_>, html: &str, report: &mut Report<'_>) {
    let is_code = |token: Token<'_>| match token {
        Token::Start(tag) => matches!(&*tag.name, "pre" | "code" | "script" | "style"),
        Token::Comment(_) => true,
        _ => false,
    };
    if context.page.raw_html == RawHtml::Escape || tokens(html).any(is_code) {
        return;
    }
    let range = context.range();
    for found in IN_HTML.find_iter(html) {
        let is_plain = html.len() == range.len();
        let place = if is_plain { range.start + found.start()..range.start + found.end() } else { range.clone() };
        let help = "put blank lines around it, so that it is read as Markdown, or use `<a href=\"…\">`";
        report.add(&LINK_SYNTAX, &place, "this is not a link, because Markdown is not read inside HTML", help);
    }
}
