//! The block between `---` or `+++` at the top of a file turned into nodes with spans.
//!
//! The block is found by byte range, so spans count in the author's file, and a block that is not closed or not at the top
//! is reported. `engine` reads its values.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::code::Code;
use crate::base::codes::{
    META_DUPLICATE_KEY, META_NOT_A_MAP, META_NOT_AT_TOP, META_REPEATED_KEY, META_SYNTAX, META_TOO_LARGE, META_UNCLOSED,
};
use crate::base::diagnostic::Fix;
use crate::base::node::{Node, Value};
use crate::base::span::Span;
use crate::parse::front_matter::explain::{Explanation, explain, missing_space};
use crate::parse::front_matter::repair::repair;
use crate::parse::front_matter::yaml::{MAX_LEVELS, MAX_VALUES, ReadError};
use crate::parse::front_matter_keys;

pub mod cut_values;
pub mod engine;
pub mod explain;
pub mod repair;
pub mod yaml;

/// The most lines that are searched for misplaced front matter.
const MOST_KEYS: usize = 60;
/// The most repeated keys that are left out. The block is read again for each.
const MOST_REPEATED: usize = 8;

/// A problem with a front matter block.
#[derive(Debug)]
pub struct Problem {
    pub code: &'static Code,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
    /// A related place with its label.
    pub label: Option<(Span, &'static str)>,
    pub fix: Option<Fix>,
}

impl Problem {
    fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Problem {
        Problem { code, span, message: message.into(), help: None, label: None, fix: None }
    }

    fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

/// A file split into front matter and body.
#[derive(Debug)]
pub struct Split {
    /// Always a map.
    pub front: Node,
    /// The offset at which the body begins.
    pub body: usize,
    pub problem: Option<Problem>,
    /// Keys that are repeated with the same value.
    pub repeated: Vec<Problem>,
}

/// Splits `text` (with its BOM, if any) and reads its front matter. After a problem, the map is empty.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let none = |problem, body| Split { front: Node::empty_map(), body, problem, repeated: Vec::new() };
    // Hugo and Zola read a block after blank lines, too.
    let start = after_blank_lines(text, start).unwrap_or(start);
    let first = line_at(text, start);
    // Eleventy and gray-matter name the language behind the fence; JSON is YAML too.
    let (fence, language) = match first.content {
        "---" | "---yaml" | "---yml" | "---json" => ("---", "---"),
        "---toml" => ("---", "+++"),
        "+++" => ("+++", "+++"),
        _ => return none(misplaced(text, start), start),
    };
    let mut at = first.next;
    while at < text.len() {
        let line = line_at(text, at);
        if line.content == fence || (fence == "---" && line.content == "...") {
            return read_block(text, Span::new(first.next, at), line.next, language);
        }
        at = line.next;
    }
    if looks_like_metadata(text, first.next, language) {
        let problem = Problem::new(
            &META_UNCLOSED,
            Span::new(start, start + 3),
            format!("this front matter has no closing `{fence}`"),
        )
        .help(format!("add a line `{fence}` after its last key"));
        return none(Some(problem), start);
    }
    none(None, start)
}

/// Where front matter begins that has blank lines before it.
fn after_blank_lines(text: &str, start: usize) -> Option<usize> {
    let blank = text[start..].len() - text[start..].trim_start().len();
    let line = start + text[start..start + blank].rfind('\n')? + 1;
    let fence = line_at(text, line).content;
    (matches!(fence, "---" | "+++") && misplaced(text, start).is_some()).then_some(line)
}

/// Finds front matter that is not recognised: not at the start of the file, or its first fence is missing or too long.
fn misplaced(text: &str, start: usize) -> Option<Problem> {
    let begin = start + text[start..].find(|letter: char| !letter.is_whitespace())?;
    let first = line_at(text, begin);
    if let Some(problem) = as_code(text, begin).or_else(|| as_json(text, begin)) {
        return Some(problem);
    }
    let (begin, first) = match after_comment(text, begin) {
        Some(at) => (at, line_at(text, at)),
        None => (begin, first),
    };
    let is_fence =
        first.content.len() >= 3 && (first.content.bytes().all(|byte| byte == b'-') || first.content == "+++");
    let fence = if first.content == "+++" { "+++" } else { "---" };
    let (from, help) = match is_fence {
        true if first.content.len() > 3 => (first.next, "write three hyphens".to_owned()),
        true => (first.next, format!("start the file with `{fence}`, without a blank line or a space before it")),
        false => (begin, "add a line `---` before it".to_owned()),
    };
    let ends = |line: &str| line.len() >= 3 && line.trim().bytes().all(|byte| byte == b'-') || line.trim_end() == "+++";
    let end = text[from..].lines().take(MOST_KEYS).position(ends)?;
    let keys: Vec<&str> = text[from..].lines().take(end).filter(|line| !line.trim().is_empty()).collect();
    let is_known = |line: &&&str| {
        let name = line.split([':', '=']).next().unwrap_or_default().trim();
        front_matter_keys::is_known(name) && line.len() > name.len()
    };
    // Without its first fence, only known keys distinguish it from text.
    let has_keys = keys.iter().filter(is_known).count() >= if is_fence { 1 } else { keys.len().max(1) };
    (looks_like_metadata(text, from, fence) && has_keys).then(|| {
        let span = Span::new(begin, begin + first.content.len());
        Problem::new(&META_NOT_AT_TOP, span, "this looks like front matter but is shown as text".to_owned()).help(help)
    })
}

/// Where the text begins behind a comment at the top.
fn after_comment(text: &str, begin: usize) -> Option<usize> {
    let comment = text[begin..].strip_prefix("<!--")?;
    let behind = begin + "<!--".len() + comment.find("-->")? + "-->".len();
    let at = behind + text[behind..].find(|letter: char| !letter.is_whitespace())?;
    line_at(text, at).content.starts_with("---").then_some(at)
}

/// Finds front matter that is written as a map in braces, which Hugo reads.
fn as_json(text: &str, begin: usize) -> Option<Problem> {
    let block = text[begin..].strip_prefix('{')?;
    let name = block.trim_start().strip_prefix('"')?;
    let (name, rest) = name.split_once('"')?;
    (front_matter_keys::is_known(name) && rest.trim_start().starts_with(':')).then(|| {
        let span = Span::new(begin, begin + 1);
        Problem::new(&META_NOT_AT_TOP, span, "this looks like front matter but is shown as text")
            .help("put the line `---json` before it, and `---` after it")
    })
}

/// Finds front matter that is written as a block of code at the top of the page.
fn as_code(text: &str, begin: usize) -> Option<Problem> {
    let first = line_at(text, begin);
    let mark = ["```", "~~~"].into_iter().find(|mark| first.content.starts_with(mark))?;
    if line_at(text, first.next).content != "---" {
        return None;
    }
    let mut at = line_at(text, first.next).next;
    for _ in 0..MOST_KEYS {
        let line = line_at(text, at);
        if line.content == "---" {
            let last = line_at(text, line.next);
            let (start, end) = (first.next, line.next);
            if last.content != mark || !looks_like_metadata(text, line_at(text, start).next, "---") {
                return None;
            }
            let message = "this looks like front matter but is shown as code".to_owned();
            let help = "remove the lines of the code block around it, and begin the file with `---`";
            let fix = Fix::Text { old: text[begin..last.next].to_owned(), new: text[start..end].to_owned() };
            let problem = Problem::new(&META_NOT_AT_TOP, Span::new(begin, last.next), message).help(help);
            return Some(Problem { fix: Some(fix), ..problem });
        }
        if at >= text.len() {
            return None;
        }
        at = line.next;
    }
    None
}

struct LineAt<'a> {
    content: &'a str,
    next: usize,
}

/// The line that begins at `at`, without the white space at its end.
fn line_at(text: &str, at: usize) -> LineAt<'_> {
    let rest = &text[at..];
    let end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    LineAt { content: rest[..end].trim_end(), next: at + end }
}

/// Whether this is an unclosed block and not a page that begins with a rule: the first line with text is a key.
fn looks_like_metadata(text: &str, start: usize, fence: &str) -> bool {
    let sign = if fence == "---" { ':' } else { '=' };
    let Some(line) = text[start..].lines().find(|line| !line.trim().is_empty()) else { return false };
    line.split_once(sign).is_some_and(|(key, _)| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '"'))
    })
}

