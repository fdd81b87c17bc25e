//! The constructs of mdBook in chapters: included files, hidden lines of Rust code, and the blocks of `mdbook-admonish`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::base::path::{folder_of, is_markdown, join};
use crate::import::dialect::Context;
use crate::import::notes::{Topic, quotation};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{Included, PageText, Rewrites, comment};

/// How deep files may include files.
const MOST_LEVELS: usize = 10;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static TAG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\\?\{\{[ \t]*#(include|rustdoc_include|playground|playpen|title)[ \t]+([^{}\n]+?)[ \t]*\}\}")
});
static MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"ANCHOR(_END)?:[ \t]*([\w.-]+)"));
static FENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*([^`\n]*?)[ \t]*$"));
static TITLE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"title\s*=\s*["']([^"']*)["']|^[\w-]+\s+["']([^"']+)["']"#));
static INLINE_FORMULA: LazyLock<Regex> = LazyLock::new(|| pattern(r"\\\\\((.+?)\\\\\)"));
static FORMULA: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)\\\\\[(.+?)\\\\\]"));

/// The names of the files that a text includes.
pub fn included_names(text: &str) -> Vec<String> {
    let name = |found: Captures<'_>| Spot::of(&found[2]).file.to_owned();
    TAG.captures_iter(text).filter(|found| &found[1] != "title").map(name).collect()
}

/// Rewrites the constructs of a chapter.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let text = with_includes(page, context, out, &mut Included::at_most(MOST_LEVELS));
    let text = blocks(page, &text, out);
    let text = if context.site.variables.contains_key("mathjax") {
        let text = FORMULA.replace_all(&text, "$$$$$1$$$$");
        INLINE_FORMULA.replace_all(&text, "$$$1$$").into_owned()
    } else {
        text
    };
    if text != page.text[page.body..] {
        out.replace(page.body, page.text.len(), text);
    }
}

/// What an include names: a file, and a part of it.
struct Spot<'a> {
    file: &'a str,
    part: Option<&'a str>,
}

impl Spot<'_> {
    fn of(named: &str) -> Spot<'_> {
        let named = named.split_whitespace().next().unwrap_or_default();
        match named.split_once(':') {
            Some((file, part)) => Spot { file, part: Some(part) },
            None => Spot { file: named, part: None },
        }
    }

    /// The part of a text: lines, or those between two marks. Lines with marks go.
    fn text(&self, text: &str) -> Option<String> {
        let without_marks =
            |text: &str| -> String { text.split_inclusive('\n').filter(|line| !MARK.is_match(line)).collect() };
        let Some(part) = self.part else { return Some(without_marks(text)) };
        if part.chars().all(|letter| letter.is_ascii_digit() || letter == ':') {
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            let first = first.parse::<usize>().unwrap_or(1).max(1);
            let last = last.parse::<usize>().unwrap_or(usize::MAX);
            let count = last.saturating_add(1).saturating_sub(first);
            return Some(text.split_inclusive('\n').skip(first - 1).take(count).collect());
        }
        let is = |line: &str, is_end: bool| {
            MARK.captures(line).is_some_and(|found| found.get(1).is_some() == is_end && &found[2] == part)
        };
        let mut lines = text.split_inclusive('\n').skip_while(|line| !is(line, false));
        lines.next()?;
        Some(without_marks(&lines.take_while(|line| !is(line, true)).collect::<String>()))
    }
}

/// The text below the front matter with the files that it includes.
fn with_includes(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites, included: &mut Included) -> String {
    let mut text = String::with_capacity(page.text.len());
    let mut done = page.body;
    for found in TAG.captures_iter(page.text) {
        let whole = found.get(0).expect("group 0 is the match");
        if whole.start() < page.body {
            continue;
        }
        text.push_str(&page.text[done..whole.start()]);
        done = whole.end();
        if let Some(shown) = whole.as_str().strip_prefix('\\') {
            text.push_str(shown);
        } else if &found[1] == "title" {
            out.front.set("title", FrontValue::Text(found[2].to_owned()));
        } else if let Some(new) = file(page, whole.start(), &found[1], &found[2], context, out, included) {
            text.push_str(&new);
        } else {
            out.note(page, whole.start(), Topic::Includes, quotation(whole.as_str()));
            let is_code = page.code.contains(whole.start());
            text.push_str(&if is_code { whole.as_str().to_owned() } else { comment(whole.as_str()) });
        }
    }
    text.push_str(&page.text[done..]);
    text
}

/// The text of an included file, or of a part of it.
fn file(
    page: &PageText<'_>,
    at: usize,
    tag: &str,
    named: &str,
    context: &Context<'_>,
    out: &mut Rewrites,
    included: &mut Included,
) -> Option<String> {
    let spot = Spot::of(named);
    let path = join(folder_of(page.path), spot.file)?;
    let text = spot.text(&context.source.text(&path)?).filter(|text| included.admits(text))?;
    if tag.starts_with("play") {
        return Some(format!("```rust\n{}\n```", text.trim_end()));
    }
    if page.code.contains(at) || !is_markdown(&path) {
        return Some(text.trim_end_matches('\n').to_owned());
    }
    let inner = PageText::new(&path, page.content_path, &text);
    let mut rewrites = Rewrites::default();
    let mut new = String::new();
    included.nested(|included| new = with_includes(&inner, context, &mut rewrites, included));
    out.notes.extend(rewrites.notes);
    Some(new.trim_end_matches('\n').to_owned())
}

/// The text with code fences as readers saw them, and blocks of `mdbook-admonish` as containers.
fn blocks(page: &PageText<'_>, text: &str, out: &mut Rewrites) -> String {
    let mut new = String::with_capacity(text.len());
    let mut open: Option<CodeFence> = None;
    let mut hidden = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let found = FENCE.captures(bare);
        if let Some(fence) = &open {
            let is_end = found.as_ref().is_some_and(|found| found[2].starts_with(&fence.sign) && found[3].is_empty());
            if is_end {
                new.push_str(&if fence.is_note {
                    line.replacen(bare.trim_start_matches([' ', '\t', '>']), ":::", 1)
                } else {
                    line.to_owned()
                });
                open = None;
            } else if fence.is_rust && is_hidden(bare) {
                hidden += 1;
            } else if fence.is_rust && bare.trim_start().starts_with("## ") {
                new.push_str(&line.replacen("## ", "# ", 1));
            } else {
                new.push_str(line);
            }
            continue;
        }
        let Some(found) = found else {
            new.push_str(line);
            continue;
        };
        let fence = CodeFence::of(&found);
        let end = &line[bare.len()..];
        match fence.is_note {
            true => new.push_str(&format!("{}{}{end}", &found[1], note(&found[3]))),
            false => {
                let info = found[3].split_once(',').map_or(&found[3], |(language, _)| language);
                new.push_str(&format!("{}{}{}{end}", &found[1], &found[2], info.trim()));
            }
        }
        open = Some(fence);
    }
    if hidden > 0 {
        out.notes.file(Topic::Converted, page.path, format!("{hidden} hidden lines of code are left out"));
    }
    new
}

/// A code fence.
struct CodeFence {
    sign: String,
    is_rust: bool,
    /// Whether it is a block of `mdbook-admonish`.
    is_note: bool,
}

impl CodeFence {
    fn of(found: &Captures<'_>) -> CodeFence {
        let info = found[3].trim();
        let is_rust = info == "rust" || info.starts_with("rust,") || info.starts_with("rust ");
        CodeFence { sign: found[2].to_owned(), is_rust, is_note: info.split([' ', ',']).next() == Some("admonish") }
    }
}

/// The beginning of a container for a block of `mdbook-admonish`.
fn note(info: &str) -> String {
    let rest = info.strip_prefix("admonish").unwrap_or(info).trim_start_matches([' ', ',']);
    let kind = rest.split([' ', ',']).next().filter(|kind| !kind.is_empty() && !kind.contains('=')).unwrap_or("note");
    let title = TITLE.captures(rest).and_then(|found| found.get(1).or(found.get(2))).map(|title| title.as_str());
    match title.filter(|title| !title.is_empty()) {
        Some(title) => format!(":::{kind} {title}"),
        None => format!(":::{kind}"),
    }
}

/// Whether a line of Rust is one that readers did not see: `# ` or `#` alone, but no attribute.
fn is_hidden(line: &str) -> bool {
    let line = line.trim();
    line == "#" || line.starts_with("# ")
}
