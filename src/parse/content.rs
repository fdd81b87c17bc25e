//! The body of a document and its words, which a build keeps in a scratch file between parsing and rendering.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::scratch::{Encoded, Raw, Scratch, ScratchValue, push_number, take_number, take_text};
use crate::parse::body::{Body, BodyPiece};
use crate::parse::outline::Section;

/// The text of a document in its two forms. It is serialized without them: they are stored as bytes beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Content {
    #[serde(skip)]
    body: ScratchValue<Body>,
    #[serde(skip)]
    sections: ScratchValue<Vec<Section>>,
    /// The length of the words of all sections, in bytes.
    pub text_bytes: usize,
}

impl Content {
    /// Keeps a text in memory.
    pub fn new(body: Body, sections: Vec<Section>) -> Content {
        let text_bytes = sections.iter().map(|section| section.text.len()).sum();
        Content { body: ScratchValue::new(body), sections: ScratchValue::new(sections), text_bytes }
    }

    /// Moves a text to a scratch file.
    pub fn move_to(&mut self, scratch: &Arc<dyn Scratch>) {
        self.body = self.body.clone().moved_to(scratch);
        self.sections = self.sections.clone().moved_to(scratch);
    }

    /// The texts as bytes: the body, then the words.
    pub fn to_raw(&self) -> [ScratchValue<Raw>; 2] {
        [self.body.to_raw(), self.sections.to_raw()]
    }

    /// Takes the texts that `to_raw` of the same content gave; false if they are none.
    pub fn take_from(&mut self, body: &ScratchValue<Raw>, sections: &ScratchValue<Raw>) -> bool {
        let (Some(body), Some(sections)) = (ScratchValue::from_raw(body), ScratchValue::from_raw(sections)) else {
            return false;
        };
        (self.body, self.sections) = (body, sections);
        true
    }

    /// Moves the texts to memory; false if they cannot be read.
    pub fn move_to_memory(&mut self) -> bool {
        let (Some(body), Some(sections)) = (self.body.in_memory(), self.sections.in_memory()) else { return false };
        (self.body, self.sections) = (body, sections);
        true
    }

    /// The translated text.
    pub fn body(&self) -> Arc<Body> {
        self.body.get()
    }

    /// The words by section.
    pub fn sections(&self) -> Arc<Vec<Section>> {
        self.sections.get()
    }
}

/// The number of pieces; the kind of each with its index or length; the HTML of all.
impl Encoded for Body {
    fn encode(&self, out: &mut Vec<u8>) {
        push_number(self.pieces.len(), out);
        for piece in &self.pieces {
            let (kind, number) = match piece {
                BodyPiece::Html(html) => (0, html.len()),
                BodyPiece::Link(index) => (1, *index),
                BodyPiece::Embed(index) => (2, *index),
                BodyPiece::Heading(index) => (3, *index),
                BodyPiece::Anchor(index) => (4, *index),
                BodyPiece::Image(index) => (5, *index),
                BodyPiece::Document(index) => (6, *index),
            };
            out.push(kind);
            push_number(number, out);
        }
        for piece in &self.pieces {
            if let BodyPiece::Html(html) = piece {
                out.extend(html.as_bytes());
            }
        }
    }

    fn decode(mut bytes: &[u8]) -> Option<Body> {
        let count = take_number(&mut bytes)?;
        let (mut heads, mut html) = bytes.split_at_checked(count.checked_mul(5)?)?;
        let mut pieces = Vec::with_capacity(count);
        while let Some((kind, rest)) = heads.split_first() {
            heads = rest;
            let number = take_number(&mut heads)?;
            pieces.push(match kind {
                0 => BodyPiece::Html(take_text(&mut html, number)?),
                1 => BodyPiece::Link(number),
                2 => BodyPiece::Embed(number),
                3 => BodyPiece::Heading(number),
                4 => BodyPiece::Anchor(number),
                5 => BodyPiece::Image(number),
                6 => BodyPiece::Document(number),
                _ => return None,
            });
        }
        Some(Body { pieces })
    }
}

/// For each section the index of its heading and one, its length, its words.
impl Encoded for Vec<Section> {
    fn encode(&self, out: &mut Vec<u8>) {
        for section in self {
            push_number(section.heading.map_or(0, |heading| heading + 1), out);
            push_number(section.text.len(), out);
            out.extend(section.text.as_bytes());
        }
    }

    fn decode(mut bytes: &[u8]) -> Option<Vec<Section>> {
        let mut sections = Vec::new();
        while !bytes.is_empty() {
            let heading = take_number(&mut bytes)?.checked_sub(1);
            let length = take_number(&mut bytes)?;
            sections.push(Section { heading, text: take_text(&mut bytes, length)? });
        }
        Some(sections)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn assert_comes_back<T: Encoded + PartialEq + Debug>(value: &T) {
        let mut bytes = Vec::new();
        value.encode(&mut bytes);
        assert_eq!(T::decode(&bytes).as_ref(), Some(value));
        for end in 1..bytes.len() {
            assert_ne!(T::decode(&bytes[..end]).as_ref(), Some(value), "cut at {end}");
        }
    }

    #[test]
    fn texts_come_back_as_they_were() {
        let html = |text: &str| BodyPiece::Html(text.to_owned());
        let kinds = [
            BodyPiece::Link(1),
            BodyPiece::Embed(2),
            BodyPiece::Heading(3),
            BodyPiece::Anchor(4),
            BodyPiece::Image(5),
            BodyPiece::Document(70_000),
        ];
        assert_comes_back(&Body { pieces: [html("<p>ä</p>")].into_iter().chain(kinds).chain([html("")]).collect() });
        let section = |heading, text: &str| Section { heading, text: text.to_owned() };
        assert_comes_back(&vec![section(None, "ein\n"), section(Some(0), ""), section(Some(7), "日")]);
    }
}
