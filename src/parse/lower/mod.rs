//! Turns the events of a page into HTML with placeholders, and into the facts that its HTML defines: ids, headings, links.

mod callouts;
mod code_blocks;
mod headings;
pub mod html;
mod ids;
mod links;
mod lists;
mod math;
pub mod rewrite;
pub mod rewriter;
mod tables;
mod terms;
mod text;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::html as writer;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::span::Span;
use crate::config::settings::RawHtml;
use crate::parse::body::{Body, Markers};
use crate::parse::document::{Facts, Spans};
use crate::parse::extract::{Extracted, extract};
use crate::parse::highlight::Highlighter;
use crate::parse::lower::rewrite::rewrite;
use crate::parse::lower::rewriter::{BodyFacts, Context};
use crate::parse::outline::Section;
use crate::parse::paragraphs::Paragraph;
use crate::parse::parsed::ParsedPage;
use crate::parse::settings::ParseSettings;
use crate::parse::suppressions::Suppression;
use crate::parse::{phases, raw_html};

/// All that the Markdown of a page gives.
pub struct LoweredPage {
    pub(super) facts: Facts,
    pub(super) body: Body,
    pub(super) sections: Vec<Section>,
    pub(super) step_texts: Vec<String>,
    pub(super) tasks: Vec<String>,
    pub(super) references: BTreeSet<String>,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) spans: Spans,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) highlighted: Vec<Hash>,
    pub(super) highlighting_work: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Extracts the facts of a page and writes its body. The highlighter keeps what it highlighted, for speed only.
pub fn lower(mut page: ParsedPage<'_>, settings: &ParseSettings, highlighter: &Highlighter) -> LoweredPage {
    let extracted = extract(&mut page, settings);
    let (body, lowered) = write_body(&page, &extracted, settings, highlighter);
    let phases = extracted.framework.map_or_else(Vec::new, |framework| {
        phases::place(framework.phases, &lowered.headings, &framework.section_links)
    });
    let mut diagnostics = page.diagnostics;
    diagnostics.extend(extracted.diagnostics);
    diagnostics.extend(lowered.diagnostics);
    LoweredPage {
        facts: Facts {
            front: page.source.front.hash_of_values(),
            title: page.title.text,
            title_id: lowered.title_id,
            meta: page.meta,
            history: extracted.history,
            headings: lowered.headings,
            anchors: lowered.anchors,
            links: lowered.links,
            terms: lowered.terms,
            phases,
            has_steps: !lowered.steps.is_empty() || !lowered.tasks.is_empty(),
            steps: lowered.steps,
            coverage: extracted.coverage,
            field_values: extracted.field_values,
            structure: extracted.structure.structure,
        },
        body,
        sections: lowered.sections,
        step_texts: lowered.step_texts,
        tasks: lowered.tasks,
        references: lowered.references,
        paragraphs: extracted.paragraphs,
        spans: Spans { links: lowered.link_spans, terms: lowered.term_spans, structure: extracted.structure.spans },
        suppressions: page.suppressions,
        highlighted: lowered.highlighted,
        highlighting_work: lowered.highlighting_work,
        diagnostics,
    }
}

/// Writes the HTML of a page with placeholders.
fn write_body(
    page: &ParsedPage<'_>,
    extracted: &Extracted,
    settings: &ParseSettings,
    highlighter: &Highlighter,
) -> (Body, BodyFacts) {
    let markers = Markers::for_text(page.markdown);
    let span = |range: &Range<usize>| -> Span { page.span(range) };
    let context = Context {
        path: page.path,
        text: page.markdown,
        span: &span,
        markdown: &settings.markdown,
        references: page.references(),
        markers: &markers,
        highlighter,
        terms: &extracted.terms,
        attributed: &page.attributed,
        is_glossary: extracted.is_glossary,
        plan: &extracted.plan,
        bare_links: true,
        kinds: &settings.kinds,
        is_highlighting_spent: settings.is_highlighting_spent,
    };
    let (events, mut facts) = rewrite(&page.events, &page.title, &context);
    let mut html = String::with_capacity(page.markdown.len() * 3 / 2);
    writer::push_html(&mut html, events.into_iter());
    if facts.has_raw_html && settings.markdown.raw_html == RawHtml::Safe {
        html = raw_html::policy::clean(&html);
    }
    let formulas = std::mem::take(&mut facts.formulas);
    (markers.split(&html, &formulas), facts)
}
