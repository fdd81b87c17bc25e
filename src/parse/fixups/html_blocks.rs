//! Markdown inside blocks of HTML, made what the parser reads as Markdown: `<figure>`, `<details>`, `<td>` and others.
//!
//! A block of HTML ends at a blank line only, so an image or a list right below a tag is shown as it is written. Lines of
//! text in an element of blocks get blank lines around them. A line that has tags and Markdown, or text in an element of
//! words such as `<summary>`, becomes a paragraph that begins with a mark, and lowering writes it without `<p>`.
//!
//! Source of the rule: Python-Markdown, Markdown in HTML; PHP Markdown Extra, `markdown="1"`. Elements without the attribute
//! are read as Markdown where their text has its signs.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;

use crate::base::html::token::{Token, is_void};
use crate::base::html::tokenizer::tokens;
use crate::parse::fixups::lines::{Line, blank_line, lines};
use crate::parse::fixups::normalized::{Insertion, MARK};

/// A block with one of these stays as it is: its text is code, a drawing or not shown.
const OPAQUE: &[&str] =
    &["pre", "script", "style", "textarea", "svg", "math", "code", "samp", "kbd", "iframe", "object", "template"];
/// Elements whose content is words, not blocks.
const WORDS: &[&str] = &[
    "p", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "b", "i", "em", "strong", "u", "small", "caption",
    "dt", "label", "sub", "sup", "font",
];

