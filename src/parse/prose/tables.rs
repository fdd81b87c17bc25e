//! Tables whose columns have names.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::A11Y_TABLE_HEADER;
use crate::parse::prose::Judge;

pub(super) fn check(judge: &mut Judge<'_>) {
    for (at, event) in judge.prose() {
        if matches!(event, Event::Start(Tag::TableHead)) {
            head(judge, at);
        }
    }
}

fn head(judge: &mut Judge<'_>, at: usize) {
    let (inside, range) = judge.inside(at, |end| matches!(end, TagEnd::TableHead));
    let mut cells: Vec<bool> = Vec::new();
    for (event, _) in inside {
        match event {
            Event::Start(Tag::TableCell) => cells.push(true),
            Event::Text(text) | Event::Code(text) if !text.trim().is_empty() => {
                if let Some(is_empty) = cells.last_mut() {
                    *is_empty = false;
                }
            }
            Event::Start(Tag::Image { .. }) | Event::InlineHtml(_) => {
                if let Some(is_empty) = cells.last_mut() {
                    *is_empty = false;
                }
            }
            _ => {}
        }
    }
    if cells.len() > 1 && cells.iter().all(|is_empty| *is_empty) {
        let help = "name what each column holds in the first row";
        judge.report(&A11Y_TABLE_HEADER, &range, "this table has no words at the head of its columns", help);
    }
}
