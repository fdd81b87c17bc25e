//! The phases of a framework, as its page says them: under `phases:` in front matter, as the rows of a table whose
//! first column is called "Phase", or as sections "Phase 1: …".
//!
//! The target of a phase is kept as written; the site resolves it.

use std::collections::{BTreeSet, HashMap};

use pulldown_cmark::{Event, Tag};
use serde::{Deserialize, Serialize};

use crate::base::node::{Node, Value};
use crate::base::slug::{anchor, fold};
use crate::parse::events::{Spanned, children, end_of};
use crate::parse::outline::Heading;
use crate::parse::title::{clean, plain_text};

/// One phase of a framework.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phase {
    pub name: String,
    /// What happens in it, without markup.
    pub text: String,
    /// The page that it is, as the author wrote it.
    pub target: Option<String>,
    /// Where it is on the page of the framework.
    pub anchor: Option<String>,
    /// What its row or section links to, as the author wrote it.
    pub links: Vec<String>,
}

/// A phase; `row` is the offset of its table row, if it is in a table.
#[derive(Debug, Default)]
pub struct FoundPhase {
    pub phase: Phase,
    pub row: Option<usize>,
}

/// Headers of a first column with phases, and first words of a section title.
const WORDS: &[&str] = &["phase", "phases", "stage", "stages", "step", "steps"];

/// The kind of pages that have phases.
pub const KIND: &str = "framework";

