//! Jekyll's front matter, and the attribute lists of kramdown as callouts, headings and classes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::{Node, Value};
use crate::import::dialect::Context;
use crate::import::jekyll::urls::url;
use crate::import::notes::{Topic, quotation};
use crate::import::text::file_dates::keep_date;
use crate::import::text::front_edit::FrontValue;
use crate::import::text::nunjucks;
use crate::import::text::page_text::{PageText, Rewrites};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static ATTRIBUTES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^[ \t]*\{:[ \t]*([^{}\n]*?)[ \t]*\}[ \t]*\r?$\n?"));
static CONTENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?mi)^#+[ \t]*(?:table of )?contents[ \t]*\r?\n(?:\{:[^}\n]*\}[ \t]*\r?\n)?\r?\n*(?:[-*]|1\.)[ \t]+\w+[ \t]*\r?\n\{: ?toc[^}\n]*\}[ \t]*\r?$\n?",
    )
});

/// Rewrites the constructs of a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    nunjucks::convert(page, context, out);
    front(page, context, out);
    let contents: Vec<Range<usize>> =
        CONTENTS.find_iter(page.text).map(|found| found.range()).filter(|range| range.start >= page.body).collect();
    for range in &contents {
        let said = "a list of contents with its heading is removed, because each page has one; its anchor is gone";
        out.note(page, range.start, Topic::Anchors, said);
        out.replace(range.start, range.end, "");
    }
    let in_contents = |at: usize| contents.iter().any(|range| range.contains(&at));
    for found in ATTRIBUTES.captures_iter(page.text) {
        let range = found.get(0).expect("group 0 is the match").range();
        if range.start >= page.body && !page.code.contains(range.start) && !in_contents(range.start) {
            attributes(page, &range, &found[1], out);
        }
    }
}

fn front(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let line = |node: &Node| page.line(node.key_span.start);
    let text = |key: &str| page.front.get(key).and_then(|node| Some((node, node.text()?)));
    let is_home = page.content_path.starts_with("index.") || page.front.get("title").is_none();
    let is_out = text("nav_exclude").is_some_and(|(_, value)| value == "true");
    let parent = match text("parent") {
        Some((_, parent)) => Some(FrontValue::Text(parent.trim().to_owned())),
        None => (context.site.has_titled_menu && !is_home).then_some(FrontValue::Truth(false)),
    };
    if let Some(parent) = parent.filter(|_| !is_out) {
        let mut entry = vec![("parent", parent)];
        let order = page.front.get("nav_order").and_then(|node| match node.value {
            Value::Int(number) => usize::try_from(number).ok(),
            _ => None,
        });
        entry.extend(order.map(|order| ("order", FrontValue::Number(order))));
        out.front.set("eleventyNavigation", FrontValue::Map(entry));
        out.front.remove("parent");
    }
    for key in ["grand_parent", "has_children", "has_toc"] {
        if let Some(node) = page.front.get(key) {
            out.front.remove(key);
            if key == "grand_parent" {
                let said =
                    format!("`{key}: {}` distinguished pages with the same title", node.text().unwrap_or_default());
                out.notes.at(Topic::Converted, page.path, line(node), said);
            }
        }
    }
    if let Some((_, tags)) = text("tags").filter(|(_, tags)| tags.contains(' ') && !tags.contains(',')) {
        out.front.set("tags", FrontValue::Texts(tags.split_whitespace().map(str::to_owned).collect()));
    }
    if let Some((node, target)) = text("redirect_to") {
        out.front.remove("redirect_to");
        out.notes.at(Topic::Redirects, page.path, line(node), format!("the page redirects to {}", quotation(&target)));
    }
    // Jekyll counts the day in the time zone of the site, whose rules this program does not have.
    let has_offset = |date: &str| date.get(10..).is_some_and(|time| time.contains(['+', '-', 'Z']));
    if page.path.contains("_posts/")
        && context.site.variables.contains_key("site.timezone")
        && let Some((node, date)) = text("date").filter(|(_, date)| has_offset(date))
    {
        let said =
            format!("the URL has the day of {}; in the time zone of the site it can be another", quotation(&date));
        out.notes.at(Topic::Urls, page.path, line(node), said);
    }
    if page.content_path.contains("_posts/") {
        keep_date(page, out);
    }
    if page.path.contains("_drafts/") {
        out.front.set("draft", FrontValue::Truth(true));
    }
    permalink(page, context, out);
}

