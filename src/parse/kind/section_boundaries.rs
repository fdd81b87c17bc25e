//! Finds where the sections of a text begin, and whether they have content: headings, and lines used as headings.
//!
//! Does not know which sections a kind requires. A line is a pseudo-heading only if `is_name` accepts it, because most
//! bold lines and labels are not meant as headings.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::html::token::Token;
use crate::base::html::tokenizer::{decode, is_line_break, tokens};
use crate::parse::events::Spanned;
use crate::parse::title::{Title, plain_text};

/// The level of a pseudo-heading: below all headings.
const PSEUDO_HEADING_LEVEL: u8 = 7;

/// The beginning of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub words: String,
    /// As the author wrote it, one to six; `PSEUDO_HEADING_LEVEL` for a pseudo-heading.
    pub level: u8,
    pub form: Form,
    pub range: Range<usize>,
    /// Whether anything but comments is between it and the next mark.
    pub has_content: bool,
    /// Items of numbered lists and of task lists between it and the next mark, without those inside other items.
    pub steps: usize,
}

/// What a section begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Heading,
    /// A line of bold text.
    Bold,
    /// A line that ends with a colon.
    Label,
    /// An item of a numbered list.
    Item,
    /// A heading that is written in HTML.
    Html,
}

impl Form {
    /// What it is, in the words of a message.
    pub fn in_words(self) -> &'static str {
        match self {
            Form::Heading => "a heading",
            Form::Bold => "a line of bold text, not a heading",
            Form::Label => "a line with a colon, not a heading",
            Form::Item => "an item of a list, not a heading",
            Form::Html => "an HTML heading, which contents lists do not include",
        }
    }
}

