//! Callouts: a title with the word of their kind, and the text below it. Those of `[!NOTE]-` can be folded away.

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Tag, TagEnd};

use crate::base::escape::escape_html;
use crate::parse::events::Spanned;
use crate::parse::extensions::callouts::{self, CalloutKind, Fold};
use crate::parse::lower::rewriter::{Quote, Rewriter, closing};
use crate::parse::title::plain_text;

/// The longest title, in characters. A longer first line is the beginning of the text.
const LONGEST_TITLE: usize = 80;

impl<'a> Rewriter<'a, '_, '_> {
    /// Writes the start of a block quote; returns how many events it spans. `[!NAME] title` on the first line makes it a
    /// callout.
    pub(super) fn quote(&mut self, events: &[Spanned<'a>]) -> usize {
        let is_line_end =
            |event: &Event<'_>| matches!(event, Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph));
        let line = match events.get(1) {
            Some((Event::Start(Tag::Paragraph), _)) => &events[2..closing(events, is_line_end)],
            _ => &[],
        };
        let Some(head) = callouts::head(&plain_text(line)) else {
            self.quotes.push(Quote::Plain);
            self.out.push(events[0].0.clone());
            return 1;
        };
        self.quotes.push(if head.fold == Fold::Never { Quote::Callout } else { Quote::Folded });
        let words = behind(line, head.length);
        let end = line.len() + 2;
        let rest = &events[end + 1..];
        // What has links or other markup is the first line of the text.
        let is_plain = words.iter().all(|(event, _)| matches!(event, Event::Text(_)));
        let is_title = is_plain && is_title(&plain_text(&words), rest);
        self.open_callout(head.kind, head.fold, if is_title { &words } else { &[] });
        let is_paragraph_over = matches!(events[end].0, Event::End(TagEnd::Paragraph));
        if !is_title && !words.is_empty() {
            self.out.push(Event::Start(Tag::Paragraph));
            self.block(&words);
            // The line end, or that of the paragraph, follows.
            return end;
        }
        if !is_paragraph_over {
            self.out.push(Event::Start(Tag::Paragraph));
        }
        end + 1
    }

    fn open_callout(&mut self, kind: CalloutKind, fold: Fold, title: &[Spanned<'a>]) {
        let CalloutKind { class, word, .. } = kind;
        let open = match fold {
            Fold::Never => {
                format!("<div class=\"callout callout-{class}\" role=\"note\">\n<p class=\"callout-title\">")
            }
            Fold::Open => {
                format!("<details class=\"callout callout-{class}\" open=\"\">\n<summary class=\"callout-title\">")
            }
            Fold::Closed => format!("<details class=\"callout callout-{class}\">\n<summary class=\"callout-title\">"),
        };
        let word = if title.is_empty() { word.to_owned() } else { format!("{word}: ") };
        self.section_text().push_str(&word);
        self.out.push(Event::Html(format!("{open}{}", escape_html(&word)).into()));
        self.block(title);
        self.section_text().push('\n');
        self.out.push(Event::Html(if fold == Fold::Never { "</p>\n" } else { "</summary>\n" }.into()));
    }

    /// Writes the start of a callout that the parser recognises.
    pub(super) fn open_known_callout(&mut self, kind: BlockQuoteKind) {
        let name = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let kind = callouts::find(name).expect("all five are in the table");
        self.open_callout(kind, Fold::Never, &[]);
    }
}

/// Whether the words behind `[!NAME]` are a title, and not the beginning of the text.
fn is_title(words: &str, rest: &[Spanned<'_>]) -> bool {
    let next = rest.first().map(|(event, _)| event);
    let has_text = !matches!(next, None | Some(Event::End(TagEnd::BlockQuote(_))));
    let goes_on = matches!(next, Some(Event::Text(text)) if text.starts_with(char::is_lowercase));
    has_text
        && !goes_on
        && !words.is_empty()
        && words.chars().count() <= LONGEST_TITLE
        && !words.ends_with(['.', ',', ';', ':'])
}

/// The events of a line behind its first bytes of text.
fn behind<'a>(line: &[Spanned<'a>], length: usize) -> Vec<Spanned<'a>> {
    let mut left = length;
    let mut words = Vec::new();
    for (event, range) in line {
        let Event::Text(text) = event else {
            words.push((event.clone(), range.clone()));
            continue;
        };
        let cut = left.min(text.len());
        left -= cut;
        let rest = if words.is_empty() { text[cut..].trim_start() } else { &text[cut..] };
        if !rest.is_empty() {
            let start = range.end.saturating_sub(rest.len()).max(range.start);
            words.push((Event::Text(CowStr::from(rest.to_owned())), start..range.end));
        }
    }
    words
}
