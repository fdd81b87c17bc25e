//! Rule: an id that two elements have (ACT rule 3ea0c8).

use std::collections::HashMap;
use std::ops::Range;

use crate::base::codes::text::HTML_DUPLICATE_ID;
use crate::base::diagnostic::Diagnostic;
use crate::lint::html::element_tree::ElementTree;
use crate::lint::report::Report;

pub(super) fn check(tree: &ElementTree, report: &mut Report<'_>) {
    let mut first: HashMap<&str, &Range<usize>> = HashMap::new();
    for (_, element) in tree.elements() {
        let Some(id) = element.get("id").filter(|id| !id.is_empty()) else { continue };
        let Some(earlier) = first.get(id) else {
            first.insert(id, &element.range);
            continue;
        };
        let message = format!("another element on this page has the id `{id}`");
        let diagnostic = Diagnostic::new(&HTML_DUPLICATE_ID, report.location(&element.range), message);
        let label = report.location(earlier);
        report.push(diagnostic.help("give each element an id of its own").label(label, "the first element"));
    }
}
