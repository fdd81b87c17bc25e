//! Raw HTML that an author wrote: images, frames, links, tables that have words; identifiers; colours.
//!
//! The tags of a page are read as one run, with the words between them, because an element may begin in one piece of
//! HTML and end in another.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{
    A11Y_FRAME_TITLE, A11Y_INLINE_COLOUR, A11Y_MISSING_ALT, A11Y_TABLE_HEADER, HTML_DUPLICATE_ID,
};
use crate::base::diagnostic::Diagnostic;
use crate::config::RawHtml;
use crate::parse::prose::{Judge, links};
use crate::parse::raw_html::pieces::{Places, lines_of};
use crate::parse::raw_html::{decode_entities, scan};

/// A start tag with its place in the prepared text.
struct Element {
    name: String,
    /// Name and value.
    attributes: Vec<(String, String)>,
    place: Range<usize>,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn says(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some_and(|value| !value.trim().is_empty()))
    }

    /// Whether programs are told that it has no meaning.
    fn is_decoration(&self) -> bool {
        matches!(self.get("role"), Some("none" | "presentation")) || self.get("aria-hidden") == Some("true")
    }
}

enum Token {
    Open(Element),
    Close(String),
    Words(String),
    /// An identifier that a heading is given.
    Id(String, Range<usize>),
}

pub(super) fn check(judge: &mut Judge<'_>) {
    let tokens = tokens(judge);
    if !tokens.iter().any(|token| matches!(token, Token::Open(_) | Token::Id(..))) {
        return;
    }
    ids(judge, &tokens);
    link_words(judge, &tokens);
    table_heads(judge, &tokens);
    for (at, token) in tokens.iter().enumerate() {
        if let Token::Open(element) = token {
            alone(judge, element, &tokens[at + 1..]);
        }
    }
}

/// Reads the raw HTML of a page and the words between.
fn tokens(judge: &Judge<'_>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut block: Vec<(&str, usize)> = Vec::new();
    for (at, event) in judge.prose() {
        let range = &judge.events[at].1;
        match event {
            Event::Html(html) => block.extend(lines_of(judge.text.markdown, html, range)),
            Event::End(TagEnd::HtmlBlock) => read(&std::mem::take(&mut block), &mut tokens),
            Event::InlineHtml(html) => read(&lines_of(judge.text.markdown, html, range), &mut tokens),
            Event::Text(text) | Event::Code(text) => tokens.push(Token::Words(text.to_string())),
            Event::Start(Tag::Heading { id: Some(id), .. }) => {
                let line = judge.text.markdown[range.clone()].lines().next().unwrap_or_default();
                let place = line
                    .rfind(&format!("#{id}"))
                    .map_or(range.clone(), |start| range.start + start..range.start + start + id.len() + 1);
                tokens.push(Token::Id(id.to_string(), place));
            }
            _ => {}
        }
    }
    tokens
}

fn read(pieces: &[(&str, usize)], tokens: &mut Vec<Token>) {
    let html: String = pieces.iter().map(|(text, _)| *text).collect();
    let places = Places::of(pieces);
    let mut done = 0;
    for tag in scan(&html) {
        between(&html[done..tag.span.start], tokens);
        done = tag.span.end;
        let attribute =
            |attribute: crate::parse::raw_html::Attribute| (attribute.name, decode_entities(&html[attribute.value]));
        let place = places.range(&tag.span);
        let attributes = tag.attributes.into_iter().map(attribute).collect();
        tokens.push(Token::Open(Element { name: tag.name, attributes, place }));
    }
    between(&html[done..], tokens);
}

