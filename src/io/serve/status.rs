//! The status page `/__fingerpost/`: the outputs that the last compile rendered, with reasons, and its diagnostics.

use std::fmt::Write;

use crate::base::escape::escape_html;
use crate::io::serve::Preview;

/// Outputs that are listed; the rest is counted.
const MOST_LISTED: usize = 500;

/// The page as HTML. All text of files is escaped.
pub fn page(preview: &Preview) -> String {
    let state = preview.state();
    let built = &state.built;
    let mut rows = String::new();
    for rendering in built.rendered.iter().take(MOST_LISTED) {
        let changed = if rendering.is_changed { "yes" } else { "no" };
        let (path, reason) = (escape_html(&rendering.path), escape_html(&rendering.reason));
        let _ = writeln!(rows, "<tr><td><code>{path}</code></td><td>{reason}</td><td>{changed}</td></tr>");
    }
    let more = built.rendered.len().saturating_sub(MOST_LISTED);
    let more = if more > 0 { format!("<p>And {more} more.</p>\n") } else { String::new() };
    let diagnostics: String =
        state.report.drawn.iter().map(|drawn| format!("<pre>{}</pre>\n", escape_html(drawn))).collect();
    let diagnostics = if diagnostics.is_empty() { "<p>No findings.</p>\n".to_owned() } else { diagnostics };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>Preview</title>\n<link rel=\"stylesheet\" href=\"/__fingerpost/preview.css\">\n</head>\n<body>\n<main>\n<h1>Preview</h1>\n<p>Compile {}: {}, {:.1} ms.</p>\n<h2>Rendered again</h2>\n<table>\n<thead><tr><th scope=\"col\">Output</th><th scope=\"col\">Why</th><th scope=\"col\">Content changed</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n{more}<h2>Findings</h2>\n{diagnostics}</main>\n</body>\n</html>\n",
        built.number,
        escape_html(&built.changes),
        built.milliseconds,
    )
}
