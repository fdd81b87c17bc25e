//! Which of the anchors that links name stand on a page of another site.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::html::tokenizer::start_tags;

/// Looks for anchors in HTML. Where only the beginning of the page is at hand, what is not in it counts as there.
pub fn look(html: &str, is_whole: bool, wanted: &BTreeSet<String>) -> BTreeMap<String, bool> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for tag in start_tags(html) {
        for attribute in tag.attributes {
            if attribute.name == "id" || (attribute.name == "name" && tag.name == "a") {
                found.insert(attribute.value.into_owned());
            }
        }
    }
    // A page whose names are all made by a script says nothing of them.
    let is_told = is_whole && !found.is_empty();
    // Some hosts of code put this before the names that authors give, and take it away in a script.
    let is_there = |name: &str| found.contains(name) || found.contains(&format!("user-content-{name}"));
    wanted.iter().map(|name| (name.clone(), !is_told || is_there(name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_found_however_they_are_written() {
        let html =
            "<h1 ID='a&amp;b'>x</h1><a name=old></a><script>'<p id=\"no\">'</script><p id=\"user-content-scope\">";
        let wanted: BTreeSet<String> = ["a&b", "old", "no", "scope"].map(str::to_owned).into();
        let there: Vec<bool> = look(html, true, &wanted).into_values().collect();
        assert_eq!(there, [true, false, true, true]);
        assert!(look(html, false, &wanted).into_values().all(|there| there), "the rest of the page may have it");
        assert!(look("<p>made by a script</p>", true, &wanted).into_values().all(|there| there));
    }
}
