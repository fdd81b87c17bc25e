//! The shortcodes of Hugo and of common themes in pages, and Hugo's front matter.
//!
//! Those with a counterpart become Markdown; the text inside stays in its place. Others become HTML comments with a note.

use crate::base::node::{Node, Value};
use crate::base::path::{folder_of, is_markdown, join};
use crate::import::dialect::Context;
use crate::import::hugo::shortcodes::{Shortcode, ShortcodeKind, find};
use crate::import::hugo::urls::url;
use crate::import::notes::{Topic, quotation};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{Included, PageText, Rewrites, placeholder};

/// How deep pages may include pages.
const MOST_LEVELS: usize = 4;

/// Rewrites the constructs of a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    front(page, context, out);
    body(page, context, out, &mut Included::at_most(MOST_LEVELS));
}

fn front(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let line = |node: &Node| page.line(node.key_span.start);
    let text = |key: &str| page.front.get(key).and_then(|node| Some((node, node.text()?)));
    if let Some((_, label)) = text("linkTitle").or_else(|| text("linktitle")) {
        out.front.set("sidebar_label", FrontValue::Text(label));
    }
    for key in ["url", "_build"] {
        if page.front.get(key).is_some() {
            out.front.remove(key);
        }
    }
    for key in ["menu", "menus"] {
        if let Some(node) = page.front.get(key) {
            out.notes.at(Topic::Navigation, page.path, line(node), format!("`{key}` in front matter"));
        }
    }
    if let Some(aliases) = page.front.get("aliases").and_then(Node::texts) {
        // Those without a slash are beside the page.
        let url = url(context.site, page.content_path, &page.front);
        let folder = url.as_deref().map(|url| folder_of(url.trim_end_matches('/'))).unwrap_or_default().to_owned();
        let absolute = |alias: &String| match alias.starts_with('/') {
            true => alias.clone(),
            false => format!("/{}", join(&folder, alias).unwrap_or_else(|| alias.trim_start_matches("../").to_owned())),
        };
        if aliases.iter().any(|alias| !alias.starts_with('/')) {
            out.front.set("aliases", FrontValue::Texts(aliases.iter().map(absolute).collect()));
        }
    }
    if page.front.get("weight").is_some_and(|node| node.value == Value::Int(0)) {
        out.front.remove("weight");
    }
}

fn body(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites, included: &mut Included) {
    let found = find(page.text, page.body);
    let mut closings: Vec<Option<String>> = vec![None; found.len()];
    let mut skipped_to = 0;
    for (at, shortcode) in found.iter().enumerate() {
        let range = shortcode.range.clone();
        if range.start < skipped_to && shortcode.kind != ShortcodeKind::Escaped {
            continue;
        }
        match shortcode.kind {
            ShortcodeKind::Escaped => {
                let shown = page.text[range.clone()].replacen("/*", "", 1);
                let shown =
                    shown.rfind("*/").map(|end| format!("{}{}", &shown[..end], &shown[end + 2..])).unwrap_or(shown);
                out.replace(range.start, range.end, shown);
            }
            ShortcodeKind::Close => match &closings[at] {
                Some(new) => out.replace(range.start, range.end, page.own_lines(&range, new)),
                None => out.replace(range.start, range.end, ""),
            },
            ShortcodeKind::Single => {
                let new = single(page, shortcode, context, out, included);
                match new {
                    Some(new) => out.replace(range.start, range.end, page.own_lines(&range, &new)),
                    None => leave(page, shortcode, out),
                }
            }
            ShortcodeKind::Open(end) => match paired(page, shortcode, &found[end], out) {
                Some(Pair { open, close, is_whole }) => {
                    out.replace(range.start, range.end, page.own_lines(&range, &open));
                    closings[end] = Some(close);
                    if is_whole {
                        // The text in it is code, or nobody reads it.
                        let close = found[end].range.clone();
                        let new = closings[end].take().unwrap_or_default();
                        out.replace(close.start, close.end, page.own_lines(&close, &new));
                        skipped_to = close.end;
                    }
                }
                None => leave(page, shortcode, out),
            },
        }
    }
}

/// Hides a shortcode without a counterpart; in code it is text.
fn leave(page: &PageText<'_>, shortcode: &Shortcode, out: &mut Rewrites) {
    let range = shortcode.range.clone();
    let text = &page.text[range.clone()];
    out.note(page, range.start, Topic::Macros, quotation(text));
    if page.code.contains(range.start) {
        return;
    }
    let new = placeholder(&page.text[..range.start], text);
    out.replace(range.start, range.end, new);
}

/// The Markdown around the text of a shortcode.
struct Pair {
    open: String,
    close: String,
    /// Whether shortcodes in the text are left alone.
    is_whole: bool,
}

fn pair(open: impl Into<String>, close: impl Into<String>) -> Option<Pair> {
    Some(Pair { open: open.into(), close: close.into(), is_whole: false })
}

