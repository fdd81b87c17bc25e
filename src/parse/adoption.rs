//! Turns a Markdown document that exists into one of a kind, for `fingerpost new --from`.
//!
//! Its front matter, its sections and its Markdown stay as they are written. The filled template of the kind adds the facts
//! and the sections that the document lacks. A document with none of these sections becomes the procedure of the template.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::node::{Node, Value};
use crate::base::yaml;
use crate::config::kinds::{Field, Kind};
use crate::parse::front_matter;
use crate::parse::kind::names::{Names, Subtitles, candidates};
use crate::parse::meta;
use crate::parse::title::clean;

/// The level of sections in templates.
const SECTION: usize = 2;
/// The level of the shallowest heading of a document that becomes a procedure.
const IN_PROCEDURE: usize = 3;
/// What a section has to say when the template's own words would contradict the document.
const PROMPT: &str = "<!-- To be written. -->";

/// A Markdown document with front matter, headings, or both.
#[derive(Debug)]
pub struct ExistingDocument<'t> {
    pub title: Option<String>,
    /// The heading that is the title, or is another title.
    heading: Option<String>,
    /// The whole file. Spans in `front` count in it.
    text: &'t str,
    front: Node,
    /// The lines of the front matter without its fences, and whether they are TOML.
    block: Range<usize>,
    is_toml: bool,
    /// The text below the front matter, without a heading that is the title.
    body: &'t str,
    headings: Vec<OuterHeading>,
}

/// A heading that is not inside a list or a quotation.
#[derive(Debug, Clone)]
struct OuterHeading {
    level: usize,
    text: String,
    /// In the body.
    range: Range<usize>,
}

/// A section of a document or template: its heading, and its text with the heading.
struct Section {
    heading: String,
    text: String,
}

/// Whether a text is Markdown: it has front matter, or a heading with `#` below its first line.
pub fn is_document(text: &str) -> bool {
    let split = front_matter::split(text);
    let has_front = split.problem.is_some() || split.body > text.len() - text.trim_start_matches('\u{feff}').len();
    let is_atx = |heading: &OuterHeading| heading.range.start > 0 && text[heading.range.start..].starts_with('#');
    has_front || headings(text).iter().any(is_atx)
}

/// Reads a document.
///
/// # Errors
/// The problem of its front matter, in words.
pub fn read(text: &str) -> Result<ExistingDocument<'_>, String> {
    let split = front_matter::split(text);
    if let Some(problem) = split.problem {
        return Err(problem.message);
    }
    let head = &text[..split.body];
    let fence = head.trim_start_matches('\u{feff}').trim_start().lines().next().unwrap_or_default().trim_end();
    if fence == "---json" {
        return Err(
            "it is in JSON, which cannot be joined with the facts of a kind; write each fact as a `key: value` line between two lines `---`".to_owned()
        );
    }
    let open = head.find(['-', '+']).map_or(0, |fence| fence + head[fence..].find('\n').map_or(0, |end| end + 1));
    let close = head.trim_end().rfind('\n').map_or(open, |newline| newline + 1).max(open);
    let whole = &text[split.body..];
    let mut found = headings(whole);
    let first = found.first().filter(|first| first.level == 1 && whole[..first.range.start].trim().is_empty()).cloned();
    let stated = split.front.get("title").and_then(Node::text).map(|title| title.trim().to_owned());
    // The only heading of its level above all sections is a title too, whatever the front matter says.
    let is_only = found.len() > 1 && found.iter().skip(1).all(|heading| heading.level > 1);
    let heading =
        first.filter(|first| is_only || stated.as_ref().is_none_or(|title| clean(title) == clean(&first.text)));
    let start = heading.as_ref().map_or(0, |heading| heading.range.end);
    if heading.is_some() {
        found.remove(0);
    }
    let found = found
        .into_iter()
        .map(|heading| OuterHeading { range: heading.range.start - start..heading.range.end - start, ..heading });
    Ok(ExistingDocument {
        title: stated.filter(|title| !title.is_empty()).or(heading.as_ref().map(|heading| clean(&heading.text))),
        heading: heading.map(|heading| clean(&heading.text)),
        text,
        is_toml: matches!(fence, "+++" | "---toml"),
        front: split.front,
        block: open..close,
        body: &whole[start..],
        headings: found.collect(),
    })
}

