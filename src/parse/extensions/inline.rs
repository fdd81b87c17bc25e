//! Signs inside a line of text: `==marked==`, `++ctrl+c++`, `H~2~O`, `10^6^` and `:warning:`.
//!
//! Text that only resembles them stays: `a == b`, `C++`, `~/.bashrc`, `10:30:45`, and everything in code and URLs.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag, TagEnd};
use regex::{Captures, Regex};

use crate::base::text::ceil_char_boundary;
use crate::parse::events::Spanned;
use crate::parse::extensions::keys;

static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"==(?<mark>[^\s=](?:[^=\n]*[^\s=])?)==",
        r#"|\+\+(?<keys>[A-Za-z0-9"-]+(?:\+[A-Za-z0-9"-]+)*)\+\+"#,
        r"|~(?<sub>[\w+−,()-]{1,12})~",
        r"|\^(?<sup>[\w+−,.()/-]{1,12})\^",
        r"|:(?<emoji>[a-z0-9_+-]{1,40}):",
    ))
    .expect("a pattern of this program is well formed")
});

/// Turns the signs in running text into events.
pub fn mark_up<'a>(events: Vec<Spanned<'a>>, markdown: &str) -> Vec<Spanned<'a>> {
    let is_sign = |text: &str| text.contains("==") || text.contains("++") || text.contains(['~', '^', ':']);
    if !events.iter().any(|(event, _)| matches!(event, Event::Text(text) if is_sign(text))) {
        return events;
    }
    let mut out = Vec::with_capacity(events.len());
    let mut code_depth = 0_usize;
    let mut at = 0;
    while at < events.len() {
        match &events[at].0 {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => code_depth += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => code_depth -= 1,
            Event::InlineHtml(html) if is_code(html) => {
                code_depth = if html.starts_with("</") { code_depth.saturating_sub(1) } else { code_depth + 1 };
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => code_depth = 0,
            Event::Text(_) if code_depth == 0 => {
                let end = run_end(&events, at);
                text(&events[at..end], markdown, &mut out);
                at = end;
                continue;
            }
            _ => {}
        }
        out.push(events[at].clone());
        at += 1;
    }
    out
}

/// Whether a tag of inline HTML is one around code.
fn is_code(html: &str) -> bool {
    let name = html.trim_start_matches(['<', '/']);
    ["code", "pre", "kbd", "samp"].iter().any(|code| {
        name.strip_prefix(code).is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric()))
    })
}

/// The index after the text events that follow one another in the source: the parser splits text at each sign.
fn run_end(events: &[Spanned<'_>], start: usize) -> usize {
    let is_next = |pair: &[Spanned<'_>]| {
        matches!(pair[1].0, Event::Text(_))
            && pair[0].1.end == pair[1].1.start
            && is_plain(&pair[0])
            && is_plain(&pair[1])
    };
    start + 1 + events[start..].windows(2).take_while(|pair| is_next(pair)).count()
}

/// Whether the text of an event is the same in the source.
fn is_plain((event, range): &Spanned<'_>) -> bool {
    matches!(event, Event::Text(text) if text.len() == range.len())
}

/// Moves a run of text to `out`, with its signs as events.
fn text<'a>(run: &[Spanned<'a>], markdown: &str, out: &mut Vec<Spanned<'a>>) {
    let start = run[0].1.start;
    let source = match run {
        [event] if !is_plain(event) => "",
        [.., last] => &markdown[start..last.1.end],
        [] => "",
    };
    let mut done = 0;
    let mut search = 0;
    let mut word = UrlWord::default();
    while let Some(found) = SIGNS.captures_at(source, search) {
        let whole = found.get(0).map_or(0..0, |whole| whole.range());
        let before = source[..whole.start].chars().next_back();
        let after = source[whole.end..].chars().next();
        let place = |range: Range<usize>| start + range.start..start + range.end;
        match construct(&found, before, after, place) {
            Some(events) if !word.is_url_at(source, whole.start) => {
                if whole.start > done {
                    out.push((Event::Text(source[done..whole.start].to_owned().into()), place(done..whole.start)));
                }
                out.extend(events);
                (done, search) = (whole.end, whole.end);
            }
            _ => search = whole.start + 1,
        }
        search = ceil_char_boundary(source, search);
    }
    if done == 0 {
        out.extend_from_slice(run);
    } else if done < source.len() {
        out.push((Event::Text(source[done..].to_owned().into()), start + done..start + source.len()));
    }
}

