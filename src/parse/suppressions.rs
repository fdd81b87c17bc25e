//! Per-page severity overrides and suppression comments.
//!
//! `checks:` in front matter, which folders may inherit, gives levels as `[checks]` does for the site. A comment
//! `<!-- fingerpost-ignore CODE: reason -->` suppresses a code in the block that follows it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use crate::base::codes::{CHECK_UNEXPLAINED_SUPPRESSION, CONFIG_UNKNOWN_CODE, META_INVALID_TYPE};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::node::{Node, Value};
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::config::read::{check_level, known_code};
use crate::config::settings::CheckLevel;

/// The severity overrides and suppressions of one page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Suppressions {
    /// Severities by code or group, a group before its codes.
    pub levels: Vec<(String, CheckLevel)>,
    pub comments: Vec<Suppression>,
}

/// A comment that suppresses diagnostics.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Suppression {
    /// Codes or groups.
    pub codes: Vec<String>,
    /// The span of the comment.
    pub span: Span,
    /// The block whose diagnostics it suppresses.
    pub covers: Span,
}

/// The first word of the comment.
const MARK: &str = "fingerpost-ignore";

/// Reads `checks:` of a page's front matter.
pub fn levels(path: &SourcePath, front: &Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, CheckLevel)> {
    let Some(node) = front.get("checks").filter(|node| !node.is_blank()) else { return Vec::new() };
    let Value::Map(entries) = &node.value else {
        let message = format!("`checks` is {}, not a map of codes and levels", node.kind());
        let diagnostic = Diagnostic::new(&META_INVALID_TYPE, Location::at(path, node.key_span), message);
        diagnostics.push(diagnostic.help("write `checks: {a11y/link-text: allow}`, or a group such as `a11y`"));
        return Vec::new();
    };
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
            (Ok(()), None) => (
                format!("the level of `{name}` is not one of the three levels"),
                Some("use `allow`, `warn` or `deny`".to_owned()),
            ),
        };
        diagnostics
            .push(Diagnostic::new(&CONFIG_UNKNOWN_CODE, Location::at(path, node.key_span), message).maybe_help(help));
    }
    levels.sort_by_key(|(name, _)| name.contains('/'));
    levels
}

