//! The sections of a page checked against those of its kind.
//!
//! A section counts at any level, under each of its names, and also where a bold line replaces its heading, which
//! is reported. Order and repeats are checked among the headings of one level, because a part of a
//! procedure may well have prerequisites of its own.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::base::code::Code;
use crate::base::codes::documents::{
    KIND_DUPLICATE_SECTION, KIND_EMPTY_SECTION, KIND_MISSING_SECTION, KIND_MISSPELLED_SECTION, KIND_PSEUDO_HEADING,
    KIND_SECTION_ORDER, KIND_TOO_FEW_STEPS, KIND_UNKNOWN_SECTION,
};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::kinds::{Kind, KindSection};
use crate::parse::kind::names::{Names, folded};
use crate::parse::kind::requirements::{in_words, listed};
use crate::parse::kind::section_boundaries::{Form, Mark};

/// Whether a page has a section of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Coverage {
    Present,
    /// A field of front matter has the same information.
    InFacts,
    /// Bold text or a label is used as its heading.
    WithoutHeading,
    Empty,
    Missing,
}

impl Coverage {
    /// The label for reports.
    pub fn word(self) -> &'static str {
        match self {
            Coverage::Present => "yes",
            Coverage::InFacts => "in front matter",
            Coverage::WithoutHeading => "no heading",
            Coverage::Empty => "empty",
            Coverage::Missing => "missing",
        }
    }
}

/// Checks the sections of a page; `place` is where its kind is stated. Returns the coverage of each section of the kind.
pub fn check<F: Fn(&Range<usize>) -> Span>(
    path: &SourcePath,
    kind: &Kind,
    names: &Names,
    front: &Node,
    marks: &[Mark],
    place: &Location,
    span: F,
) -> (Vec<Coverage>, Vec<Diagnostic>) {
    let found: Vec<Vec<usize>> = marks.iter().map(|mark| names.find(&mark.words)).collect();
    let level = marks.iter().zip(&found).filter(|(_, found)| !found.is_empty()).map(|(mark, _)| mark.level).min();
    let near = marks.iter().zip(&found).map(|(mark, found)| {
        let is_unknown = mark.form == Form::Heading && found.is_empty();
        if is_unknown { names.nearly(&mark.words) } else { None }
    });
    let checker = SectionChecker {
        path,
        kind,
        marks,
        near: near.collect(),
        found,
        level: level.unwrap_or(u8::MAX),
        span,
        diagnostics: Vec::new(),
    };
    checker.all(front, place)
}

struct SectionChecker<'a, F> {
    path: &'a SourcePath,
    kind: &'a Kind,
    marks: &'a [Mark],
    /// For each heading that begins none, the section whose name it nearly is.
    near: Vec<Option<usize>>,
    /// For each mark, the sections that it begins.
    found: Vec<Vec<usize>>,
    /// The shallowest level at which a section of the kind is.
    level: u8,
    span: F,
    diagnostics: Vec<Diagnostic>,
}

