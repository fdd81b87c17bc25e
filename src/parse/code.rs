//! A code fence turned into HTML: title, numbered and marked lines, diagrams with their source visible.

use std::fmt::Write;

use crate::base::escape::escape_html;
use crate::parse::fence::Fence;
use crate::parse::highlight::{Highlighted, Highlighter, HighlightingWork};
use crate::parse::terminal_session::session;

/// Languages whose source is a drawing.
pub const DIAGRAMS: &[&str] = &["mermaid", "plantuml", "puml", "dot", "graphviz", "d2", "ditaa", "pikchr", "vega-lite"];

/// Renders a fence as a scroll box of this name, with what is left of the work for the code of its page.
pub fn render(
    fence: &Fence,
    code: &str,
    name: &str,
    highlighter: &Highlighter,
    work: &mut HighlightingWork,
) -> Highlighted {
    let is_diagram = DIAGRAMS.contains(&fence.language.as_str());
    let session = session(&fence.language, code);
    let done = if session.is_empty() {
        highlighter.highlight(if is_diagram { "" } else { &fence.language }, code, work)
    } else {
        let commands: String =
            code.split_inclusive('\n').zip(&session).map(|(line, shown)| &line[shown.prompt.len()..]).collect();
        highlighter.highlight(&fence.language, &commands, work)
    };
    let mut out = String::with_capacity(done.html.len() + 128);
    out.push_str(if is_diagram { "<figure class=\"diagram\">" } else { "<div class=\"code\">" });
    if let (Some(title), false) = (&fence.title, is_diagram) {
        let _ = write!(out, "<p class=\"code-title\">{}</p>", escape_html(title));
    }
    let class = if fence.numbered { " class=\"numbered\"" } else { "" };
    let _ = write!(out, "<pre{class} tabindex=\"0\" role=\"region\" aria-label=\"{}\"><code", escape_html(name));
    if !fence.language.is_empty() {
        let _ = write!(out, " class=\"language-{}\"", escape_html(&fence.language));
    }
    out.push('>');
    let in_lines = fence.numbered || !fence.marked.is_empty();
    if in_lines || !session.is_empty() {
        for (index, line) in done.html.lines().enumerate() {
            if in_lines {
                out.push_str(if fence.marks(index + 1) {
                    "<span class=\"line marked\">"
                } else {
                    "<span class=\"line\">"
                });
            }
            let shown = session.get(index).copied().unwrap_or_default();
            if !shown.prompt.is_empty() {
                let _ = write!(out, "<span class=\"prompt\">{}</span>", escape_html(shown.prompt));
            }
            // The copy button leaves out what is output.
            if shown.is_output {
                let _ = write!(out, "<span class=\"session-output\">{line}</span>");
            } else {
                out.push_str(line);
            }
            out.push_str(if in_lines { "</span>\n" } else { "\n" });
        }
    } else {
        out.push_str(&done.html);
    }
    out.push_str("</code></pre>");
    if let (Some(title), true) = (&fence.title, is_diagram) {
        let _ = write!(out, "<figcaption>{}</figcaption>", escape_html(title));
    }
    out.push_str(if is_diagram { "</figure>\n" } else { "</div>\n" });
    Highlighted { html: out, ..done }
}
