//! The facts of a page's text: the sections of its kind, its history, terms, phases and steps, headings and tables as
//! data.
//!
//! Knows no HTML. Takes out of the events what is not part of the text, such as definitions of abbreviations.

use std::ops::Range;

use crate::base::codes::documents::KIND_DUPLICATE_STEP_NUMBER;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::span::Span;
use crate::parse::definitions::Explained;
use crate::parse::kind::sections::Coverage;
use crate::parse::kind::{self, SectionCheck};
use crate::parse::paragraphs::{self, Paragraph};
use crate::parse::parsed::ParsedPage;
use crate::parse::phases::{self, Phase};
use crate::parse::revisions::revision::RevisionHistory;
use crate::parse::settings::ParseSettings;
use crate::parse::steps::{self, OrderedLists, StepNumbering};
use crate::parse::structure::{self, LocatedStructure};
use crate::parse::{definitions, revisions};

/// What the text of a page states, before it is written as HTML.
pub struct Extracted {
    pub(super) coverage: Vec<Coverage>,
    /// Label and value of the fields that it states besides those that every page shows.
    pub(super) field_values: Vec<(String, String)>,
    pub(super) history: RevisionHistory,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) structure: LocatedStructure,
    /// Whether the whole page is a glossary.
    pub(super) is_glossary: bool,
    pub(super) terms: Vec<definitions::FoundTerm>,
    pub(super) plan: StepNumbering,
    /// What only a framework has.
    pub(super) framework: Option<Framework>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The parts of a framework.
pub(super) struct Framework {
    pub(super) phases: Vec<Phase>,
    /// The links below each heading.
    pub(super) section_links: Vec<(String, Vec<String>)>,
}

/// Extracts the facts of a page's text.
pub fn extract(page: &mut ParsedPage<'_>, settings: &ParseSettings) -> Extracted {
    let source = page.source;
    let span = |range: &Range<usize>| source.span(range);
    let (field_values, mut diagnostics) = fields(page);
    let SectionCheck { coverage, diagnostics: of_sections } =
        kind::check_sections(page.path, &page.events, &page.title, &page.requirements, &source.front, &page.meta, span);
    diagnostics.extend(of_sections);
    let structure = match settings.extracts_structure {
        true => structure::read(&page.events, page.title.taken.as_ref(), |range| {
            // Without the blank lines at its end.
            let length = page.markdown[range.clone()].trim_end().len();
            span(&(range.start..range.start + length))
        }),
        false => LocatedStructure::default(),
    };
    let paragraphs = paragraphs::find_long(&page.events, span);
    let history = history(page, settings, &mut diagnostics);
    let is_glossary =
        page.meta.kind.as_deref() == Some("glossary") || definitions::is_title(&page.title.text, &settings.kinds);
    let explained = if is_glossary { Explained::OnThePage } else { Explained::InSections };
    let terms = definitions::extract(&mut page.events, page.markdown, explained, &settings.kinds);
    let lists = if page.meta.steps { OrderedLists::AreSteps } else { OrderedLists::AreLists };
    let mut plan = steps::plan(&page.events, page.markdown, lists, &settings.kinds);
    diagnostics.extend(plan.repeated.iter().map(|(start, number)| repeated_step(page, *start, number)));
    let framework = framework(page, &mut plan);
    Extracted {
        coverage,
        field_values,
        history,
        paragraphs,
        structure,
        is_glossary,
        terms,
        plan,
        framework,
        diagnostics,
    }
}

/// The values of fields, and what is wrong with them. Retired documents are not checked.
fn fields(page: &ParsedPage<'_>) -> (Vec<(String, String)>, Vec<Diagnostic>) {
    let source = page.source;
    let mut diagnostics = source.fact_diagnostics.clone();
    if !page.meta.state.is_retired() {
        page.requirements.check_fields(page.path, &source.front, &mut diagnostics);
    }
    (page.requirements.facts(&source.front, &source.other_information), diagnostics)
}

/// The history that front matter states, else that of the text.
fn history(page: &ParsedPage<'_>, settings: &ParseSettings, diagnostics: &mut Vec<Diagnostic>) -> RevisionHistory {
    let source = page.source;
    let span = |range: &Range<usize>| -> Span { source.span(range) };
    let of_text = revisions::text::from_text(&page.events, page.markdown, (source.date_order, &settings.kinds), span);
    let stated = revisions::front_matter::from_front_matter(page.path, &source.front, source.date_order, diagnostics);
    diagnostics
        .extend(stated.as_ref().and_then(|rows| revisions::front_matter::unlisted_version(page.path, rows, &of_text)));
    let in_text = stated.is_none();
    let rows = stated.unwrap_or(of_text);
    let revisions = revisions::check::check_history(page.path, rows, &source.front, &page.meta, diagnostics);
    RevisionHistory { revisions, in_text }
}

/// The phases of a framework; rows of tables that are phases get an id.
fn framework(page: &ParsedPage<'_>, plan: &mut StepNumbering) -> Option<Framework> {
    if page.meta.kind.as_deref() != Some(phases::KIND) {
        return None;
    }
    let found = phases::find(&page.source.front, &page.events);
    plan.rows = found.iter().filter_map(|found| Some((found.row?, found.phase.anchor.clone()?))).collect();
    Some(Framework {
        phases: found.into_iter().map(|found| found.phase).collect(),
        section_links: phases::links_below(&page.events),
    })
}

fn repeated_step(page: &ParsedPage<'_>, start: usize, number: &str) -> Diagnostic {
    let line = page.markdown[start..].lines().next().map_or(0, |line| line.trim_end().len());
    let at = Location::at(page.path, page.span(&(start..start + line)));
    let message = format!("another list of this procedure also has a step {number}");
    let help = "give each list a heading of its own, or continue the numbering";
    Diagnostic::new(&KIND_DUPLICATE_STEP_NUMBER, at, message).help(help)
}
