//! The one walk over a page's Markdown events: HTML to be, headings, links, anchors and findings, with offsets.
//!
//! It changes the events (heading levels, tables, notes, code, raw HTML) so that one `push_html` gives the final HTML.
//! It knows one file; what it cannot know it leaves as a marked hole.

mod headings;
mod html;
mod links;
mod lists;
mod notes;
mod tables;
mod terms;
mod words;

pub use html::REFERENCES;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, RefDefs, Tag, TagEnd};

use crate::base::codes::MARKDOWN_UNKNOWN_LANGUAGE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::slug::{UniqueIds, anchor};
use crate::base::span::Span;
use crate::config::kinds::Kinds;
use crate::config::{Markdown, RawHtml};
use crate::parse::body::Markers;
use crate::parse::code;
use crate::parse::definitions::{Found, Term};
use crate::parse::events::Spanned;
use crate::parse::fence;
use crate::parse::footnotes;
use crate::parse::highlight::Highlighter;
use crate::parse::links::Link;
use crate::parse::raw_html;
use crate::parse::raw_html::pieces::lines_of;
use crate::parse::steps::{Plan, Step};
use crate::parse::table_fixup::Normalized;
use crate::parse::title::Title;

/// A heading of the body, at the level at which it is published.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Heading {
    pub id: String,
    pub level: u8,
    /// Its text without markup and without a colon at its end.
    pub title: String,
    pub classes: Vec<String>,
}

/// The words of a page from one heading to the next, without markup: what search finds and shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Index into the facts's headings; `None` for the words before the first.
    pub heading: Option<usize>,
    /// Blocks end with a line break.
    pub text: String,
}

/// What the walk found, and the events to render.
pub struct Walked<'a> {
    pub events: Vec<Event<'a>>,
    pub headings: Vec<Heading>,
    /// At least one; the first has no heading.
    pub sections: Vec<Section>,
    pub links: Vec<Link>,
    /// Where the target of each is written.
    pub link_spans: Vec<Span>,
    /// Every identifier that a link may name on this page.
    pub anchors: BTreeSet<String>,
    /// The terms that the page explains.
    pub terms: Vec<Term>,
    /// Where the name of each is written.
    pub term_spans: Vec<Range<usize>>,
    pub steps: Vec<Step>,
    /// The first words of each step, without markup.
    pub step_texts: Vec<String>,
    /// The first words of each task.
    pub tasks: Vec<String>,
    /// The identifier of the page's h1.
    pub title_id: Option<String>,
    pub has_raw_html: bool,
    /// The identifiers that attributes of raw HTML name.
    pub references: BTreeSet<String>,
    pub findings: Vec<Diagnostic>,
}

/// What the walk needs to know besides the events.
pub struct Context<'a, 'b> {
    pub path: &'b SourcePath,
    /// The Markdown that was parsed, with the way back to the file.
    pub normalized: &'a Normalized<'a>,
    /// The offset of the body in the file.
    pub base: usize,
    pub markdown: &'b Markdown,
    pub references: &'b RefDefs<'a>,
    pub markers: &'b Markers,
    pub highlighter: &'b Highlighter,
    /// The terms that the page explains.
    pub terms: &'b [Found],
    /// Whether the whole page explains terms.
    pub is_glossary: bool,
    /// Steps, and lists that count on.
    pub plan: &'b Plan,
    /// Whether bare web addresses become links.
    pub bare_links: bool,
    /// Whether the page is rendered as a template first.
    pub templating: bool,
    /// The kinds of the site, for the form of document numbers.
    pub kinds: &'b Kinds,
}

