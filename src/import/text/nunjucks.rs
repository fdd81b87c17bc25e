//! Nunjucks and Liquid tags in Markdown pages, and the components of the GOV.UK Design System.
//!
//! Values and components with a counterpart are written out. Loops, conditions and unknown tags become HTML comments, so
//! that readers do not see them and authors find their places, with a note for each.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::{Node, Value};
use crate::base::path::{folder_of, join};
use crate::base::slug::slug;
use crate::import::dialect::Context;
use crate::import::mkdocs::text::abbreviations_of_page;
use crate::import::notes::{Topic, quotation};
use crate::import::source::{items, read_yaml, text_at};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::liquid;
use crate::import::text::page_text::{PageText, Rewrites, callout, comment, indented_block, placeholder};

/// The longest tag, in bytes.
const LONGEST_TAG: usize = 64 * 1024;
/// The most bytes that includes add to one page.
const MOST_INCLUDED: usize = 1024 * 1024;
/// Layouts that only decide how a page looks.
const PLAIN_LAYOUTS: &[&str] = &["page", "post", "sub-navigation", "base", "layout", "default", "article"];

static LOOP_TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%-?\s*(for|endfor)\b[^%]*%\}").expect("a pattern of this program is well formed"));
static END_OF_RAW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{%-?\s*end(?:raw|verbatim)\s*-?%\}").expect("a pattern of this program is well formed")
});

static END_OF_COMMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%-?\s*endcomment\s*-?%\}").expect("a pattern of this program is well formed"));

/// Rewrites the constructs of a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let mut values = Values { page, context, own: BTreeMap::new() };
    front(page, &values, out);
    abbreviations_of_page(page, out);
    tags(page, &mut values, out);
}

/// The values that tags of a page can name.
struct Values<'a> {
    page: &'a PageText<'a>,
    context: &'a Context<'a>,
    /// Those that the page sets.
    own: BTreeMap<String, String>,
}

impl Values<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let own = || self.own.get(name).cloned();
        let front =
            |name: &str| self.page.front.get_path(name).and_then(Node::text).filter(|text| !text.contains("{{"));
        // Jekyll's name for front matter.
        let of_page = || front(name.strip_prefix("page.")?);
        let site = || self.context.site.variables.get(name).cloned();
        own().or_else(|| front(name)).or_else(of_page).or_else(site).or_else(|| self.of_file(name))
    }

    fn of_file(&self, name: &str) -> Option<String> {
        let stem = self.page.content_path.rsplit_once('.').map_or(self.page.content_path, |(stem, _)| stem);
        match name {
            "page.fileSlug" => Some(stem.rsplit('/').next().unwrap_or(stem).to_owned()),
            "page.filePathStem" => Some(format!("/{stem}")),
            _ => None,
        }
    }

    /// The value of an expression: a name or a text, with filters.
    fn value(&self, expression: &str) -> Option<String> {
        let mut parts = split_outside_quotes(expression, '|').into_iter();
        let first = parts.next()?.trim();
        let mut value = match quoted_text(first) {
            Some(text) => text.to_owned(),
            None => self.get(first)?,
        };
        for filter in parts {
            value = match filter.trim() {
                "url" | "relative_url" | "absolute_url" | "markdownify" | "xml_escape" | "safe" | "e" | "escape"
                | "smart" | "noOrphans" | "string" => value,
                "trim" => value.trim().to_owned(),
                "upper" | "upcase" => value.to_uppercase(),
                "lower" | "downcase" => value.to_lowercase(),
                "slug" | "slugify" => slug(&value),
                _ => return None,
            };
        }
        Some(value)
    }
}

