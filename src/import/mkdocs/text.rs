//! The constructs of Python-Markdown, PyMdown and Material in pages.
//!
//! Notes, tabs, attribute lists, keys and marked text are read by Fingerpost itself and stay. Snippets are put in the
//! page, icons are removed, abbreviations move to a page of their own.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::base::node::Node;
use crate::base::path::join;
use crate::import::dialect::Context;
use crate::import::notes::{Topic, quotation};
use crate::import::old_site::Abbreviation;
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{Included, PageText, Rewrites, placeholder};

/// How deep snippets may contain snippets.
const MOST_LEVELS: usize = 6;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static ICON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r":(?:material|fontawesome|octicons|simple)-([a-z0-9]+(?:-[a-z0-9]+)*):(?:\{[^{}\n]*\})?[ ]?")
});
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\*\[([^\]\n]+)\]:[ \t]*(.+?)[ \t]*\r?$\n?"));
static HEADING_ATTRIBUTES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^#{1,6}[^\n]*?\{:?([^{}\n]*)\}[ \t]*\r?$"));
static SNIPPET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^([ \t]*)(;?)-+8<-+[ \t]+["']([^"'\n]+)["'][ \t]*\r?$\n?"#));
static SNIPPETS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^([ \t]*)(;?)-+8<-+[ \t]*\r?\n((?:[^\n]*\n)*?)[ \t]*-+8<-+[ \t]*\r?$\n?"));
static SECTION_MARK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^.*-+8<-+ *\[ *(start|end) *: *([\w-]+) *\].*\r?$\n?"));
static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{[ ]*([\w.]+)[ ]*\}\}|\{%[^%\n]*%\}|\{\{[^{}\n]*\}\}"));
static CRITIC: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\{\+\+([^{}\n]*)\+\+\}|\{--([^{}\n]*)--\}|\{==([^{}\n]*)==\}|\{>>([^{}\n]*)<<\}|\{~~([^{}\n~]*)~>([^{}\n]*)~~\}",
    )
});
static INSERTED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\^\^([^\s^](?:[^\n^]*[^\s^])?)\^\^"));
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^:::[ ]+([A-Za-z_][\w.]*\.[\w.]+)[ \t]*\r?$(?:\n(?:    |\t)[^\n]*)*\n?"));
static DARK_IMAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"!\[[^\]\n]*\]\([^()\s]+#(?:only|gh)-?(?:dark|dark-mode-only)\)(?:\{[^{}\n]*\})?"));
static LIGHT_IMAGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(!\[[^\]\n]*\]\([^()\s#]+)#(?:only|gh)-?(?:light|light-mode-only)\)"));
static LINE_NUMBERS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^[ \t>]*(?:```|~~~)[^\n]*?\b(linenums=(?:"\d+"|'\d+'|\d+))"#));
static CODE_LANGUAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"`(#![a-z0-9+#-]+ )"));

/// Rewrites the constructs of a page.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    front(page, out);
    body(page, context, out, &mut Included::at_most(MOST_LEVELS));
}

fn front(page: &PageText<'_>, out: &mut Rewrites) {
    let front = &page.front;
    let line = |node: &Node| page.line(node.key_span.start);
    if let Some(node) = front.get("hide") {
        let hidden = node.texts().unwrap_or_default();
        if hidden.iter().any(|part| part == "toc") {
            out.front.set("toc", FrontValue::Truth(false));
        }
        out.front.remove("hide");
        if hidden.iter().any(|part| part != "toc") {
            let text = "`hide` hid a part of the page that is always shown";
            out.notes.at(Topic::FrontMatter, page.path, line(node), text);
        }
    }
    if let Some((node, status)) = front.get("status").and_then(|node| Some((node, node.text()?)))
        && matches!(status.as_str(), "new" | "deprecated")
    {
        out.front.remove("status");
        let text = format!("`status: {status}` was a mark in the menu, and has another meaning here");
        out.notes.at(Topic::FrontMatter, page.path, line(node), text);
    }
    if let Some((node, name)) = front.get("template").and_then(|node| Some((node, node.text()?))) {
        out.front.remove("template");
        out.notes.at(Topic::Layouts, page.path, line(node), format!("template `{name}`"));
    }
    if let Some(node) = front.get("icon") {
        out.front.remove("icon");
        out.notes.at(Topic::Icons, page.path, line(node), "icon of the page in the menu");
    }
}

fn body(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites, included: &mut Included) {
    snippets(page, context, out, included);
    icons(page, out);
    let text = page.text;
    abbreviations_of_page(page, out);
    for found in each(page, &HEADING_ATTRIBUTES) {
        let inner = found.get(1).expect("the group is not optional");
        let attributes = inner.as_str().trim();
        // Other braces are words of the heading.
        let is_attribute = |word: &str| word.starts_with(['#', '.']) || word.contains('=');
        if attributes.is_empty() || !attributes.split_whitespace().all(is_attribute) {
            continue;
        }
        let kept: Vec<&str> = attributes.split_whitespace().filter(|word| word.starts_with(['#', '.'])).collect();
        let open = text[..inner.start()].rfind('{').expect("the pattern has a brace");
        let new = if kept.is_empty() { String::new() } else { format!("{{{}}}", kept.join(" ")) };
        out.replace(open, inner.end() + 1, new);
    }
    for found in each(page, &CRITIC) {
        let whole = found.get(0).expect("group 0 is the match");
        let group = |number: usize| found.get(number).map(|group| group.as_str());
        let new = match (group(1), group(2), group(3), group(4), group(6)) {
            (Some(added), ..) | (_, _, _, _, Some(added)) => added.to_owned(),
            (_, Some(removed), ..) => format!("~~{removed}~~"),
            (_, _, Some(marked), ..) => format!("=={marked}=="),
            _ => String::new(),
        };
        out.replace(whole.start(), whole.end(), new);
        out.note(page, whole.start(), Topic::Converted, format!("change mark {}", quotation(whole.as_str())));
    }
    for found in each(page, &INSERTED) {
        let whole = found.get(0).expect("group 0 is the match");
        out.replace(whole.start(), whole.end(), format!("<ins>{}</ins>", &found[1]));
    }
    for found in each(page, &REFERENCE) {
        let whole = found.get(0).expect("group 0 is the match");
        out.replace(whole.start(), whole.end(), "");
        out.note(page, whole.start(), Topic::Components, format!("reference of `{}`, made from its code", &found[1]));
    }
    images(page, out);
    for found in LINE_NUMBERS.captures_iter(text) {
        let option = found.get(1).expect("the group is not optional");
        out.replace(option.start(), option.end(), "numbered");
    }
    for found in CODE_LANGUAGE.captures_iter(text) {
        let mark = found.get(1).expect("the group is not optional");
        if mark.start() >= page.body && page.code.contains(mark.start()) {
            out.replace(mark.start(), mark.end(), "");
        }
    }
    if context.site.has_tags {
        tags(page, context, out);
    }
}

/// The matches of a pattern in the text of a page, without those in code.
fn each<'p>(page: &'p PageText<'_>, shape: &'p Regex) -> impl Iterator<Item = Captures<'p>> {
    shape.captures_iter(page.text).filter(|found| {
        let start = found.get(0).map_or(0, |whole| whole.start());
        start >= page.body && !page.code.contains(start)
    })
}

/// Takes the abbreviations out of a page.
pub fn abbreviations_of_page(page: &PageText<'_>, out: &mut Rewrites) {
    for found in each(page, &ABBREVIATION) {
        let whole = found.get(0).expect("group 0 is the match");
        out.abbreviations.push(abbreviation(&found));
        out.replace(whole.start(), whole.end(), "");
    }
}

/// The abbreviations that a text defines.
pub fn abbreviations_in(text: &str) -> Vec<Abbreviation> {
    ABBREVIATION.captures_iter(text).map(|found| abbreviation(&found)).collect()
}

fn abbreviation(found: &Captures<'_>) -> Abbreviation {
    Abbreviation { short: found[1].trim().to_owned(), long: found[2].trim().to_owned() }
}

/// Removes icons. One that is all of a link's text or of a table's cell becomes a word.
fn icons(page: &PageText<'_>, out: &mut Rewrites) {
    for found in each(page, &ICON) {
        let whole = found.get(0).expect("group 0 is the match");
        let before = page.text[page.body..whole.start()].chars().next_back();
        let after = page.text[whole.end()..].chars().next();
        let is_cell = page.text[..whole.start()].trim_end().ends_with('|');
        let name = found[1].trim_start_matches("brands-").trim_start_matches("solid-").trim_start_matches("regular-");
        let word = match name {
            _ if !(is_cell || (before == Some('[') && after == Some(']'))) => String::new(),
            "check" | "check-bold" | "check-circle" | "check-all" => "Yes".to_owned(),
            "close" | "close-thick" | "close-circle" | "cancel" => "No".to_owned(),
            name => name.replace('-', " "),
        };
        let gap = if word.is_empty() || !whole.as_str().ends_with(' ') { "" } else { " " };
        out.replace(whole.start(), whole.end(), format!("{word}{gap}"));
        out.note(page, whole.start(), Topic::Icons, quotation(whole.as_str().trim()));
    }
}

/// Of two images for two colour schemes, the one for light pages stays.
fn images(page: &PageText<'_>, out: &mut Rewrites) {
    for found in each(page, &DARK_IMAGE) {
        let whole = found.get(0).expect("group 0 is the match");
        out.replace(whole.start(), whole.end(), "");
        out.note(
            page,
            whole.start(),
            Topic::Converted,
            format!("an image for dark pages: {}", quotation(whole.as_str())),
        );
    }
    for found in each(page, &LIGHT_IMAGE) {
        let whole = found.get(0).expect("group 0 is the match");
        out.replace(whole.start(), whole.end(), format!("{})", &found[1]));
    }
}

/// Puts values in the place of tags that name them; others are noted.
fn tags(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    for found in each(page, &TAG) {
        let whole = found.get(0).expect("group 0 is the match");
        match found.get(1).and_then(|name| context.site.variables.get(name.as_str())) {
            Some(value) => out.replace(whole.start(), whole.end(), value.as_str()),
            None => {
                out.note(page, whole.start(), Topic::TemplateTags, quotation(whole.as_str()));
                let new = placeholder(&page.text[..whole.start()], whole.as_str());
                out.replace(whole.start(), whole.end(), new);
            }
        }
    }
}

/// Puts the text of other files in the page.
fn snippets(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites, included: &mut Included) {
    for found in
        SNIPPET.captures_iter(page.text).filter(|found| found.get(0).is_some_and(|whole| whole.start() >= page.body))
    {
        let whole = found.get(0).expect("group 0 is the match");
        if !found[2].is_empty() {
            let sign = found.get(2).expect("it is not empty");
            out.replace(sign.start(), sign.end(), "");
            continue;
        }
        let new = snippet(page, whole.start(), &found[1], &found[3], context, out, included);
        if let Some(new) = new {
            out.replace(whole.start(), whole.end(), new);
        }
    }
    for found in
        SNIPPETS.captures_iter(page.text).filter(|found| found.get(0).is_some_and(|whole| whole.start() >= page.body))
    {
        let whole = found.get(0).expect("group 0 is the match");
        if !found[2].is_empty() {
            continue;
        }
        let names = found[3].lines().map(str::trim).filter(|name| !name.is_empty() && !name.starts_with(';'));
        let names: Vec<&str> = names.collect();
        let texts: Option<Vec<String>> =
            names.iter().map(|name| snippet(page, whole.start(), &found[1], name, context, out, included)).collect();
        if let Some(texts) = texts {
            out.replace(whole.start(), whole.end(), texts.concat());
        }
    }
}

/// The text of one snippet, with the indentation of its place.
fn snippet(
    page: &PageText<'_>,
    at: usize,
    indentation: &str,
    name: &str,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) -> Option<String> {
    let Some(found) = part_of_file(name, context) else {
        out.note(page, at, Topic::Includes, format!("there is no file {} in the source folder", quotation(name)));
        return None;
    };
    if !included.admits(&found.text) {
        out.note(page, at, Topic::Includes, format!("{} is nested too deep or too long", quotation(name)));
        return None;
    }
    let text = if page.code.contains(at) {
        found.text
    } else {
        let inner = PageText::new(&found.path, page.content_path, &found.text);
        let mut rewrites = Rewrites::default();
        included.nested(|included| body(&inner, context, &mut rewrites, included));
        let text = rewrites.body(&inner);
        out.notes.extend(rewrites.notes);
        out.abbreviations.extend(rewrites.abbreviations);
        text
    };
    let lines =
        text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{indentation}{line}\n") });
    Some(lines.collect())
}

/// A text of another file.
struct FoundText {
    path: String,
    text: String,
}

/// The file of a snippet: `file`, `file:section`, `file:4` or `file:4:8`.
fn part_of_file(name: &str, context: &Context<'_>) -> Option<FoundText> {
    let folders = if context.site.include_folders.is_empty() {
        vec![String::new()]
    } else {
        context.site.include_folders.clone()
    };
    let (file, part) = match name.split_once(':') {
        Some((file, part)) if !file.is_empty() => (file, Some(part)),
        _ => (name, None),
    };
    let places = folders.iter().filter_map(|folder| join(folder, file));
    let (path, text) = places.filter_map(|path| Some((path.clone(), context.source.text(&path)?))).next()?;
    let text = match part {
        None => SECTION_MARK.replace_all(&text, "").into_owned(),
        Some(part) if part.starts_with(|first: char| first.is_ascii_digit() || first == ':') => {
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            let first: usize = first.parse().unwrap_or(1);
            let last: usize = last.parse().unwrap_or(usize::MAX);
            let lines = text.lines().skip(first.saturating_sub(1)).take(last.saturating_sub(first).saturating_add(1));
            lines.map(|line| format!("{line}\n")).collect()
        }
        Some(section) => section_of(&text, section)?,
    };
    Some(FoundText { path, text })
}

/// The lines between the marks of a section.
fn section_of(text: &str, section: &str) -> Option<String> {
    let mark = |kind: &str, from: usize| {
        let mut marks = SECTION_MARK.captures_iter(&text[from..]);
        marks
            .find(|found| &found[1] == kind && &found[2] == section)
            .and_then(|found| found.get(0))
            .map(|whole| whole.start() + from..whole.end() + from)
    };
    let start = mark("start", 0)?.end;
    let end = mark("end", start)?.start;
    Some(SECTION_MARK.replace_all(&text[start..end], "").into_owned())
}
