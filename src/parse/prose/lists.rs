//! Line breaks that stand in for paragraphs and lists.

use pulldown_cmark::Event;

use crate::base::codes::A11Y_LINE_BREAKS;
use crate::parse::prose::Judge;

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, event) in judge.prose() {
        if at == 0 || !is_break(event) {
            continue;
        }
        let between = judge.events[..at].iter().rposition(|(event, _)| {
            !matches!(event, Event::SoftBreak | Event::HardBreak)
                && !matches!(event, Event::Text(text) if text.trim().is_empty())
        });
        let follows_another = between.is_some_and(|before| is_break(&judge.events[before].0));
        let is_first_pair = between.is_some_and(|before| {
            before == 0 || !judge.events[..before].last().is_some_and(|(event, _)| is_break(event))
        });
        if follows_another && is_first_pair {
            let help = "part paragraphs by an empty line, and write lists as lists";
            let range = judge.events[at].1.clone();
            judge.report(&A11Y_LINE_BREAKS, &range, "breaks stand in for a paragraph or a list", help);
        }
    }
}

/// Whether an event is a line break of HTML.
fn is_break(event: &Event<'_>) -> bool {
    let Event::InlineHtml(html) = event else { return false };
    matches!(html.trim().to_ascii_lowercase().as_str(), "<br>" | "<br/>" | "<br />")
}
