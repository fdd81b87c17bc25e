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
        let Some((class, title)) = callout else {
            self.out.push(events[0].0.clone());
            return 1;
        };
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

/// The class and title of a callout, from the words of its first line.
fn head(line: &str) -> Option<(&'static str, String)> {
    let (name, title) = line.trim().strip_prefix("[!")?.split_once(']')?;
    let name = name.trim().to_lowercase().replace([' ', '_'], "-");
    let (_, class, word) = KINDS.iter().find(|(known, _, _)| *known == name)?;
    let title = title.trim();
    Some((class, if title.is_empty() { (*word).to_owned() } else { format!("{word}: {title}") }))
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
