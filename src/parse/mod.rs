//! One Markdown file turned into a `Document`: front matter, outline, body with holes, findings.
//!
//! Parsing never fails: it returns a document and what is wrong with it. A document depends on its own file and the
//! parse options, and knows no other file; links are noted, not followed.

pub mod body;
pub mod code;
pub mod control;
pub mod dates;
pub mod definitions;
pub mod events;
pub mod fence;
pub mod footnotes;
pub mod front_matter;
pub mod front_matter_keys;
pub mod highlight;
pub mod kind;
pub mod links;
mod lower;
pub mod meta;
pub mod paragraphs;
pub mod parsed;
pub mod phases;
pub mod raw_html;
pub mod relations;
pub mod revisions;
pub mod scaffold;
pub mod source_map;
pub mod steps;
pub mod structure;
pub mod suppressions;
pub mod table_fixup;
pub mod templating;
pub mod title;
pub mod walk;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;
use pulldown_cmark::Options;

use crate::base::codes::{SOURCE_NOT_UTF8, TEMPLATE_RENDER, TEMPLATE_SYNTAX};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::{Hash, sha256_hex};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::kinds::{Information, Kinds};
use crate::config::{DateOrder, Markdown};
use crate::parse::body::Body;
use crate::parse::definitions::Term;
use crate::parse::highlight::Highlighter;
use crate::parse::kind::information;
use crate::parse::kind::sections::Coverage;
use crate::parse::links::Link;
use crate::parse::lower::{LoweredPage, MarkdownSource, PageContext, lower};
use crate::parse::meta::Meta;
use crate::parse::paragraphs::Paragraph;
use crate::parse::parsed::ParsedPage;
use crate::parse::phases::Phase;
use crate::parse::revisions::History;
use crate::parse::source_map::SourceMap;
use crate::parse::steps::Step;
use crate::parse::structure::Structure;
use crate::parse::suppressions::Suppressions;
use crate::parse::walk::{Heading, Section};

/// One lowered file.
#[derive(Debug, Clone)]
pub struct Document {
    pub path: SourcePath,
    /// A hash of the file and of the options it was parsed with.
    pub hash: Hash,
    /// Of the author's file, as `sha256sum` prints it.
    pub sha256: String,
    /// Front matter with places, defaults included.
    pub front: Node,
    pub outline: Outline,
    pub body: Body,
    /// The page's words by section, for search.
    pub sections: Vec<Section>,
    /// Links in the order in which they stand; body holes count into this list.
    pub links: Vec<Link>,
    /// The identifiers that attributes of its raw HTML name.
    pub references: BTreeSet<String>,
    /// Long paragraphs, to find the same one elsewhere.
    pub paragraphs: Vec<Paragraph>,
    /// Where the names of the outline's terms are written.
    pub term_spans: Vec<Span>,
    /// Steps that can be cited, in order.
    pub steps: Vec<Step>,
    /// The first words of each task.
    pub tasks: Vec<String>,
    /// What the author says of findings on this page.
    pub suppressions: Suppressions,
    /// Its headings and tables as data, where the options ask for them.
    pub structure: Structure,
    pub findings: Vec<Diagnostic>,
}

/// The facts of a page that other pages may use. It holds no spans: inserting a line changes no fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    pub title: String,
    /// The identifier of the h1, where the title was a heading.
    pub title_id: Option<String>,
    pub meta: Meta,
    /// The versions that the document had.
    pub history: History,
    pub headings: Vec<Heading>,
    pub anchors: BTreeSet<String>,
    /// The terms that the page explains.
    pub terms: Vec<Term>,
    /// The phases of a framework.
    pub phases: Vec<Phase>,
    /// Whether it has steps or tasks, which a record can be kept of.
    pub has_steps: bool,
    /// How it has each section of its kind; none where it has no kind with sections.
    pub coverage: Vec<Coverage>,
    /// Facts besides those that every page shows, with what people call them.
    pub facts: Vec<(String, String)>,
}

impl Document {
    /// Whether another version of this file differs in nothing that other pages may use.
    pub fn has_same_facts(&self, other: &Document) -> bool {
        let targets = |document: &Document| {
            document.links.iter().map(|link| (link.target.clone(), link.role)).collect::<Vec<_>>()
        };
        self.front == other.front
            && self.outline == other.outline
            && self.structure.has_same_facts(&other.structure)
            && targets(self) == targets(other)
    }
}

