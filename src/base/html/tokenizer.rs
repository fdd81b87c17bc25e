//! Reads HTML: as tokens, as start tags, and as text with its character references resolved.

use std::borrow::Cow;

use crate::base::html::emitter::{Tokens, resolve_references};
use crate::base::html::token::{StartTag, Token};

/// Reads HTML, in time that grows with its length.
pub fn tokens(html: &str) -> Tokens<'_> {
    Tokens::of(html)
}

/// The start tags of HTML.
pub fn start_tags(html: &str) -> impl Iterator<Item = StartTag<'_>> {
    tokens(html).filter_map(|token| match token {
        Token::Start(tag) => Some(tag),
        _ => None,
    })
}

/// The token of a piece of HTML that is one token.
pub fn only_token(html: &str) -> Option<Token<'_>> {
    let mut tokens = tokens(html.trim());
    tokens.next().filter(|_| tokens.next().is_none())
}

/// Whether a piece of HTML is the tag of a line break.
pub fn is_line_break(html: &str) -> bool {
    matches!(only_token(html), Some(Token::Start(tag)) if tag.name == "br")
}

/// The text that readers see, with a space for each line break.
pub fn shown_text(html: &str) -> String {
    let mut text = String::new();
    for token in tokens(html) {
        match token {
            Token::Text(span) => text.push_str(&decode(&html[span])),
            Token::Start(tag) if tag.name == "br" => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Resolves the character references of text between tags.
pub fn decode(text: &str) -> Cow<'_, str> {
    if text.contains('&') { Cow::Owned(resolve_references(text)) } else { Cow::Borrowed(text) }
}

/// Resolves the character references of a part of an attribute value.
pub fn decode_attribute(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let quote = if value.contains('"') { '\'' } else { '"' };
    let tag = format!("<a b={quote}{value}{quote}>");
    let decoded = start_tags(&tag).next().and_then(|tag| tag.get("b").map(str::to_owned));
    decoded.map_or(Cow::Borrowed(value), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens in short: `<a href=x>`, `</a>`, `text`, `raw:…`, `!…`, `cut:<a href=x>`.
    fn read(html: &str) -> Vec<String> {
        let tag = |tag: &StartTag<'_>| {
            let attributes: String =
                tag.attributes.iter().map(|attribute| format!(" {}={}", attribute.name, attribute.value)).collect();
            format!("<{}{attributes}>", tag.name)
        };
        let short = |token| match token {
            Token::Start(start) => tag(&start),
            Token::End(end) => format!("</{}>", end.name),
            Token::Text(span) => decode(&html[span]).into_owned(),
            Token::RawText(span) => format!("raw:{}", &html[span]),
            Token::Comment(span) => format!("!{}", &html[span]),
            Token::Truncated(cut) => {
                format!("cut:{}{}", tag(&cut.tag), cut.open_quote.map(String::from).unwrap_or_default())
            }
        };
        tokens(html).map(short).collect()
    }

    #[test]
    fn attributes_are_read_in_every_spelling() {
        assert_eq!(read("<A HREF='/x' id=top\nhidden>t</A>"), ["<a href=/x id=top hidden=>", "t", "</a>"]);
        assert_eq!(read("<a title='a > b' href = /y/>"), ["<a title=a > b href=/y/>"]);
        assert_eq!(read("<a id=1 ID=2 id='3'>"), ["<a id=1>"]);
        assert_eq!(read("<a href=\"?a=1&amp;b&copy=2&#x41;\">"), ["<a href=?a=1&b&copy=2A>"]);
        assert_eq!(read("<img alt=é src=a.png/>"), ["<img alt=é src=a.png/>"]);
        assert_eq!(read("<br/><p/ =x\u{0} y>"), ["<br>", "<p =x\u{0}= y=>"]);
    }

    #[test]
    fn attributes_have_their_places() {
        let html = "<p><IMG alt  = \"a &amp; b\" src=x.png hidden>";
        let tag = start_tags(html).nth(1).expect("an image");
        let spans = |at: usize| (&html[tag.attributes[at].span.clone()], &html[tag.attributes[at].value_span.clone()]);
        assert_eq!(spans(0), ("alt  = \"a &amp; b\"", "a &amp; b"));
        assert_eq!(spans(1), ("src=x.png", "x.png"));
        assert_eq!(spans(2), ("hidden", ""));
        assert_eq!((&html[tag.name_span()], &html[tag.span.clone()]), ("IMG", &html[3..]));
        assert_eq!(tag.get("alt"), Some("a & b"));
    }

    /// The tokenizer must not call itself for each of them: that would end the program.
    #[test]
    fn tags_may_have_any_number_of_attributes() {
        for quote in ["\"", "'", ""] {
            let many = format!(" a={quote}x{quote}").repeat(200_000);
            let html = format!("<p{many} \r\n b=\"y\"\r\n\tc = \"z\" ></p{many}>t");
            assert_eq!(read(&html), ["<p a=x b=y c=z>", "</p>", "t"]);
            let tag = start_tags(&html).next().expect("a tag");
            let spans: Vec<&str> = tag.attributes.iter().map(|attribute| &html[attribute.span.clone()]).collect();
            assert_eq!(spans, [&many[1..many.len() / 200_000], "b=\"y\"", "c = \"z\""]);
            assert_eq!(&html[tag.span.clone()], &html[..html.find('>').expect("an end") + 1]);
        }
        assert_eq!(read("<a b=\"c\" =\"d\" / e=\"f\" />"), ["<a b=c =\"d\"= e=f>"]);
        assert_eq!(read("<a b=\"c&amp\" d=\"&\" e=\"\" f"), ["cut:<a b=c& d=& e= f=>"]);
        assert_eq!(read("<a b=\"c\" "), ["cut:<a b=c>"]);
    }

    #[test]
    fn comments_and_raw_text_contain_no_tags() {
        assert_eq!(read("<!-- <b> --!><i>"), ["!<!-- <b> --!>", "<i>"]);
        assert_eq!(read("<!--> <b>"), ["!<!-->", " ", "<b>"]);
        assert_eq!(read("<!DOCTYPE html><?xml?><b>"), ["!<!DOCTYPE html>", "!<?xml?>", "<b>"]);
        assert_eq!(
            read("<script>if (a<b) '<p id=x>'</SCRIPT ><p>"),
            ["<script>", "raw:if (a<b) '<p id=x>'", "</script>", "<p>"]
        );
        assert_eq!(read("<style></p></style>"), ["<style>", "raw:</p>", "</style>"]);
        assert_eq!(read("<title>a <b> &lt;</b></title>"), ["<title>", "a <b> <</b>", "</title>"]);
        assert_eq!(
            read("<svg><title><b></title><style><c/></style></svg><style><d>"),
            ["<svg>", "<title>", "<b>", "</title>", "<style>", "<c>", "</style>", "</svg>", "<style>", "raw:<d>"]
        );
        assert_eq!(read("a < b &amp; c <3"), ["a < b & c <3"]);
    }

    #[test]
    fn truncated_tags_are_recognised() {
        assert_eq!(read("a<b href=\"x"), ["a", "cut:<b href=x>\""]);
        assert_eq!(read("a<b href=x"), ["a", "cut:<b href=x>"]);
        assert_eq!(read("a</b"), ["a", "!</b"]);
        assert_eq!(read("<!-- <b>"), ["!<!-- <b>"]);
        assert_eq!(read("<textarea></b"), ["<textarea>", "</b"]);
        assert_eq!(read("a<"), ["a<"]);
    }

    #[test]
    fn references_are_resolved_as_browsers_do() {
        assert_eq!(decode("&lt;&eacute;&#39;&notit; &nope; <p>"), "<é'¬it; &nope; <p>");
        assert_eq!(decode_attribute("a?b&copy=1&amp;'"), "a?b&copy=1&'");
        assert_eq!(shown_text("&copy; <b>A&eacute;</b><BR>B<!-- > --><style>c</style> <i title='>'>d</i>"), "© Aé B d");
        assert!(is_line_break("<BR/>\n") && !is_line_break("<br>x") && !is_line_break("<b>"));
    }
}
