//! What an author says of findings on a page: levels for the whole page, and findings that are meant to be there.
//!
//! `checks:` in front matter, which folders may inherit, gives levels as `[checks]` does for the site. A comment
//! `<!-- fingerpost-ignore CODE: reason -->` silences a code in the block that follows it.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::base::codes::{CHECK_NO_REASON, CONFIG_UNKNOWN_CODE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::CheckLevel;
use crate::config::read::{check_level, known_code};

/// How findings of one page are moved.
#[derive(Debug, Default)]
pub struct Moderation {
    /// Levels by code or group, a group before its codes.
    pub levels: Vec<(String, CheckLevel)>,
    pub ignores: Vec<Ignore>,
}

/// A comment that silences.
#[derive(Debug)]
pub struct Ignore {
    /// Codes or groups.
    pub codes: Vec<String>,
    /// Where the comment stands.
    pub span: Span,
    /// The block that it is about.
    pub covers: Span,
}

/// How a comment begins.
const MARK: &str = "fingerpost-ignore";

/// Reads `checks:` of a page's front matter.
pub fn levels(path: &SourcePath, front: &Node, findings: &mut Vec<Diagnostic>) -> Vec<(String, CheckLevel)> {
    let Some(Value::Map(entries)) = front.get("checks").map(|node| &node.value) else { return Vec::new() };
    let mut levels = Vec::new();
    for (name, node) in entries {
        let level = node.text().as_deref().and_then(check_level);
        let (message, help) = match (known_code(name), level) {
            (Ok(()), Some(level)) => {
                levels.push((name.clone(), level));
                continue;
            }
            (Err(near), _) => {
                (format!("no finding code or group `{name}`"), near.map(|near| format!("did you mean `{near}`?")))
            }
            (Ok(()), None) => (format!("`{name}` has no such level"), Some("use `allow`, `warn` or `deny`".to_owned())),
        };
        findings
            .push(Diagnostic::new(&CONFIG_UNKNOWN_CODE, Location::at(path, node.key_span), message).maybe_help(help));
    }
    levels.sort_by_key(|(name, _)| name.contains('/'));
    levels
}

/// Reads the comments of a text. `span` gives the author's place of a range.
pub fn ignores(
    path: &SourcePath,
    events: &[(Event<'_>, Range<usize>)],
    span: impl Fn(&Range<usize>) -> Span,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Ignore> {
    let mut ignores = Vec::new();
    for (at, (event, range)) in events.iter().enumerate() {
        let Event::Html(text) = event else { continue };
        let Some(words) = comment(text) else { continue };
        // What follows the end of the comment's own block.
        let after = events[at + 1..]
            .iter()
            .find(|(event, next)| matches!(event, Event::Start(_) | Event::Rule) && next.start >= range.end);
        let covers = after.map_or_else(|| span(range), |(_, range)| span(range));
        let (codes, reason) = words.split_once(':').unwrap_or((words, ""));
        let place = Location::at(path, span(&(range.start..range.start + text.trim_end().len())));
        if reason.trim().is_empty() {
            findings.push(
                Diagnostic::new(&CHECK_NO_REASON, place.clone(), "this comment gives no reason".to_owned())
                    .help(format!("write `<!-- {MARK} CODE: why it is meant to be so -->`")),
            );
        }
        let codes: Vec<String> =
            codes.split([',', ' ']).map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect();
        for code in &codes {
            if let Err(near) = known_code(code) {
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!("no finding code or group `{code}`");
                findings.push(Diagnostic::new(&CONFIG_UNKNOWN_CODE, place.clone(), message).maybe_help(help));
            }
        }
        ignores.push(Ignore { codes, span: place.span.unwrap_or_default(), covers });
    }
    ignores
}

fn comment(html: &str) -> Option<&str> {
    let inner = html.trim().strip_prefix("<!--")?;
    let inner = &inner[..inner.find("-->")?];
    inner.trim().strip_prefix(MARK).map(str::trim)
}
