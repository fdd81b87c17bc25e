//! One Markdown file parsed into a `Document`: decoding, front matter, kind, templating, then its Markdown.

use crate::base::codes::{SOURCE_NOT_UTF8, TEMPLATE_RENDER, TEMPLATE_SYNTAX};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::{Hash, Hashed, sha256_hex};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::DateOrder;
use crate::config::kinds::Information;
use crate::parse::document::Document;
use crate::parse::kind::{self, information};
use crate::parse::lower::{LoweredPage, MarkdownSource, PageContext, Tools, lower};
use crate::parse::revisions::{self, History};
use crate::parse::settings::{ParseSettings, markdown_options};
use crate::parse::source_map::SourceMap;
use crate::parse::suppressions::{self, Suppressions};
use crate::parse::{front_matter, meta, templating};

/// A file to parse.
pub struct SourceFile<'a> {
    pub path: SourcePath,
    /// Its path below the content folder.
    pub content_path: &'a str,
    pub bytes: &'a [u8],
    /// The front matter that it inherits from `[[defaults]]`.
    pub defaults: Option<Node>,
}

/// Parses one file.
pub fn parse(file: &SourceFile<'_>, settings: &Hashed<ParseSettings>, tools: &Tools<'_>) -> Document {
    let SourceFile { path, content_path, bytes, .. } = file;
    let mut findings = Vec::new();
    let text = match readable(path, bytes) {
        Ok(text) => text,
        Err(finding) => {
            findings.push(*finding);
            ""
        }
    };
    let (mut front, body) = front_of(path, text, file.defaults.as_ref(), settings, &mut findings);
    let mut standing = kind::settle(path, content_path, &mut front, &settings.kinds);
    let body_text = &text[body..];
    let place = standing.kind.map_or(Information::FrontMatter, |kind| kind.information);
    let flags = markdown_options(&settings.markdown);
    let taken = information::take(path, (body_text, body), &mut front, (place, &standing.fields), flags);
    let body_text = taken.text.as_deref().unwrap_or(body_text);
    findings.extend(taken.findings);
    let (mut meta, mut fact_findings) = meta::read(path, &front, &settings.aliases, settings.date_order);
    meta.controlled = standing.is_controlled;

    let rendered = meta.templating.then(|| {
        templating::render(body_text, &front, &settings.site).unwrap_or_else(|failure| {
            findings.push(template_finding(path, &failure, body, body_text.len()));
            String::new()
        })
    });
    let markdown = MarkdownSource {
        text: rendered.as_deref().unwrap_or(body_text),
        base: body,
        templated: rendered.is_some(),
        stated_language: meta::find(&front, "language").filter(|node| !node.inherited).map(|node| node.span),
    };
    let levels = suppressions::levels(path, &front, &mut findings);
    let page = PageContext { path, content_path, front: &front, meta: &meta };
    let mut lowered = lower(&page, &markdown, &mut standing, settings, tools);
    lowered.facts.field_values = standing.facts(&front, &taken.rows);
    if !lowered.facts.meta.state.is_over() {
        standing.judge_facts(path, &front, &mut fact_findings);
    }
    findings.append(&mut fact_findings);
    add_history(&page, &mut lowered, settings.date_order, &mut findings);
    if let Some(rendered) = &rendered {
        let origin = SourceMap::new(body_text, rendered);
        lowered.remap_spans(path, |span| match span.start.checked_sub(body) {
            Some(start) => origin.span(Span::new(start, span.end - body)).shifted(body),
            None => span,
        });
    }
    findings.append(&mut lowered.findings);
    Document {
        path: path.clone(),
        hash: Hash::of_value(&(settings.hash(), &file.defaults, content_path, bytes)),
        sha256: sha256_hex(bytes),
        front,
        facts: Hashed::new(lowered.facts),
        body: lowered.body,
        text: lowered.sections,
        step_texts: lowered.step_texts,
        tasks: lowered.tasks,
        references: lowered.references,
        paragraphs: lowered.extracted.paragraphs,
        spans: lowered.spans,
        suppressions: Suppressions { levels, comments: lowered.suppressions },
        findings,
    }
}

/// Adds the history that front matter states, else that of the text; findings go with the one that is judged.
fn add_history(
    page: &PageContext<'_>,
    lowered: &mut LoweredPage,
    order: Option<DateOrder>,
    findings: &mut Vec<Diagnostic>,
) {
    let PageContext { path, front, .. } = *page;
    let of_text = std::mem::take(&mut lowered.extracted.rows);
    let stated = revisions::of_front(path, front, order, findings);
    lowered.findings.extend(stated.as_ref().and_then(|rows| revisions::unstated(path, rows, &of_text)));
    let in_text = stated.is_none();
    let judged = if in_text { &mut lowered.findings } else { findings };
    let rows = stated.unwrap_or(of_text);
    let revisions = revisions::judge(path, rows, front, &lowered.facts.meta, judged);
    lowered.facts.history = History { revisions, in_text };
}

/// The front matter with what the page inherits, and where the text behind it begins.
fn front_of(
    path: &SourcePath,
    text: &str,
    defaults: Option<&Node>,
    settings: &ParseSettings,
    findings: &mut Vec<Diagnostic>,
) -> (Node, usize) {
    let split = front_matter::split(text);
    if let Some(fault) = split.fault {
        let mut finding =
            Diagnostic::new(fault.code, Location::at(path, fault.span), fault.message).maybe_help(fault.help);
        if let Some((span, words)) = fault.label {
            finding = finding.label(Location::at(path, span), words);
        }
        findings.push(finding);
    }
    let mut front = split.front;
    if let Some(defaults) = defaults {
        front.inherit(defaults);
    }
    meta::apply_aliases(&mut front, &settings.aliases);
    (front, split.body)
}

fn readable<'a>(path: &SourcePath, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("this file is not UTF-8: byte {} begins no letter", error.valid_up_to());
        let place = Span::new(error.valid_up_to(), error.valid_up_to() + 1);
        let finding = Diagnostic::new(&SOURCE_NOT_UTF8, Location::at(path, place), message);
        Box::new(finding.help("save it as UTF-8"))
    })
}

fn template_finding(path: &SourcePath, failure: &templating::Failure, base: usize, length: usize) -> Diagnostic {
    let code = if failure.is_syntax { &TEMPLATE_SYNTAX } else { &TEMPLATE_RENDER };
    let span =
        failure.range.clone().map_or(Span::new(base, base + length.min(1)), |range| Span::from(range).shifted(base));
    Diagnostic::new(code, Location::at(path, span), failure.message.clone())
}
