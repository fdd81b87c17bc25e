//! Reads typed values of settings, and reports values of another type.
//!
//! Knows the keys of each table but not what they mean; the files of the settings add methods that do.

use crate::base::code::Code;
use crate::base::codes::{CONFIG_INVALID_VALUE, CONFIG_MISPLACED_KEY, CONFIG_UNKNOWN_KEY};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::nearest::nearest;
use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::config::keys::is_spelling;
use crate::config::{keys, source_path};

/// Reads tables and reports invalid values.
#[derive(Default)]
pub(super) struct Reader {
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    pub(super) fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    /// Reports the keys of a table that `keys::TABLES` does not have under this name.
    pub(super) fn only(&mut self, table: &Node, name: &str) {
        let prefix = if name.is_empty() { String::new() } else { format!("{name}.") };
        self.only_below(table, name, &prefix);
    }

    /// Does the same for a table below a name that the author chose; messages begin with `prefix`.
    pub(super) fn only_below(&mut self, table: &Node, name: &str, prefix: &str) {
        let known = keys::of_table(name);
        for (key, node) in table.entries() {
            if known.contains(&key.as_str()) {
                continue;
            }
            // Letter case and hyphens are those of other tools: `baseURL`, `base-url`.
            let spelled = known.iter().copied().find(|known| is_spelling(key, known));
            let near = spelled.or_else(|| nearest(key, known.iter().copied()));
            if let (None, Some((proper, table))) = (near, keys::other_table(key, name)) {
                self.misplaced(prefix, (key, node), proper, table);
                continue;
            }
            if let (None, "", Value::Map(entries)) = (near, name, &node.value) {
                // Such as `[site]`: all of the table has no effect, but without this key every full URL would be lost.
                let is_base = |(key, _): &&(String, Node)| is_spelling(key, "base_url");
                let lost: Vec<_> = entries.iter().filter(is_base).collect();
                lost.iter().for_each(|(lost, node)| self.misplaced(&format!("{key}."), (lost, node), "base_url", ""));
                if !lost.is_empty() {
                    continue;
                }
            }
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if prefix.is_empty() => "put settings of your own in `[extra]`".to_owned(),
                None => format!("the keys here are {}", listed(known)),
            };
            self.report(&CONFIG_UNKNOWN_KEY, node.key_span, format!("unknown key `{prefix}{key}`"), Some(help));
        }
    }

    /// Reports a key of another table.
    fn misplaced(&mut self, prefix: &str, (key, node): (&str, &Node), proper: &str, table: &str) {
        let message = format!("`{prefix}{key}` has no effect, because `{key}` does not belong here");
        let renamed = if key == proper { "it".to_owned() } else { format!("it as `{proper}`") };
        let help = match table {
            "" => format!("move {renamed} to the top of the file, above all tables"),
            table => format!("move {renamed} below `[{table}]`"),
        };
        self.report(&CONFIG_MISPLACED_KEY, node.key_span, message, Some(help));
    }

    pub(super) fn table<'a>(&mut self, root: &'a Node, key: &str) -> Option<&'a Node> {
        let node = root.get(key)?;
        if matches!(node.value, Value::Map(_)) {
            return Some(node);
        }
        self.report(
            &CONFIG_INVALID_VALUE,
            node.span,
            format!("`{key}` is {}, not a table", node.kind()),
            Some(format!("write `[{key}]` on a line of its own")),
        );
        None
    }

    pub(super) fn tables<'a>(&mut self, root: &'a Node, key: &str) -> Vec<&'a Node> {
        match root.get(key).map(|node| (&node.value, node)) {
            None => Vec::new(),
            Some((Value::List(items), _)) => items.iter().filter(|item| matches!(item.value, Value::Map(_))).collect(),
            Some((_, node)) => {
                self.report(
                    &CONFIG_INVALID_VALUE,
                    node.span,
                    format!("`{key}` is {}, not a list of tables", node.kind()),
                    Some(format!("write `[[{key}]]`")),
                );
                Vec::new()
            }
        }
    }

    pub(super) fn text(&mut self, table: &Node, key: &str) -> Option<String> {
        let node = table.get(key)?;
        self.as_text(key, node)
    }

    pub(super) fn as_text(&mut self, key: &str, node: &Node) -> Option<String> {
        let Value::Text(text) = &node.value else {
            self.report(
                &CONFIG_INVALID_VALUE,
                node.span,
                format!("`{key}` is {}, not text", node.kind()),
                Some("put it in quotation marks".into()),
            );
            return None;
        };
        Some(text.clone())
    }

    pub(super) fn required(&mut self, table: &Node, key: &str) -> Option<String> {
        if table.get(key).is_none() {
            self.report(
                &CONFIG_INVALID_VALUE,
                table.span,
                format!("`{key}` is missing"),
                Some(format!("add `{key} = \"…\"`")),
            );
        }
        self.text(table, key)
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&mut self, key: &str, node: &Node) -> Vec<String> {
        let texts = node.texts();
        if texts.is_none() {
            let help = Some(format!("write `{key} = [\"…\", \"…\"]`"));
            self.report(&CONFIG_INVALID_VALUE, node.span, format!("`{key}` is not a list of texts"), help);
        }
        texts.unwrap_or_default()
    }

    /// The texts under a key; empty if the key is missing.
    pub(super) fn texts_at(&mut self, table: &Node, key: &str) -> Vec<String> {
        table.get(key).map(|node| self.texts(key, node)).unwrap_or_default()
    }

    /// A whole number from 0 to `most`, of what `counted` says.
    pub(super) fn count(&mut self, table: &Node, key: &str, counted: &str, most: u16) -> Option<u16> {
        let node = table.get(key)?;
        let number = if let Value::Int(number) = node.value { u16::try_from(number).ok() } else { None };
        number.filter(|number| *number <= most).or_else(|| {
            let message = format!("`{key}` is not a number of {counted}");
            self.report(&CONFIG_INVALID_VALUE, node.span, message, Some(format!("write a number up to {most}")));
            None
        })
    }

    pub(super) fn flag(&mut self, table: &Node, key: &str) -> bool {
        match table.get(key) {
            None => false,
            Some(Node { value: Value::Bool(value), .. }) => *value,
            Some(node) => {
                self.report(
                    &CONFIG_INVALID_VALUE,
                    node.span,
                    format!("`{key}` is {}, not true or false", node.kind()),
                    Some(format!("write `{key} = true` or `{key} = false`, without quotation marks")),
                );
                false
            }
        }
    }

    pub(super) fn report(&mut self, code: &'static Code, span: Span, message: String, help: Option<String>) {
        self.diagnostics.push(Diagnostic::new(code, Location::at(&source_path(), span), message).maybe_help(help));
    }
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Whether a URL is a path of the site or has a scheme that runs nothing.
pub(super) fn is_link(url: &str) -> bool {
    let starts = ["/", "https://", "http://", "mailto:", "tel:"];
    starts.iter().any(|start| url.starts_with(start)) && !is_other_host(url)
}

/// Whether browsers may read a path as another host: they take `\` for `/`, and drop control characters.
pub(super) fn is_other_host(url: &str) -> bool {
    ["//", "/\\", "\\"].iter().any(|start| url.starts_with(start)) || url.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::is_link;

    #[test]
    fn links_are_paths_or_have_a_known_scheme() {
        for link in ["/a/", "https://example.org/{path}", "mailto:a@example.org", "tel:+440"] {
            assert!(is_link(link), "{link}");
        }
        for other in ["//b.example", "/\\b.example", "/\t/b.example", "javascript:a()", "data:text/html,a", "a/"] {
            assert!(!is_link(other), "{other}");
        }
    }
}
