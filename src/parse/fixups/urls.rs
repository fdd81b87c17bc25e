//! Bare URLs kept whole: characters in them that mark emphasis or links elsewhere belong to the URL, as on GitHub.
//!
//! `protect` escapes those characters before the text is parsed; `join` then makes one event of the pieces into which
//! the parser splits a URL.
//!
//! Source of the rule: GitHub Flavored Markdown, 6.9 (autolinks, extension).

use std::ops::Range;
use std::sync::LazyLock;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use regex::Regex;

use crate::base::url::without_closing_marks;
use crate::parse::events::Spanned;
use crate::parse::fixups::normalized::Insertion;

/// What people put in angle brackets for a value, with a colon in it.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<[A-Z][A-Z0-9]+(?::[A-Z0-9_-]+)+>").expect("a pattern of this program is well formed")
});

/// The backslashes that keep the URLs of a text whole.
pub fn protect(text: &str, options: Options) -> Vec<Insertion> {
    let mut found: Vec<(usize, Vec<usize>)> =
        urls(text).map(|url| (url.start, signs(text, url, options))).filter(|(_, signs)| !signs.is_empty()).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let running = running_text(text, options);
    found.retain(|(start, _)| {
        let before = running.partition_point(|range| range.start <= *start);
        before.checked_sub(1).is_some_and(|at| running[at].contains(start))
    });
    found.into_iter().flat_map(|(_, signs)| signs).map(|at| Insertion { at, text: "\\".to_owned() }).collect()
}

/// The backslashes before `<DD:MM:YY>` and `<HOST:PORT>`, which the parser takes for a URL: no scheme is written in capitals
/// with nothing but capitals behind it.
pub fn keep_placeholders(text: &str, options: Options) -> Vec<Insertion> {
    if !PLACEHOLDER.is_match(text) {
        return Vec::new();
    }
    let events = Parser::new_ext(text, options).into_offset_iter();
    let places = events.filter_map(|(event, range)| match event {
        Event::Start(Tag::Link { link_type: LinkType::Autolink, .. }) => Some(range),
        _ => None,
    });
    let places =
        places.filter(|range| PLACEHOLDER.find(&text[range.clone()]).is_some_and(|found| found.len() == range.len()));
    places.map(|range| Insertion { at: range.start, text: "\\".to_owned() }).collect()
}

/// The URLs of a text that readers can follow, without marks of emphasis that close behind them.
fn urls(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let found: Vec<Range<usize>> = match text.contains("://") {
        true => finder.links(text).map(|link| link.start()..link.end()).collect(),
        false => Vec::new(),
    };
    found.into_iter().filter_map(|range| {
        let url = &text[range.clone()];
        let url = url.find("[^").map_or(url, |footnote| &url[..footnote]);
        let url = without_closing_marks(url).trim_end_matches(['*', '_', '~']);
        (url.starts_with("http://") || url.starts_with("https://")).then(|| range.start..range.start + url.len())
    })
}

/// The places of signs in a URL that the parser could take for markup.
fn signs(text: &str, url: Range<usize>, options: Options) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_smart = options.contains(Options::ENABLE_SMART_PUNCTUATION);
    let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut signs = Vec::new();
    let mut is_escaped = false;
    for at in url {
        let is_sign = match bytes[at] {
            b'*' | b'~' | b'[' => true,
            b'$' => options.contains(Options::ENABLE_MATH),
            b'_' => !is_word(at - 1) || !is_word(at + 1),
            b'-' | b'.' => is_smart && bytes[at - 1] == bytes[at],
            b'\'' => is_smart,
            _ => false,
        };
        if is_sign && !is_escaped {
            signs.push(at);
        }
        is_escaped = bytes[at] == b'\\' && !is_escaped;
    }
    signs
}

/// The ranges of text outside of code and links, in order.
fn running_text(text: &str, options: Options) -> Vec<Range<usize>> {
    let mut depth = 0_usize;
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => depth += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => depth -= 1,
            Event::Text(_) if depth == 0 => ranges.push(range),
            _ => {}
        }
    }
    ranges
}

/// Makes one event of each URL that the parser has split.
pub fn join(events: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    let is_start = |(event, _): &Spanned<'_>| matches!(event, Event::Text(text) if text.contains("://"));
    if !events.iter().any(is_start) {
        return events;
    }
    let mut out = Vec::with_capacity(events.len());
    let mut run: Vec<Spanned<'_>> = Vec::new();
    let mut is_in_code = false;
    for event in events {
        match event.0 {
            Event::Start(Tag::CodeBlock(_)) => is_in_code = true,
            Event::End(TagEnd::CodeBlock) => is_in_code = false,
            _ => {}
        }
        if matches!(event.0, Event::Text(_)) && !is_in_code {
            run.push(event);
            continue;
        }
        join_run(&mut run, &mut out);
        out.push(event);
    }
    join_run(&mut run, &mut out);
    out
}

/// Moves a run of text to `out`, with its URLs joined.
fn join_run<'a>(run: &mut Vec<Spanned<'a>>, out: &mut Vec<Spanned<'a>>) {
    let texts = run.iter().filter_map(|(event, _)| if let Event::Text(text) = event { Some(&**text) } else { None });
    let text: String = if run.len() > 1 { texts.collect() } else { String::new() };
    let mut urls = urls(&text).peekable();
    let mut pending: Option<(Range<usize>, Range<usize>)> = None;
    let mut start = 0;
    for (event, range) in run.drain(..) {
        let Event::Text(piece) = &event else { continue };
        let end = start + piece.len();
        let mut at = start;
        while at < end {
            let Some(url) = urls.peek().filter(|url| url.start < end).cloned() else { break };
            if url.start > at {
                out.push(part(piece, &range, at - start..url.start - start));
                at = url.start;
            }
            let stop = url.end.min(end);
            let place = part(piece, &range, at - start..stop - start).1;
            let whole = pending.take().map_or(place.clone(), |(_, before)| before.start..place.end);
            at = stop;
            if url.end <= end {
                out.push((Event::Text(text[url].to_owned().into()), whole));
                urls.next();
            } else {
                pending = Some((url, whole));
            }
        }
        if at == start {
            out.push((event, range));
        } else if at < end {
            out.push(part(piece, &range, at - start..end - start));
        }
        start = end;
    }
}

/// A part of a text event. Text with entities or escapes is longer in the file; its place is then the whole of it.
fn part<'a>(text: &CowStr<'a>, range: &Range<usize>, part: Range<usize>) -> Spanned<'a> {
    let is_plain = text.len() == range.len();
    let place = if is_plain { range.start + part.start..range.start + part.end } else { range.clone() };
    (Event::Text(text[part].to_owned().into()), place)
}
