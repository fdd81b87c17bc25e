//! Rule: images in HTML without a useful text alternative (ACT rules 23a2a8, 7d6734 and 9eb3f6).

use crate::base::codes::text::{A11Y_ALT_TEXT, A11Y_MISSING_ALT};
use crate::lint::alt_text;
use crate::lint::html::element_tree::{Element, ElementTree};
use crate::lint::report::Report;

pub(super) fn check(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    if is_nameless(tree, at, element) {
        let (what, help) = match element.name.as_str() {
            "img" => ("image", "add `alt=\"…\"` that describes it; leave it empty if the image is decorative"),
            _ => ("drawing", "add `aria-label=\"…\"` that describes it, or `<title>…</title>` inside an `<svg>`"),
        };
        let message = format!("this {what} has no text alternative");
        report.add(&A11Y_MISSING_ALT, &element.range, message, help);
    } else if element.name == "img"
        && let (Some(alt), Some(src)) = (element.non_blank("alt"), element.non_blank("src"))
        && element.non_blank("aria-label").or_else(|| element.non_blank("aria-labelledby")).is_none()
        && !tree.ancestors(at).any(|(_, outer)| outer.get("download").is_some())
        && let Some((message, help)) = alt_text::problem(alt, src)
    {
        report.add(&A11Y_ALT_TEXT, &element.range, message, help);
    }
}

/// Whether an element is an image that needs a text alternative and has none.
pub(super) fn is_nameless(tree: &ElementTree, at: usize, element: &Element) -> bool {
    let is_picture = match element.name.as_str() {
        "img" => {
            let is_drawn = ["src", "srcset"].iter().any(|name| element.get(name).is_some())
                || element.get("style").is_some_and(|style| style.contains("background"))
                || tree
                    .parent(at)
                    .and_then(|parent| tree.element(parent))
                    .is_some_and(|parent| parent.name == "picture");
            is_drawn && element.get("alt") != Some("") && !element.is_presentation()
        }
        _ => matches!(element.role(), Some("img" | "graphics-document" | "graphics-symbol")),
    };
    element.is_raw && is_picture && !tree.is_hidden(at) && tree.name(at).is_empty()
}
