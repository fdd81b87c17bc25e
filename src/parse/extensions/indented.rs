//! Blocks of MkDocs, which a fixup made block quotes: notes become callouts, and tabs sections.
//!
//! The first line of such a quote is `!!! note "Title"`, `??? note`, `???+ note` or `=== "Tab"`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::events::{Spanned, end_of};
use crate::parse::extensions::callouts::{self, Fold};
use crate::parse::extensions::fences::{OPEN_TABS, open_tab};
use crate::parse::extensions::made::made_block;
use crate::parse::title::plain_text;

/// What a first line asks for.
enum Head {
    Callout(String),
    Tab(String),
}

/// Replaces the first lines of such quotes by what they mean.
pub fn name<'a>(events: Vec<Spanned<'a>>) -> Vec<Spanned<'a>> {
    let is_sign = |(event, _): &Spanned<'_>| matches!(event, Event::Text(text) if text.starts_with('!') || text.starts_with('?') || text.starts_with("==="));
    if !events.iter().any(is_sign) {
        return events;
    }
    let mut out: Vec<Spanned<'a>> = Vec::with_capacity(events.len() + 8);
    // For each open quote: whether it is a tab.
    let mut quotes: Vec<bool> = Vec::new();
    // Where the last group of tabs ends, in `out`.
    let mut tabs_end = None;
    let mut at = 0;
    while at < events.len() {
        let (event, range) = &events[at];
        match event {
            Event::Start(Tag::BlockQuote(None)) => {
                let (line, after) = first_line(&events, at);
                let head = head(&plain_text(&events[line.clone()]));
                quotes.push(matches!(head, Some(Head::Tab(_))));
                let sign = events.get(line.start).map_or(range.clone(), |first| first.1.start..first.1.end);
                match head {
                    None => {
                        out.push(events[at].clone());
                        at += 1;
                        continue;
                    }
                    Some(Head::Callout(text)) => {
                        out.push(events[at].clone());
                        out.push(events[at + 1].clone());
                        out.push((Event::Text(text.into()), sign));
                        at = line.end;
                        continue;
                    }
                    Some(Head::Tab(title)) => {
                        let open = match tabs_end {
                            Some(end) if end == out.len() => {
                                out.truncate(end - 3);
                                String::new()
                            }
                            _ => OPEN_TABS.to_owned(),
                        };
                        out.extend(made_block(format!("{open}{}", open_tab(&title)), &sign));
                        if after < line.end + 1 || matches!(events[line.end].0, Event::End(_)) {
                            at = line.end + 1;
                        } else {
                            // The rest of the paragraph, without the line break.
                            out.push(events[at + 1].clone());
                            at = line.end + 1;
                        }
                        continue;
                    }
                }
            }
            Event::End(TagEnd::BlockQuote(None)) => {
                if quotes.pop() == Some(true) {
                    out.extend(made_block("</section>\n".to_owned(), &(range.end..range.end)));
                    out.extend(made_block("</div>\n".to_owned(), &(range.end..range.end)));
                    tabs_end = Some(out.len());
                } else {
                    out.push(events[at].clone());
                }
            }
            _ => out.push(events[at].clone()),
        }
        at += 1;
    }
    out
}

/// The indexes of the first line of text in a quote, and the index after its paragraph.
fn first_line(events: &[Spanned<'_>], quote: usize) -> (Range<usize>, usize) {
    if !matches!(events.get(quote + 1), Some((Event::Start(Tag::Paragraph), _))) {
        return (quote + 1..quote + 1, quote + 1);
    }
    let after = end_of(events, quote + 1);
    let start = quote + 2;
    let is_break = |(event, _): &Spanned<'_>| matches!(event, Event::SoftBreak | Event::HardBreak);
    let length = events[start..after - 1].iter().position(is_break).unwrap_or(after - 1 - start);
    (start..start + length, after)
}

fn head(line: &str) -> Option<Head> {
    let quoted = |text: &str| text.trim().trim_matches(['"', '\'', '“', '”']).to_owned();
    if let Some(title) = line.strip_prefix("===") {
        let title = title.trim_start_matches(['!', '+']).trim();
        return title.starts_with(['"', '\'', '“']).then(|| Head::Tab(quoted(title)));
    }
    let (fold, rest) = match line.strip_prefix("!!!") {
        Some(rest) => (Fold::Never, rest),
        None => match line.strip_prefix("???+") {
            Some(rest) => (Fold::Open, rest),
            None => (Fold::Closed, line.strip_prefix("???")?),
        },
    };
    let (names, title) = match rest.find(['"', '“']) {
        Some(at) => (&rest[..at], quoted(&rest[at..])),
        None => (rest, String::new()),
    };
    // An unknown name is a class for styles; the note itself is still one.
    let kind = names.split_whitespace().find_map(callouts::find).or_else(|| callouts::find("note"))?;
    (!names.trim().is_empty()).then(|| Head::Callout(callouts::line(kind, fold, &title)))
}
