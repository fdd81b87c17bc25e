//! The constructs of VitePress in pages: groups of code, included files, components of Vue, front matter.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::base::node::Value;
use crate::base::path::{extension_of, folder_of, join};
use crate::import::dialect::Context;
use crate::import::notes::{Topic, quotation};
use crate::import::scripts::jsx::Syntax;
use crate::import::scripts::mdx;
use crate::import::source::text_at;
use crate::import::text::code_fences::{self, FenceInfo, fences};
use crate::import::text::code_ranges::CodeRanges;
use crate::import::text::front_edit::FrontValue;
use crate::import::text::hero;
use crate::import::text::old_links::new_target;
use crate::import::text::page_text::{Included, PageText, Rewrites, placeholder};

/// How deep texts may include texts.
const MOST_LEVELS: usize = 6;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static SNIPPET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^([ \t]*)<<<[ \t]*([^\s{#\[]+)(?:#([\w*-]+))?[ \t]*(?:\{([^}\n]*)\})?[ \t]*(?:\[([^\]\n]+)\])?[ \t]*\r?$",
    )
});
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?m)^([ \t]*)<!--[ \t]*@include:[ \t]*([^\s{#]+?)(#[\w*-]+)?[ \t]*(?:\{([\d,\s]*)\})?[ \t]*-->[ \t]*\r?$")
});
static VALUE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\{\{[ \t]*([^{}\n]*?(?:\{[^{}\n]*\}[^{}\n]*?)*)[ \t]*\}\}"));
static CONTENTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^\[\[toc\]\][ \t]*\r?$\n?"));
static BARE_CONTAINER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^:::+[ \t]*(v-pre|raw)[ \t]*$"));
static REGION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^[^\n]*?#(?:(end)region|region)\b[ \t]*:?[ \t]*([\w*-]*)[^\n]*\n?"));

/// Rewrites the constructs of a page, and its front matter.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    front(page, out);
    let mut files = Vec::new();
    let hero = hero::convert(
        page,
        &mut |target| new_target(target, page, context, &mut files).unwrap_or_else(|| target.to_owned()),
        out,
    );
    let mut first = Rewrites::default();
    body(page, context, &mut first, &mut Included::at_most(MOST_LEVELS));
    out.notes.extend(std::mem::take(&mut first.notes));
    // Components are looked for in the text with what it includes.
    let text = first.apply(page);
    let second = page.changed(&text, first.kept(page));
    let mut rewrites = Rewrites::default();
    mdx::convert(&second, context, Syntax::Tags, &mut rewrites);
    let body = rewrites.body(&second);
    out.notes.extend(rewrites.notes);
    out.files.append(&mut rewrites.files);
    out.files.append(&mut files);
    out.replace(page.body, page.text.len(), hero + &body);
}

fn front(page: &PageText<'_>, out: &mut Rewrites) {
    let front = &page.front;
    let is_false = |key: &str| front.get(key).is_some_and(|node| node.value == Value::Bool(false));
    if is_false("outline") || is_false("aside") {
        out.front.set("toc", FrontValue::Truth(false));
    }
    for key in ["outline", "aside"] {
        if front.get(key).is_some() {
            out.front.remove(key);
        }
    }
    if front.get("lastUpdated").is_some_and(|node| matches!(node.value, Value::Bool(_))) {
        out.front.remove("lastUpdated");
    }
    if let Some(node) = front.get("layout") {
        out.front.remove("layout");
        let name = node.text().unwrap_or_default();
        if !matches!(name.as_str(), "doc" | "home") {
            out.notes.at(Topic::Layouts, page.path, page.line(node.key_span.start), format!("layout `{name}`"));
        }
    }
    for key in ["sidebar", "navbar", "footer", "editLink", "prev", "next", "titleTemplate", "pageClass", "isHome"] {
        if let Some(node) = front.get(key) {
            out.front.remove(key);
            out.notes.at(Topic::FrontMatter, page.path, page.line(node.key_span.start), format!("`{key}`"));
        }
    }
}

