//! Raw HTML that an author wrote: images, frames, links and headings that have words; tables; identifiers; colours.
//!
//! The examples of the rules that are named here (ACT Rules Community Group) have their likes in `tests/suite/act.site`.

mod accessible_names;
mod element_tree;
mod tables;

use std::collections::HashMap;
use std::ops::Range;

use crate::base::codes::text::{
    A11Y_ALT_TEXT, A11Y_EMPTY_HEADING, A11Y_FRAME_TITLE, A11Y_HEADING_LEVEL, A11Y_INLINE_COLOUR,
    A11Y_LANGUAGE_OF_PARTS, A11Y_MISSING_ALT, HTML_DUPLICATE_ID,
};
use crate::base::diagnostic::Diagnostic;
use crate::base::language::{advice, fault};
use crate::lint::html::element_tree::{Content, Element, Tree};
use crate::lint::{Judge, alt_text, headings, links};

pub(super) fn check(judge: &mut Judge<'_>) {
    let Some(tree) = Tree::of(judge) else { return };
    ids(judge, &tree);
    heading_levels(judge, &tree);
    for (at, element) in tree.elements() {
        if element.is_raw {
            colours(judge, element);
            language(judge, &tree, at, element);
            frame(judge, &tree, at, element);
        }
        if tree.is_hidden(at) {
            continue;
        }
        link(judge, &tree, at, element);
        if element.is_raw {
            image(judge, &tree, at, element);
            heading(judge, &tree, at, element);
            bold(judge, &tree, at, element);
            tables::check(judge, &tree, at, element);
        }
    }
}

/// Identifiers that are given twice (ACT rule 3ea0c8).
fn ids(judge: &mut Judge<'_>, tree: &Tree) {
    let mut first: HashMap<&str, &Range<usize>> = HashMap::new();
    for (_, element) in tree.elements() {
        let Some(id) = element.get("id").filter(|id| !id.is_empty()) else { continue };
        let Some(earlier) = first.get(id) else {
            first.insert(id, &element.place);
            continue;
        };
        let message = format!("another part of this page has the identifier `{id}`");
        let finding = Diagnostic::new(&HTML_DUPLICATE_ID, judge.place(&element.place), message);
        let label = judge.place(earlier);
        judge.findings.push(finding.help("give each its own").label(label, "the first one"));
    }
}

/// Whether an image should have words and has none (ACT rules 23a2a8 and 7d6734).
fn is_nameless_image(tree: &Tree, at: usize, element: &Element) -> bool {
    let is_picture = match element.name.as_str() {
        "img" => {
            let is_drawn = ["src", "srcset"].iter().any(|name| element.get(name).is_some())
                || element.get("style").is_some_and(|style| style.contains("background"))
                || tree
                    .parent(at)
                    .and_then(|parent| tree.element(parent))
                    .is_some_and(|parent| parent.name == "picture");
            is_drawn && element.get("alt") != Some("") && !element.is_presentation()
        }
        _ => matches!(element.role(), Some("img" | "graphics-document" | "graphics-symbol")),
    };
    element.is_raw && is_picture && !tree.is_hidden(at) && tree.name(at).is_empty()
}

fn image(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    if is_nameless_image(tree, at, element) {
        let (what, help) = match element.name.as_str() {
            "img" => ("image", "add `alt=\"…\"` with what it shows; leave it empty where the image only decorates"),
            _ => ("drawing", "add `aria-label=\"…\"` with what it shows, or `<title>…</title>` inside an `<svg>`"),
        };
        let message = format!("this {what} has no words for those who do not see it");
        judge.report(&A11Y_MISSING_ALT, &element.place, message, help);
    } else if element.name == "img"
        && let (Some(alt), Some(src)) = (element.said("alt"), element.said("src"))
        && element.said("aria-label").or_else(|| element.said("aria-labelledby")).is_none()
        && !tree.around(at).any(|(_, outer)| outer.get("download").is_some())
        && let Some((message, help)) = alt_text::slip(alt, src)
    {
        judge.report(&A11Y_ALT_TEXT, &element.place, message, help);
    }
}

/// A frame that neither eyes nor keys reach needs no title; one that only programs are told nothing of does
/// (ACT rule cae760).
fn frame(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    let is_shown = || !tree.around(at).any(|(_, outer)| outer.is_undisplayed());
    let is_reached = || element.get("tabindex").is_none_or(|index| !index.trim().starts_with('-'));
    let is_told = || !element.is_presentation() && !tree.is_hidden(at);
    if element.name == "iframe" && is_shown() && (is_reached() || is_told()) && tree.name(at).is_empty() {
        judge.report(
            &A11Y_FRAME_TITLE,
            &element.place,
            "this frame has no title",
            "add `title=\"…\"` with what it holds",
        );
    }
}

/// Links whose words are missing or say nothing (ACT rules c487ae and aizyf1). What Markdown alone makes is judged there.
fn link(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    let is_link = match (element.name.as_str(), element.role()) {
        (_, Some("link" | "doc-backlink" | "doc-biblioref" | "doc-glossref" | "doc-noteref")) => true,
        ("a" | "area", None | Some("none" | "presentation")) => element.get("href").is_some(),
        _ => false,
    };
    let is_ours = || element.is_raw || tree.inside(at).any(|(_, inner)| inner.is_raw);
    if !is_link || !is_ours() {
        return;
    }
    let name = tree.name(at);
    // An image without words is told itself.
    let is_told = || tree.inside(at).any(|(inner, image)| is_nameless_image(tree, inner, image));
    if name.is_empty() && !is_told() {
        links::empty(judge, &element.place);
    } else if element.is_raw && links::is_vague(&name, judge.text.language.tag) {
        links::vague(judge, &element.place, &name);
    } else if element.is_raw && !name.is_empty() {
        links::file(judge, element.get("href").unwrap_or_default(), &name, &tree.words_behind(at), &element.place);
    }
}

