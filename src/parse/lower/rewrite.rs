//! The one pass over a page's Markdown events that rewrites them: heading levels, tables, callouts, code, raw HTML, links.
//!
//! One `push_html` then gives the final HTML. It knows one file; what depends on the site becomes a placeholder.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use pulldown_latex::config::DisplayMode;

use crate::base::slug::UniqueIds;
use crate::config::settings::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::extensions::generated::is_generated;
use crate::parse::fixups::normalized::MARK;
use crate::parse::footnotes;
use crate::parse::headings::HeadingLevels;
use crate::parse::highlight::HighlightingWork;
use crate::parse::lower::html::Unclosed;
use crate::parse::lower::rewriter::{BodyFacts, Context, Quote, Rewriter, TableState};
use crate::parse::outline::{CELL_END, Section};
use crate::parse::raw_html::open_elements::OpenElements;
use crate::parse::raw_html::pieces::lines_of;
use crate::parse::title::Title;

/// Rewrites the events of one page; returns the events to render and what they define.
pub fn rewrite<'a>(events: &[Spanned<'a>], title: &Title, context: &Context<'a, '_>) -> (Vec<Event<'a>>, BodyFacts) {
    let notes = events.iter().filter(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))).count();
    let mut rewriter = Rewriter {
        context,
        out: Vec::with_capacity(events.len() + events.len() / 4),
        facts: BodyFacts {
            sections: vec![Section::default()],
            anchors: footnotes::ids(notes).collect(),
            ..BodyFacts::default()
        },
        ids: UniqueIds::default(),
        levels: HeadingLevels::default(),
        is_in_heading: false,
        link_depth: 0,
        raw_links: 0,
        open_html: OpenElements::default(),
        dropped: Vec::new(),
        table: TableState::default(),
        region_names: HashMap::new(),
        highlighting: HighlightingWork::new(context.is_highlighting_spent),
        quotes: Vec::new(),
        is_bare_paragraph: false,
        items: Vec::new(),
        id_references: Vec::new(),
    };
    rewriter.reserve_ids(events);
    rewriter.add_title_id(title);
    rewriter.measure_headings(events, title);
    rewriter.run(events, title);
    rewriter.report_missing_references();
    let abbreviations = rewriter.abbreviations();
    let mut events = footnotes::gather(rewriter.out);
    events.extend(abbreviations);
    rewriter.facts.highlighting_work = rewriter.highlighting.done;
    (events, rewriter.facts)
}

impl<'a> Rewriter<'a, '_, '_> {
    fn run(&mut self, events: &[Spanned<'a>], title: &Title) {
        let mut at = 0;
        let keeps_inline = |events: &[Spanned<'a>]| {
            events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })))
        };
        if let Some(taken) = &title.taken {
            // The title is plain text, so links and images of its heading stay in the body, as a paragraph.
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

    /// Rewrites a run of events; constructs that need several events are handled as a whole.
    pub(super) fn block(&mut self, events: &[Spanned<'a>]) {
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
                Event::InlineHtml(html) if self.is_open_to_the_end(html, rest) => {
                    self.tag_as_text(html, range);
                    1
                }
                _ => {
                    self.rewrite_event(event, range);
                    1
                }
            };
        }
    }

    fn rewrite_event(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, event, range),
            Event::End(end) => self.end(*end, event),
            Event::InlineMath(formula) => self.formula(formula, DisplayMode::Inline, range),
            Event::DisplayMath(formula) => self.formula(formula, DisplayMode::Block, range),
            Event::TaskListMarker(done) => {
                self.out.push(Event::InlineHtml(format!("{} ", self.context.markers.task(*done)).into()));
            }
            Event::Text(text) => self.text(text, range),
            Event::InlineHtml(html) if is_generated(self.context.text, range) => {
                self.out.push(Event::InlineHtml(html.clone()));
            }
            Event::InlineHtml(html) => {
                let rewritten = self.raw_html(&lines_of(self.context.text, html, range), Unclosed::Inline);
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
            _ => self.out.push(event.clone()),
        }
    }

    fn start(&mut self, tag: &Tag<'a>, event: &Event<'a>, range: &Range<usize>) {
        match tag {
            Tag::Link { .. } => self.link(tag, range),
            Tag::Table(alignments) => self.open_table(alignments),
            Tag::TableHead | Tag::TableRow => {
                self.table.column = 0;
                self.table.is_head = matches!(tag, Tag::TableHead);
                self.open(event, range);
            }
            Tag::TableCell => self.open_cell(),
            Tag::Paragraph if self.context.text[range.clone()].starts_with(MARK) => self.is_bare_paragraph = true,
            Tag::Paragraph | Tag::DefinitionListTitle => self.open(event, range),
            Tag::BlockQuote(Some(kind)) => self.open_known_callout(*kind),
            Tag::List(first) => self.open_list(*first, range),
            _ => self.out.push(event.clone()),
        }
    }

    fn end(&mut self, end: TagEnd, event: &Event<'a>) {
        match end {
            TagEnd::Link => {
                self.link_depth -= 1;
                if !self.dropped.pop().expect("the parser closes only what it opened") {
                    self.out.push(event.clone());
                }
            }
            TagEnd::Paragraph if self.is_bare_paragraph => {
                self.is_bare_paragraph = false;
                self.section_text().push('\n');
            }
            TagEnd::TableCell => {
                self.section_text().push_str(CELL_END);
                self.out.push(Event::InlineHtml(if self.table.is_head { "</th>" } else { "</td>" }.into()));
            }
            TagEnd::Table => {
                let text = self.section_text();
                if let Some(end) = text.strip_suffix(CELL_END).map(str::len) {
                    text.truncate(end);
                    text.push('\n');
                }
                self.out.push(event.clone());
                self.out.push(Event::Html("</div>\n".into()));
            }
            TagEnd::BlockQuote(Some(_)) => self.out.push(Event::Html("</div>\n".into())),
            TagEnd::BlockQuote(None) => {
                self.out.push(match self.quotes.pop().expect("the parser closes only what it opened") {
                    Quote::Plain => event.clone(),
                    Quote::Callout => Event::Html("</div>\n".into()),
                    Quote::Folded => Event::Html("</details>\n".into()),
                });
            }
            TagEnd::Item => self.close_item(event),
            _ => {
                if ends_words(end) {
                    self.section_text().push('\n');
                }
                self.out.push(event.clone());
            }
        }
    }
}

/// Whether the end of this construct is the end of a run of words.
fn ends_words(end: TagEnd) -> bool {
    matches!(end, TagEnd::Paragraph | TagEnd::List(_) | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition)
}
