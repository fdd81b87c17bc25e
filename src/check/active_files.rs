//! Files beside the pages that could run code in readers' browsers: HTML, scripts, and XML such as SVG with active content.
//!
//! They follow the setting for raw HTML: where it is not `allow`, they are not published. An SVG image is checked as text, without the states of an HTML parser: whatever
//! could be a tag to any parser is looked at, also in comments. A file can be refused by mistake, but not accepted.

use crate::base::codes::SOURCE_ACTIVE_FILE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::html::token::{Attribute, StartTag, Token};
use crate::base::html::tokenizer::tokens;
use crate::base::html::urls::can_have_urls;
use crate::base::language_codes::is_two_letter_code;
use crate::base::path::{SourcePath, served_extensions_of};
use crate::base::span::Span;
use crate::base::tree::Entry;
use crate::base::url::scheme;
use crate::parse::links::runs;

/// Endings of files that browsers show as pages or run, and of compressed ones that cannot be checked.
const ACTIVE: &[&str] = &[
    "html", "htm", "xhtml", "xht", "xhtm", "shtml", "shtm", "mht", "mhtml", "js", "mjs", "cjs", "es", "ecma", "svgz",
    "xsl", "xslt", "htc", "hta", "swf",
];
/// Endings of XML that browsers show.
const XML: &[&str] =
    &["svg", "xml", "rdf", "rss", "atom", "mathml", "mml", "kml", "gpx", "rng", "xsd", "xul", "opml", "xspf", "wsdl"];
/// Endings of compressed copies, which servers send in the place of the file without the ending.
const COMPRESSED: &[&str] = &["gz", "br", "zst"];
/// Endings of what a site consists of beside pages and scripts, so that a copy could replace it.
const TEXT: &[&str] = &["css", "csv", "ics", "json", "md", "txt", "webmanifest"];
/// Elements that load or run code, or change where links go, by their names without a namespace.
const ACTIVE_ELEMENTS: &[&str] = &[
    "script", "iframe", "frame", "frameset", "object", "embed", "applet", "meta", "base", "handler", "listener",
    "form", "portal",
];

/// Why a file may not be published, if it can run code.
pub fn check(path: &str, file: &Entry) -> Option<Diagnostic> {
    let (name, path) = (path, SourcePath::new(path));
    let refused = refused_by_name(name);
    let is_refused_by_name = refused.is_some();
    let (at, reason) = if let Some(reason) = refused {
        (Location::file(&path), reason)
    } else if decisive_endings(name).iter().any(|ending| XML.contains(&ending.as_str())) {
        let bytes = file.bytes();
        match bytes.as_ref().map(|bytes| std::str::from_utf8(bytes)) {
            None => (Location::file(&path), "it cannot be read, and so cannot be checked for code".to_owned()),
            Some(Ok(text)) => {
                let ActiveContent { what, span } = active_part(text)?;
                (Location::at(&path, span), format!("it can run code in readers' browsers: it contains {what}"))
            }
            Some(Err(_)) => (Location::file(&path), "it is not UTF-8, and so cannot be checked for code".to_owned()),
        }
    } else {
        return None;
    };
    let first = if is_refused_by_name { "" } else { "remove what runs, " };
    let help = format!(
        "{first}move the file to `static/` if the site needs it, add it to `exclude` under `[build]` if readers do not, or \
         set `[markdown] raw_html = \"allow\"` if you trust every author"
    );
    let message = format!("this file is not published, because {reason}");
    Some(Diagnostic::new(&SOURCE_ACTIVE_FILE, at, message).help(help))
}

/// Why a file may not be published whatever is in it.
fn refused_by_name(path: &str) -> Option<String> {
    let endings = decisive_endings(path);
    if let Some(ending) = endings.iter().find(|ending| ACTIVE.contains(&ending.as_str())) {
        return Some(format!("`{ending}` files can run code in readers' browsers"));
    }
    let [outer, inner, ..] = &endings[..] else { return None };
    let is_copy =
        COMPRESSED.contains(&outer.as_str()) && (XML.contains(&inner.as_str()) || TEXT.contains(&inner.as_str()));
    is_copy.then(|| format!("servers can send it in the place of the `{inner}` file of this name"))
}

/// The endings that decide what a file is for a browser: the last one, and those before it that a server may look at
/// because those behind them are languages, compression, or unknown to it.
fn decisive_endings(path: &str) -> Vec<String> {
    let mut endings = Vec::new();
    for ending in served_extensions_of(path) {
        let has_type = mime_guess::from_ext(&ending).first().is_some();
        let says_nothing = !has_type || is_two_letter_code(&ending) || COMPRESSED.contains(&ending.as_str());
        endings.push(ending);
        if !says_nothing {
            break;
        }
    }
    endings
}

/// Something that can run.
struct ActiveContent {
    what: String,
    span: Span,
}