fn front(page: &PageText<'_>, values: &Values<'_>, out: &mut Rewrites) {
    let line = |node: &Node| page.line(node.key_span.start);
    if let Some(node) = page.front.get("layout") {
        out.front.remove("layout");
        let name = node.text().unwrap_or_default();
        let bare = name.trim_end_matches(".njk").trim_start_matches("layouts/");
        let topic = if PLAIN_LAYOUTS.contains(&bare) { Topic::Converted } else { Topic::Layouts };
        out.notes.at(topic, page.path, line(node), format!("layout `{name}`"));
    }
    if let Some(related) = page.front.get("related").and_then(related_links) {
        out.front.set("related", related);
    }
    let computed = page.front.get("eleventyComputed").map(Node::entries).unwrap_or_default();
    let literal = |node: &Node| node.text().filter(|text| !text.contains("{{") && !text.contains("{%"));
    for (key, node) in computed.iter().filter(|(key, _)| page.front.get(key).is_none()) {
        out.front.set_some(key, literal(node).map(FrontValue::Text));
    }
    let is_literal = !computed.is_empty() && computed.iter().all(|(_, node)| literal(node).is_some());
    if is_literal {
        out.front.remove("eleventyComputed");
    }
    let left = if is_literal { None } else { Some("eleventyComputed") };
    for key in left.into_iter().chain(["pagination", "templateEngineOverride", "startButton", "image"]) {
        let Some(node) = page.front.get(key).filter(|node| !matches!(node.value, Value::List(_))) else { continue };
        out.front.remove(key);
        let topic = if key == "pagination" { Topic::TemplatePages } else { Topic::FrontMatter };
        out.notes.at(topic, page.path, line(node), format!("`{key}`"));
    }
    if let Some((node, text)) = page.front.get("permalink").and_then(|node| Some((node, node.text()?)))
        && (text.contains("{{") || text.contains("{%"))
    {
        match written_out(&text, values) {
            Some(permalink) => out.front.set("permalink", FrontValue::Text(permalink)),
            None => {
                out.front.remove("permalink");
                out.has_unknown_url = true;
                out.notes.at(
                    Topic::Urls,
                    page.path,
                    line(node),
                    format!("`permalink` is a template: {}", quotation(&text)),
                );
            }
        }
    }
    for key in ["title", "description"] {
        let Some((node, text)) = page.front.get(key).and_then(|node| Some((node, node.text()?))) else { continue };
        if text.contains("{{") {
            match written_out(&text, values) {
                Some(text) => out.front.set(key, FrontValue::Text(text)),
                None => out.notes.at(Topic::FrontMatter, page.path, line(node), format!("`{key}` is a template")),
            }
        }
    }
}

/// The related pages of the GOV.UK plugin as Fingerpost has them: links without sections.
fn related_links(node: &Node) -> Option<FrontValue> {
    let sections = items(node.get("sections")?).iter();
    let links = sections.flat_map(|section| section.get("items").map(items).unwrap_or_default()).filter_map(|item| {
        let text = |key: &str| item.get(key).and_then(Node::text).map(FrontValue::Text);
        Some(FrontValue::Map(vec![("text", text("text")?), ("href", text("href")?)]))
    });
    Some(FrontValue::List(links.collect()))
}

/// A text with the values of its tags, if all are known.
fn written_out(text: &str, values: &Values<'_>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once("{{") {
        let (expression, after) = tag.split_once("}}")?;
        out.push_str(before);
        out.push_str(&values.value(expression.trim().trim_matches('-'))?);
        rest = after;
    }
    out.push_str(rest);
    (!out.contains("{%")).then_some(out)
}

/// Rewrites each tag of the text. Tags are read in code too, because they came before Markdown.
fn tags(page: &PageText<'_>, values: &mut Values<'_>, out: &mut Rewrites) {
    let text = page.text;
    let mut at = page.body;
    let loops = loops(text, page.body);
    let mut included = 0;
    let mut budget = text.len().saturating_mul(4).saturating_add(LONGEST_TAG);
    while let Some(open) = memchr::memchr(b'{', &text.as_bytes()[at..]).map(|found| at + found) {
        let closing = match text.as_bytes().get(open + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = open + 1;
                continue;
            }
        };
        let Some(end) = end_of_tag(text, open + 2, closing, &mut budget) else {
            at = open + 2;
            continue;
        };
        let inner = text[open + 2..end - 2].trim_matches('-').trim();
        at = end;
        match closing {
            "#}" => out.replace(open, end_of_line_if_alone(text, open, end), ""),
            "%}" if inner == "raw" || inner == "verbatim" => {
                // Nothing up to the end is a tag.
                let close = END_OF_RAW.find_at(text, end).map(|found| found.range());
                out.replace(open, end_of_line_if_alone(text, open, end), "");
                at = close.as_ref().map_or(text.len(), |close| close.end);
                if let Some(close) = close {
                    out.replace(close.start, end_of_line_if_alone(text, close.start, close.end), "");
                }
            }
            "%}" if inner == "comment" => {
                at = END_OF_COMMENT.find_at(text, end).map_or(end, |found| found.end());
                out.replace(open, end_of_line_if_alone(text, open, at), "");
            }
            "%}" => match loops.get(&open) {
                Some(end_of_loop) => {
                    let lines = text[open..*end_of_loop].lines().count();
                    let tag = &text[open..end];
                    out.note(page, open, Topic::TemplateTags, format!("a loop of {lines} lines: {}", quotation(tag)));
                    out.replace(open, *end_of_loop, comment(tag));
                    at = *end_of_loop;
                }
                None => statement(page, inner, open, end, values, &mut included, out),
            },
            _ => match expression(inner, values) {
                Some(new) => out.replace(open, end, in_place(text, open, &new)),
                None => {
                    let topic = if inner.contains('(') { Topic::Components } else { Topic::TemplateTags };
                    leave(page, open..end, topic, out);
                }
            },
        }
    }
}

