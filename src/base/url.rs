//! URLs: percent-encoding, relative references between pages, and the scheme that a browser would see.
//!
//! Everything here works on text. Which URLs exist, and where a site is published, other folders know.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Marks that end a sentence or a part of it in scripts that have no space behind a URL.
const SENTENCE_MARKS: &[char] = &['。', '、', '，', '！', '？', '；'];
/// Brackets and marks that close what was opened before a URL.
const CLOSING_MARKS: &[char] = &['．', '：', '」', '』', '）', '】', '》', '〉', '…', '”', '’'];

/// A URL in running text, without the marks behind it that belong to the sentence, and what follows these.
pub fn without_closing_marks(url: &str) -> &str {
    let end = url.find(SENTENCE_MARKS).unwrap_or(url.len());
    url[..end].trim_end_matches(CLOSING_MARKS)
}

/// The URLs of a text, in order. A bar between letters belongs to a URL, as on GitHub; the rows of tables have no part here.
pub fn find_urls(text: &str) -> Vec<Range<usize>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let mut found: Vec<Range<usize>> = Vec::new();
    for link in finder.links(text) {
        if found.last().is_some_and(|last| last.end > link.start()) {
            continue;
        }
        let behind = &text[link.end()..];
        let goes_on = behind.strip_prefix('|').is_some_and(|rest| {
            rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '%') && !rest.starts_with("http")
        });
        let is_end = |letter: char| letter.is_whitespace() || letter == '<';
        let more = &behind[..behind.find(is_end).filter(|_| goes_on).unwrap_or(if goes_on { behind.len() } else { 0 })];
        let marks = ['.', ',', ':', ';', '!', '?', '"', '\'', ')', '*', '_', '~', '|'];
        found.push(link.start()..link.end() + more.trim_end_matches(marks).len());
    }
    found
}

/// Characters left unescaped in a URL path besides letters and digits (RFC 3986 `unreserved` and harmless `sub-delims`).
const PATH_KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b'!')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b':')
    .remove(b'@')
    .remove(b'+');

/// The relative reference from one URL path of a site to another, both from its root: from `/a/b/` to `/a/c/d` it is
/// `../c/d`.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from[..from.rfind('/').map_or(0, |slash| slash + 1)].split_inclusive('/').collect();
    let (path, rest) = to.split_at(to.find(['?', '#']).unwrap_or(to.len()));
    let segments: Vec<&str> = path.split_inclusive('/').collect();
    let folders = segments.iter().filter(|segment| segment.ends_with('/')).count();
    let shared = from.iter().zip(&segments[..folders]).take_while(|(a, b)| a == b).count();
    let reference = "../".repeat(from.len() - shared) + &segments[shared..].concat();
    if reference.is_empty() { format!("./{rest}") } else { reference + rest }
}

/// Percent-encodes a decoded path for use in a URL; the result is ASCII.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH_KEPT).to_string()
}

/// Characters of a whole URL that no configuration of a server reads as a part of itself. `%` begins an escape.
const URL_KEPT: &AsciiSet =
    &PATH_KEPT.add(b'*').remove(b'%').remove(b'?').remove(b'#').remove(b'=').remove(b'&').remove(b'[').remove(b']');

/// Percent-encodes what has a meaning in the configuration of some server, in a URL that may be encoded already; the
/// result is ASCII.
pub fn encode_url(url: &str) -> String {
    utf8_percent_encode(url, URL_KEPT).to_string()
}

/// Percent-encodes text for use as a value in the query of a URL.
pub fn encode_query(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Percent-decodes once; text that does not decode to UTF-8 is returned unchanged.
pub fn decode(text: &str) -> String {
    try_decode(text).unwrap_or_else(|| text.to_owned())
}

/// Percent-decodes once; `None` if the result is not UTF-8.
pub fn try_decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(|decoded| decoded.into_owned())
}

/// The part of a fragment that names an anchor: a text to look for may follow it (URL Fragment Text Directives, 3.3).
pub fn anchor_part(fragment: &str) -> &str {
    fragment.split_once(":~:").map_or(fragment, |(anchor, _)| anchor)
}

/// Whether an anchor means the start of every page (HTML Living Standard, 7.4.6.4).
pub fn is_page_start(anchor: &str) -> bool {
    anchor.is_empty() || ["top", "readme"].iter().any(|name| anchor.eq_ignore_ascii_case(name))
}

/// The scheme of a URL as a browser would see it (control characters and white space ignored), in lower case.
pub fn scheme(url: &str) -> Option<String> {
    memchr::memchr(b':', url.as_bytes())?;
    let bare: String = url.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    let (scheme, _) = bare.split_once(':')?;
    let mut letters = scheme.chars();
    let first = letters.next()?;
    (first.is_ascii_alphabetic()
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')))
    .then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_may_have_bars() {
        let urls = |text: &str| find_urls(text).into_iter().map(|url| text[url].to_owned()).collect::<Vec<_>>();
        assert_eq!(urls("See https://a.org/?x=1|2|3. And https://b.org|"), ["https://a.org/?x=1|2|3", "https://b.org"]);
        assert_eq!(urls("https://a.org|https://b.org"), ["https://a.org", "https://b.org"]);
    }

    #[test]
    fn relative_references_are_the_shortest() {
        assert_eq!(relative("/a/b/", "/a/c/d"), "../c/d");
        assert_eq!(relative("/a/b/", "/a/b/"), "./");
        assert_eq!(relative("/a/b/", "/a/"), "../");
        assert_eq!(relative("/a/b/", "/a/b/c/#d"), "c/#d");
        assert_eq!(relative("/a/b.html", "/x/y.css?v"), "../x/y.css?v");
        assert_eq!(relative("/", "/a/"), "a/");
    }
}
