//! Text escaped for HTML and XML.

use std::borrow::Cow;

/// Escapes text for HTML, in content and in double-quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    escape_html_into(text, &mut out);
    out
}

/// As [`escape_html`], without a copy if there is nothing to escape.
pub fn escaped_html(text: &str) -> Cow<'_, str> {
    let is_special = |byte: u8| byte == b'"' || content_entity(byte).is_some();
    if text.bytes().any(is_special) { Cow::Owned(escape_html(text)) } else { Cow::Borrowed(text) }
}

/// Appends text to `out`, escaped as [`escape_html`] does.
pub fn escape_html_into(text: &str, out: &mut String) {
    escape_into(text, out, |byte| match byte {
        b'"' => Some("&quot;"),
        other => content_entity(other),
    });
}

/// Escapes text for the content of an HTML element; quotation marks stay, as HTML serializers leave them.
pub fn escape_html_content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out, content_entity);
    out
}

/// The entity of `<`.
pub const LESS_THAN: &str = "&lt;";

/// Escapes `<`, with which tags begin, and nothing else: the text may have entities already.
pub fn escape_open(text: &str) -> String {
    text.replace('<', LESS_THAN)
}

/// Escapes text for XML, in content and in double-quoted attributes. Characters that XML 1.0 (2.2) does not allow are
/// removed.
pub fn escape_xml(text: &str) -> String {
    let allowed: String = text
        .chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\t' | '\n' | '\r'))
        .filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}'))
        .collect();
    escape_html(&allowed)
}

fn content_entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some(LESS_THAN),
        b'>' => Some("&gt;"),
        _ => None,
    }
}

/// `entity` replaces ASCII bytes only, so the cuts fall between characters.
fn escape_into(text: &str, out: &mut String, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let Some(replacement) = entity(byte) else { continue };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape_html("<a title=\"é & b\">"), "&lt;a title=&quot;é &amp; b&quot;&gt;");
        assert_eq!(escape_html_content("\"a\" < b"), "\"a\" &lt; b");
        assert_eq!(escape_xml("a\u{1}\tb\u{ffff}<"), "a\tb&lt;");
    }
}
