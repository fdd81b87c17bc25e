//! Joins diagnostics that repeat one cause all over a site into one, at the first place.
//!
//! Only codes whose remedy is one decision for the whole site are joined. The number of places is in the help and not in
//! the message, so that a baseline still knows the diagnostic when the number changes.

use std::collections::HashMap;

use crate::base::codes::{MARKDOWN_UNKNOWN_LANGUAGE, TEMPLATE_UNKNOWN_LAYOUT};
use crate::base::diagnostic::Diagnostic;

/// The codes that are joined.
const JOINED: &[&str] = &[MARKDOWN_UNKNOWN_LANGUAGE.name, TEMPLATE_UNKNOWN_LAYOUT.name];

/// Joins what repeats. The diagnostics are in order, and stay so.
pub fn join(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut places: HashMap<(&str, String), (usize, usize)> = HashMap::new();
    let mut joined: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        if JOINED.contains(&diagnostic.code.name) {
            let key = (diagnostic.code.name, diagnostic.message.clone());
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
