//! Links that say where they lead: with words, short ones, not the same for two places, and what kind of file it is.

use std::collections::HashMap;
use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::base::codes::text::{
    A11Y_BARE_URL, A11Y_EMPTY_LINK, A11Y_FILE_LINK, A11Y_LINK_TEXT, A11Y_LONG_LINK_TEXT, A11Y_SAME_LINK_TEXT,
};
use crate::base::diagnostic::Diagnostic;
use crate::base::language::primary;
use crate::base::path::{file_name_of, folder_of, join};
use crate::base::url::decode;
use crate::config::RawHtml;
use crate::lint::link_text::VAGUE;
use crate::lint::{Judge, Spanned};
use crate::parse::links::{Destination, classify};
use crate::parse::title::plain_text;

/// The most characters of a link's words.
const LONGEST: usize = 100;
/// Endings of files that are opened by a program of their own, with the words that name the type.
const FILES: &[(&str, &[&str])] = &[
    ("pdf", &["pdf"]),
    ("doc", &["doc", "word"]),
    ("docx", &["docx", "word"]),
    ("xls", &["xls", "excel", "spreadsheet", "workbook"]),
    ("xlsx", &["xlsx", "excel", "spreadsheet", "workbook"]),
    ("ppt", &["ppt", "powerpoint", "presentation", "slides"]),
    ("pptx", &["pptx", "powerpoint", "presentation", "slides"]),
    ("odt", &["odt", "opendocument"]),
    ("ods", &["ods", "opendocument", "spreadsheet"]),
    ("odp", &["odp", "opendocument", "presentation"]),
    ("rtf", &["rtf"]),
    ("csv", &["csv"]),
    ("zip", &["zip"]),
    ("epub", &["epub"]),
];
/// So far behind a link its type and size may stand, in bytes.
const BEHIND: usize = 60;

/// Whether words of a link tell nothing of where it leads, in the language of a page or in English.
pub(super) fn is_vague(words: &str, language: &str) -> bool {
    let bare = words.trim().trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let of = |language: &str| VAGUE.iter().find(|(tag, _)| *tag == language).map_or(&[][..], |(_, words)| words);
    of(&primary(language)).iter().chain(of("en")).any(|words| *words == bare)
}

/// The finding for such words.
pub(super) fn vague(judge: &mut Judge<'_>, range: &Range<usize>, words: &str) {
    let message = format!("`{}` does not say where the link leads", words.trim());
    let help =
        "name the page or what the reader will do there; people who use a screen reader hear links in a list, alone";
    judge.report(&A11Y_LINK_TEXT, range, message, help);
}

/// The finding for a link without words.
pub(super) fn empty(judge: &mut Judge<'_>, range: &Range<usize>) {
    judge.report(&A11Y_EMPTY_LINK, range, "this link has no words", "write between the brackets where it leads");
}

pub(super) fn check(judge: &mut Judge<'_>) {
    let mut seen: Seen = HashMap::new();
    let mut depth = 0_usize;
    for (at, event) in judge.prose() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                depth += 1;
                link(judge, at, *link_type, dest_url, &mut seen);
            }
            Event::End(TagEnd::Link) => depth -= 1,
            Event::Text(text) if depth == 0 && text.contains("://") => bare(judge, at, text),
            _ => {}
        }
    }
}

