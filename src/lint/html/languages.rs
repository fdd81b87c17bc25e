//! Rule: elements with an invalid language tag (ACT rule de46e4).

use crate::base::codes::text::A11Y_LANGUAGE_OF_PARTS;
use crate::base::language::{advice, invalid_tag};
use crate::lint::html::element_tree::{Content, Element, ElementTree};
use crate::lint::report::Report;

pub(super) fn check(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    let Some(tag) = element.get("lang").filter(|tag| !tag.is_empty()) else { return };
    // On code, `lang` is the programming language.
    let is_code =
        tree.ancestors(at).chain(tree.descendants(at)).any(|(_, other)| matches!(other.name.as_str(), "pre" | "code"));
    if !is_code
        && let Some(meant) = invalid_tag(tag.trim())
        && has_text(tree, at)
    {
        let message = format!("`{tag}` is not a language tag");
        report.add(&A11Y_LANGUAGE_OF_PARTS, &element.range, message, advice(meant));
    }
}

/// Whether an element has text in the language that it states.
fn has_text(tree: &ElementTree, at: usize) -> bool {
    tree.children(Some(at)).any(|(child, content)| match content {
        Content::Text(text) => !text.trim().is_empty(),
        Content::Element(inner) if inner.is_undisplayed() || inner.get("lang").is_some() => false,
        Content::Element(inner) => inner.non_blank("alt").is_some() || has_text(tree, child),
    })
}
