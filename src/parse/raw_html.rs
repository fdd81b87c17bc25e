//! Raw HTML in Markdown: its tags and attributes with their places, what of it is safe, and the cleaning itself.
//!
//! The scanner only *finds* (identifiers, links, what will be taken out); `ammonia` *cleans*, over the whole page, with
//! the same table. So a finding may be missed by a strange spelling, but nothing unsafe can pass.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

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

const HTML_TAGS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "map",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "font",
    "big",
];

const SVG_TAGS: &[&str] = &[
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "title",
    "desc",
    "defs",
    "symbol",
    "use",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "mask",
    "pattern",
    "marker",
];

const ANY_ATTRIBUTE: &[&str] =
    &["id", "class", "title", "lang", "dir", "role", "hidden", "tabindex", "translate", "name"];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang", "target", "rel", "download", "type"]),
    ("area", &["href", "alt", "coords", "shape"]),
    ("audio", &["src", "controls", "preload"]),
    ("blockquote", &["cite"]),
    ("q", &["cite"]),
    ("del", &["cite", "datetime"]),
    ("ins", &["cite", "datetime"]),
    ("col", &["span", "width", "align"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("details", &["open"]),
    ("div", &["align"]),
    ("p", &["align"]),
    ("h1", &["align"]),
    ("h2", &["align"]),
    ("h3", &["align"]),
    ("h4", &["align"]),
    ("h5", &["align"]),
    ("h6", &["align"]),
    ("img", &["src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding", "align"]),
    ("input", &["type", "checked", "disabled"]),
    ("label", &["for"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed", "type"]),
    ("ul", &["type"]),
    ("source", &["src", "srcset", "sizes", "type", "media"]),
    ("track", &["src", "kind", "label", "srclang", "default"]),
    ("table", &["align", "width", "border", "cellpadding", "cellspacing", "summary"]),
    ("tr", &["align", "valign"]),
    ("td", &["colspan", "rowspan", "headers", "align", "valign", "width", "height"]),
    ("th", &["colspan", "rowspan", "headers", "scope", "abbr", "align", "valign", "width", "height"]),
    ("tbody", &["align"]),
    ("thead", &["align"]),
    ("hr", &["width", "align"]),
    ("br", &["clear"]),
    ("font", &["color", "size", "face"]),
    ("time", &["datetime"]),
    ("video", &["src", "controls", "poster", "width", "height", "preload", "muted", "loop", "playsinline"]),
];

const SVG_ATTRIBUTES: &[&str] = &[
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "d",
    "points",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-dasharray",
    "stroke-opacity",
    "fill-opacity",
    "fill-rule",
    "clip-rule",
    "clip-path",
    "opacity",
    "transform",
    "font-size",
    "font-family",
    "font-weight",
    "text-anchor",
    "dominant-baseline",
    "dx",
    "dy",
    "offset",
    "stop-color",
    "stop-opacity",
    "gradientUnits",
    "gradientTransform",
    "patternUnits",
    "preserveAspectRatio",
    "marker-start",
    "marker-mid",
    "marker-end",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "refX",
    "refY",
    "orient",
    "xmlns",
    "version",
    "focusable",
    "mask",
    "href",
    "xlink:href",
];

/// Attributes that hold an address the reader's browser follows or loads.
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite", "xlink:href"];

/// Elements whose text is dropped with them.
const DROPPED_WHOLE: &[&str] = &["script", "style", "noscript", "template", "textarea"];

/// Elements of HTML that the safe setting takes out.
const REFUSED_TAGS: &[&str] = &[
    "base", "body", "button", "canvas", "dialog", "embed", "fieldset", "form", "frame", "frameset", "head", "html",
    "iframe", "legend", "link", "math", "menu", "meta", "meter", "noscript", "object", "optgroup", "option", "output",
    "param", "portal", "progress", "script", "search", "select", "slot", "style", "template", "textarea",
];

/// Whether HTML or SVG has an element of this name.
pub fn is_element(name: &str) -> bool {
    POLICY.tags.contains(name) || REFUSED_TAGS.contains(&name)
}

/// Link schemes that may stand in a published page.
pub const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "ssh", "git", "irc", "ircs", "xmpp", "matrix",
    "geo", "webcal", "news", "slack", "msteams", "ms-teams", "zoommtg", "vscode", "callto", "sip", "sips", "urn",
    "doi",
];

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
                let close = format!("</{}", tag.name);
                at = html[at..].to_ascii_lowercase().find(&close).map_or(html.len(), |end| at + end);
            }
            tags.push(tag);
        } else {
            at = start + 1;
        }
    }
    tags
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

