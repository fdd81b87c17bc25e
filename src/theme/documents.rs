//! What templates see of documents besides pages: the terms of a glossary, the blank record of a procedure, frameworks,
//! the tree of all pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::value::Value;

use crate::parse::document::Document;
use crate::site::answer::TreeEntry;
use crate::site::framework::view::{FileLink, FrameworkView, PhaseLink, size_in_words};
use crate::site::terms::TermLink;
use crate::theme::lists::lazy_list;
use crate::theme::values::{none, optional};

/// A blank record: the document that it belongs to, its columns, and a row for each step and for each heading above steps,
/// else for each task.
pub fn record(page: Value, document: &Document) -> Value {
    let row = |number: Value, text: &str, is_part: bool| {
        Value::from_pairs([("number", number), ("text", Value::from(text)), ("is_part", Value::from(is_part))])
    };
    let steps = document.facts.steps.iter().zip(&document.step_texts);
    let steps = steps.map(|(step, text)| row(Value::from(step.number.as_str()), text, step.is_part));
    let tasks = document.tasks.iter().zip(1..).map(|(text, number)| row(Value::from(number), text, false));
    let rows: Vec<Value> = if document.facts.steps.is_empty() { tasks.collect() } else { steps.collect() };
    let columns = document.facts.meta.record.clone();
    Value::from_pairs([("page", page), ("columns", Value::from(columns)), ("rows", Value::from(rows))])
}

/// A framework with its phases, their files, and the phases before and after the one that the page belongs to.
pub fn framework(framework: Option<FrameworkView>) -> Value {
    let Some(framework) = framework else { return none() };
    let file = |file: &FileLink| {
        Value::from_pairs([
            ("name", Value::from(file.name.as_str())),
            ("url", Value::from(file.url.as_str())),
            ("kind", Value::from(file.kind.as_str())),
            ("size", Value::from(size_in_words(file.size))),
        ])
    };
    let phase = |(at, phase): (usize, &PhaseLink)| {
        Value::from_pairs([
            ("name", Value::from(phase.name.as_str())),
            ("text", Value::from(phase.text.as_str())),
            ("url", optional(phase.url.as_deref())),
            ("current", Value::from(framework.current == Some(at))),
            ("files", Value::from(phase.files.iter().map(file).collect::<Vec<_>>())),
        ])
    };
    let phases: Vec<Value> = framework.phases.iter().enumerate().map(phase).collect();
    let count = phases.len();
    let nth = |at: Option<usize>| at.and_then(|at| phases.get(at).cloned()).unwrap_or_else(none);
    let around = |at: usize, step: usize, is_end: bool| (framework.is_loop || !is_end).then_some((at + step) % count);
    let previous = framework.current.and_then(|at| around(at, count - 1, at == 0));
    let next = framework.current.and_then(|at| around(at, 1, at + 1 == count));
    Value::from_pairs([
        ("title", Value::from(framework.title.as_str())),
        ("url", Value::from(framework.url.as_str())),
        ("loop", Value::from(framework.is_loop)),
        ("number", framework.current.map_or_else(none, |at| Value::from(at + 1))),
        ("current", nth(framework.current)),
        ("previous", nth(previous)),
        ("next", nth(next)),
        ("phases", Value::from(phases.clone())),
    ])
}

/// The terms of a glossary as a list. Of several with one anchor, the first has it.
pub fn terms(terms: &[TermLink]) -> Value {
    let mut seen = BTreeSet::new();
    let mut value = |term: &TermLink| {
        let anchor = Some(term.anchor.as_str()).filter(|anchor| seen.insert((*anchor).to_owned()));
        Value::from_pairs([
            ("anchor", optional(anchor)),
            ("name", Value::from(term.names[0].as_str())),
            ("others", Value::from(term.names[1..].to_vec())),
            ("definition", Value::from(term.definition.as_str())),
            ("url", Value::from(term.url.as_str())),
            ("page_title", Value::from(term.page_title.as_str())),
        ])
    };
    Value::from(terms.iter().map(&mut value).collect::<Vec<_>>())
}

/// The whole navigation in reading order, each entry with its level.
pub fn tree(entries: Arc<[TreeEntry]>) -> Value {
    lazy_list(entries, |entry| {
        Value::from_pairs([
            ("title", Value::from(entry.link.title.as_str())),
            ("url", optional(entry.link.url.as_deref())),
            ("description", optional(entry.link.description.as_deref())),
            ("document_id", optional(entry.link.document_id.as_deref())),
            ("level", Value::from(entry.level)),
        ])
    })
}
