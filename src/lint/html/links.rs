//! Rule: links in HTML whose text is missing or generic (ACT rules c487ae and aizyf1), and links to downloads.

use crate::lint::file_links::{self, FileLink};
use crate::lint::html::element_tree::{Element, ElementTree};
use crate::lint::html::images;
use crate::lint::link_text;
use crate::lint::report::Report;

/// Checks a link. Links without any HTML are checked in the Markdown.
pub(super) fn check(tree: &ElementTree, at: usize, element: &Element, report: &mut Report<'_>) {
    let is_link = match (element.name.as_str(), element.role()) {
        (_, Some("link" | "doc-backlink" | "doc-biblioref" | "doc-glossref" | "doc-noteref")) => true,
        ("a" | "area", None | Some("none" | "presentation")) => element.get("href").is_some(),
        _ => false,
    };
    let has_html = || element.is_raw || tree.descendants(at).any(|(_, inner)| inner.is_raw);
    if !is_link || !has_html() {
        return;
    }
    let name = tree.name(at);
    // An image without a text alternative is reported itself.
    let is_reported = || tree.descendants(at).any(|(inner, image)| images::is_nameless(tree, inner, image));
    if name.is_empty() && !is_reported() {
        link_text::report_empty(report, &element.range);
    } else if element.is_raw && link_text::is_generic(&name, report.language()) {
        link_text::report_generic(report, &element.range, &name);
    } else if element.is_raw && !name.is_empty() {
        let link = FileLink {
            url: element.get("href").unwrap_or_default(),
            text: &name,
            following: &tree.following_text(at),
            range: &element.range,
        };
        file_links::check_link(&link, report);
    }
}
