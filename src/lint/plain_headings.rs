//! Rule: short lines of text that are used as headings, on a page without headings.
//!
//! One short line above a paragraph may be anything; three of them are the sections of a plain-text document. If three have
//! numbers, the others are none.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::TEXT_PLAIN_HEADING;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::lint::bold_headings::could_be_heading;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;
use crate::parse::parsed::ParsedPage;

/// The fewest lines that make sections of a page.
const FEWEST: usize = 3;
/// A paragraph with fewer words below such a line says that both are entries of something.
const FEWEST_WORDS: usize = 8;
/// More words before a colon introduce what is below.
const MOST_BEFORE_COLON: usize = 3;
/// Words at the end of a line that goes on below.
const GOING_ON: &[&str] = &["and", "or", "the", "of", "to", "for", "with", "like", "then", "is", "are", "following"];

/// Collects the lines of a page.
pub(super) struct PlainHeadings {
    /// Whether the page has a heading besides its title.
    has_headings: bool,
    depth: usize,
    found: Vec<Range<usize>>,
}

impl PlainHeadings {
    pub(super) fn new(page: &ParsedPage<'_>) -> PlainHeadings {
        let is_in_title = |at: &usize| page.title.taken.as_ref().is_some_and(|title| title.contains(at));
        let is_heading = |(at, (event, _)): (usize, &(Event<'_>, Range<usize>))| {
            matches!(event, Event::Start(Tag::Heading { .. })) && !is_in_title(&at)
        };
        PlainHeadings { has_headings: page.events.iter().enumerate().any(is_heading), depth: 0, found: Vec::new() }
    }
}

impl<'a> Rule<'a> for PlainHeadings {
    fn event(&mut self, context: &LintContext<'a>, _: &mut Report<'a>) {
        if self.has_headings {
            return;
        }
        match context.event() {
            Event::Start(tag) => {
                if self.depth == 0 && matches!(tag, Tag::Paragraph) && !context.is_in_title() && is_heading(context) {
                    let range = context.range();
                    self.found.push(range.start..range.start + context.source().trim_end().len());
                }
                self.depth += 1;
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn finish(&mut self, report: &mut Report<'a>) {
        let is_numbered =
            |range: &Range<usize>| report.source(range).starts_with(|letter: char| letter.is_ascii_digit());
        if self.found.iter().filter(|range| is_numbered(range)).count() >= FEWEST {
            self.found.retain(is_numbered);
        }
        if self.found.len() < FEWEST {
            return;
        }
        for range in &self.found {
            let line = report.source(range);
            let new = format!("## {}", line.trim_end_matches([':', '：']));
            let message = format!("`{line}` looks like a heading but is only text");
            let finding = Diagnostic::new(&TEXT_PLAIN_HEADING, report.location(range), message)
                .help(format!("to make it a heading, write `{new}`"))
                .fix(Fix::Text { old: line.to_owned(), new });
            report.push(finding);
        }
    }
}

/// Whether a paragraph is one short line of plain text, with a text below it.
fn is_heading(context: &LintContext<'_>) -> bool {
    let is_plain = context.inside().iter().all(|(event, _)| matches!(event, Event::Text(_)));
    let text = context.text().trim_end_matches([':', '：']);
    let begins = text.starts_with(|letter: char| letter.is_uppercase() || letter.is_numeric());
    is_plain
        && begins
        && text.contains(char::is_alphabetic)
        && could_be_heading(text)
        && !goes_on(context.text())
        && !is_entry(text)
        && has_text_below(context)
}

/// Whether the words of a line go on in what is below it, or are a setting such as `owner=desk`.
fn goes_on(line: &str) -> bool {
    let words: Vec<&str> =
        line.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let introduces = line.ends_with([':', '：']) && words.len() > MOST_BEFORE_COLON;
    let last = words.last().map(|word| word.to_lowercase()).unwrap_or_default();
    introduces || line.ends_with([',', ';']) || line.contains('=') || GOING_ON.contains(&last.as_str())
}

/// Whether a line is an entry of a list of terms, such as `HPC: High Performance Computing`. `Phase 1: Setup` is none.
fn is_entry(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(label, _)| !label.contains(|letter: char| letter.is_ascii_digit()))
}

fn has_text_below(context: &LintContext<'_>) -> bool {
    let after = context.after_construct();
    match after.first().map(|(event, _)| event) {
        Some(Event::Start(Tag::List(_) | Tag::Table(_))) => true,
        Some(Event::Start(Tag::Paragraph)) => {
            let is_end = |event: &Event<'_>| matches!(event, Event::End(TagEnd::Paragraph));
            let words = after.iter().take_while(|(event, _)| !is_end(event)).map(|(event, _)| match event {
                Event::Text(text) | Event::Code(text) => text.split_whitespace().count(),
                _ => 0,
            });
            words.sum::<usize>() >= FEWEST_WORDS
        }
        _ => false,
    }
}