/// Markdown inside a line.
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\*\*[^\s*]|!?\[[^\[\]\n]*\]\([^()\s]+(?:\s[^()\n]*)?\)|`[^`\n]+`")
        .expect("a pattern of this program is well formed")
});
/// A line that is a block of Markdown.
static BLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:[-*+]\s+\S|\d{1,3}[.)]\s+\S|#{1,6}\s+\S|\|.*\|\s*$)")
        .expect("a pattern of this program is well formed")
});

/// What opens Markdown in the blocks of HTML of a text.
pub fn open(text: &str, options: Options) -> Vec<Insertion> {
    let is_candidate = text.contains('<')
        && (INLINE.is_match(text)
            || text.contains("<!--")
            || text.contains("markdown")
            || text.lines().any(|line| BLOCK.is_match(line)));
    if !is_candidate {
        return Vec::new();
    }
    let options = options - Options::ENABLE_DEFINITION_LIST;
    let blocks = Parser::new_ext(text, options).into_offset_iter();
    let blocks = blocks.filter(|(event, _)| matches!(event, Event::Start(Tag::HtmlBlock)));
    blocks.flat_map(|(_, range)| open_block(text, &range)).collect()
}

/// How the parser is to read a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Html,
    /// Words with tags, without a paragraph of their own.
    Words,
    Blocks,
}

fn open_block(text: &str, range: &Range<usize>) -> Vec<Insertion> {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..range.start]).map_or(0, |end| end + 1);
    let column = range.start - start;
    let source = &text[range.clone()];
    if let Some(at) = open_comment(text, range) {
        return vec![blank_line(text, at)];
    }
    let Some(readings) = readings(source) else { return Vec::new() };
    let mut insertions: Vec<Insertion> = Vec::new();
    let mut last: Option<Reading> = None;
    for (line, reading) in lines(source).iter().zip(readings) {
        let at = range.start + line.at;
        let room = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
        // The first line begins where its tag is; the others begin with the room of the list that they are in.
        let (inset, indent) = if line.at == 0 { (0, 0) } else { (room.min(column), room.saturating_sub(column)) };
        let prefix = if line.at == 0 { 0 } else { line.prefix().trim_end().len().max(inset) };
        let goes_on = matches!(
            (last, reading),
            (None, _)
                | (Some(Reading::Html), Reading::Html)
                | (Some(Reading::Words), Reading::Html | Reading::Words)
                | (Some(Reading::Blocks), Reading::Blocks)
        );
        let breaks = !goes_on;
        if breaks {
            insertions.push(blank_line(text, at));
        }
        // After a blank line, four spaces would make code of the line.
        let is_marked = reading == Reading::Words || breaks && reading == Reading::Html && indent >= 4;
        if is_marked {
            insertions.push(Insertion { at: at + prefix, text: MARK.to_string() });
        }
        last = Some(if is_marked { Reading::Words } else { reading });
    }
    insertions
}

/// The line below the first of a block that begins a comment which ends only below the block: a block of its own, so that
/// the blank lines inside it do not turn its rest into text.
fn open_comment(text: &str, range: &Range<usize>) -> Option<usize> {
    let source = &text[range.clone()];
    let begins = |line: &&Line<'_>| line.at > 0 && line.body().starts_with("<!--");
    let lines = lines(source);
    let line = lines.iter().rev().find(begins)?;
    (!source[line.at..].contains("-->") && text[range.end..].contains("-->")).then_some(range.start + line.at)
}

/// How each line of a block is to be read; `None` if all of it is HTML.
fn readings(source: &str) -> Option<Vec<Reading>> {
    let tokens: Vec<Token<'_>> = tokens(source).collect();
    let is_opaque = |token: &Token<'_>| match token {
        Token::Start(tag) => OPAQUE.contains(&&*tag.name),
        Token::Comment(_) | Token::RawText(_) | Token::Truncated(_) => true,
        _ => false,
    };
    if tokens.iter().any(is_opaque) {
        return None;
    }
    let is_asked =
        tokens.iter().any(|token| matches!(token, Token::Start(tag) if tag.attributes.iter().any(is_markdown)));
    let lines = lines(source);
    let words = in_words(&tokens, &lines);
    let mut readings = Vec::with_capacity(lines.len());
    let mut has_markdown = false;
    for (line, in_words) in lines.iter().zip(words) {
        let body = line.body();
        let is_inline = INLINE.is_match(body);
        let is_tag = body.starts_with('<');
        let indent = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
        has_markdown |= is_inline || !is_tag && BLOCK.is_match(line.text);
        readings.push(match (is_tag, is_inline) {
            (true, false) => Reading::Html,
            (true, true) => Reading::Words,
            (false, _) if in_words || indent >= 4 && !BLOCK.is_match(body) => Reading::Words,
            (false, _) => Reading::Blocks,
        });
    }
    (has_markdown || is_asked && readings.iter().any(|reading| *reading != Reading::Html)).then_some(readings)
}

/// Whether an attribute asks for Markdown.
fn is_markdown(attribute: &crate::base::html::token::Attribute<'_>) -> bool {
    &*attribute.name == "markdown" && !matches!(&*attribute.value, "0" | "false" | "off")
}

/// For each line, whether it begins inside an element of words.
fn in_words(tokens: &[Token<'_>], lines: &[Line<'_>]) -> Vec<bool> {
    let mut open = OpenElements::default();
    let mut next = tokens.iter().peekable();
    lines
        .iter()
        .map(|line| {
            let start = line.at + line.text.len() - line.text.trim_start().len();
            while let Some(token) = next.peek() {
                match token {
                    Token::Start(tag) if tag.span.start < start => {
                        if !is_void(&tag.name) && !tag.is_self_closing {
                            open.start(&tag.name);
                        }
                    }
                    Token::End(tag) if tag.span.start < start => open.end(&tag.name),
                    Token::Text(span) if span.start < start => {}
                    _ => break,
                }
                next.next();
            }
            open.names.last().is_some_and(|name| WORDS.contains(name))
        })
        .collect()
}

/// The elements around a place. All tags of a block take time in proportion to their number.
#[derive(Default)]
struct OpenElements<'a> {
    names: Vec<&'a str>,
    /// How often each name is among `names`, so that an end tag without a start tag needs no search.
    counts: HashMap<&'a str, usize>,
}

impl<'a> OpenElements<'a> {
    fn start(&mut self, name: &'a str) {
        self.names.push(name);
        *self.counts.entry(name).or_default() += 1;
    }

    /// Closes the innermost element of this name, with all that is in it.
    fn end(&mut self, name: &str) {
        if self.counts.get(name).is_none_or(|count| *count == 0) {
            return;
        }
        while let Some(closed) = self.names.pop() {
            if let Some(count) = self.counts.get_mut(closed) {
                *count -= 1;
            }
            if closed == name {
                break;
            }
        }
    }
}
