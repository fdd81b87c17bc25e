//! Attribute lists: `{width=300 .wide #plan}` behind an image or a link, `{: .lead}` behind or below a block.
//!
//! Attributes follow the same policy as those of raw HTML, whatever the setting for raw HTML is.
//!
//! Source of the syntax: Pandoc, Attributes; kramdown, Inline Attribute Lists; Python-Markdown, Attribute Lists.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use crate::base::escape::escape_html;
use crate::parse::events::{Spanned, end_of};
use crate::parse::extensions::generated::generated_block;
use crate::parse::raw_html::policy;

/// The longest list, in bytes.
const LONGEST: usize = 400;

/// The attributes of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    /// The others, in order.
    pub others: Vec<(String, String)>,
}

impl Attributes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.classes.is_empty() && self.others.is_empty()
    }

    /// Adds those of another list.
    pub fn merge(&mut self, other: Attributes) {
        self.id = self.id.take().or(other.id);
        self.classes.extend(other.classes);
        self.others.extend(other.others);
    }

    /// Takes out the value of an attribute.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.others.iter().position(|(known, _)| known == name)?;
        Some(self.others.remove(at).1)
    }

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.others.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same attributes with a class before the others.
    pub fn with_class(&self, class: &str) -> Attributes {
        let mut attributes = self.clone();
        attributes.classes.insert(0, class.to_owned());
        attributes
    }

    /// The attributes that an element may have, as HTML with a space before each.
    pub fn html(&self, element: &str) -> String {
        let mut html = String::new();
        if let Some(id) = self.id.as_ref().filter(|id| policy::keeps_value("id", id)) {
            let _ = write!(html, " id=\"{}\"", escape_html(id));
        }
        if !self.classes.is_empty() {
            let _ = write!(html, " class=\"{}\"", escape_html(&self.classes.join(" ")));
        }
        for (name, value) in &self.others {
            if policy::keeps_attribute(element, name) && policy::keeps_value(name, value) {
                let is_length = matches!(name.as_str(), "width" | "height");
                let value = if is_length { value.trim_end_matches("px") } else { value };
                let _ = write!(html, " {name}=\"{}\"", escape_html(value));
            }
        }
        html
    }

    /// The names of attributes that an element may not have.
    fn refused(&self, element: &str) -> impl Iterator<Item = &str> {
        let is_kept = move |(name, value): &&(String, String)| {
            policy::keeps_attribute(element, name) && policy::keeps_value(name, value) || name == "markdown"
        };
        let id = self.id.as_ref().filter(|id| !policy::keeps_value("id", id)).map(|_| "id");
        self.others.iter().filter(move |pair| !is_kept(pair)).map(|(name, _)| name.as_str()).chain(id)
    }
}

/// Reads the list at the start of a text; returns it with its length. `None` if braces are text.
pub fn read(text: &str) -> Option<(Attributes, usize)> {
    let inner = text.strip_prefix('{')?;
    let mut rest = inner.strip_prefix(':').unwrap_or(inner);
    let mut attributes = Attributes::default();
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let length = text.len() - rest.len();
        if length > LONGEST {
            return None;
        }
        if rest.starts_with('}') {
            return (!attributes.is_empty()).then_some((attributes, length + 1));
        }
        let end = rest.find([' ', '\t', '}', '=', '\n', '{', '"', '\'']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if let Some(value) = after.strip_prefix('=') {
            let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
            let value = value.strip_prefix(['"', '\'']).unwrap_or(value);
            let end = match quote {
                Some(quote) => value.find([quote, '\n'])?,
                None => value.find([' ', '\t', '}', '\n'])?,
            };
            attributes.others.push((name(word)?.to_lowercase(), value[..end].to_owned()));
            rest = &value[end..];
            rest = quote.map_or(rest, |quote| rest.strip_prefix(quote).unwrap_or(rest));
            continue;
        }
        match word.as_bytes().first()? {
            b'.' => attributes
                .classes
                .extend(word[1..].split('.').map(name).collect::<Option<Vec<_>>>()?.iter().map(ToString::to_string)),
            b'#' if word.len() > 1 => attributes.id = Some(word[1..].to_owned()),
            _ => return None,
        }
        rest = after;
    }
}