/// What parsing depends on besides the file.
pub struct ParseOptions<'a> {
    pub markdown: &'a Markdown,
    /// Front matter names of the author's own.
    pub aliases: &'a BTreeMap<String, String>,
    /// The language of pages that name none.
    pub language: &'a str,
    /// What comes first in dates of numbers, where the site says so.
    pub date_order: Option<DateOrder>,
    pub kinds: &'a Kinds,
    /// Settings of the site that a templated page may print.
    pub site: &'a Value,
    /// Whether headings and tables are wanted as data.
    pub structure: bool,
    /// A hash of all these settings, and of the front matter that files inherit.
    pub key: Hash,
    pub highlighter: &'a Highlighter,
    /// Checks the events of a page.
    pub lint: fn(&ParsedPage<'_>) -> Vec<Diagnostic>,
}

/// Translates one file. `content_path` is its path below the content folder; `defaults` are front matter it inherits.
pub fn parse(
    path: &SourcePath,
    content_path: &str,
    bytes: &[u8],
    defaults: Option<&Node>,
    options: &ParseOptions<'_>,
) -> Document {
    let mut findings = Vec::new();
    let text = match readable(path, bytes) {
        Ok(text) => text,
        Err(finding) => {
            findings.push(*finding);
            ""
        }
    };
    let (mut front, body) = front_of(path, text, defaults, options, &mut findings);
    let mut standing = kind::settle(path, content_path, &mut front, options.kinds);
    let body_text = &text[body..];
    let place = standing.kind.map_or(Information::FrontMatter, |kind| kind.information);
    let flags = markdown_options(options.markdown);
    let taken = information::take(path, (body_text, body), &mut front, (place, &standing.fields), flags);
    let body_text = taken.text.as_deref().unwrap_or(body_text);
    findings.extend(taken.findings);
    let (mut meta, mut fact_findings) = meta::read(path, &front, options.aliases, options.date_order);
    meta.controlled = standing.is_controlled;

    let rendered = meta.templating.then(|| {
        templating::render(body_text, &front, options.site).unwrap_or_else(|failure| {
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
    let mut lowered = lower(&page, &markdown, &mut standing, options);
    lowered.outline.facts = standing.facts(&front, &taken.rows);
    if !lowered.outline.meta.state.is_over() {
        standing.judge_facts(path, &front, &mut fact_findings);
    }
    findings.append(&mut fact_findings);
    add_history(&page, &mut lowered, options.date_order, &mut findings);
    if let Some(rendered) = &rendered {
        let origin = SourceMap::new(body_text, rendered);
        lowered.remap_spans(path, |span| match span.start.checked_sub(body) {
            Some(start) => origin.span(Span::new(start, span.end - body)).shifted(body),
            None => span,
        });
    }
    findings.append(&mut lowered.findings);
    let key = options.key.0.to_le_bytes();
    let hash = Hash::of_parts([key.as_slice(), content_path.as_bytes(), bytes]);
    Document {
        path: path.clone(),
        hash,
        sha256: sha256_hex(bytes),
        front,
        outline: lowered.outline,
        body: lowered.body,
        sections: lowered.sections,
        links: lowered.links,
        references: lowered.references,
        paragraphs: lowered.extracted.paragraphs,
        term_spans: lowered.term_spans,
        steps: lowered.steps,
        tasks: lowered.tasks,
        suppressions: Suppressions { levels, comments: lowered.suppressions },
        structure: lowered.extracted.structure,
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
    let revisions = revisions::judge(path, rows, front, &lowered.outline.meta, judged);
    lowered.outline.history = History { revisions, in_text };
}

/// The front matter with what the page inherits, and where the text behind it begins.
fn front_of(
    path: &SourcePath,
    text: &str,
    defaults: Option<&Node>,
    options: &ParseOptions<'_>,
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
    meta::apply_aliases(&mut front, options.aliases);
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

/// The Markdown extensions that are on. Each is named; `Options::all` would also turn on the old footnotes.
pub fn markdown_options(markdown: &Markdown) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, markdown.smart_punctuation);
    options.set(Options::ENABLE_WIKILINKS, markdown.wiki_links);
    options
}
