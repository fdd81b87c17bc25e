//! The shortcodes and internal links of Zola in pages, and its front matter.
//!
//! Shortcodes with a counterpart become Markdown; others become HTML comments with a note. The text between the two ends
//! of a shortcode stays.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::Node;
use crate::import::dialect::Context;
use crate::import::hugo::text::callout_of;
use crate::import::notes::{Topic, quotation};
use crate::import::text::file_dates::keep_date;
use crate::import::text::front_edit::FrontValue;
use crate::import::text::liquid::arguments;
use crate::import::text::page_text::{PageText, Rewrites, placeholder};

/// Templates that only decide how a page looks as usual.
const PLAIN_TEMPLATES: &[&str] = &["page.html", "section.html", "index.html"];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static SHORTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?s)\{\{(/\*)?\s*([A-Za-z_][\w:]*)\s*\(([^{}]*?)\)\s*(?:\*/)?\}\}|\{%(/\*)?\s*(?:(end)|([A-Za-z_][\w:]*)\s*\(([^{}]*?)\))\s*(?:\*/)?%\}",
    )
});
static INTERNAL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(\]\(<?|\]:[ \t]+<?|href=["'])@/"#));

/// Rewrites the constructs of a page.
pub fn convert(page: &PageText<'_>, _: &Context<'_>, out: &mut Rewrites) {
    front(page, out);
    keep_date(page, out);
    for found in INTERNAL.captures_iter(page.text) {
        let whole = found.get(0).expect("group 0 is the match");
        if whole.start() >= page.body && !page.code.contains(whole.start()) {
            out.replace(whole.start(), whole.end(), format!("{}/", &found[1]));
        }
    }
    shortcodes(page, out);
}

fn front(page: &PageText<'_>, out: &mut Rewrites) {
    let line = |node: &Node| page.line(node.key_span.start);
    let text = |key: &str| page.front.get(key).and_then(|node| Some((node, node.text()?)));
    if let Some((node, name)) = text("template") {
        out.front.remove("template");
        let topic = if PLAIN_TEMPLATES.contains(&name.as_str()) { Topic::Converted } else { Topic::Layouts };
        out.notes.at(topic, page.path, line(node), format!("template `{name}`"));
    }
    if page.front.get("path").is_some() {
        out.front.remove("path");
    }
    if text("render").is_some_and(|(_, value)| value == "false") {
        out.front.set("permalink", FrontValue::Truth(false));
    }
    if text("in_search_index").is_some_and(|(_, value)| value == "false") {
        out.front.remove("in_search_index");
        out.front.set("search", FrontValue::Truth(false));
    }
    if let Some((node, target)) = text("redirect_to") {
        out.front.remove("redirect_to");
        out.notes.at(
            Topic::Redirects,
            page.path,
            line(node),
            format!("the section redirects to {}", quotation(&target)),
        );
    }
    if let Some(aliases) = page.front.get("aliases").and_then(Node::texts).filter(|aliases| !aliases.is_empty()) {
        let absolute = |alias: &String| format!("/{}", alias.trim_start_matches('/'));
        if aliases.iter().any(|alias| !alias.starts_with('/')) {
            out.front.set("aliases", FrontValue::Texts(aliases.iter().map(absolute).collect()));
        }
    }
}

fn shortcodes(page: &PageText<'_>, out: &mut Rewrites) {
    // What closes each shortcode that is open.
    let mut open: Vec<Option<String>> = Vec::new();
    for found in SHORTCODE.captures_iter(page.text) {
        let whole = found.get(0).expect("group 0 is the match");
        if whole.start() < page.body {
            continue;
        }
        if found.get(1).is_some() || found.get(4).is_some() {
            out.replace(whole.start(), whole.end(), whole.as_str().replacen("/*", "", 1).replacen("*/", "", 1));
            continue;
        }
        let new = if found.get(5).is_some() {
            open.pop().flatten()
        } else if let Some(name) = found.get(2) {
            single(name.as_str(), &arguments(&found[3]))
        } else {
            let pair = paired(&found[6], &arguments(&found[7]));
            let (begin, end) = pair.map_or((None, Some(String::new())), |pair| (Some(pair.begin), Some(pair.end)));
            open.push(end);
            begin
        };
        match new {
            Some(new) => out.replace(whole.start(), whole.end(), new),
            None => {
                out.note(page, whole.start(), Topic::Macros, quotation(whole.as_str()));
                if !page.code.contains(whole.start()) {
                    let new = placeholder(&page.text[..whole.start()], whole.as_str());
                    out.replace(whole.start(), whole.end(), new);
                }
            }
        }
    }
}

/// The Markdown around the text of a shortcode.
struct Pair {
    begin: String,
    end: String,
}

fn paired(name: &str, values: &[(String, String)]) -> Option<Pair> {
    let pair = |begin: String, end: &str| Some(Pair { begin, end: end.to_owned() });
    let get = |names: &[&str]| value(values, names);
    let title = get(&["title", "summary", "header", "name"]);
    let titled = |kind: &str| title.map_or(format!(":::{kind}"), |title| format!(":::{kind} {title}"));
    match name.to_lowercase().as_str() {
        "details" | "spoiler" | "collapse" | "expand" | "detail" => {
            pair(format!(":::details {}", title.unwrap_or("Details")), ":::")
        }
        "mermaid" => pair("```mermaid".to_owned(), "```"),
        "katex" | "math" => pair("$$".to_owned(), "$$"),
        "quote" => pair(String::new(), ""),
        name => {
            let kind = get(&["type", "kind", "level", "class"]).and_then(callout_of);
            pair(titled(kind.or_else(|| callout_of(name))?), ":::")
        }
    }
}

fn single(name: &str, values: &[(String, String)]) -> Option<String> {
    let get = |names: &[&str]| value(values, names);
    match name.to_lowercase().as_str() {
        "figure" | "img" | "image" | "resize_image" | "responsive_image" => {
            let source = get(&["src", "path", "url", "source"])?.replace(' ', "%20");
            let caption = get(&["caption", "title"]);
            let alt = get(&["alt"]).or(caption).unwrap_or_default();
            let image = format!("![{alt}]({source})");
            Some(caption.map_or(image.clone(), |caption| format!("{image}\n\n*{}*", caption.replace('*', ""))))
        }
        "youtube" => Some(format!("[Video on YouTube](https://www.youtube.com/watch?v={})", get(&["id"])?)),
        "vimeo" => Some(format!("[Video on Vimeo](https://vimeo.com/{})", get(&["id"])?)),
        "gist" => Some(format!("[Code on GitHub]({})", get(&["url"])?)),
        "toc" => Some(String::new()),
        name => {
            let text = get(&["text", "body", "content"])?;
            Some(format!(":::{}\n{text}\n:::", callout_of(name)?))
        }
    }
}

fn value<'v>(values: &'v [(String, String)], names: &[&str]) -> Option<&'v str> {
    let find = |name: &&str| values.iter().find(|(known, _)| known == name);
    names.iter().find_map(find).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}