/// End tags and words between two start tags; comments say nothing.
fn between(html: &str, tokens: &mut Vec<Token>) {
    let mut rest = html;
    while !rest.is_empty() {
        let (words, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if !words.trim().is_empty() {
            tokens.push(Token::Words(decode_entities(words)));
        }
        let skip = if after.starts_with("<!--") { "-->" } else { ">" };
        let end = after.find(skip).map_or(after.len(), |end| end + skip.len());
        if let Some(name) = after[..end].strip_prefix("</") {
            tokens.push(Token::Close(name.trim_end_matches('>').trim().to_ascii_lowercase()));
        }
        rest = &after[end..];
    }
}

/// What one element shows by itself.
fn alone(judge: &mut Judge<'_>, element: &Element, behind: &[Token]) {
    let place = &element.place;
    let named = ["aria-label", "aria-labelledby", "title"];
    match element.name.as_str() {
        "img" if element.get("alt").is_none() && !element.is_decoration() && !element.says(&named) => {
            let help = "add `alt=\"…\"` with what it shows; leave it empty where the image only decorates";
            judge.report(&A11Y_MISSING_ALT, place, "this image has no words for those who do not see it", help);
        }
        "svg" if element.get("role") == Some("img") && !element.says(&named) && !has_title(behind) => {
            let help = "add `<title>…</title>` inside, or `aria-label`, with what it shows";
            judge.report(&A11Y_MISSING_ALT, place, "this drawing has no words for those who do not see it", help);
        }
        // Other settings take frames out of the page.
        "iframe" if judge.text.raw_html == RawHtml::Allow && !element.says(&named) && !element.is_decoration() => {
            let help = "add `title=\"…\"` with what it holds";
            judge.report(&A11Y_FRAME_TITLE, place, "this frame has no title", help);
        }
        _ => {}
    }
    let is_kept = judge.text.raw_html == RawHtml::Allow;
    let colours = element.name == "font" && element.says(&["color"])
        || is_kept && (element.says(&["bgcolor"]) || element.get("style").is_some_and(sets_colour));
    if colours {
        let help =
            "leave colours to the theme, which has them for both schemes and for print; say in words what it means";
        judge.report(&A11Y_INLINE_COLOUR, place, "this element has a colour of its own", help);
    }
}

fn has_title(behind: &[Token]) -> bool {
    let inside = behind.iter().take_while(|token| !matches!(token, Token::Close(name) if name == "svg"));
    inside.into_iter().any(|token| matches!(token, Token::Open(element) if element.name == "title"))
}

fn sets_colour(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        matches!(name.as_str(), "color" | "background" | "background-color")
            && !matches!(value.as_str(), "inherit" | "transparent" | "none" | "currentcolor" | "unset")
            && !value.contains("var(--")
    })
}

/// Identifiers that are given twice.
fn ids(judge: &mut Judge<'_>, tokens: &[Token]) {
    let mut first: HashMap<&str, &Range<usize>> = HashMap::new();
    for token in tokens {
        let (id, place) = match token {
            Token::Open(element) => match element.get("id") {
                Some(id) if !id.is_empty() => (id, &element.place),
                _ => continue,
            },
            Token::Id(id, place) => (id.as_str(), place),
            _ => continue,
        };
        let Some(earlier) = first.get(id) else {
            first.insert(id, place);
            continue;
        };
        let message = format!("another part of this page has the identifier `{id}`");
        let finding = Diagnostic::new(&HTML_DUPLICATE_ID, judge.place(place), message);
        let label = judge.place(earlier);
        judge.findings.push(finding.help("give each its own").label(label, "the first one"));
    }
}

/// Links whose words are missing or say nothing.
fn link_words(judge: &mut Judge<'_>, tokens: &[Token]) {
    let mut open: Option<(&Element, String)> = None;
    let mut has_image = false;
    for token in tokens {
        match token {
            Token::Open(element) if element.name == "a" => {
                open = element.get("href").map(|_| (element, String::new()));
                has_image = false;
            }
            Token::Open(element) => {
                if let Some((_, words)) = &mut open {
                    // An image without words is told itself.
                    has_image |= matches!(element.name.as_str(), "img" | "svg") && element.get("alt") != Some("");
                    words.push_str(element.get("alt").unwrap_or_default());
                    words.push_str(element.get("aria-label").unwrap_or_default());
                }
            }
            Token::Words(more) => {
                if let Some((_, words)) = &mut open {
                    words.push_str(more);
                }
            }
            Token::Close(name) if name == "a" => {
                let Some((element, words)) = open.take() else { continue };
                if element.says(&["aria-label", "aria-labelledby", "title"]) || element.is_decoration() {
                    continue;
                }
                if words.trim().is_empty() && !has_image {
                    links::empty(judge, &element.place);
                } else if links::is_vague(&words) {
                    links::vague(judge, &element.place, &words);
                }
            }
            _ => {}
        }
    }
}

/// Tables with cells and no head.
fn table_heads(judge: &mut Judge<'_>, tokens: &[Token]) {
    struct Table<'t> {
        element: &'t Element,
        has_head: bool,
        has_cells: bool,
    }
    let mut open: Vec<Table<'_>> = Vec::new();
    for token in tokens {
        match token {
            Token::Open(element) if element.name == "table" => {
                open.push(Table { element, has_head: false, has_cells: false });
            }
            Token::Open(element) => {
                if let Some(table) = open.last_mut() {
                    table.has_head |= element.name == "th" || element.says(&["scope"]);
                    table.has_cells |= element.name == "td";
                }
            }
            Token::Close(name) if name == "table" => {
                let Some(table) = open.pop() else { continue };
                if table.has_cells && !table.has_head && !table.element.is_decoration() {
                    let help = "write `<th>` for the cells that name a column or a row";
                    judge.report(&A11Y_TABLE_HEADER, &table.element.place, "this table has no head", help);
                }
            }
            _ => {}
        }
    }
}