/// The type of callout of a word or a colour.
pub fn callout_of(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "note" | "primary" | "info" | "information" | "notice" | "default" | "admonition" | "alert" | "callout"
        | "hint" | "pageinfo" | "blockquote" | "secondary" | "attention" => "note",
        "tip" | "success" | "check" | "idea" => "tip",
        "important" => "important",
        "warning" | "warn" => "warning",
        "caution" => "caution",
        "danger" | "error" | "bug" | "failure" => "danger",
        _ => return None,
    })
}

fn paired(page: &PageText<'_>, shortcode: &Shortcode, end: &Shortcode, out: &mut Rewrites) -> Option<Pair> {
    let title = shortcode.get(&["title", "header", "name", "summary"]);
    let first = shortcode.positional.first().map(String::as_str);
    let name = shortcode.name.to_lowercase();
    match name.as_str() {
        "details" | "expand" | "collapse" | "spoiler" | "accordion-item" => {
            let title = title.or(first).unwrap_or("Details");
            pair(titled("details", Some(title)), ":::")
        }
        "tabs" | "tabpane" | "tabbed" => pair("::::tabs", "::::"),
        "tab" => {
            let title = title.or(first).unwrap_or("Tab");
            match shortcode.get(&["lang"]) {
                Some(language) => Some(Pair {
                    open: format!("{}\n```{language}", titled("tab", Some(title))),
                    close: "```\n:::".to_owned(),
                    is_whole: true,
                }),
                None => pair(titled("tab", Some(title)), ":::"),
            }
        }
        "cardpane" | "cards" => pair("::::cards", "::::"),
        "card" => pair(titled("card", title), ":::"),
        "steps" => pair(":::steps", ":::"),
        "highlight" | "code" | "codeblock" | "code-toggle" | "mermaid" | "chart" => {
            let language = match name.as_str() {
                "mermaid" => "mermaid",
                "code-toggle" => "yaml",
                _ => shortcode.get(&["lang", "language"]).or(first).unwrap_or("text"),
            };
            let language = language.replace(|letter: char| letter.is_whitespace() || letter == '`', "");
            Some(Pair { open: format!("```{language}"), close: "```".to_owned(), is_whole: true })
        }
        "math" | "katex" | "latex" => Some(Pair { open: "$$".to_owned(), close: "$$".to_owned(), is_whole: true }),
        "comment" => {
            out.replace(shortcode.range.end, end.range.start, "");
            Some(Pair { open: String::new(), close: String::new(), is_whole: true })
        }
        "button" | "btn" => {
            let target = shortcode.get(&["href", "relref", "url", "link"]).or(first)?;
            pair("[", format!("]({target})"))
        }
        "columns" | "column" | "grid" | "rawhtml" | "div" | "center" | "imgproc" | "new-in" | "deprecated-in" => {
            pair("", "")
        }
        name if name.starts_with("blocks/") => {
            out.note(page, shortcode.range.start, Topic::Layouts, format!("block `{name}`"));
            pair(title.map(|title| format!("## {}\n", one_line(title))).unwrap_or_default(), "")
        }
        name => callout(name, shortcode, title),
    }
}

/// The first line of a container with a title.
fn titled(name: &str, title: Option<&str>) -> String {
    match title {
        Some(title) => format!(":::{name} {}", one_line(title)),
        None => format!(":::{name}"),
    }
}

fn callout(name: &str, shortcode: &Shortcode, title: Option<&str>) -> Option<Pair> {
    let first = shortcode.positional.first().map(String::as_str);
    let kind = shortcode.get(&["type", "color", "style", "level", "status", "icon"]).or(first);
    let own = callout_of(name)?;
    let is_general = matches!(name, "alert" | "notice" | "admonition" | "callout" | "hint" | "pageinfo" | "blockquote");
    let named = kind.and_then(callout_of);
    let is_type = first.is_none_or(|first| callout_of(first).is_some());
    let title = title.or(shortcode.positional.get(usize::from(is_type)).map(String::as_str));
    pair(titled(if is_general { named.unwrap_or(own) } else { own }, title), ":::")
}

