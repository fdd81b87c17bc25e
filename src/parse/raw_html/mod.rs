//! Raw HTML in Markdown: its tags and attributes with their places, what of it is safe, and the cleaning itself.
//!
//! The scanner only *finds* (identifiers, links, what will be taken out); `ammonia` *cleans*, over the whole page, with
//! the same table. So a finding may be missed by a strange spelling, but nothing unsafe can pass.

pub mod pieces;
pub mod policy;

use std::ops::Range;

/// A start tag in raw HTML. Names are in lower case; ranges count in the scanned text.
#[derive(Debug, PartialEq, Eq)]
pub struct Tag {
    pub name: String,
    pub span: Range<usize>,
    pub attributes: Vec<Attribute>,
}

/// An attribute of a start tag. `value` is the text between its quotation marks, entities as written.
#[derive(Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: String,
    pub span: Range<usize>,
    pub value: Range<usize>,
}

/// Whether an element has no content and no end tag (HTML Living Standard, 13.1.2).
pub fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ];
    VOID.contains(&name)
}

/// Whether a piece of HTML is the tag of a line break.
pub fn is_line_break(html: &str) -> bool {
    let name = html.trim().trim_start_matches('<').trim_end_matches(['>', '/']).trim_end();
    html.starts_with('<') && name.split_ascii_whitespace().next().is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

/// Finds the start tags of raw HTML, outside comments, declarations and the text of scripts and styles.
pub fn scan(html: &str) -> Vec<Tag> {
    let bytes = html.as_bytes();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + end + 3);
        } else if bytes.get(start + 1).is_some_and(u8::is_ascii_alphabetic) {
            let (tag, next) = scan_tag(html, start);
            at = next;
            if matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title") {
                at = end_of_raw_text(html, at, &tag.name);
            }
            tags.push(tag);
        } else {
            at = start + 1;
        }
    }
    tags
}

/// Where the end tag of an element begins whose content is text, not tags.
fn end_of_raw_text(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let is_end = |at: &usize| {
        let rest = &bytes[*at..];
        rest.get(1) == Some(&b'/')
            && rest.get(2..2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memchr_iter(b'<', &bytes[from..]).map(|at| from + at).find(is_end).unwrap_or(html.len())
}

fn scan_tag(html: &str, start: usize) -> (Tag, usize) {
    let bytes = html.as_bytes();
    let until =
        |from: usize, stop: &dyn Fn(u8) -> bool| (from..bytes.len()).find(|at| stop(bytes[*at])).unwrap_or(bytes.len());
    let ends_name = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let name_end = until(start + 1, &ends_name);
    let mut tag =
        Tag { name: html[start + 1..name_end].to_ascii_lowercase(), span: start..name_end, attributes: Vec::new() };
    let mut at = name_end;
    loop {
        at = until(at, &|byte| !byte.is_ascii_whitespace() && byte != b'/');
        if at >= bytes.len() || bytes[at] == b'>' {
            let next = (at + 1).min(bytes.len());
            tag.span.end = next;
            return (tag, next);
        }
        let name = at..until(at + 1, &|byte| ends_name(byte) || byte == b'=');
        let after = until(name.end, &|byte| !byte.is_ascii_whitespace());
        let mut value = name.end..name.end;
        let mut end = name.end;
        if bytes.get(after) == Some(&b'=') {
            let open = until(after + 1, &|byte| !byte.is_ascii_whitespace());
            match bytes.get(open) {
                Some(quote @ (b'"' | b'\'')) => {
                    let close = until(open + 1, &|byte| byte == *quote);
                    value = open + 1..close;
                    end = (close + 1).min(bytes.len());
                }
                _ => {
                    value = open..until(open, &|byte| byte.is_ascii_whitespace() || byte == b'>');
                    end = value.end;
                }
            }
        }
        tag.attributes.push(Attribute { name: html[name.clone()].to_ascii_lowercase(), span: name.start..end, value });
        at = end.max(name.end);
    }
}

/// Decodes the entities that matter in attribute values: `&amp;`, quotes, and numeric ones.
pub fn decode_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, letter)| *letter == ';').map(|(end, _)| end);
        let decoded = end.and_then(|end| entity(&rest[1..end]));
        match (decoded, end) {
            (Some(letter), Some(end)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "colon" => Some(':'),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::policy::{clean, unsafe_parts};
    use super::*;

    #[test]
    fn tags_and_attributes_are_found_with_their_places() {
        let html = "<!-- <b> --><A HREF='x.md' id=top>t</A><img src=a.png/>";
        let tags = scan(html);
        assert_eq!(tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["a", "img"]);
        assert_eq!(&html[tags[0].attributes[0].value.clone()], "x.md");
        assert_eq!(&html[tags[0].attributes[1].value.clone()], "top");
    }

    #[test]
    fn nothing_that_runs_passes() {
        for html in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"java\nscript:alert(1)\">x</a>",
            "<a href=\"&#106;avascript:alert(1)\">x</a>",
            "<svg><script>alert(1)</script></svg>",
            "<svg><use href=\"data:image/svg+xml,x\"></use></svg>",
            "<iframe src=\"https://example.org\"></iframe>",
            "<p style=\"background:url(//x)\">x</p>",
            "<svg><a xlink:href=\"javascript:alert(1)\">x</a></svg>",
        ] {
            let cleaned = clean(html).to_lowercase();
            for bad in ["script", "onerror", "iframe", "style", "data:image"] {
                assert!(!cleaned.contains(bad), "{html} gave {cleaned}");
            }
            assert!(scan(html).iter().any(|tag| !unsafe_parts(tag, html).is_empty()), "{html}");
        }
    }

    #[test]
    fn harmless_html_stays() {
        let html = "<details open=\"\" id=\"more\"><summary>More</summary><svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"></path></svg></details>";
        assert_eq!(clean(html), html);
        assert!(scan(html).iter().all(|tag| unsafe_parts(tag, html).is_empty()));
        assert_eq!(clean("<a name=\"old\"></a>"), "<a name=\"old\"></a>");
    }
}
