//! What an element is called by programs that read a page aloud (Accessible Name and Description Computation 1.2),
//! as far as that shows without style sheets and scripts.

use crate::lint::html::element_tree::{Content, Element, Tree};

/// Names longer than this, in bytes, are cut: no rule asks for more.
const ENOUGH: usize = 500;
/// So many pieces of text behind an element are looked at.
const SOME: usize = 8;

impl Tree {
    /// The name of an element, without space around it; empty where it has none.
    pub(super) fn name(&self, at: usize) -> String {
        self.name_of(at, false)
    }

    /// `is_referred` is whether another element names this one as its label: then what it names in turn does not count.
    fn name_of(&self, at: usize, is_referred: bool) -> String {
        let Some(element) = self.element(at) else { return String::new() };
        if !is_referred && let Some(ids) = element.said("aria-labelledby") {
            let labels = ids.split_ascii_whitespace().filter_map(|id| self.by_id(id));
            let words: Vec<String> = labels.map(|label| self.label(label)).collect();
            if words.iter().any(|words| !words.is_empty()) {
                return words.join(" ").trim().to_owned();
            }
        }
        let own = element.said("aria-label").map(str::to_owned).or_else(|| self.native(at, element));
        let name = own.unwrap_or_else(|| match element.name.as_str() {
            // The title is all that can be left.
            "iframe" | "svg" | "area" => String::new(),
            "img" if element.is_raw => String::new(),
            _ => self.words(at),
        });
        let name = name.trim();
        // An empty `alt` says that the image has no meaning; nothing else is asked then.
        let is_silent = element.name == "img" && element.get("alt") == Some("");
        if name.is_empty() && !is_silent {
            element.said("title").unwrap_or_default().to_owned()
        } else {
            name.to_owned()
        }
    }

    /// The name of an element that labels another.
    fn label(&self, at: usize) -> String {
        if let Some(known) = self.labels.borrow().get(&at) {
            return known.clone();
        }
        let name = self.name_of(at, true);
        self.labels.borrow_mut().insert(at, name.clone());
        name
    }

    /// What HTML itself calls an element by, where it has means of its own.
    fn native(&self, at: usize, element: &Element) -> Option<String> {
        match element.name.as_str() {
            "img" | "area" if element.is_raw => element.said("alt").map(str::to_owned),
            "svg" => {
                let is_title = |content: &Content| matches!(content, Content::Element(inner) if inner.name == "title");
                self.children(Some(at)).find(|(_, content)| is_title(content)).map(|(title, _)| self.words(title))
            }
            _ => None,
        }
    }

    /// The words that stand right behind an element.
    pub(super) fn words_behind(&self, at: usize) -> String {
        let words = self.behind(at).map_while(|content| match content {
            Content::Words(text) => Some(text.as_str()),
            Content::Element(_) => None,
        });
        words.take(SOME).collect()
    }

    /// The words inside an element, with those that stand for its images.
    pub(super) fn words(&self, at: usize) -> String {
        let mut words = String::new();
        for (child, content) in self.children(Some(at)) {
            if words.len() > ENOUGH {
                break;
            }
            match content {
                Content::Words(text) => words.push_str(text),
                Content::Element(element) if element.is_hidden() => {}
                Content::Element(element) if element.name == "img" && element.is_presentation() => {}
                Content::Element(element) if element.name == "br" => words.push(' '),
                Content::Element(_) => words.push_str(&self.name_of(child, false)),
            }
        }
        words
    }
}
