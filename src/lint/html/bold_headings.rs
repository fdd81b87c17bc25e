//! Rule: bold text in HTML used as a heading.

use crate::lint::bold_headings::{could_be_heading, report_bold_heading};
use crate::lint::html::element_tree::{Content, Element, ElementTree};
use crate::lint::report::Report;

/// Checks a short bold line of its own with a block after it.
pub(super) fn check(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    if !matches!(element.name.as_str(), "b" | "strong" | "big" | "font") {
        return;
    }
    let is_line = |at: &usize| {
        let name = tree.element(*at).map_or("", |element| element.name.as_str());
        matches!(name, "p" | "div" | "center")
    };
    let parent = tree.parent(at);
    let blank = |content: &Content| matches!(content, Content::Text(text) if text.trim().is_empty());
    let is_alone = tree.children(parent).all(|(other, content)| other == at || blank(content));
    let Some(line) = parent.filter(is_line).filter(|_| is_alone) else { return };
    let is_block = |next: &Element| matches!(next.name.as_str(), "p" | "ul" | "ol" | "dl" | "table" | "pre");
    let next = tree.following(line).find_map(|content| match content {
        Content::Element(element) => Some(element),
        Content::Text(_) => None,
    });
    let is_followed = next.is_some_and(is_block);
    // Centred lines and links decorate the top of a page.
    let is_banner = |element: &Element| element.name == "center" || element.get("align") == Some("center");
    if tree.ancestors(line).any(|(_, outer)| is_banner(outer))
        || tree.descendants(at).any(|(_, inner)| inner.name == "a")
    {
        return;
    }
    let text = tree.text(at);
    let is_bold =
        element.name != "font" || tree.descendants(at).any(|(_, inner)| matches!(inner.name.as_str(), "b" | "strong"));
    if is_followed && is_bold && could_be_heading(text.trim()) {
        report_bold_heading(report, &element.range, text.trim());
    }
}
