//! Callouts: the five of GitHub's Markdown, with an own title if there is one, and three more kinds.

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use crate::base::escape::escape_html;
use crate::parse::events::Spanned;
use crate::parse::lower::rewriter::{Rewriter, closing};
use crate::parse::title::plain_text;

/// Name in `[!NAME]`, class, word.
const KINDS: &[(&str, &str, &str)] = &[
    ("note", "note", "Note"),
    ("tip", "tip", "Tip"),
    ("important", "important", "Important"),
    ("warning", "warning", "Warning"),
    ("caution", "caution", "Caution"),
    ("danger", "caution", "Danger"),
    ("applies-to", "applies-to", "Applies to"),
    ("roles", "roles", "Roles"),
];

impl<'a> Rewriter<'a, '_, '_> {
    /// Writes the start of a block quote; returns how many events it spans. `[!NAME] title` on the first line makes it a
    /// callout.
    pub(super) fn quote(&mut self, events: &[Spanned<'a>]) -> usize {
        let (first, taken) = match events.get(1) {
            Some((Event::Start(Tag::Paragraph), _)) => {
                let end = closing(events, |event| {
                    matches!(event, Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph))
                });
                (plain_text(&events[2..end]), end + 1)
            }
            _ => (String::new(), 1),
        };
        let callout = head(&first);
        self.quotes.push(callout.is_some());
        let Some(Callout { class, word, title }) = callout else {
            self.out.push(events[0].0.clone());
            return 1;
        };
        let inline = &events[2..taken - 1];
        if inline.iter().any(|(event, _)| !matches!(event, Event::Text(_))) {
            // A title is text alone. What has links or other markup is the first line of the text, so that nothing is lost.
            let Marker { events: length, rest } = marker(inline);
            self.section_text().push_str(&format!("{word}\n"));
            self.out.push(Event::Html(open_with(class, word).into()));
            self.out.push(Event::Start(Tag::Paragraph));
            if !rest.is_empty() {
                self.section_text().push_str(rest);
                self.out.push(Event::Text(rest.to_owned().into()));
            }
            return 2 + length;
        }
        let text = self.section_text();
        text.push_str(&title);
        text.push('\n');
        self.out.push(Event::Html(open_with(class, &title).into()));
        if !matches!(events[taken - 1].0, Event::End(TagEnd::Paragraph)) {
            self.out.push(Event::Start(Tag::Paragraph));
        }
        taken
    }
}

/// What the first line of a callout says.
struct Callout {
    class: &'static str,
    /// What the callout is, such as `Note`.
    word: &'static str,
    /// The word, and the author's own title.
    title: String,
}

/// The end of `[!NAME]` among the events of a line: how many events it has, and the text after it in the last of them.
struct Marker<'e> {
    events: usize,
    rest: &'e str,
}

fn marker<'e>(inline: &'e [Spanned<'_>]) -> Marker<'e> {
    let end = inline.iter().enumerate().find_map(|(at, (event, _))| match event {
        Event::Text(text) => {
            text.find(']').map(|close| Marker { events: at + 1, rest: text[close + 1..].trim_start() })
        }
        _ => None,
    });
    end.unwrap_or(Marker { events: 0, rest: "" })
}

/// Reads the words of a first line.
fn head(line: &str) -> Option<Callout> {
    let (name, title) = line.trim().strip_prefix("[!")?.split_once(']')?;
    let name = name.trim().to_lowercase().replace([' ', '_'], "-");
    let (_, class, word) = KINDS.iter().find(|(known, _, _)| *known == name)?;
    let title = title.trim();
    let title = if title.is_empty() { (*word).to_owned() } else { format!("{word}: {title}") };
    Some(Callout { class, word, title })
}

/// The start tags of a callout that the parser recognises.
pub(super) fn open(kind: BlockQuoteKind) -> String {
    let name = match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    };
    let (_, class, word) = KINDS.iter().find(|(known, _, _)| *known == name).expect("all five are in the table");
    open_with(class, word)
}

fn open_with(class: &str, title: &str) -> String {
    let title = escape_html(title);
    format!("<div class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">{title}</p>\n")
}
