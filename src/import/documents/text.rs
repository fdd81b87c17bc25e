//! The Markdown that pandoc makes of a document as an author would write it, and plain text as Markdown.
//!
//! Tracked changes are accepted and comments taken out; both are notes. Images get the paths of the new site.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::base::node::Node;
use crate::base::path::{SourcePath, extension_of, file_name_of, folder_of, is_markdown, join};
use crate::config::kinds::Information;
use crate::config::kinds::read::shipped_kinds;
use crate::config::settings::Markdown;
use crate::import::dialect::Context;
use crate::import::documents::names::{image_folder, image_name, pandoc_format};
use crate::import::notes::{Topic, quotation};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{PageText, Rewrites};
use crate::parse::dates::parse_date;
use crate::parse::kind::inline_metadata::{self, MetadataRules};
use crate::parse::settings::markdown_options;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static SPAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"<span([^<>]*)>|</span>"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?:data-)?(\w+)="([^"]*)""#));
static HTML_IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"<img src="(media/[^"]*)"([^<>]*?)/?>"#));
static IMAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(!\[[^\]]*\]\()(media/[^)\s]+)"));
static EMPTY_HEADER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\|(?: *\|)+ *\n(\|[-:|]+\|) *\n(\|[^\n]*)$"));
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\]\(([^()\s#:]+\.(?i:docx|odt|txt))(#[^()\s]*)?\)"));
/// Rewrites a document.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let body = &page.text[page.body..];
    let is_document = pandoc_format(page.path).is_some();
    let new = match extension_of(page.path).as_deref() {
        _ if is_document => document(page, body, out),
        Some("txt") => plain_text(&facts(page, titled(page, body.replace("\r\n", "\n"), out), out)),
        _ => body.to_owned(),
    };
    let new = links(page, &new, context);
    if new != body {
        out.replace(page.body, page.text.len(), new);
    }
}

fn document(page: &PageText<'_>, body: &str, out: &mut Rewrites) -> String {
    front(page, out);
    let text = spans(page, body, out);
    let folder = file_name_of(&image_folder(page.path)).replace(' ', "%20");
    let image = |path: &str| format!("{folder}/{}", image_name(path));
    for found in HTML_IMAGE.captures_iter(&text).map(|found| found[1].to_owned()) {
        if matches!(extension_of(&found).as_deref(), Some("emf" | "wmf" | "tif" | "tiff")) {
            let said = format!("browsers cannot show {}: save it as PNG", quotation(&image(&found)));
            out.notes.file(Topic::Components, page.path, said);
        }
    }
    let text = HTML_IMAGE.replace_all(&text, |found: &Captures<'_>| {
        let alt = attribute(&found[2], "alt").unwrap_or_default();
        format!("![{}]({})", alt.replace(['[', ']'], ""), image(&found[1]))
    });
    let text = IMAGE.replace_all(&text, |found: &Captures<'_>| format!("{}{}", &found[1], image(&found[2])));
    // OpenDocument has no rows of headings; the first row has the words.
    let text = EMPTY_HEADER.replace_all(&text, "$2\n$1").into_owned();
    facts(page, titled(page, text, out), out)
}

/// The longest first line that is a title.
const LONGEST_TITLE: usize = 80;

/// The text without a first line that is its title. OpenDocument files have no other mark for it.
fn titled(page: &PageText<'_>, text: String, out: &mut Rewrites) -> String {
    let (first, rest) = text.trim_start().split_once("\n\n").unwrap_or_default();
    let is_title = first.starts_with(char::is_alphanumeric)
        && first.chars().count() <= LONGEST_TITLE
        && !first.contains(['\n', '[', '<', '|'])
        && !first.ends_with(['.', ':', ';'])
        && page.front.get("title").is_none();
    if !is_title {
        return text;
    }
    out.front.set("title", FrontValue::Text(first.replace(['*', '\\'], "")));
    rest.to_owned()
}

/// Takes facts such as owner and version out of a table or lines at the top, into the front matter.
fn facts(page: &PageText<'_>, text: String, out: &mut Rewrites) -> String {
    let kinds = shipped_kinds();
    let fields = kinds.fields_of(None, true);
    let options = markdown_options(&Markdown::default());
    let rules = MetadataRules { information: Information::Any, fields: &fields, order: None, options };
    let mut front = Node::empty_map();
    let taken = inline_metadata::extract(&SourcePath::new(page.path), (&text, 0), &mut front, rules);
    let Some(left) = taken.text else { return text };
    out.front.set("controlled", FrontValue::Truth(true));
    for (key, value) in front.entries().iter().filter_map(|(key, node)| Some((key, node.text()?))) {
        out.front.set(key, FrontValue::Text(value));
    }
    let values: Vec<String> = front.entries().iter().filter_map(|(_, node)| node.text()).collect();
    let said = "facts at the top of the document are front matter now; set its `kind`";
    out.notes.file(Topic::Converted, page.path, said);
    let rows: String = taken.rows.iter().map(|(label, value)| format!("| {label} | {value} |\n")).collect();
    let table = if rows.is_empty() { rows } else { format!("| Fact | Value |\n| --- | --- |\n{rows}\n") };
    format!("{table}{}", without_facts(left.trim_start(), &values))
}

/// The text without paragraphs at its top that only state these values, such as `Owner: Safety team`.
fn without_facts<'t>(text: &'t str, values: &[String]) -> &'t str {
    let is_stated = |line: &str| {
        let plain = line.trim_end_matches('\\').replace('*', "");
        plain.split_once(':').is_some_and(|(_, value)| values.iter().any(|known| known == value.trim()))
    };
    let mut rest = text;
    while let Some((paragraph, behind)) = rest.split_once("\n\n")
        && paragraph.lines().all(is_stated)
    {
        rest = behind.trim_start_matches('\n');
    }
    rest
}

