//! Reads the values that a script in JavaScript or TypeScript exports, as far as they are written out.
//!
//! Nothing is run. Objects, lists, texts, numbers and names of constants are read, also from other files of the old site;
//! a function counts as what it returns. Everything else is recorded with its place, so that the caller can say what was
//! not read.

use std::collections::BTreeSet;

use crate::base::line_index::LineIndex;
use crate::base::node::{Node, Value};
use crate::base::path::{folder_of, join};
use crate::base::span::Span;
use crate::base::tree::Tree;
use crate::import::scripts::tokens::{Cursor, declaration, exported_at, imported_from};
use crate::import::source::Source;

/// How deep values, names and files may lead to others.
const MOST_LEVELS: usize = 48;
/// The most values that are read from one script with all that it leads to.
const MOST_VALUES: usize = 100_000;
/// Endings that the path of an imported file may lack.
const ENDINGS: [&str; 10] = ["", ".ts", ".js", ".mts", ".mjs", ".cjs", ".cts", ".json", "/index.ts", "/index.js"];

/// What a script exports.
pub struct Exported {
    pub node: Node,
    /// Parts that are made by code.
    pub unread: BTreeSet<Unread>,
}

/// A value that is made by code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The keys that lead to it: `themeConfig.footer`.
    pub key: String,
    pub path: String,
    pub line: usize,
}

/// Reads what a file exports by default.
pub fn exported(source: &Source<'_>, path: &str) -> Option<Exported> {
    let mut reader = ScriptReader { source: *source, keys: Vec::new(), unread: BTreeSet::new(), levels: 0, values: 0 };
    let node = reader.file(path, None)?;
    Some(Exported { node, unread: reader.unread })
}

/// Reads the value at an offset of a script, such as the argument of a call.
pub fn value_at(source: &Source<'_>, path: &str, at: usize) -> Option<Exported> {
    let text = source.text(path)?;
    let mut reader = ScriptReader { source: *source, keys: Vec::new(), unread: BTreeSet::new(), levels: 0, values: 0 };
    let node = reader.value(&mut Cursor::new(&text, at), path)?;
    Some(Exported { node, unread: reader.unread })
}

/// Reads a value that is written out in a text, without any names.
pub fn read_literal(text: &str) -> Option<Node> {
    let tree = Tree::default();
    let source = Source { tree: &tree };
    let mut reader = ScriptReader { source, keys: Vec::new(), unread: BTreeSet::new(), levels: 0, values: 0 };
    reader.value(&mut Cursor::new(text, 0), "")
}

struct ScriptReader<'a> {
    source: Source<'a>,
    keys: Vec<String>,
    unread: BTreeSet<Unread>,
    levels: usize,
    values: usize,
}

