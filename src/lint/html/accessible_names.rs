//! The accessible name of an element (Accessible Name and Description Computation 1.2), without style sheets and scripts.

use crate::lint::html::element_tree::{Content, Element, ElementTree};

/// Longer names, in bytes, are cut: no rule needs more.
const MAX_NAME: usize = 500;
/// The most pieces of text after an element that are read.
const MAX_PIECES: usize = 8;

impl ElementTree {
    /// The accessible name of an element, trimmed; empty if it has none.
    pub(super) fn name(&self, at: usize) -> String {
        if let Some(ids) = self.element(at).and_then(|element| element.non_blank("aria-labelledby")) {
            let labels = ids.split_ascii_whitespace().filter_map(|id| self.by_id(id));
            let words: Vec<String> = labels.map(|label| self.label(label)).collect();
            if words.iter().any(|words| !words.is_empty()) {
                return words.join(" ").trim().to_owned();
            }
        }
        self.own_name(at)
    }

    /// The name of an element without its `aria-labelledby`, which is ignored where the element labels another.
    fn own_name(&self, at: usize) -> String {
        let Some(element) = self.element(at) else { return String::new() };
        let own = element.non_blank("aria-label").map(str::to_owned).or_else(|| self.native(at, element));
        let name = own.unwrap_or_else(|| match element.name.as_str() {
            // The title is all that can be left.
            "iframe" | "svg" | "area" => String::new(),
            "img" if element.is_raw => String::new(),
            _ => self.text(at),
        });
        let name = name.trim();
        // An empty `alt` marks a decorative image, which needs no other name.
        let is_silent = element.name == "img" && element.get("alt") == Some("");
        if name.is_empty() && !is_silent {
            element.non_blank("title").unwrap_or_default().to_owned()
        } else {
            name.to_owned()
        }
    }

    /// The name of an element that labels another.
    fn label(&self, at: usize) -> String {
        if let Some(known) = self.labels.borrow().get(&at) {
            return known.clone();
        }
        let name = self.own_name(at);
        self.labels.borrow_mut().insert(at, name.clone());
        name
    }

    /// The name from HTML itself: `alt`, or the `title` of a drawing.
    fn native(&self, at: usize, element: &Element) -> Option<String> {
        match element.name.as_str() {
            "img" | "area" if element.is_raw => element.non_blank("alt").map(str::to_owned),
            "svg" => {
                let is_title = |content: &Content| matches!(content, Content::Element(inner) if inner.name == "title");
                self.children(Some(at)).find(|(_, content)| is_title(content)).map(|(title, _)| self.text(title))
            }
            _ => None,
        }
    }

    /// The text right after an element.
    pub(super) fn following_text(&self, at: usize) -> String {
        let words = self.following(at).map_while(|content| match content {
            Content::Text(text) => Some(text.as_str()),
            Content::Element(_) => None,
        });
        words.take(MAX_PIECES).collect()
    }

    /// The text inside an element, with the text alternatives of its images.
    pub(super) fn text(&self, at: usize) -> String {
        let mut words = String::new();
        for (child, content) in self.children(Some(at)) {
            if words.len() > MAX_NAME {
                break;
            }
            match content {
                Content::Text(text) => words.push_str(text),
                Content::Element(element) if element.is_hidden() => {}
                Content::Element(element) if element.name == "img" && element.is_presentation() => {}
                Content::Element(element) if element.name == "br" => words.push(' '),
                Content::Element(_) => words.push_str(&self.name(child)),
            }
        }
        words
    }
}