/// Each loop of a text: where it begins, and where it ends. A loop in a loop is part of the outer one.
fn loops(text: &str, from: usize) -> HashMap<usize, usize> {
    let mut open = Vec::new();
    let mut loops = HashMap::new();
    for found in LOOP_TAG.captures_iter(text) {
        let Some(whole) = found.get(0).filter(|whole| whole.start() >= from) else { continue };
        match &found[1] {
            "for" => open.push(whole.start()),
            _ => loops.extend(open.pop().map(|start| (start, whole.end()))),
        }
    }
    loops
}

/// Hides a tag that has no counterpart in an HTML comment. In a URL or an attribute, which can have none, it becomes `#`;
/// in code it is text.
fn leave(page: &PageText<'_>, range: Range<usize>, topic: Topic, out: &mut Rewrites) {
    let tag = &page.text[range.clone()];
    out.note(page, range.start, topic, quotation(tag));
    if page.code.contains(range.start) {
        return;
    }
    let new = placeholder(&page.text[..range.start], tag);
    out.replace(range.start, range.end, new);
}

/// Where a tag ends: behind its closing signs, outside quotation marks and brackets. What is looked at counts against a
/// budget, so that a page of unclosed tags takes no longer than another.
fn end_of_tag(text: &str, from: usize, closing: &str, budget: &mut usize) -> Option<usize> {
    let limit = text.len().min(from + LONGEST_TAG.min(*budget));
    let (mut quote, mut depth) = (None, 0_usize);
    for at in from..limit {
        *budget -= 1;
        let byte = text.as_bytes()[at];
        let is_closing = text.as_bytes()[at..].starts_with(closing.as_bytes());
        match (quote, byte) {
            (Some(sign), byte) if sign == byte => quote = None,
            (Some(_), _) => {}
            (None, _) if is_closing && (depth == 0 || closing == "#}") => return Some(at + closing.len()),
            (None, b'"' | b'\'') if closing != "#}" => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

/// The end of a tag with its line, if it is alone there. Looks no further than the spaces behind it.
fn end_of_line_if_alone(text: &str, open: usize, end: usize) -> usize {
    let after = text[end..].trim_start_matches([' ', '\t', '\r']);
    let is_alone = text[..open].ends_with('\n') && (after.is_empty() || after.starts_with('\n'));
    if is_alone { text.len() - after.strip_prefix('\n').unwrap_or(after).len() } else { end }
}

/// A block in the place of a tag begins on a line of its own.
fn in_place(text: &str, open: usize, new: &str) -> String {
    let is_block = new.contains('\n') || new.starts_with("> [!");
    let is_on_own_line = open == 0 || text[..open].ends_with('\n');
    if is_block && !is_on_own_line { format!("\n\n{new}\n") } else { new.to_owned() }
}

fn statement(
    page: &PageText<'_>,
    inner: &str,
    open: usize,
    end: usize,
    values: &mut Values<'_>,
    included_bytes: &mut usize,
    out: &mut Rewrites,
) {
    let (name, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let line_end = end_of_line_if_alone(page.text, open, end);
    match name {
        "from" | "import" => out.replace(open, line_end, ""),
        "set" | "assign" => {
            let value = rest.split_once('=').and_then(|(name, value)| Some((name.trim(), values.value(value.trim())?)));
            match value {
                Some((name, value)) => {
                    values.own.insert(name.to_owned(), value);
                    out.replace(open, line_end, "");
                }
                None => leave(page, open..end, Topic::TemplateTags, out),
            }
        }
        "include" | "render" | "include_cached" | "include_relative" => {
            match included(rest, values).filter(|text| included_bytes.saturating_add(text.len()) <= MOST_INCLUDED) {
                Some(text) => {
                    *included_bytes += text.len();
                    out.replace(open, end, indented_block(page.text, open, &text));
                }
                None => leave(page, open..end, Topic::Includes, out),
            }
        }
        "link" | "post_url" => match liquid::target(values.context.site, name, rest) {
            Some(target) => out.replace(open, end, target),
            None => leave(page, open..end, Topic::TemplateTags, out),
        },
        "highlight" => out.replace(open, end, liquid::fence(rest)),
        "endhighlight" => out.replace(open, end, "```"),
        "seo" | "feed_meta" | "toc" => out.replace(open, line_end, ""),
        _ => leave(page, open..end, Topic::TemplateTags, out),
    }
}

/// The text of an included file with the values that it is given, if no other tags are left.
fn included(rest: &str, values: &Values<'_>) -> Option<String> {
    let mut include = liquid::include(rest)?;
    for (_, value) in &mut include.values {
        if let Some(known) = values.get(value) {
            *value = known;
        }
    }
    let content = include.values.iter().find(|(name, _)| matches!(name.as_str(), "content" | "text"));
    if let Some((kind, (_, text))) = liquid::callout_of(include.file).zip(content) {
        return Some(callout(kind, text));
    }
    let site = &values.context.site.content;
    let beside = join(site, folder_of(values.page.content_path));
    let folders = [join(site, "_includes"), Some(site.clone()), join(site, "_includes/partials"), beside];
    let paths = folders.into_iter().flatten().filter_map(|folder| join(&folder, include.file));
    let text = paths.filter_map(|path| values.context.source.text(&path)).next()?;
    let text = written_out(&liquid::with_values(&text, &include.values), values)?;
    Some(text.trim().to_owned())
}

/// The text in the place of an expression.
fn expression(inner: &str, values: &Values<'_>) -> Option<String> {
    let call =
        inner.split_once('(').filter(|(name, _)| name.chars().all(|letter| letter.is_alphanumeric() || letter == '_'));
    match call {
        Some((name, arguments)) => component(name, &read_yaml(arguments.trim_end().strip_suffix(')')?)?),
        None => values.value(inner),
    }
}

/// A component of the GOV.UK Design System as Markdown.
pub fn component(name: &str, options: &Node) -> Option<String> {
    let words =
        |node: &Node| text_at(node, "text").or_else(|| text_at(node, "html").filter(|html| !html.contains("{{")));
    match name {
        "govukInsetText" => Some(callout("NOTE", &words(options)?)),
        "govukWarningText" => Some(callout("WARNING", &words(options)?)),
        "govukNotificationBanner" => Some(callout("IMPORTANT", &words(options)?)),
        "govukDetails" => {
            let summary = text_at(options, "summaryText").or_else(|| text_at(options, "summaryHtml"))?;
            Some(format!(":::details {}\n{}\n:::\n", summary.trim(), words(options)?.trim()))
        }
        "govukButton" => Some(format!("[{}]({})", words(options)?, text_at(options, "href")?)),
        "govukTag" => Some(format!("**{}**", words(options)?)),
        "govukAccordion" => {
            let sections = items(options.get("items")?).iter().map(|item| {
                let heading = words(item.get("heading")?)?;
                let content = words(item.get("content")?)?;
                Some(format!(":::details {}\n{}\n:::\n", heading.trim(), content.trim()))
            });
            sections.collect::<Option<Vec<_>>>().map(|sections| sections.join("\n"))
        }
        "govukSummaryList" => {
            let cell = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
            let rows = items(options.get("rows")?).iter().map(|row| {
                Some(format!("| {} | {} |\n", cell(words(row.get("key")?)?), cell(words(row.get("value")?)?)))
            });
            let rows = rows.collect::<Option<Vec<_>>>()?.concat();
            Some(format!("| Name | Value |\n| --- | --- |\n{rows}"))
        }
        _ => None,
    }
}

/// The text between quotation marks, if it is all of an expression.
fn quoted_text(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let inner = text[1..].strip_suffix(quote)?;
    (!inner.contains(quote)).then_some(inner)
}

fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote) = (0, None);
    for (at, letter) in text.char_indices() {
        match quote {
            Some(sign) if sign == letter => quote = None,
            Some(_) => {}
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            None if letter == separator => {
                parts.push(&text[start..at]);
                start = at + letter.len_utf8();
            }
            None => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