fn link(judge: &mut Judge<'_>, at: usize, kind: LinkType, target: &str, seen: &mut Seen) {
    let (inside, range) = judge.inside(at, |end| matches!(end, TagEnd::Link));
    let is_image = |event: &Event<'_>| match event {
        Event::Start(Tag::Image { .. }) => true,
        // With HTML inside, it is judged as HTML is.
        Event::InlineHtml(_) => judge.text.raw_html != RawHtml::Escape,
        _ => false,
    };
    let has_image = inside.iter().any(|(event, _)| is_image(event));
    let text = plain_text(inside);
    let words = text.trim();
    if words.is_empty() {
        if !has_image {
            empty(judge, &range);
        }
    } else if is_vague(words, judge.text.language.tag) {
        vague(judge, &range, words);
    } else if is_address(words) {
        address(judge, &range, words);
    } else if words.chars().count() > LONGEST && !is_reference(judge, at, inside.len()) {
        let message = format!("the words of this link are {} characters long", words.chars().count());
        let help = "let the sentence say it, and link the few words that name the page";
        judge.report(&A11Y_LONG_LINK_TEXT, &range, message, help);
    } else if kind != LinkType::Email && !has_image {
        same(judge, words, target, &range, seen);
        let behind = words_behind(&judge.events[at + inside.len() + 2..], &range);
        file(judge, target, words, &behind, &range);
    }
}

/// Whether a link is all that an entry of a list says: the title of a work is as long as its authors made it.
fn is_reference(judge: &Judge<'_>, at: usize, length: usize) -> bool {
    let before = judge.events[..at].last().map(|(event, _)| event);
    let before = if matches!(before, Some(Event::Start(Tag::Paragraph))) {
        judge.events[..at - 1].last().map(|(event, _)| event)
    } else {
        before
    };
    let behind = judge.events[at + length + 2..].first().map(|(event, _)| event);
    matches!(before, Some(Event::Start(Tag::Item)))
        && match behind {
            Some(Event::Text(text)) => text.trim().trim_matches(['.', ',', ';']).is_empty(),
            Some(Event::End(_) | Event::Start(Tag::List(_)) | Event::SoftBreak) => true,
            _ => false,
        }
}

fn is_address(words: &str) -> bool {
    let is_web = words.starts_with("http://") || words.starts_with("https://") || words.starts_with("www.");
    // What runs on the reader's own machine has no other name than its address.
    let host =
        words.split_once("://").map_or(words, |(_, rest)| rest).split(['/', ':', '?']).next().unwrap_or_default();
    is_web && !words.contains(char::is_whitespace) && !matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0")
}

fn address(judge: &mut Judge<'_>, range: &Range<usize>, words: &str) {
    let message = format!("`{words}` is an address, not words");
    let help = format!("say what is there, as in `[Name of the page]({words})`");
    judge.report(&A11Y_BARE_URL, range, message, &help);
}

/// Addresses in running text, which become links.
fn bare(judge: &mut Judge<'_>, at: usize, text: &str) {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    for found in finder.links(text).filter(|found| is_address(found.as_str())) {
        let range = judge.part(at, found.start()..found.end());
        address(judge, &range, found.as_str());
    }
}

/// Two links with the same words that lead to different places; those to parts of one page are left alone.
fn same(judge: &mut Judge<'_>, words: &str, target: &str, range: &Range<usize>, seen: &mut Seen) {
    let place = Place::of(target, judge.text.content_path);
    let known = seen.entry(words.to_lowercase()).or_default();
    if known.iter().any(|(other, _)| other.may_be(&place)) {
        return;
    }
    if let Some((_, first)) = known.first() {
        let label = judge.place(first);
        let finding = Diagnostic::new(
            &A11Y_SAME_LINK_TEXT,
            judge.place(range),
            format!("another link with the words `{words}` leads elsewhere"),
        );
        let help = "say in each what sets it apart; people who use a screen reader hear links in a list, alone";
        judge.findings.push(finding.help(help).label(label, "the other one"));
    }
    known.push((place, range.clone()));
}

/// Where a link leads, as far as one file can tell.
#[derive(PartialEq, Eq)]
struct Place {
    path: String,
    /// Whether it is written as a way from the page, and not from the top of a site.
    is_relative: bool,
}

impl Place {
    fn of(target: &str, content_path: &str) -> Place {
        let is_relative = !target.starts_with('/') && !target.contains("://");
        Place { path: place_of(target, content_path), is_relative }
    }

