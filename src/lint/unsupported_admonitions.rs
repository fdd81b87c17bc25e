//! Rule: callouts in the syntax of other tools (`:::note`, `!!! note`), which are shown as text.

use pulldown_cmark::Event;

use crate::base::codes::text::TEXT_UNSUPPORTED_ADMONITION;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::lint::rule::Rule;

/// Markers of MkDocs, with the space after them.
const MARKERS: &[&str] = &["!!! ", "??? ", "???+ "];

/// Looks at each line of text once.
#[derive(Default)]
pub(super) struct UnsupportedAdmonitions {
    /// Up to here, lines have been looked at.
    checked: usize,
}

impl<'a> Rule<'a> for UnsupportedAdmonitions {
    fn event(&mut self, context: &LintContext<'a>, report: &mut Report<'a>) {
        let range = context.range();
        if !matches!(context.event(), Event::Text(_)) || context.nesting.is_in_code_block || range.start < self.checked
        {
            return;
        }
        let text = context.page.markdown;
        let start = memchr::memrchr(b'\n', &text.as_bytes()[..range.start]).map_or(0, |end| end + 1);
        let end = text[range.start..].find('\n').map_or(text.len(), |end| range.start + end);
        let line = text[start..end].trim_start();
        if is_note(line) {
            let place = end - line.len()..end - (line.len() - line.trim_end().len());
            let help = "use `> [!NOTE]` on the first line, and `> ` before each line of the note";
            report.add(&TEXT_UNSUPPORTED_ADMONITION, &place, "this callout uses the syntax of another tool", help);
        }
        self.checked = end;
    }
}

fn is_note(line: &str) -> bool {
    let is_named = |rest: &str| rest.trim_start().starts_with(|letter: char| letter.is_alphabetic() || letter == '{');
    line.strip_prefix(":::").is_some_and(|rest| is_named(rest.trim_start_matches(':')))
        || MARKERS.iter().any(|marker| line.strip_prefix(marker).is_some_and(is_named))
}
