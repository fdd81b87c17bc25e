//! The URLs in HTML: which attributes have them, in which form, and what a browser makes of their text.
//!
//! One table for everything that looks for URLs: links of raw HTML, its policy, finished pages. The table follows the
//! index of attributes of the HTML Living Standard, with SVG 2 and obsolete attributes that browsers still follow.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::html::token::StartTag;
use crate::base::html::tokenizer::decode_attribute;

/// What a browser does with a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlUse {
    /// Opens it when the reader wants to, or sends something to it.
    Follow,
    /// Loads it with the page.
    Load,
    /// Resolves the other URLs of the page against it.
    Base,
}

/// How an attribute has its URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UrlForm {
    One,
    /// Several, separated by white space.
    Words,
    /// Image candidates (HTML Living Standard, 4.8.4.2.1).
    Candidates,
    /// The content of `<meta http-equiv="refresh">` (4.2.5.3).
    Refresh,
    /// Values that an animation of SVG gives to another attribute, which may be a link. Not a link of the page.
    Animated,
}

struct UrlAttribute {
    name: &'static str,
    /// Elements that have it; empty for any, as in SVG.
    elements: &'static [&'static str],
    form: UrlForm,
    used: UrlUse,
}

const fn attribute(name: &'static str, elements: &'static [&'static str], form: UrlForm, used: UrlUse) -> UrlAttribute {
    UrlAttribute { name, elements, form, used }
}

const ATTRIBUTES: &[UrlAttribute] = &[
    attribute("href", &["a", "area"], UrlForm::One, UrlUse::Follow),
    attribute("href", &["base"], UrlForm::One, UrlUse::Base),
    attribute("href", &["link", "use", "image", "feimage", "script"], UrlForm::One, UrlUse::Load),
    attribute("xlink:href", &["a"], UrlForm::One, UrlUse::Follow),
    attribute("xlink:href", &[], UrlForm::One, UrlUse::Load),
    attribute(
        "src",
        &["img", "source", "video", "audio", "track", "script", "iframe", "frame", "embed", "input"],
        UrlForm::One,
        UrlUse::Load,
    ),
    attribute("srcset", &["img", "source"], UrlForm::Candidates, UrlUse::Load),
    attribute("imagesrcset", &["link"], UrlForm::Candidates, UrlUse::Load),
    attribute("poster", &["video"], UrlForm::One, UrlUse::Load),
    attribute("data", &["object"], UrlForm::One, UrlUse::Load),
    attribute("background", &["body", "table", "td", "th"], UrlForm::One, UrlUse::Load),
    attribute("action", &["form"], UrlForm::One, UrlUse::Follow),
    attribute("formaction", &["button", "input"], UrlForm::One, UrlUse::Follow),
    attribute("cite", &["blockquote", "q", "ins", "del"], UrlForm::One, UrlUse::Follow),
    attribute("longdesc", &["img", "iframe", "frame"], UrlForm::One, UrlUse::Follow),
    attribute("ping", &["a", "area"], UrlForm::Words, UrlUse::Follow),
    attribute("content", &["meta"], UrlForm::Refresh, UrlUse::Follow),
    attribute("from", ANIMATIONS, UrlForm::Animated, UrlUse::Follow),
    attribute("to", ANIMATIONS, UrlForm::Animated, UrlUse::Follow),
    attribute("by", ANIMATIONS, UrlForm::Animated, UrlUse::Follow),
    attribute("values", ANIMATIONS, UrlForm::Animated, UrlUse::Follow),
];
/// Elements of SVG that change attributes of others (SVG Animations Level 2, 2).
const ANIMATIONS: &[&str] = &["animate", "animatemotion", "animatetransform", "set"];

/// A URL in a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenUrl {
    /// The index of its attribute in the tag.
    pub attribute: usize,
    /// Where it is written, without quotation marks.
    pub range: Range<usize>,
    pub used: UrlUse,
}