/// The word up to a place that moves on: each part of a line without spaces is looked at once.
#[derive(Default)]
struct UrlWord {
    end: usize,
    is_url: bool,
}

impl UrlWord {
    /// Whether a place is in a bare URL. It has to be behind the last one.
    fn is_url_at(&mut self, source: &str, at: usize) -> bool {
        // The signs of a scheme may have been cut at the last place.
        let mut from = self.end.saturating_sub(2);
        while !source.is_char_boundary(from) {
            from -= 1;
        }
        if let Some(space) = source[self.end..at].rfind(char::is_whitespace) {
            from = self.end + space;
            self.is_url = false;
        }
        self.is_url |= source[from..at].contains("://");
        self.end = at;
        self.is_url
    }
}

/// The events of a construct; `None` if the signs are text.
fn construct<'a>(
    found: &Captures<'_>,
    before: Option<char>,
    after: Option<char>,
    place: impl Fn(Range<usize>) -> Range<usize>,
) -> Option<Vec<Spanned<'a>>> {
    let whole = found.get(0)?.range();
    let is_word = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphanumeric());
    let is_base =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, ')' | ']'));
    let wrapped = |open: Event<'a>, inner: regex::Match<'_>, close: Event<'a>| {
        vec![
            (open, place(whole.start..inner.start())),
            (Event::Text(inner.as_str().to_owned().into()), place(inner.range())),
            (close, place(inner.end()..whole.end)),
        ]
    };
    if let Some(inner) = found.name("mark") {
        let is_operator =
            |letter: Option<char>| letter.is_some_and(|letter| "=!<>".contains(letter)) || is_word(letter);
        let html = |tag: &'static str| Event::InlineHtml(tag.into());
        return (!is_operator(before) && !is_operator(after)).then(|| wrapped(html("<mark>"), inner, html("</mark>")));
    }
    if let Some(inner) = found.name("keys") {
        let is_part = |letter: Option<char>| is_word(letter) || letter == Some('+');
        let labels = keys::labels(inner.as_str()).filter(|_| !is_part(before) && !is_part(after))?;
        let mut events = Vec::new();
        for (at, label) in labels.into_iter().enumerate() {
            if at > 0 {
                events.push((Event::Text("+".into()), place(whole.clone())));
            }
            events.push((Event::InlineHtml("<kbd>".into()), place(whole.clone())));
            events.push((Event::Text(label.into()), place(whole.clone())));
            events.push((Event::InlineHtml("</kbd>".into()), place(whole.clone())));
        }
        return Some(events);
    }
    if let Some(inner) = found.name("sub") {
        let is_meant = is_base(before) && after != Some('~') && inner.as_str().contains(char::is_alphanumeric);
        let (open, close) = (Event::Start(Tag::Subscript), Event::End(TagEnd::Subscript));
        return is_meant.then(|| wrapped(open, inner, close));
    }
    if let Some(inner) = found.name("sup") {
        let is_meant = is_base(before) && !after.is_some_and(|letter| letter.is_ascii_digit() || letter == '^');
        let (open, close) = (Event::Start(Tag::Superscript), Event::End(TagEnd::Superscript));
        return is_meant.then(|| wrapped(open, inner, close));
    }
    let name = found.name("emoji")?.as_str();
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    let is_free =
        !is_word(before) && !before.is_some_and(|letter| matches!(letter, ':' | '/' | '_')) && after != Some(':');
    let emoji = emojis::get_by_shortcode(name).filter(|_| is_free && !is_number)?;
    Some(vec![(Event::Text(emoji.as_str().into()), place(whole))])
}
