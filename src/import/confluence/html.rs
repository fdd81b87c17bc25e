//! The HTML of a page as plain HTML, with signs for what Markdown has and HTML has not: callouts, containers, ids.
//!
//! The signs are letters of the private use area, which are taken out of the text of the page.

use std::collections::BTreeSet;

use crate::base::escape::escape_html_into;
use crate::base::html::token::is_void;
use crate::base::path::file_name_of;
use crate::base::url::{decode, encode_path};
use crate::import::confluence::index::words;
use crate::import::dialect::Context;
use crate::render::markdown::tree::{Element, HtmlNode, find, text_of};

const CALLOUT: char = '\u{e000}';
const OPEN: char = '\u{e001}';
const CLOSE: char = '\u{e002}';
const ID: char = '\u{e003}';
const END: char = '\u{e004}';
const SHUT: char = '\u{e005}';
const SIGNS: [char; 6] = [CALLOUT, SHUT, OPEN, CLOSE, ID, END];

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsupported {
    Macro,
    Part,
    Replaced,
    Anchor,
}

/// Writes a page as plain HTML.
pub struct Normalizer<'a> {
    pub context: &'a Context<'a>,
    pub out: String,
    /// Attachments that the text shows or links to.
    pub linked: BTreeSet<String>,
    pub notes: Vec<(Unsupported, String)>,
    /// Whether it is in a cell of a table, where only lines can be.
    pub is_cell: bool,
}

/// Markdown with what the signs stand for.
pub fn finished(markdown: &str) -> String {
    let signs = [(CALLOUT, "[!"), (SHUT, "]"), (OPEN, ":::details "), (CLOSE, ":::"), (ID, "{#"), (END, "}")];
    signs.into_iter().fold(markdown.to_owned(), |text, (sign, meaning)| text.replace(sign, meaning))
}

