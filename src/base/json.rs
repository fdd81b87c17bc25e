//! JSON as text for people and version control: indented, with a newline at the end.

use serde::{Serialize, Serializer};

/// Formats a value as JSON.
///
/// # Panics
/// If a map of the value has keys other than text, which no type of this program has.
pub fn pretty_json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("maps have text keys") + "\n"
}

/// Formats a list as JSON, value by value, so that the values of a long list are never in memory together.
///
/// # Panics
/// As `pretty_json`.
pub fn pretty_json_list(values: impl Iterator<Item = impl Serialize>) -> String {
    let mut out = Vec::new();
    let written = serde_json::Serializer::pretty(&mut out).collect_seq(values);
    written.expect("maps have text keys");
    out.push(b'\n');
    String::from_utf8(out).expect("JSON is UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_the_same_value_by_value() {
        for list in [vec![], vec![("a", 1), ("é\n", 2)]] {
            assert_eq!(pretty_json_list(list.iter()), pretty_json(&list));
        }
    }
}
