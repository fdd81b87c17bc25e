//! Tokens of HTML from `html5gum`: an emitter that keeps ranges of the text instead of copies of it.
//!
//! The only module that uses `html5gum`. A tokenizer alone cannot know which elements are open. This one counts `svg` and
//! `math`, inside which no element has raw text, and treats every other element as HTML. `noscript` is read as by a
//! browser without scripts.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, Error, Readable, Reader, Span, State, StringReader, Tokenizer};

use crate::base::html::token::{Attribute, EndTag, StartTag, Token, Truncated};

/// From this number of attributes on, duplicates are found with a set.
const MANY_ATTRIBUTES: usize = 16;

/// An iterator over tokens.
pub struct Tokens<'a>(Tokenizer<FlatReader<'a>, SpanEmitter<'a>>);

impl<'a> Tokens<'a> {
    pub(super) fn of(html: &'a str) -> Tokens<'a> {
        let skipped = Rc::default();
        Tokens(Tokenizer::new_with_emitter(FlatReader::new(html, &skipped), SpanEmitter::new(html, skipped)))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let Ok(token) = self.0.next()?;
        Some(token)
    }
}

/// Resolves the character references of text between tags.
pub(super) fn resolve_references(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            decoded.extend_from_slice(value);
        }
        None
    });
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    // In this state a `<` that begins no end tag of an open element is text.
    tokenizer.set_state(State::RcData);
    let Ok(()) = tokenizer.finish();
    into_string(decoded)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenTag {
    None,
    Start,
    End,
}

/// Builds tokens from the calls of the tokenizer, which pass names and values in pieces.
struct SpanEmitter<'a> {
    html: &'a str,
    /// Behind the last byte that was read.
    position: usize,
    /// Bytes that the reader left out before that byte.
    skipped: Rc<Cell<usize>>,
    /// Behind the last token; what comes between it and the next one is text.
    done: usize,
    ready: VecDeque<Token<'a>>,
    /// Where the last `<` was read that may begin a tag or a comment.
    opened: usize,
    open: OpenTag,
    /// Where the name of the last start tag is written, whose end tag ends raw text.
    last_start: Range<usize>,
    is_self_closing: bool,
    attributes: Vec<Attribute<'a>>,
    attribute: Option<OpenAttribute>,
    /// The value of the open attribute, decoded.
    value: Vec<u8>,
    /// Whether the element that was opened last has raw text.
    is_raw_text: bool,
    /// How many `svg` and `math` elements are open.
    foreign: usize,
}

/// An attribute that is being read.
struct OpenAttribute {
    name: Range<usize>,
    value_start: Option<usize>,
}

impl<'a> SpanEmitter<'a> {
    fn new(html: &'a str, skipped: Rc<Cell<usize>>) -> SpanEmitter<'a> {
        SpanEmitter {
            html,
            position: 0,
            skipped,
            done: 0,
            ready: VecDeque::new(),
            opened: 0,
            open: OpenTag::None,
            last_start: 0..0,
            is_self_closing: false,
            attributes: Vec::new(),
            attribute: None,
            value: Vec::new(),
            is_raw_text: false,
            foreign: 0,
        }
    }

    /// The name of the open tag, which begins behind `<` or `</`.
    fn name_span(&self) -> Range<usize> {
        let start = self.opened + if self.open == OpenTag::End { 2 } else { 1 };
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name = &self.html.as_bytes()[start..];
        start..start + name.iter().position(ends).unwrap_or(name.len())
    }

    /// Gives out the text before a token, and the token.
    fn push(&mut self, start: usize, token: impl FnOnce(Range<usize>) -> Token<'a>) {
        self.push_text(start);
        self.ready.push_back(token(start..self.position));
        self.done = self.position;
    }

    fn push_text(&mut self, end: usize) {
        if self.done < end {
            let span = self.done..end;
            self.ready.push_back(if self.is_raw_text { Token::RawText(span) } else { Token::Text(span) });
        }
    }

    /// Takes the attribute that is being read into the tag.
    fn finish_attribute(&mut self) -> Option<char> {
        let OpenAttribute { name, value_start } = self.attribute.take()?;
        let bytes = self.html.as_bytes();
        let mut span = name.clone();
        let mut value_span = name.end..name.end;
        let mut open_quote = None;
        if let Some(start) = value_start {
            let rest = &bytes[start..];
            let quote = Some(bytes[start - 1]).filter(|byte| matches!(byte, b'"' | b'\''));
            let length = match quote {
                Some(quote) => memchr::memchr(quote, rest),
                None => rest.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>'),
            };
            open_quote = quote.filter(|_| length.is_none()).map(char::from);
            value_span = start..start + length.unwrap_or(rest.len());
            span.end = value_span.end + usize::from(quote.is_some() && length.is_some());
        }
        let written = &self.html[value_span.clone()];
        let value = match self.value == written.as_bytes() {
            true => Cow::Borrowed(written),
            false => Cow::Owned(into_string(self.value.clone())),
        };
        self.value.clear();
        self.attributes.push(Attribute { name: lower_case(&self.html[name]), value, span, value_span });
        open_quote
    }

    fn start_tag(&mut self) -> StartTag<'a> {
        let mut attributes = std::mem::take(&mut self.attributes);
        drop_duplicates(&mut attributes);
        let name = self.name_span();
        StartTag {
            name: lower_case(&self.html[name.clone()]),
            span: self.opened..self.position,
            attributes,
            is_self_closing: self.is_self_closing,
        }
    }

