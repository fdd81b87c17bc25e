//! Joins diagnostics that repeat one cause all over a site or a page into one, at the first place.
//!
//! Only codes whose remedy is one decision for the whole site or page are joined. The number of places is in the help and not in
//! the message, so that a baseline still knows the diagnostic when the number changes.

use std::collections::HashMap;

use crate::base::codes::{HTML_SANITIZED, MARKDOWN_UNKNOWN_LANGUAGE, TEMPLATE_UNKNOWN_LAYOUT};
use crate::base::diagnostic::Diagnostic;

/// The codes that are joined over the whole site.
const JOINED: &[&str] = &[MARKDOWN_UNKNOWN_LANGUAGE.name, TEMPLATE_UNKNOWN_LAYOUT.name];

/// The codes that are joined over a page: an attribute of every cell of a table is one habit of the page's author.
const JOINED_ON_PAGE: &[&str] = &[HTML_SANITIZED.name];

/// Joins what repeats. The diagnostics are in order, and stay so.
pub fn join(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut places: HashMap<(&str, String, String), (usize, usize)> = HashMap::new();
    let mut joined: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        let name = diagnostic.code.name;
        let is_of_page = JOINED_ON_PAGE.contains(&name);
        if is_of_page || JOINED.contains(&name) {
            let page = if is_of_page { diagnostic.at.path.to_string() } else { String::new() };
            let key = (name, diagnostic.message.clone(), page);
            if let Some((_, count)) = places.get_mut(&key) {
                *count += 1;
                continue;
            }
            places.insert(key, (joined.len(), 1));
        }
        joined.push(diagnostic);
    }
    for (at, count) in places.into_values().filter(|(_, count)| *count > 1) {
        let help = joined[at].help.take().map(|help| format!("{help}; ")).unwrap_or_default();
        let others = if count == 2 { "1 more place".to_owned() } else { format!("{} more places", count - 1) };
        joined[at].help = Some(format!("{help}also in {others}"));
    }
    joined
}