fn read_block(text: &str, block: Span, body: usize, fence: &str) -> Split {
    let slice = &text[block.start..block.end];
    let is_yaml = fence == "---";
    let (read, repeated) = match is_yaml {
        true => read_yaml(slice, fence, block.start),
        false => (engine::read(slice, fence, block.start), Vec::new()),
    };
    let explained = |error| Box::new(problem(error, slice, block.start, is_yaml));
    let (front, problem) = match read.map_err(explained).and_then(|node| map(node, slice, block.start)) {
        Ok(front) => (front, second_block(text, body)),
        Err(problem) => (None, Some(*problem)),
    };
    let empty = || Node { span: Span::new(block.start, block.start), ..Node::empty_map() };
    Split { front: front.unwrap_or_else(empty), body, problem, repeated }
}

/// A second block directly below the first.
fn second_block(text: &str, body: usize) -> Option<Problem> {
    let begin = body + text[body..].find(|letter: char| !letter.is_whitespace())?;
    let is_fence = line_at(text, begin).content == "---";
    let problem = is_fence.then(|| misplaced(text, begin)).flatten()?;
    Some(problem.help("move its keys into the block above"))
}

/// Reads YAML. A key that is repeated with the same value is safe for readers, so it is reported and left out.
fn read_yaml(block: &str, fence: &str, start: usize) -> (Result<Option<Node>, ReadError>, Vec<Problem>) {
    let mut block = Cow::Borrowed(block);
    let mut repeated = Vec::new();
    loop {
        let read = engine::read(&repair(&block), fence, start);
        let Err(ReadError::DuplicateKey { span, key, first, end, is_same: true }) = &read else {
            return (read, repeated);
        };
        if repeated.len() == MOST_REPEATED {
            return (read, repeated);
        }
        let entry = span.start - start..flow_end(&block, *span, *end, start);
        let message = format!("the key `{key}` is given twice, with the same value");
        let lines = lines_of(&block, &entry);
        let place = lines.as_ref().map_or(*span, |lines| Span::new(lines.start, lines.end).shifted(start));
        let fix = lines.map(|lines| Fix::Text { old: block[lines].to_owned(), new: String::new() });
        let problem = Problem { fix, ..Problem::new(&META_REPEATED_KEY, place, message) }.help("delete one of the two");
        repeated.push(Problem { label: Some((*first, "first given here")), ..problem });
        let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' };
        let mut bytes = block.into_owned().into_bytes();
        bytes[entry.clone()].iter_mut().for_each(|byte| *byte = blank(*byte));
        block = Cow::Owned(String::from_utf8(bytes).expect("whole characters became spaces"));
    }
}

/// The whole lines of an entry that shares them with nothing else.
fn lines_of(block: &str, entry: &Range<usize>) -> Option<Range<usize>> {
    let start = block[..entry.start].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = if block[..entry.end].ends_with('\n') { "" } else { block[entry.end..].split_inclusive('\n').next()? };
    (block[start..entry.start].trim().is_empty() && rest.trim().is_empty()).then(|| start..entry.end + rest.len())
}

/// Where an entry ends in a block. The YAML reader ends lists and maps before their closing bracket.
fn flow_end(block: &str, key: Span, end: usize, start: usize) -> usize {
    let (key, end) = (key.end - start, (end - start).min(block.len()));
    let value = block[key..end].trim_start_matches([' ', ':', '"', '\'']);
    let close = match value.chars().next() {
        Some('[') if !value.trim_end().ends_with(']') => ']',
        Some('{') if !value.trim_end().ends_with('}') => '}',
        _ => return end,
    };
    let rest = &block[end..];
    let blank = rest.len() - rest.trim_start().len();
    if rest[blank..].starts_with(close) { end + blank + 1 } else { end }
}

/// The map in a block, if it is not empty.
fn map(node: Option<Node>, block: &str, start: usize) -> Result<Option<Node>, Box<Problem>> {
    match node {
        Some(node) if matches!(node.value, Value::Text(_)) && missing_space(block).is_some() => {
            Err(Box::new(explained(missing_space(block).expect("it was found"), start)))
        }
        Some(node) if matches!(node.value, Value::Map(_)) => Ok(Some(node)),
        Some(node) if node.value != Value::Null => {
            let message = format!("the front matter is {}, not `key: value` lines", node.kind());
            let help = "write each value as `key: value`, or begin the page with an empty line if this is text";
            Err(Box::new(Problem::new(&META_NOT_A_MAP, node.span, message).help(help)))
        }
        _ => Ok(None),
    }
}

fn explained(explanation: Explanation, start: usize) -> Problem {
    let Explanation { span, message, help, fix } = explanation;
    Problem { fix, ..Problem::new(&META_SYNTAX, span.shifted(start), message).help(help) }
}

