//! Judgements about the text as its author wrote it, one file a family: links that say where they lead, headings that
//! are headings, words that were left behind.
//!
//! Each follows a published rule, which its code names; doubtful cases are left alone. Knows one file and no other.

mod alt_text;
mod blocks;
mod diagram_text;
mod heading_space;
mod headings;
mod html;
mod language;
mod link_syntax;
mod link_text;
mod links;
mod lists;
mod placeholder_text;
mod sensory_cues;
mod tables;

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::Code;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::file_name_of;
use crate::config::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::parsed::ParsedPage;

/// Judges the text of one page.
pub fn check(text: &ParsedPage<'_>) -> Vec<Diagnostic> {
    let mut judge = Judge { text, events: text.events, findings: Vec::new() };
    heading_space::check(&mut judge);
    if is_licence(text.content_path) {
        return judge.findings;
    }
    headings::check(&mut judge);
    links::check(&mut judge);
    link_syntax::check(&mut judge);
    alt_text::check(&mut judge);
    tables::check(&mut judge);
    lists::check(&mut judge);
    blocks::check(&mut judge);
    placeholder_text::check(&mut judge);
    sensory_cues::check(&mut judge);
    diagram_text::check(&mut judge);
    language::check(&mut judge);
    if text.raw_html != RawHtml::Escape {
        html::check(&mut judge);
    }
    judge.findings
}

/// Licences are to be kept word for word, so there is nothing to mend in them.
fn is_licence(content_path: &str) -> bool {
    let name = file_name_of(content_path).to_lowercase();
    ["license", "licence", "copying"].iter().any(|word| name.starts_with(word))
}

struct Judge<'a> {
    text: &'a ParsedPage<'a>,
    events: &'a [Spanned<'a>],
    findings: Vec<Diagnostic>,
}

impl<'a> Judge<'a> {
    fn report(&mut self, code: &'static Code, range: &Range<usize>, message: impl Into<String>, help: &str) {
        let at = self.place(range);
        self.findings.push(Diagnostic::new(code, at, message).help(help));
    }

    fn place(&self, range: &Range<usize>) -> Location {
        Location::at(self.text.path, (self.text.span)(range))
    }

    /// The place of a part of a text event. Text with entities or escapes is longer in the file; its place is then the whole.
    fn part(&self, at: usize, part: Range<usize>) -> Range<usize> {
        let (event, range) = &self.events[at];
        let is_plain = matches!(event, Event::Text(text) if text.len() == range.len());
        if is_plain { range.start + part.start..range.start + part.end } else { range.clone() }
    }

    /// The events inside the construct that begins here, and its range.
    fn inside(&self, at: usize, is_end: impl Fn(&TagEnd) -> bool) -> (&'a [Spanned<'a>], Range<usize>) {
        let rest = &self.events[at + 1..];
        let end =
            rest.iter().position(|(event, _)| matches!(event, Event::End(end) if is_end(end))).unwrap_or(rest.len());
        (&rest[..end], self.events[at].1.clone())
    }

    /// Every event outside code blocks, with its place among all.
    fn prose(&self) -> impl Iterator<Item = (usize, &'a Event<'a>)> + use<'a> {
        let mut is_code = false;
        self.events.iter().enumerate().filter_map(move |(at, (event, _))| {
            match event {
                Event::Start(Tag::CodeBlock(_)) => is_code = true,
                Event::End(TagEnd::CodeBlock) => is_code = false,
                _ => {}
            }
            (!is_code).then_some((at, event))
        })
    }
}
