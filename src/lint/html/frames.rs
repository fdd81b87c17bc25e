//! Rule: frames without a title (ACT rule cae760).

use crate::base::codes::text::A11Y_FRAME_TITLE;
use crate::lint::html::element_tree::{Element, ElementTree};
use crate::lint::report::Report;

/// Checks a frame. One that neither sight nor the keyboard reaches needs no title; one that is only hidden from assistive
/// technology does.
pub(super) fn check(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    let is_displayed = || !tree.ancestors(at).any(|(_, outer)| outer.is_undisplayed());
    let is_focusable = || element.get("tabindex").is_none_or(|index| !index.trim().starts_with('-'));
    let is_announced = || !element.is_presentation() && !tree.is_hidden(at);
    if element.name == "iframe" && is_displayed() && (is_focusable() || is_announced()) && tree.name(at).is_empty() {
        report.add(
            &A11Y_FRAME_TITLE,
            &element.range,
            "this frame has no title",
            "add `title=\"…\"` that describes its content",
        );
    }
}
