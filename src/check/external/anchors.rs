//! Finds the anchors of external pages that links refer to.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::html::tokenizer::start_tags;

/// The HTML of an external page, as far as it was loaded.
#[derive(Debug)]
pub struct LoadedHtml {
    pub text: String,
    /// Whether this is the whole page.
    pub is_whole: bool,
}

/// Whether each wanted anchor exists in the HTML. If only the beginning of the page was loaded, or the page has no ids at
/// all, an anchor that is not found counts as existing.
pub fn find_anchors(page: &LoadedHtml, wanted: &BTreeSet<String>) -> BTreeMap<String, bool> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for tag in start_tags(&page.text) {
        for attribute in tag.attributes {
            if attribute.name == "id" || (attribute.name == "name" && tag.name == "a") {
                found.insert(attribute.value.into_owned());
            }
        }
    }
    // The ids of a page without any may be created by a script.
    let is_known = page.is_whole && !found.is_empty();
    // Some code hosts add this prefix to the ids of authors, and remove it in a script.
    let exists = |name: &str| found.contains(name) || found.contains(&format!("user-content-{name}"));
    wanted.iter().map(|name| (name.clone(), !is_known || exists(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_found_however_they_are_written() {
        let html =
            "<h1 ID='a&amp;b'>x</h1><a name=old></a><script>'<p id=\"no\">'</script><p id=\"user-content-scope\">";
        let wanted: BTreeSet<String> = ["a&b", "old", "no", "scope"].map(str::to_owned).into();
        let find = |html: &str, is_whole| find_anchors(&LoadedHtml { text: html.to_owned(), is_whole }, &wanted);
        let there: Vec<bool> = find(html, true).into_values().collect();
        assert_eq!(there, [true, false, true, true]);
        assert!(find(html, false).into_values().all(|there| there), "the rest of the page may have it");
        assert!(find("<p>made by a script</p>", true).into_values().all(|there| there));
    }
}
