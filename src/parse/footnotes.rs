//! Footnotes: definitions gathered at the end of the page, numbered by first use, with links back.
//!
//! The Markdown parser leaves definitions where they were written and gives them no way back to the text.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The identifiers that footnotes take, which no heading may have.
pub fn ids(count: usize) -> impl Iterator<Item = String> {
    (1..=count).flat_map(|number| [format!("fn-{number}"), format!("fnref-{number}")])
}

/// Moves definitions behind the text and turns references into numbered links.
pub fn gather<'a>(events: Vec<Event<'a>>) -> Vec<Event<'a>> {
    if !events.iter().any(|event| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))) {
        return events;
    }
    let (mut text, definitions) = part(events);
    let mut order = Order::default();
    let mut uses: HashMap<CowStr<'a>, usize> = HashMap::new();
    link_references(&mut text, &mut order, &mut uses);
    let mut bodies: HashMap<CowStr<'a>, Vec<Event<'a>>> = HashMap::new();
    let mut unused = Vec::new();
    let mut repeated = Vec::new();
    for (label, body) in definitions {
        // As on GitHub the first definition of a label counts; a second one is kept at the end, not lost.
        match bodies.entry(label.clone()) {
            Entry::Occupied(_) => repeated.push(body),
            Entry::Vacant(free) => {
                unused.push(label);
                free.insert(body);
            }
        }
    }
    // Notes may refer to notes, so the list grows while it is walked; unused ones come last and are not lost.
    let mut notes = Vec::new();
    let mut unused = unused.into_iter();
    loop {
        let Some(label) = order.labels.get(notes.len()).cloned() else {
            match unused.next() {
                Some(label) => {
                    order.number(&label);
                    continue;
                }
                None => break,
            }
        };
        let mut body = bodies.remove(&label).unwrap_or_default();
        link_references(&mut body, &mut order, &mut uses);
        notes.push((notes.len() + 1, Some(label), body));
    }
    for mut body in repeated {
        link_references(&mut body, &mut order, &mut uses);
        notes.push((notes.len() + 1, None, body));
    }
    let html = |text: String| Event::Html(text.into());
    text.push(html("<section class=\"footnotes\" aria-label=\"Footnotes\">\n<ol>\n".into()));
    for (number, label, body) in notes {
        let uses = label.and_then(|label| uses.get(&label).copied()).unwrap_or(0);
        text.push(html(format!("<li id=\"fn-{number}\">")));
        text.append(&mut with_ways_back(body, number, uses));
        text.push(html("</li>\n".into()));
    }
    text.push(html("</ol>\n</section>\n".into()));
    text
}

/// A note with a link to each place that refers to it, at the end of its last paragraph.
fn with_ways_back(mut body: Vec<Event<'_>>, number: usize, uses: usize) -> Vec<Event<'_>> {
    let way = |nth: usize| {
        let (id, name) = (reference_id(number, nth), use_name(number, nth));
        format!(
            " <a href=\"#{id}\" class=\"footnote-back\" aria-label=\"Back to the text at {name}\">\u{21a9}\u{fe0e}</a>"
        )
    };
    let back: String = (1..=uses).map(way).collect();
    match body.iter().rposition(|event| matches!(event, Event::End(TagEnd::Paragraph))) {
        Some(last) => body.insert(last, Event::InlineHtml(back.into())),
        None => body.push(Event::Html(back.into())),
    }
    body
}

/// What a reference is called: "footnote 1", and "footnote 1, use 2" where it is not the first.
fn use_name(number: usize, nth: usize) -> String {
    if nth == 1 { format!("footnote {number}") } else { format!("footnote {number}, use {nth}") }
}

fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{nth}") }
}

type Definition<'a> = (CowStr<'a>, Vec<Event<'a>>);

fn part<'a>(events: Vec<Event<'a>>) -> (Vec<Event<'a>>, Vec<Definition<'a>>) {
    let mut text = Vec::with_capacity(events.len());
    let mut definitions: Vec<Definition<'a>> = Vec::new();
    let mut inside = false;
    for event in events {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                definitions.push((label, Vec::new()));
                inside = true;
            }
            Event::End(TagEnd::FootnoteDefinition) => inside = false,
            event if inside => definitions.last_mut().expect("a definition is open").1.push(event),
            event => text.push(event),
        }
    }
    (text, definitions)
}

/// Labels in the order of their first use, and the number of each.
#[derive(Default)]
struct Order<'a> {
    labels: Vec<CowStr<'a>>,
    numbers: HashMap<CowStr<'a>, usize>,
}

impl<'a> Order<'a> {
    /// The number of a label, the next one where it has none yet.
    fn number(&mut self, label: &CowStr<'a>) -> usize {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        self.labels.push(label.clone());
        self.numbers.insert(label.clone(), self.labels.len());
        self.labels.len()
    }
}

fn link_references<'a>(events: &mut [Event<'a>], order: &mut Order<'a>, uses: &mut HashMap<CowStr<'a>, usize>) {
    for event in events {
        let Event::FootnoteReference(label) = event else { continue };
        let number = order.number(label);
        let nth = uses.entry(label.clone()).and_modify(|count| *count += 1).or_insert(1);
        let (id, name) = (reference_id(number, *nth), use_name(number, *nth));
        *event = Event::InlineHtml(
            format!(
                "<sup class=\"footnote\"><a href=\"#fn-{number}\" id=\"{id}\" aria-label=\"{name}\">{number}</a></sup>"
            )
            .into(),
        );
    }
}