/// Extracts the suppression comments of a text and removes their events. `span` maps a range to the file.
pub fn extract(
    path: &SourcePath,
    source: &str,
    events: &mut Vec<(Event<'_>, Range<usize>)>,
    span: impl Fn(&Range<usize>) -> Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Suppression> {
    let mut suppressions = Vec::new();
    let mut taken: Vec<Range<usize>> = Vec::new();
    let covered_ends = covered_ends(source, events);
    // The blocks of which the end has not been reached; their ends may lie behind those of later ones.
    let mut around: Vec<&Range<usize>> = Vec::new();
    let mut at = 0;
    while at < events.len() {
        let (text, end, is_block) = match &events[at].0 {
            Event::Start(Tag::HtmlBlock) => {
                let length =
                    events[at..].iter().take_while(|(event, _)| *event != Event::End(TagEnd::HtmlBlock)).count();
                let texts = events[at..at + length].iter().filter_map(|(event, _)| match event {
                    Event::Html(text) => Some(text.as_ref()),
                    _ => None,
                });
                (texts.collect::<String>(), at + length + 1, true)
            }
            Event::InlineHtml(text) => (text.to_string(), at + 1, false),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableRow | Tag::TableHead) => {
                around.push(&events[at].1);
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        if let Some(words) = comment(&text) {
            let range = events[at].1.clone();
            // Inside a line of text it covers the block around it, else the block that follows.
            let covers = if is_block {
                range.end..covered_ends.get(&at).map_or(range.end, |covered| *covered).max(range.end)
            } else {
                while around.last().is_some_and(|block| block.end < range.end) {
                    around.pop();
                }
                around.last().map_or_else(|| range.clone(), |block| (*block).clone())
            };
            let covers = span(&covers);
            let start = span(&(range.start..range.start + text.trim_end().len()));
            suppressions.extend(read(path, words, start, covers, diagnostics));
            taken.push(at..end);
        }
        at = end;
    }
    remove(events, taken);
    suppressions
}

/// Removes the events in some ranges, which are in order.
fn remove(events: &mut Vec<(Event<'_>, Range<usize>)>, ranges: Vec<Range<usize>>) {
    let mut ranges = ranges.into_iter().peekable();
    let mut index = 0..;
    events.retain(|_| {
        let at = index.next().unwrap_or_default();
        while ranges.next_if(|range| range.end <= at).is_some() {}
        !ranges.peek().is_some_and(|range| range.contains(&at))
    });
}

/// For each block of HTML by its index: the end of the block that follows it. Comments do not count as blocks; link
/// definitions do, although they are not events.
fn covered_ends(source: &str, events: &[(Event<'_>, Range<usize>)]) -> HashMap<usize, usize> {
    let mut ends: HashMap<usize, usize> = HashMap::new();
    // The block after the present one: where it starts, and the end of what a comment in front of it covers.
    let mut next: Option<(usize, usize)> = None;
    for (at, (event, range)) in events.iter().enumerate().rev() {
        if !matches!(event, Event::Start(_) | Event::Rule) {
            continue;
        }
        let mut end = range.end;
        if matches!(event, Event::Start(Tag::HtmlBlock)) {
            let following = next.map_or(source.len(), |(start, end)| {
                let between = source.get(range.end..start).unwrap_or_default();
                if between.trim().is_empty() { end } else { start }
            });
            ends.insert(at, following);
            let text = source[range.clone()].trim();
            if text.starts_with("<!--") && text.find("-->").is_some_and(|end| end + 3 == text.len()) {
                end = following;
            }
        }
        next = Some((range.start, end));
    }
    ends
}

/// Reads one comment; `None` if it names no code.
fn read(
    path: &SourcePath,
    words: &str,
    span: Span,
    covers: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Suppression> {
    let (codes, reason) = words.split_once(':').unwrap_or((words, ""));
    let mut codes: Vec<String> =
        codes.split([',', ' ', '\n']).map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned).collect();
    if !words.contains(':') {
        // Without the colon, the text after the codes may be the reason.
        let known = codes.iter().take_while(|code| known_code(code).is_ok()).count();
        codes.truncate(known.max(1));
    }
    let place = Location::at(path, span);
    if reason.trim().is_empty() || codes.is_empty() {
        let message =
            if codes.is_empty() { "this suppression names no code" } else { "this suppression gives no reason" };
        diagnostics.push(
            Diagnostic::new(&CHECK_UNEXPLAINED_SUPPRESSION, place.clone(), message)
                .help(format!("write `<!-- {MARK} CODE: why the finding is intended -->`")),
        );
    }
    for code in &codes {
        if let Err(near) = known_code(code) {
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("no finding code or group `{code}`");
            diagnostics.push(Diagnostic::new(&CONFIG_UNKNOWN_CODE, place.clone(), message).maybe_help(help));
        }
    }
    // A code that does not exist is reported and suppresses nothing.
    let mut seen = HashSet::new();
    codes.retain(|code| known_code(code).is_ok() && seen.insert(code.clone()));
    (!codes.is_empty()).then_some(Suppression { codes, span, covers })
}

fn comment(html: &str) -> Option<&str> {
    let inner = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    let inner_words = inner.trim();
    let words = inner_words
        .get(..MARK.len())
        .filter(|start| start.eq_ignore_ascii_case(MARK))
        .map(|_| &inner_words[MARK.len()..])?;
    let is_whole = words.is_empty() || words.starts_with([' ', '\n', ':']);
    (is_whole && !inner.contains("-->")).then(|| words.trim())
}
