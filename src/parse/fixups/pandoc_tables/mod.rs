//! The tables of Pandoc, made tables that the parser reads: grid tables, simple tables and multiline tables.
//!
//! Word documents become these when Pandoc converts them. A table that is not understood as a whole, such as one with
//! cells over several columns, with lists or with code in a cell, stays as it is.
//!
//! Source of the rules: Pandoc User's Guide, Tables.

mod grid;
mod rows;
mod ruled;

use crate::parse::fixups::lines::{Line, is_inside, lines, opaque_blocks};
use crate::parse::fixups::normalized::{Normalized, Rewrite};
use crate::parse::fixups::pandoc_tables::rows::{CellLines, PandocTable};

/// Makes the tables of Pandoc in a text tables of GFM.
pub fn apply(normalized: &mut Normalized<'_>) {
    if !normalized.text.contains("---") {
        return;
    }
    let text = normalized.text.as_ref();
    let lines = lines(text);
    let mut tables = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let found = grid::find(&lines, at).or_else(|| ruled::find(&lines, at));
        at += found.as_ref().map_or(1, |table| table.length);
        tables.extend(found);
    }
    if tables.is_empty() {
        return;
    }
    let opaque = opaque_blocks(text, normalized.options);
    tables.retain(|table| !is_inside(&opaque, lines[table.first].at));
    let rewrites: Vec<Rewrite> = tables.iter().map(|table| rewrite(table, &lines)).collect();
    normalized.rewrite(rewrites);
}

/// The table in the syntax of GFM, with a blank line before and after it.
fn rewrite(table: &PandocTable<'_>, lines: &[Line<'_>]) -> Rewrite {
    let last = lines[table.first + table.length - 1];
    let mut out = Rewrite::new(lines[table.first].at..last.at + last.text.len());
    let blank = format!("{}\n", table.prefix.trim_end());
    let follows = |line: Option<&Line<'_>>| line.is_some_and(|line| !line.is_blank());
    if follows(table.first.checked_sub(1).and_then(|before| lines.get(before))) {
        out.text.push_str(&blank);
    }
    for (nth, row) in table.rows.iter().enumerate() {
        out.text.push_str(table.prefix);
        // The row begins where its first words are.
        if let Some(at) = row.iter().flatten().map(|(at, _)| *at).min().filter(|_| nth > 0) {
            out.keep(at, "");
        }
        for cell in row {
            out.text.push_str("| ");
            push_cell(&mut out, cell);
            out.text.push(' ');
        }
        out.text.push('|');
        if nth + 1 == table.rows.len() {
            out.keep(last.at + last.text.trim_end().len(), "");
        }
        out.text.push('\n');
        if nth == 0 {
            out.text.push_str(table.prefix);
            out.text.push_str(&"|---".repeat(row.len()));
            out.text.push_str("|\n");
        }
    }
    if follows(lines.get(table.first + table.length)) {
        out.text.push_str(&blank);
    }
    out
}

