//! A page's one title, and the heading or line that the body no longer repeats.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::base::html::tokenizer::is_line_break;
use crate::base::path::{file_name_of, folder_of};

/// The longest first line that counts as a title, in characters.
const LONGEST_LINE: usize = 80;

/// A title and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    pub text: String,
    /// The events that say it, which leave the body.
    pub taken: Option<Range<usize>>,
    /// The id written on the heading that was taken: `{#id}`.
    pub id: Option<String>,
    /// Whether a heading was taken, which then still owns an anchor.
    pub from_heading: bool,
}

/// Decides the title: front matter, else the first h1, else a first line that is on its own, else the file name.
pub fn decide(given: Option<&str>, events: &[(Event<'_>, Range<usize>)], content_path: &str) -> Title {
    let heading = first_heading(events).filter(|heading| heading.level == HeadingLevel::H1);
    let heading = heading.map(|heading| heading_below_kind(events, heading));
    if let Some(text) = given {
        let repeated = heading.filter(|heading| same(&heading.text, text));
        return Title {
            text: text.to_owned(),
            from_heading: repeated.is_some(),
            id: repeated.as_ref().and_then(|heading| heading.id.clone()),
            taken: repeated.map(|heading| heading.events),
        };
    }
    if let Some(heading) = heading.filter(|heading| !heading.text.is_empty()) {
        return Title { text: clean(&heading.text), taken: Some(heading.events), id: heading.id, from_heading: true };
    }
    if let Some(later) = headings(events).find(|heading| heading.level == HeadingLevel::H1 && !heading.text.is_empty())
    {
        return Title { text: clean(&later.text), taken: None, id: None, from_heading: false };
    }
    if let Some((text, taken)) = first_line(events).map(|first| line_below_kind(events, first)) {
        return Title { text, taken, id: None, from_heading: false };
    }
    Title { text: from_name(content_path), taken: None, id: None, from_heading: false }
}

/// A title without the colon that some authors end headings with.
pub fn clean(text: &str) -> String {
    text.trim().trim_end_matches([':', '：']).trim_end().to_owned()
}

/// The text of a run of inline events, as a reader hears it.
pub fn plain_text<'a, 'b: 'a>(events: impl IntoIterator<Item = &'a (Event<'b>, Range<usize>)>) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                out.push_str(text)
            }
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::InlineHtml(html) if is_line_break(html) => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

struct TitleHeading {
    level: HeadingLevel,
    text: String,
    id: Option<String>,
    events: Range<usize>,
}

fn first_heading(events: &[(Event<'_>, Range<usize>)]) -> Option<TitleHeading> {
    headings(events).next()
}

fn headings<'a>(events: &'a [(Event<'_>, Range<usize>)]) -> impl Iterator<Item = TitleHeading> + 'a {
    let mut depth = 0_usize;
    events.iter().enumerate().filter_map(move |(start, (event, _))| {
        let Event::Start(tag) = event else {
            depth -= usize::from(matches!(event, Event::End(_)));
            return None;
        };
        depth += 1;
        let Tag::Heading { level, id, .. } = tag else { return None };
        // Headings in quotes and lists are not the page's own.
        if depth > 1 {
            return None;
        }
        let length = events[start..].iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))))?;
        let end = start + length + 1;
        Some(TitleHeading {
            level: *level,
            text: plain_text(&events[start..end]),
            id: id.as_ref().map(ToString::to_string),
            events: start..end,
        })
    })
}

/// A first paragraph of one short line. It leaves the body only when the title says all of it.
fn first_line(events: &[(Event<'_>, Range<usize>)]) -> Option<(String, Option<Range<usize>>)> {
    if !matches!(events.first()?.0, Event::Start(Tag::Paragraph)) {
        return None;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Paragraph)))?;
    let inner = &events[1..end];
    let breaks = inner.iter().any(|(event, _)| matches!(event, Event::SoftBreak | Event::HardBreak));
    let text = clean(&plain_text(inner));
    if breaks || text.is_empty() || text.chars().count() > LONGEST_LINE {
        return None;
    }
    let says_all = inner.iter().all(|(event, _)| {
        matches!(event, Event::Text(_) | Event::Code(_))
            || matches!(
                event,
                Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong)
            )
    });
    Some((text, says_all.then_some(0..end + 1)))
}

/// Lines that only say what kind of document this is.
const KINDS: &[&str] = &[
    "standard operating procedure",
    "sop",
    "policy",
    "procedure",
    "work instruction",
    "form",
    "standard operating procedure (sop)",
];

/// The heading of the first level right below one that only names the kind of document, else that heading itself.
fn heading_below_kind(events: &[(Event<'_>, Range<usize>)], first: TitleHeading) -> TitleHeading {
    if !KINDS.contains(&first.text.to_lowercase().as_str()) {
        return first;
    }
    let end = first.events.end;
    let next = headings(events).find(|heading| heading.events.start >= end);
    let is_it = |next: &TitleHeading| {
        let between = &events[end..next.events.start];
        next.level == HeadingLevel::H1
            && !next.text.is_empty()
            && between.iter().all(|(event, _)| *event == Event::Rule)
    };
    next.filter(is_it).unwrap_or(first)
}

/// The words of a line, and its events if it leaves the body.
type TitleLine = (String, Option<Range<usize>>);

/// The line in bold below one that only names the kind of document, else that line itself.
fn line_below_kind(events: &[(Event<'_>, Range<usize>)], first: TitleLine) -> TitleLine {
    let below = || {
        let end = first.1.as_ref().filter(|_| KINDS.contains(&first.0.to_lowercase().as_str()))?.end;
        let rest = events.get(end..)?;
        matches!(rest.get(1)?.0, Event::Start(Tag::Strong)).then_some(())?;
        let (text, taken) = first_line(rest)?;
        Some((text, taken.map(|taken| taken.start + end..taken.end + end)))
    };
    below().unwrap_or(first)
}

/// Whether two titles say the same to a reader.
fn same(a: &str, b: &str) -> bool {
    let normal = |text: &str| clean(text).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    normal(a) == normal(b)
}

/// A file name made readable: `how-we_work.md` is "How we work"; an index file is named by its folder.
pub fn from_name(content_path: &str) -> String {
    let name = file_name_of(content_path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index = matches!(stem.to_lowercase().as_str(), "index" | "_index" | "readme");
    let named = if is_index { file_name_of(folder_of(content_path)) } else { stem };
    let spaced = named.replace(['-', '_'], " ");
    let spaced = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => "Home".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_readable() {
        assert_eq!(from_name("ops/how-we_work.md"), "How we work");
        assert_eq!(from_name("ops/index.md"), "Ops");
        assert_eq!(from_name("index.md"), "Home");
    }
}
