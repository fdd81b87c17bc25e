//! Tags of embedded Ruby (ERB) in pages, the helpers of the Tech Docs Template, and its front matter.
//!
//! Partials are put in the page, helpers with a counterpart become Markdown. Loops and other code become HTML comments
//! with a note. Tags are read in code too, because they came before Markdown.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::Node;
use crate::base::path::{file_name_of, folder_of, join};
use crate::import::dialect::Context;
use crate::import::notes::{Topic, quotation};
use crate::import::source::{Source, read_yaml};
use crate::import::techdocs::ruby::{Call, call, text};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::nunjucks::component;
use crate::import::text::page_text::{Included, PageText, Rewrites, callout, comment, indented_block, placeholder};

/// The folder with the pages.
pub const CONTENT: &str = "source";
/// How deep partials may contain partials.
const MOST_LEVELS: usize = 6;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)<%(%|=|#|-)?(.*?)[-=]?%>"));
static PARTIAL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"<%=?-?\s*partial[ (]+:?["']([^"'\n]+)["']"#));
static OPENS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:if|unless|case|while|until|begin|for)\b|\bdo\s*(?:\|[^|]*\|)?\s*$"));
static REPEATS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:while|until|for|content_for)\b|\.\w+\s+do\b"));
static SETTING: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\[[:"']+(\w+)["']?\]"#));
static API: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^api(?:_schema)?&?(?:gt;|>)[^\n]*$\n?"));
static ROW_HEADING: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^[ \t]*\|[ \t]*(#[ \t]*([^|\n]*[^|\s]))[ \t]*\|"));

/// The names of the partials that a text includes.
pub fn partial_names(text: &str) -> Vec<String> {
    PARTIAL.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// The file of a partial: beside the page or below the source folder, with an underscore or without.
pub fn partial(source: &Source<'_>, beside: &str, name: &str) -> Option<String> {
    const ENDINGS: [&str; 8] = ["", ".md", ".md.erb", ".erb", ".html.md.erb", ".html.md", ".html.erb", ".html"];
    [beside, CONTENT].iter().filter_map(|folder| join(folder, name.trim_start_matches('/'))).find_map(|path| {
        let (folder, name) = (folder_of(&path), file_name_of(&path));
        let names = [format!("{folder}/_{name}"), path.clone()];
        let all = names.iter().flat_map(|name| ENDINGS.iter().map(move |ending| format!("{name}{ending}")));
        all.into_iter().find(|path| source.tree.has(path))
    })
}

/// A text without its tags.
pub fn without_tags(text: &str) -> String {
    TAG.replace_all(text, "").into_owned()
}

/// Rewrites the constructs of a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    front(page, out);
    body(page, context, out, &mut Included::at_most(MOST_LEVELS));
}

fn front(page: &PageText<'_>, out: &mut Rewrites) {
    let line = |node: &Node| page.line(node.key_span.start);
    if let Some((node, name)) = page.front.get("layout").and_then(|node| Some((node, node.text()?))) {
        out.front.remove("layout");
        let topic = if matches!(name.as_str(), "layout" | "core") { Topic::Converted } else { Topic::Layouts };
        out.notes.at(topic, page.path, line(node), format!("layout `{name}`"));
    }
    if let Some(paths) = page.front.get("old_paths").and_then(Node::texts)
        && paths.iter().any(|path| !path.starts_with('/'))
    {
        let paths = paths.iter().map(|path| format!("/{}", path.trim_start_matches('/'))).collect();
        out.front.set("old_paths", FrontValue::Texts(paths));
    }
    if let Some(node) = page.front.get("parent") {
        out.front.remove("parent");
        out.notes.at(Topic::Navigation, page.path, line(node), "`parent` marked a link of the header");
    }
    if let Some(node) = page.front.get("source_url") {
        out.front.remove("source_url");
        out.notes.at(Topic::FrontMatter, page.path, line(node), "`source_url` named the page to edit");
    }
}

fn body(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites, included: &mut Included) {
    let blocks = Blocks::of(page);
    let mut done = page.body;
    for tag in &blocks.tags {
        if tag.range.start < done {
            continue;
        }
        done = tag.range.end;
        let (open, end) = (tag.range.start, tag.range.end);
        match (tag.sign, tag.end_of_block) {
            (Some("%"), _) => out.replace(open, open + 3, "<%"),
            (Some("#"), _) => out.replace(open, end_of_line(page, &tag.range), ""),
            (_, Some(end_of_block)) if REPEATS.is_match(tag.code) => {
                let lines = page.text[open..end_of_block].lines().count();
                let shown = quotation(&page.text[open..end]);
                out.note(page, open, Topic::TemplateTags, format!("a block of {lines} lines: {shown}"));
                out.replace(open, end_of_block, comment(&page.text[open..end]));
                done = end_of_block;
            }
            (Some("="), _) => match expression(page, tag, context, out, included) {
                Some(new) => out.replace(open, end, indented_block(page.text, open, &new)),
                None => leave(page, tag, out),
            },
            _ if tag.code == "end" || tag.code.is_empty() => out.replace(open, end_of_line(page, &tag.range), ""),
            _ => leave(page, tag, out),
        }
    }
    for found in ROW_HEADING.captures_iter(page.text) {
        let (mark, words) = (found.get(1).expect("not optional"), &found[2]);
        if mark.start() >= page.body && !page.code.contains(mark.start()) {
            out.replace(mark.start(), mark.end(), format!("**{}**", words.trim_matches('*')));
        }
    }
    for found in API.find_iter(page.text).filter(|found| found.start() >= page.body) {
        if !page.code.contains(found.start()) {
            out.note(page, found.start(), Topic::Components, format!("API reference: {}", quotation(found.as_str())));
            out.replace(found.start(), found.end(), format!("{}\n", comment(found.as_str())));
        }
    }
}

/// A tag of a page.
struct TemplateTag<'a> {
    range: Range<usize>,
    sign: Option<&'a str>,
    code: &'a str,
    /// Where the block ends that it begins.
    end_of_block: Option<usize>,
}

/// The tags of a page, with their blocks.
struct Blocks<'a> {
    tags: Vec<TemplateTag<'a>>,
}

impl<'a> Blocks<'a> {
    fn of(page: &PageText<'a>) -> Blocks<'a> {
        let mut tags: Vec<TemplateTag<'a>> = Vec::new();
        let mut open = Vec::new();
        for found in TAG.captures_iter(page.text) {
            let range = found.get(0).expect("group 0 is the match").range();
            if range.start < page.body {
                continue;
            }
            let code = found.get(2).map_or("", |code| code.as_str()).trim();
            let sign = found.get(1).map(|sign| sign.as_str());
            if code == "end" {
                if let Some(start) = open.pop().and_then(|at: usize| tags.get_mut(at)) {
                    start.end_of_block = Some(range.end);
                }
            } else if OPENS.is_match(code) && sign != Some("#") {
                open.push(tags.len());
            }
            tags.push(TemplateTag { range, sign, code, end_of_block: None });
        }
        Blocks { tags }
    }
}

/// The end of a tag, with its line if it is alone there.
fn end_of_line(page: &PageText<'_>, range: &Range<usize>) -> usize {
    let after = page.text[range.end..].trim_start_matches([' ', '\t', '\r']);
    let is_alone = (range.start == page.body || page.text[..range.start].ends_with('\n')) && after.starts_with('\n');
    if is_alone { page.text.len() - after.len() + 1 } else { range.end }
}

/// Hides a tag without a counterpart; in code it is text.
fn leave(page: &PageText<'_>, tag: &TemplateTag<'_>, out: &mut Rewrites) {
    let source = &page.text[tag.range.clone()];
    let topic = if tag.code.starts_with("partial") { Topic::Includes } else { Topic::TemplateTags };
    out.note(page, tag.range.start, topic, quotation(source));
    if !page.code.contains(tag.range.start) {
        out.replace(tag.range.start, tag.range.end, placeholder(&page.text[..tag.range.start], source));
    }
}

/// The text in the place of an expression.
fn expression(
    page: &PageText<'_>,
    tag: &TemplateTag<'_>,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) -> Option<String> {
    let code = tag.code;
    if let Some(name) = code.strip_prefix("current_page.data.").or_else(|| code.strip_prefix("current_resource.data."))
    {
        return page.front.get_path(name).and_then(Node::text);
    }
    if code.starts_with("config") {
        let keys: Vec<String> = SETTING.captures_iter(code).map(|found| found[1].to_owned()).collect();
        return context.site.variables.get(&format!("config.{}", keys.join("."))).cloned();
    }
    if let Some(value) = context.site.variables.get(code).or_else(|| context.site.variables.get(code.trim_matches('"')))
    {
        return Some(value.clone());
    }
    if let Some(words) = text(code) {
        return Some(words);
    }
    if let Some((name, options)) = code.split_once('(').filter(|(name, _)| name.starts_with("govuk")) {
        return component(name.trim(), &read_yaml(options.trim_end().strip_suffix(')')?)?);
    }
    let call = call(code)?;
    match call.name {
        "partial" => included_partial(page, &call, context, out, included),
        "warning_text" => Some(callout("WARNING", &call.text(0)?)),
        "link_to" => Some(format!("[{}]({})", call.text(0)?, call.text(1)?)),
        "url_for" | "asset_path" => call.text(0),
        "image_path" => Some(image(&call.text(0)?)),
        "image_tag" => {
            let alt = call.named("alt").unwrap_or_default();
            Some(format!("![{alt}]({})", image(&call.text(0)?)))
        }
        _ => None,
    }
}

/// The URL of an image: names without a slash in front are those of the folder for images.
fn image(name: &str) -> String {
    let name = name.replace(' ', "%20");
    if name.starts_with('/') || name.contains("://") { name } else { format!("/images/{name}") }
}

fn included_partial(
    page: &PageText<'_>,
    call: &Call<'_>,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) -> Option<String> {
    let path = partial(&context.source, folder_of(page.path), &call.text(0)?)?;
    let text = context.source.text(&path).filter(|text| included.admits(text))?;
    let mut inner = PageText::new(&path, page.content_path, &text);
    if inner.front.entries().is_empty() {
        // Tags in it name the values of the page.
        inner.front = page.front.clone();
    }
    let mut rewrites = Rewrites::default();
    included.nested(|included| body(&inner, context, &mut rewrites, included));
    let text = rewrites.body(&inner);
    out.notes.extend(rewrites.notes);
    Some(format!("{}\n", text.trim()))
}