/// Walks the events of one page.
pub fn walk<'a>(events: Vec<Spanned<'a>>, title: &Title, context: &Context<'a, '_>) -> Walked<'a> {
    let notes = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))).count();
    let mut walker = Walker {
        context,
        out: Vec::with_capacity(events.len() + events.len() / 4),
        walked: Walked {
            events: Vec::new(),
            headings: Vec::new(),
            sections: vec![Section::default()],
            links: Vec::new(),
            link_spans: Vec::new(),
            anchors: footnotes::ids(notes).collect(),
            terms: Vec::new(),
            term_spans: Vec::new(),
            steps: Vec::new(),
            step_texts: Vec::new(),
            tasks: Vec::new(),
            title_id: None,
            has_raw_html: false,
            references: BTreeSet::new(),
            findings: Vec::new(),
        },
        ids: UniqueIds::default(),
        shift: 0,
        last_level: 1,
        levels: Vec::new(),
        is_in_heading: false,
        last_written: 1,
        has_strays: false,
        link_depth: 0,
        raw_links: 0,
        html_depth: 0,
        dropped: Vec::new(),
        cells: (Vec::new(), 0, false),
        region_names: HashMap::new(),
        quotes: Vec::new(),
        items: Vec::new(),
        noted_template_tag: context.templating,
        naming: Vec::new(),
    };
    walker.reserve_ids(&events);
    walker.take_title(title);
    walker.measure_headings(&events, title);
    walker.run(events, title);
    walker.report_missing_references();
    let abbreviations = walker.abbreviations();
    let mut events = footnotes::gather(walker.out);
    events.extend(abbreviations);
    Walked { events, ..walker.walked }
}

struct Walker<'a, 'b, 'c> {
    context: &'c Context<'a, 'b>,
    out: Vec<Event<'a>>,
    walked: Walked<'a>,
    ids: UniqueIds,
    /// What is added to a heading's level so that the shallowest is an h2.
    shift: i8,
    /// The level of the heading before, as the author meant it, for gaps.
    last_level: u8,
    /// The levels of the headings that the current text stands under, as the author meant them.
    levels: Vec<u8>,
    is_in_heading: bool,
    /// The level at which its author wrote it.
    last_written: u8,
    /// Whether a heading of the first level is one too many, which is told at its place.
    has_strays: bool,
    /// How many Markdown links are open around the current event.
    link_depth: usize,
    /// How many `<a>` elements of raw HTML are open.
    raw_links: usize,
    /// How many elements of raw HTML are open.
    html_depth: usize,
    /// For each open link or image: whether its tags were left out.
    dropped: Vec<bool>,
    /// Alignments of the open table, the current column, whether it is the head.
    cells: (Vec<Alignment>, usize, bool),
    /// The names of scroll boxes, and how often each was wanted.
    region_names: HashMap<String, usize>,
    /// For each open quotation: whether it is a note.
    quotes: Vec<bool>,
    /// For each open list item: what it is.
    items: Vec<lists::Item>,
    noted_template_tag: bool,
    /// Attributes of raw HTML that name an identifier: their name, it, and where it is named.
    naming: Vec<(String, String, Range<usize>)>,
}

