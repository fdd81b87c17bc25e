//! What a rule sees at one event: the event, the constructs around it, and its place in the source.

use std::cell::OnceCell;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::events::Spanned;
use crate::parse::parsed::ParsedPage;
use crate::parse::title::plain_text;

/// The constructs around an event.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nesting {
    pub(super) is_in_code_block: bool,
    /// Open lists.
    pub(super) lists: usize,
    /// Open links. Markdown does not nest them, but embeds do.
    pub(super) links: usize,
    /// Open images; the text of an image may contain another.
    pub(super) images: usize,
}

impl Nesting {
    /// Opens a construct.
    pub(super) fn enter(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) => self.is_in_code_block = true,
            Tag::List(_) => self.lists += 1,
            Tag::Link { .. } => self.links += 1,
            Tag::Image { .. } => self.images += 1,
            _ => {}
        }
    }

    /// Closes a construct.
    pub(super) fn leave(&mut self, end: TagEnd) {
        match end {
            TagEnd::CodeBlock => self.is_in_code_block = false,
            TagEnd::List(_) => self.lists = self.lists.saturating_sub(1),
            TagEnd::Link => self.links = self.links.saturating_sub(1),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            _ => {}
        }
    }
}

/// One event of a page in its context.
pub(super) struct LintContext<'a> {
    pub(super) page: &'a ParsedPage<'a>,
    /// The index of the event.
    pub(super) index: usize,
    /// The constructs around the event, without the one that it starts or ends.
    pub(super) nesting: Nesting,
    /// For each event of the page, the index of the first end of its kind behind it.
    ends: &'a [usize],
    text: OnceCell<String>,
}

impl<'a> LintContext<'a> {
    pub(super) fn new(page: &'a ParsedPage<'a>, index: usize, nesting: Nesting, ends: &'a [usize]) -> LintContext<'a> {
        LintContext { page, index, nesting, ends, text: OnceCell::new() }
    }

    pub(super) fn event(&self) -> &'a Event<'a> {
        &self.page.events[self.index].0
    }

    /// The range of the event; of a construct's start, the range of the whole construct.
    pub(super) fn range(&self) -> &'a Range<usize> {
        &self.page.events[self.index].1
    }

    /// Whether the event is part of the title, which is not in the body. A title with a link or an image stays in it.
    pub(super) fn is_in_title(&self) -> bool {
        let Some(title) = &self.page.title.taken else { return false };
        let is_kept = |event: &Event<'_>| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
        let is_heading = matches!(self.event(), Event::Start(Tag::Heading { .. }));
        title.contains(&self.index)
            && (is_heading || !self.page.events[title.clone()].iter().any(|(event, _)| is_kept(event)))
    }

    /// The Markdown of the event or of the construct that it starts.
    pub(super) fn source(&self) -> &'a str {
        &self.page.markdown[self.range().clone()]
    }

    /// The range of the first line of the construct that starts here.
    pub(super) fn first_line(&self) -> Range<usize> {
        let start = self.range().start;
        start..start + self.source().lines().next().map_or(0, |line| line.trim_end().len())
    }

    /// The range of the heading that starts here, from its marker to the end of its text.
    pub(super) fn heading_range(&self) -> Range<usize> {
        let text = self.inside().iter().filter(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_)));
        let range = self.range();
        let end = text.map(|(_, inner)| inner.end).max();
        range.start..end.unwrap_or_else(|| range.start + range.len().min(1))
    }

    /// The events before this one.
    pub(super) fn before(&self) -> &'a [Spanned<'a>] {
        &self.page.events[..self.index]
    }

    /// The events after this one.
    pub(super) fn after(&self) -> &'a [Spanned<'a>] {
        &self.page.events[self.index + 1..]
    }

    /// The events inside the construct that starts here, up to the first end of its kind.
    pub(super) fn inside(&self) -> &'a [Spanned<'a>] {
        match self.event() {
            Event::Start(_) => &self.page.events[self.index + 1..self.ends[self.index]],
            _ => &[],
        }
    }

    /// The events after the construct that starts here.
    pub(super) fn after_construct(&self) -> &'a [Spanned<'a>] {
        self.after().get(self.inside().len() + 1..).unwrap_or_default()
    }

    /// The text of the construct that starts here, without markup.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| plain_text(self.inside()))
    }

    /// The range of a part of a text event. Text with entities or escapes is longer in the file; then its whole range.
    pub(super) fn text_range(&self, part: Range<usize>) -> Range<usize> {
        let range = self.range();
        match self.event() {
            Event::Text(text) if text.len() == range.len() => range.start + part.start..range.start + part.end,
            _ => range.clone(),
        }
    }
}
