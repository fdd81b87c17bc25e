//! The Markdown of one page as events, with what lints and extraction need to know of the page.

use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, RefDefs, Tag};

use crate::base::codes::HTML_SANITIZED;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::settings::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::extensions::attributes::Attributed;
use crate::parse::extensions::{self, Extended};
use crate::parse::fixups::{self, urls};
use crate::parse::kind::document_ids;
use crate::parse::kind::requirements::KindRequirements;
use crate::parse::meta::Meta;
use crate::parse::settings::ParseSettings;
use crate::parse::source::PageSource;
use crate::parse::suppressions::{self, Suppression};
use crate::parse::title::{self, Title};

/// One page as it was parsed.
pub struct ParsedPage<'a> {
    pub path: &'a SourcePath,
    /// The path below the content folder.
    pub content_path: &'a str,
    /// The Markdown that was parsed; ranges of events are byte ranges of it.
    pub markdown: &'a str,
    pub language: PageLanguage<'a>,
    pub title: Title,
    pub events: Vec<Spanned<'a>>,
    pub raw_html: RawHtml,
    /// Whether the text has HTML, or a heading with an id of its own.
    pub has_html: bool,
    /// Whether the Markdown was rendered from a template.
    pub is_templated: bool,
    /// The fences of containers that nothing closes.
    pub unclosed_containers: Vec<Range<usize>>,
    pub(super) source: &'a PageSource<'a>,
    /// The attributes of links and images.
    pub(super) attributed: Attributed,
    /// The facts of the front matter, with those of the title.
    pub(super) meta: Meta,
    pub(super) requirements: KindRequirements<'a>,
    /// Holds the definitions of reference links.
    parser: OffsetIter<'a>,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The language of a page.
#[derive(Debug, Clone)]
pub struct PageLanguage<'a> {
    /// A BCP 47 tag, as it is written.
    pub tag: &'a str,
    /// Where the page's own front matter sets it.
    pub span: Option<Span>,
}

impl<'a> ParsedPage<'a> {
    /// Parses the Markdown of a page.
    pub fn new(source: &'a PageSource<'a>, settings: &'a ParseSettings) -> ParsedPage<'a> {
        let markdown: &str = &source.markdown.text;
        let (events, parser) = fixups::parse(&source.markdown);
        let Extended { mut events, attributed, unclosed } = extensions::extend(urls::join(events), markdown);
        let has_html = events.iter().any(|(event, _)| is_html(event));
        let mut diagnostics: Vec<Diagnostic> =
            attributed.refused.iter().map(|(list, name)| refused(source, list, name)).collect();
        let span = |range: &Range<usize>| source.span(range);
        let suppressions = suppressions::extract(source.path, markdown, &mut events, span, &mut diagnostics);
        let mut meta = source.meta.clone();
        let title = title::decide(meta.title.as_deref(), &events, source.content_path);
        let mut requirements = source.requirements.clone();
        meta.document_id = meta.document_id.or_else(|| document_ids::of_title(&title.text, &requirements));
        requirements.add_page_facts(&meta, &title, source.content_path);
        ParsedPage {
            path: source.path,
            content_path: source.content_path,
            markdown,
            language: PageLanguage {
                tag: source.meta.language.as_deref().unwrap_or(&settings.language),
                span: source.language_span,
            },
            title,
            events,
            raw_html: settings.markdown.raw_html,
            has_html,
            is_templated: source.is_templated,
            unclosed_containers: unclosed,
            source,
            attributed,
            meta,
            requirements,
            parser,
            suppressions,
            diagnostics,
        }
    }

    /// The definitions of reference links.
    pub fn references(&self) -> &RefDefs<'_> {
        self.parser.reference_definitions()
    }

    /// Whether the ordered lists of the page are steps that people follow.
    pub fn has_steps(&self) -> bool {
        self.meta.steps || self.requirements.kind.is_some_and(|kind| kind.has_steps)
    }

    /// Maps a range of the Markdown to the file.
    pub fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range)
    }
}

fn refused(source: &PageSource<'_>, list: &Range<usize>, name: &str) -> Diagnostic {
    let message = format!("the attribute `{name}` was removed from the page");
    let help = "remove it; attribute lists allow the same attributes as raw HTML, such as `width`, `.class` and `#id`";
    Diagnostic::new(&HTML_SANITIZED, Location::at(source.path, source.span(list)), message).help(help)
}

/// Whether an event is HTML, or a heading with an id of its own.
const fn is_html(event: &Event<'_>) -> bool {
    matches!(event, Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Heading { id: Some(_), .. }))
}
