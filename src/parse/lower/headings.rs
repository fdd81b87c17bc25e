//! Headings: published level, id, placeholders, and the section that each starts.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::slug::anchor;
use crate::parse::events::Spanned;
use crate::parse::headings::{AssignedLevel, HeadingLevels, HeadingText, heading_text, sentence_of};
use crate::parse::lower::rewriter::{Rewriter, closing};
use crate::parse::outline::{Heading, Section};
use crate::parse::steps::Step;
use crate::parse::title::{Title, clean};

impl<'a> Rewriter<'a, '_, '_> {
    /// Prepares the levels of the headings in the body.
    pub(super) fn measure_headings(&mut self, events: &[Spanned<'a>], title: &Title) {
        let in_body = |index: usize| title.taken.as_ref().is_none_or(|taken| !taken.contains(&index));
        let levels = events.iter().enumerate().filter_map(|(index, (event, _))| match event {
            Event::Start(Tag::Heading { level, .. }) if in_body(index) => Some(*level as u8),
            _ => None,
        });
        self.levels = HeadingLevels::new(levels.min());
    }

    /// Rewrites a heading and starts its section; returns how many events it spans.
    pub(super) fn heading(&mut self, events: &[Spanned<'a>]) -> usize {
        let end = closing(events, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        let (Event::Start(Tag::Heading { level, id, classes, attrs }), range) = &events[0] else { return 1 };
        let source = &self.context.text[range.clone()];
        let HeadingText { text, braces } = heading_text(&events[1..end], source, attrs);
        let AssignedLevel { published, .. } = self.levels.next(*level as u8);
        // Where the braces are text, the parser saw attributes that are none.
        let is_attributed = braces.is_none();
        let classes = if is_attributed { classes.iter().map(ToString::to_string).collect() } else { Vec::new() };
        let id = self.heading_id(id.as_deref().filter(|_| is_attributed), &text);
        if let Some((number, words, is_part)) = self.context.plan.headings.get(&range.start).cloned() {
            self.facts.steps.push(Step { number, id: id.clone(), is_part });
            self.facts.step_texts.push(words);
        }
        let index = self.facts.headings.len();
        self.facts.headings.push(Heading { id, level: published, title: clean(&text), classes });
        self.facts.sections.push(Section { heading: Some(index), text: String::new() });
        self.term_in_heading(range);
        self.write_heading(index, &events[1..end], braces);
        end + 1
    }

    /// Writes the label of a long heading, and its sentence so that a theme can show it as text.
    fn label_and_sentence(&mut self, inside: &[Spanned<'a>], at: usize, byte: usize) {
        let mut before = inside[..at].to_vec();
        let mut after = inside[at..].to_vec();
        if let (Event::Text(text), range) = &inside[at]
            && byte > 0
        {
            let is_plain = text.len() == range.len();
            let middle = if is_plain { range.start + byte } else { range.end };
            before.push((Event::Text(text[..byte].to_owned().into()), range.start..middle));
            after[0] = (Event::Text(text[byte..].to_owned().into()), middle..range.end);
        }
        self.block(&before);
        self.out.push(Event::InlineHtml("<span class=\"heading-text\">".into()));
        self.block(&after);
        self.out.push(Event::InlineHtml("</span>".into()));
    }

    /// The id of a heading: the author's, unless another has it, else one from its text.
    fn heading_id(&mut self, own: Option<&str>, text: &str) -> String {
        let id = match own {
            Some(id) if !self.facts.anchors.contains(id) => id.to_owned(),
            Some(id) => self.ids.unique(id.to_owned()),
            None => self.ids.unique(anchor(&clean(text))),
        };
        self.facts.anchors.insert(id.clone());
        id
    }

    /// Writes a heading with the placeholders around it.
    fn write_heading(&mut self, index: usize, inside: &[Spanned<'a>], braces: Option<String>) {
        let Heading { id, level, classes, .. } = &self.facts.headings[index];
        let level = HeadingLevel::try_from(usize::from(*level)).expect("the level is between 2 and 6");
        self.out.push(Event::Start(Tag::Heading {
            level,
            id: Some(id.clone().into()),
            classes: classes.iter().map(|class| class.clone().into()).collect(),
            attrs: Vec::new(),
        }));
        self.out.push(Event::InlineHtml(self.context.markers.heading(index).into()));
        // The text of a heading is its title; the section's text begins after it.
        self.is_in_heading = true;
        match sentence_of(inside) {
            Some((at, byte)) => self.label_and_sentence(inside, at, byte),
            None => self.block(inside),
        }
        self.is_in_heading = false;
        self.section_text().clear();
        if let Some(braces) = braces {
            self.out.push(Event::Text(braces.into()));
        }
        self.out.push(Event::End(TagEnd::Heading(level)));
        self.out.push(Event::Html(self.context.markers.anchor(index).into()));
    }
}