fn body(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites, included: &mut Included) {
    for found in each(page, &INCLUDE) {
        include(page, &found, context, out, included);
    }
    for found in each(page, &SNIPPET) {
        snippet(page, &found, context, out);
    }
    for found in each(page, &CONTENTS) {
        let whole = found.get(0).expect("group 0 is the match");
        out.replace(whole.start(), whole.end(), "");
    }
    let raw = groups(page, out);
    for found in each(page, &VALUE) {
        let whole = found.get(0).expect("group 0 is the match");
        let is_shown =
            raw.iter().any(|(start, end)| (*start..*end).contains(&whole.start())) || is_shown(page, whole.start());
        if is_shown {
            // Text that shows braces.
            out.replace(whole.start(), whole.end(), format!("`{}`", whole.as_str()));
            continue;
        }
        let name = found[1].trim();
        let own = name.strip_prefix("$frontmatter.").and_then(|key| text_at(&page.front, key));
        let text = own.or_else(|| (name == "$frontmatter.title").then(|| text_at(&page.front, "title")).flatten());
        let text = text.or_else(|| {
            name.strip_prefix(['\'', '"']).and_then(|text| text.strip_suffix(['\'', '"'])).map(str::to_owned)
        });
        match text {
            Some(text) => out.replace(whole.start(), whole.end(), text),
            None => {
                out.note(page, whole.start(), Topic::TemplateTags, quotation(whole.as_str()));
                let new = placeholder(&page.text[..whole.start()], whole.as_str());
                out.replace(whole.start(), whole.end(), new);
            }
        }
    }
}

fn each<'p>(page: &'p PageText<'_>, shape: &'p Regex) -> impl Iterator<Item = Captures<'p>> {
    shape.captures_iter(page.text).filter(|found| {
        let start = found.get(0).map_or(0, |whole| whole.start());
        start >= page.body && !page.code.contains(start)
    })
}

/// Whether an element around a place has `v-pre`.
fn is_shown(page: &PageText<'_>, at: usize) -> bool {
    let line = page.text[..at].rsplit('\n').next().unwrap_or_default();
    line.rfind('<').is_some_and(|open| line[open..].contains("v-pre") && line[open..].contains('>'))
}

/// Makes tabs of groups of code, and takes away containers without an effect here; returns where text shows braces.
fn groups(page: &PageText<'_>, out: &mut Rewrites) -> Vec<(usize, usize)> {
    let fences = fences(page.text, page.body);
    let mut open: Vec<(bool, usize)> = Vec::new();
    let mut raw = Vec::new();
    let mut at = page.body;
    for line in page.text[page.body..].split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let bare = line.trim();
        if !bare.starts_with(":::") || page.code.contains(start + line.len() - line.trim_start().len()) {
            continue;
        }
        let name = bare.trim_start_matches(':').trim();
        let indent = &line[..line.len() - line.trim_start().len()];
        if name.is_empty() {
            if let Some((is_raw, from)) = open.pop()
                && is_raw
            {
                raw.push((from, start));
                out.replace(start, end, "");
            }
        } else if BARE_CONTAINER.is_match(bare) {
            open.push((true, end));
            out.replace(start, end, "");
        } else {
            open.push((false, end));
            if name.starts_with("code-group") {
                let colons = bare.len() - bare.trim_start_matches(':').len();
                out.replace(start, end, format!("{indent}{}tabs\n", ":".repeat(colons)));
                let close = close_of(page, end);
                for fence in fences.iter().filter(|fence| fence.start >= end && fence.end <= close) {
                    let (from, to) = fence.info;
                    let info = code_fences::read(page.text[from..to].trim());
                    let title = info.title.clone().unwrap_or_else(|| info.language.clone());
                    let title = if title.is_empty() { "Code".to_owned() } else { title };
                    out.replace(fence.start, fence.start, format!("{indent}:::tab {title}\n"));
                    out.replace(from, to, code_fences::written(&FenceInfo { title: None, ..info }));
                    out.replace(fence.end, fence.end, format!("{indent}:::\n"));
                }
            }
        }
    }
    raw
}

/// Where the container ends whose text begins at an offset.
fn close_of(page: &PageText<'_>, from: usize) -> usize {
    let mut at = from;
    for line in page.text[from..].split_inclusive('\n') {
        if line.trim().starts_with(":::") && !page.code.contains(at + line.len() - line.trim_start().len()) {
            return at;
        }
        at += line.len();
    }
    page.text.len()
}

/// The file that a page names.
fn file_of(page: &PageText<'_>, named: &str, context: &Context<'_>) -> Option<String> {
    let path = match named.strip_prefix('@') {
        Some(rest) => join(&context.site.content, rest.trim_start_matches('/')),
        None => join(folder_of(page.path), named),
    };
    path.filter(|path| context.source.tree.has(path))
}

