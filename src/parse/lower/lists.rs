//! Lists: tasks, steps with an id and a link, and lists that continue the numbering.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::base::escape::escape_html;
use crate::parse::events::{Spanned, first_line};
use crate::parse::lower::rewriter::{Item, Rewriter};
use crate::parse::steps::Step;
use crate::parse::title::plain_text;

impl<'a> Rewriter<'a, '_, '_> {
    pub(super) fn open_list(&mut self, first: Option<u64>, range: &Range<usize>) {
        let first = first.map(|first| self.context.plan.starts.get(&range.start).copied().unwrap_or(first));
        self.out.push(Event::Start(Tag::List(first)));
    }

    pub(super) fn item(&mut self, events: &[Spanned<'a>]) {
        let is_task = events[1..].iter().take(2).map_while(|(event, _)| match event {
            Event::TaskListMarker(_) => Some(true),
            Event::Start(Tag::Paragraph) => Some(false),
            _ => None,
        });
        let is_task = is_task.last() == Some(true);
        let range = &events[0].1;
        if is_task {
            self.facts.tasks.push(plain_text(first_line(events)));
        }
        let item = match self.context.plan.steps.get(&range.start) {
            Some((number, words)) => {
                // A repeated number gets a suffix that no step id has.
                let id = format!("step-{}", number.replace('.', "-"));
                let id = if self.ids.reserve(&id) { id } else { self.ids.unique(format!("{id}-again")) };
                self.out.push(Event::Html(format!("<li class=\"step\" id=\"{}\">", escape_html(&id)).into()));
                self.facts.anchors.insert(id.clone());
                self.facts.steps.push(Step { number: number.clone(), id, is_part: false });
                self.facts.step_texts.push(words.clone());
                Item::Step(self.facts.steps.len() - 1)
            }
            None if is_task => {
                self.out.push(Event::Html("<li class=\"task\">".into()));
                Item::Task
            }
            None => {
                self.open(&events[0].0, range);
                Item::Plain
            }
        };
        self.items.push(item);
    }

    pub(super) fn close_item(&mut self, event: &Event<'a>) {
        self.section_text().push('\n');
        let end = match self.items.pop().expect("the parser closes only what it opened") {
            Item::Plain => event.clone(),
            Item::Task => Event::Html("</li>\n".into()),
            Item::Step(at) => {
                let Step { number, id, .. } = &self.facts.steps[at];
                let (number, id) = (escape_html(number), escape_html(id));
                let link =
                    format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to step {number}\"></a></li>\n");
                Event::Html(link.into())
            }
        };
        self.out.push(end);
    }
}