impl<'a> Walker<'a, '_, '_> {
    /// Identifiers in raw HTML and on headings come before the ones that are made up.
    fn reserve_ids(&mut self, events: &[Spanned<'a>]) {
        for id in &self.walked.anchors {
            self.ids.reserve(id);
        }
        if self.context.markdown.raw_html == RawHtml::Escape {
            return;
        }
        // A tag may run over several lines, and each line of a block is an event of its own.
        let mut block = String::new();
        for (event, _) in events {
            match event {
                Event::Html(html) => block.push_str(html),
                Event::End(TagEnd::HtmlBlock) => self.reserve_ids_in(&std::mem::take(&mut block)),
                Event::InlineHtml(html) => self.reserve_ids_in(html),
                Event::Start(Tag::Heading { id: Some(id), .. }) => {
                    self.ids.reserve(id);
                }
                _ => {}
            }
        }
    }

    fn reserve_ids_in(&mut self, html: &str) {
        for tag in raw_html::scan(html) {
            for attribute in tag.attributes.iter().filter(|attribute| matches!(attribute.name.as_str(), "id" | "name"))
            {
                let id = raw_html::decode_entities(&html[attribute.value.clone()]);
                self.ids.reserve(&id);
                self.walked.anchors.insert(id);
            }
        }
    }

    fn take_title(&mut self, title: &Title) {
        if !title.from_heading {
            return;
        }
        let id = match &title.id {
            Some(id) => {
                self.ids.reserve(id);
                id.clone()
            }
            None => self.ids.unique(anchor(&title.text)),
        };
        self.walked.anchors.insert(id.clone());
        self.walked.title_id = Some(id);
    }

    fn measure_headings(&mut self, events: &[Spanned<'a>], title: &Title) {
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
        self.has_strays = headings::has_strays(events, title);
    }

    fn run(&mut self, events: Vec<Spanned<'a>>, title: &Title) {
        let mut at = 0;
        let keeps_inline = |events: &[Spanned<'a>]| {
            events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })))
        };
        if let Some(taken) = &title.taken {
            // A title that holds a link or picture says less than its heading did, so these stay, as a paragraph.
            if keeps_inline(&events[taken.clone()]) {
                let inner = taken.start + 1..taken.end - 1;
                self.block(&events[..taken.start]);
                self.out.push(Event::Start(Tag::Paragraph));
                self.block(&events[inner]);
                self.out.push(Event::End(TagEnd::Paragraph));
            } else {
                self.block(&events[..taken.start]);
            }
            at = taken.end;
        }
        self.block(&events[at..]);
    }

    /// Handles a run of events; constructs that need several events are taken whole.
    fn block(&mut self, events: &[Spanned<'a>]) {
        let mut at = 0;
        while at < events.len() {
            let (event, range) = &events[at];
            let rest = &events[at..];
            at += match event {
                Event::Start(Tag::Heading { .. }) => self.heading(rest),
                Event::Start(Tag::CodeBlock(kind)) => self.code(kind, rest),
                Event::Start(Tag::HtmlBlock) => self.html_block(rest),
                Event::Start(Tag::Paragraph) if self.is_embed_alone(rest) => self.embed(&rest[1..]) + 2,
                Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, .. }) => {
                    self.out.push(Event::Html("</p>\n".into()));
                    let taken = self.embed(rest);
                    self.out.push(Event::Html("<p>".into()));
                    taken
                }
                Event::Start(Tag::Image { .. }) => self.image(rest),
                Event::Start(Tag::Item) => {
                    self.item(rest);
                    1
                }
                Event::Start(Tag::BlockQuote(None)) => self.quote(rest),
                _ => {
                    self.one(event, range);
                    1
                }
            };
        }
    }

    fn one(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag @ Tag::Link { .. }) => self.link(tag, range),
            Event::End(TagEnd::Link) => {
                self.link_depth -= 1;
                if !self.dropped.pop().expect("the parser closes only what it opened") {
                    self.out.push(event.clone());
                }
            }
            Event::Start(Tag::Table(alignments)) => self.open_table(alignments),
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.cells.1 = 0;
                self.cells.2 = matches!(event, Event::Start(Tag::TableHead));
                self.open(event, range);
            }
            Event::Start(Tag::Paragraph | Tag::DefinitionListTitle) => self.open(event, range),
            Event::Start(Tag::TableCell) => self.open_cell(),
            Event::End(TagEnd::TableCell) => {
                self.section_text().push('\n');
                self.out.push(Event::InlineHtml(if self.cells.2 { "</th>" } else { "</td>" }.into()));
            }
            Event::End(TagEnd::Table) => {
                self.out.push(event.clone());
                self.out.push(Event::Html("</div>\n".into()));
            }
            Event::Start(Tag::BlockQuote(Some(kind))) => self.out.push(Event::Html(notes::open(*kind).into())),
            Event::End(TagEnd::BlockQuote(Some(_))) => self.out.push(Event::Html("</div>\n".into())),
            Event::End(TagEnd::BlockQuote(None)) => {
                let is_note = self.quotes.pop().expect("the parser closes only what it opened");
                self.out.push(if is_note { Event::Html("</div>\n".into()) } else { event.clone() });
            }
            Event::Start(Tag::List(first)) => self.open_list(*first, range),
            Event::End(TagEnd::Item) => self.close_item(event),
            Event::TaskListMarker(done) => self.out.push(Event::InlineHtml(
                if *done {
                    "<input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"Done\"> "
                } else {
                    "<input type=\"checkbox\" disabled=\"\" aria-label=\"To do\"> "
                }
                .into(),
            )),
            Event::Text(text) => self.text(text, range),
            Event::InlineHtml(html) => {
                let rewritten = self.raw_html(&lines_of(&self.context.normalized.text, html, range));
                self.out.push(match self.context.markdown.raw_html {
                    RawHtml::Escape => Event::Text(rewritten.into()),
                    _ => Event::InlineHtml(rewritten.into()),
                });
            }
            Event::SoftBreak | Event::HardBreak if self.term_in_line(range) => {}
            Event::SoftBreak | Event::HardBreak => {
                self.section_text().push(' ');
                let is_hard = self.context.markdown.hard_breaks;
                self.out.push(if is_hard { Event::HardBreak } else { event.clone() });
            }
            Event::Code(code) => {
                self.section_text().push_str(code);
                self.out.push(event.clone());
            }
            Event::End(_) if is_block(event) => {
                self.section_text().push('\n');
                self.out.push(event.clone());
            }
            _ => self.out.push(event.clone()),
        }
    }

    /// The words of the section that is being walked.
    fn section_text(&mut self) -> &mut String {
        &mut self.walked.sections.last_mut().expect("there is a section from the start").text
    }

    fn code(&mut self, kind: &CodeBlockKind<'a>, events: &[Spanned<'a>]) -> usize {
        let end = closing(events, |event| matches!(event, Event::End(TagEnd::CodeBlock)));
        let source: String = events[1..end]
            .iter()
            .filter_map(|(event, _)| if let Event::Text(text) = event { Some(text.as_ref()) } else { None })
            .collect();
        let info = if let CodeBlockKind::Fenced(info) = kind { info.as_ref() } else { "" };
        let fence = fence::parse(info);
        self.section_text().push_str(&source);
        let name = match (&fence.title, fence.language.as_str()) {
            (Some(title), _) => format!("Code: {title}"),
            (None, "") => "Code".to_owned(),
            (None, language) => format!("Code: {language}"),
        };
        let name = self.region_name(name);
        let (html, known) = code::render(&fence, &source, &name, self.context.highlighter);
        if !known {
            let range = &events[0].1;
            let line = self.context.normalized.text[range.clone()].lines().next().unwrap_or_default();
            let word = line.trim_start_matches(['`', '~', ' ', '{', '.', '>']);
            let length = word.find([',', ' ', '{', '}', '\t']).unwrap_or(word.len());
            let at = range.start + (line.len() - word.len());
            let span = self.span(&(at..at + length));
            self.report(
                Diagnostic::new(
                    &MARKDOWN_UNKNOWN_LANGUAGE,
                    Location::at(self.context.path, span),
                    format!("no highlighting for `{}`", fence.language),
                )
                .help("the code is shown plain; use `text` if that is meant"),
            );
        }
        self.out.push(Event::Html(html.into()));
        end + 1
    }

    /// Landmarks of one page have different names, or nobody can tell them apart in a list of them.
    fn region_name(&mut self, name: String) -> String {
        let uses = self.region_names.entry(name.clone()).or_insert(0);
        *uses += 1;
        if *uses == 1 { name } else { format!("{name} ({uses})") }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        self.context.normalized.span(range.start, range.end).shifted(self.context.base)
    }

    fn report(&mut self, finding: Diagnostic) {
        self.walked.findings.push(finding);
    }
}

/// The index of the event that ends the construct which the first event begins.
fn closing(events: &[Spanned<'_>], is_end: impl Fn(&Event<'_>) -> bool) -> usize {
    events.iter().position(|(event, _)| is_end(event)).expect("the parser closes what it opens")
}

/// A block's range without the white space at its end.
pub(super) fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    range.start..range.start + text[range.clone()].trim_end().len()
}

/// Whether the end of this construct is the end of a run of words.
fn is_block(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::End(
            TagEnd::Paragraph | TagEnd::List(_) | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition
        )
    )
}
