//! The Markdown of one page turned into all that is known of its text: judged, read for facts, walked, written as HTML.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, html};

use crate::base::codes::documents::{KIND_DUPLICATE_STEP_NUMBER, KIND_PSEUDO_HEADING};
use crate::base::codes::text::A11Y_BOLD_HEADING;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::RawHtml;
use crate::config::kinds::Kinds;
use crate::parse::body::{Body, Markers};
use crate::parse::document::{Facts, Spans};
use crate::parse::highlight::Highlighter;
use crate::parse::kind::sections::Coverage;
use crate::parse::kind::{self, Judged, Standing};
use crate::parse::meta::Meta;
use crate::parse::paragraphs::{self, Paragraph};
use crate::parse::parsed::{PageLanguage, ParsedPage};
use crate::parse::phases::{self, Phase};
use crate::parse::revisions::{self, History, Row};
use crate::parse::settings::{ParseSettings, markdown_options};
use crate::parse::steps::{self, Plan};
use crate::parse::structure::{self, LocatedStructure};
use crate::parse::suppressions::{self, Suppression};
use crate::parse::title::{self, Title};
use crate::parse::walk::{self, Context, Section};
use crate::parse::{definitions, raw_html, table_fixup};

/// Checks the events of a page.
pub type Lint = fn(&ParsedPage<'_>) -> Vec<Diagnostic>;

/// What parsing calls. The highlighter keeps what it highlighted, which affects speed only.
pub struct Tools<'a> {
    pub highlighter: &'a Highlighter,
    pub lint: Lint,
}

/// What is known of a page before its text is read.
pub(super) struct PageContext<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) content_path: &'a str,
    pub(super) front: &'a Node,
    pub(super) meta: &'a Meta,
}

pub(super) struct MarkdownSource<'a> {
    pub(super) text: &'a str,
    pub(super) base: usize,
    pub(super) templated: bool,
    /// Where the front matter names its language.
    pub(super) stated_language: Option<Span>,
}

/// What the Markdown of a page gave.
pub(super) struct LoweredPage {
    pub(super) facts: Facts,
    pub(super) body: Body,
    pub(super) sections: Vec<Section>,
    pub(super) references: BTreeSet<String>,
    pub(super) extracted: Extracted,
    pub(super) spans: Spans,
    pub(super) step_texts: Vec<String>,
    pub(super) tasks: Vec<String>,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) findings: Vec<Diagnostic>,
}

/// What of a text is kept beside it: its long paragraphs, the rows of its history.
pub(super) struct Extracted {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) rows: Vec<Row>,
}

impl LoweredPage {
    /// Lets all places stand in the author's file, where another text was made from it and translated.
    pub(super) fn remap_spans(&mut self, path: &SourcePath, place: impl Fn(Span) -> Span) {
        let led = |span: &mut Span| *span = place(*span);
        self.spans.all_mut().for_each(led);
        self.suppressions.iter_mut().for_each(|suppression| {
            led(&mut suppression.span);
            led(&mut suppression.covers);
        });
        self.extracted.paragraphs.iter_mut().for_each(|paragraph| led(&mut paragraph.span));
        for finding in &mut self.findings {
            let labels = finding.labels.iter_mut().map(|label| &mut label.at);
            let places = labels.chain([&mut finding.at]).filter(|at| at.path == *path);
            places.filter_map(|at| at.span.as_mut()).for_each(led);
        }
    }
}

/// Translates a text.
pub(super) fn lower(
    page: &PageContext<'_>,
    source: &MarkdownSource<'_>,
    standing: &mut Standing<'_>,
    settings: &ParseSettings,
    tools: &Tools<'_>,
) -> LoweredPage {
    let PageContext { path, content_path, .. } = *page;
    let mut meta = page.meta.clone();
    let flags = markdown_options(&settings.markdown);
    let normalized = table_fixup::normalize(source.text, flags);
    let mut parser = Parser::new_ext(&normalized.text, flags).into_offset_iter();
    let mut has_html = false;
    let mut events: Vec<_> = parser.by_ref().inspect(|(event, _)| has_html |= is_html(event)).collect();
    let markers = Markers::for_text(source.text);
    let span = |range: &Range<usize>| normalized.span(range.start, range.end).shifted(source.base);
    let mut judged = Vec::new();
    let suppressions = suppressions::extract(path, &normalized.text, &mut events, span, &mut judged);
    let title = title::decide(meta.title.as_deref(), &events, content_path);
    meta.code = meta.code.or_else(|| kind::numbers::of_title(&title.text, standing));
    standing.learn(&meta, &title, content_path);
    let (of_text, coverage) = judge(
        page,
        source,
        (&normalized.text, &events, &title, has_html),
        (standing, &meta),
        (settings, tools.lint),
        &span,
    );
    judged.extend(of_text);
    let is_glossary = meta.kind.as_deref() == Some("glossary") || definitions::is_title(&title.text, &settings.kinds);
    let extracted = note(&events, &normalized.text, settings, span);
    let structure = match settings.extracts_structure {
        true => structure::read(&events, title.taken.as_ref(), |range| span(&walk::trimmed(&normalized.text, range))),
        false => LocatedStructure::default(),
    };
    let terms = definitions::take(&mut events, &normalized.text, is_glossary, &settings.kinds);
    let section_links = if is_framework(&meta) { phases::links_below(&events) } else { Vec::new() };
    let (plan, phases) = plan(page.front, &meta, (&events, &normalized.text), &settings.kinds);
    judged.extend(plan.repeated.iter().map(|(at, number)| {
        let line = normalized.text[*at..].lines().next().map_or(0, |line| line.trim_end().len());
        repeated_step(Location::at(path, span(&(*at..at + line))), number)
    }));
    let context = Context {
        path,
        normalized: &normalized,
        base: source.base,
        markdown: &settings.markdown,
        references: parser.reference_definitions(),
        markers: &markers,
        highlighter: tools.highlighter,
        terms: &terms,
        is_glossary,
        plan: &plan,
        bare_links: true,
        templating: source.templated,
        kinds: &settings.kinds,
    };
    let walked = walk::walk(events, &title, &context);
    let html = html_of(walked.events, walked.has_raw_html, source, settings);
    let phases = if is_framework(&meta) { phases::place(phases, &walked.headings, &section_links) } else { phases };
    let facts = Facts {
        front: page.front.hash_of_values(),
        title: title.text,
        title_id: walked.title_id,
        meta,
        history: History::default(),
        headings: walked.headings,
        anchors: walked.anchors,
        links: walked.links,
        terms: walked.terms,
        phases,
        has_steps: !walked.steps.is_empty() || !walked.tasks.is_empty(),
        steps: walked.steps,
        coverage,
        field_values: Vec::new(),
        structure: structure.structure,
    };
    let spans = Spans {
        links: walked.link_spans,
        terms: walked.term_spans.iter().map(span).collect(),
        structure: structure.spans,
    };
    let mut findings = walked.findings;
    findings.append(&mut judged);
    LoweredPage {
        facts,
        body: markers.split(&html),
        sections: walked.sections,
        references: walked.references,
        extracted,
        spans,
        step_texts: walked.step_texts,
        tasks: walked.tasks,
        suppressions,
        findings,
    }
}