/// The URLs in a tag of `html`, in the order of the text.
pub fn urls(tag: &StartTag<'_>, html: &str) -> Vec<WrittenUrl> {
    let is_refresh = tag.get("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh"));
    let mut found = Vec::new();
    for (at, attribute) in tag.attributes.iter().enumerate() {
        let is_it = |known: &&UrlAttribute| {
            known.name == attribute.name && (known.elements.is_empty() || known.elements.contains(&&*tag.name))
        };
        let is_link = |known: &&UrlAttribute| match known.form {
            UrlForm::Refresh => is_refresh,
            UrlForm::Animated => false,
            UrlForm::One | UrlForm::Words | UrlForm::Candidates => true,
        };
        let Some(known) = ATTRIBUTES.iter().find(is_it).filter(is_link) else { continue };
        let value = &html[attribute.value_span.clone()];
        let start = attribute.value_span.start;
        let ranges = known.form.ranges(value).into_iter();
        let placed = ranges.map(|range| start + range.start..start + range.end);
        found.extend(placed.map(|range| WrittenUrl { attribute: at, range, used: known.used }));
    }
    found
}

/// The URLs in the value of an attribute, whatever its element, as a browser reads them.
pub fn urls_of_value<'v>(name: &str, value: &'v str) -> Vec<Cow<'v, str>> {
    let is_it =
        |known: &&UrlAttribute| known.name == name && !matches!(known.form, UrlForm::Refresh | UrlForm::Animated);
    match ATTRIBUTES.iter().find(is_it) {
        Some(known) => {
            known.form.ranges(value).into_iter().map(|range| normalized(Cow::Borrowed(&value[range]))).collect()
        }
        None => Vec::new(),
    }
}

/// Whether an attribute of some element can have URLs in its whole value or in parts of it. The name has no namespace.
pub fn can_have_urls(name: &str) -> bool {
    let local = |known: &UrlAttribute| known.name.rsplit(':').next().unwrap_or(known.name);
    ATTRIBUTES.iter().any(|known| local(known) == name && known.form != UrlForm::Refresh)
}

/// A URL of a tag as a browser reads it.
pub fn read_url(html: &str, range: Range<usize>) -> Cow<'_, str> {
    normalized(decode_attribute(&html[range]))
}

impl UrlForm {
    /// Where the URLs are in the value of an attribute.
    fn ranges(self, value: &str) -> Vec<Range<usize>> {
        match self {
            UrlForm::One | UrlForm::Animated => std::iter::once(0..value.len()).collect(),
            UrlForm::Words => words(value, 0),
            UrlForm::Candidates => {
                let mut found = Vec::new();
                let mut at = 0;
                for candidate in value.split(',') {
                    found.extend(words(candidate, at).into_iter().next());
                    at += candidate.len() + 1;
                }
                found
            }
            UrlForm::Refresh => refresh(value).into_iter().collect(),
        }
    }
}

/// The ranges of words, which begin at `start`.
fn words(text: &str, start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    let mut found = Vec::new();
    for word in text.split(|letter: char| letter.is_ascii_whitespace()) {
        if !word.is_empty() {
            found.push(at..at + word.len());
        }
        // Each separator has one byte.
        at += word.len() + 1;
    }
    found
}

/// The URL in `5; url='…'`.
fn refresh(value: &str) -> Option<Range<usize>> {
    let rest = value.trim_start().trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let rest = rest.trim_start().strip_prefix([';', ',']).unwrap_or(rest.trim_start()).trim_start();
    let named = rest.get(..3).filter(|word| word.eq_ignore_ascii_case("url")).map(|_| rest[3..].trim_start());
    let url = named.and_then(|rest| rest.strip_prefix('=')).map_or(rest, str::trim_start);
    let start = |url: &str| value.len() - url.len();
    let range = match url.strip_prefix(['"', '\'']) {
        Some(quoted) => start(quoted)..start(quoted) + quoted.find(&url[..1]).unwrap_or(quoted.len()),
        None => start(url)..value.len(),
    };
    (!range.is_empty()).then_some(range)
}

