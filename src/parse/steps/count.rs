//! Lists that count on behind a note, a picture or code.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::emoji::is_emoji;
use crate::base::html::token::Token;
use crate::base::html::tokenizer::tokens;
use crate::parse::events::{Spanned, children};
use crate::parse::title::plain_text;

/// The nesting depth of lists and quotations from which they are left alone.
pub(super) const DEEPEST: usize = 50;

/// Words that begin a note, in several languages.
const NOTES: &[&str] = &[
    "note",
    "notes",
    "warning",
    "caution",
    "important",
    "danger",
    "tip",
    "hint",
    "attention",
    "info",
    "hinweis",
    "hinweise",
    "achtung",
    "warnung",
    "vorsicht",
    "wichtig",
    "tipp",
    "gefahr",
    "anmerkung",
    "remarque",
    "avertissement",
    "conseil",
    "nota",
    "aviso",
    "advertencia",
    "precaución",
    "atención",
    "importante",
    "peligro",
    "atenção",
    "attenzione",
    "avvertenza",
    "opmerking",
    "waarschuwing",
    "let op",
    "belangrijk",
    "obs",
    "varning",
    "viktigt",
    "advarsel",
    "vigtigt",
    "uwaga",
];
/// Elements of HTML that are between steps as a note does.
const NOTE_ELEMENTS: &[&str] = &["details", "aside", "figure", "div"];
/// Lets a list whose items are all written `1.` go on where the one before it ended, if only a note, a picture or code
/// is between. Where the author counts, a list that begins with 1 is a new one.
pub(super) fn count_on(blocks: Vec<&[Spanned<'_>]>, text: &str, starts: &mut BTreeMap<usize, u64>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let mut next = None;
    // Elements of HTML that a block opened and another one closes.
    let mut open = 0_usize;
    for block in blocks {
        if let Event::Start(Tag::HtmlBlock) = &block[0].0 {
            let html =
                block.iter().filter_map(|(event, _)| if let Event::Html(html) = event { Some(&**html) } else { None });
            let html: String = html.collect();
            for token in tokens(&html) {
                match token {
                    Token::Start(tag) if NOTE_ELEMENTS.contains(&&*tag.name) => open += 1,
                    Token::End(tag) if NOTE_ELEMENTS.contains(&&*tag.name) => open = open.saturating_sub(1),
                    _ => {}
                }
            }
        }
        match &block[0].0 {
            _ if open > 0 => {}
            Event::Start(Tag::List(Some(first))) => {
                let items: Vec<&[Spanned<'_>]> = children(block).collect();
                let is_uncounted = items
                    .iter()
                    .all(|item| text[item[0].1.start..].trim_start().starts_with(['1']) && marker(text, item) == "1");
                let start = match next {
                    Some(next) if is_uncounted => {
                        starts.insert(block[0].1.start, next);
                        next
                    }
                    _ => *first,
                };
                next = is_uncounted.then_some(start + items.len() as u64);
            }
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_)) => {}
            Event::Start(Tag::Paragraph) if is_picture(block) || is_note(block) => {}
            _ => next = None,
        }
        if let Event::Start(Tag::List(_) | Tag::BlockQuote(_)) = &block[0].0 {
            for inner in children(block) {
                let below =
                    if matches!(inner[0].0, Event::Start(Tag::Item)) { children(inner).collect() } else { vec![inner] };
                count_on(below, text, starts, depth + 1);
            }
        }
    }
}

/// The digits before an item's full stop or bracket.
fn marker<'t>(text: &'t str, item: &[Spanned<'_>]) -> &'t str {
    let rest = text[item[0].1.start..].trim_start();
    &rest[..rest.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Whether a paragraph contains only images, with or without a caption in italics.
fn is_picture(block: &[Spanned<'_>]) -> bool {
    let is_image = |(event, _): &Spanned<'_>| matches!(event, Event::Start(Tag::Image { .. }));
    let is_part = |child: &[Spanned<'_>]| match &child[0].0 {
        Event::Start(Tag::Image { .. } | Tag::Emphasis) | Event::SoftBreak | Event::HardBreak => true,
        Event::Start(Tag::Link { .. }) => child.iter().any(is_image),
        _ => false,
    };
    let words = block.iter().scan(0, |depth, (event, _)| {
        match event {
            Event::Start(Tag::Image { .. } | Tag::Emphasis | Tag::Link { .. }) => *depth += 1,
            Event::End(TagEnd::Image | TagEnd::Emphasis | TagEnd::Link) => *depth -= 1,
            _ => {}
        }
        Some((*depth, event))
    });
    let has_words = words
        .into_iter()
        .any(|(depth, event)| depth == 0 && matches!(event, Event::Text(text) if !text.trim().is_empty()));
    // A caption may be all that is between two steps, below the image of the step before.
    (block.iter().any(is_image) || is_caption(block)) && children(block).all(is_part) && !has_words
}

fn is_caption(block: &[Spanned<'_>]) -> bool {
    let words = plain_text(block).trim().to_lowercase();
    ["figure ", "fig. ", "image ", "picture ", "photo "].iter().any(|start| words.starts_with(start))
}

/// Whether a paragraph is a note: it begins with a word such as `Note:`, or with a sign such as ⚠️.
fn is_note(block: &[Spanned<'_>]) -> bool {
    let words = plain_text(block).trim().to_lowercase();
    let named =
        |word: &&str| words.strip_prefix(*word).is_some_and(|rest| rest.trim_start().starts_with([':', '!', '–', '—']));
    // A word that is set off needs no sign behind it.
    let mark =
        block[1..].iter().take_while(|(event, _)| !matches!(event, Event::End(TagEnd::Strong | TagEnd::Emphasis)));
    let is_set_off = matches!(block.get(1), Some((Event::Start(Tag::Strong | Tag::Emphasis), _)))
        && NOTES.contains(&plain_text(mark).trim().to_lowercase().as_str());
    is_set_off || NOTES.iter().any(named) || words.chars().next().is_some_and(is_emoji)
}
