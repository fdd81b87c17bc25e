//! Inserts the blank lines that GFM tables need around them, and maps offsets back to the author's text.
//!
//! GitHub reads a table right under a line of text, and text right under a table, as authors mean them; CommonMark parsers
//! need a blank line between.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::base::span::Span;

/// Text that is ready for the Markdown parser, with a map to the author's offsets.
#[derive(Debug)]
pub struct Normalized<'a> {
    pub text: Cow<'a, str>,
    /// Position in `text` and number of bytes inserted there, in order.
    inserted: Vec<(usize, usize)>,
}

impl Normalized<'_> {
    /// The author's range for a range of the normalized text.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.offset(start), self.offset(end))
    }

    fn offset(&self, at: usize) -> usize {
        at - self
            .inserted
            .iter()
            .take_while(|(position, _)| *position < at)
            .map(|(position, length)| (*length).min(at - position))
            .sum::<usize>()
    }
}

/// Separates tables from the text around them.
pub fn normalize<'a>(text: impl Into<Cow<'a, str>>, options: Options) -> Normalized<'a> {
    let text = text.into();
    let mut breaks = if text.contains('|') { find_breaks(&text) } else { Vec::new() };
    // What looks like a break may be code. Only the parser knows, and few pages need to ask it.
    if breaks.is_empty() {
        return Normalized { text, inserted: Vec::new() };
    }
    // A delimiter row such as `:--|--:` under a line of text would be read as a definition.
    let options = options - Options::ENABLE_DEFINITION_LIST;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)) {
            let (first, last) =
                (breaks.partition_point(|at| *at < range.start), breaks.partition_point(|at| *at < range.end));
            breaks.drain(first..last);
        }
    }
    if breaks.is_empty() {
        return Normalized { text, inserted: Vec::new() };
    }
    let mut out = String::with_capacity(text.len() + breaks.len() * 4);
    let mut inserted = Vec::new();
    let mut done = 0;
    for at in breaks {
        out.push_str(&text[done..at]);
        let blank = blank_line(&text[at..]);
        inserted.push((out.len(), blank.len()));
        out.push_str(&blank);
        done = at;
    }
    out.push_str(&text[done..]);
    Normalized { text: Cow::Owned(out), inserted }
}

/// A blank line inside the same block quotes as the first line of `rest`.
fn blank_line(rest: &str) -> String {
    let prefix: String = rest.chars().take_while(|letter| matches!(letter, ' ' | '\t' | '>')).collect();
    if prefix.contains('>') { format!("{}\n", prefix.trim_end()) } else { "\n".to_owned() }
}

/// Finds the starts of lines before which a table begins or ends without a blank line, in order.
fn find_breaks(text: &str) -> Vec<usize> {
    let mut breaks = Vec::new();
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let begins_table = |index: usize| {
        let (Some((_, head)), Some((_, rule))) = (lines.get(index), lines.get(index + 1)) else { return false };
        head.contains('|') && delimiter_cells(rule).is_some_and(|cells| cells == cell_count(head))
    };
    let mut index = 0;
    while index < lines.len() {
        if !begins_table(index) {
            index += 1;
            continue;
        }
        if index > 0 && !is_blank(lines[index - 1].1) {
            breaks.push(lines[index].0);
        }
        index += 2;
        while index < lines.len() && lines[index].1.contains('|') && !begins_table(index) {
            index += 1;
        }
        if index < lines.len() && !is_blank(lines[index].1) {
            breaks.push(lines[index].0);
        }
    }
    breaks.dedup();
    breaks
}

/// Whether a line is blank, apart from block quote markers.
fn is_blank(line: &str) -> bool {
    line.trim_matches(['>', ' ', '\t', '\r', '\n']).is_empty()
}

/// The number of cells of a line such as `|---|:--:|`; `None` for any other line.
fn delimiter_cells(line: &str) -> Option<usize> {
    let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
    let is_cell = |cell: &str| {
        let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
        !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
    };
    (line.contains('|') && cells(line).all(is_cell)).then(|| cells(line).count())
}

fn cell_count(line: &str) -> usize {
    cells(line.trim_start_matches(['>', ' ', '\t']).trim_end()).count()
}

/// The cells of a row, without its outer pipes. An escaped pipe belongs to its cell.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let inner = row.strip_prefix('|').unwrap_or(row);
    let inner = inner.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(inner);
    let mut escaped = false;
    inner.split(move |letter| {
        let splits = letter == '|' && !escaped;
        escaped = letter == '\\' && !escaped;
        splits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_between_lines_of_text_is_separated_and_offsets_map_back() {
        let text = "Four phases:\nPhase | Meaning |\n---|---|\nassess | look |\nThen this:\nLevel | Meaning |\n---|---|\none | few |\n";
        let normalized = normalize(text, Options::ENABLE_TABLES);
        assert_eq!(normalized.text.matches("\n\n").count(), 3);
        let at = normalized.text.find("few").expect("the cell is kept");
        let span = normalized.span(at, at + 3);
        assert_eq!(&text[span.start..span.end], "few");
    }

    #[test]
    fn code_and_plain_tables_stay_as_they_are() {
        let code = "```\na\nb | c\n--|--\n```\n";
        assert!(matches!(normalize(code, Options::ENABLE_TABLES).text, Cow::Borrowed(_)));
        let table = "a | b\n--|--\n1 | 2\n";
        assert!(matches!(normalize(table, Options::ENABLE_TABLES).text, Cow::Borrowed(_)));
    }
}