/// Finds the phases of a framework's page. One that is named again, as where a loop is written out, counts once.
pub fn find(front: &Node, events: &[Spanned<'_>]) -> Vec<FoundPhase> {
    let mut found = all(front, events);
    let mut names = BTreeSet::new();
    found.retain(|found| names.insert((fold(&found.phase.name), found.phase.target.clone())));
    found
}

fn all(front: &Node, events: &[Spanned<'_>]) -> Vec<FoundPhase> {
    if let Some(node) = front.get("phases") {
        return declared(node);
    }
    let mut at = 0;
    while at < events.len() {
        let end = end_of(events, at);
        if matches!(events[at].0, Event::Start(Tag::Table(_))) {
            let phases = rows(&events[at..end]);
            if !phases.is_empty() {
                return phases;
            }
        }
        at = end;
    }
    Vec::new()
}

/// Gives phases their places among the headings of the page; where nothing else says what they are, sections called
/// "Phase 1: …" are phases.
pub fn place(mut phases: Vec<Phase>, headings: &[Heading], links: &[(String, Vec<String>)]) -> Vec<Phase> {
    // The first section of a title counts.
    let by_title: HashMap<String, &Vec<String>> =
        links.iter().rev().map(|(title, links)| (fold(title), links)).collect();
    let links_of =
        |heading: &Heading| by_title.get(&fold(&heading.title)).map_or_else(Vec::new, |links| (*links).clone());
    for phase in phases.iter_mut().filter(|phase| phase.target.is_none()) {
        let name =
            fold(phase.name.trim_start_matches(|letter: char| letter.is_ascii_digit() || " .)".contains(letter)));
        let is_section = |heading: &&Heading| {
            fold(&heading.title) == name || named(&heading.title).is_some_and(|rest| fold(rest) == name)
        };
        if let Some(heading) = headings.iter().find(is_section) {
            phase.anchor = Some(heading.id.clone());
            phase.links.extend(links_of(heading));
        }
    }
    if phases.is_empty() {
        let sections = headings.iter().filter_map(|heading| Some((named(&heading.title)?, heading)));
        phases = sections
            .map(|(name, heading)| Phase {
                name: name.to_owned(),
                anchor: Some(heading.id.clone()),
                links: links_of(heading),
                ..Phase::default()
            })
            .collect();
    }
    phases
}

/// The name in `Phase 2: Plan`, `Phase II: Plan` or `Stage B – Plan`.
fn named(title: &str) -> Option<&str> {
    let (word, rest) = title.trim().split_once(' ')?;
    let length = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.').unwrap_or(rest.len());
    let (number, behind) = rest.split_at(length);
    let is_marked = number.ends_with('.') || behind.trim_start().starts_with([':', '–', '—', '-', ')', '(']);
    let number = number.trim_end_matches('.');
    let is_of = |signs: &str| number.chars().all(|letter| signs.contains(letter.to_ascii_uppercase()));
    // 2, 2.1, II or B; letters are words, too, and want a sign behind them.
    let is_number = is_of("0123456789.")
        || is_marked && (is_of("IVX") || number.len() == 1 && number.as_bytes()[0].is_ascii_alphabetic());
    let name = behind.trim_matches(|letter: char| letter.is_whitespace() || ":–—-()".contains(letter));
    (!number.is_empty() && is_number && WORDS.contains(&fold(word).as_str()) && !name.is_empty()).then_some(name)
}

/// `phases: [assess.md, Commit]` or maps with `name`, `page` and `description`.
fn declared(node: &Node) -> Vec<FoundPhase> {
    let items: &[Node] = match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    };
    let text = |item: &Node, key: &str| item.get(key).and_then(Node::text).map(|text| text.trim().to_owned());
    let phase = |item: &Node| match &item.value {
        Value::Map(_) => {
            let target = text(item, "page");
            let name = text(item, "name").or_else(|| text(item, "title")).or_else(|| target.clone())?;
            let text = text(item, "description").unwrap_or_default();
            Some(Phase { name, text, target, ..Phase::default() })
        }
        _ => {
            let name = item.text().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
            let is_page = name.contains('/') || name.ends_with(".md");
            Some(Phase { target: is_page.then(|| name.clone()), name, ..Phase::default() })
        }
    };
    items.iter().filter_map(phase).map(|phase| FoundPhase { phase, row: None }).collect()
}

fn rows(table: &[Spanned<'_>]) -> Vec<FoundPhase> {
    let mut rows = children(table);
    let is_word = |cell: &[Spanned<'_>]| WORDS.contains(&fold(&clean(&plain_text(cell))).as_str());
    // A column before the names may count them.
    let Some(column) = rows.next().and_then(|head| children(head).take(2).position(is_word)) else {
        return Vec::new();
    };
    let phase = |row: &[Spanned<'_>]| {
        let mut cells = children(row).skip(column);
        let first = cells.next()?;
        let name = clean(&plain_text(first));
        let target = targets(first).next();
        let (own, target) = match target {
            Some(target) if target.starts_with('#') => (Some(target[1..].to_owned()), None),
            target => (None, target),
        };
        let text = cells.next().map(plain_text).unwrap_or_default();
        if fold(&name) == "total" {
            return None;
        }
        let is_elsewhere = own.is_some();
        let place = own.unwrap_or_else(|| format!("phase-{}", anchor(&name)));
        let anchor = target.is_none().then_some(place);
        let links = targets(row).collect();
        let row = (anchor.is_some() && !is_elsewhere).then_some(row[0].1.start);
        (!name.is_empty()).then_some(FoundPhase { phase: Phase { name, text, target, anchor, links }, row })
    };
    rows.filter_map(phase).collect()
}

/// What each section links to, under its title.
pub fn links_below(events: &[Spanned<'_>]) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    // The open sections: level and place in `found`.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open.retain(|(above, _)| *above < *level as usize);
                open.push((*level as usize, found.len()));
                found.push((clean(&plain_text(&events[at..end_of(events, at)])), Vec::new()));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                open.iter().for_each(|(_, section)| found[*section].1.push(dest_url.to_string()));
            }
            _ => {}
        }
    }
    found
}

fn targets<'e>(events: &'e [Spanned<'_>]) -> impl Iterator<Item = String> + 'e {
    events.iter().filter_map(|(event, _)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_phases_where_they_say_so() {
        assert_eq!(named("Phase 2: Plan"), Some("Plan"));
        assert_eq!(named("Step 1.2 – Look"), Some("Look"));
        for title in ["Phase 1. Plan", "Phase 1 Plan", "Phase 3 (Plan)", "Phase II: Plan", "Stage B – Plan"] {
            assert_eq!(named(title), Some("Plan"), "{title}");
        }
        assert_eq!(named("Phase: Plan"), None);
        assert_eq!(named("Phase a plan"), None);
        assert_eq!(named("Planning: how"), None);
    }
}
