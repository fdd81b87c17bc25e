//! A code fence turned into HTML: title, numbered and marked lines, diagrams with their source visible.

use std::fmt::Write;

use crate::parse::fence::Fence;
use crate::parse::highlight::{Highlighter, escape};

/// Languages whose source is a drawing.
const DIAGRAMS: &[&str] = &["mermaid", "plantuml", "puml", "dot", "graphviz", "d2", "ditaa", "pikchr", "vega-lite"];

/// Renders a fence; says whether its language is known.
pub fn render(fence: &Fence, code: &str, highlighter: &Highlighter) -> (String, bool) {
    let is_diagram = DIAGRAMS.contains(&fence.language.as_str());
    let done = highlighter.highlight(if is_diagram { "" } else { &fence.language }, code);
    let mut out = String::with_capacity(done.html.len() + 128);
    if is_diagram {
        out.push_str("<figure class=\"diagram\">");
    } else if let Some(title) = &fence.title {
        let _ = write!(out, "<div class=\"code\"><p class=\"code-title\">{}</p>", escape(title));
    }
    out.push_str(if fence.numbered {
        "<pre class=\"numbered\" tabindex=\"0\"><code"
    } else {
        "<pre tabindex=\"0\"><code"
    });
    if !fence.language.is_empty() {
        let _ = write!(out, " class=\"language-{}\"", escape(&fence.language));
    }
    out.push('>');
    if fence.numbered || !fence.marked.is_empty() {
        for (index, line) in done.html.lines().enumerate() {
            let class = if fence.marks(index + 1) { "line marked" } else { "line" };
            let _ = writeln!(out, "<span class=\"{class}\">{line}</span>");
        }
    } else {
        out.push_str(&done.html);
    }
    out.push_str("</code></pre>");
    if is_diagram {
        if let Some(title) = &fence.title {
            let _ = write!(out, "<figcaption>{}</figcaption>", escape(title));
        }
        out.push_str("</figure>");
    } else if fence.title.is_some() {
        out.push_str("</div>");
    }
    out.push('\n');
    (out, done.known)
}