/// What the safe setting takes out of a tag: the words for it and its range.
pub fn unsafe_parts(tag: &Tag, html: &str) -> Vec<(String, Range<usize>)> {
    let policy = &*POLICY;
    if !policy.tags.contains(tag.name.as_str()) {
        return vec![(format!("`<{}>`", tag.name), tag.span.clone())];
    }
    let mut parts = Vec::new();
    for attribute in &tag.attributes {
        let name = attribute.name.as_str();
        let value = decode_entities(&html[attribute.value.clone()]);
        let allowed = policy.is_allowed(&tag.name, name);
        if !allowed {
            parts.push((format!("the attribute `{name}`"), attribute.span.clone()));
        } else if ADDRESSES.contains(&name) && scheme(&value).is_some_and(|scheme| !SCHEMES.contains(&scheme.as_str()))
        {
            parts.push((format!("the address of `{name}`"), attribute.span.clone()));
        }
    }
    parts
}

/// Cleans a rendered page: what can run or load code is gone, identifiers and structure stay.
pub fn clean(html: &str) -> String {
    POLICY.builder.clean(html).to_string()
}

/// The scheme of an address as a browser would see it (control characters and white space ignored), in lower case.
pub fn scheme(address: &str) -> Option<String> {
    let bare: String = address.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
    let (scheme, _) = bare.split_once(':')?;
    let mut letters = scheme.chars();
    let first = letters.next()?;
    (first.is_ascii_alphabetic()
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')))
    .then(|| scheme.to_ascii_lowercase())
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

struct Policy {
    /// Lower-case tag names that pass.
    tags: HashSet<String>,
    builder: ammonia::Builder<'static>,
}

static POLICY: LazyLock<Policy> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (tag, names) in ATTRIBUTES {
        attributes.entry(tag).or_default().extend(names.iter());
    }
    for tag in SVG_TAGS {
        attributes.entry(tag).or_default().extend(SVG_ATTRIBUTES.iter());
    }
    builder
        .tags(HTML_TAGS.iter().chain(SVG_TAGS).copied().collect())
        .tag_attributes(attributes)
        .generic_attributes(ANY_ATTRIBUTE.iter().copied().collect())
        .generic_attribute_prefixes(HashSet::from(["aria-", "data-"]))
        .clean_content_tags(DROPPED_WHOLE.iter().copied().collect())
        .url_schemes(SCHEMES.iter().copied().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|tag, name, value| {
            let outside = tag == "use" && name.ends_with("href") && !value.starts_with('#');
            (!outside).then(|| value.into())
        });
    let tags = HTML_TAGS.iter().chain(SVG_TAGS).map(|tag| tag.to_ascii_lowercase()).collect();
    Policy { tags, builder }
});

impl Policy {
    fn is_allowed(&self, tag: &str, name: &str) -> bool {
        let svg = SVG_TAGS.iter().any(|known| known.eq_ignore_ascii_case(tag));
        ANY_ATTRIBUTE.contains(&name)
            || name.starts_with("aria-")
            || name.starts_with("data-")
            || ATTRIBUTES.iter().any(|(known, names)| *known == tag && names.contains(&name))
            || (svg
                && (SVG_ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name)) || name.starts_with("xmlns:")))
    }
}

#[cfg(test)]
mod tests {
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
