//! Whether a page says the language that it is in, and parts in another script say theirs.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::codes::text::{A11Y_LANGUAGE, A11Y_LANGUAGE_OF_PARTS};
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::language::{advice, contradicts, fault, primary, script};
use crate::lint::Judge;
use crate::parse::parsed::PageLanguage;
use crate::parse::title::plain_text;

/// A part with fewer letters of another script is a name or a word.
const FEWEST_LETTERS: usize = 20;
/// So much of a text is looked at, in bytes.
const MOST_TEXT: usize = 4_000;

pub(super) fn check(judge: &mut Judge<'_>) {
    let PageLanguage { tag, span: stated } = judge.text.language;
    if let (Some(meant), Some(span)) = (fault(tag), stated) {
        let message = format!("`{tag}` is not the tag of a language");
        let finding = Diagnostic::new(&A11Y_LANGUAGE, Location::at(judge.text.path, span), message);
        judge.findings.push(finding.help(advice(meant)));
        return;
    }
    // Where an author says the language of a part, the parts have been thought of.
    let says_parts = judge
        .events
        .iter()
        .any(|(event, _)| matches!(event, Event::Html(html) | Event::InlineHtml(html) if html.contains("lang=")));
    if says_parts {
        return;
    }
    let mut text = String::new();
    for (_, event) in judge.prose() {
        if let Event::Text(words) = event {
            text.push_str(words);
            text.push(' ');
        }
        if text.len() > MOST_TEXT {
            break;
        }
    }
    if let Some(language) = contradicts(tag, &text) {
        let place = stated.map_or_else(|| Location::file(judge.text.path), |span| Location::at(judge.text.path, span));
        let message = format!("this page says that it is in `{tag}`, and its words are {}", language.name);
        let help =
            format!("add `lang: {}` to its front matter, or the tag of the language that it is in", language.tags[0]);
        judge.findings.push(Diagnostic::new(&A11Y_LANGUAGE, place, message).help(help));
        return;
    }
    if !text.is_ascii() || text.len() > MOST_TEXT {
        parts(judge);
    }
}

/// Blocks of text in another script than their page.
fn parts(judge: &mut Judge<'_>) {
    let page = primary(judge.text.language.tag);
    for (at, event) in judge.prose() {
        let inside = match event {
            Event::Start(Tag::Paragraph) => judge.inside(at, |end| matches!(end, TagEnd::Paragraph)),
            Event::Start(Tag::Heading { .. }) => judge.inside(at, |end| matches!(end, TagEnd::Heading(_))),
            _ => continue,
        };
        let words = plain_text(inside.0);
        let Some(language) = script(&words).filter(|language| !language.tags.contains(&page.as_str())) else {
            continue;
        };
        if words.chars().filter(|letter| letter.is_alphabetic()).count() >= FEWEST_LETTERS {
            let first = inside.0.iter().find(|(event, _)| matches!(event, Event::Text(_)));
            let range = first.map_or(inside.1, |(_, range)| range.clone());
            let message = format!("this part is {} on a page in `{}`", language.name, judge.text.language.tag);
            let help = format!("put it in an element that says so, as in `<p lang=\"{}\">…</p>`", language.tags[0]);
            judge.report(&A11Y_LANGUAGE_OF_PARTS, &range, message, &help);
        }
    }
}
