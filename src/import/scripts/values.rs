//! Values that are found in a script by a name before them, for scripts that pass settings to functions.
//!
//! Nothing is run. For what a script exports, see `reader`.

use crate::base::node::Node;
use crate::import::scripts::reader::read_literal;

/// The text of a string with this name: `input: "docs"` or `const name = 'docs'`.
pub fn string_named(script: &str, name: &str) -> Option<String> {
    for (at, _) in script.match_indices(name) {
        let is_part =
            script[..at].ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '.'));
        let rest = script[at + name.len()..].trim_start_matches(['\'', '"']).trim_start();
        let Some(rest) = rest.strip_prefix([':', '=']).filter(|_| !is_part) else { continue };
        let rest = rest.trim_start();
        if let Some(text) = string_at(rest) {
            return Some(text.to_owned());
        }
        // The value may be the name of a constant.
        let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
        let constant = &rest[..end];
        if !constant.is_empty() && constant != name {
            let declared = format!("const {constant} =");
            let value = script.find(&declared).map(|at| script[at + declared.len()..].trim_start());
            return value.and_then(string_at).map(str::to_owned);
        }
    }
    None
}

/// Whether a key has the value `true`.
pub fn is_true(script: &str, name: &str) -> bool {
    script.match_indices(name).any(|(at, _)| {
        let rest = script[at + name.len()..].trim_start();
        rest.strip_prefix(':').is_some_and(|value| value.trim_start().starts_with("true"))
    })
}

/// The strings that are the first argument of calls of a function: `addPassthroughCopy("a")`.
pub fn first_arguments(script: &str, function: &str) -> Vec<String> {
    let calls = script.match_indices(function).take(MOST_CALLS).filter_map(|(at, _)| {
        let rest = script[at + function.len()..].trim_start().strip_prefix('(')?;
        string_at(rest.trim_start()).map(str::to_owned)
    });
    calls.collect()
}

/// The objects that are the first argument of calls of a function: `addPassthroughCopy({ a: "b" })`.
pub fn first_objects(script: &str, function: &str) -> Vec<Node> {
    let calls = script.match_indices(function).take(MOST_CALLS).filter_map(|(at, _)| {
        let rest = script[at + function.len()..].trim_start().strip_prefix('(')?.trim_start();
        rest.starts_with('{').then_some(())?;
        read_literal(&rest[..end_of_object(rest, 0)?])
    });
    calls.collect()
}

/// The most calls of one function that are looked at.
const MOST_CALLS: usize = 200;
/// The longest object that is read, in bytes.
const LONGEST_OBJECT: usize = 64 * 1024;

/// Where the object ends that begins at `open`.
pub fn end_of_object(script: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, letter) in script[open..].char_indices().take_while(|(at, _)| *at < LONGEST_OBJECT) {
        match (quote, letter) {
            _ if std::mem::take(&mut is_escaped) => {}
            (Some(_), '\\') => is_escaped = true,
            (Some(sign), letter) if letter == sign => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '{' | '[' | '(') => depth += 1,
            (None, '}' | ']' | ')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(open + at + letter.len_utf8());
                }
            }
            (None, _) => {}
        }
    }
    None
}

fn string_at(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let end = text[1..].find(quote)?;
    let string = &text[1..=end];
    (!string.contains(['\n', '\\']) && !string.contains("${")).then_some(string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_are_read_and_nothing_is_run() {
        let script = "const name = 'Our site' // ours\nexport default function (config) {\n  config.addPassthroughCopy('./docs/assets')\n  config.addPassthroughCopy({ public: \"/\" })\n  return { pathPrefix: \"/x/\", homeKey: name, dir: { input: 'docs' } }\n}\n";
        assert_eq!(string_named(script, "input").as_deref(), Some("docs"));
        assert_eq!(string_named(script, "homeKey").as_deref(), Some("Our site"));
        assert_eq!(first_arguments(script, "addPassthroughCopy"), ["./docs/assets"]);
        assert_eq!(first_objects(script, "addPassthroughCopy").len(), 1);
    }
}
