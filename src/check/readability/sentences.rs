//! The running text of a page, block by block: paragraphs, entries of lists, definitions.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::html::tokenizer::is_line_break;
use crate::parse::fixups;
use crate::parse::settings::markdown_options;
use crate::site::model::Site;

/// The words of one block, and where they are in the author's file.
#[derive(Debug, Default)]
pub struct Block {
    pub text: String,
    /// Offset in `text` and in the file, in order.
    pub(super) places: Vec<(usize, usize)>,
    /// The term that begins it in bold or is its title, for definitions.
    pub term: Option<String>,
}

impl Block {
    /// The place in the file of an offset in the text.
    pub fn offset(&self, at: usize) -> usize {
        let index = self.places.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.places.get(index).map_or(0, |(start, offset)| offset + (at - start))
    }

    /// Maps its spans to the source file, from which the text was rendered.
    pub(super) fn map_to_source(&mut self, place: impl Fn(usize) -> usize) {
        self.places.iter_mut().for_each(|(_, offset)| *offset = place(*offset));
    }
}

/// What represents a piece of code or a URL in the text: one word, not to be read.
pub const THING: char = '\u{fffc}';

/// Reads the blocks of a page; `base` is where its text begins in the file.
pub fn blocks(text: &str, base: usize, site: &Site) -> Vec<Block> {
    let options = markdown_options(&site.config().markdown);
    let normalized = fixups::normalize(text, options);
    let place = |range: &Range<usize>| normalized.span(range.start, range.end).start + base;
    let mut reader = SentenceReader::default();
    let (events, _) = fixups::parse(&normalized);
    for (event, range) in events {
        reader.event(&event, place(&range));
    }
    reader.end();
    reader.blocks
}

#[derive(Default)]
struct SentenceReader {
    blocks: Vec<Block>,
    block: Block,
    /// How many constructs are open whose text is not read.
    skipped: usize,
    /// Whether the block is an entry of a list.
    items: usize,
    in_link: bool,
    /// Whether anything but links is in the block.
    has_more: bool,
    /// The title of the definitions that follow.
    title: Option<String>,
    in_title: bool,
}

impl SentenceReader {
    fn event(&mut self, event: &Event<'_>, at: usize) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.finish(end),
            _ if self.skipped > 0 => {}
            Event::Text(text) => self.push(text, at),
            Event::Code(code) => {
                self.has_more |= !self.in_link;
                if self.block.text.is_empty() && self.block.term.is_none() {
                    self.block.term = Some(code.to_string());
                }
                self.push(&THING.to_string(), at);
            }
            Event::SoftBreak | Event::HardBreak => self.push(" ", at),
            Event::InlineHtml(html) if is_line_break(html) => self.end(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) | Tag::Table(_) | Tag::Heading { .. } | Tag::HtmlBlock | Tag::Image { .. } => {
                if !matches!(tag, Tag::Image { .. }) {
                    self.end();
                }
                self.skipped += 1;
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) => self.end(),
            Tag::Item => {
                self.end();
                self.items += 1;
            }
            Tag::DefinitionListTitle => {
                self.end();
                self.in_title = true;
            }
            Tag::DefinitionListDefinition => {
                self.end();
                self.block.term = self.title.clone();
            }
            Tag::Link { .. } => self.in_link = true,
            _ => {}
        }
    }

    fn finish(&mut self, end: &TagEnd) {
        match end {
            TagEnd::CodeBlock | TagEnd::Table | TagEnd::Heading(_) | TagEnd::HtmlBlock | TagEnd::Image => {
                self.skipped -= 1;
            }
            TagEnd::Paragraph | TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::DefinitionListDefinition => {
                self.end()
            }
            TagEnd::Item => {
                self.end();
                self.items -= 1;
            }
            TagEnd::DefinitionListTitle => {
                self.title = Some(std::mem::take(&mut self.block).text.trim().to_owned());
                self.in_title = false;
            }
            TagEnd::Link => self.in_link = false,
            TagEnd::Strong if self.block.term.is_none() => self.block.term = Some(self.block.text.trim().to_owned()),
            _ => {}
        }
    }

    fn push(&mut self, text: &str, at: usize) {
        self.block.places.push((self.block.text.len(), at));
        self.block.text.push_str(text);
        self.has_more |= !self.in_link && text.chars().any(char::is_alphanumeric);
    }

    /// Ends the block. An entry of a list that only links says nothing of its own.
    fn end(&mut self) {
        let block = std::mem::take(&mut self.block);
        let has_more = std::mem::take(&mut self.has_more);
        if (has_more || self.items == 0) && !block.text.trim().is_empty() {
            self.blocks.push(block);
        }
    }
}
