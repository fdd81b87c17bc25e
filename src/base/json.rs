//! JSON as text for people and version control: indented, with a newline at the end.

use serde::Serialize;

/// Formats a value as JSON.
///
/// # Panics
/// If a map of the value has keys other than text, which no type of this program has.
pub fn pretty_json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("maps have text keys") + "\n"
}
