//! The values in settings that are written in JavaScript: an object without calls is read as YAML, which it nearly is.
//!
//! Nothing is run. What is not a plain value is not read, and the caller says so.

use crate::base::node::Node;
use crate::import::source::read_yaml;

/// The object that a module exports, if it is a plain one.
pub fn exported_object(script: &str) -> Option<Node> {
    let start =
        ["export default", "module.exports ="].iter().find_map(|words| Some(script.find(words)? + words.len()))?;
    let open = start + script[start..].find(|letter: char| !letter.is_whitespace())?;
    if !script[open..].starts_with('{') {
        return None;
    }
    read_yaml(&without_comments(&script[open..end_of_object(script, open)?]))
}

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
        read_yaml(&without_comments(&rest[..end_of_object(rest, 0)?]))
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

/// A script without its comments, which YAML would read as text.
fn without_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut quote = None;
    let mut letters = script.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match quote {
            Some(sign) if letter == sign => quote = None,
            Some(_) => {}
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            None if script[at..].starts_with("//") => {
                while letters.next_if(|(_, letter)| *letter != '\n').is_some() {}
                continue;
            }
            None if script[at..].starts_with("/*") => {
                let end = script[at + 2..].find("*/").map_or(script.len(), |end| at + 2 + end + 2);
                while letters.next_if(|(next, _)| *next < end).is_some() {}
                continue;
            }
            None => {}
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::text_at;

    #[test]
    fn plain_values_are_read_and_nothing_is_run() {
        let script = "const name = 'Our site' // ours\nexport default function (config) {\n  config.addPassthroughCopy('./docs/assets')\n  config.addPassthroughCopy({ public: \"/\" })\n  return { pathPrefix: \"/x/\", homeKey: name, dir: { input: 'docs' } }\n}\n";
        assert_eq!(string_named(script, "input").as_deref(), Some("docs"));
        assert_eq!(string_named(script, "homeKey").as_deref(), Some("Our site"));
        assert_eq!(first_arguments(script, "addPassthroughCopy"), ["./docs/assets"]);
        assert_eq!(first_objects(script, "addPassthroughCopy").len(), 1);
        assert!(exported_object(script).is_none());
        let data = exported_object("module.exports = {\n  // where\n  eleventyNavigation: { parent: 'Home' },\n}\n");
        assert_eq!(data.as_ref().and_then(|data| text_at(data, "eleventyNavigation.parent")).as_deref(), Some("Home"));
        assert!(exported_object("export default { a: () => 1 }").is_none_or(|data| data.get("a").is_some()));
    }
}