/// The name of an attribute or a class, if this can be one.
fn name(word: &str) -> Option<&str> {
    let is_first = |letter: char| letter.is_alphabetic() || letter == '_' || letter == '-';
    let is_name = word.starts_with(is_first)
        && word.chars().all(|letter| is_first(letter) || letter.is_numeric() || letter == ':');
    is_name.then_some(word)
}

/// The attributes of links and images, by their range in the Markdown, and what was refused.
#[derive(Debug, Default)]
pub struct Attributed {
    by_range: HashMap<Range<usize>, Attributes>,
    /// The place of a list and the name of an attribute that may not be published.
    pub refused: Vec<(Range<usize>, String)>,
}

impl Attributed {
    /// The attributes of a link or image.
    pub fn of(&self, range: &Range<usize>) -> Option<&Attributes> {
        self.by_range.get(range)
    }
}

/// A construct that is open.
struct OpenConstruct {
    /// The index of its start in the output.
    start: usize,
    attributes: Attributes,
    /// The index of its last child that is a block.
    last_child: Option<usize>,
}

struct Attacher<'a, 'm> {
    markdown: &'m str,
    out: Vec<Spanned<'a>>,
    open: Vec<OpenConstruct>,
    /// Start tags to write before an event of the output.
    openings: Vec<(usize, String)>,
    attributed: Attributed,
    /// Text up to here belongs to a list that was read.
    taken: usize,
}

/// Attaches the lists of a page to what they describe.
pub fn attach<'a>(events: Vec<Spanned<'a>>, markdown: &str) -> (Vec<Spanned<'a>>, Attributed) {
    let has_list = memchr::memchr_iter(b'{', markdown.as_bytes()).any(|at| read(&markdown[at..]).is_some());
    if !has_list {
        return (events, Attributed::default());
    }
    let mut attacher = Attacher {
        markdown,
        out: Vec::with_capacity(events.len() + 8),
        open: vec![OpenConstruct { start: 0, attributes: Attributes::default(), last_child: None }],
        openings: Vec::new(),
        attributed: Attributed::default(),
        taken: 0,
    };
    let mut at = 0;
    while at < events.len() {
        at += attacher.event(&events[at..]);
    }
    attacher.finish()
}

