//! The body of a page as Markdown (CommonMark with tables, footnotes and definition lists), for programs.
//!
//! It is made from the rendered page, not from the author's file: embedded pages, steps and the text of templates are in
//! it, comments and other front matter are not, and each link has its published URL.

pub(super) mod inline;
pub mod tree;

use crate::config::settings::Config;
use crate::render::markdown::inline::{Inline, escape_start};
use crate::render::markdown::tree::{Element, HtmlNode, parse, text_of};
use crate::render::plain_text;
use crate::site::page::Page;

/// The title, facts and text of a page. `html` is its rendered body.
pub fn text(config: &Config, page: &Page, html: &str) -> String {
    let mut out = format!("# {}\n\n", inline::escape(&page.title));
    for (name, value) in plain_text::facts(config, page) {
        out += &format!("- {name}: {}\n", if name == "URL" { format!("<{value}>") } else { inline::escape(&value) });
    }
    let inline = Inline { html, origin: &config.base_url.origin, page: &config.base_url.absolute(&page.url) };
    let body = MarkdownWriter { inline }.blocks(&parse(html)).join("\n\n");
    if body.is_empty() { out } else { out + "\n" + &body + "\n" }
}

/// HTML of another program as Markdown, with its URLs as they are.
pub fn of_html(html: &str) -> String {
    let inline = Inline { html, origin: "", page: "" };
    MarkdownWriter { inline }.blocks(&parse(html)).join("\n\n")
}

struct MarkdownWriter<'a> {
    inline: Inline<'a>,
}

/// Inline elements.
const IN_LINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "input", "ins",
    "kbd", "label", "mark", "math", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
    "svg", "time", "u", "var", "wbr",
];