impl ExistingDocument<'_> {
    /// What the template gets as its procedure: the whole text, if the document has none of the template's sections. A
    /// title that gives way to `title` stays as text.
    pub fn procedure(&self, template: &str, title: &str, kind: Option<&Kind>) -> Option<String> {
        let own = sections_of(self.body, &self.headings, self.level());
        let has_them = sections(&template[front_matter::split(template).body..])
            .iter()
            .any(|known| own.1.iter().any(|own| is_same(known, own, kind)));
        (!has_them).then(|| with_left_over(self.left_over(title), self.shifted(IN_PROCEDURE).trim()))
    }

    /// Joins the document with the filled template of its kind.
    pub fn joined(&self, filled: &str, title: &str, kind: Option<&Kind>) -> String {
        let split = front_matter::split(filled);
        let own = self.shifted(SECTION);
        let (intro, mut own) = sections_of(&own, &headings(&own), SECTION);
        let known = sections(&filled[split.body..]);
        if !known.iter().any(|known| own.iter().any(|own| is_same(known, own, kind))) {
            return format!("{}{}", self.front(&split.front, filled, kind), &filled[split.body..]);
        }
        let states_version = meta::find(&self.front, "version").is_some();
        let mut at = 0;
        for known in known {
            match own.iter().position(|own| is_same(&known, own, kind)) {
                Some(found) => at = found + 1,
                None => {
                    let contradicts = states_version && known.text.contains("\n|");
                    let text = if contradicts { format!("## {}\n\n{PROMPT}", known.heading) } else { known.text };
                    own.insert(at, Section { heading: known.heading, text });
                    at += 1;
                }
            }
        }
        let intro = with_left_over(self.left_over(title), intro.trim());
        let parts = std::iter::once(intro).chain(own.iter().map(|own| own.text.trim().to_owned()));
        let body = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        let heading = if split.front.get("title").is_some() { String::new() } else { format!("# {title}\n\n") };
        let gap = if split.front.entries().is_empty() && self.front.entries().is_empty() { "" } else { "\n" };
        format!("{}{gap}{heading}{body}\n", self.front(&split.front, filled, kind))
    }

    /// The titles that give way to another one, a paragraph each.
    fn left_over(&self, title: &str) -> String {
        let mut titles: Vec<&str> = self.title.iter().chain(&self.heading).map(String::as_str).collect();
        titles.dedup_by(|one, other| clean(one) == clean(other));
        titles.retain(|own| *own != title);
        titles.join("\n\n")
    }

    /// The shallowest level of its headings.
    fn level(&self) -> usize {
        self.headings.iter().map(|heading| heading.level).min().unwrap_or(SECTION)
    }

    /// The body with its shallowest headings at this level.
    fn shifted(&self, level: usize) -> String {
        let mut out = self.body.to_owned();
        let shift = level as isize - self.level() as isize;
        for heading in self.headings.iter().rev().filter(|_| shift != 0) {
            let signs = "#".repeat((heading.level as isize + shift).clamp(1, 6) as usize);
            let written = &self.body[heading.range.clone()];
            let hashes = written.len() - written.trim_start_matches('#').len();
            let new = match hashes {
                // Underlined.
                0 => {
                    let lines = written.trim_end().rsplit_once('\n').map_or(written, |(lines, _)| lines);
                    format!("{signs} {}\n", lines.split_whitespace().collect::<Vec<_>>().join(" "))
                }
                _ => format!("{signs}{}", &written[hashes..]),
            };
            out.replace_range(heading.range.clone(), &new);
        }
        out
    }

    /// Its front matter with the facts of the template that it lacks. The title and the kind are those of the template.
    fn front(&self, template: &Node, filled: &str, kind: Option<&Kind>) -> String {
        let is_replaced = |key: &str| matches!(key, "title" | "kind") && template.get(key).is_some();
        let mut block = self.text[self.block.clone()].to_owned();
        let mut own: Vec<&(String, Node)> = self.front.entries().iter().filter(|(key, _)| is_replaced(key)).collect();
        own.sort_by_key(|(_, node)| std::cmp::Reverse(node.key_span.start));
        for (_, node) in own {
            let lines = lines_of(self.text, node);
            block.replace_range(lines.start - self.block.start..lines.end - self.block.start, "");
        }
        let (mut first, mut rest) = (String::new(), String::new());
        for (key, node) in template.entries() {
            if !is_replaced(key) && self.states(key, kind) {
                continue;
            }
            match self.is_toml {
                // Before its own lines: what follows the head of a table belongs to that table.
                true => first.push_str(&format!("{key} = {}\n", toml_value(node))),
                false if is_replaced(key) => first.push_str(&filled[lines_of(filled, node)]),
                false => rest.push_str(&filled[lines_of(filled, node)]),
            }
        }
        let fence = if self.is_toml { "+++" } else { "---" };
        let all = format!("{first}{block}{rest}");
        if all.is_empty() { all } else { format!("{fence}\n{all}{fence}\n") }
    }

    /// Whether it states a fact, under this name, another name for it, or by a fact that replaces it.
    fn states(&self, key: &str, kind: Option<&Kind>) -> bool {
        let has = |name: &String| self.front.get_path(name).is_some();
        let is_meant = |field: &&Field| field.name == key || field.alternatives.iter().any(|other| other == key);
        let mut fields = kind.into_iter().flat_map(|kind| &kind.fields).filter(is_meant);
        let is_stated =
            |field: &Field| has(&field.name) || field.aliases.iter().any(has) || field.alternatives.iter().any(has);
        meta::find(&self.front, key).is_some() || fields.any(is_stated)
    }
}