impl<F: Fn(&Range<usize>) -> Span> SectionChecker<'_, F> {
    fn all(mut self, front: &Node, place: &Location) -> (Vec<Coverage>, Vec<Diagnostic>) {
        let mut misspelt = Vec::new();
        let coverage: Vec<Coverage> =
            (0..self.kind.sections.len()).map(|section| self.section(section, front, &mut misspelt)).collect();
        self.missing(&coverage, &misspelt, place);
        self.report_pseudo_headings();
        self.report_duplicates();
        self.report_order();
        self.report_unknown_sections(&misspelt);
        (coverage, self.diagnostics)
    }

    fn report(&mut self, code: &'static Code, mark: usize, message: String, help: String) {
        let at = Location::at(self.path, (self.span)(&self.marks[mark].range));
        self.diagnostics.push(Diagnostic::new(code, at, message).help(help));
    }

    /// How the page has one section. `misspelt` gets the mark and section of a name that is nearly right.
    fn section(&mut self, section: usize, front: &Node, misspelt: &mut Vec<(usize, usize)>) -> Coverage {
        let wanted = &self.kind.sections[section];
        let holders: Vec<usize> = (0..self.marks.len()).filter(|mark| self.found[*mark].contains(&section)).collect();
        let Some(first) = holders.first().copied() else {
            if wanted.field.as_ref().is_some_and(|field| front.get(field).is_some_and(|node| !node.is_blank())) {
                return Coverage::InFacts;
            }
            if let Some(mark) = self.near.iter().position(|near| *near == Some(section)) {
                misspelt.push((mark, section));
                let message = format!("`{}` is not a section of {}", self.marks[mark].words, self.kind_words());
                self.report(&KIND_MISSPELLED_SECTION, mark, message, format!("did you mean `{}`?", wanted.name));
            }
            return Coverage::Missing;
        };
        let Some(full) = holders.iter().copied().find(|mark| !self.is_empty(*mark)) else {
            let message = format!("the section `{}` is empty", self.marks[first].words.trim_end_matches(':'));
            let help = "write the section, or write `None` if there is nothing to say";
            self.report(&KIND_EMPTY_SECTION, first, message, help.to_owned());
            return Coverage::Empty;
        };
        let steps = self.steps(full);
        if steps < wanted.steps {
            let message = match steps {
                0 => format!("`{}` has no steps", wanted.name),
                1 => format!("`{}` has 1 step but needs at least {}", wanted.name, wanted.steps),
                _ => format!("`{}` has {steps} steps but needs at least {}", wanted.name, wanted.steps),
            };
            let help = "write the steps as a numbered list with one action each, or give each a heading";
            self.report(&KIND_TOO_FEW_STEPS, full, message, help.to_owned());
        }
        if holders.iter().all(|mark| self.marks[*mark].form != Form::Heading) {
            Coverage::WithoutHeading
        } else {
            Coverage::Present
        }
    }

    /// The marks inside the section that a mark begins.
    fn inside(&self, mark: usize) -> Range<usize> {
        let level = self.marks[mark].level;
        let length = self.marks[mark + 1..].iter().position(|later| later.level <= level);
        mark + 1..length.map_or(self.marks.len(), |length| mark + 1 + length)
    }

    fn is_empty(&self, mark: usize) -> bool {
        !self.marks[mark].has_content && self.inside(mark).all(|inside| !self.marks[inside].has_content)
    }

    /// The steps of a section: items of its lists, or where it has none the headings right below it.
    fn steps(&self, mark: usize) -> usize {
        let inside = self.inside(mark);
        let items = self.marks[mark].steps + inside.clone().map(|inside| self.marks[inside].steps).sum::<usize>();
        let top = inside.clone().map(|inside| self.marks[inside].level).min();
        let headings = inside.filter(|inside| Some(self.marks[*inside].level) == top).count();
        if items > 0 { items } else { headings }
    }

    /// One diagnostic for all missing sections.
    fn missing(&mut self, coverage: &[Coverage], misspelt: &[(usize, usize)], place: &Location) {
        let is_there =
            |at: usize| coverage[at] != Coverage::Missing || misspelt.iter().any(|(_, section)| *section == at);
        let sections = self.kind.sections.iter().enumerate();
        let alone =
            sections.clone().filter(|(at, section)| section.is_required && section.one_of.is_none() && !is_there(*at));
        let mut lacks: Vec<String> = alone.map(|(_, section)| format!("`{}`", section.name)).collect();
        let mut groups: Vec<&str> = sections.clone().filter_map(|(_, section)| section.one_of.as_deref()).collect();
        groups.dedup();
        for group in groups {
            let members: Vec<(usize, &KindSection)> =
                sections.clone().filter(|(_, section)| section.one_of.as_deref() == Some(group)).collect();
            if members.iter().all(|(at, _)| !is_there(*at)) {
                let names: Vec<String> = members.iter().map(|(_, section)| format!("`{}`", section.name)).collect();
                lacks.push(listed(&names, "or"));
            }
        }
        if !lacks.is_empty() {
            let word = if lacks.len() == 1 { "section" } else { "sections" };
            let message = format!("{} is missing the {word} {}", self.kind_words(), listed(&lacks, "and"));
            let help = "add a heading for each, with this name or one of its aliases".to_owned();
            self.diagnostics.push(Diagnostic::new(&KIND_MISSING_SECTION, place.clone(), message).help(help));
        }
    }

    /// Reports sections whose heading is bold text or a label.
    fn report_pseudo_headings(&mut self) {
        for mark in 0..self.marks.len() {
            let Some(section) = self.found[mark].first().copied() else { continue };
            let has_heading = (0..self.marks.len())
                .any(|other| self.marks[other].form == Form::Heading && self.found[other].contains(&section));
            let form = self.marks[mark].form;
            if form != Form::Heading && !has_heading && !self.is_empty(mark) {
                let words = self.marks[mark].words.trim_end_matches(':').to_owned();
                let message = format!("`{words}` is {}", form.in_words());
                let help =
                    format!("write `## {}`, so that it can be found and linked to", self.kind.sections[section].name);
                self.report(&KIND_PSEUDO_HEADING, mark, message, help);
            }
        }
    }

    /// Headings of sections, at the level where the sections of this page are.
    fn headings(&self) -> Vec<usize> {
        let is_heading = |mark: &usize| {
            let it = &self.marks[*mark];
            it.form == Form::Heading && it.level == self.level
        };
        (0..self.marks.len()).filter(is_heading).collect()
    }

    fn report_duplicates(&mut self) {
        let mut first: Vec<(String, usize)> = Vec::new();
        for mark in self.headings() {
            if self.found[mark].is_empty() {
                continue;
            }
            let name = folded(&self.marks[mark].words);
            let Some((_, earlier)) = first.iter().find(|(known, _)| *known == name) else {
                first.push((name, mark));
                continue;
            };
            let other = Location::at(self.path, (self.span)(&self.marks[*earlier].range));
            let at = Location::at(self.path, (self.span)(&self.marks[mark].range));
            let message = format!("duplicate section `{}`", self.marks[mark].words.trim_end_matches(':'));
            let diagnostic = Diagnostic::new(&KIND_DUPLICATE_SECTION, at, message);
            self.diagnostics.push(
                diagnostic
                    .help("merge the two, or give this one a more specific heading")
                    .label(other, "the first one"),
            );
        }
    }

    /// Reports as few sections as possible: those that would have to move.
    fn report_order(&mut self) {
        if !self.kind.is_ordered {
            return;
        }
        let placed = |mark: usize| {
            let section = self.found[mark].first().copied()?;
            (!self.kind.sections[section].is_anywhere).then_some((mark, section))
        };
        let placed: Vec<(usize, usize)> = self.headings().into_iter().filter_map(placed).collect();
        let kept = longest_rise(&placed.iter().map(|(_, section)| *section).collect::<Vec<_>>());
        for (at, (mark, section)) in placed.iter().enumerate() {
            if kept.contains(&at) {
                continue;
            }
            let name = |at: &usize| self.kind.sections[placed[*at].1].name.clone();
            let before = kept.iter().rev().find(|kept| placed[**kept].1 <= *section).map(name);
            let after = kept.iter().find(|kept| placed[**kept].1 > *section).map(name);
            let help = match (before, after) {
                (Some(before), _) => format!("move it after `{before}`"),
                (None, Some(after)) => format!("move it before `{after}`"),
                (None, None) => continue,
            };
            let message = format!("`{}` is out of order", self.kind.sections[*section].name);
            self.report(&KIND_SECTION_ORDER, *mark, message, help);
        }
    }

    /// Reports sections that the kind does not have.
    fn report_unknown_sections(&mut self, misspelt: &[(usize, usize)]) {
        for mark in self.headings() {
            if self.found[mark].is_empty() && misspelt.iter().all(|(known, _)| *known != mark) {
                let names: Vec<String> =
                    self.kind.sections.iter().map(|section| format!("`{}`", section.name)).collect();
                let message = format!("{} has no section `{}`", self.kind_words(), self.marks[mark].words);
                self.report(
                    &KIND_UNKNOWN_SECTION,
                    mark,
                    message,
                    format!("its sections are {}", listed(&names, "and")),
                );
            }
        }
    }

    /// The kind in the words of a message.
    fn kind_words(&self) -> String {
        format!("this {}", in_words(self.kind))
    }
}

/// The places of a longest part of a row that never falls.
fn longest_rise(row: &[usize]) -> Vec<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for at in 0..row.len() {
        let before =
            (0..at).filter(|earlier| row[*earlier] <= row[at]).max_by_key(|earlier| (best[*earlier].0, at - earlier));
        best.push((before.map_or(1, |before| best[before].0 + 1), before));
    }
    let mut last = (0..row.len()).max_by_key(|at| (best[*at].0, row.len() - at));
    let mut kept = Vec::new();
    while let Some(at) = last {
        kept.push(at);
        last = best[at].1;
    }
    kept.reverse();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ordered_run_of_sections_is_found() {
        assert_eq!(longest_rise(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(longest_rise(&[1, 0, 2, 3]).len(), 3);
        assert_eq!(longest_rise(&[3, 0, 1, 2]), [1, 2, 3]);
        assert_eq!(longest_rise(&[]), [] as [usize; 0]);
    }
}
