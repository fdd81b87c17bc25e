//! Marks that other tools replace by a list of contents, such as `[TOC]`. Each page has such a list already, so they go.

use pulldown_cmark::{Event, Tag};

use crate::parse::events::{Spanned, end_of};

/// The marks, in lower case.
const MARKS: &[&str] = &[
    "[toc]",
    "[[toc]]",
    "[[_toc_]]",
    "{:toc}",
    "${toc}",
    "@[toc]",
    "@[[toc]]",
    "{{toc}}",
    "{{ toc }}",
    "[tableofcontents]",
];

/// Removes the blocks that are a mark and nothing else.
pub fn remove<'a>(events: Vec<Spanned<'a>>, markdown: &str) -> Vec<Spanned<'a>> {
    let contains = |word: &str| markdown.contains(word) || markdown.contains(&word.to_uppercase());
    if !contains("toc") && !contains("tableofcontents") {
        return events;
    }
    let mut out = Vec::with_capacity(events.len());
    let mut at = 0;
    while at < events.len() {
        let (event, range) = &events[at];
        if matches!(event, Event::Start(Tag::Paragraph | Tag::List(_))) && is_mark(&markdown[range.clone()]) {
            at = end_of(&events, at);
            continue;
        }
        out.push(events[at].clone());
        at += 1;
    }
    out
}

/// Whether the source of a block is a mark, or the list of one item below which kramdown puts it.
fn is_mark(source: &str) -> bool {
    const LONGEST: usize = 200;
    let source = source.trim();
    if source.len() > LONGEST {
        return false;
    }
    let source = source.to_lowercase();
    if MARKS.contains(&source.as_str()) {
        return true;
    }
    let is_item = source.starts_with(['-', '*', '+']) || source.starts_with("1.");
    is_item && source.lines().count() == 2 && source.lines().last().is_some_and(|last| last.trim().starts_with("{:toc"))
}