/// Finds the starts of sections, in order. The title of the page is not one of them.
pub fn find(events: &[Spanned<'_>], title: &Title, is_name: impl Fn(&str) -> bool) -> Vec<Mark> {
    let mut finder = Finder { marks: Vec::new(), open: Vec::new(), html: String::new() };
    let mut at = 0;
    while at < events.len() {
        if title.taken.as_ref().is_some_and(|taken| taken.contains(&at)) {
            at += 1;
            continue;
        }
        let found = finder.heading(events, at, &is_name).or_else(|| finder.substitute(events, at, &is_name));
        at = found.unwrap_or_else(|| {
            finder.event(&events[at].0);
            at + 1
        });
    }
    finder.marks
}

struct Finder {
    marks: Vec<Mark>,
    /// The constructs that are open: for a list whether it is numbered, none for others.
    open: Vec<Option<bool>>,
    /// The raw HTML of the open block, which comes line by line.
    html: String,
}

impl Finder {
    fn mark(&mut self, words: String, level: u8, form: Form, range: Range<usize>) {
        // The list item that a substitute begins was counted as a step of the section before.
        if form == Form::Item
            && let Some(before) = self.marks.last_mut()
        {
            before.steps = before.steps.saturating_sub(1);
        }
        self.marks.push(Mark { words, level, form, range, has_content: false, steps: 0 });
    }

    fn is_numbered(&self) -> bool {
        self.open.first() == Some(&Some(true))
    }

    /// Marks the heading that begins at an event outside all constructs, and returns the index after it.
    fn heading(&mut self, events: &[Spanned<'_>], at: usize, is_name: &impl Fn(&str) -> bool) -> Option<usize> {
        let (Event::Start(tag), range) = &events[at] else { return None };
        match tag {
            _ if !self.open.is_empty() => None,
            Tag::Heading { level, .. } => {
                let end = end_of(events, at, |end| matches!(end, TagEnd::Heading(_)));
                let words = plain_text(&events[at..end]);
                self.mark(words, level_of(*level), Form::Heading, first_line(range, &events[at..end]));
                Some(end + 1)
            }
            Tag::HtmlBlock => {
                let end = end_of(events, at, |end| matches!(end, TagEnd::HtmlBlock));
                let heading = html_heading(&events[at..end]).filter(|heading| is_name(&heading.words))?;
                let place = range.start..range.start + heading.length;
                self.mark(heading.words, heading.level, Form::Html, place);
                Some(end + 1)
            }
            _ => None,
        }
    }

    /// Marks a line of bold text or with a colon that begins at an event in place of a heading, and returns the index
    /// after it.
    fn substitute(&mut self, events: &[Spanned<'_>], at: usize, is_name: &impl Fn(&str) -> bool) -> Option<usize> {
        let is_top = self.open.is_empty();
        let is_item_start = at > 0 && matches!(events[at - 1].0, Event::Start(Tag::Item)) && self.open.len() == 2;
        let is_paragraph = matches!(events[at].0, Event::Start(Tag::Paragraph));
        let ((words, form), next) = match &events[at].0 {
            Event::Start(Tag::Paragraph) if is_top || is_item_start => {
                let end = end_of(events, at, |end| matches!(end, TagEnd::Paragraph));
                let line = events[at + 1..end].iter().position(|(event, _)| is_break(event));
                let line = line.map_or(end, |length| at + 1 + length);
                (substitute(&events[at + 1..line])?, line + 1)
            }
            // In a tight list the words of an item have no paragraph around them.
            Event::Text(_) | Event::Start(Tag::Strong) if is_item_start => {
                let end = events[at..].iter().position(|(event, _)| is_block(event)).map_or(at, |length| at + length);
                (substitute(&events[at..end])?, end)
            }
            _ => return None,
        };
        if !is_name(&words) || !(is_top || self.is_numbered()) {
            return None;
        }
        let form = if is_top { form } else { Form::Item };
        let inside = &events[at..next];
        self.mark(words, PSEUDO_HEADING_LEVEL, form, first_line(&inside[0].1, inside));
        // What follows the line in its paragraph is the text of the section.
        if is_break(&events[next - 1].0) && is_paragraph {
            self.open.push(None);
        }
        Some(next)
    }

    fn event(&mut self, event: &Event<'_>) {
        let depth = self.open.len();
        let is_numbered = self.is_numbered();
        match event {
            Event::Start(Tag::List(first)) => self.open.push(Some(first.is_some())),
            Event::Start(tag) => {
                // A step, or one below a bullet.
                let is_below = self.open[..] == [Some(false), None, Some(true)];
                let is_step = matches!(tag, Tag::Item) && (depth == 1 && is_numbered || is_below);
                self.open.push(None);
                if let Some(mark) = self.marks.last_mut() {
                    mark.steps += usize::from(is_step);
                }
            }
            Event::End(_) => drop(self.open.pop()),
            Event::Html(html) => self.html.push_str(html),
            _ => {}
        }
        let is_html_end = matches!(event, Event::End(TagEnd::HtmlBlock));
        let html = if is_html_end { std::mem::take(&mut self.html) } else { String::new() };
        let Some(mark) = self.marks.last_mut() else { return };
        let is_task = matches!(event, Event::TaskListMarker(_)) && (2..=3).contains(&depth) && !is_numbered;
        mark.steps += usize::from(is_task);
        mark.has_content |= match event {
            Event::Text(text) => !text.trim().is_empty(),
            Event::InlineHtml(html) => !is_comment(html),
            Event::End(TagEnd::HtmlBlock) => !is_comment(&html),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) => true,
            Event::Start(tag) => matches!(tag, Tag::Image { .. } | Tag::CodeBlock(_)),
            _ => false,
        };
    }
}

/// An HTML block that is one heading.
struct HtmlHeading {
    words: String,
    level: u8,
    /// In bytes, without the blank space after it.
    length: usize,
}

/// Reads an HTML block that is one heading and nothing else.
fn html_heading(block: &[Spanned<'_>]) -> Option<HtmlHeading> {
    let html: String = block
        .iter()
        .filter_map(|(event, _)| if let Event::Html(html) = event { Some(&**html) } else { None })
        .collect();
    let mut words = String::new();
    let mut level = None;
    let mut is_closed = false;
    for token in tokens(html.trim()) {
        match token {
            _ if is_closed => return None,
            Token::Start(tag) if level.is_none() => level = Some(heading_level(&tag.name)?),
            _ if level.is_none() => return None,
            Token::Start(tag) if heading_level(&tag.name).is_some() => return None,
            Token::End(tag) => is_closed = heading_level(&tag.name) == level,
            Token::Text(span) => words.push_str(&decode(&html.trim()[span])),
            _ => {}
        }
    }
    is_closed.then_some(())?;
    Some(HtmlHeading { words: words.trim().to_owned(), level: level?, length: html.trim_end().len() })
}

/// The level of a heading element by its name.
fn heading_level(name: &str) -> Option<u8> {
    name.strip_prefix('h')?.parse().ok().filter(|level| (1..=6).contains(level))
}

/// Whether HTML is comments and nothing else.
fn is_comment(html: &str) -> bool {
    tokens(html).all(|token| match token {
        Token::Comment(_) => true,
        Token::Text(span) => html[span].trim().is_empty(),
        _ => false,
    })
}

/// Whether a line ends here.
fn is_break(event: &Event<'_>) -> bool {
    match event {
        Event::SoftBreak | Event::HardBreak => true,
        Event::InlineHtml(html) => is_line_break(html),
        _ => false,
    }
}

/// The words and form of a line that is one bold line, or one line that ends with a colon.
fn substitute(inside: &[Spanned<'_>]) -> Option<(String, Form)> {
    if let [(Event::Start(Tag::Emphasis), _), bold @ .., (Event::End(TagEnd::Emphasis), _)] = inside {
        return substitute(bold);
    }
    let words = plain_text(inside);
    let strong_ends = inside.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Strong)));
    let begins_strong = matches!(inside.first()?.0, Event::Start(Tag::Strong));
    let tail = |end: usize| {
        inside[end + 1..].iter().all(|(event, _)| matches!(event, Event::Text(text) if text.trim() == ":"))
    };
    if begins_strong && strong_ends.is_some_and(tail) {
        return Some((words, Form::Bold));
    }
    words.ends_with([':', '：']).then_some((words, Form::Label))
}

/// The range of the words in a construct, from where it begins.
fn first_line(range: &Range<usize>, events: &[Spanned<'_>]) -> Range<usize> {
    let words = events.iter().filter(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_) | Event::End(_)));
    let inline = words.filter(|(event, _)| !is_block(event)).map(|(_, range)| range.end).max();
    range.start..inline.unwrap_or(range.end.min(range.start + 1)).max(range.start)
}

fn end_of(events: &[Spanned<'_>], at: usize, is_end: impl Fn(&TagEnd) -> bool) -> usize {
    let length = events[at..].iter().position(|(event, _)| matches!(event, Event::End(end) if is_end(end)));
    at + length.expect("the parser closes what it opens")
}

/// Whether a run of words ends here.
fn is_block(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
        }
        Event::End(tag) => {
            !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
        }
        Event::SoftBreak | Event::HardBreak | Event::Html(_) | Event::Rule => true,
        _ => false,
    }
}

fn level_of(level: HeadingLevel) -> u8 {
    level as u8
}
