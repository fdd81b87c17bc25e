//! The blank lines that GFM tables need around them.
//!
//! GitHub reads a table right under a line of text, and text right under a table, as authors mean them; CommonMark parsers
//! need a blank line between.

use pulldown_cmark::Options;

use crate::parse::fixups::lines::{Line, blank_line, is_inside, lines, opaque_blocks};
use crate::parse::fixups::normalized::{Insertion, Normalized};

/// The blank lines that separate tables from the text around them.
pub fn separate(text: &str, options: Options) -> Vec<Insertion> {
    let mut breaks = if text.contains('|') { find_breaks(text) } else { Vec::new() };
    // What looks like a break may be code. Only the parser knows, and few pages need it.
    if breaks.is_empty() {
        return Vec::new();
    }
    let opaque = opaque_blocks(text, options);
    breaks.retain(|at| !is_inside(&opaque, *at));
    breaks.into_iter().map(|at| blank_line(text, at)).collect()
}

/// Writes the tabs in the second line of a table as spaces. GitHub reads such a table, the parser does not.
pub fn widen_tabs(normalized: &mut Normalized<'_>) {
    let text = normalized.text.as_ref();
    if !text.contains('\t') || !text.contains("--") && !text.contains("-:") && !text.contains(":-") {
        return;
    }
    let lines = lines(text);
    let begins_table = |pair: &[Line<'_>]| delimiter_cells(pair[1].text) == Some(cell_count(pair[0].text));
    let rules = lines.windows(2).filter(|pair| pair[1].body().contains('\t') && begins_table(pair)).map(|pair| pair[1]);
    let tabs: Vec<usize> = rules
        .flat_map(|rule| {
            let start = rule.at + rule.prefix().len();
            rule.body().match_indices('\t').map(move |(tab, _)| start + tab)
        })
        .collect();
    if tabs.is_empty() {
        return;
    }
    let opaque = opaque_blocks(text, normalized.options);
    for tab in tabs.into_iter().filter(|tab| !is_inside(&opaque, *tab)) {
        normalized.overwrite(tab, " ");
    }
}

/// Finds the starts of lines before which a table begins or ends without a blank line, in order.
fn find_breaks(text: &str) -> Vec<usize> {
    let mut breaks = Vec::new();
    let lines = lines(text);
    let begins_table = |index: usize| {
        let (Some(head), Some(rule)) = (lines.get(index), lines.get(index + 1)) else { return false };
        head.text.contains('|') && delimiter_cells(rule.text).is_some_and(|cells| cells == cell_count(head.text))
    };
    let mut index = 0;
    while index < lines.len() {
        if !begins_table(index) {
            index += 1;
            continue;
        }
        if index > 0 && !lines[index - 1].is_blank() {
            breaks.push(lines[index].at);
        }
        index += 2;
        while index < lines.len() && lines[index].text.contains('|') && !begins_table(index) {
            index += 1;
        }
        if index < lines.len() && !lines[index].is_blank() {
            breaks.push(lines[index].at);
        }
    }
    breaks.dedup();
    breaks
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
    use pulldown_cmark::Options;

    use super::separate;
    use crate::parse::fixups::normalized::Normalized;

    #[test]
    fn a_table_between_lines_of_text_is_separated_and_offsets_map_back() {
        let text = "Four phases:\nPhase | Meaning |\n---|---|\nassess | look |\nThen this:\nLevel | Meaning |\n---|---|\none | few |\n";
        let mut normalized = Normalized::new(text.into(), Options::ENABLE_TABLES);
        normalized.insert(separate(text, Options::ENABLE_TABLES));
        assert_eq!(normalized.text.matches("\n\n").count(), 3);
        let at = normalized.text.find("few").expect("the cell is kept");
        let span = normalized.span(at, at + 3);
        assert_eq!(&text[span.start..span.end], "few");
    }

    #[test]
    fn code_and_plain_tables_stay_as_they_are() {
        let code = "```\na\nb | c\n--|--\n```\n";
        assert!(separate(code, Options::ENABLE_TABLES).is_empty());
        let table = "a | b\n--|--\n1 | 2\n";
        assert!(separate(table, Options::ENABLE_TABLES).is_empty());
    }
}
