//! Diagrams that are written as code, and words that say what they show.

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::base::codes::text::A11Y_DIAGRAM_ALT;
use crate::lint::Judge;
use crate::parse::code::DIAGRAMS;
use crate::parse::fence;

/// How a line begins that says what a diagram shows, in the languages that have one.
const SAYS: &[&str] = &["accTitle", "accDescr", "title ", "title:", "caption "];

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, (event, range)) in judge.events.iter().enumerate() {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { continue };
        let fence = fence::parse(info);
        if fence.title.is_some() || !DIAGRAMS.contains(&fence.language.as_str()) {
            continue;
        }
        let lines = judge.events[at + 1..].iter().map_while(|(event, _)| match event {
            Event::Text(text) => Some(text.lines()),
            _ => None,
        });
        if !lines.flatten().any(|line| SAYS.iter().any(|start| line.trim_start().starts_with(start))) {
            let first = judge.text.markdown[range.clone()].lines().next().map_or(0, |line| line.trim_end().len());
            let help =
                format!("say what it shows, as in ```` ```{} title=\"How a request travels\" ````", fence.language);
            let place = range.start..range.start + first;
            judge.report(&A11Y_DIAGRAM_ALT, &place, "this diagram has no words that say what it shows", &help);
        }
    }
}