    /// Whether two may be one: a path from the top of the site holds the base path, which one file does not know.
    fn may_be(&self, other: &Place) -> bool {
        let ends = |long: &str, short: &str| {
            long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        self.path == other.path
            || self.is_relative != other.is_relative && (ends(&self.path, &other.path) || ends(&other.path, &self.path))
    }
}

/// The words of links, with where they lead.
type Seen = HashMap<String, Vec<(Place, Range<usize>)>>;

/// Where a target leads, however it is written: without scheme, section, ending and slash at the end.
fn place_of(target: &str, content_path: &str) -> String {
    let target = decode(target.split('#').next().unwrap_or_default());
    let target = target.as_str();
    let whole = match target.split_once("://") {
        Some((_, rest)) => rest.strip_prefix("www.").unwrap_or(rest).to_owned(),
        None if target.is_empty() => content_path.to_owned(),
        None => {
            join(if target.starts_with('/') { "" } else { folder_of(content_path) }, target.trim_start_matches('/'))
                .unwrap_or_else(|| target.to_owned())
        }
    };
    let bare = whole.trim_end_matches('/');
    let bare = [".md", ".markdown", ".html"].iter().find_map(|ending| bare.strip_suffix(ending)).unwrap_or(bare);
    let last = bare.rsplit('/').next().unwrap_or(bare).to_lowercase();
    let bare = if matches!(last.as_str(), "index" | "_index" | "readme") { folder_of(bare) } else { bare };
    bare.to_lowercase()
}

/// The words right behind a link, where its type and size may stand.
fn words_behind(behind: &[Spanned<'_>], range: &Range<usize>) -> String {
    let mut near = String::new();
    for (event, inner) in behind {
        match event {
            Event::Text(text) if inner.start <= range.end + BEHIND => near.push_str(text),
            Event::Start(Tag::Emphasis | Tag::Strong) | Event::End(TagEnd::Emphasis | TagEnd::Strong) => {}
            _ => break,
        }
    }
    near
}

/// A file to download, whose type and size stand neither in the link nor right behind it.
pub(super) fn file(judge: &mut Judge<'_>, target: &str, words: &str, behind: &str, range: &Range<usize>) {
    if matches!(classify(target), Destination::Unsafe(_)) {
        return;
    }
    let path = target.split(['?', '#']).next().unwrap_or_default().to_lowercase();
    let name = file_name_of(&path);
    // The name of a host is no file.
    let is_host = path.split_once("://").is_some_and(|(_, rest)| !rest.contains('/'));
    let Some((ending, names)) =
        FILES.iter().find(|(ending, _)| name.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.')) && !is_host)
    else {
        return;
    };
    let near = format!("{} {}", words.to_lowercase(), behind.to_lowercase());
    let says_type = names.iter().any(|name| has_word(&near, name));
    // The size of a file elsewhere may change without a word.
    let says_size = target.contains("://") || says_a_size(&near);
    let missing = match (says_type, says_size) {
        (true, true) => return,
        (true, false) => "size",
        (false, true) => "type",
        (false, false) => "type and size",
    };
    let message = format!("this link does not say the {missing} of the file that it leads to");
    let help = format!("write it at the end of the words, as in `[{words} ({}, 120 KB)]`", ending.to_uppercase());
    judge.report(&A11Y_FILE_LINK, range, message, &help);
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|found| found == word)
}

/// Whether a text holds a number with a unit behind it, such as `120 KB` or `3 pages`.
fn says_a_size(text: &str) -> bool {
    const UNITS: &[&str] = &["kb", "mb", "gb", "kib", "mib", "bytes", "page", "pages"];
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '.').filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit());
    let unit_of = |word: &str| {
        UNITS.contains(
            &word.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.').trim_end_matches('.'),
        )
    };
    words.iter().enumerate().any(|(at, word)| unit_of(word) && (is_number(word) || at > 0 && is_number(words[at - 1])))
}
