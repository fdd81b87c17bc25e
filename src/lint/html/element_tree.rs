//! The raw HTML of a page as a tree: elements with their places, and the words between them.
//!
//! What Markdown makes stands in it too, because an element may begin in one piece of HTML and end in another. It holds
//! what readers get: what the setting takes out of pages is left out.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::slug::anchor;
use crate::config::RawHtml;
use crate::lint::{Judge, Spanned};
use crate::parse::raw_html::pieces::{Places, lines_of};
use crate::parse::raw_html::{self, decode_entities, is_void, policy, scan};
use crate::parse::title::plain_text;

/// So many elements may stand in each other; authors need a dozen.
const DEEPEST: usize = 200;

pub(super) struct Element {
    /// In lower case.
    pub(super) name: String,
    /// Names in lower case, and values.
    attributes: Vec<(String, String)>,
    /// Its start tag in the prepared text, or the whole of what Markdown made.
    pub(super) place: Range<usize>,
    /// Whether an author wrote it as HTML.
    pub(super) is_raw: bool,
    /// The identifier that a heading will have from its words.
    made_id: Option<String>,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The words of an attribute, where it has some.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|words| !words.is_empty())
    }

    pub(super) fn role(&self) -> Option<&str> {
        self.get("role").and_then(|roles| roles.split_ascii_whitespace().next())
    }

    pub(super) fn is_presentation(&self) -> bool {
        matches!(self.role(), Some("none" | "presentation"))
    }

    /// Whether neither eyes nor programs find it, as far as its own attributes say.
    pub(super) fn is_undisplayed(&self) -> bool {
        let style = || self.get("style").map(|style| style.replace(' ', "").to_ascii_lowercase());
        self.get("hidden").is_some()
            || style().is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
    }

    /// Whether programs are not told of it, as far as its own attributes say.
    pub(super) fn is_hidden(&self) -> bool {
        self.get("aria-hidden") == Some("true") || self.is_undisplayed()
    }
}

pub(super) enum Content {
    Element(Element),
    Words(String),
}

struct Node {
    content: Content,
    parent: Option<usize>,
    /// Whether programs are told nothing of it, because of it or of an element around it.
    is_hidden: bool,
    /// The place behind its last descendant; those begin right behind it.
    end: usize,
}

/// Nodes in the order of the text, named by their places.
#[derive(Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// The first element of each identifier.
    ids: HashMap<String, usize>,
    /// The names of elements that label others, as far as somebody asked.
    pub(super) labels: RefCell<HashMap<usize, String>>,
}

impl Tree {
    /// Reads a page; `None` where its author wrote neither HTML nor an identifier.
    pub(super) fn of(judge: &Judge<'_>) -> Option<Tree> {
        let is_written = |(event, _): &Spanned<'_>| {
            matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Heading { id: Some(_), .. }))
        };
        judge.events.iter().any(is_written).then(|| Builder::new(judge).build())
    }

    pub(super) fn element(&self, at: usize) -> Option<&Element> {
        match &self.nodes[at].content {
            Content::Element(element) => Some(element),
            Content::Words(_) => None,
        }
    }

    /// All elements with their places.
    pub(super) fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        (0..self.nodes.len()).filter_map(|at| Some((at, self.element(at)?)))
    }

    /// The elements inside another.
    pub(super) fn inside(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        (at + 1..self.nodes[at].end).filter_map(|at| Some((at, self.element(at)?)))
    }

    /// What stands directly inside an element; in the page, for `None`.
    pub(super) fn children(&self, parent: Option<usize>) -> impl Iterator<Item = (usize, &Content)> {
        let (start, end) = parent.map_or((0, self.nodes.len()), |at| (at + 1, self.nodes[at].end));
        let mut next = start;
        std::iter::from_fn(move || {
            let at = (next < end).then_some(next)?;
            next = self.nodes[at].end;
            Some((at, &self.nodes[at].content))
        })
    }

    pub(super) fn parent(&self, at: usize) -> Option<usize> {
        self.nodes[at].parent
    }

    /// What stands behind an element, in the same one around them.
    pub(super) fn behind(&self, at: usize) -> impl Iterator<Item = &Content> {
        let end = self.nodes[at].parent.map_or(self.nodes.len(), |parent| self.nodes[parent].end);
        let places = std::iter::successors(Some(self.nodes[at].end), |next| Some(self.nodes.get(*next)?.end));
        places.take_while(move |next| *next < end).map(|next| &self.nodes[next].content)
    }

    /// An element and those around it, from the inside out.
    pub(super) fn around(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        std::iter::successors(Some(at), |at| self.parent(*at)).filter_map(|at| Some((at, self.element(at)?)))
    }

    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// Whether programs are told nothing of an element, because of it or of one around it.
    pub(super) fn is_hidden(&self, at: usize) -> bool {
        self.nodes[at].is_hidden
    }
}

