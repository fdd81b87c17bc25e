//! Blocks of MkDocs, whose content is indented below a line such as `!!! note`, made block quotes of that content.
//!
//! `!!!` is a note, `???` one that is folded, `===` a tab. The line itself stays the first of the block quote, and lowering
//! reads it. A block quote takes the room of the indentation, so that no place moves.
//!
//! Source of the rule: Python-Markdown, Admonition; PyMdown Extensions, Details and Tabbed.

use crate::parse::fixups::lines::{Line, blank_line, is_inside, lines, opaque_blocks};
use crate::parse::fixups::normalized::{Insertion, Normalized};

/// How often a text is looked at again: each pass opens one level of nesting.
const MAX_PASSES: usize = 6;
const INDENTS: &[(&str, &str)] = &[("    ", ">   "), ("\t", ">")];

/// Makes block quotes of indented blocks.
pub fn apply(normalized: &mut Normalized<'_>) {
    for _ in 0..MAX_PASSES {
        if !["!!!", "???", "==="].iter().any(|signs| normalized.text.contains(signs)) {
            return;
        }
        let edits = edits(normalized);
        if edits.insertions.is_empty() {
            return;
        }
        for (at, text) in edits.replaced {
            normalized.overwrite(at, text);
        }
        normalized.insert(edits.insertions);
    }
}

#[derive(Default)]
struct Edits {
    /// Texts that take the room of others.
    replaced: Vec<(usize, &'static str)>,
    insertions: Vec<Insertion>,
}

fn edits(normalized: &Normalized<'_>) -> Edits {
    let text = &*normalized.text;
    let lines = lines(text);
    let mut edits = Edits::default();
    if !lines.iter().any(|line| is_head(line.body())) {
        return edits;
    }
    let opaque = opaque_blocks(text, normalized.options);
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        if !is_head(line.body())
            || line.prefix().ends_with("> ") && index > 0 && !lines[index - 1].is_blank()
            || is_inside(&opaque, line.at + line.prefix().len())
        {
            index += 1;
            continue;
        }
        let end = content_end(&lines, index);
        if end == index + 1 {
            index = end;
            continue;
        }
        if index > 0 && !lines[index - 1].is_blank() {
            edits.insertions.push(blank_line(text, line.at));
        }
        let prefix = line.prefix();
        edits.insertions.push(Insertion { at: line.at + prefix.len(), text: "> ".to_owned() });
        for line in &lines[index + 1..end] {
            match indent(line, prefix) {
                Some(room) => edits.replaced.push((line.at + prefix.len(), room)),
                None => edits.insertions.push(quoted_blank(line, prefix)),
            }
        }
        if lines.get(end).is_some_and(|line| !line.is_blank()) {
            edits.insertions.push(blank_line(text, lines[end].at));
        }
        index = end;
    }
    edits
}

/// Whether a line opens an indented block.
pub fn is_head(line: &str) -> bool {
    let is_named = |rest: &str| rest.trim_start().starts_with(|letter: char| letter.is_alphabetic());
    let admonition = line.strip_prefix("!!!").or_else(|| line.strip_prefix("???"));
    if let Some(rest) = admonition {
        let rest = rest.strip_prefix('+').unwrap_or(rest);
        return rest.starts_with(' ') && is_named(rest);
    }
    let tab = line.strip_prefix("===").map(|rest| rest.trim_start_matches(['!', '+']).trim());
    tab.is_some_and(|title| title.len() > 2 && title.starts_with(['"', '\'']) && title.ends_with(['"', '\'']))
}

/// The index after the last line of the content.
fn content_end(lines: &[Line<'_>], head: usize) -> usize {
    let prefix = lines[head].prefix();
    let rest = &lines[head + 1..];
    let length = rest.iter().take_while(|line| is_blank(line, prefix) || indent(line, prefix).is_some()).count();
    let blank = rest[..length].iter().rev().take_while(|line| is_blank(line, prefix)).count();
    head + 1 + length - blank
}

/// Whether a line has nothing behind the prefix of the block. A `>` further inside is content.
fn is_blank(line: &Line<'_>, prefix: &str) -> bool {
    match line.text.strip_prefix(prefix) {
        Some(rest) => rest.trim().is_empty(),
        None => prefix.starts_with(line.text.trim_end()),
    }
}

/// What takes the room of the indentation of a line of content.
fn indent(line: &Line<'_>, prefix: &str) -> Option<&'static str> {
    let rest = line.text.strip_prefix(prefix).filter(|_| !is_blank(line, prefix))?;
    INDENTS.iter().find(|(indent, _)| rest.starts_with(indent)).map(|(_, quote)| *quote)
}

/// The sign that keeps a blank line inside the block quote.
fn quoted_blank(line: &Line<'_>, prefix: &str) -> Insertion {
    let written = line.text.trim_end();
    let rest = prefix.strip_prefix(written).unwrap_or_default();
    Insertion { at: line.at + written.len(), text: format!("{rest}>") }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::Options;

    use super::apply;
    use crate::parse::fixups::normalized::Normalized;

    fn settled(text: &str) -> String {
        let mut normalized = Normalized::new(text.into(), Options::empty());
        apply(&mut normalized);
        normalized.text.into_owned()
    }

    #[test]
    fn indented_content_becomes_a_block_quote_and_what_is_inside_too() {
        let text = "!!! note \"Keys\"\n    One.\n\n    ??? tip\n        Two.\n\nAfter.\n";
        assert_eq!(settled("!!! note\n    ```\n    >\n    ```\n"), "> !!! note\n>   ```\n>   >\n>   ```\n");
        assert_eq!(settled(text), "> !!! note \"Keys\"\n>   One.\n>\n>   > ??? tip\n>   >   Two.\n\nAfter.\n");
    }

    #[test]
    fn code_and_text_without_content_stay() {
        for text in ["```\n!!! note\n    One.\n```\n", "!!! note\nOne.\n", "Title\n===\n    code\n", "What??? so\n"] {
            assert_eq!(settled(text), text);
        }
    }
}