impl Normalizer<'_> {
    /// Writes nodes.
    pub fn nodes(&mut self, nodes: &[HtmlNode<'_>]) {
        for node in nodes {
            match node {
                HtmlNode::Text(text) => self.text(text),
                HtmlNode::Element(element) => self.element(element),
            }
        }
    }

    fn text(&mut self, text: &str) {
        escape_html_into(&text.replace(SIGNS, "").replace('\u{a0}', " "), &mut self.out);
    }

    fn element(&mut self, element: &Element<'_>) {
        match element.name() {
            "style" | "colgroup" | "link" | "meta" => {}
            "script" => self.note(Unsupported::Part, "a script".to_owned()),
            "img" => self.image(element),
            "a" => self.link(element),
            "input" if element.attribute("type") != "checkbox" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(element),
            "pre" => self.code(element, ""),
            "table" => self.table(element),
            "li" => self.item(element),
            _ if element.attribute("class").is_empty() => self.plain(element),
            _ => self.by_class(element),
        }
    }

    fn by_class(&mut self, element: &Element<'_>) {
        let is = |class: &str| element.has_class(class);
        if is("confluence-information-macro") {
            self.callout(element);
        } else if is("code") && is("panel") {
            self.code_macro(element);
        } else if is("panel") {
            self.panel(element);
        } else if is("expand-container") {
            self.expand(element);
        } else if is("toc-macro") {
            self.note(Unsupported::Replaced, "the table of contents: each page of the theme has one".to_owned());
        } else if is("status-macro") {
            self.wrapped("strong", &element.children);
        } else if is("plugin_pagetree") || is("childpages-macro") || is("recently-updated") || is("content-by-label") {
            self.note(Unsupported::Macro, format!("a list of pages: {}", first_class(element)));
        } else if is("wysiwyg-unknown-macro") || is("gliffy-container") || is("drawio-macro") || is("ap-container") {
            self.note(
                Unsupported::Macro,
                format!("a macro that the export does not contain: {}", first_class(element)),
            );
            self.nodes(&element.children);
        } else {
            self.plain(element);
        }
    }

    /// An element as it is, without its attributes.
    fn plain(&mut self, element: &Element<'_>) {
        let name = element.name().to_owned();
        let kept = ["start", "colspan", "type", "checked"].iter().filter_map(|key| Some((key, element.tag.get(key)?)));
        self.out += &format!("<{name}");
        for (key, value) in kept {
            self.out += &format!(" {key}=\"");
            escape_html_into(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        if !is_void(&name) {
            self.nodes(&element.children);
            self.out += &format!("</{name}>");
        }
    }

    fn wrapped(&mut self, name: &str, nodes: &[HtmlNode<'_>]) {
        self.out += &format!("<{name}>");
        self.nodes(nodes);
        self.out += &format!("</{name}>");
    }

    fn note(&mut self, unsupported: Unsupported, what: String) {
        self.notes.push((unsupported, what));
    }

    fn heading(&mut self, element: &Element<'_>) {
        let id = element.attribute("id").to_owned();
        let is_plain =
            !id.is_empty() && !id.contains(|letter: char| letter.is_whitespace() || "{}\"'<>=#.".contains(letter));
        if !id.is_empty() && !is_plain {
            self.note(Unsupported::Anchor, format!("`{id}` cannot be the id of a heading"));
        }
        let name = element.name().to_owned();
        self.out += &format!("<{name}>");
        self.nodes(&element.children);
        if is_plain && !self.is_cell {
            self.out += &format!(" {ID}");
            escape_html_into(&id, &mut self.out);
            self.out.push(END);
        }
        self.out += &format!("</{name}>");
    }

    fn item(&mut self, element: &Element<'_>) {
        self.out += "<li>";
        if element.tag.get("data-inline-task-id").is_some() {
            let checked = if element.has_class("checked") { " checked" } else { "" };
            self.out += &format!("<input type=\"checkbox\"{checked}> ");
        }
        self.nodes(&element.children);
        self.out += "</li>";
    }

    fn table(&mut self, element: &Element<'_>) {
        let cells = find(&element.children, &|cell| matches!(cell.name(), "td" | "th"));
        if cells.iter().any(|cell| cell.attribute("rowspan").parse().unwrap_or(1) > 1) {
            self.note(Unsupported::Part, "cells of a table that span rows: the rows below have a cell less".to_owned());
        }
        let was_cell = std::mem::replace(&mut self.is_cell, true);
        self.plain(element);
        self.is_cell = was_cell;
    }

    fn callout(&mut self, element: &Element<'_>) {
        let kinds = [("-tip", "TIP"), ("-note", "WARNING"), ("-warning", "CAUTION")];
        let class = element.attribute("class");
        let kind = kinds.iter().find(|(ending, _)| class.split_whitespace().any(|name| name.ends_with(ending)));
        let title = element.elements().find(|part| part.has_class("title")).map(|title| words(&title.children));
        let body: Vec<_> =
            element.elements().filter(|part| part.has_class("confluence-information-macro-body")).collect();
        self.open_callout(kind.map_or("NOTE", |(_, kind)| kind), title.as_deref());
        body.into_iter().for_each(|part| self.nodes(&part.children));
        self.close_callout();
    }

    fn panel(&mut self, element: &Element<'_>) {
        let title = element.elements().find(|part| part.has_class("panelHeader")).map(|title| words(&title.children));
        let body: Vec<_> = element.elements().filter(|part| part.has_class("panelContent")).collect();
        self.open_callout("NOTE", title.as_deref());
        body.into_iter().for_each(|part| self.nodes(&part.children));
        self.close_callout();
    }

    fn open_callout(&mut self, kind: &str, title: Option<&str>) {
        let title = title.filter(|title| !title.is_empty());
        if self.is_cell {
            if let Some(title) = title {
                self.out += "<p><strong>";
                self.text(title);
                self.out += "</strong></p>";
            }
            return;
        }
        self.out += &format!("<blockquote><p>{CALLOUT}{kind}{SHUT} ");
        self.text(title.unwrap_or_default());
        self.out += "</p>";
    }

    fn close_callout(&mut self) {
        if !self.is_cell {
            self.out += "</blockquote>";
        }
    }

    fn expand(&mut self, element: &Element<'_>) {
        let with_class = |class: &str| find(&element.children, &|part| part.has_class(class)).into_iter().next();
        let title = with_class("expand-control-text").map(|title| words(&title.children)).unwrap_or_default();
        let body = with_class("expand-content").map(|body| &body.children);
        if self.is_cell {
            self.out += "<p><strong>";
            self.text(&title);
            self.out += "</strong></p>";
            body.into_iter().for_each(|body| self.nodes(body));
            return;
        }
        self.out += &format!("<p>{OPEN}");
        self.text(if title.is_empty() { "More" } else { &title });
        self.out += "</p>";
        body.into_iter().for_each(|body| self.nodes(body));
        self.out += &format!("<p>{CLOSE}</p>");
    }

    fn code_macro(&mut self, element: &Element<'_>) {
        if let Some(title) = find(&element.children, &|part| part.has_class("codeHeader")).first() {
            self.out += "<p><strong>";
            self.text(&words(&title.children));
            self.out += "</strong></p>";
        }
        for block in find(&element.children, &|part| part.name() == "pre") {
            let parameters = block.attribute("data-syntaxhighlighter-params");
            let language = parameters.split(';').find_map(|part| part.trim().strip_prefix("brush:"));
            self.code(block, language.map(str::trim).unwrap_or_default());
        }
    }

    fn code(&mut self, element: &Element<'_>, language: &str) {
        let text = text_of(&element.children);
        if self.is_cell {
            for line in text.lines() {
                self.out += "<code>";
                self.text(line);
                self.out += "</code><br>";
            }
            return;
        }
        let language = if matches!(language, "text" | "none" | "plain") { "" } else { language };
        let is_name = language.chars().all(|letter| letter.is_ascii_alphanumeric() || "+#-".contains(letter));
        let class =
            if is_name && !language.is_empty() { format!(" class=\"language-{language}\"") } else { String::new() };
        self.out += &format!("<pre><code{class}>");
        self.text(&text);
        self.out += "</code></pre>";
    }

    /// The new URL of a file or page of the export.
    fn new_url(&mut self, written: &str) -> Option<String> {
        let (path, anchor) = written.split_once('#').unwrap_or((written, ""));
        let path = decode(path.split('?').next().unwrap_or_default());
        if path.is_empty() || !self.context.source.tree.has(&path) {
            return None;
        }
        let new = self.context.site.new_paths.get(&path);
        if new.is_none() {
            self.linked.insert(path.clone());
        }
        let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
        Some(format!("/{}{anchor}", encode_path(new.unwrap_or(&path))))
    }

    fn link(&mut self, element: &Element<'_>) {
        let href = element.attribute("href").to_owned();
        if element.has_class("confluence-userlink") || href.is_empty() {
            if let Some(id) = element.tag.get("id").or_else(|| element.tag.get("name")).filter(|_| href.is_empty()) {
                let id = id.to_owned();
                self.note(Unsupported::Anchor, format!("the anchor `{id}` beside a text"));
            }
            return self.nodes(&element.children);
        }
        let url = match href.as_str() {
            "index.html" => "/".to_owned(),
            _ => self.new_url(&href).unwrap_or(href),
        };
        self.out += "<a href=\"";
        escape_html_into(&url, &mut self.out);
        self.out += "\">";
        self.nodes(&element.children);
        self.out += "</a>";
    }

    fn image(&mut self, element: &Element<'_>) {
        let fallback = element.tag.get("data-emoji-fallback").or_else(|| element.tag.get("alt")).unwrap_or_default();
        let source = element.attribute("src").to_owned();
        if element.has_class("emoticon") {
            let fallback = fallback.to_owned();
            return self.text(&fallback);
        }
        if source.starts_with("images/icons/") {
            return;
        }
        let url = self.new_url(&source).unwrap_or_else(|| {
            let name = element.attribute("data-linked-resource-default-alias");
            let shown = if name.is_empty() { file_name_of(&source) } else { name };
            self.notes.push((Unsupported::Part, format!("the export does not contain the image `{shown}`")));
            source.clone()
        });
        self.out += "<img src=\"";
        escape_html_into(&url, &mut self.out);
        self.out += "\" alt=\"";
        escape_html_into(element.attribute("alt"), &mut self.out);
        self.out += "\">";
    }
}

fn first_class<'e>(element: &'e Element<'_>) -> &'e str {
    let name = element.attribute("data-macro-name");
    if name.is_empty() { element.attribute("class").split_whitespace().next().unwrap_or_default() } else { name }
}
