//! One file read up to its Markdown: decoded, front matter, kind, information at the top of the text, template
//! rendered.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::codes::{META_CUT_VALUE, SOURCE_NOT_UTF8, SOURCE_TOO_LARGE, TEMPLATE_RENDER, TEMPLATE_SYNTAX};
use crate::base::diagnostic::{Diagnostic, Fix, Location};
use crate::base::hash::{Hash, Hashed, sha256_hex};
use crate::base::node::Node;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::base::text;
use crate::config::kinds::Information;
use crate::config::settings::{CheckLevel, DateOrder};
use crate::parse::fixups::normalize;
use crate::parse::fixups::normalized::Normalized;
use crate::parse::front_matter::cut_values::{self, CutValue};
use crate::parse::kind::inline_metadata::MetadataRules;
use crate::parse::kind::requirements::KindRequirements;
use crate::parse::kind::{self, inline_metadata};
use crate::parse::meta::{self, Meta};
use crate::parse::settings::{ParseSettings, markdown_options};
use crate::parse::source_map::SourceMap;
use crate::parse::{dates, front_matter, suppressions, templating};

/// A file to parse.
pub struct SourceFile<'a> {
    pub path: SourcePath,
    /// Its path below the content folder.
    pub content_path: &'a str,
    pub bytes: &'a [u8],
    /// The front matter that it inherits from `[[defaults]]`.
    pub defaults: Option<Node>,
}

/// A file whose front matter is read and whose Markdown is ready for the parser.
pub struct PageSource<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) content_path: &'a str,
    /// Hash of everything that the document depends on: its file, its path and the parse settings.
    pub(super) hash: Hash,
    /// SHA-256 of the file, as `sha256sum` prints it.
    pub(super) sha256: String,
    pub(super) front: Node,
    pub(super) meta: Meta,
    pub(super) requirements: KindRequirements<'a>,
    /// Label and value of information in the text that names no field.
    pub(super) other_information: Vec<(String, String)>,
    /// Where the page's own front matter sets its language.
    pub(super) language_span: Option<Span>,
    /// The severities that `checks:` sets.
    pub(super) levels: Vec<(String, CheckLevel)>,
    pub(super) markdown: Normalized<'a>,
    pub(super) is_templated: bool,
    /// The order of day and month in its dates, as the page states it, else the site.
    pub(super) date_order: Option<DateOrder>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Diagnostics about values in front matter.
    pub(super) fact_diagnostics: Vec<Diagnostic>,
    /// The offset of the Markdown in the file.
    base: usize,
    /// From the rendered Markdown to the template, if the page is one.
    source_map: Option<SourceMap>,
}

impl<'a> PageSource<'a> {
    /// Reads a file up to its Markdown.
    pub fn read(file: &'a SourceFile<'_>, settings: &'a Hashed<ParseSettings>) -> PageSource<'a> {
        let SourceFile { path, content_path, bytes, defaults } = file;
        let mut diagnostics = Vec::new();
        let text = readable(path, bytes).unwrap_or_else(|diagnostic| {
            diagnostics.push(*diagnostic);
            ""
        });
        let (mut front, base) = front_of(path, text, defaults.as_ref(), settings, &mut diagnostics);
        let requirements = kind::resolve_kind(path, content_path, &mut front, &settings.kinds);
        let place = requirements.kind.map_or(Information::FrontMatter, |kind| kind.information);
        let options = markdown_options(&settings.markdown);
        let body = if too_many_signs(path, &text[base..], &mut diagnostics) { "" } else { &text[base..] };
        let date_order = dates::stated_order(text).or(settings.date_order).or_else(|| dates::order_on_page(body));
        let reading = MetadataRules { information: place, fields: &requirements.fields, order: date_order, options };
        let taken = inline_metadata::extract(path, (body, base), &mut front, reading);
        let body = taken.text.map_or(Cow::Borrowed(body), Cow::Owned);
        diagnostics.extend(taken.diagnostics);
        let (mut meta, fact_diagnostics) = meta::read::read(path, &front, &settings.aliases, date_order);
        meta.controlled = requirements.is_controlled;
        let rendered = meta.templating.then(|| {
            templating::render(&body, &front, &settings.site).unwrap_or_else(|failure| {
                diagnostics.push(template_diagnostic(path, &failure, base, body.len()));
                String::new()
            })
        });
        let rendered = rendered
            .map(|rendered| if too_many_signs(path, &rendered, &mut diagnostics) { String::new() } else { rendered });
        let source_map = rendered.as_ref().map(|rendered| SourceMap::new(&body, rendered));
        PageSource {
            path,
            content_path,
            hash: Hash::of_value(&(settings.hash(), defaults, content_path, bytes)),
            sha256: sha256_hex(bytes),
            language_span: meta::find(&front, "language").filter(|node| !node.inherited).map(|node| node.span),
            levels: suppressions::levels(path, &front, &mut diagnostics),
            front,
            meta,
            requirements,
            other_information: taken.rows,
            is_templated: rendered.is_some(),
            date_order,
            markdown: normalize(rendered.map_or(body, Cow::Owned), options),
            diagnostics,
            fact_diagnostics,
            base,
            source_map,
        }
    }

    /// Maps a range of the Markdown to the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let span = self.markdown.span(range.start, range.end);
        self.source_map.as_ref().map_or(span, |map| map.span(span)).shifted(self.base)
    }
}

