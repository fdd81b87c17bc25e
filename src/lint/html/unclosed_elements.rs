//! Rule: elements that are never closed, so that the text after them is hidden, linked or formatted.
//!
//! Elements that change nothing that readers notice, such as `div`, and those whose end tag is optional are left alone.
//!
//! Source of the rule: HTML Living Standard, 13.1.2.4 (optional tags) and 13.2.6.4.7 (the "in body" insertion mode).

use crate::base::code::Severity;
use crate::base::codes::HTML_UNCLOSED;
use crate::base::diagnostic::Diagnostic;
use crate::lint::html::element_tree::{Element, ElementTree};
use crate::lint::report::Report;

/// Elements whose content is not shown, or not at first.
const HIDING: &[&str] = &["audio", "details", "video"];
/// Elements that change how their content looks or what it does.
const VISIBLE: &[&str] = &[
    "a",
    "b",
    "big",
    "blockquote",
    "code",
    "del",
    "em",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "ins",
    "kbd",
    "mark",
    "ol",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// The most elements that are looked at: for each, the rest of the page is searched.
const MOST: usize = 50;

/// Checks the elements that ended with the one around them.
pub(super) fn check(tree: &ElementTree, report: &mut Report<'_>) {
    let mut unclosed: Vec<usize> = tree.unclosed.clone();
    unclosed.sort_unstable();
    let mut hidden_from = usize::MAX;
    let is_noticed = |element: &&Element| {
        element.is_raw && (HIDING.contains(&element.name.as_str()) || VISIBLE.contains(&element.name.as_str()))
    };
    for element in unclosed.into_iter().filter_map(|at| tree.element(at)).filter(is_noticed).take(MOST) {
        let name = element.name.as_str();
        let hides = HIDING.contains(&name);
        // One that hides the rest of the page is enough.
        if element.range.start > hidden_from || is_closed_later(element, report) {
            continue;
        }
        let effect = match name {
            _ if hides => "readers do not see the text after it",
            "pre" => "the text after it is shown as it is written",
            _ => "the text after it is part of it",
        };
        let message = format!("this `<{name}>` element is not closed, so {effect}");
        let finding = Diagnostic::new(&HTML_UNCLOSED, report.location(&element.range), message)
            .help(format!("add `</{name}>` where it ends"));
        let severity = if hides || name == "pre" { finding.severity } else { Severity::Warning };
        report.push(Diagnostic { severity, ..finding });
        if hides {
            hidden_from = element.range.start;
        }
    }
}

/// Whether a later end tag closes it, in another block.
fn is_closed_later(element: &Element, report: &Report<'_>) -> bool {
    let rest = report.source_from(element.range.end).to_ascii_lowercase();
    let count = |tag: &str| {
        let is_whole = |at: usize| !rest[at + tag.len()..].starts_with(|letter: char| letter.is_ascii_alphanumeric());
        rest.match_indices(tag).filter(|(at, _)| is_whole(*at)).count()
    };
    count(&format!("</{}", element.name)) > count(&format!("<{}", element.name))
}
