//! What looks like a link and is none, because Markdown could not read it: readers see the brackets.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag, TagEnd};
use regex::Regex;

use crate::base::codes::LINK_SYNTAX;
use crate::base::codes::text::A11Y_BARE_URL;
use crate::base::span::Span;
use crate::config::RawHtml;
use crate::lint::Judge;

/// The endings of files that guidance links to.
const ENDINGS: &str = r"(?:md|markdown|html?|pdf|docx?|xlsx?|pptx?|odt|csv|zip|png|jpe?g|gif|svg|webp)";

/// So many are told in one run of text.
const MOST: usize = 50;

/// A form, what is wrong with it, and what to do.
struct Form {
    shape: Regex,
    message: &'static str,
    help: &'static str,
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let form = |shape: &str, message, help| Form {
        shape: Regex::new(&shape.replace("ENDINGS", ENDINGS)).expect("a pattern of this program is well formed"),
        message,
        help,
    };
    vec![
        form(
            r"!?\[[^\[\]\n]*\]\((?:(?:https?://|mailto:|tel:)[^()\s]+[^()\S\n][^()\n]*|(?:[^()\s]*/)?[^()\n/]*[^()\S\n][^()\n]*\.ENDINGS(?:#[^()\s]*)?)\)",
            "the address of this link has a space in it, so it is no link",
            "write `%20` for each space, or put the address between `<` and `>`",
        ),
        form(
            r#"\[[^\[\]\n]*\]\([^()\s"]*#[^()\s"]+[^()\S\n][^()\n"]*\)"#,
            "the address of this link has a space in it, so it is no link",
            "name the heading by its anchor, in small letters with hyphens: `#how-to-pay`",
        ),
        form(
            r"\[[^\[\]\n]+\] \((?:https?://[^()\s]+|[^()\s]+\.ENDINGS(?:#[^()\s]*)?)\)",
            "a space stands between the two parts of this link, so it is none",
            "take the space out",
        ),
        form(
            r"\([^()\n]+\)\[(?:https?://[^\[\]\s]+|[^\[\]\s]+\.ENDINGS(?:#[^\[\]\s]*)?)\]",
            "the brackets of this link are the wrong way round",
            "write the words in `[ ]` and the address in `( )` behind them",
        ),
        form(
            r"\[[^\[\]\n]+\]\((?:https?://[^()\s]+|[^()\s]+\.(?:md|markdown|html?|pdf)(?:#[^()\s]*)?)(?:[^()\S\n][^()\n]*)?$",
            "this link is not closed",
            "write `)` behind its address",
        ),
        form(
            r"(?:^|[^\w\])!])(\[[^\[\]\n]*[^\W\d][^\[\]\n]*\]\[[^\[\]\n^]+\])",
            "no definition with this name stands on the page, so this is no link",
            "add a line `[name]: address`, or write the address in `( )`",
        ),
        form(
            r"(\[\^[A-Za-z0-9_]+(?:-[A-Za-z0-9_]{2,})*\])",
            "there is no note with this name",
            "add a line that begins with it and a colon, or take it out",
        ),
    ]
});
/// A link of Markdown in the text of an HTML block.
static IN_HTML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[[^\[\]\n]+\]\((?:https?://[^()\s]+|[^()\s]+\.(?:md|html?|pdf)(?:#[^()\s]*)?)\)")
        .expect("a pattern of this program is well formed")
});

pub(super) fn check(judge: &mut Judge<'_>) {
    let events = judge.events;
    let mut run: Option<(Range<usize>, bool)> = None;
    let (mut links, mut is_code) = (0_usize, false);
    for (event, range) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => links += 1,
            Event::End(TagEnd::Link | TagEnd::Image) => links = links.saturating_sub(1),
            Event::Text(text) if !is_code && links == 0 => {
                let has_bracket = text.contains('[');
                match &mut run {
                    Some((run, has)) if run.end == range.start => (run.end, *has) = (range.end, *has || has_bracket),
                    _ => {
                        finish(judge, run.take());
                        run = Some((range.clone(), has_bracket));
                    }
                }
                continue;
            }
            Event::Html(html) if html.contains("](") => in_html(judge, html, range),
            _ => {}
        }
        finish(judge, run.take());
    }
    finish(judge, run);
    // An address in a link that is none is told with it, and once.
    let found = judge.findings.iter().filter(|finding| finding.code == &LINK_SYNTAX);
    let mut links: Vec<Span> = found.filter_map(|finding| finding.at.span).collect();
    links.sort_unstable_by_key(|link| link.start);
    let is_inside = |span: Span| {
        let before = links.partition_point(|link| link.start <= span.start);
        before.checked_sub(1).is_some_and(|at| span.start < links[at].end)
    };
    judge.findings.retain(|finding| finding.code != &A11Y_BARE_URL || !finding.at.span.is_some_and(is_inside));
}

fn in_html(judge: &mut Judge<'_>, html: &str, range: &Range<usize>) {
    let is_code = ["<pre", "<code", "<script", "<style", "<!--"].iter().any(|name| html.contains(name));
    if is_code || judge.text.raw_html == RawHtml::Escape {
        return;
    }
    for found in IN_HTML.find_iter(html) {
        let is_plain = html.len() == range.len();
        let place = if is_plain { range.start + found.start()..range.start + found.end() } else { range.clone() };
        let help = "leave an empty line above and below it, so that it is read as Markdown, or write `<a href=\"…\">`";
        judge.report(&LINK_SYNTAX, &place, "this link stands in HTML, where Markdown is not read", help);
    }
}

/// Judges a run of text without markup, where it holds a bracket.
fn finish(judge: &mut Judge<'_>, run: Option<(Range<usize>, bool)>) {
    let Some((run, true)) = run else { return };
    let text = &judge.text.markdown[run.clone()];
    let mut taken: Vec<Range<usize>> = Vec::new();
    for form in FORMS.iter() {
        for found in form.shape.captures_iter(text) {
            let whole = found.get(1).or_else(|| found.get(0)).map_or(0..0, |found| found.range());
            if taken.len() >= MOST {
                return;
            }
            if taken.iter().any(|other| whole.start < other.end && other.start < whole.end) {
                continue;
            }
            let place = run.start + whole.start..run.start + whole.end;
            judge.report(&LINK_SYNTAX, &place, form.message, form.help);
            taken.push(whole);
        }
    }
}
