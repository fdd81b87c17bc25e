//! Findings for people: the source line, carets under the place, what to do.
//!
//! Drawn by annotate-snippets, the library of the Rust compiler. It is given only the lines around each place, so a
//! finding in a large file costs no more than one in a small one.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::base::diagnostic::{Diagnostic, Location, Severity};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::report::Sources;
use crate::report::position::position;

/// A line longer than this is not drawn, in bytes; its place is named instead.
const LONGEST_LINE: usize = 20_000;

/// Draws findings; coloured or plain.
pub struct Drawer {
    renderer: Renderer,
}

impl Drawer {
    /// A drawer for a terminal of `width` columns.
    pub fn new(coloured: bool, width: usize) -> Drawer {
        let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
        Drawer { renderer: renderer.term_width(width) }
    }

    /// One finding, several lines, without a line end.
    pub fn draw(&self, finding: &Diagnostic, sources: &Sources<'_>) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut windows = vec![window(&finding.at, sources, None)];
        windows.extend(finding.labels.iter().map(|label| window(&label.at, sources, Some(&label.message))));
        let title = level.primary_title(finding.message.as_str()).id(finding.code.name);
        let mut group = Group::with_title(title);
        let windows = joined(windows, sources);
        for window in &windows {
            group = match &window.lines {
                Some(lines) => {
                    let marks = window.marks.iter().map(|(span, label)| {
                        let kind = if label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
                        kind.span(span.start..span.end).label(*label)
                    });
                    let snippet = Snippet::source(lines.as_str()).line_start(window.first_line).path(window.path);
                    group.element(snippet.annotations(marks))
                }
                None => match window.place {
                    Some((line, column)) => group.element(Origin::path(window.path).line(line).char_column(column)),
                    None => group.element(Origin::path(window.path)),
                },
            };
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        self.renderer.render(&[group])
    }
}

/// The lines around one or more places, with the places counted from their start.
struct Window<'a> {
    path: &'a str,
    lines: Option<String>,
    /// Where the lines stand in the file.
    range: Span,
    first_line: usize,
    /// Places and their words; the finding's own place has none.
    marks: Vec<(Span, Option<&'a str>)>,
    /// Line and column, where the line itself is not drawn.
    place: Option<(usize, usize)>,
}

/// Joins windows into one file that stand near enough to be drawn together.
fn joined<'a>(windows: Vec<Window<'a>>, sources: &Sources<'_>) -> Vec<Window<'a>> {
    let mut all: Vec<Window<'a>> = Vec::new();
    for window in windows {
        let Some(near) =
            all.iter_mut().find(|other| other.path == window.path && other.lines.is_some() && window.lines.is_some())
        else {
            all.push(window);
            continue;
        };
        let range = Span::new(near.range.start.min(window.range.start), near.range.end.max(window.range.end));
        let text = sources.text(&SourcePath::new(window.path));
        let lines = text.as_deref().and_then(|text| text.get(range.start..range.end));
        let Some(lines) = lines.filter(|lines| lines.len() <= LONGEST_LINE) else {
            all.push(window);
            continue;
        };
        near.marks.iter_mut().for_each(|(span, _)| *span = span.shifted(near.range.start - range.start));
        let shift = window.range.start - range.start;
        near.marks.extend(window.marks.into_iter().map(|(span, label)| (span.shifted(shift), label)));
        near.first_line = near.first_line.min(window.first_line);
        near.lines = Some(lines.trim_end_matches('\r').to_owned());
        near.range = range;
    }
    all
}

fn window<'a>(at: &'a Location, sources: &Sources<'_>, label: Option<&'a str>) -> Window<'a> {
    let whole_file = Window {
        path: at.path.as_str(),
        lines: None,
        range: Span::default(),
        first_line: 1,
        marks: Vec::new(),
        place: None,
    };
    let (Some(span), Some(text)) = (at.span, sources.text(&at.path)) else { return whole_file };
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (start, end) = (floor(span.start), floor(span.end.max(span.start)));
    let mut first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    if text[first..].starts_with('\u{feff}') && first == 0 {
        first = '\u{feff}'.len_utf8().min(start);
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    // A place of several lines is shown by its first.
    let end = end.min(line_end).max(start);
    if line_end - first > LONGEST_LINE {
        let place = position(&text, start);
        return Window { place: Some((place.line, place.column)), ..whole_file };
    }
    let (from, to) = (first, line_end);
    let lines = text[from..to].trim_end_matches('\r').to_owned();
    let end = end.min(from + lines.len()).max(start);
    let first_line = text[..start].bytes().filter(|byte| *byte == b'\n').count() + 1;
    Window {
        path: at.path.as_str(),
        range: Span::new(from, from + lines.len()),
        marks: vec![(Span::new(start - from, end - from), label)],
        lines: Some(lines),
        first_line,
        place: None,
    }
}
