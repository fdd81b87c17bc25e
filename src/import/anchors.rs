//! Gives headings the ids that they had in the old site, where Fingerpost would make others.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::base::slug::{UniqueIds, anchor};
use crate::base::span::Span;
use crate::config::settings::Markdown;
use crate::edit::patch::{Edit, apply};
use crate::import::anchor_rules::{AnchorRule, OldIds};
use crate::parse::events::Spanned;
use crate::parse::front_matter;
use crate::parse::settings::markdown_options;
use crate::parse::title::{clean, plain_text};

/// A page whose headings have their old ids.
#[derive(Debug, PartialEq, Eq)]
pub struct Anchored {
    pub text: String,
    /// The ids that its headings had, in order.
    pub ids: Vec<String>,
}

/// A heading of the text.
struct HeadingLine {
    text: String,
    own_id: Option<String>,
    level: usize,
    range: Range<usize>,
}

/// Adds `{#id}` to headings of a page that had another id than they would get.
pub fn keep(text: &str, rule: AnchorRule, markdown: &Markdown) -> Anchored {
    if rule == AnchorRule::None {
        return Anchored { text: text.to_owned(), ids: Vec::new() };
    }
    let body = front_matter::split(text).body;
    let mut markdown = markdown.clone();
    // Redcarpet made ids before quotation marks became typographic.
    markdown.smart_punctuation &= rule != AnchorRule::TechDocs;
    let headings = headings(text, body, &markdown);
    let (mut old, mut new) = (OldIds::new(rule), UniqueIds::default());
    for id in headings.iter().filter_map(|heading| heading.own_id.as_deref()) {
        old.reserve(id);
        new.reserve(id);
    }
    let mut ids = Vec::new();
    let mut edits = Vec::new();
    for heading in &headings {
        if let Some(id) = &heading.own_id {
            ids.push(id.clone());
            continue;
        }
        let Some(id) = old.id(&heading.text, heading.level) else { continue };
        let can_be_written =
            !id.contains(['{', '}', '"', '<', '>', '\\', '`', '*', '[', ']']) && !id.contains(char::is_whitespace);
        if id == anchor(&clean(&heading.text)) && new.reserve(&id) {
            ids.push(id);
            continue;
        }
        if can_be_written {
            new.reserve(&id);
            edits.push(with_id(text, &heading.range, &id));
        }
        ids.push(id);
    }
    Anchored { text: apply(text, &edits), ids }
}

fn headings(text: &str, body: usize, markdown: &Markdown) -> Vec<HeadingLine> {
    let mut headings = Vec::new();
    let mut open: Option<(HeadingLine, Vec<Spanned<'_>>)> = None;
    for (event, range) in Parser::new_ext(&text[body..], markdown_options(markdown)).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::Heading { id, level, .. }) => {
                let own_id = id.map(|id| id.to_string());
                open = Some((HeadingLine { text: String::new(), own_id, level: level as usize, range }, Vec::new()));
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((heading, events)) = open.take() {
                    headings.push(HeadingLine { text: plain_text(&events), ..heading });
                }
            }
            event => {
                if let Some((_, events)) = &mut open {
                    events.push((event, range));
                }
            }
        }
    }
    headings
}

/// The edit that gives a heading an id: among its attributes, if it has some.
fn with_id(text: &str, heading: &Range<usize>, id: &str) -> Edit {
    let source = &text[heading.clone()];
    // An underlined heading has the id at the end of its text.
    let mut lines: Vec<&str> = source.trim_end().split('\n').collect();
    let is_underlined = lines.len() > 1 && !source.trim_start().starts_with('#');
    if is_underlined {
        lines.pop();
    }
    let content = lines.join("\n");
    let mut content = content.trim_end();
    if !is_underlined {
        let without_signs = content.trim_end_matches('#');
        if without_signs.ends_with([' ', '\t']) {
            content = without_signs.trim_end();
        }
    }
    let old_end = heading.start + lines.join("\n").trim_end().len();
    if let Some(open) =
        content.rfind('{').filter(|open| content.ends_with('}') && content[open + 1..].trim_start().starts_with('.'))
    {
        let at = heading.start + open + 1;
        return Edit { span: Span::new(at, at), new: format!("#{id} ") };
    }
    Edit { span: Span::new(heading.start + content.len(), old_end), new: format!(" {{#{id}}}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_headings_with_another_id_are_changed() {
        let text = "---\ntitle: T\n---\n# T\n\n## Same words\n\n## Version 2.0 ##\n\n## Version 2.0\n\nÜber\n====\n\n### Own {#own}\n\n#### Box { .wide }\n";
        let anchored = keep(text, AnchorRule::Python, &Markdown::default());
        let lines: Vec<&str> = anchored.text.lines().filter(|line| line.contains('{')).collect();
        assert_eq!(lines, ["## Version 2.0 {#version-20_1}", "Über {#uber}", "### Own {#own}", "#### Box { .wide }"]);
        assert_eq!(anchored.ids, ["t", "same-words", "version-20", "version-20_1", "uber", "own", "box"]);
        let again = keep(&anchored.text, AnchorRule::Python, &Markdown::default());
        assert_eq!(again, anchored, "a second time, nothing changes");
    }

    #[test]
    fn without_ids_nothing_changes() {
        assert_eq!(keep("# A b.c\n", AnchorRule::None, &Markdown::default()).text, "# A b.c\n");
    }
}