struct Builder<'a, 'j> {
    judge: &'j Judge<'a>,
    tree: Tree,
    /// The elements that are open, by their places.
    open: Vec<usize>,
    /// Those of them that Markdown opened.
    blocks: Vec<usize>,
    /// The script or style whose text comes next, which nobody reads.
    code: Option<String>,
}

impl<'a, 'j> Builder<'a, 'j> {
    fn new(judge: &'j Judge<'a>) -> Builder<'a, 'j> {
        Builder { judge, tree: Tree::default(), open: Vec::new(), blocks: Vec::new(), code: None }
    }

    fn build(mut self) -> Tree {
        let mut html: Vec<(&str, usize)> = Vec::new();
        for (at, (event, range)) in self.judge.events.iter().enumerate() {
            match event {
                Event::Start(Tag::HtmlBlock) => {}
                Event::Html(piece) => html.extend(lines_of(self.judge.text.markdown, piece, range)),
                Event::End(TagEnd::HtmlBlock) => self.read(&std::mem::take(&mut html)),
                Event::InlineHtml(piece) => self.read(&lines_of(self.judge.text.markdown, piece, range)),
                Event::Text(text) | Event::Code(text) => self.words(text),
                Event::SoftBreak | Event::HardBreak => self.words(" "),
                Event::Start(tag) => {
                    let element = self.markdown(tag, at);
                    self.enter(element);
                    self.blocks.push(self.tree.nodes.len() - 1);
                }
                Event::End(_) => {
                    let block = self.blocks.pop();
                    if let Some(depth) = self.open.iter().position(|open| Some(*open) == block) {
                        self.leave(depth);
                    }
                }
                _ => {}
            }
        }
        self.leave(0);
        self.tree
    }

    fn add(&mut self, content: Content) {
        let at = self.tree.nodes.len();
        let parent = self.open.last().copied();
        let is_in_hidden = parent.is_some_and(|parent| self.tree.nodes[parent].is_hidden);
        let is_hidden = is_in_hidden || matches!(&content, Content::Element(element) if element.is_hidden());
        if let Content::Element(element) = &content
            && let Some(id) = element.get("id").or(element.made_id.as_deref())
        {
            self.tree.ids.entry(id.to_owned()).or_insert(at);
        }
        self.tree.nodes.push(Node { content, parent, is_hidden, end: at + 1 });
    }

    fn words(&mut self, words: &str) {
        if !words.is_empty() {
            self.add(Content::Words(words.to_owned()));
        }
    }