    /// The state of the tokenizer after a start tag (HTML Living Standard, 13.2.6.4).
    fn state_behind(&mut self, tag: &StartTag<'_>) -> Option<State> {
        if matches!(&*tag.name, "svg" | "math") && !tag.is_self_closing {
            self.foreign += 1;
        }
        if self.foreign > 0 {
            return None;
        }
        match &*tag.name {
            "title" | "textarea" => Some(State::RcData),
            "script" => Some(State::ScriptData),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(State::RawText),
            "plaintext" => Some(State::PlainText),
            _ => None,
        }
    }
}

impl<'a> Emitter for SpanEmitter<'a> {
    type Token = Token<'a>;

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset) + self.skipped.take();
    }

    fn pop_token(&mut self) -> Option<Token<'a>> {
        self.ready.pop_front()
    }

    fn start_open_tag(&mut self) {
        self.opened = self.position - 1;
    }

    fn init_start_tag(&mut self) {
        self.open = OpenTag::Start;
        self.is_self_closing = false;
        self.attributes.clear();
        self.attribute = None;
    }

    fn init_end_tag(&mut self) {
        self.open = OpenTag::End;
    }

    fn set_self_closing(&mut self) {
        self.is_self_closing = true;
    }

    fn init_attribute(&mut self) {
        if self.open == OpenTag::Start {
            self.finish_attribute();
            let start = self.position - 1;
            self.attribute = Some(OpenAttribute { name: start..start, value_start: None });
        }
    }

    fn push_attribute_name(&mut self, _: &[u8]) {
        let end = self.position;
        if let Some(attribute) = &mut self.attribute {
            attribute.name.end = end;
        }
    }

    fn init_attribute_value(&mut self) {
        let start = self.position;
        if let Some(attribute) = &mut self.attribute {
            attribute.value_start = Some(start);
        }
    }

    fn push_attribute_value(&mut self, piece: &[u8]) {
        if self.attribute.is_some() {
            self.value.extend_from_slice(piece);
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let mut state = None;
        if self.open == OpenTag::Start {
            self.finish_attribute();
            let tag = self.start_tag();
            state = self.state_behind(&tag);
            self.last_start = self.name_span();
            self.push(self.opened, |_| Token::Start(tag));
        } else {
            let name = lower_case(&self.html[self.name_span()]);
            if matches!(&*name, "svg" | "math") {
                self.foreign = self.foreign.saturating_sub(1);
            }
            self.push(self.opened, |span| Token::End(EndTag { name, span }));
        }
        self.open = OpenTag::None;
        self.is_raw_text = state.is_some_and(|state| state != State::RcData);
        state
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        // The byte behind the name has been read.
        let name = &self.html[self.opened + 2..self.position - 1];
        self.open == OpenTag::End && name.eq_ignore_ascii_case(&self.html[self.last_start.clone()])
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.foreign > 0
    }

    fn emit_string(&mut self, _: &[u8]) {
        // What looked like an end tag in raw text is text.
        self.open = OpenTag::None;
    }

    fn init_comment(&mut self) {
        self.open = OpenTag::None;
    }

    fn emit_current_comment(&mut self) {
        self.push(self.opened, Token::Comment);
    }

    fn init_doctype(&mut self) {
        self.open = OpenTag::None;
    }

    fn emit_current_doctype(&mut self) {
        self.push(self.opened, Token::Comment);
    }

    fn emit_eof(&mut self) {
        match self.open {
            OpenTag::None => self.push_text(self.position),
            OpenTag::Start => {
                let open_quote = self.finish_attribute();
                let tag = self.start_tag();
                self.push(self.opened, |_| Token::Truncated(Truncated { tag, open_quote }));
            }
            OpenTag::End => self.push(self.opened, Token::Comment),
        }
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}
    fn set_last_start_tag(&mut self, _: Option<&[u8]>) {}
    fn push_tag_name(&mut self, _: &[u8]) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}