/// The words of a cell in one line: a line that ends with a backslash ends there for readers, too, and so does a paragraph.
fn push_cell(out: &mut Rewrite, cell: &CellLines<'_>) {
    let start = out.text.len();
    let mut between = "";
    for (at, words) in cell {
        let is_hard = words.ends_with('\\') && !words.ends_with("\\\\");
        let words = if is_hard { words[..words.len() - 1].trim_end() } else { words };
        if words.is_empty() {
            between = if between.is_empty() { "" } else { "<br>" };
            continue;
        }
        out.text.push_str(between);
        let mut at = *at;
        for part in words.split_inclusive('|') {
            let bare = part.strip_suffix('|').filter(|bare| !bare.ends_with('\\'));
            out.keep(at, bare.unwrap_or(part));
            out.text.push_str(if bare.is_some() { "\\|" } else { "" });
            at += part.len();
        }
        // Pandoc cuts a long URL at the edge of its column.
        let is_in_url = out.text[start..].rfind("](").is_some_and(|open| !out.text[start + open..].contains(')'));
        between = match (is_hard, is_in_url) {
            (true, _) => "<br>",
            (_, true) => "",
            _ => " ",
        };
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Options;

    use super::apply;
    use crate::parse::fixups::normalized::Normalized;

    fn made(text: &str) -> String {
        let mut normalized = Normalized::new(text.into(), Options::ENABLE_TABLES);
        apply(&mut normalized);
        normalized.text.into_owned()
    }

    const GRID: &str = "Text\n\n+------+---------+\n| Name | Value   |\n+======+=========+\n| a|b  | long    |\n|      | words   |\n+------+---------+\n| c    | - one   |\n+------+---------+\n";

    #[test]
    fn tables_of_pandoc_become_tables() {
        let grid = GRID.replace("a|b ", "a\\|b").replace("- one", "one  ");
        assert_eq!(made(&grid), "Text\n\n| Name | Value |\n|---|---|\n| a\\|b | long words |\n| c | one |\n");
        let headless = "+---+---+\n| a | b |\n+---+---+\nText";
        assert_eq!(made(headless), "|  |  |\n|---|---|\n| a | b |\n\nText");
        let simple =
            "Text\n\n  Version   Date\n  --------- ------------\n  1.0       2025-01-02\n            and | on\n\nEnd";
        assert_eq!(
            made(simple),
            "Text\n\n  | Version | Date |\n  |---|---|\n  | 1.0 | 2025-01-02 |\n  |  | and \\| on |\n\nEnd"
        );
        let multiline = "-------------------\n Role      Name\n           of it\n --------- --------\n Author    Jane\n           Roe\n\n Approver  John\n-------------------\n";
        assert_eq!(made(multiline), "| Role | Name of it |\n|---|---|\n| Author | Jane Roe |\n| Approver | John |\n");
        let headless = "--- -----\na   b\nc   d\n--- -----\n";
        assert_eq!(made(headless), "|  |  |\n|---|---|\n| a | b |\n| c | d |\n");
        let listed = "1. a\n\n   +---+---+\n   | a | b |\n   +===+===+\n   | c | d |\n   +---+---+\n\n2. b\n";
        assert_eq!(made(listed), "1. a\n\n   | a | b |\n   |---|---|\n   | c | d |\n\n2. b\n");
        let indented = "+-----+-----+\n| > a | > b |\n|     | >   |\n|     | > c |\n+-----+-----+\n";
        assert_eq!(made(indented), "|  |  |\n|---|---|\n| a | b<br>c |\n");
        let cut = "+---------+\n| [a](x/y |\n| z) more |\n+---------+\n";
        assert_eq!(made(cut), "|  |\n|---|\n| [a](x/yz) more |\n");
        let quoted = "> +---+---+\n> | a | b |\n> +===+===+\n> | c | d |\n> +---+---+\n";
        assert_eq!(made(quoted), "> | a | b |\n> |---|---|\n> | c | d |\n");
    }

    #[test]
    fn places_lead_back_to_the_words_of_the_author() {
        let text = GRID.replace("a|b ", "a\\|b").replace("- one", "one  ") + "\nEnd here\n";
        let mut normalized = Normalized::new(text.as_str().into(), Options::ENABLE_TABLES);
        apply(&mut normalized);
        for words in ["Name", "long", "words", "one", "End here"] {
            let at = normalized.text.find(words).expect("the words are kept");
            let span = normalized.span(at, at + words.len());
            assert_eq!(&text[span.start..span.end], words);
        }
    }

    #[test]
    fn what_is_no_table_or_a_difficult_one_stays() {
        for text in [
            GRID,
            "Text\n--- ---\nText\n",
            "A list of words\n--------\nmore\n\n",
            "- a\n- b\n\n--- ---\n\nText\n",
            "```\n  a    b\n  ---- ----\n  c    d\n```\n",
            "+---+---+\n| a     |\n+---+---+\n",
            "---\n\nText\n\n---\n\nMore\n\n---\n",
            "  Heading words here\n  ------ ------\n\nText\n",
        ] {
            assert_eq!(made(text), text);
        }
    }
}