/// The problem that an error of a reader is. The block begins at `start`.
fn problem(error: ReadError, block: &str, start: usize, is_yaml: bool) -> Problem {
    match error {
        ReadError::Syntax { span, message } if is_yaml => {
            let inside = Span::new(span.start.saturating_sub(start), span.end.saturating_sub(start));
            explained(explain(block, inside, &message), start)
        }
        ReadError::Syntax { span, message } => Problem::new(&META_SYNTAX, span, message),
        ReadError::TooLarge { span } => Problem::new(
            &META_TOO_LARGE,
            span,
            format!("the front matter expands to more than {MAX_VALUES} values or {MAX_LEVELS} levels"),
        )
        .help("write the values out, without aliases inside aliases"),
        ReadError::DuplicateKey { span, key, first, .. } => {
            let problem = Problem::new(&META_DUPLICATE_KEY, span, format!("duplicate key `{key}`"));
            Problem { label: Some((first, "first given here")), ..problem.help("keep one of the two") }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(text: &str) -> Node {
        let split = split(text);
        assert!(split.problem.is_none(), "{:?}", split.problem);
        split.front
    }

    #[test]
    fn yaml_values_have_places_and_source_text() {
        let text = "\u{feff}---\r\ntitle: Überblick\r\nversion: 1.10\r\ntags: [a, 'b c']\r\n---\r\nBody";
        let node = front(text);
        let title = node.get("title").expect("a title");
        assert_eq!(&text[title.span.start..title.span.end], "Überblick");
        assert_eq!(&text[title.key_span.start..title.key_span.end], "title");
        assert_eq!(node.get("version").and_then(Node::text).as_deref(), Some("1.10"));
        assert_eq!(&text[split(text).body..], "Body");
    }

    #[test]
    fn indentation_line_ends_and_last_lines_survive() {
        let text = "---\r\n  a: |\r\n    one\r\n    two\r\n  ü: [x,\r\n    y]\r\n  b: >-\r\n    end\r\n---\r\n";
        let node = front(text);
        let value = |key: &str| node.get(key).and_then(Node::text);
        assert_eq!(value("a").as_deref(), Some("one\ntwo\n"));
        assert_eq!(value("b").as_deref(), Some("end"));
        let Some(Value::List(items)) = node.get("ü").map(|node| &node.value) else { panic!("no list") };
        assert_eq!(&text[items[1].span.start..items[1].span.end], "y");
        assert_eq!(front("---\na: |\n  last\n---\n").get("a").and_then(Node::text).as_deref(), Some("last\n"));
        let problem = split("---\r\na: 1\r\nb: 2\r\na: 3\r\n---\r\n").problem.expect("a problem");
        assert_eq!((problem.span, problem.label.map(|label| label.0)), (Span::new(17, 18), Some(Span::new(5, 6))));
    }

    #[test]
    fn toml_has_places_and_source_text() {
        let text = "+++\ntitle = \"A\"\nversion = 1.10\n\n[extra]\nday = 2026-01-02\n+++\n";
        let node = front(text);
        assert_eq!(node.get("version").and_then(Node::text).as_deref(), Some("1.10"));
        let day = node.get_path("extra.day").expect("a day");
        assert_eq!(day.text().as_deref(), Some("2026-01-02"));
        assert_eq!(&text[day.span.start..day.span.end], "2026-01-02");
    }

    #[test]
    fn a_tab_may_follow_a_key() {
        assert_eq!(front("---\ntitle:\tA b\n---\n").get("title").and_then(Node::text).as_deref(), Some("A b"));
    }

    #[test]
    fn a_rule_at_the_top_is_not_front_matter() {
        assert!(split("---\n\nText under a rule.\n").problem.is_none());
        assert_eq!(split("---\ntitle: A\n").problem.expect("a problem").code.name, "meta/unclosed");
    }

    #[test]
    fn yaml_aliases_that_expand_too_far_are_refused() {
        let mut text = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..9 {
            let inner = format!("*a{}, ", level - 1).repeat(9);
            text.push_str(&format!("a{level}: &a{level} [{}]\n", inner.trim_end_matches(", ")));
        }
        text.push_str("---\n");
        assert_eq!(split(&text).problem.expect("a problem").code.name, "meta/too-large");
        let deep = format!("---\na: {}{}\n---\n", "[".repeat(200), "]".repeat(200));
        assert_eq!(split(&deep).problem.expect("a problem").code.name, "meta/too-large");
    }
}