/// The first part of an XML file that can run.
fn active_part(text: &str) -> Option<ActiveContent> {
    for (start, _) in text.match_indices('<') {
        let rest = &text[start..];
        // XML allows no `<` in the values of attributes, so a tag ends before the next one.
        let end = rest[1..].find('<').map_or(rest.len(), |next| next + 1);
        let piece = &rest[..end];
        let found =
            |what: &str| Some(ActiveContent { what: what.to_owned(), span: Span::new(start, start + end.min(80)) });
        match piece.as_bytes().get(1) {
            Some(b'?') => {
                let lower = piece.to_ascii_lowercase();
                if lower.starts_with("<?xml-stylesheet") {
                    return found("a style sheet that browsers load");
                }
                if lower.starts_with("<?xml")
                    && lower.contains("encoding")
                    && !["utf-8", "us-ascii"].iter().any(|name| lower.contains(name))
                {
                    return found("an encoding other than UTF-8");
                }
            }
            Some(b'!') if starts_with(piece, "<!doctype") && piece.contains('[') => {
                return found("a document type with declarations");
            }
            Some(b'!') if starts_with(piece, "<!entity") || starts_with(piece, "<!attlist") => {
                return found("a document type with declarations");
            }
            Some(first) if matches!(first, b'_' | b':') || !first.is_ascii() => {
                return found("an element with an unusual name");
            }
            Some(first) if first.is_ascii_alphabetic() => {
                let tag = tokens(piece).find_map(|token| match token {
                    Token::Start(tag) => Some(tag),
                    Token::Truncated(cut) => Some(cut.tag),
                    _ => None,
                });
                if let Some(what) = tag.as_ref().and_then(active_tag) {
                    return found(&what);
                }
            }
            _ => {}
        }
    }
    None
}

fn starts_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(start.as_bytes()))
}

/// What of a tag can run.
fn active_tag(tag: &StartTag<'_>) -> Option<String> {
    if ACTIVE_ELEMENTS.contains(&local(&tag.name)) {
        return Some(format!("`<{}>`", tag.name));
    }
    let active = tag.attributes.iter().find(|attribute| is_active(attribute))?;
    Some(format!("the attribute `{}`", active.name))
}

fn is_active(attribute: &Attribute<'_>) -> bool {
    let name = local(&attribute.name);
    let value = attribute.value.trim();
    if name == "attributename" {
        return starts_with(local(value), "on") || local(value).eq_ignore_ascii_case("href");
    }
    let runs = |url: &str| {
        let is_image = starts_with(url.trim(), "data:image/") || starts_with(url.trim(), "data:font/");
        !is_image && scheme(url).is_some_and(|scheme| runs(&scheme))
    };
    name.starts_with("on") || name == "srcdoc" || (can_have_urls(name) && value.split(';').any(runs))
}

/// A name without its namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::tree::Bytes;

    fn checked(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
        check(path, &Entry::InMemory(Bytes::new(bytes.to_vec())))
    }

    #[test]
    fn xml_that_can_run_is_found_in_every_dress() {
        for svg in [
            "<svg><script>a()</script></svg>",
            "<svg><SCRIPT href='x.js'/></svg>",
            "<svg onload='a()'/>",
            "<svg\nOnLoad\n=\na()>",
            "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script>a()</s:script></s:svg>",
            "<_:script xmlns:_='http://www.w3.org/2000/svg'>a()</_:script>",
            "<svg><style><script>a()</script></style></svg>",
            "<svg><title><script>a()</script></title></svg>",
            "<svg><![CDATA[ > ]]><script>a()</script></svg>",
            "<svg><!-- > --><script>a()</script></svg>",
            "<svg><a href='java&#10;script:a()'/></svg>",
            "<svg><a xlink:href=' &#106;avascript:a()'/></svg>",
            "<svg><a href='data:text/html,x'/></svg>",
            "<svg><a><animate attributeName='href' values='x'/></a></svg>",
            "<svg><set attributeName='onload' to='a()'/></svg>",
            "<svg><animate attributeName='x' values='a;javascript:a()'/></svg>",
            "<svg><foreignObject><iframe src='x'/></foreignObject></svg>",
            "<svg><foreignObject><h:meta http-equiv='refresh'/></foreignObject></svg>",
            "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'a()'>]><svg/>",
            "<!DOCTYPE svg [ <!ENTITY x '&#60;script>a()'> ]><svg>&x;</svg>",
            "<?xml version='1.0' encoding='ISO-2022-JP'?><svg/>",
            "<?xml-stylesheet href='x.xsl' type='text/xsl'?><a/>",
            "<svg><b c='>' onclick='a()'/></svg>",
        ] {
            assert!(checked("a.svg", svg.as_bytes()).is_some(), "{svg}");
        }
        assert!(checked("a.xml", b"\xff\xfe<\0s\0").is_some(), "UTF-16");
        for path in ["a.HTML", "b/a.js", "a.svgz", "a.xhtml", "a.html.", "a.tar.mjs"] {
            assert!(checked(path, b"").is_some(), "{path}");
        }
    }

    #[test]
    fn pictures_and_data_are_not_refused() {
        for svg in [
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \
             \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg xmlns:xlink='x'><style><![CDATA[ a > b { } ]]></style>\
             <a xlink:href='https://example.org/'><text>once = 1, a < b</text></a><image href='data:image/png;base64,AA=='/>\
             <animate attributeName='opacity' values='0;1'/><foreignObject><p xmlns='h'>Text</p></foreignObject></svg>",
            "<rss version='2.0'><channel><link>https://example.org/</link></channel></rss>",
        ] {
            let found = active_part(svg).map(|found| found.what);
            assert_eq!(found, None, "{svg}");
        }
        for path in ["a.png", "a.pdf", "a.css", "a.json", "a.txt", "html", "a.js.txt"] {
            assert!(checked(path, b"<script>").is_none(), "{path}");
        }
    }
}
