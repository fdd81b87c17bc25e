//! Rules: headings in HTML that skip a level, and headings without text (ACT rule ffd0e9).

use crate::base::codes::text::A11Y_HEADING_LEVEL;
use crate::lint::empty_headings;
use crate::lint::html::element_tree::{Element, ElementTree};
use crate::lint::html::images;
use crate::lint::report::Report;

/// Checks for headings in HTML that skip a level below the heading before them, in HTML or in Markdown.
pub(super) fn check_levels(tree: &ElementTree, report: &mut Report<'_>) {
    let mut last = 1;
    for (at, element) in tree.elements().filter(|(at, _)| !tree.is_hidden(*at)) {
        let Some(level) = element.name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) else { continue };
        // A heading of the first level is published a level deeper.
        let level = if element.is_raw { level.max(2) } else { level };
        if element.is_raw && level > last + 1 && !tree.name(at).is_empty() {
            let message = format!("this heading is level {level}, but the one before it is level {last}");
            let help = format!("write `<h{}>`; heading levels are for structure, not for size", last + 1);
            report.add(&A11Y_HEADING_LEVEL, &element.range, message, help);
        }
        last = level;
    }
}

/// Checks for headings without text.
pub(super) fn check_empty(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    let is_heading = matches!(element.name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        && (element.role().is_none() || element.is_presentation() && element.get("aria-label").is_some())
        || element.role() == Some("heading");
    let is_reported = || tree.descendants(at).any(|(inner, image)| images::is_nameless(tree, inner, image));
    if is_heading && tree.name(at).is_empty() && !is_reported() {
        empty_headings::report_empty(report, &element.range);
    }
}
