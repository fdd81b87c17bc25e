//! Rule: diagrams in code blocks without a text alternative.

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::base::codes::text::A11Y_DIAGRAM_ALT;
use crate::lint::context::LintContext;
use crate::lint::report::Report;
use crate::parse::code::DIAGRAMS;
use crate::parse::fence;

/// Beginnings of lines that describe a diagram, in the languages that have them.
const DESCRIPTIONS: &[&str] = &["accTitle", "accDescr", "title ", "title:", "caption "];

pub(super) fn check(context: &LintContext<'_>, report: &mut Report<'_>) {
    let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = context.event() else { return };
    let fence = fence::parse(info);
    if fence.title.is_some() || !DIAGRAMS.contains(&fence.language.as_str()) {
        return;
    }
    let mut lines = context.inside().iter().flat_map(|(event, _)| match event {
        Event::Text(text) => text.lines(),
        _ => "".lines(),
    });
    if !lines.any(|line| DESCRIPTIONS.iter().any(|start| line.trim_start().starts_with(start))) {
        let help =
            format!("describe what it shows, such as ```` ```{} title=\"How a request travels\" ````", fence.language);
        let message = "this diagram has no text alternative";
        report.add(&A11Y_DIAGRAM_ALT, &context.first_line(), message, help);
    }
}
