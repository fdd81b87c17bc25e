//! Adds an old URL to the aliases in the front matter of a page.

use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::base::yaml;
use crate::edit::patch::Edit;
use crate::parse::{front_matter, meta};

/// The edit that adds the URL path `old` to the aliases of a page and removes `now`, its new one. `None` if nothing has
/// to change.
///
/// # Errors
/// A reason, as part of a message, if the edit would lose text of the author.
pub fn with_alias(text: &str, old: &str, now: &str) -> Result<Option<Edit>, &'static str> {
    let split = front_matter::split(text);
    if split.problem.is_some() {
        return Err("its front matter does not parse");
    }
    let newline = if text.lines().next().is_some_and(|_| text.contains("\r\n")) { "\r\n" } else { "\n" };
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let is_toml = text[start..].starts_with("+++");
    let shown = |url: &str| if is_toml { yaml::quoted(url) } else { yaml::scalar(url) };
    let Some(node) = meta::find(&split.front, "aliases") else {
        let line = if is_toml { format!("aliases = [{}]", shown(old)) } else { format!("aliases: [{}]", shown(old)) };
        if split.body == start {
            let new = format!("---{newline}{line}{newline}---{newline}{newline}");
            return Ok(Some(Edit { span: Span::new(start, start), new }));
        }
        // After the first fence: in TOML all that follows a table belongs to it.
        let at = text[start..].find('\n').map_or(text.len(), |end| start + end + 1);
        return Ok(Some(Edit { span: Span::new(at, at), new: format!("{line}{newline}") }));
    };
    let mut urls = texts(node);
    urls.retain(|url| !is_same(url, now));
    if !urls.iter().any(|url| is_same(url, old)) {
        urls.push(old.to_owned());
    }
    if urls == texts(node) {
        return Ok(None);
    }
    // The YAML reader ends a list before its bracket.
    let mut written = text[node.span.start..node.span.end].trim_end();
    if written.starts_with('[') && !written.ends_with(']') {
        let rest = &text[node.span.start..];
        written = rest[written.len()..].find(']').map_or(written, |at| &rest[..written.len() + at + 1]);
    }
    if written.contains('#') {
        return Err("there is a comment among its old URLs");
    }
    let items: Vec<String> = urls.iter().map(|url| shown(url)).collect();
    // A list in lines begins below its key, and a list in brackets beside it.
    let lead = text[..node.span.start].chars().next_back().is_some_and(char::is_whitespace);
    let start = text[..node.span.start].trim_end().len();
    let gap = if lead || !is_toml { " " } else { "" };
    let span = Span::new(start, node.span.start + written.len());
    Ok(Some(Edit { span, new: format!("{gap}[{}]", items.join(", ")) }))
}

fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::List(items) => items.iter().filter_map(Node::text).collect(),
        _ => node.text().into_iter().collect(),
    }
}

fn is_same(a: &str, b: &str) -> bool {
    a.trim_matches('/') == b.trim_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::patch::apply;

    fn added(text: &str) -> String {
        match with_alias(text, "/old/", "/new/") {
            Ok(Some(edit)) => apply(text, &[edit]),
            Ok(None) => text.to_owned(),
            Err(words) => format!("error: {words}"),
        }
    }

    #[test]
    fn an_old_url_is_added_to_every_form_of_list() {
        assert_eq!(added("# A\n"), "---\naliases: [/old/]\n---\n\n# A\n");
        assert_eq!(added("---\r\ntitle: A\r\n---\r\n"), "---\r\naliases: [/old/]\r\ntitle: A\r\n---\r\n");
        assert_eq!(added("+++\ntitle = \"A\"\n[x]\n+++\n"), "+++\naliases = [\"/old/\"]\ntitle = \"A\"\n[x]\n+++\n");
        assert_eq!(added("---\naliases: [/a/]\nb: 1\n---\n"), "---\naliases: [/a/, /old/]\nb: 1\n---\n");
        assert_eq!(added("---\nredirect_from: /a/\n---\n"), "---\nredirect_from: [/a/, /old/]\n---\n");
        assert_eq!(
            added("---\nold_paths:\n  - /a/\n  - \"/b c/\"\nt: A\n---\n"),
            "---\nold_paths: [/a/, /b c/, /old/]\nt: A\n---\n"
        );
        assert_eq!(added("+++\naliases = [\"/a/\"]\n+++\n"), "+++\naliases = [\"/a/\", \"/old/\"]\n+++\n");
        assert_eq!(added("---\naliases: [/old]\n---\n"), "---\naliases: [/old]\n---\n");
        assert_eq!(
            added("---\naliases: [/new/]\n---\n"),
            "---\naliases: [/old/]\n---\n",
            "its own URL is not an old one"
        );
        assert!(added("---\naliases:\n  - /a/ # why\n---\n").starts_with("error"));
        assert!(added("---\na: [\n---\n").starts_with("error"));
    }
}