/// The Markdown in the place of a shortcode without text.
fn single(
    page: &PageText<'_>,
    shortcode: &Shortcode,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) -> Option<String> {
    let first = || shortcode.positional.first().map(String::as_str);
    match shortcode.name.to_lowercase().as_str() {
        "ref" | "relref" => target(page, shortcode.get_or_first(&["path"])?, context),
        "figure" | "img" | "image" => {
            let source = shortcode.get_or_first(&["src", "source"])?;
            let caption = shortcode.get(&["caption", "title"]);
            let alt = shortcode.get(&["alt"]).or(caption).unwrap_or_default();
            let image = format!("![{}]({})", one_line(alt), source.replace(' ', "%20"));
            let image = shortcode.get(&["link"]).map_or(image.clone(), |link| format!("[{image}]({link})"));
            Some(
                caption.map_or(image.clone(), |caption| format!("{image}\n\n*{}*", one_line(caption).replace('*', ""))),
            )
        }
        "param" | "site-param" => {
            let name = first()?;
            let own = page
                .front
                .get_path(name)
                .or_else(|| page.front.get_path(&format!("params.{name}")))
                .and_then(Node::text);
            own.or_else(|| context.site.variables.get(&name.to_lowercase()).cloned())
        }
        "include" | "readfile" | "include-markdown" => {
            let text = included_page(page, shortcode.get_or_first(&["file", "path"])?, context, out, included);
            if text.is_none() {
                out.note(page, shortcode.range.start, Topic::Includes, quotation(&page.text[shortcode.range.clone()]));
            }
            text
        }
        name @ ("youtube" | "vimeo" | "gist" | "tweet" | "x" | "instagram") => {
            let (words, url) = embedded(name, shortcode)?;
            out.note(page, shortcode.range.start, Topic::Converted, format!("`{name}` is a link now"));
            Some(format!("[{words}]({url})"))
        }
        "br" => Some("<br>".to_owned()),
        "icon" | "fa" | "fas" | "fab" | "fontawesome" => {
            out.note(page, shortcode.range.start, Topic::Icons, quotation(&page.text[shortcode.range.clone()]));
            Some(String::new())
        }
        "toc" | "tableofcontents" => Some(String::new()),
        "button" | "btn" => Some(format!(
            "[{}]({})",
            one_line(shortcode.get(&["text", "title", "label"])?),
            shortcode.get(&["href", "relref", "url", "link"])?
        )),
        _ => None,
    }
}

/// The words and the URL of a link to what a shortcode embeds from another site.
fn embedded(name: &str, shortcode: &Shortcode) -> Option<(&'static str, String)> {
    let id = shortcode.get_or_first(&["id"])?;
    Some(match name {
        "youtube" => ("Video on YouTube", format!("https://www.youtube.com/watch?v={id}")),
        "vimeo" => ("Video on Vimeo", format!("https://vimeo.com/{id}")),
        "gist" => {
            let more = shortcode.positional.get(1).map(String::as_str).unwrap_or_default();
            ("Code on GitHub", format!("https://gist.github.com/{id}/{more}"))
        }
        "instagram" => ("Post on Instagram", format!("https://www.instagram.com/p/{id}/")),
        _ => {
            let (user, id) = (shortcode.get(&["user"]).unwrap_or("i"), shortcode.get(&["id"]).unwrap_or(id));
            ("Post on X", format!("https://x.com/{user}/status/{id}"))
        }
    })
}

/// The path of the page that a reference names, from the root of the content folder.
fn target(page: &PageText<'_>, named: &str, context: &Context<'_>) -> Option<String> {
    let (path, anchor) = named.split_once('#').unwrap_or((named, ""));
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    if path.is_empty() {
        return Some(anchor);
    }
    let content = &context.site.content;
    let exists = |path: &String| context.source.tree.has(&join(content, path).unwrap_or_default());
    let spelt = |path: String| {
        let bare = path.trim_end_matches(".md").to_owned();
        let spellings = [path, format!("{bare}.md"), format!("{bare}/_index.md"), format!("{bare}/index.md")];
        spellings.into_iter().filter(|path| is_markdown(path)).find(exists)
    };
    let beside = (!path.starts_with('/')).then(|| join(folder_of(page.content_path), path)).flatten();
    let from_root = join("", path);
    let by_name = || {
        let name = path.trim_matches('/').rsplit('/').next()?.trim_end_matches(".md").to_lowercase();
        context.site.page_names.get(&name).cloned().flatten()
    };
    let found = beside.and_then(spelt).or_else(|| from_root.and_then(spelt)).or_else(by_name)?;
    Some(format!("/{}{anchor}", found.replace(' ', "%20")))
}

/// The text of a page that is included in another.
fn included_page(
    page: &PageText<'_>,
    named: &str,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) -> Option<String> {
    let content = &context.site.content;
    let beside = join(content, folder_of(page.content_path)).and_then(|folder| join(&folder, named));
    let places = [beside.filter(|_| !named.starts_with('/')), join(content, named), join("", named)];
    let spellings = places.into_iter().flatten().flat_map(|path| [path.clone(), format!("{path}.md")]);
    let (path, text) = spellings.filter_map(|path| Some((path.clone(), context.source.text(&path)?))).next()?;
    if !included.admits(&text) {
        return None;
    }
    if !is_markdown(&path) {
        return Some(format!("```text\n{}\n```", text.trim_end().replace("```", "'''")));
    }
    let inner = PageText::new(&path, page.content_path, &text);
    let mut rewrites = Rewrites::default();
    included.nested(|included| body(&inner, context, &mut rewrites, included));
    let text = rewrites.body(&inner);
    out.notes.extend(rewrites.notes);
    Some(text.trim().to_owned())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