/// Writes the URL of a permalink, which can have placeholders.
fn permalink(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let Some(written) = page.front.get("permalink") else { return };
    match url(context.site, page.content_path, &page.front) {
        Some(url) => out.front.set("permalink", FrontValue::Text(url)),
        None => {
            out.front.remove("permalink");
            out.has_unknown_url = true;
            let shown = quotation(&written.text().unwrap_or_default());
            out.notes.file(Topic::Urls, page.path, format!("`permalink` {shown} is not known here"));
        }
    }
}

/// The type of callout of a class, and whether the first line is its title.
fn callout_of(classes: &[&str]) -> Option<(&'static str, bool)> {
    classes.iter().find_map(|class| {
        let name = class.strip_prefix('.')?;
        let (name, has_title) = name.strip_suffix("-title").map_or((name, false), |name| (name, true));
        let kind = match name {
            "note" | "info" | "highlight" | "new" => "NOTE",
            "tip" | "success" => "TIP",
            "important" => "IMPORTANT",
            "warning" => "WARNING",
            "caution" => "CAUTION",
            "danger" | "error" => "DANGER",
            _ => return None,
        };
        // `.note .warning` is a note of that type.
        Some((kind, has_title))
    })
}

/// A list of attributes on a line of its own: a callout, the id of a heading, or classes.
fn attributes(page: &PageText<'_>, range: &Range<usize>, inner: &str, out: &mut Rewrites) {
    let words: Vec<&str> = inner.split_whitespace().collect();
    if inner.starts_with("toc") {
        return;
    }
    let lines = &page.text[page.body..range.start];
    let before = lines.trim_end_matches(['\n', '\r']);
    let is_below = lines.len() - before.len() <= 2 && !before.is_empty() && !lines.ends_with("\n\n");
    let special: Vec<&str> = words.iter().rev().copied().filter(|word| *word != ".note").collect();
    if let Some((kind, has_title)) = callout_of(&special).or_else(|| callout_of(&words)) {
        let block = if is_below { block_before(page, range.start) } else { block_after(page, range.end) };
        if let Some(block) = block {
            callout(page, &block, kind, has_title, out);
            out.replace(range.start, range.end, "");
            return;
        }
    }
    let heading = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    if is_below && heading.starts_with('#') {
        let kept: Vec<&str> = words.iter().copied().filter(|word| word.starts_with('#')).collect();
        if !kept.is_empty() && !heading.ends_with('}') {
            let end = page.body + before.len();
            out.replace(end, end, format!(" {{{}}}", kept.join(" ")));
        }
        out.replace(range.start, range.end, "");
    } else if !is_below || words.is_empty() {
        out.replace(range.start, range.end, "");
    } else {
        return;
    }
    if words.iter().any(|word| !word.starts_with('#')) {
        out.note(page, range.start, Topic::Looks, quotation(inner));
    }
}

/// The lines of a block up to an offset, without those of lists of attributes.
fn block_before(page: &PageText<'_>, end: usize) -> Option<Range<usize>> {
    let text = &page.text[page.body..end];
    let start = text.trim_end().rfind("\n\n").map_or(0, |at| at + 2);
    let start = text.len() - text[start..].trim_start_matches('\n').len();
    (start < text.len()).then_some(page.body + start..end)
}

fn block_after(page: &PageText<'_>, start: usize) -> Option<Range<usize>> {
    let text = &page.text[start..];
    let end = text.find("\n\n").map_or(text.len(), |end| end + 1);
    let is_block = !text[..end].trim().is_empty() && !text.starts_with(['\n', '#']);
    is_block.then_some(start..start + end)
}

/// Puts the signs of a callout before the lines of a block.
fn callout(page: &PageText<'_>, block: &Range<usize>, kind: &str, has_title: bool, out: &mut Rewrites) {
    let text = &page.text[block.clone()];
    let is_quoted = text.starts_with('>');
    let mut at = block.start;
    let mut lines = text.split_inclusive('\n').peekable();
    let title = lines.peek().filter(|_| has_title).map(|line| line.trim().trim_start_matches('>').trim().to_owned());
    let mark = match &title {
        Some(title) => format!("> [!{kind}] {title}\n"),
        None => format!("> [!{kind}]\n"),
    };
    if title.is_some() {
        let first = lines.next().unwrap_or_default();
        out.replace(at, at + first.len(), mark);
        at += first.len();
    } else {
        out.replace(at, at, if is_quoted { mark } else { format!("{mark}> ") });
        at += lines.next().map_or(0, str::len);
    }
    for line in lines {
        if !is_quoted && !line.trim_start().starts_with("{:") {
            out.replace(at, at, "> ");
        }
        at += line.len();
    }
}
