//! Rule: paragraphs that are shown as code, because their lines begin with four spaces.
//!
//! Only sentences that no program could contain are reported.
//!
//! Source of the rule: CommonMark 0.31.2, 4.4 (indented code blocks).

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::base::codes::text::TEXT_ACCIDENTAL_CODE;
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// The fewest words of a paragraph.
const LEAST_WORDS: usize = 8;
/// Signs that texts of programs, of terminals and of tables have.
const SIGNS: &[char] =
    &['{', '}', '<', '>', '=', ';', '|', '\\', '$', '#', '@', '_', '*', '~', '`', '[', ']', '/', '+', '"'];

/// Checks a block of code.
pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::CodeBlock(CodeBlockKind::Indented))) {
        return;
    }
    let source = context.source().trim_end();
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    if !is_prose(&lines) {
        return;
    }
    let message = "this text is shown as code, because its lines begin with four spaces";
    let help = "remove the spaces; if it belongs to a list item, indent it like the text of the item; to quote it, begin each line with `> `";
    let finding = Diagnostic::new(&TEXT_ACCIDENTAL_CODE, report.location(&context.first_line()), message).help(help);
    let start = context.page.markdown[..context.range().start].rfind('\n').map_or(0, |end| end + 1);
    let old = &context.page.markdown[start..context.range().start + source.len()];
    let is_at_margin = old.lines().all(|line| line.trim().is_empty() || line.starts_with("    "));
    report.push(match is_at_margin {
        true => {
            let place = start..start + old.len();
            let at = report.location(&place);
            Diagnostic { at, ..finding }.fix(Fix::Text { old: old.to_owned(), new: lines.join("\n") })
        }
        false => finding,
    });
}

/// Whether lines are sentences of people: they begin with a capital and end with a full stop.
fn is_prose(lines: &[&str]) -> bool {
    let words = lines.iter().flat_map(|line| line.split_whitespace());
    let first = lines.first().copied().unwrap_or_default();
    let last = lines.last().copied().unwrap_or_default();
    let is_aligned = |line: &&str| line.contains("  ") && !line.contains(".  ") || line.contains('\t');
    first.starts_with(char::is_uppercase)
        && last.ends_with(['.', '!', '?'])
        && words.clone().count() >= LEAST_WORDS
        && words.filter(|word| word.starts_with(char::is_lowercase)).count() * 2 > LEAST_WORDS
        && !lines.iter().any(|line| line.contains(SIGNS) || is_aligned(line))
}