    /// Opens an element. Beyond the limit it stays empty, and what it holds stands behind it.
    fn enter(&mut self, element: Element) {
        let at = self.tree.nodes.len();
        self.add(Content::Element(element));
        if self.open.len() < DEEPEST {
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

    /// Closes the nearest element that the test wants, unless one stands before it that bounds the search.
    fn close(&mut self, is_it: impl Fn(&str) -> bool, is_bound: impl Fn(&str) -> bool) {
        for depth in (0..self.open.len()).rev() {
            let name = self.tree.element(self.open[depth]).map_or("", |element| element.name.as_str());
            if is_it(name) {
                return self.leave(depth);
            }
            if is_bound(name) {
                return;
            }
        }
    }

    fn read(&mut self, pieces: &[(&str, usize)]) {
        let html: String = pieces.iter().map(|(text, _)| *text).collect();
        let places = Places::of(pieces);
        let mut done = 0;
        for tag in scan(&html) {
            self.between(&html[done..tag.span.start]);
            done = tag.span.end;
            self.start(&html, tag, &places);
        }
        self.between(&html[done..]);
    }

    fn start(&mut self, html: &str, tag: raw_html::Tag, places: &Places<'_>) {
        if matches!(tag.name.as_str(), "script" | "style") {
            self.code = Some(format!("</{}", tag.name));
        }
        let keeps_all = self.judge.text.raw_html == RawHtml::Allow;
        if !keeps_all && !policy::keeps_element(&tag.name) {
            return;
        }
        // HTML Living Standard, 13.1.2.4 (optional tags), as far as tables and lists go.
        match tag.name.as_str() {
            name @ ("li" | "dt" | "dd") => {
                self.close(|open| open == name, |open| matches!(open, "ul" | "ol" | "dl" | "table"));
            }
            "td" | "th" => self.close(|open| matches!(open, "td" | "th"), |open| matches!(open, "tr" | "table")),
            "tr" => self.close(|open| open == "tr", |open| open == "table"),
            // A link ends where another begins (13.2.6.4.7).
            "a" => self.close(|open| open == "a", |_| false),
            _ => {}
        }
        let is_closed = is_void(&tag.name)
            || html[tag.span.clone()].ends_with("/>")
                && self.open.iter().any(|at| self.tree.element(*at).is_some_and(|element| element.name == "svg"));
        let kept = tag
            .attributes
            .into_iter()
            .filter(|attribute| keeps_all || policy::keeps_attribute(&tag.name, &attribute.name));
        let attributes = kept.map(|attribute| (attribute.name, decode_entities(&html[attribute.value]))).collect();
        let place = places.range(&tag.span);
        self.enter(Element { name: tag.name, attributes, place, is_raw: true, made_id: None });
        if is_closed && self.open.last() == Some(&(self.tree.nodes.len() - 1)) {
            self.leave(self.open.len() - 1);
        }
    }

    /// End tags and words between two start tags; comments say nothing.
    fn between(&mut self, html: &str) {
        let mut rest = html;
        if let Some(end) = self.code.take() {
            rest = html.to_ascii_lowercase().find(&end).map_or("", |at| &html[at..]);
        }
        while !rest.is_empty() {
            let (words, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            self.words(&decode_entities(words));
            let skip = if after.starts_with("<!--") { "-->" } else { ">" };
            let end = after.find(skip).map_or(after.len(), |end| end + skip.len());
            if let Some(name) = after[..end].strip_prefix("</") {
                let name = name.trim_end_matches('>').trim().to_ascii_lowercase();
                self.close(|open| open == name, |_| false);
            }
            rest = &after[end..];
        }
    }

    /// The element that Markdown makes, with the identifier that it has or will have.
    fn markdown(&self, tag: &Tag<'_>, at: usize) -> Element {
        let range = &self.judge.events[at].1;
        let mut element =
            Element { name: String::new(), attributes: Vec::new(), place: range.clone(), is_raw: false, made_id: None };
        let name = match tag {
            Tag::Heading { level, id, .. } => {
                let (inside, _) = self.judge.inside(at, |end| matches!(end, TagEnd::Heading(_)));
                if let Some(id) = id {
                    let line = self.judge.text.markdown[range.clone()].lines().next().unwrap_or_default();
                    if let Some(start) = line.rfind(&format!("#{id}")) {
                        element.place = range.start + start..range.start + start + id.len() + 1;
                    }
                    element.attributes.push(("id".to_owned(), id.to_string()));
                } else {
                    element.made_id = Some(anchor(&plain_text(inside)));
                }
                heading_name(*level)
            }
            Tag::Link { dest_url, .. } => {
                element.attributes.push(("href".to_owned(), dest_url.to_string()));
                "a"
            }
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
        };
        name.clone_into(&mut element.name);
        element
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