/// The most characters of a page that can begin something in Markdown. Each can take about a kilobyte of memory.
const MOST_SIGNS: usize = 2_000_000;

/// Refuses a page of which the parser would make more parts than fit into the memory of a usual computer.
fn too_many_signs(path: &SourcePath, markdown: &str, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let is_sign = |byte: &&u8| **byte == b'\n' || (byte.is_ascii_punctuation() && !b".,;'\"()?/%@".contains(*byte));
    if markdown.len() <= MOST_SIGNS || markdown.as_bytes().iter().filter(is_sign).count() <= MOST_SIGNS {
        return false;
    }
    let message = "this page has more than 2 million line breaks and Markdown characters, such as `-`, `|` and `*`";
    let diagnostic = Diagnostic::new(&SOURCE_TOO_LARGE, Location::file(path), message);
    diagnostics.push(diagnostic.help("split it into several pages"));
    true
}

/// Reads the front matter, with what the page inherits, and the offset of the text after it.
fn front_of(
    path: &SourcePath,
    text: &str,
    defaults: Option<&Node>,
    settings: &ParseSettings,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Node, usize) {
    let split = front_matter::split(text);
    for problem in split.problem.into_iter().chain(split.repeated) {
        let mut diagnostic =
            Diagnostic::new(problem.code, Location::at(path, problem.span), problem.message).maybe_help(problem.help);
        if let Some((span, words)) = problem.label {
            diagnostic = diagnostic.label(Location::at(path, span), words);
        }
        diagnostic.fix = problem.fix;
        diagnostics.push(diagnostic);
    }
    if text.trim_start_matches('\u{feff}').starts_with("---") {
        diagnostics.extend(cut_values::find(&text[..split.body]).into_iter().map(|cut| cut_diagnostic(path, &cut)));
    }
    let mut front = split.front;
    if let Some(defaults) = defaults {
        front.inherit(defaults);
    }
    meta::apply_aliases(&mut front, &settings.aliases);
    (front, split.body)
}

fn cut_diagnostic(path: &SourcePath, cut: &CutValue<'_>) -> Diagnostic {
    let quoted = format!("\"{}\"", cut.whole.replace('\\', "\\\\").replace('"', "\\\""));
    let message = format!("the `{}` begins {}, which cuts the value of `{}`", cut.sign, cut.begins, cut.key);
    Diagnostic::new(&META_CUT_VALUE, Location::at(path, cut.span), message)
        .help(format!("put the value in quotation marks: `{}: {quoted}`", cut.key))
        .fix(Fix::Text { old: cut.whole.to_owned(), new: quoted })
}

fn readable<'a>(path: &SourcePath, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    text::decode(bytes).map_err(|problem| {
        let diagnostic = Diagnostic::new(&SOURCE_NOT_UTF8, Location::at(path, problem.span), problem.message);
        Box::new(diagnostic.help(problem.help))
    })
}

fn template_diagnostic(
    path: &SourcePath,
    failure: &templating::TemplateError,
    base: usize,
    length: usize,
) -> Diagnostic {
    let code = if failure.is_syntax { &TEMPLATE_SYNTAX } else { &TEMPLATE_RENDER };
    // The engine counts the end of the text as a letter.
    let inside = |range: std::ops::Range<usize>| Span::new(range.start.min(length), range.end.min(length));
    let span = failure.range.clone().map_or(Span::new(0, length.min(1)), inside).shifted(base);
    Diagnostic::new(code, Location::at(path, span), failure.message.clone()).maybe_help(failure.help.clone())
}