fn repeated_step(at: Location, number: &str) -> Diagnostic {
    let message = format!("another list of this procedure has a step {number}, too");
    let help = "give each list a heading of its own, or write the numbers so that they go on";
    Diagnostic::new(&KIND_DUPLICATE_STEP_NUMBER, at, message).help(help)
}

/// Whether an event is HTML, or a heading with an id of its own.
const fn is_html(event: &Event<'_>) -> bool {
    matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Heading { id: Some(_), .. }))
}

/// Reads from a text what is kept beside it.
fn note(
    events: &[(Event<'_>, Range<usize>)],
    text: &str,
    settings: &ParseSettings,
    span: impl Fn(&Range<usize>) -> Span + Copy,
) -> Extracted {
    Extracted {
        paragraphs: paragraphs::long(events, span),
        rows: revisions::of_text(events, text, (settings.date_order, &settings.kinds), span),
    }
}

/// The steps of a page with the rows of its phases, and the phases themselves, where it is a framework.
fn plan(
    front: &Node,
    meta: &Meta,
    (events, text): (&[(Event<'_>, Range<usize>)], &str),
    kinds: &Kinds,
) -> (Plan, Vec<Phase>) {
    let mut plan = steps::plan(events, text, meta.steps, kinds);
    let phases = if is_framework(meta) { phases::find(front, events) } else { Vec::new() };
    plan.rows = phases.iter().filter_map(|found| Some((found.row?, found.phase.anchor.clone()?))).collect();
    (plan, phases.into_iter().map(|found| found.phase).collect())
}

fn is_framework(meta: &Meta) -> bool {
    meta.kind.as_deref() == Some(phases::KIND)
}

/// What is wrong with the text of a page, and how it has the sections of its kind.
fn judge(
    page: &PageContext<'_>,
    source: &MarkdownSource<'_>,
    (text, events, title, has_html): (&str, &[(Event<'_>, Range<usize>)], &Title, bool),
    (standing, meta): (&Standing<'_>, &Meta),
    (settings, lint): (&ParseSettings, Lint),
    span: &impl Fn(&Range<usize>) -> Span,
) -> (Vec<Diagnostic>, Vec<Coverage>) {
    let PageContext { path, content_path, front, .. } = *page;
    let language = meta.language.as_deref().unwrap_or(&settings.language);
    let mut judged = lint(&ParsedPage {
        path,
        content_path,
        markdown: text,
        language: PageLanguage { tag: language, span: source.stated_language },
        title: title.taken.as_ref(),
        events,
        raw_html: settings.markdown.raw_html,
        has_html,
        span,
    });
    let Judged { coverage, findings: of_kind } = kind::judge_text(path, events, title, (standing, front, meta), span);
    // A bold line that begins a section is told as that, and once.
    let is_told = |finding: &Diagnostic| {
        of_kind.iter().any(|other| other.code == &KIND_PSEUDO_HEADING && other.overlaps(finding))
    };
    judged.retain(|finding| finding.code != &A11Y_BOLD_HEADING || !is_told(finding));
    judged.extend(of_kind);
    (judged, coverage)
}

/// The HTML of a body, with its markers.
fn html_of<'a>(
    events: Vec<Event<'a>>,
    has_raw_html: bool,
    source: &MarkdownSource<'_>,
    settings: &ParseSettings,
) -> String {
    let mut text = String::with_capacity(source.text.len() * 3 / 2);
    html::push_html(&mut text, events.into_iter());
    if has_raw_html && settings.markdown.raw_html == RawHtml::Safe {
        text = raw_html::policy::clean(&text);
    }
    text
}
