//! Rule: bold text used as a heading.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::A11Y_BOLD_HEADING;
use crate::base::html::token::Token;
use crate::base::html::tokenizer::only_token;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::events::Spanned;

/// A longer line of bold text is emphasis, in characters.
const MAX_LENGTH: usize = 70;
const MAX_WORDS: usize = 10;

/// Looks for paragraphs that are one short line of bold text, with a block after it.
#[derive(Default)]
pub(super) struct BoldHeadings {
    /// How many items, quotations, definitions and notes are open. In them, no section begins.
    depth: usize,
}

impl<'a> Rule<'a> for BoldHeadings {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        match context.event() {
            Event::Start(
                Tag::Item | Tag::BlockQuote(_) | Tag::DefinitionListDefinition | Tag::FootnoteDefinition(_),
            ) => self.depth += 1,
            Event::End(
                TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::DefinitionListDefinition | TagEnd::FootnoteDefinition,
            ) => self.depth -= 1,
            Event::Start(Tag::Paragraph) if self.depth == 0 => check(context, report),
            _ => {}
        }
    }
}

fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let inside = context.inside();
    if !is_bold(inside) || is_one_link(inside) {
        return;
    }
    let is_followed = matches!(
        context.after_construct().first(),
        Some((Event::Start(Tag::Paragraph | Tag::List(_) | Tag::Table(_) | Tag::CodeBlock(_)), _))
    );
    if is_followed && could_be_heading(context.text()) && !is_callout(context.text()) {
        report_bold_heading(report, &inside[0].1, context.text());
    }
}

/// Whether bold text is the label of a note.
fn is_callout(text: &str) -> bool {
    let words = ["note", "notes", "nb", "tip", "hint", "important", "warning", "caution", "danger", "attention"];
    words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// Whether the bold text is one link: a call to action, and no heading.
fn is_one_link(inside: &[Spanned<'_>]) -> bool {
    let starts = inside.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::Link { .. }))).count();
    let is_end = |(event, _): &Spanned<'_>| matches!(event, Event::End(TagEnd::Link));
    let begins = inside.get(1).is_some_and(|(event, _)| matches!(event, Event::Start(Tag::Link { .. })));
    starts == 1 && begins && inside.len() > 3 && is_end(&inside[inside.len() - 2])
}

/// Whether the events of a paragraph are one run of bold text, in Markdown or in HTML.
fn is_bold(inside: &[Spanned<'_>]) -> bool {
    let inside = match inside {
        [(Event::Start(Tag::Emphasis), _), within @ .., (Event::End(TagEnd::Emphasis), _)] => within,
        _ => inside,
    };
    let ends_at = |is_end: &dyn Fn(&Event<'_>) -> bool| inside.iter().position(|(event, _)| is_end(event));
    let end = match inside.first() {
        Some((Event::Start(Tag::Strong), _)) => ends_at(&|event| matches!(event, Event::End(TagEnd::Strong))),
        Some((Event::InlineHtml(start), _)) => {
            let Some(Token::Start(tag)) = only_token(start) else { return false };
            if !matches!(&*tag.name, "b" | "strong") {
                return false;
            }
            let is_end = |html: &str| matches!(only_token(html), Some(Token::End(end)) if end.name == tag.name);
            ends_at(&|event| matches!(event, Event::InlineHtml(html) if is_end(html)))
        }
        _ => None,
    };
    inside.len() > 2 && end == Some(inside.len() - 1)
}

/// Whether bold text is short enough for a heading, and no sentence.
pub(super) fn could_be_heading(text: &str) -> bool {
    let is_short = text.chars().count() <= MAX_LENGTH && text.split_whitespace().count() <= MAX_WORDS;
    let is_sentence = text.ends_with(['.', '!', '?', ':', ';', ',', '。', '！', '？', '：', '；', '，']);
    // `(Required)` is a remark on the heading above it.
    let is_remark = text.starts_with('(') && text.ends_with(')');
    !text.is_empty()
        && is_short
        && !is_sentence
        && !is_remark
        && !text.contains("___")
        && !is_placeholder(text)
        && !is_value(text)
}

/// Whether a text is a placeholder for one that is still to be written.
fn is_placeholder(text: &str) -> bool {
    let word = text.split([' ', ':']).next().unwrap_or_default();
    ["TODO", "TBD", "TBC", "TBA", "FIXME", "WIP", "N/A"].contains(&word)
}

/// Whether a text is a label with a short value, such as `Severity: Medium`. `Phase 1: Setup` has a number and is a heading.
fn is_value(text: &str) -> bool {
    let Some((label, value)) = text.split_once(": ") else { return false };
    let is_number = |word: &str| word.chars().count() == 1 || word.contains(|letter: char| letter.is_ascii_digit());
    value.split_whitespace().count() <= 2 && !label.split_whitespace().any(is_number)
}

/// Reports bold text that looks like a heading.
pub(super) fn report_bold_heading(report: &mut Report<'_>, range: &Range<usize>, text: &str) {
    let help = "make it a heading, such as `### Before you start`, so that readers can find it and link to it";
    report.add(&A11Y_BOLD_HEADING, range, format!("`{text}` looks like a heading but is only bold text"), help);
}
