//! How many elements of raw HTML are open, as far as the tags alone show.

use std::collections::HashMap;

use crate::base::html::token::{StartTag, Token, Truncated, is_void};

/// Elements that the start of another of their kind closes, unless some other element is between them.
const CLOSED_BY_NEXT: [&str; 11] = ["dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// Elements of SVG. Any other start tag may end the SVG (HTML Living Standard, 13.2.6.5), and `/>` then closes nothing.
const SVG: &[&str] = &[
    "circle",
    "clippath",
    "defs",
    "desc",
    "ellipse",
    "g",
    "image",
    "line",
    "lineargradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialgradient",
    "rect",
    "stop",
    "svg",
    "symbol",
    "text",
    "textpath",
    "title",
    "tspan",
    "use",
];

/// The open elements of raw HTML on a page. Where it is unclear whether one is open, it counts as open.
#[derive(Debug, Default)]
pub struct OpenElements {
    pub count: usize,
    by_name: HashMap<String, usize>,
    is_in_svg: bool,
}

impl OpenElements {
    /// Counts tokens. An end tag that closes nothing costs a search among all open elements, so end tags are not counted
    /// where `closes` is false.
    pub fn read(&mut self, tokens: &[Token<'_>], closes: bool) {
        for token in tokens {
            match token {
                Token::Start(tag) | Token::Truncated(Truncated { tag, .. }) => self.start(tag),
                Token::End(tag) if closes => self.end(&tag.name),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &StartTag<'_>) {
        let name = &*tag.name;
        if is_void(name) || tag.is_self_closing && (name == "svg" || self.is_drawing(name)) {
            return;
        }
        self.is_in_svg = name == "svg" || self.is_in_svg && SVG.contains(&name);
        let others = self.count - CLOSED_BY_NEXT.iter().map(|name| self.open(name)).sum::<usize>();
        if CLOSED_BY_NEXT.contains(&name) && self.open(name) > others {
            return;
        }
        *self.by_name.entry(name.to_owned()).or_default() += 1;
        self.count += 1;
    }

    fn end(&mut self, name: &str) {
        self.is_in_svg &= !matches!(name, "br" | "p" | "svg");
        if let Some(open) = self.by_name.get_mut(name).filter(|open| **open > 0) {
            *open -= 1;
            self.count -= 1;
        }
    }

    /// Whether an element is one of SVG here. The content of a title or description is HTML.
    fn is_drawing(&self, name: &str) -> bool {
        self.is_in_svg && SVG.contains(&name) && self.open("title") == 0 && self.open("desc") == 0
    }

    fn open(&self, name: &str) -> usize {
        self.by_name.get(name).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::html::tokenizer::tokens;

    fn count(html: &str) -> usize {
        let mut open = OpenElements::default();
        open.read(&tokens(html).collect::<Vec<_>>(), true);
        open.count
    }

    #[test]
    fn elements_that_the_next_one_closes_are_not_inside_each_other() {
        for (around, element) in [
            ("<ul>", "<li>x"),
            ("<table><tr>", "<td>x"),
            ("<table>", "<tr><td>x"),
            ("<div>", "<p>x"),
            ("<dl>", "<dt>x<dd>y"),
        ] {
            assert!(count(&format!("{around}{}", element.repeat(1_500))) < 10, "{element}");
        }
        assert_eq!(count(&"<ul><li>".repeat(700)), 1_400);
        assert_eq!(count(&"<div>".repeat(700)), 700);
    }

    #[test]
    fn a_slash_closes_elements_of_svg_only() {
        assert_eq!(count(&format!("<svg>{}</svg>", "<path d=\"M0 0\"/>".repeat(1_500))), 0);
        assert_eq!(count(&"<svg><title>A</title><path/></svg>".repeat(1_500)), 0);
        assert_eq!(count(&"<div/>".repeat(1_500)), 1_500);
        for out_of_svg in ["<svg><div>", "<svg></p>", "<svg><title>", "<svg></svg>"] {
            assert!(count(&format!("{out_of_svg}{}", "<path/>".repeat(1_500))) >= 1_500, "{out_of_svg}");
        }
    }
}