impl<'a> Attacher<'a, '_> {
    /// Takes the first of some events; returns how many it has read.
    fn event(&mut self, events: &[Spanned<'a>]) -> usize {
        let (event, range) = &events[0];
        match event {
            Event::Start(Tag::Paragraph) if self.is_below(range) => return end_of(events, 0),
            Event::Start(tag) => {
                let start = self.out.len();
                self.open.push(OpenConstruct { start, attributes: Attributes::default(), last_child: None });
                self.out.push((self.start_of(tag, range), range.clone()));
                return 1;
            }
            Event::End(end) => self.end(*end, range),
            Event::Code(_) => {
                let start = self.out.len();
                self.out.push(events[0].clone());
                self.behind(range, start, TagEnd::Strong);
            }
            Event::SoftBreak | Event::HardBreak if self.is_own_line(range) => {}
            Event::Text(text) if range.end > self.taken => {
                let is_cut = range.start < self.taken && text.len() == range.len();
                let cut = if is_cut { self.taken - range.start } else { 0 };
                let text: CowStr<'a> = if is_cut { text[cut..].to_owned().into() } else { text.clone() };
                self.out.push((Event::Text(text), range.start + cut..range.end));
                if matches!(events.get(1), Some((Event::End(end), _)) if *end == TagEnd::Paragraph || is_tight(*end)) {
                    self.is_at_line_end(range.end);
                }
            }
            Event::Text(_) => {}
            _ => self.out.push(events[0].clone()),
        }
        1
    }

    /// A start tag; the attributes of a heading are part of it.
    fn start_of(&self, tag: &Tag<'a>, range: &Range<usize>) -> Event<'a> {
        if let Tag::Heading { level, attrs, .. } = tag
            && !attrs.is_empty()
        {
            let line = self.markdown[range.clone()].trim_end().trim_end_matches('#').trim_end();
            let list = line.rfind('{').and_then(|open| read(&line[open..]));
            if let Some((list, _)) = list.filter(|_| line.ends_with('}')) {
                let (id, classes) = (list.id.map(CowStr::from), list.classes.into_iter().map(CowStr::from).collect());
                return Event::Start(Tag::Heading { level: *level, id, classes, attrs: Vec::new() });
            }
        }
        Event::Start(tag.clone())
    }

    fn end(&mut self, end: TagEnd, range: &Range<usize>) {
        self.out.push((Event::End(end), range.clone()));
        let Some(OpenConstruct { start, attributes, .. }) = self.open.pop() else { return };
        if is_inline(end) {
            return self.behind(range, start, end);
        }
        if let Some(parent) = self.open.last_mut() {
            parent.last_child = Some(start);
        }
        if attributes.is_empty() {
            return;
        }
        if is_tight(end) {
            return self.wrap_content(start, &attributes);
        }
        self.wrap(start, &attributes, range);
    }

    /// Reads the list right behind an inline construct.
    fn behind(&mut self, range: &Range<usize>, start: usize, end: TagEnd) {
        let Some((attributes, length)) = read(&self.markdown[range.end..]) else { return };
        self.taken = range.end + length;
        let list = range.end..self.taken;
        let is_anchor = attributes.id.is_some()
            && matches!(&self.out[start].0, Event::Start(Tag::Link { dest_url, .. }) if dest_url.is_empty());
        let element = match end {
            TagEnd::Link if !is_anchor => "a",
            TagEnd::Image => "img",
            _ => "span",
        };
        self.refuse(&attributes, element, &list);
        // `[](){#name}` has no target: it is an anchor.
        if is_anchor {
            let opening = format!("<span{}>", attributes.html("span"));
            self.out[start] = (Event::InlineHtml(opening.into()), range.start..range.start);
            self.out.pop();
        } else if matches!(end, TagEnd::Link | TagEnd::Image) {
            self.attributed.by_range.insert(self.out[start].1.clone(), attributes);
            return;
        } else {
            self.openings.push((start, format!("<span{}>", attributes.html("span"))));
        }
        self.out.push((Event::InlineHtml("</span>".into()), list));
    }

    /// Reads a line that is a list, below the text of a paragraph or an item.
    fn is_own_line(&mut self, line_break: &Range<usize>) -> bool {
        let start = line_break.end + self.markdown[line_break.end..].len()
            - self.markdown[line_break.end..].trim_start_matches([' ', '\t', '>']).len();
        let Some((attributes, length)) = read(&self.markdown[start..]) else { return false };
        let rest = &self.markdown[start + length..];
        if !rest.trim_start_matches([' ', '\t', '\r']).is_empty()
            && !rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
        {
            return false;
        }
        // In a list without paragraphs it describes the list, whose last item it joins.
        let is_item =
            self.open.last().is_some_and(|open| matches!(self.out.get(open.start), Some((Event::Start(Tag::Item), _))));
        let target = self.open.len() - 1 - usize::from(is_item);
        self.refuse(&attributes, "div", &(start..start + length));
        self.open[target].attributes.merge(attributes);
        self.taken = start + length;
        true
    }

    /// Reads a list at the end of the last line of a paragraph, a term, a definition or an item, behind a space.
    fn is_at_line_end(&mut self, end: usize) {
        let source = &self.markdown[..end];
        if !source.ends_with('}') {
            return;
        }
        let Some(open) = source.rfind('{').filter(|open| source[..*open].ends_with([' ', '\t'])) else { return };
        let Some((attributes, _)) =
            read(&source[open..]).filter(|(list, length)| open + length == end && list.others.is_empty())
        else {
            return;
        };
        while self.out.last().is_some_and(|(event, range)| matches!(event, Event::Text(_)) && range.start >= open) {
            self.out.pop();
        }
        if let Some((Event::Text(text), range)) = self.out.last_mut()
            && range.end > open
            && text.len() == range.len()
        {
            *text = text[..open - range.start].trim_end().to_owned().into();
            range.end = open;
        }
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.attributes.merge(attributes);
        }
    }

    /// Reads a paragraph that is a list and belongs to the block above it.
    fn is_below(&mut self, paragraph: &Range<usize>) -> bool {
        let source = self.markdown[paragraph.clone()].trim();
        let Some((attributes, _)) = read(source).filter(|(_, length)| *length == source.len()) else { return false };
        let Some(start) = self.open.last().and_then(|parent| parent.last_child) else { return false };
        self.refuse(&attributes, "div", paragraph);
        if let Event::Start(Tag::Heading { id, classes, .. }) = &mut self.out[start].0 {
            *id = attributes.id.map(CowStr::from).or(id.take());
            classes.extend(attributes.classes.into_iter().map(CowStr::from));
        } else {
            self.wrap(start, &attributes, paragraph);
        }
        true
    }

    /// Puts a block into a `<div>` with the attributes.
    fn wrap(&mut self, start: usize, attributes: &Attributes, range: &Range<usize>) {
        self.openings.push((start, format!("<div{}>\n", attributes.html("div"))));
        self.out.extend(generated_block("</div>\n".to_owned(), &(range.end..range.end)));
    }

    /// Puts the text of a term, a definition or an item into a `<span>` with the attributes: its own element belongs to its
    /// list.
    fn wrap_content(&mut self, start: usize, attributes: &Attributes) {
        self.openings.push((start + 1, format!("<span{}>", attributes.html("span"))));
        let end = self.out.len() - 1;
        let place = self.out[end].1.end;
        self.out.insert(end, (Event::InlineHtml("</span>".into()), place..place));
    }

    fn refuse(&mut self, attributes: &Attributes, element: &str, list: &Range<usize>) {
        self.attributed.refused.extend(attributes.refused(element).map(|name| (list.clone(), name.to_owned())));
    }

    fn finish(mut self) -> (Vec<Spanned<'a>>, Attributed) {
        self.openings.sort_by_key(|(at, _)| *at);
        let mut openings = self.openings.into_iter().peekable();
        let mut out = Vec::with_capacity(self.out.len() + openings.len() * 3);
        for (at, event) in self.out.into_iter().enumerate() {
            while let Some((_, html)) = openings.next_if(|(start, _)| *start == at) {
                // No range of the author's text: it is made.
                let place = event.1.end..event.1.end;
                if html.starts_with("<span") {
                    out.push((Event::InlineHtml(html.into()), place));
                } else {
                    out.extend(generated_block(html, &place));
                }
            }
            out.push(event);
        }
        (out, self.attributed)
    }
}

