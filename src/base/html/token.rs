//! The tokens of HTML, as the HTML Living Standard (13.2.5) defines them, with their places.

use std::borrow::Cow;
use std::ops::Range;

/// A token in the order of the text. Ranges count bytes of the text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    Start(StartTag<'a>),
    End(EndTag<'a>),
    /// Text that readers see, with character references as written; `tokenizer::decode` resolves them.
    Text(Range<usize>),
    /// The content of a script, a style or another element whose text is neither shown nor decoded.
    RawText(Range<usize>),
    /// Comments, doctypes, processing instructions, and end tags that the end of the text cuts off: nothing of them is
    /// shown.
    Comment(Range<usize>),
    /// A start tag that the end of the text cuts off, which a browser drops.
    Truncated(Truncated<'a>),
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartTag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// From `<` to behind `>`.
    pub span: Range<usize>,
    /// Of several attributes with one name, only the first.
    pub attributes: Vec<Attribute<'a>>,
    /// Whether it ends with `/>`, which matters in SVG and MathML only.
    pub is_self_closing: bool,
}

/// An attribute of a start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// With character references resolved; empty if none was written.
    pub value: Cow<'a, str>,
    /// The name and the value with its quotation marks.
    pub span: Range<usize>,
    /// The value without its quotation marks.
    pub value_span: Range<usize>,
}

/// An end tag; it has no attributes that mean anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndTag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// From `<` to behind `>`.
    pub span: Range<usize>,
}

/// The beginning of a start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truncated<'a> {
    pub tag: StartTag<'a>,
    /// The quotation mark of the attribute value in which the text ends.
    pub open_quote: Option<char>,
}

impl StartTag<'_> {
    /// The value of an attribute by its name in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| &*attribute.value)
    }

    /// An attribute by its name in lower case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'_>> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// Where the name is written.
    pub fn name_span(&self) -> Range<usize> {
        self.span.start + 1..self.span.start + 1 + self.name.len()
    }
}

impl EndTag<'_> {
    /// Where the name is written.
    pub fn name_span(&self) -> Range<usize> {
        self.span.start + 2..self.span.start + 2 + self.name.len()
    }
}

/// Whether an element has no content and no end tag (HTML Living Standard, 13.1.2).
pub fn is_void(name: &str) -> bool {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ];
    VOID.contains(&name)
}
