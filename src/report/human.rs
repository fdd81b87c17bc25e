//! Diagnostics for people: the source line, carets under the place, what to do.
//!
//! Drawn by annotate-snippets, the library of the Rust compiler. It is given only the lines around each place, so a
//! diagnostic in a large file costs no more than one in a small one.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::base::code::Severity;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::span::Span;
use crate::base::text::floor_char_boundary;
use crate::report::sources::Sources;

/// A line longer than this is not drawn, in bytes; its place is named instead.
const LONGEST_LINE: usize = 20_000;
/// Columns beside a line: its number, the rule after it, and the dots where it is cut.
const GUTTER: usize = 20;

/// Draws diagnostics; coloured or plain.
pub struct Drawer {
    renderer: Renderer,
    /// The most columns of a line that are drawn.
    columns: usize,
}

impl Drawer {
    /// A drawer of plain text, `width` columns wide.
    pub fn plain(width: usize) -> Drawer {
        Drawer { renderer: Renderer::plain().term_width(width), columns: width.saturating_sub(GUTTER).max(GUTTER) }
    }

    /// A drawer for a terminal with colours, `width` columns wide.
    pub fn coloured(width: usize) -> Drawer {
        Drawer { renderer: Renderer::styled().term_width(width), ..Drawer::plain(width) }
    }

    /// One diagnostic, several lines, without a line end.
    pub fn draw(&self, diagnostic: &Diagnostic, sources: &Sources<'_>) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut windows = vec![window(&diagnostic.at, sources, None, self.columns)];
        let labels = diagnostic.labels.iter();
        windows.extend(labels.map(|label| window(&label.at, sources, Some(&label.message), self.columns)));
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name);
        let mut group = Group::with_title(title);
        let windows = joined(windows, sources, self.columns);
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
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        self.renderer.render(&[group])
    }
}

/// The lines around one or more places, with the places counted from their start.
struct Window<'a> {
    path: &'a str,
    lines: Option<String>,
    /// The range of the lines in the file.
    range: Span,
    first_line: usize,
    /// Places and their words; the diagnostic's own place has none.
    marks: Vec<(Span, Option<&'a str>)>,
    /// The columns from the first mark to the last.
    columns: Span,
    /// Line and column, where the line itself is not drawn.
    place: Option<(usize, usize)>,
}

/// Merges windows of one file that are close enough to be drawn together. The renderer cuts a line around its marks only
/// if `most` columns are enough for all of them.
fn joined<'a>(windows: Vec<Window<'a>>, sources: &Sources<'_>, most: usize) -> Vec<Window<'a>> {
    let mut all: Vec<Window<'a>> = Vec::new();
    for window in windows {
        let is_near = |other: &&mut Window<'a>| {
            other.path == window.path
                && other.lines.is_some()
                && window.lines.is_some()
                && width_of(around(other.columns, window.columns)) <= most
        };
        let Some(near) = all.iter_mut().find(is_near) else {
            all.push(window);
            continue;
        };
        let range = around(near.range, window.range);
        let lines = sources.text(window.path).and_then(|text| text.get(range.start..range.end));
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
        near.columns = around(near.columns, window.columns);
    }
    all
}

/// The smallest span with both.
fn around(one: Span, other: Span) -> Span {
    Span::new(one.start.min(other.start), one.end.max(other.end))
}

fn width_of(columns: Span) -> usize {
    columns.end - columns.start
}

/// The line of a place, of which at most `most` columns are marked.
fn window<'a>(at: &'a Location, sources: &Sources<'_>, label: Option<&'a str>, most: usize) -> Window<'a> {
    let whole_file = Window {
        path: at.path.as_str(),
        lines: None,
        range: Span::default(),
        first_line: 1,
        marks: Vec::new(),
        columns: Span::default(),
        place: None,
    };
    let Some((source, span)) = sources.locate(at) else { return whole_file };
    let text = source.text.as_ref();
    let place = source.position(span.start);
    let line = source.line(place.line);
    if line.len() > LONGEST_LINE {
        return Window { place: Some((place.line, place.column)), ..whole_file };
    }
    let has_mark = line.start == 0 && text.starts_with('\u{feff}');
    let first = if has_mark { '\u{feff}'.len_utf8() } else { line.start };
    let inside = |offset: usize| floor_char_boundary(text, offset.clamp(first, line.end)) - first;
    // Of a place of several lines, the first is shown.
    let lines = &text[first..line.end];
    let start = inside(span.start);
    let marked = &lines[start..inside(span.end).max(start)];
    let mark = Span::new(start, start + fitting(marked, most).len());
    let column = lines[..start].width();
    Window {
        path: at.path.as_str(),
        range: Span::new(first, line.end),
        marks: vec![(mark, label)],
        columns: Span::new(column, column + lines[mark.start..mark.end].width()),
        lines: Some(lines.to_owned()),
        first_line: place.line,
        place: None,
    }
}

/// The start of a text, at most `most` columns wide.
fn fitting(text: &str, most: usize) -> &str {
    let mut width = 0;
    let is_over = |letter: &(usize, char)| {
        width += letter.1.width().unwrap_or(0);
        width > most
    };
    text.char_indices().find(is_over).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::LINK_MISSING_PAGE;
    use crate::base::path::SourcePath;
    use crate::base::tree::Tree;

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}[here](gone.md){}", "before ".repeat(200), " after".repeat(200));
        let path = SourcePath::new("content/a.md");
        let mut tree = Tree::default();
        tree.insert(path.as_str(), text.clone().into_bytes());
        let start = text.find("gone.md").expect("it is in the text");
        let at = Location::at(&path, Span::new(start, start + "gone.md".len()));
        let found = [Diagnostic::new(&LINK_MISSING_PAGE, at, "there is no page `gone.md`")];
        let sources = Sources::of(&found, &tree);
        let drawn = Drawer::plain(80).draw(&found[0], &sources);
        assert!(drawn.lines().all(|line| line.width() <= 80), "{drawn}");
        let lines: Vec<&str> = drawn.lines().collect();
        let shown = lines.iter().position(|line| line.contains("[here](gone.md)")).expect("the place is shown");
        assert!(lines[shown].contains("...") && lines[shown].ends_with("..."), "{drawn}");
        let mark = lines[shown + 1].find("^^^^^^^").expect("the place is marked");
        assert_eq!(lines[shown].find("gone.md"), Some(mark), "{drawn}");
        assert!(drawn.contains(&format!("content/a.md:1:{}", start + 1)), "{drawn}");
    }
}
