//! The elements, attributes and URL schemes that raw HTML may have in a published page, and the sanitizer.
//!
//! One table serves both the diagnostics about what will be removed and `ammonia`, which removes it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::base::html::token::StartTag;
use crate::base::html::urls::urls_of_value;
use crate::base::url::scheme;

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
    ("a", &["href", "xlink:href", "hreflang", "target", "rel", "download", "type"]),
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

/// Elements whose `align` aligns the text in them.
const TEXT_BLOCKS: &[&str] = &["td", "th", "tr", "thead", "tbody", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6"];

/// Elements that are removed with their content.
const REMOVED_WITH_CONTENT: &[&str] = &["script", "style", "noscript", "template", "textarea"];

/// Elements of HTML that the safe setting removes.
const REMOVED_TAGS: &[&str] = &[
    "animatemotion",
    "animatetransform",
    "filter",
    "foreignobject",
    "image",
    "input",
    "set",
    "switch",
    "textpath",
    "view",
    "animate",
    "base",
    "body",
    "button",
    "canvas",
    "dialog",
    "embed",
    "fieldset",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "legend",
    "link",
    "math",
    "menu",
    "meta",
    "meter",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "portal",
    "progress",
    "script",
    "search",
    "select",
    "slot",
    "style",
    "template",
    "textarea",
];

/// Whether HTML or SVG has an element of this name.
pub fn is_element(name: &str) -> bool {
    POLICY.tags.contains(name) || REMOVED_TAGS.contains(&name)
}

/// Whether the safe setting allows an element. The name is in lower case.
pub fn keeps_element(name: &str) -> bool {
    POLICY.tags.contains(name)
}

/// Whether the safe setting allows an attribute of an element. Both names are in lower case.
pub fn keeps_attribute(element: &str, name: &str) -> bool {
    POLICY.is_allowed(element, name)
}

/// Whether the safe setting allows the value of an attribute.
pub fn keeps_value(name: &str, value: &str) -> bool {
    has_safe_urls(name, value) && !is_theme_id(name, value)
}

/// URL schemes that links of a published page may have.
pub const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "ssh", "git", "irc", "ircs", "xmpp", "matrix",
    "geo", "webcal", "news", "slack", "msteams", "ms-teams", "zoommtg", "vscode", "callto", "sip", "sips", "urn",
    "doi",
];

/// What the safe setting removes from a tag: how a message names it, and its range.
pub fn unsafe_parts(tag: &StartTag<'_>) -> Vec<(String, Range<usize>)> {
    let policy = &*POLICY;
    if !policy.tags.contains(&*tag.name) {
        return vec![(format!("`<{}>`", tag.name), tag.span.clone())];
    }
    let mut parts = Vec::new();
    // The words of a template tag look like attributes. They are one fault.
    let template =
        tag.attributes.iter().find(|attribute| attribute.name.starts_with("{{") || attribute.name.starts_with("{%"));
    parts.extend(template.map(|attribute| ("the template tag".to_owned(), attribute.span.clone())));
    for attribute in &tag.attributes {
        let name = &*attribute.name;
        // `markdown` says how the content is read, and is no part of the page. A style that aligns becomes an attribute.
        let allowed = policy.is_allowed(&tag.name, name)
            || name == "markdown"
            || alignment(tag, name, &attribute.value).is_some();
        if !allowed && template.is_some() {
            continue;
        } else if !allowed {
            parts.push((format!("the attribute `{name}`"), attribute.span.clone()));
        } else if !has_safe_urls(name, &attribute.value) {
            parts.push((format!("the URL in `{name}`"), attribute.span.clone()));
        } else if is_theme_id(name, &attribute.value) {
            parts.push((format!("the attribute `{name}`, which names a part of the theme,"), attribute.span.clone()));
        }
    }
    parts
}

/// Where a `style` that says nothing else aligns the text of an element that may have `align`.
pub fn alignment<'v>(tag: &StartTag<'_>, name: &str, style: &'v str) -> Option<&'v str> {
    let has_align = || tag.attributes.iter().any(|attribute| &*attribute.name == "align");
    if name != "style" || !TEXT_BLOCKS.contains(&&*tag.name) || has_align() {
        return None;
    }
    let (property, value) = style.trim().trim_end_matches(';').split_once(':')?;
    let value = value.trim();
    let is_known = ["left", "center", "right", "justify"].contains(&value);
    (property.trim().eq_ignore_ascii_case("text-align") && is_known).then_some(value)
}

/// Whether a URL is an image of a raster type that it holds itself. SVG can have scripts.
pub fn is_data_image(url: &str) -> bool {
    let kinds = ["png", "jpeg", "jpg", "gif", "webp", "avif"];
    let data = url.trim().strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
    let is_data = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n' | b'\r' | b' ');
    data.is_some_and(|(kind, data)| kinds.contains(&kind) && data.bytes().all(is_data))
}

/// Whether all URLs in an attribute have schemes that a published page may have.
fn has_safe_urls(name: &str, value: &str) -> bool {
    let is_safe = |url: &str| {
        scheme(url).is_none_or(|scheme| SCHEMES.contains(&scheme.as_str())) || name == "src" && is_data_image(url)
    };
    urls_of_value(name, value).iter().all(|url| is_safe(url))
}

/// Whether an attribute takes an id that the theme uses for its own parts, which its scripts look for.
fn is_theme_id(name: &str, value: &str) -> bool {
    name == "id" && value.starts_with("page:")
}

/// Sanitizes a rendered page: removes all that can run or load code, and keeps ids and structure.
pub fn clean(html: &str) -> String {
    POLICY.builder.clean(html).to_string()
}

struct Policy {
    /// The names of allowed elements, in lower case.
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
        // No `data-`: scripts of the theme find their elements, settings and other scripts by such attributes.
        .generic_attribute_prefixes(HashSet::from(["aria-"]))
        .clean_content_tags(REMOVED_WITH_CONTENT.iter().copied().collect())
        // Of the scheme `data`, the filter below keeps images only.
        .url_schemes(SCHEMES.iter().copied().chain(["data"]).collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(false)
        .attribute_filter(|tag, name, value| {
            let outside = tag == "use" && name.ends_with("href") && !value.starts_with('#');
            (!outside && has_safe_urls(name, value) && !is_theme_id(name, value)).then(|| value.into())
        });
    let tags = HTML_TAGS.iter().chain(SVG_TAGS).map(|tag| tag.to_ascii_lowercase()).collect();
    Policy { tags, builder }
});

impl Policy {
    fn is_allowed(&self, tag: &str, name: &str) -> bool {
        let svg = SVG_TAGS.iter().any(|known| known.eq_ignore_ascii_case(tag));
        ANY_ATTRIBUTE.contains(&name)
            || name.starts_with("aria-")
            || ATTRIBUTES.iter().any(|(known, names)| *known == tag && names.contains(&name))
            || (svg
                && (SVG_ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name)) || name.starts_with("xmlns:")))
    }
}
