//! Text as values of front matter.

/// A text as a YAML value: plain if YAML reads it as the same text, else quoted.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A text in double quotation marks, valid in YAML and TOML.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether YAML reads an unquoted text as itself, also inside brackets and braces.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|letter: char| letter.is_alphabetic() || letter == '/') || text.starts_with("../");
    let is_sign = |letter: char| letter.is_control() || ":#\"'\\{}[],".contains(letter);
    let is_constant = matches!(text.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off");
    begins && text.trim_end() == text && !text.contains(is_sign) && !is_constant
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn only_ambiguous_yaml_values_are_quoted() {
        for plain in ["Restore a service", "/guides/a-b/", "../a.md", "Who may call? (nights)"] {
            assert_eq!(scalar(plain), plain);
        }
        assert_eq!(scalar("Backups: how \"we\" do it"), "\"Backups: how \\\"we\\\" do it\"");
        for odd in ["2026", "no", "", " a", "a ", "*a", "a, b", "- a"] {
            assert_eq!(scalar(odd), format!("\"{odd}\""));
        }
    }
}
