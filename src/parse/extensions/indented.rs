//! Blocks of MkDocs, which a fixup made block quotes: notes become callouts, and tabs sections.
//!
//! The first line of such a quote is `!!! note "Title"`, `??? note`, `???+ note` or `=== "Tab"`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::events::{Spanned, end_of};
use crate::parse::extensions::callouts::{self, Fold};
use crate::parse::extensions::fences::{OPEN_TABS, open_tab};
use crate::parse::extensions::generated::generated_block;
use crate::parse::title::plain_text;

/// What a first line asks for.
enum FirstLine {
    Callout(String),
    Tab(String),
}

/// Replaces the first lines of such quotes by what they mean.
pub fn name<'a>(events: Vec<Spanned<'a>>) -> Vec<Spanned<'a>> {
    let is_sign = |(event, _): &Spanned<'_>| matches!(event, Event::Text(text) if text.starts_with('!') || text.starts_with('?') || text.starts_with("==="));
    if !events.iter().any(is_sign) {
        return events;
    }
    let out = Vec::with_capacity(events.len() + 8);
    let mut naming = Naming { events: &events, out, quotes: Vec::new(), tabs_end: None };
    let mut at = 0;
    while at < events.len() {
        match &events[at].0 {
            Event::Start(Tag::BlockQuote(None)) => at = naming.open(at),
            Event::End(TagEnd::BlockQuote(None)) => {
                naming.close(at);
                at += 1;
            }
            _ => {
                naming.keep(at);
                at += 1;
            }
        }
    }
    naming.out
}

/// What an open quote becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// A quote, or a callout, which is one with a sign.
    Quote,
    Tab,
}

struct Naming<'e, 'a> {
    events: &'e [Spanned<'a>],
    out: Vec<Spanned<'a>>,
    /// The open quotes.
    quotes: Vec<Quote>,
    /// Where the last group of tabs ends, in `out`.
    tabs_end: Option<usize>,
}

impl Naming<'_, '_> {
    fn keep(&mut self, at: usize) {
        self.out.push(self.events[at].clone());
    }

    /// Opens the quote at an index; returns the index of what follows.
    fn open(&mut self, at: usize) -> usize {
        let (line, after) = first_line(self.events, at);
        let sign = self.events.get(line.start).map_or(self.events[at].1.clone(), |first| first.1.clone());
        match head(&plain_text(&self.events[line.clone()])) {
            None => {
                self.quotes.push(Quote::Quote);
                self.keep(at);
                at + 1
            }
            Some(FirstLine::Callout(text)) => {
                self.quotes.push(Quote::Quote);
                self.keep(at);
                self.keep(at + 1);
                self.out.push((Event::Text(text.into()), sign));
                line.end
            }
            Some(FirstLine::Tab(title)) => {
                self.quotes.push(Quote::Tab);
                self.open_tab(&title, &sign);
                let is_whole = after < line.end + 1 || matches!(self.events[line.end].0, Event::End(_));
                if !is_whole {
                    // The rest of the paragraph, without the line break.
                    self.keep(at + 1);
                }
                line.end + 1
            }
        }
    }

    /// Opens a tab, in the group of tabs that ends here or in a new one.
    fn open_tab(&mut self, title: &str, sign: &Range<usize>) {
        let tab = open_tab(title);
        let html = match self.tabs_end {
            Some(end) if end == self.out.len() => {
                self.out.truncate(end - 3);
                tab
            }
            _ => format!("{OPEN_TABS}{tab}"),
        };
        self.out.extend(generated_block(html, sign));
    }

    fn close(&mut self, at: usize) {
        if self.quotes.pop() != Some(Quote::Tab) {
            return self.keep(at);
        }
        let end = self.events[at].1.end;
        self.out.extend(generated_block("</section>\n".to_owned(), &(end..end)));
        self.out.extend(generated_block("</div>\n".to_owned(), &(end..end)));
        self.tabs_end = Some(self.out.len());
    }
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

fn head(line: &str) -> Option<FirstLine> {
    let quoted = |text: &str| text.trim().trim_matches(['"', '\'', '“', '”']).to_owned();
    if let Some(title) = line.strip_prefix("===") {
        let title = title.trim_start_matches(['!', '+']).trim();
        return title.starts_with(['"', '\'', '“']).then(|| FirstLine::Tab(quoted(title)));
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
    (!names.trim().is_empty()).then(|| FirstLine::Callout(callouts::line(kind, fold, &title)))
}