/// Whether a construct may have words without a paragraph around them.
const fn is_tight(end: TagEnd) -> bool {
    matches!(end, TagEnd::Item | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition)
}

const fn is_inline(end: TagEnd) -> bool {
    matches!(end, TagEnd::Link | TagEnd::Image | TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(list: &str, element: &str) -> Option<String> {
        read(list).map(|(attributes, _)| attributes.html(element))
    }

    #[test]
    fn lists_of_every_tool_are_read_and_braces_of_text_are_not() {
        assert_eq!(html("{width=300px .wide}", "img").as_deref(), Some(" class=\"wide\" width=\"300\""));
        assert_eq!(
            html("{: #a .b.c title=\"x > y\"}", "p").as_deref(),
            Some(" id=\"a\" class=\"b c\" title=\"x &gt; y\"")
        );
        assert_eq!(html("{:target='_blank'}", "a").as_deref(), Some(" target=\"_blank\""));
        for text in ["{}", "{name}", "{{ x }}", "{% x %}", "{.}", "{a b}", "{:toc}", "{\"a\": 1}", "{x=1", "{0,1}"] {
            assert_eq!(html(text, "p"), None, "{text}");
        }
    }

    #[test]
    fn attributes_follow_the_policy_of_raw_html() {
        assert_eq!(html("{onclick=run() style=\"x\" .a}", "a").as_deref(), Some(" class=\"a\""));
        assert_eq!(html("{href=javascript:run()}", "a").as_deref(), Some(""));
        assert_eq!(html("{#page:menu}", "p").as_deref(), Some(""));
    }
}
