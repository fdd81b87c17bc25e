//! Headings in the walk: level, identifier, place in the facts, gaps.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::codes::text::A11Y_HEADING_LEVEL;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::slug::anchor;
use crate::parse::events::Spanned;
use crate::parse::lower::rewriter::{Rewriter, closing};
use crate::parse::outline::{Heading, Section};
use crate::parse::steps::Step;
use crate::parse::title::{Title, clean, plain_text};

/// Whether headings of the first level are slips, because sections are of the second: a title stands apart from them, or a
/// deeper heading before them.
fn has_strays(events: &[Spanned<'_>], title: &Title) -> bool {
    let mut levels = events.iter().filter_map(|(event, _)| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level),
        _ => None,
    });
    let first = levels.clone().next();
    let is_apart = title.taken.is_some() || first.is_some_and(|level| level != HeadingLevel::H1);
    is_apart && levels.any(|level| level == HeadingLevel::H2)
}

impl<'a> Rewriter<'a, '_, '_> {
    /// Finds how far levels have to be shifted, so that the shallowest heading is an h2.
    pub(super) fn measure_headings(&mut self, events: &[Spanned<'a>], title: &Title) {
        let shallowest = events
            .iter()
            .enumerate()
            .filter(|(index, _)| title.taken.as_ref().is_none_or(|taken| !taken.contains(index)))
            .filter_map(|(_, (event, _))| match event {
                Event::Start(Tag::Heading { level, .. }) => Some(*level as i8),
                _ => None,
            })
            .min();
        self.shift = shallowest.map_or(0, |level| 2 - level);
        self.has_strays = has_strays(events, title);
    }

    /// Takes a heading: its level, its identifier, its place in the facts.
    pub(super) fn heading(&mut self, events: &[Spanned<'a>]) -> usize {
        let end = closing(events, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        let (Event::Start(Tag::Heading { level, id, classes, attrs }), range) = &events[0] else { return 1 };
        let mut text = plain_text(&events[1..end]);
        // `{name}` at the end of a heading is the author's text, not an attribute, unless it has the form of one.
        let restored = (!attrs.is_empty()).then(|| self.attribute_text(range)).flatten();
        if let Some(restored) = &restored {
            text.push_str(restored);
        }
        let written = *level as u8;
        // A heading quoted or listed is measured like the others, so none leaves a gap behind.
        let level = (*level as i8 + self.shift).clamp(2, 6) as u8;
        self.levels.retain(|above| *above < level);
        self.levels.push(level);
        let published = (1 + self.levels.len()).min(6) as u8;
        // A level that only the shift takes away is not the author's slip.
        if level > self.last_level + 1 && written > self.last_written + 1 {
            let first = if text.is_empty() { "this heading" } else { &text };
            let place = Location::at(self.context.path, self.span(&trimmed(self.context.text, range)));
            self.report(
                Diagnostic::new(
                    &A11Y_HEADING_LEVEL,
                    place,
                    format!("`{first}` is {} levels below the heading before it", level - self.last_level),
                )
                .help(format!(
                    "use the level it is published at, which is {published}, or the level of its neighbours"
                )),
            );
        }
        self.last_level = level;
        if written > 1 || !self.has_strays {
            self.last_written = written;
        }
        let classes: Vec<String> =
            if restored.is_some() { Vec::new() } else { classes.iter().map(ToString::to_string).collect() };
        let id = match id.as_ref().filter(|_| restored.is_none()) {
            Some(id) if !self.facts.anchors.contains(id.as_ref()) => id.to_string(),
            Some(id) => self.ids.unique(id.to_string()),
            None => self.ids.unique(anchor(&clean(&text))),
        };
        self.facts.anchors.insert(id.clone());
        if let Some((number, words, is_part)) = self.context.plan.headings.get(&range.start).cloned() {
            self.facts.steps.push(Step { number, id: id.clone(), is_part });
            self.facts.step_texts.push(words);
        }
        let index = self.facts.headings.len();
        let shown = HeadingLevel::try_from(usize::from(published)).expect("the level is between 2 and 6");
        self.out.push(Event::Start(Tag::Heading {
            level: shown,
            id: Some(id.clone().into()),
            classes: classes.iter().map(|class| class.clone().into()).collect(),
            attrs: Vec::new(),
        }));
        self.facts.headings.push(Heading { id, level: published, title: clean(&text), classes });
        self.facts.sections.push(Section { heading: Some(index), text: String::new() });
        self.term_in_heading(range);
        self.out.push(Event::InlineHtml(self.context.markers.heading(index).into()));
        // The words of a heading are its title; the section's text begins behind it.
        self.is_in_heading = true;
        self.block(&events[1..end]);
        self.is_in_heading = false;
        self.section_text().clear();
        if let Some(restored) = restored {
            self.out.push(Event::Text(restored.into()));
        }
        self.out.push(Event::End(TagEnd::Heading(shown)));
        self.out.push(Event::Html(self.context.markers.anchor(index).into()));
        end + 1
    }

    /// The `{…}` at the end of a heading's source, with the space before it.
    fn attribute_text(&self, range: &Range<usize>) -> Option<String> {
        let source = self.context.text[range.clone()].lines().next()?.trim_end().trim_end_matches('#').trim_end();
        let open = source.rfind('{')?;
        let open = if source[..open].ends_with('{') { open - 1 } else { open };
        Some(source[source[..open].trim_end().len()..].to_owned())
    }
}

/// A block's range without the white space at its end.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    range.start..range.start + text[range.clone()].trim_end().len()
}
