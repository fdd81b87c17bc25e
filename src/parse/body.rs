//! A rendered body in pieces: HTML, and placeholders for what depends on other pages.
//!
//! Lowering writes a marker for each placeholder; after one `push_html` the text is split at the markers. A marker contains a
//! hash of the page's own text, so no page can write one by accident or on purpose.

use std::fmt::Write;

use memchr::memmem::Finder;

use crate::base::hash::Hash;

/// The translated text of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    pub pieces: Vec<BodyPiece>,
}

/// A part of a body. Placeholders of links and embeds have an index into the document's links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyPiece {
    Html(String),
    /// The URL of a link or an image in an attribute.
    Link(usize),
    /// The text of another page or section.
    Embed(usize),
    /// The start tag of a heading: index into the facts's headings. Embedding leaves its id out.
    Heading(usize),
    /// The link to a heading, behind it.
    Anchor(usize),
    /// The size of an image and how it is loaded, as attributes.
    Image(usize),
    /// A document ID in running text, which becomes a link if there is such a document.
    Document(usize),
}

/// How the attribute with an image's marker begins.
const IMAGE_ATTRIBUTE: &str = "width=\"";

/// The check boxes of tasks that are not done and of those that are.
const TASK_BOXES: [&str; 2] = [
    "<input type=\"checkbox\" disabled=\"\" aria-label=\"To do\">",
    "<input type=\"checkbox\" disabled=\"\" checked=\"\" aria-label=\"Done\">",
];

/// Writes and finds the markers of one page.
pub struct Markers {
    stem: String,
}

impl Markers {
    /// Markers for a page with this text.
    pub fn for_text(text: &str) -> Markers {
        Markers { stem: format!("marker{}", Hash::of_parts([b"markers".as_slice(), text.as_bytes()]).hex()) }
    }

    /// The marker of a link. Letters and digits only, so that it passes through escaping and sanitizing unchanged.
    pub fn link(&self, index: usize) -> String {
        format!("{}l{index}z", self.stem)
    }

    /// The marker of an embed.
    pub fn embed(&self, index: usize) -> String {
        format!("{}e{index}z", self.stem)
    }

    /// The marker right after a heading's start tag.
    pub fn heading(&self, index: usize) -> String {
        format!("{}h{index}z", self.stem)
    }

    /// The marker right after a heading's end tag.
    pub fn anchor(&self, index: usize) -> String {
        format!("{}a{index}z", self.stem)
    }

    /// The marker of a document ID, in place of its text.
    pub fn number(&self, index: usize) -> String {
        format!("{}n{index}z", self.stem)
    }

    /// The marker of a formula.
    pub fn formula(&self, index: usize) -> String {
        format!("{}m{index}z", self.stem)
    }

    /// The attribute with the marker of an image's size. It has the form of one that the sanitizer keeps.
    pub fn image(&self, index: usize) -> String {
        format!(" {IMAGE_ATTRIBUTE}{}i{index}z\"", self.stem)
    }

    /// The marker of a check box that Markdown makes: the sanitizer removes those of authors.
    pub fn task(&self, is_done: bool) -> String {
        format!("{}t{}z", self.stem, u8::from(is_done))
    }

    /// Splits rendered HTML at its markers. Formulas, which the sanitizer does not know, are put in here.
    pub fn split(&self, html: &str, formulas: &[String]) -> Body {
        let mut pieces = Vec::new();
        let mut rest = html;
        let finder = Finder::new(self.stem.as_bytes());
        while let Some(at) = finder.find(rest.as_bytes()) {
            let after = &rest[at + self.stem.len()..];
            let Some(Marker { kind, index, length }) = read_marker(after) else { break };
            let mut before = &rest[..at];
            if kind == b'h' {
                // The marker is after the start tag, which the placeholder replaces.
                before = &before[..before.rfind("<h").unwrap_or(before.len())];
            }
            rest = &after[length..];
            if kind == b'i' {
                before = before.strip_suffix(IMAGE_ATTRIBUTE).map_or(before, str::trim_end);
                rest = rest.strip_prefix('"').unwrap_or(rest);
            }
            push_html(&mut pieces, before);
            if kind == b't' {
                push_html(&mut pieces, TASK_BOXES[index.min(1)]);
                continue;
            }
            if kind == b'm' {
                push_html(&mut pieces, formulas.get(index).map_or("", String::as_str));
                continue;
            }
            pieces.push(match kind {
                b'l' => BodyPiece::Link(index),
                b'e' => BodyPiece::Embed(index),
                b'a' => BodyPiece::Anchor(index),
                b'i' => BodyPiece::Image(index),
                b'n' => BodyPiece::Document(index),
                _ => BodyPiece::Heading(index),
            });
        }
        push_html(&mut pieces, rest);
        Body { pieces }
    }
}

fn push_html(pieces: &mut Vec<BodyPiece>, html: &str) {
    match pieces.last_mut() {
        _ if html.is_empty() => {}
        Some(BodyPiece::Html(before)) => before.push_str(html),
        _ => pieces.push(BodyPiece::Html(html.to_owned())),
    }
}

/// A marker such as `l12z`, without its stem.
struct Marker {
    kind: u8,
    index: usize,
    /// In bytes.
    length: usize,
}

/// Reads the marker at the start of a text.
fn read_marker(text: &str) -> Option<Marker> {
    let kind = *text.as_bytes().first()?;
    let end = text.find('z')?;
    let index = text.get(1..end)?.parse().ok()?;
    Some(Marker { kind, index, length: end + 1 })
}

/// The start tag of a heading.
pub fn heading_tag(level: u8, id: Option<&str>, classes: &[String]) -> String {
    let mut tag = format!("<h{level}");
    if let Some(id) = id {
        let _ = write!(tag, " id=\"{}\"", crate::base::escape::escape_html(id));
    }
    if !classes.is_empty() {
        let _ = write!(tag, " class=\"{}\"", crate::base::escape::escape_html(&classes.join(" ")));
    }
    tag.push('>');
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_split_at_its_markers() {
        let markers = Markers::for_text("text");
        let html = format!("<p><a href=\"{}\">x</a></p><h2 id=\"s\">{}S</h2>", markers.link(3), markers.heading(0));
        let body = markers.split(&html, &[]);
        assert_eq!(
            body.pieces,
            [
                BodyPiece::Html("<p><a href=\"".into()),
                BodyPiece::Link(3),
                BodyPiece::Html("\">x</a></p>".into()),
                BodyPiece::Heading(0),
                BodyPiece::Html("S</h2>".into()),
            ]
        );
    }
}