/// Puts the code of a file in the page.
fn snippet(page: &PageText<'_>, found: &Captures<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let whole = found.get(0).expect("group 0 is the match");
    let text = file_of(page, &found[2], context).and_then(|path| context.source.text(&path));
    let region = found.get(3).map(|region| region.as_str());
    let text = text.and_then(|text| match region {
        Some(region) => part(&text, region),
        None => Some(text),
    });
    let Some(text) = text else {
        out.note(page, whole.start(), Topic::Includes, quotation(whole.as_str().trim()));
        out.replace(whole.start(), whole.end(), placeholder("", whole.as_str()));
        return;
    };
    let words = found.get(4).map_or("", |words| words.as_str());
    // `{1,3 ts:line-numbers}`
    let is_lines = |word: &&str| word.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, ',' | '-'));
    let language = words.split_whitespace().find(|word| !is_lines(word)).map(str::to_owned);
    let language = language.or_else(|| extension_of(&found[2])).unwrap_or_else(|| "text".to_owned());
    let lines: Vec<&str> = words.split_whitespace().filter(is_lines).collect();
    let mut info = code_fences::read(&format!("{language} {{{}}}", lines.join("")));
    info.title = found.get(5).map(|title| title.as_str().to_owned());
    let text = code_fences::without_marks(&text, &mut info);
    let fence = if text.contains("```") { "````" } else { "```" };
    let indent = &found[1];
    let code: String = text.trim_end().lines().map(|line| format!("{indent}{line}\n")).collect();
    let new = format!("{indent}{fence}{}\n{code}{indent}{fence}", code_fences::written(&info));
    out.replace(whole.start(), whole.end(), new);
}

/// Puts the text of a file in the page.
fn include(
    page: &PageText<'_>,
    found: &Captures<'_>,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) {
    let whole = found.get(0).expect("group 0 is the match");
    let text = file_of(page, &found[2], context).and_then(|path| Some((path.clone(), context.source.text(&path)?)));
    let region = found.get(3).map(|region| region.as_str().trim_start_matches('#'));
    let taken = text.and_then(|(path, text)| {
        let own = PageText::new(&path, page.content_path, &text);
        let text = match region {
            Some(region) => part(&text, region).or_else(|| section(&text, region))?,
            None => text[own.body..].to_owned(),
        };
        let lines = found.get(4).map(|lines| lines.as_str().trim().to_owned());
        let text = lines.map_or(text.clone(), |lines| lines_of(&text, &lines));
        Some((path, text))
    });
    let Some((path, text)) = taken.filter(|(_, text)| included.admits(text)) else {
        out.note(page, whole.start(), Topic::Includes, quotation(whole.as_str().trim()));
        return;
    };
    let inner = PageText::new(&path, page.content_path, &text);
    let mut rewrites = Rewrites::default();
    included.nested(|included| body(&inner, context, &mut rewrites, included));
    let new = rewrites.body(&inner);
    out.notes.extend(rewrites.notes);
    out.replace(whole.start(), whole.end(), new.trim_end().to_owned());
}

/// The lines `2,5`, `2,` or `,5` of a text.
fn lines_of(text: &str, lines: &str) -> String {
    let (first, last) = lines.split_once(',').unwrap_or((lines, lines));
    let first: usize = first.trim().parse().unwrap_or(1);
    let last: usize = last.trim().parse().unwrap_or(usize::MAX);
    let taken = text.lines().skip(first.saturating_sub(1)).take(last.saturating_sub(first).saturating_add(1));
    taken.map(|line| format!("{line}\n")).collect()
}

/// The lines between the marks of a region, without marks and their indentation.
fn part(text: &str, region: &str) -> Option<String> {
    let mut marks = REGION.captures_iter(text);
    let whole = |found: &Captures<'_>| found.get(0).map(|whole| (whole.start(), whole.end()));
    let (_, start) = marks.find(|found| found.get(1).is_none() && &found[2] == region).as_ref().and_then(whole)?;
    let (end, _) = marks
        .find(|found| found.get(1).is_some() && (found[2].is_empty() || &found[2] == region))
        .as_ref()
        .and_then(whole)?;
    let inner = REGION.replace_all(text.get(start..end)?, "").into_owned();
    let indent =
        inner.lines().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    let indent = indent.unwrap_or(0);
    Some(inner.lines().map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect())
}

/// The section of a heading with this id.
fn section(text: &str, id: &str) -> Option<String> {
    let code = CodeRanges::new(text, 0);
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let (mut out, mut depth, mut at) = (String::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        let is_heading = line.starts_with('#') && !code.contains(at);
        at += line.len();
        if is_heading && depth > 0 && level(line) <= depth {
            break;
        }
        if is_heading && depth == 0 {
            let words = line.trim_start_matches('#').trim();
            let is_ours = words.ends_with(&format!("{{#{id}}}")) || crate::base::slug::anchor(words) == id;
            depth = if is_ours { level(line) } else { 0 };
        }
        if depth > 0 {
            out.push_str(line);
        }
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_lines_and_sections_are_parts_of_a_text() {
        let text = "a\n  // #region x\n  b\n    c\n  // #endregion x\nd\n";
        assert_eq!(part(text, "x").as_deref(), Some("b\n  c\n"));
        assert_eq!(lines_of("a\nb\nc\n", "2,"), "b\nc\n");
        assert_eq!(section("# A\n\n## B b\nx\n### C\n## D\n", "b-b").as_deref(), Some("## B b\nx\n### C\n"));
    }
}