/// Reads text, but not the white space between a value in double quotes and the next attribute.
///
/// `html5gum` 0.9 calls itself for each attribute that white space separates from such a value, and returns only at the end
/// of the tag: some thousand attributes would end the program. It returns at once where the white space is missing, and
/// reads the same.
struct FlatReader<'a> {
    reader: StringReader<'a>,
    rest: &'a [u8],
    is_behind_value: bool,
    skipped: Rc<Cell<usize>>,
}

impl<'a> FlatReader<'a> {
    /// Reads `html`; what it leaves out is counted in `skipped` before the next byte is given out.
    fn new(html: &'a str, skipped: &Rc<Cell<usize>>) -> FlatReader<'a> {
        let skipped = skipped.clone();
        FlatReader { reader: html.to_reader(), rest: html.as_bytes(), is_behind_value: false, skipped }
    }

    fn skip_space(&mut self) -> Result<(), Infallible> {
        let space = self.rest.iter().take_while(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c' | b' ')).count();
        // The end of a tag, or of the text, is another state, which is reached without these calls.
        if matches!(self.rest.get(space), None | Some(b'/' | b'>')) {
            return Ok(());
        }
        for _ in 0..space {
            self.reader.read_byte()?;
        }
        self.rest = &self.rest[space..];
        self.skipped.set(self.skipped.get() + space);
        Ok(())
    }
}

impl Reader for FlatReader<'_> {
    type Error = Infallible;

    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        if std::mem::take(&mut self.is_behind_value) {
            self.skip_space()?;
        }
        let byte = self.reader.read_byte()?;
        self.rest = &self.rest[usize::from(byte.is_some())..];
        Ok(byte)
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        self.is_behind_value = false;
        let is_there = self.reader.try_read_string(text, case_sensitive)?;
        self.rest = &self.rest[if is_there { text.len() } else { 0 }..];
        Ok(is_there)
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], char_buf: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Infallible> {
        let read = self.reader.read_until(needle, char_buf)?;
        self.rest = &self.rest[read.map_or(0, <[u8]>::len)..];
        // Only in a value in double quotes are both of these looked for.
        let is_in_value = needle.contains(&b'"') && needle.contains(&b'&');
        self.is_behind_value = is_in_value && read == Some(b"\"");
        Ok(read)
    }
}

/// Keeps the first attribute of each name (HTML Living Standard, 13.2.5.33).
fn drop_duplicates(attributes: &mut Vec<Attribute<'_>>) {
    if attributes.len() < MANY_ATTRIBUTES {
        for at in (1..attributes.len()).rev() {
            if attributes[..at].iter().any(|earlier| earlier.name == attributes[at].name) {
                attributes.remove(at);
            }
        }
        return;
    }
    let mut seen = HashSet::new();
    attributes.retain(|attribute| seen.insert(attribute.name.clone()));
}

fn lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// The tokenizer takes UTF-8 and gives UTF-8, in pieces that may end inside a character.
fn into_string(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
