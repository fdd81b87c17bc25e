//! The state of rewriting one page, and what all constructs share.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, RefDefs};

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::path::SourcePath;
use crate::base::slug::UniqueIds;
use crate::base::span::Span;
use crate::config::kinds::Kinds;
use crate::config::settings::Markdown;
use crate::parse::body::Markers;
use crate::parse::definitions::{FoundTerm, Term};
use crate::parse::events::Spanned;
use crate::parse::extensions::attributes::Attributed;
use crate::parse::headings::HeadingLevels;
use crate::parse::highlight::{Highlighter, HighlightingWork};
use crate::parse::links::Link;
use crate::parse::outline::{Heading, Section};
use crate::parse::raw_html::open_elements::OpenElements;
use crate::parse::steps::{Step, StepNumbering};

/// What the HTML of a page defines and refers to.
#[derive(Default)]
pub struct BodyFacts {
    pub headings: Vec<Heading>,
    /// At least one; the first has no heading.
    pub sections: Vec<Section>,
    pub links: Vec<Link>,
    /// The span of each target.
    pub link_spans: Vec<Span>,
    /// Every identifier that a link may name on this page.
    pub anchors: BTreeSet<String>,
    /// The terms that the page defines.
    pub terms: Vec<Term>,
    /// The span of each name.
    pub term_spans: Vec<Span>,
    pub steps: Vec<Step>,
    /// The first words of each step, without markup.
    pub step_texts: Vec<String>,
    /// The first words of each task.
    pub tasks: Vec<String>,
    /// The identifier of the page's h1.
    pub title_id: Option<String>,
    pub has_raw_html: bool,
    /// The MathML of each formula.
    pub formulas: Vec<String>,
    /// The identifiers that attributes of raw HTML name.
    pub references: BTreeSet<String>,
    /// What its highlighted code is kept by.
    pub highlighted: Vec<Hash>,
    /// The work that its code took.
    pub highlighting_work: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// What rewriting depends on besides the events.
pub struct Context<'a, 'b> {
    pub path: &'b SourcePath,
    /// The Markdown that was parsed.
    pub text: &'a str,
    /// Maps a range of the Markdown to the file.
    pub span: &'b dyn Fn(&Range<usize>) -> Span,
    pub markdown: &'b Markdown,
    pub references: &'b RefDefs<'a>,
    pub markers: &'b Markers,
    pub highlighter: &'b Highlighter,
    /// The terms that the page defines.
    pub terms: &'b [FoundTerm],
    /// The attributes of links and images.
    pub attributed: &'b Attributed,
    /// Whether the whole page is a glossary.
    pub is_glossary: bool,
    /// Steps, and lists that continue the numbering.
    pub plan: &'b StepNumbering,
    /// Whether bare URLs become links.
    pub bare_links: bool,
    /// The kinds of the site, for the form of document numbers.
    pub kinds: &'b Kinds,
    /// Whether other pages have used up the work for the code of the site.
    pub is_highlighting_spent: bool,
}

pub(super) struct Rewriter<'a, 'b, 'c> {
    pub(super) context: &'c Context<'a, 'b>,
    pub(super) out: Vec<Event<'a>>,
    pub(super) facts: BodyFacts,
    pub(super) ids: UniqueIds,
    pub(super) levels: HeadingLevels,
    pub(super) is_in_heading: bool,
    /// How many Markdown links are open around the current event.
    pub(super) link_depth: usize,
    /// How many `<a>` elements of raw HTML are open.
    pub(super) raw_links: usize,
    /// The elements of raw HTML that are open.
    pub(super) open_html: OpenElements,
    /// For each open link: whether its tags are dropped.
    pub(super) dropped: Vec<bool>,
    pub(super) table: TableState,
    /// The names of scroll boxes, and how often each is used.
    pub(super) region_names: HashMap<String, usize>,
    /// What may still be done to highlight code.
    pub(super) highlighting: HighlightingWork,
    /// For each open block quote that the parser does not know as a callout: what it is.
    pub(super) quotes: Vec<Quote>,
    /// Whether the open paragraph is written without `<p>`.
    pub(super) is_bare_paragraph: bool,
    /// For each open list item: what it is.
    pub(super) items: Vec<Item>,
    pub(super) id_references: Vec<IdReference>,
}

/// The open table.
#[derive(Default)]
pub(super) struct TableState {
    pub(super) alignments: Vec<Alignment>,
    /// The index of the current column.
    pub(super) column: usize,
    pub(super) is_head: bool,
}

/// An open block quote.
pub(super) enum Quote {
    Plain,
    Callout,
    /// A callout that can be folded away.
    Folded,
}

/// An open list item.
pub(super) enum Item {
    Plain,
    Task,
    /// A step: its index among those of the page.
    Step(usize),
}

/// An attribute of raw HTML that refers to an id.
pub(super) struct IdReference {
    pub(super) attribute: String,
    pub(super) id: String,
    pub(super) range: Range<usize>,
}

impl Rewriter<'_, '_, '_> {
    /// The text of the current section.
    pub(super) fn section_text(&mut self) -> &mut String {
        &mut self.facts.sections.last_mut().expect("there is a section from the start").text
    }

    /// A name that is unique on the page: landmarks need different names to be distinguished in a list.
    pub(super) fn region_name(&mut self, name: String) -> String {
        let uses = self.region_names.entry(name.clone()).or_insert(0);
        *uses += 1;
        if *uses == 1 { name } else { format!("{name} ({uses})") }
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        (self.context.span)(range)
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.facts.diagnostics.push(diagnostic);
    }
}

/// The index of the event that ends the construct which the first event starts.
pub(super) fn closing(events: &[Spanned<'_>], is_end: impl Fn(&Event<'_>) -> bool) -> usize {
    events.iter().position(|(event, _)| is_end(event)).expect("the parser closes what it opens")
}
