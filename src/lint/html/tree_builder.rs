//! Builds the tree of a page's HTML from its Markdown events.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::html::token::{StartTag, Token, Truncated, is_void};
use crate::base::html::tokenizer::{decode, tokens};
use crate::base::slug::anchor;
use crate::config::settings::RawHtml;
use crate::lint::context::LintContext;
use crate::lint::html::element_tree::{Content, Element, ElementNode, ElementTree};
use crate::parse::raw_html::pieces::{PieceMap, lines_of};
use crate::parse::raw_html::policy;

/// The most elements inside each other; authors need a dozen.
const MAX_DEPTH: usize = 200;

pub(super) struct TreeBuilder<'a> {
    raw_html: RawHtml,
    tree: ElementTree,
    /// The lines of the open HTML block, with their offsets.
    html: Vec<(&'a str, usize)>,
    /// The indexes of the open elements.
    open: Vec<usize>,
    /// Those of them that Markdown opened.
    blocks: Vec<usize>,
}

impl<'a> TreeBuilder<'a> {
    pub(super) fn new(raw_html: RawHtml) -> TreeBuilder<'a> {
        TreeBuilder { raw_html, tree: ElementTree::default(), html: Vec::new(), open: Vec::new(), blocks: Vec::new() }
    }

    /// Adds one event.
    pub(super) fn event(&mut self, context: &LintContext<'a>) {
        let markdown = context.page.markdown;
        match context.event() {
            Event::Start(Tag::HtmlBlock) => {}
            Event::Html(piece) => self.html.extend(lines_of(markdown, piece, context.range())),
            Event::End(TagEnd::HtmlBlock) => {
                let html = std::mem::take(&mut self.html);
                self.read(&html);
            }
            Event::InlineHtml(piece) => self.read(&lines_of(markdown, piece, context.range())),
            Event::Text(text) | Event::Code(text) => self.text(text),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            Event::Start(tag) => {
                let element = self.markdown(tag, context);
                self.enter(element);
                self.blocks.push(self.tree.nodes.len() - 1);
            }
            Event::End(_) => {
                let block = self.blocks.pop();
                if let Some(depth) = self.open.iter().position(|open| Some(*open) == block) {
                    self.leave_around(depth);
                }
            }
            _ => {}
        }
    }

    /// Closes all that is open.
    pub(super) fn finish(mut self) -> ElementTree {
        self.tree.unclosed.extend(&self.open);
        self.leave(0);
        self.tree
    }

    fn add(&mut self, content: Content) {
        let at = self.tree.nodes.len();
        let parent = self.open.last().copied();
        let is_in_hidden = parent.is_some_and(|parent| self.tree.nodes[parent].is_hidden);
        let is_hidden = is_in_hidden || matches!(&content, Content::Element(element) if element.is_hidden());
        if let Content::Element(element) = &content
            && let Some(id) = element.get("id").or(element.generated_id.as_deref())
        {
            self.tree.ids.entry(id.to_owned()).or_insert(at);
        }
        self.tree.nodes.push(ElementNode { content, parent, is_hidden, end: at + 1 });
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.add(Content::Text(text.to_owned()));
        }
    }

    /// Opens an element. Beyond the limit it stays empty, and its content becomes its siblings.
    fn enter(&mut self, element: Element) {
        let at = self.tree.nodes.len();
        self.add(Content::Element(element));
        if self.open.len() < MAX_DEPTH {
            self.open.push(at);
        }
    }

    /// Closes the elements from a depth on.
    fn leave(&mut self, depth: usize) {
        let end = self.tree.nodes.len();
        for at in self.open.drain(depth..) {
            self.tree.nodes[at].end = end;
        }
    }

    /// Closes an element, and with it those inside that nothing has closed.
    fn leave_around(&mut self, depth: usize) {
        self.tree.unclosed.extend(&self.open[depth + 1..]);
        self.leave(depth);
    }

    /// Closes the nearest open element that matches, unless one that bounds the search is nearer.
    fn close(&mut self, is_match: impl Fn(&str) -> bool, is_bound: impl Fn(&str) -> bool) {
        for depth in (0..self.open.len()).rev() {
            let name = self.tree.element(self.open[depth]).map_or("", |element| element.name.as_str());
            if is_match(name) {
                return self.leave(depth);
            }
            if is_bound(name) {
                return;
            }
        }
    }

    /// Closes the nearest open element of a name.
    fn end(&mut self, name: &str) {
        let is_named = |at: &usize| self.tree.element(*at).is_some_and(|element| element.name == name);
        if let Some(depth) = self.open.iter().rposition(is_named) {
            self.leave_around(depth);
        }
    }

    fn read(&mut self, pieces: &[(&str, usize)]) {
        let html: String = pieces.iter().map(|(text, _)| *text).collect();
        let places = PieceMap::of(pieces);
        for token in tokens(&html) {
            match token {
                Token::Start(tag) | Token::Truncated(Truncated { tag, .. }) => self.start(tag, &places),
                Token::End(tag) => self.end(&tag.name),
                Token::Text(span) => self.text(&decode(&html[span])),
                Token::RawText(_) | Token::Comment(_) => {}
            }
        }
    }

    fn start(&mut self, tag: StartTag<'_>, places: &PieceMap<'_>) {
        let keeps_all = self.raw_html == RawHtml::Allow;
        if !keeps_all && !policy::keeps_element(&tag.name) {
            return;
        }
        self.close_implied(&tag.name);
        let is_closed = is_void(&tag.name)
            || tag.is_self_closing
                && self.open.iter().any(|at| self.tree.element(*at).is_some_and(|element| element.name == "svg"));
        let kept = tag
            .attributes
            .into_iter()
            .filter(|attribute| keeps_all || policy::keeps_attribute(&tag.name, &attribute.name));
        let attributes = kept.map(|attribute| (attribute.name.into_owned(), attribute.value.into_owned())).collect();
        let range = places.range(&tag.span);
        self.enter(Element { name: tag.name.into_owned(), attributes, range, is_raw: true, generated_id: None });
        if is_closed && self.open.last() == Some(&(self.tree.nodes.len() - 1)) {
            self.leave(self.open.len() - 1);
        }
    }

    /// Closes what a start tag implies to be closed (HTML Living Standard, 13.1.2.4), as far as tables, lists and links
    /// need it.
    fn close_implied(&mut self, name: &str) {
        match name {
            "li" | "dt" | "dd" => {
                self.close(|open| open == name, |open| matches!(open, "ul" | "ol" | "dl" | "table"));
            }
            "td" | "th" => self.close(|open| matches!(open, "td" | "th"), |open| matches!(open, "tr" | "table")),
            "tr" => self.close(|open| open == "tr", |open| open == "table"),
            // A link ends where another begins (13.2.6.4.7).
            "a" => self.close(|open| open == "a", |_| false),
            _ => {}
        }
    }

    /// The element that Markdown makes, with the id that it has or will get.
    fn markdown(&self, tag: &Tag<'_>, context: &LintContext<'_>) -> Element {
        let range = context.range();
        let mut element = Element {
            name: markdown_name(tag).to_owned(),
            attributes: Vec::new(),
            range: range.clone(),
            is_raw: false,
            generated_id: None,
        };
        match tag {
            Tag::Heading { id: Some(id), .. } => {
                let line = context.source().lines().next().unwrap_or_default();
                if let Some(start) = line.rfind(&format!("#{id}")) {
                    element.range = range.start + start..range.start + start + id.len() + 1;
                }
                element.attributes.push(("id".to_owned(), id.to_string()));
            }
            Tag::Heading { id: None, .. } => element.generated_id = Some(anchor(context.text())),
            Tag::Link { dest_url, .. } => element.attributes.push(("href".to_owned(), dest_url.to_string())),
            _ => {}
        }
        element
    }
}

/// The element that a Markdown construct becomes; empty if no rule needs it.
const fn markdown_name(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Heading { level, .. } => heading_name(*level),
        Tag::Link { .. } => "a",
        Tag::Image { .. } => "img",
        Tag::Paragraph => "p",
        Tag::List(_) => "ul",
        Tag::Item => "li",
        Tag::Table(_) => "table",
        Tag::CodeBlock(_) => "pre",
        Tag::BlockQuote(_) => "blockquote",
        Tag::Strong => "strong",
        Tag::Emphasis => "em",
        _ => "",
    }
}

const fn heading_name(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 => "h1",
        HeadingLevel::H2 => "h2",
        HeadingLevel::H3 => "h3",
        HeadingLevel::H4 => "h4",
        HeadingLevel::H5 => "h5",
        HeadingLevel::H6 => "h6",
    }
}