impl MarkdownWriter<'_> {
    /// Each block of nodes as Markdown. Text between blocks is a block too.
    fn blocks(&self, nodes: &[HtmlNode<'_>]) -> Vec<String> {
        let mut out = Vec::new();
        let mut line: Vec<&HtmlNode<'_>> = Vec::new();
        for node in nodes {
            match node {
                HtmlNode::Element(element) if !IN_LINE.contains(&element.name()) => {
                    out.extend(self.paragraph(&std::mem::take(&mut line)));
                    self.block(element, &mut out);
                }
                _ => line.push(node),
            }
        }
        out.extend(self.paragraph(&line));
        out
    }

    fn paragraph(&self, nodes: &[&HtmlNode<'_>]) -> Option<String> {
        let text = self.inline.of(nodes.iter().copied());
        (!text.is_empty()).then(|| escape_start(&text))
    }

    fn line(&self, element: &Element<'_>) -> Option<String> {
        self.paragraph(&element.children.iter().collect::<Vec<_>>())
    }

    fn block(&self, element: &Element<'_>, out: &mut Vec<String>) {
        let strong = |text: String| format!("**{text}**");
        match element.name() {
            "p" if ["callout-title", "tab-title"].iter().any(|class| element.has_class(class)) => {
                out.extend(self.line(element).map(strong));
            }
            "p" | "figcaption" | "caption" => out.extend(self.line(element)),
            "summary" => out.extend(self.line(element).map(strong)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(element.name().as_bytes()[1] - b'0');
                let title = self.inline.of(&element.children).replace('\n', " ");
                out.push(format!("{} {title}", "#".repeat(level)));
            }
            "ul" | "ol" => out.push(self.list(element)),
            "dl" => out.push(self.definitions(element)),
            "pre" => out.push(code(element)),
            "table" => self.table(element, out),
            "hr" => out.push("---".to_owned()),
            "section" if element.has_class("footnotes") => out.extend(self.notes(element)),
            "blockquote" => out.push(quoted(&self.blocks(&element.children))),
            "div" if element.has_class("callout") => out.push(quoted(&self.blocks(&element.children))),
            "audio" | "video" | "iframe" | "object" | "embed" => out.extend(self.inline.media(element)),
            _ => out.extend(self.blocks(&element.children)),
        }
    }

    fn list(&self, list: &Element<'_>) -> String {
        let is_ordered = list.name() == "ol";
        let mut number: u64 = list.attribute("start").parse().unwrap_or(1);
        let mut items = Vec::new();
        let mut is_tight = true;
        for item in elements(&list.children) {
            if let Ok(value) = item.attribute("value").parse() {
                number = value;
            }
            let mark = if is_ordered { format!("{number}. ") } else { "- ".to_owned() };
            number = number.saturating_add(1);
            let blocks = self.blocks(&item.children);
            let is_short = elements(&item.children).all(|inner| inner.name() != "p");
            is_tight &= blocks.len() < 2 || is_short;
            items.push(indented(&mark, &blocks.join(if is_short { "\n" } else { "\n\n" })));
        }
        items.join(if is_tight { "\n" } else { "\n\n" })
    }

    fn definitions(&self, list: &Element<'_>) -> String {
        let mut out = String::new();
        for item in elements(&list.children) {
            let blocks = self.blocks(&item.children).join("\n\n");
            match item.name() {
                "dt" if out.is_empty() || out.ends_with("\n\n") => out += &format!("{blocks}\n"),
                "dt" => out += &format!("\n{blocks}\n"),
                "dd" => out += &format!("{}\n", indented(": ", &blocks)),
                _ => out += &format!("{}\n", self.definitions(item)),
            }
        }
        out.trim_end().to_owned()
    }

    fn notes<'n>(&'n self, section: &'n Element<'_>) -> Vec<String> {
        let lists = elements(&section.children).filter(|list| list.name() == "ol");
        let note = |item: &Element<'_>| {
            let name = item.attribute("id").rsplit("fn-").next().unwrap_or_default();
            indented(&format!("[^{name}]: "), &self.blocks(&item.children).join("\n\n"))
        };
        lists.flat_map(|list| elements(&list.children)).map(note).collect()
    }

    /// A table with its caption. A cell is one line.
    fn table(&self, table: &Element<'_>, out: &mut Vec<String>) {
        let mut rows = Vec::new();
        self.rows(&table.children, &mut rows, out);
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        let line = |cells: &Vec<String>| {
            let cells = (0..width).map(|at| cells.get(at).map_or("", String::as_str));
            cells.fold(String::from("|"), |line, cell| line + " " + cell + " |")
        };
        let mut lines = rows.iter().map(line);
        if let Some(head) = lines.next() {
            let rule = format!("|{}", " --- |".repeat(width));
            out.push([head, rule].into_iter().chain(lines).collect::<Vec<_>>().join("\n"));
        }
    }

    fn rows(&self, nodes: &[HtmlNode<'_>], rows: &mut Vec<Vec<String>>, out: &mut Vec<String>) {
        for element in elements(nodes) {
            match element.name() {
                "tr" => rows.push(elements(&element.children).flat_map(|cell| self.cell(cell)).collect()),
                "caption" => self.block(element, out),
                _ => self.rows(&element.children, rows, out),
            }
        }
    }

    /// The text of a cell, and an empty cell for each further column that it spans.
    fn cell(&self, cell: &Element<'_>) -> Vec<String> {
        let text = self.blocks(&cell.children).join("<br>").replace("\\\n", "<br>").replace('\n', "<br>");
        let columns = cell.attribute("colspan").parse().unwrap_or(1).clamp(1, MOST_COLUMNS);
        let mut cells = vec![String::new(); columns];
        cells[0] = text.replace('|', "\\|");
        cells
    }
}

/// As many columns as a cell can span in HTML.
const MOST_COLUMNS: usize = 1_000;

fn elements<'n, 'a>(nodes: &'n [HtmlNode<'a>]) -> impl Iterator<Item = &'n Element<'a>> {
    nodes.iter().filter_map(|node| match node {
        HtmlNode::Element(element) => Some(element),
        HtmlNode::Text(_) => None,
    })
}

/// A code block, in a fence that is longer than any in it.
fn code(element: &Element<'_>) -> String {
    let text = text_of(&element.children);
    let class = elements(&element.children).next().map_or("", |code| code.attribute("class"));
    let language = class.split_ascii_whitespace().find_map(|class| class.strip_prefix("language-")).unwrap_or_default();
    let fence = inline::fence(&text, 3);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}

fn quoted(blocks: &[String]) -> String {
    let text = blocks.join("\n\n");
    let line = |line: &str| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Text behind a mark, with its further lines below its first letter.
fn indented(mark: &str, text: &str) -> String {
    // Four columns are enough for a note, and more would make code of its text.
    let margin = " ".repeat(if mark.starts_with("[^") { 4 } else { mark.len() });
    let mut out = mark.to_owned();
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
            out += if line.is_empty() { "" } else { &margin };
        }
        out += line;
    }
    out
}
