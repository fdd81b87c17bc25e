//! Rule: paragraphs and rows of tables that a line of hyphens below them makes a heading.
//!
//! Source of the rule: CommonMark 0.31.2, 4.3 (setext headings).

use pulldown_cmark::{Event, Tag};

use crate::base::codes::text::{TEXT_ACCIDENTAL_HEADING, TEXT_MALFORMED_TABLE};
use crate::base::diagnostic::{Diagnostic, Fix};
use crate::lint::context::LintContext;
use crate::lint::report::Report;

/// The fewest words of a sentence.
const LEAST_WORDS: usize = 6;

/// Checks a heading.
pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    if !matches!(context.event(), Event::Start(Tag::Heading { .. })) {
        return;
    }
    let source = context.source().trim_end();
    let Some((text, line)) = source.rsplit_once('\n') else { return };
    let is_line =
        !line.trim().is_empty() && line.trim_start_matches(['>', ' ']).trim_end().bytes().all(|byte| byte == b'-');
    let text = text.trim();
    if !is_line || text.starts_with('#') {
        return;
    }
    if text.starts_with('|') && text.ends_with('|') {
        let help = "add a second line such as `|---|---|` with a part for each column";
        return report.add(
            &TEXT_MALFORMED_TABLE,
            &context.first_line(),
            "these lines look like a table but are not one",
            help,
        );
    }
    let is_sentence = text.ends_with(['.', ';', ',']) && text.split_whitespace().count() >= LEAST_WORDS;
    // Front matter in the wrong place is reported as such.
    if !text.contains('\n') && !is_sentence || text.lines().any(is_key) {
        return;
    }
    let message = "this paragraph is a heading, because of the line of hyphens below it";
    let help = "add a blank line above the hyphens; if it is a heading, write it on one line after `## `";
    let finding = Diagnostic::new(&TEXT_ACCIDENTAL_HEADING, report.location(&context.first_line()), message).help(help);
    let old = context.source().trim_end().to_owned();
    let new = format!("{}\n\n{line}", old[..old.len() - line.len()].trim_end());
    report.push(if line.starts_with('-') { at_lines(context, report, finding, old, new) } else { finding });
}

/// Whether a line is like one of front matter.
fn is_key(line: &str) -> bool {
    let key = line.trim_start().split_once(": ").map_or("", |(key, _)| key);
    key.starts_with(|letter: char| letter.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// A finding that is fixed where all lines begin at the margin: the fix replaces all of them.
fn at_lines(
    context: &LintContext<'_>,
    report: &Report<'_>,
    finding: Diagnostic,
    old: String,
    new: String,
) -> Diagnostic {
    let start = context.range().start;
    let is_at_margin = start == 0 || context.page.markdown.as_bytes()[start - 1] == b'\n';
    if !is_at_margin {
        return finding;
    }
    let at = report.location(&(start..start + old.len()));
    Diagnostic { at, ..finding }.fix(Fix::Text { old, new })
}
