//! Judgements about the text as its author wrote it, one file a family: links that say where they lead, headings that
//! are headings, words that were left behind.
//!
//! Each follows a published rule, which its code names; doubtful cases are left alone. Knows one file and no other.

mod blocks;
mod brackets;
pub mod cues;
mod diagrams;
mod headings;
mod html;
mod images;
pub mod language;
mod links;
mod lists;
mod tables;
mod vague;
mod words;

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::Code;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{SourcePath, file_name_of};
use crate::base::span::Span;
use crate::config::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::prose::language::Language;

/// One page as it was parsed.
pub struct Text<'a> {
    pub path: &'a SourcePath,
    /// The path below the content folder.
    pub content_path: &'a str,
    /// The Markdown that was parsed; ranges of events count in it.
    pub markdown: &'a str,
    pub language: &'a Language<'a>,
    /// The events that say the title, where the text does.
    pub title: Option<&'a Range<usize>>,
    pub events: &'a [Spanned<'a>],
    pub raw_html: RawHtml,
    /// The author's place of a range.
    pub span: &'a dyn Fn(&Range<usize>) -> Span,
}

/// Judges the text of one page.
pub fn check(text: &Text<'_>) -> Vec<Diagnostic> {
    if is_licence(text.content_path) {
        return Vec::new();
    }
    let mut judge = Judge { text, events: text.events, findings: Vec::new() };
    headings::check(&mut judge);
    links::check(&mut judge);
    brackets::check(&mut judge);
    images::check(&mut judge);
    tables::check(&mut judge);
    lists::check(&mut judge);
    blocks::check(&mut judge);
    words::check(&mut judge);
    cues::check(&mut judge);
    diagrams::check(&mut judge);
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
    text: &'a Text<'a>,
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
