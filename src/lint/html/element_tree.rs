//! The HTML of a page as a tree: elements with their ranges, and the text between them.
//!
//! It includes the elements that Markdown makes, because an HTML element may begin in one piece of HTML and end in another.
//! It excludes what the sanitizer removes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

pub(super) struct Element {
    /// In lower case.
    pub(super) name: String,
    /// Names in lower case, and values.
    pub(super) attributes: Vec<(String, String)>,
    /// The range of its start tag, or of the whole Markdown construct.
    pub(super) range: Range<usize>,
    /// Whether it was written as HTML.
    pub(super) is_raw: bool,
    /// The id that a heading gets from its text.
    pub(super) generated_id: Option<String>,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of an attribute, if it is not blank.
    pub(super) fn non_blank(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|words| !words.is_empty())
    }

    pub(super) fn role(&self) -> Option<&str> {
        self.get("role").and_then(|roles| roles.split_ascii_whitespace().next())
    }

    pub(super) fn is_presentation(&self) -> bool {
        matches!(self.role(), Some("none" | "presentation"))
    }

    /// Whether its own attributes remove it from the page for all readers.
    pub(super) fn is_undisplayed(&self) -> bool {
        let style = || self.get("style").map(|style| style.replace(' ', "").to_ascii_lowercase());
        self.get("hidden").is_some()
            || style().is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
    }

    /// Whether its own attributes hide it from assistive technology.
    pub(super) fn is_hidden(&self) -> bool {
        self.get("aria-hidden") == Some("true") || self.is_undisplayed()
    }
}

pub(super) enum Content {
    Element(Element),
    Text(String),
}

pub(super) struct ElementNode {
    pub(super) content: Content,
    pub(super) parent: Option<usize>,
    /// Whether it or an ancestor is hidden from assistive technology.
    pub(super) is_hidden: bool,
    /// The index after its last descendant; descendants follow it directly.
    pub(super) end: usize,
}

/// Nodes in document order, identified by their index.
#[derive(Default)]
pub(super) struct ElementTree {
    pub(super) nodes: Vec<ElementNode>,
    /// The first element of each id.
    pub(super) ids: HashMap<String, usize>,
    /// Elements that ended with the one around them.
    pub(super) unclosed: Vec<usize>,
    /// Names of elements that label others, computed on demand.
    pub(super) labels: RefCell<HashMap<usize, String>>,
}

impl ElementTree {
    pub(super) fn element(&self, at: usize) -> Option<&Element> {
        match &self.nodes[at].content {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        }
    }

    /// All elements with their indexes.
    pub(super) fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        (0..self.nodes.len()).filter_map(|at| Some((at, self.element(at)?)))
    }

    /// The descendants of an element.
    pub(super) fn descendants(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        (at + 1..self.nodes[at].end).filter_map(|at| Some((at, self.element(at)?)))
    }

    /// The children of an element; those of the page for `None`.
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

    /// The siblings after a node.
    pub(super) fn following(&self, at: usize) -> impl Iterator<Item = &Content> {
        let end = self.nodes[at].parent.map_or(self.nodes.len(), |parent| self.nodes[parent].end);
        let places = std::iter::successors(Some(self.nodes[at].end), |next| Some(self.nodes.get(*next)?.end));
        places.take_while(move |next| *next < end).map(|next| &self.nodes[next].content)
    }

    /// An element and its ancestors, from the inside out.
    pub(super) fn ancestors(&self, at: usize) -> impl Iterator<Item = (usize, &Element)> {
        std::iter::successors(Some(at), |at| self.parent(*at)).filter_map(|at| Some((at, self.element(at)?)))
    }

    pub(super) fn by_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// Whether an element or an ancestor is hidden from assistive technology.
    pub(super) fn is_hidden(&self, at: usize) -> bool {
        self.nodes[at].is_hidden
    }
}
