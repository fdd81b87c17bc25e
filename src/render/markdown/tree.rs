//! The rendered body of a page as a tree of elements.
//!
//! Bodies are well-formed, because lowering and the sanitizer write them. An end tag that closes nothing is ignored.

use std::ops::Range;

use crate::base::html::token::{StartTag, Token, is_void};
use crate::base::html::tokenizer::{decode, tokens};

/// A part of a body.
#[derive(Debug)]
pub enum HtmlNode<'a> {
    Text(String),
    Element(Element<'a>),
}

/// An element with its content.
#[derive(Debug)]
pub struct Element<'a> {
    pub tag: StartTag<'a>,
    pub children: Vec<HtmlNode<'a>>,
    /// From its start tag to behind its end tag.
    pub span: Range<usize>,
}

impl Element<'_> {
    /// Its name in lower case.
    pub fn name(&self) -> &str {
        &self.tag.name
    }

    /// The value of an attribute; empty where it has none.
    pub fn attribute(&self, name: &str) -> &str {
        self.tag.get(name).unwrap_or_default()
    }

    /// The elements in it, without those in them.
    pub fn elements(&self) -> impl Iterator<Item = &Element<'_>> {
        self.children.iter().filter_map(|node| match node {
            HtmlNode::Element(element) => Some(element),
            HtmlNode::Text(_) => None,
        })
    }

    /// Whether it has a class.
    pub fn has_class(&self, name: &str) -> bool {
        self.attribute("class").split_ascii_whitespace().any(|class| class == name)
    }
}

/// How deep elements are kept apart. What is deeper belongs to the last of them, so that no page is too deep to walk.
const DEEPEST: usize = 100;

/// The nodes of a body.
pub fn parse(html: &str) -> Vec<HtmlNode<'_>> {
    let mut roots = Vec::new();
    let mut open: Vec<Element<'_>> = Vec::new();
    for token in tokens(html) {
        match token {
            Token::Start(tag) => {
                let span = tag.span.clone();
                let element = Element { tag, children: Vec::new(), span };
                if is_void(element.name()) {
                    add(&mut open, &mut roots, HtmlNode::Element(element));
                } else if open.len() < DEEPEST {
                    open.push(element);
                }
            }
            Token::End(end) => {
                let Some(at) = open.iter().rposition(|element| element.name() == end.name) else { continue };
                while open.len() > at {
                    close(&mut open, &mut roots, end.span.end);
                }
            }
            Token::Text(span) => add(&mut open, &mut roots, HtmlNode::Text(decode(&html[span]).into_owned())),
            Token::RawText(_) | Token::Comment(_) | Token::Truncated(_) => {}
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut roots, html.len());
    }
    roots
}

fn close<'a>(open: &mut Vec<Element<'a>>, roots: &mut Vec<HtmlNode<'a>>, end: usize) {
    if let Some(mut element) = open.pop() {
        element.span.end = end;
        add(open, roots, HtmlNode::Element(element));
    }
}

fn add<'a>(open: &mut [Element<'a>], roots: &mut Vec<HtmlNode<'a>>, node: HtmlNode<'a>) {
    open.last_mut().map_or(roots, |element| &mut element.children).push(node);
}

/// The text of nodes without any markup.
pub fn text_of(nodes: &[HtmlNode<'_>]) -> String {
    let text = |node: &HtmlNode<'_>| match node {
        HtmlNode::Text(text) => text.clone(),
        HtmlNode::Element(element) => text_of(&element.children),
    };
    nodes.iter().map(text).collect()
}

/// The outermost elements that fit, in order.
pub fn find<'n, 'a>(nodes: &'n [HtmlNode<'a>], fits: &dyn Fn(&Element<'a>) -> bool) -> Vec<&'n Element<'a>> {
    let mut found = Vec::new();
    for node in nodes {
        match node {
            HtmlNode::Element(element) if fits(element) => found.push(element),
            HtmlNode::Element(element) => found.extend(find(&element.children, fits)),
            HtmlNode::Text(_) => {}
        }
    }
    found
}
