//! Changes to the front matter of a page that keep everything else as its author wrote it.
//!
//! New keys go below the first fence, where they are at the top level in YAML and in TOML.

use crate::base::node::Node;
use crate::base::yaml::{quoted, scalar};
use crate::parse::front_matter;

/// A value of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum FrontValue {
    Text(String),
    Number(usize),
    Truth(bool),
    Texts(Vec<String>),
    List(Vec<FrontValue>),
    Map(Vec<(&'static str, FrontValue)>),
}

/// Keys to set and to remove.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontEdit {
    set: Vec<(String, FrontValue)>,
    removed: Vec<String>,
}

/// The languages of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrontMatterLanguage {
    Yaml,
    Toml,
    Json,
}

impl FrontEdit {
    /// Sets a key at the top level.
    pub fn set(&mut self, key: &str, value: FrontValue) {
        self.remove(key);
        self.set.push((key.to_owned(), value));
    }

    /// Sets a key at the top level, if there is a value.
    pub fn set_some(&mut self, key: &str, value: Option<FrontValue>) {
        if let Some(value) = value {
            self.set(key, value);
        }
    }

    /// Removes a key at the top level.
    pub fn remove(&mut self, key: &str) {
        self.set.retain(|(known, _)| known != key);
        self.removed.push(key.to_owned());
    }

    /// The text of a page with the changes.
    pub fn apply(&self, text: &str) -> String {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let split = front_matter::split(text);
        let has_block = split.problem.is_none() && split.body > start;
        let first = text[start..].lines().next().unwrap_or_default().trim_end();
        let language = match first {
            "+++" | "---toml" => FrontMatterLanguage::Toml,
            "---json" => FrontMatterLanguage::Json,
            _ => FrontMatterLanguage::Yaml,
        };
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        if !has_block {
            if self.set.is_empty() {
                return text.to_owned();
            }
            let lines: String =
                self.set.iter().map(|(key, value)| line(FrontMatterLanguage::Yaml, key, value) + newline).collect();
            let gap = if text[start..].starts_with(['\n', '\r']) { "" } else { newline };
            return format!("---{newline}{lines}---{newline}{gap}{}", &text[start..]);
        }
        let (head, rest) = text.split_at(start + text[start..].find('\n').map_or(0, |end| end + 1));
        let block_length = split.body - head.len();
        let (block, body) = rest.split_at(block_length);
        let block = without(block, head.len(), &split.front, &self.removed);
        let lines: String = self.set.iter().map(|(key, value)| line(language, key, value) + newline).collect();
        match (language, block.find('{')) {
            (FrontMatterLanguage::Json, Some(open)) => {
                format!("{head}{}{newline}{lines}{}{body}", &block[..=open], &block[open + 1..])
            }
            _ => format!("{head}{lines}{block}{body}"),
        }
    }
}

/// The block without some keys. It begins at an offset of the page, as the spans of its keys count.
fn without(block: &str, at: usize, front: &Node, removed: &[String]) -> String {
    let mut out = String::with_capacity(block.len());
    let mut is_removing = false;
    let mut offset = at;
    let mut starts: Vec<(usize, bool)> =
        front.entries().iter().map(|(key, node)| (node.key_span.start, removed.contains(key))).collect();
    starts.sort_unstable();
    let mut next = 0;
    for line in block.split_inclusive('\n') {
        let end = offset + line.len();
        let is_fence = matches!(line.trim_end(), "---" | "+++" | "...");
        if is_fence || (line.starts_with('[') && line.trim_end().ends_with(']')) {
            is_removing = false;
        }
        while let Some((start, is_removed)) = starts.get(next).filter(|(start, _)| *start < end) {
            if *start >= offset {
                is_removing = *is_removed;
            }
            next += 1;
        }
        if !is_removing {
            out.push_str(line);
        }
        offset = end;
    }
    out
}

fn line(language: FrontMatterLanguage, key: &str, value: &FrontValue) -> String {
    match language {
        FrontMatterLanguage::Yaml => format!("{}: {}", scalar(key), yaml(value)),
        FrontMatterLanguage::Toml => format!("{} = {}", toml_key(key), toml(value)),
        FrontMatterLanguage::Json => format!("{}: {},", quoted(key), json(value)),
    }
}

fn yaml(value: &FrontValue) -> String {
    match value {
        FrontValue::Text(text) => scalar(text),
        FrontValue::Number(number) => number.to_string(),
        FrontValue::Truth(truth) => truth.to_string(),
        FrontValue::Texts(texts) => {
            format!("[{}]", texts.iter().map(|text| scalar(text)).collect::<Vec<_>>().join(", "))
        }
        FrontValue::List(values) => format!("[{}]", values.iter().map(yaml).collect::<Vec<_>>().join(", ")),
        FrontValue::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {}", yaml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn toml(value: &FrontValue) -> String {
    match value {
        FrontValue::Text(text) => quoted(text),
        FrontValue::Number(number) => number.to_string(),
        FrontValue::Truth(truth) => truth.to_string(),
        FrontValue::Texts(texts) => {
            format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
        }
        FrontValue::List(values) => format!("[{}]", values.iter().map(toml).collect::<Vec<_>>().join(", ")),
        FrontValue::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key} = {}", toml(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

fn json(value: &FrontValue) -> String {
    match value {
        FrontValue::List(values) => format!("[{}]", values.iter().map(json).collect::<Vec<_>>().join(", ")),
        FrontValue::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{}: {}", quoted(key), json(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => toml(other),
    }
}

fn toml_key(key: &str) -> String {
    let is_bare = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if is_bare && !key.is_empty() { key.to_owned() } else { quoted(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str) -> String {
        let mut edit = FrontEdit::default();
        edit.set("permalink", FrontValue::Text("/A b/".to_owned()));
        edit.remove("layout");
        edit.set("eleventyNavigation", FrontValue::Map(vec![("order", FrontValue::Number(2))]));
        edit.apply(text)
    }

    #[test]
    fn keys_are_set_and_removed_in_every_language() {
        let yaml = "permalink: /A b/\neleventyNavigation: { order: 2 }\n";
        assert_eq!(edited("# A\n"), format!("---\n{yaml}---\n\n# A\n"));
        assert_eq!(
            edited("---\ntitle: A # why\nlayout:\n  - x\n  - y\ntags:\n- b\npermalink: /x/\n---\n\nText\n"),
            format!("---\n{yaml}title: A # why\ntags:\n- b\n---\n\nText\n")
        );
        assert_eq!(
            edited("+++\nlayout = \"x\"\ntitle = \"A\"\n[extra]\nb = 1\n+++\nText\n"),
            "+++\npermalink = \"/A b/\"\neleventyNavigation = { order = 2 }\ntitle = \"A\"\n[extra]\nb = 1\n+++\nText\n"
        );
        assert_eq!(edited("---\n---\nText\n"), format!("---\n{yaml}---\nText\n"));
        let json = edited("---json\n{\n\"title\": \"A\"\n}\n---\nText\n");
        assert!(front_matter::split(&json).problem.is_none(), "{json}");
        assert!(front_matter::split(&json).front.get_path("eleventyNavigation.order").is_some(), "{json}");
    }

    #[test]
    fn a_page_without_changes_stays_as_it_is() {
        for text in ["# A\n", "---\na: 1\n---\nText", "---\nno end", ""] {
            assert_eq!(FrontEdit::default().apply(text), text);
        }
    }
}