/// A value of a template in TOML, which has no empty value.
fn toml_value(node: &Node) -> String {
    match &node.value {
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => node.text().unwrap_or_default(),
        Value::List(items) => format!("[{}]", items.iter().map(toml_value).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, node)| format!("{} = {}", yaml::quoted(key), toml_value(node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Null | Value::Text(_) => yaml::quoted(&node.text().unwrap_or_default()),
    }
}

/// The lines of an entry of front matter.
fn lines_of(text: &str, node: &Node) -> Range<usize> {
    let start = text[..node.key_span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let last = node.span.end.max(node.key_span.end);
    let end = match text[..last].ends_with('\n') {
        true => last,
        false => last + text[last..].find('\n').map_or(text.len() - last, |newline| newline + 1),
    };
    start..end
}

fn with_left_over(left_over: String, text: &str) -> String {
    [left_over.as_str(), text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn sections(text: &str) -> Vec<Section> {
    sections_of(text, &headings(text), SECTION).1
}

/// The text before the first section, and the sections with headings of a level.
fn sections_of(text: &str, headings: &[OuterHeading], level: usize) -> (String, Vec<Section>) {
    let starts: Vec<&OuterHeading> = headings.iter().filter(|heading| heading.level <= level).collect();
    let end_of = |at: usize| starts.get(at).map_or(text.len(), |next| next.range.start);
    let section = |(at, heading): (usize, &&OuterHeading)| Section {
        heading: heading.text.clone(),
        text: text[heading.range.start..end_of(at + 1)].trim_end().to_owned(),
    };
    (text[..end_of(0)].to_owned(), starts.iter().enumerate().map(section).collect())
}

/// Whether two headings begin the same section, by their words or as the kind names it.
fn is_same(known: &Section, own: &Section, kind: Option<&Kind>) -> bool {
    let words = |heading: &str| candidates(heading, Subtitles::None);
    if words(&own.heading).first() == words(&known.heading).first() {
        return true;
    }
    kind.map(Names::of).is_some_and(|names| {
        let known = names.find(&known.heading);
        names.find(&own.heading).iter().any(|section| known.contains(section))
    })
}

fn headings(text: &str) -> Vec<OuterHeading> {
    let mut found: Vec<OuterHeading> = Vec::new();
    let (mut depth, mut is_inside) = (0_usize, false);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                found.push(OuterHeading { level: level as usize, text: String::new(), range });
                (depth, is_inside) = (1, true);
            }
            Event::Start(_) => depth += 1,
            Event::End(TagEnd::Heading(_)) => {
                depth = depth.saturating_sub(1);
                is_inside = false;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(words) | Event::Code(words) if is_inside => {
                found.last_mut().expect("a heading is open").text.push_str(&words);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::kinds::read::shipped_kinds;

    const TEMPLATE: &str = "---\ntitle: T\nkind: sop\nid: SOP-001\nversion: \"0.1\"\nowner:\nreview_in: 12 months\n---\n\n## Purpose\n\n<!-- Why. -->\n\n## Scope\n\n<!-- Where. -->\n\n## Procedure\n\n1. …\n\n## Revision history\n\n| Version |\n| --- |\n| 0.1 |\n";

    fn joined(text: &str) -> String {
        let kinds = shipped_kinds();
        read(text).expect("it can be read").joined(TEMPLATE, "T", kinds.find("sop"))
    }

    #[test]
    fn sections_front_matter_and_markdown_stay() {
        let text = "---\nversion: 2.0 # approved\ntitle: Old\nreview_by: 2027-01-01\nours: [a, b]\n---\n\nIn short: *go*.\n\n## Our own\n\n- [x] <b>\n\n## Scope:\n\n`all`\n\n### Part\n\nText.\n\n## Procedure\n\n1. Go.\n";
        assert_eq!(
            joined(text),
            "---\ntitle: T\nkind: sop\nversion: 2.0 # approved\nreview_by: 2027-01-01\nours: [a, b]\nid: SOP-001\nowner:\n---\n\nOld\n\nIn short: *go*.\n\n## Purpose\n\n<!-- Why. -->\n\n## Our own\n\n- [x] <b>\n\n## Scope:\n\n`all`\n\n### Part\n\nText.\n\n## Procedure\n\n1. Go.\n\n## Revision history\n\n<!-- To be written. -->\n"
        );
    }

    #[test]
    fn a_heading_that_is_another_title_keeps_the_sections_below_it() {
        let text = "---\ntitle: Old\n---\n# Older\n\n## Purpose\n\nWhy.\n\n## Procedure\n\n1. Go.\n";
        let joined = joined(text);
        assert!(joined.contains("---\n\nOld\n\nOlder\n\n## Purpose\n\nWhy.\n\n## Scope"), "{joined}");
        assert!(joined.contains("\n## Procedure\n\n1. Go.\n\n## Revision history\n"), "{joined}");
    }

    #[test]
    fn front_matter_in_toml_keeps_its_keys_and_gets_the_others() {
        let text = "+++\ntitle = \"Old\"\nversion = \"2.0\"\n\n[extra]\nours = 1\n+++\n\n## Procedure\n\n1. Go.\n";
        let front = "+++\ntitle = \"T\"\nkind = \"sop\"\nid = \"SOP-001\"\nowner = \"\"\nreview_in = \"12 months\"\nversion = \"2.0\"\n\n[extra]\nours = 1\n+++\n";
        for text in [text.to_owned(), text.replacen("+++", "---toml", 1).replace("+++", "---")] {
            let joined = joined(&text);
            assert!(joined.starts_with(front), "{joined}");
        }
        assert!(read("---json\n{\"a\": 1}\n---\n").is_err());
    }

    #[test]
    fn headings_of_any_level_become_sections() {
        let body = "# Purpose\n\nWhy.\n\n## Part\n\n```\n# code\n```\n\nProcedure\n=========\n\n1. Go.\n";
        let text = joined(&format!("Words first.\n\n{body}"));
        assert!(
            text.contains("\nWords first.\n\n## Purpose\n\nWhy.\n\n### Part\n\n```\n# code\n```\n\n## Scope"),
            "{text}"
        );
        assert!(text.contains("\n## Procedure\n\n1. Go.\n\n## Revision history\n\n| Version |"), "{text}");
    }

    #[test]
    fn a_document_without_these_sections_is_the_procedure() {
        let kinds = shipped_kinds();
        let text = "# T\n\n## Start\n\nStop it, *then*:\n\n- wait\n\n#### Deep\n";
        let read = read(text).expect("it can be read");
        assert_eq!(read.title.as_deref(), Some("T"));
        let procedure = read.procedure(TEMPLATE, "T", kinds.find("sop"));
        assert_eq!(procedure.as_deref(), Some("### Start\n\nStop it, *then*:\n\n- wait\n\n##### Deep"));
    }

    #[test]
    fn plain_notes_are_no_document() {
        assert!(!is_document("Restoring\n\nHelpdesk\n\nText.\n"));
        assert!(!is_document("# Restoring\n\nText.\n"));
        assert!(is_document("# Restoring\n\n## Steps\n"));
        assert!(is_document("---\ntitle: A\n---\nText.\n"));
    }
}