/// The text of a URL as browsers read it (URL Standard, 4.4): without white space around it, without line breaks and tabs
/// in it, its scheme in lower case, and slashes for backslashes in the path.
pub fn normalized(url: Cow<'_, str>) -> Cow<'_, str> {
    let is_around = |letter: char| letter <= ' ';
    let trimmed = url.trim_matches(is_around);
    let scheme = trimmed.find(':').map_or("", |colon| &trimmed[..colon]);
    let is_plain = trimmed.len() == url.len()
        && !trimmed.contains(['\t', '\n', '\r', '\\'])
        && !scheme.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_plain {
        return url;
    }
    let mut text = trimmed.replace(['\t', '\n', '\r'], "");
    let is_scheme = |scheme: &str| scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let scheme = text.find(':').filter(|colon| is_scheme(&text[..*colon]));
    if let Some(colon) = scheme {
        text[..colon].make_ascii_lowercase();
    }
    // In other schemes, such as `mailto:`, a backslash is itself.
    if scheme.is_none_or(|colon| matches!(&text[..colon], "http" | "https" | "ftp" | "file")) {
        let path = text.find(['?', '#']).unwrap_or(text.len());
        text = text[..path].replace('\\', "/") + &text[path..];
    }
    Cow::Owned(text)
}

/// The path of a URL with its dot segments resolved against a folder (URL Standard, 4.4): `..` at the top stays there.
/// Both begin with a slash.
pub fn resolved_path(folder: &str, path: &str) -> String {
    let mut resolved = String::with_capacity(folder.len() + path.len() + 2);
    let from = if path.starts_with('/') { "" } else { folder };
    let mut is_folder = path.is_empty();
    for segment in from.split('/').filter(|part| !part.is_empty()).chain(path.split('/')) {
        let dots = match segment.contains('%') {
            true => Cow::Owned(segment.replace("%2e", ".").replace("%2E", ".")),
            false => Cow::Borrowed(segment),
        };
        is_folder = matches!(&*dots, "" | "." | "..");
        match &*dots {
            "" | "." => {}
            ".." => resolved.truncate(resolved.rfind('/').unwrap_or(0)),
            _ => resolved.extend(["/", segment]),
        }
    }
    if is_folder || resolved.is_empty() {
        resolved.push('/');
    }
    resolved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::html::tokenizer::start_tags;

    fn found(html: &str) -> Vec<(String, UrlUse)> {
        let tag = start_tags(html).next().expect("there is a tag");
        urls(&tag, html).into_iter().map(|url| (read_url(html, url.range).into_owned(), url.used)).collect()
    }

    #[test]
    fn every_attribute_with_a_url_is_known() {
        let one = |html: &str| found(html).into_iter().next().map(|(url, _)| url).unwrap_or_default();
        for html in [
            "<a href='/x'>",
            "<a xlink:href='/x'>",
            "<use xlink:href='/x'>",
            "<image href='/x'>",
            "<button formaction='/x'>",
            "<form action='/x'>",
            "<video poster='/x'>",
            "<object data='/x'>",
            "<q cite='/x'>",
            "<iframe src='/x'>",
            "<base href='/x'>",
            "<meta http-equiv=Refresh content='5; URL=/x'>",
            "<meta http-equiv=refresh content=\"0;url='/x' \">",
            "<link imagesrcset='/x 2x'>",
        ] {
            assert_eq!(one(html), "/x", "{html}");
        }
        assert_eq!(one("<meta name=description content='0; url=/x'>"), "");
        assert_eq!(one("<meta http-equiv=refresh content=30>"), "");
        assert_eq!(one("<data data='/x'>"), "");
        assert_eq!(one("<animate from='/x' to='/y'>"), "", "a value is no link of the page");
        for name in ["href", "values", "ping", "cite"] {
            assert!(can_have_urls(name), "{name}");
        }
        assert!(!can_have_urls("content") && !can_have_urls("class"));
        let several = |html: &str| found(html).into_iter().map(|(url, _)| url).collect::<Vec<_>>();
        assert_eq!(several("<a ping='/x  /y'>"), ["/x", "/y"]);
        assert_eq!(several("<img srcset=' /x 1x,/y 2x' src=/z>"), ["/x", "/y", "/z"]);
    }

    #[test]
    fn urls_are_read_as_browsers_do() {
        let read = |url| normalized(Cow::Borrowed(url)).into_owned();
        assert_eq!(read(" \n/a\tb/\r\nc "), "/ab/c");
        assert_eq!(read("HTTP://Example.org\\a?b\\c"), "http://Example.org/a?b\\c");
        assert_eq!(read("\\a\\b"), "/a/b");
        assert_eq!(read("mailto:a\\b"), "mailto:a\\b");
        assert_eq!(read("java\nScript:x"), "javascript:x");
        assert!(matches!(normalized(Cow::Borrowed("/a?b:C")), Cow::Borrowed(_)));
    }

    #[test]
    fn dot_segments_are_resolved() {
        assert_eq!(resolved_path("/g", "/a/./b"), "/a/b");
        assert_eq!(resolved_path("/g", "/a/../b/"), "/b/");
        assert_eq!(resolved_path("/g/h", "../%2e%2E/../b"), "/b");
        assert_eq!(resolved_path("/g", "b/.."), "/g/");
        assert_eq!(resolved_path("/g", "/"), "/");
    }
}