/// Headings of HTML that are more than one level below the heading before them, whoever wrote that one.
fn heading_levels(judge: &mut Judge<'_>, tree: &Tree) {
    let mut last = 1;
    for (at, element) in tree.elements().filter(|(at, _)| !tree.is_hidden(*at)) {
        let Some(level) = element.name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) else { continue };
        // A heading of the first level is published a level deeper.
        let level = if element.is_raw { level.max(2) } else { level };
        if element.is_raw && level > last + 1 && !tree.name(at).is_empty() {
            let message = format!("this heading is of level {level}, and the one before it of level {last}");
            let help = format!("write `<h{}>`; levels say what belongs to what, and are no sizes", last + 1);
            judge.report(&A11Y_HEADING_LEVEL, &element.place, message, &help);
        }
        last = level;
    }
}

/// Headings without words (ACT rule ffd0e9).
fn heading(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    let is_heading = matches!(element.name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        && (element.role().is_none() || element.is_presentation() && element.get("aria-label").is_some())
        || element.role() == Some("heading");
    let is_told = || tree.inside(at).any(|(inner, image)| is_nameless_image(tree, inner, image));
    if is_heading && tree.name(at).is_empty() && !is_told() {
        let help = "give it words, or take it away";
        judge.report(&A11Y_EMPTY_HEADING, &element.place, "this heading is empty", help);
    }
}

/// A short line that is bold and no more, with a block behind it.
fn bold(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    if !matches!(element.name.as_str(), "b" | "strong" | "big" | "font") {
        return;
    }
    let is_line = |at: &usize| {
        let name = tree.element(*at).map_or("", |element| element.name.as_str());
        matches!(name, "p" | "div" | "center")
    };
    let parent = tree.parent(at);
    let blank = |content: &Content| matches!(content, Content::Words(words) if words.trim().is_empty());
    let is_alone = tree.children(parent).all(|(other, content)| other == at || blank(content));
    let Some(line) = parent.filter(is_line).filter(|_| is_alone) else { return };
    let is_block = |next: &Element| matches!(next.name.as_str(), "p" | "ul" | "ol" | "dl" | "table" | "pre");
    let next = tree.behind(line).find_map(|content| match content {
        Content::Element(element) => Some(element),
        Content::Words(_) => None,
    });
    let is_followed = next.is_some_and(is_block);
    // What is centred or links on decorates the top of a page.
    let is_banner = |element: &Element| element.name == "center" || element.get("align") == Some("center");
    if tree.around(line).any(|(_, outer)| is_banner(outer)) || tree.inside(at).any(|(_, inner)| inner.name == "a") {
        return;
    }
    let words = tree.words(at);
    let is_bold =
        element.name != "font" || tree.inside(at).any(|(_, inner)| matches!(inner.name.as_str(), "b" | "strong"));
    if is_followed && is_bold && headings::could_be_heading(words.trim()) {
        headings::looks_like(judge, &element.place, words.trim());
    }
}

/// A part that says a language which no program knows (ACT rule de46e4).
fn language(judge: &mut Judge<'_>, tree: &Tree, at: usize, element: &Element) {
    let Some(tag) = element.get("lang").filter(|tag| !tag.is_empty()) else { return };
    // Of code, `lang` says how to read it.
    let is_code =
        tree.around(at).chain(tree.inside(at)).any(|(_, other)| matches!(other.name.as_str(), "pre" | "code"));
    if !is_code
        && let Some(meant) = fault(tag.trim())
        && has_words(tree, at)
    {
        let message = format!("`{tag}` is not the tag of a language");
        judge.report(&A11Y_LANGUAGE_OF_PARTS, &element.place, message, &advice(meant));
    }
}

/// Whether words are read in the language that an element says.
fn has_words(tree: &Tree, at: usize) -> bool {
    tree.children(Some(at)).any(|(child, content)| match content {
        Content::Words(words) => !words.trim().is_empty(),
        Content::Element(inner) if inner.is_undisplayed() || inner.get("lang").is_some() => false,
        Content::Element(inner) => inner.said("alt").is_some() || has_words(tree, child),
    })
}

fn colours(judge: &mut Judge<'_>, element: &Element) {
    let has_colour = element.name == "font" && element.said("color").is_some()
        || element.said("bgcolor").is_some()
        || element.get("style").is_some_and(sets_colour);
    if has_colour {
        let help =
            "leave colours to the theme, which has them for both schemes and for print; say in words what it means";
        judge.report(&A11Y_INLINE_COLOUR, &element.place, "this element has a colour of its own", help);
    }
}

fn sets_colour(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        matches!(name.as_str(), "color" | "background" | "background-color")
            && !matches!(value.as_str(), "inherit" | "transparent" | "none" | "currentcolor" | "unset")
            && !value.contains("var(--")
            && !value.contains("url(")
    })
}