impl ScriptReader<'_> {
    /// What a file exports: a name, or the default.
    fn file(&mut self, path: &str, name: Option<&str>) -> Option<Node> {
        if path.ends_with(".json") {
            return self.source.yaml(path);
        }
        let text = self.source.text(path)?;
        let at = match name {
            Some(name) => declaration(&text, name)?,
            None => exported_at(&text)?,
        };
        self.deeper(|reader| reader.value(&mut Cursor::new(&text, at), path))
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Option<Node>) -> Option<Node> {
        self.values += 1;
        if self.levels >= MOST_LEVELS || self.values > MOST_VALUES {
            return None;
        }
        self.levels += 1;
        let node = read(self);
        self.levels -= 1;
        node
    }

    /// Reads a value and goes to the sign behind it. `None` for one that is made by code.
    fn value(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Option<Node> {
        cursor.skip_space();
        let start = cursor.at;
        let first = self.deeper(|reader| reader.operand(cursor, path));
        let node = self.operators(cursor, path, first);
        cursor.skip_to_end_of_value();
        if node.is_none() {
            let line = LineIndex::new(cursor.text).position(cursor.text, start).line;
            self.unread.insert(Unread { key: self.keys.join("."), path: path.to_owned(), line });
        }
        node
    }

    /// Operators between values: text joined with `+`, alternatives with `||` and `??`.
    fn operators(&mut self, cursor: &mut Cursor<'_>, path: &str, mut left: Option<Node>) -> Option<Node> {
        loop {
            cursor.skip_space();
            let is_sum = cursor.rest().starts_with('+');
            if cursor.takes("||") || cursor.takes("??") {
                let right = self.deeper(|reader| reader.operand(cursor, path));
                left = left.filter(|node| !node.is_blank()).or(right);
            } else if is_sum && cursor.takes("+") {
                let right = self.deeper(|reader| reader.operand(cursor, path))?;
                let node = left?;
                left = Some(Node::new(Value::Text(node.text()? + &right.text()?), node.span));
            } else if cursor.rest().starts_with(['?', '&', '=', '<', '>', '*', '%', '/']) {
                return None;
            } else {
                return left;
            }
        }
    }

    fn operand(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Option<Node> {
        cursor.skip_space();
        let start = cursor.at;
        let node = match cursor.peek()? {
            '{' => Some(self.object(cursor, path)),
            '[' => Some(self.list(cursor, path)),
            '"' | '\'' => Some(Value::Text(cursor.string()?)),
            '`' => return self.template(cursor, path),
            '(' => {
                let end = cursor.end_of_group()?;
                if Cursor::new(cursor.text, end).is_arrow() {
                    return self.function(cursor, path);
                }
                cursor.at += 1;
                let inner = self.value(cursor, path);
                cursor.at = end;
                return inner;
            }
            first if first.is_ascii_digit() || first == '-' => Some(number(cursor)?),
            _ => return self.named(cursor, path),
        };
        let end = cursor.at;
        cursor.skip_space();
        // A call of a method makes something else of it.
        (!cursor.rest().starts_with(['.', '(', '[']) || cursor.rest().starts_with("...")).then_some(())?;
        Some(Node::new(node?, Span::new(start, end)))
    }

    fn object(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Value {
        let mut entries: Vec<(String, Node)> = Vec::new();
        let end = cursor.end_of_group().unwrap_or(cursor.text.len());
        cursor.at += 1;
        while cursor.at < end {
            cursor.skip_space();
            let start = cursor.at;
            if cursor.takes("...") {
                if let Some(spread) = self.value(cursor, path) {
                    for (key, node) in spread.entries() {
                        entries.retain(|(known, _)| known != key);
                        entries.push((key.clone(), node.clone()));
                    }
                }
            } else if let Some(key) = cursor.key_of_entry() {
                let key_span = Span::new(start, cursor.at);
                cursor.skip_space();
                self.keys.push(key.clone());
                let node = match cursor.peek() {
                    Some(':') => {
                        cursor.at += 1;
                        self.value(cursor, path)
                    }
                    Some(',' | '}') => {
                        cursor.at = start;
                        self.value(cursor, path)
                    }
                    _ => {
                        // A method, which ends with its body.
                        cursor.at = start;
                        cursor.skip_method();
                        let line = LineIndex::new(cursor.text).position(cursor.text, start).line;
                        self.unread.insert(Unread { key: self.keys.join("."), path: path.to_owned(), line });
                        None
                    }
                };
                self.keys.pop();
                if let Some(node) = node {
                    entries.retain(|(known, _)| *known != key);
                    entries.push((key, Node { key_span, ..node }));
                }
            } else {
                cursor.skip_to_end_of_value();
            }
            if cursor.at >= end || cursor.peek() != Some(',') {
                break;
            }
            cursor.at += 1;
        }
        cursor.at = end;
        Value::Map(entries)
    }

    fn list(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Value {
        let mut found = Vec::new();
        let end = cursor.end_of_group().unwrap_or(cursor.text.len());
        cursor.at += 1;
        loop {
            cursor.skip_space();
            if cursor.at + 1 >= end {
                break;
            }
            let is_spread = cursor.takes("...");
            match self.value(cursor, path) {
                Some(Node { value: Value::List(items), .. }) if is_spread => found.extend(items),
                Some(node) => found.push(node),
                None => {}
            }
            if cursor.at >= end || cursor.peek() != Some(',') {
                break;
            }
            cursor.at += 1;
        }
        cursor.at = end;
        Value::List(found)
    }

    /// A text between backticks, with the values of names in it.
    fn template(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Option<Node> {
        let start = cursor.at;
        let parts = cursor.template()?;
        let mut out = String::new();
        for part in parts {
            match part {
                Ok(text) => out.push_str(&text),
                Err(at) => out
                    .push_str(&self.deeper(|reader| reader.operand(&mut Cursor::new(cursor.text, at), path))?.text()?),
            }
        }
        Some(Node::new(Value::Text(out), Span::new(start, cursor.at)))
    }

    /// What a function returns.
    fn function(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Option<Node> {
        let body = cursor.body_of_function()?;
        let (is_block, end) = {
            let inner = Cursor::new(cursor.text, body);
            (inner.peek() == Some('{'), inner.end_of_group())
        };
        if !is_block {
            cursor.at = body;
            return self.operand(cursor, path);
        }
        let returned = cursor.text[body..end?].find("return ").map(|found| body + found + "return ".len())?;
        let node = self.value(&mut Cursor::new(cursor.text, returned), path);
        cursor.at = end?;
        node
    }

    /// A name, a call, or a function.
    fn named(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Option<Node> {
        let start = cursor.at;
        let name = cursor.name()?;
        match name.as_str() {
            "true" | "false" => {
                return Some(Node::new(Value::Bool(name == "true"), Span::new(start, cursor.at)));
            }
            "null" | "undefined" => return Some(Node::new(Value::Null, Span::new(start, cursor.at))),
            "async" | "await" => return self.operand(cursor, path),
            "function" => {
                cursor.at = start;
                return self.function(cursor, path);
            }
            _ => {}
        }
        if cursor.is_arrow() {
            cursor.at = start;
            return self.function(cursor, path);
        }
        let is_call = cursor.peek() == Some('(');
        let mut node = match name.as_str() {
            "require.resolve" | "require" | "import" if is_call => {
                let text = self.argument(cursor, path)?.text()?;
                match name.as_str() {
                    "require.resolve" => return Some(Node::new(Value::Text(text), Span::new(start, cursor.at))),
                    _ => self.other_file(path, &text, None)?,
                }
            }
            name if is_call => match self.constant(cursor.text, path, name) {
                Some(node) => {
                    cursor.at = cursor.end_of_group()?;
                    node
                }
                // `defineConfig({ … })` is its argument.
                None if !name.contains('.') => self.argument(cursor, path)?,
                None => return None,
            },
            name => {
                let (first, rest) = name.split_once('.').unwrap_or((name, ""));
                let node = self.constant(cursor.text, path, first)?;
                if rest.is_empty() { node } else { node.get_path(rest)?.clone() }
            }
        };
        cursor.skip_space();
        if cursor.rest().starts_with(['.', '[', '(']) {
            return None;
        }
        node.key_span = node.span;
        Some(node)
    }

    /// The first argument of a call; goes behind its bracket.
    fn argument(&mut self, cursor: &mut Cursor<'_>, path: &str) -> Option<Node> {
        let end = cursor.end_of_group()?;
        cursor.at += 1;
        let node = self.value(cursor, path);
        cursor.at = end;
        node
    }

    /// The value of a name of this file.
    fn constant(&mut self, text: &str, path: &str, name: &str) -> Option<Node> {
        if let Some(at) = declaration(text, name) {
            return self.deeper(|reader| reader.value(&mut Cursor::new(text, at), path));
        }
        let (file, exported) = imported_from(text, name)?;
        self.other_file(path, &file, exported.as_deref())
    }

    fn other_file(&mut self, path: &str, relative: &str, name: Option<&str>) -> Option<Node> {
        if !relative.starts_with('.') {
            return None;
        }
        let bare = join(folder_of(path), relative)?;
        let found = ENDINGS.iter().map(|ending| format!("{bare}{ending}")).find(|path| self.source.tree.has(path))?;
        self.file(&found, name)
    }
}

fn number(cursor: &mut Cursor<'_>) -> Option<Value> {
    let rest = cursor.rest();
    let end = rest.find(|sign: char| !(sign.is_ascii_digit() || matches!(sign, '-' | '.' | '_'))).unwrap_or(rest.len());
    let digits = rest[..end].replace('_', "");
    cursor.at += end;
    digits.parse().map(Value::Int).or_else(|_| digits.parse().map(Value::Float)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::source::text_at;

    fn read(files: &[(&str, &str)]) -> Exported {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.insert(*path, text.as_bytes().to_vec());
        }
        exported(&Source { tree: &tree }, files[0].0).expect("it exports something")
    }

    #[test]
    fn values_are_read_from_constants_calls_functions_and_other_files() {
        let found = read(&[
            (
                "config/site.ts",
                "import type { Config } from 'x'\nimport menu, { more as extra } from './menu'\nconst name = 'Harbour' // ours\nconst config: Config = {\n  title: name, url: `https://${name}.example.org`,\n  'base-url': \"/it\\'s/\", n: 1_000, on: true,\n  menu, more: [...extra, { a: 1 },],\n  items: pages(), made: [1].map((x) => x), secret: process.env.KEY || 'none',\n  async hook(a) { return { b: '}' } },\n  preset: [['classic', { path: require.resolve('./x.js') } satisfies Options]],\n} as const;\nfunction pages() {\n  return ['a', 'b']\n}\nexport default defineConfig(config)\n",
            ),
            ("config/menu.js", "/* { */ module.exports = [{ text: 'Home', link: '/' }]\nexport const more = ['x']\n"),
        ]);
        let node = &found.node;
        let text = |path: &str| text_at(node, path);
        assert_eq!(text("title").as_deref(), Some("Harbour"));
        assert_eq!(text("url").as_deref(), Some("https://Harbour.example.org"));
        assert_eq!(text("base-url").as_deref(), Some("/it's/"));
        assert_eq!((text("n").as_deref(), text("on").as_deref()), (Some("1000"), Some("true")));
        assert_eq!(text("secret").as_deref(), Some("none"));
        assert_eq!(node.get("items").and_then(Node::texts), Some(vec!["a".to_owned(), "b".to_owned()]));
        let Some(Value::List(menu)) = node.get("menu").map(|node| &node.value) else { panic!("{node:?}") };
        assert_eq!(text_at(&menu[0], "text").as_deref(), Some("Home"));
        let Some(Value::List(more)) = node.get("more").map(|node| &node.value) else { panic!("{node:?}") };
        assert_eq!(more.len(), 2, "{more:?}");
        let keys: Vec<(&str, usize)> = found.unread.iter().map(|unread| (unread.key.as_str(), unread.line)).collect();
        assert_eq!(keys, [("hook", 9), ("made", 8)]);
    }

    #[test]
    fn hostile_scripts_end() {
        read(&[("a.js", "const a = b; const b = a; export default { a, c: [[[[ }")]);
        read(&[("a.js", &format!("export default {}", "{a:".repeat(20_000)))]);
    }
}