/// What the document says of itself, in our keys.
fn front(page: &PageText<'_>, out: &mut Rewrites) {
    let text = |key: &str| page.front.get(key).and_then(|node| Some((node, node.text()?)));
    if let Some((_, date)) = text("date").filter(|(_, date)| parse_date(date).is_none()) {
        out.front.remove("date");
        out.notes.file(Topic::FrontMatter, page.path, format!("the date {}", quotation(&date)));
    }
    if let Some((_, words)) = text("subtitle").or_else(|| text("abstract")) {
        let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
        out.front.set("description", FrontValue::Text(words));
        ["subtitle", "abstract"].iter().for_each(|key| out.front.remove(key));
    }
    if let Some(words) = page.front.get("keywords").and_then(Node::texts) {
        let words = words.iter().flat_map(|words| words.split(',')).map(|word| word.trim().to_owned());
        out.front.set("tags", FrontValue::Texts(words.filter(|word| !word.is_empty()).collect()));
        out.front.remove("keywords");
    }
}

/// What a span of pandoc's output is.
enum SpanKind {
    Inserted,
    /// Its text goes, and is in a note with these words.
    Removed(String, usize),
    Plain(&'static str),
}

/// The text without spans: insertions stay, deletions and comments go, and marks that links lead to become anchors.
fn spans(page: &PageText<'_>, body: &str, out: &mut Rewrites) -> String {
    let mut text = String::with_capacity(body.len());
    let mut open: Vec<SpanKind> = Vec::new();
    let mut done = 0;
    let mut changes = 0;
    for found in SPAN.captures_iter(body) {
        let whole = found.get(0).expect("group 0 is the match");
        text.push_str(&body[done..whole.start()]);
        done = whole.end();
        let Some(attributes) = found.get(1).map(|attributes| attributes.as_str()) else {
            match open.pop() {
                Some(SpanKind::Removed(what, start)) => {
                    let removed = text.split_off(start);
                    if !removed.trim().is_empty() {
                        out.notes.file(Topic::Changes, page.path, format!("{what}: {}", quotation(&removed)));
                    }
                }
                Some(SpanKind::Plain(end)) => text.push_str(end),
                Some(SpanKind::Inserted) | None => {}
            }
            continue;
        };
        let author = attribute(attributes, "author").unwrap_or_else(|| "somebody".to_owned());
        let class = attribute(attributes, "class").unwrap_or_default();
        open.push(match class.as_str() {
            "insertion" | "paragraph-insertion" => {
                changes += 1;
                SpanKind::Inserted
            }
            "deletion" => SpanKind::Removed(format!("text that {author} deleted"), text.len()),
            "comment-start" => SpanKind::Removed(format!("comment of {author}"), text.len()),
            "underline" => {
                text.push_str("<u>");
                SpanKind::Plain("</u>")
            }
            _ => {
                let id = attribute(attributes, "id").filter(|id| body.contains(&format!("](#{id})")));
                text.extend(id.map(|id| format!("<a id=\"{id}\"></a>")));
                SpanKind::Plain("")
            }
        });
    }
    text.push_str(&body[done..]);
    if changes > 0 {
        out.notes.file(Topic::Changes, page.path, format!("{changes} tracked insertions are in the text"));
    }
    text
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let value = ATTRIBUTE.captures_iter(attributes).find(|found| &found[1] == name)?[2].to_owned();
    Some(
        value
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

/// Links to other documents of the folder lead to their pages.
fn links(page: &PageText<'_>, text: &str, context: &Context<'_>) -> String {
    let new = |found: &Captures<'_>| {
        let path = join(folder_of(page.path), &found[1].replace("%20", " "));
        let is_page = path.is_some_and(|path| context.source.tree.has(&path) && !is_markdown(&path));
        let anchor = found.get(2).map_or("", |anchor| anchor.as_str());
        let stem = found[1].rsplit_once('.').map_or(&found[1], |(stem, _)| stem).to_owned();
        if is_page { format!("]({stem}.md{anchor})") } else { found[0].to_owned() }
    };
    LINK.replace_all(text, new).into_owned()
}

/// The longest line after which a line break was meant.
const SHORT_LINE: usize = 50;

/// Plain text: bullets of all kinds become hyphens, signs of HTML stay what they are, breaks after short lines stay, and
/// numbered lines in capitals become headings, so that steps below them begin at 1.
fn plain_text(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let are_headings = have_text_between_them(&lines);
    let is_item = |line: &str| {
        let number = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
        line.starts_with(['-', '*', '+', '•', '·', '–', '#', '|', '=', '>', '~'])
            || (number.len() < line.len() && number.starts_with(['.', ')']))
    };
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let indentation = &line[..line.len() - bare.len()];
        let bare = match bare.strip_prefix(['•', '·', '–', '▪', '◦', '●']) {
            Some(words) if words.starts_with([' ', '\t']) => format!("- {}", words.trim_start()),
            _ => bare.to_owned(),
        };
        if are_headings && is_in_capitals(line) {
            out.push_str(&format!("\n## {}\n\n", bare.replace('<', "\\<")));
            continue;
        }
        let next = lines.get(at + 1).map_or("", |next| next.trim_start());
        let breaks = !bare.is_empty() && bare.chars().count() < SHORT_LINE && !next.is_empty();
        let is_broken = breaks && !is_item(&bare) && !is_item(next);
        out.push_str(&indentation.replace('\t', "    "));
        out.push_str(&bare.replace('<', "\\<"));
        out.push_str(if is_broken { "\\\n" } else { "\n" });
    }
    out
}

/// A line such as `2. PROCEDURE`.
fn is_in_capitals(line: &str) -> bool {
    let words = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let words = words.strip_prefix(['.', ')']).filter(|rest| words.len() < line.len() && rest.starts_with(' '));
    words.is_some_and(|words| {
        let letters = words.chars().filter(|letter| letter.is_alphabetic());
        letters.clone().count() > 2 && letters.clone().all(char::is_uppercase) && words.chars().count() <= LONGEST_TITLE
    })
}

/// Whether each line in capitals has other text before the next one: steps that are all in capitals have not.
fn have_text_between_them(lines: &[&str]) -> bool {
    let shown = lines.iter().filter(|line| !line.is_empty());
    let mut capitals = shown.map(|line| is_in_capitals(line)).collect::<Vec<_>>();
    capitals.push(true);
    !capitals.windows(2).any(|pair| pair == [true, true])
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn numbered_lines_in_capitals_are_headings_unless_they_are_steps() {
        let text = "1. PURPOSE\nSafety.\n2. PROCEDURE\n1. Sound the alarm\n2. Leave\n";
        let new = "\n## 1. PURPOSE\n\nSafety.\n\n## 2. PROCEDURE\n\n1. Sound the alarm\n2. Leave\n";
        assert_eq!(plain_text(text), new);
        let steps = "1. CLOSE THE VALVE\n2. LEAVE THE ROOM\n";
        assert_eq!(plain_text(steps), steps);
    }

    #[test]
    fn plain_text_keeps_its_lists_and_lines() {
        let text = "Opening\n=======\n\nDesk <one>\nFloor 2\n\n• a\n• b\n\n1) first\n";
        let new = "Opening\n=======\n\nDesk \\<one>\\\nFloor 2\n\n- a\n- b\n\n1) first\n";
        assert_eq!(plain_text(text), new);
    }
}
