//! Where a template writes an attribute of a finished page.
//!
//! The template engine keeps no map of its output, and searching the templates for the same text would find comments,
//! branches that are not taken and other attributes. So the page is rendered a second time with templates that have a
//! mark behind every `=` of their literal text, and the marks are taken out again. They hold only if what is left is the
//! page, byte for byte: a template that computes with its own output gets no places rather than wrong ones.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::Environment;

use crate::base::diagnostic::Location;
use crate::base::path::SourcePath;
use crate::base::span::Span;
use crate::theme::template_file::TemplateFile;

/// Begins and ends a mark. Unicode keeps this code point for the inside of programs, so no author's text has it.
const MARK: char = '\u{FDD0}';

/// An attribute of a finished page, in byte ranges of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenAttribute {
    /// The name and the value with its quotation marks.
    pub span: Range<usize>,
    /// Where the value begins, behind its quotation mark.
    pub value_start: usize,
    /// What a diagnostic points at: the attribute, or the value, or a part of it.
    pub shown: Range<usize>,
}

/// What wrote an attribute of a finished page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttributeOrigin {
    /// A template, with all of its text.
    Literal(Location),
    /// A template, with a value in it; the place is that of the attribute.
    Computed(Location),
    /// A value, such as the text of a page.
    Value,
    /// Not known: the templates compute with their own output.
    Unknown,
}

/// Templates with marks.
pub(super) struct MarkedTemplates {
    pub environment: Environment<'static>,
    pub marks: Marks,
}

/// The meaning of each mark.
#[derive(Debug, Default)]
pub struct Marks {
    templates: Vec<MarkedTemplate>,
    /// Each mark by its number: the template, and the offset behind the `=`.
    list: Vec<(usize, usize)>,
    /// Whether every template could be marked.
    is_complete: bool,
}

#[derive(Debug)]
struct MarkedTemplate {
    path: SourcePath,
    text: String,
}

impl MarkedTemplates {
    /// Marks the templates of an environment; `files` are their files by name.
    pub(super) fn of(plain: &Environment<'static>, files: &BTreeMap<String, TemplateFile>) -> MarkedTemplates {
        let mut environment = plain.clone();
        let mut marks = Marks { is_complete: true, ..Marks::default() };
        for (name, file) in files.iter().filter(|(name, _)| plain.get_template(name).is_ok()) {
            let marked = file.recompiled(marks.mark(&file.text), plain.syntax());
            marks.is_complete &= environment.add_template_owned(name.clone(), marked).is_ok();
            marks.templates.push(MarkedTemplate { path: file.path.clone(), text: file.text.clone() });
        }
        MarkedTemplates { environment, marks }
    }
}

impl Marks {
    /// The text of the next template with its marks.
    fn mark(&mut self, text: &str) -> String {
        let mut marked = String::with_capacity(2 * text.len());
        let mut done = 0;
        for literal in literals(text) {
            for (equals, _) in text[literal.clone()].match_indices('=') {
                let behind = literal.start + equals + 1;
                marked.push_str(&text[done..behind]);
                marked.push_str(&format!("{MARK}{}{MARK}", self.list.len()));
                self.list.push((self.templates.len(), behind));
                done = behind;
            }
        }
        marked.push_str(&text[done..]);
        marked
    }

    /// The places of a page, from its text and its text with marks.
    pub fn places<'p>(&'p self, html: &'p str, marked: &str) -> Places<'p> {
        let mut found = Vec::new();
        let mut plain = String::with_capacity(html.len());
        for (at, piece) in marked.split(MARK).enumerate() {
            match (at % 2, piece.parse()) {
                (0, _) => plain.push_str(piece),
                (_, Ok(number)) if number < self.list.len() => found.push((plain.len(), number)),
                _ => return Places { html, marks: self, found: None },
            }
        }
        Places { html, marks: self, found: (plain == html).then_some(found) }
    }
}

/// The places of one page.
pub struct Places<'p> {
    html: &'p str,
    marks: &'p Marks,
    /// Offsets in the page with the numbers of their marks; `None` if they do not hold.
    found: Option<Vec<(usize, usize)>>,
}

impl Places<'_> {
    /// What wrote an attribute.
    pub fn origin(&self, attribute: &WrittenAttribute) -> AttributeOrigin {
        let Some(found) = &self.found else { return AttributeOrigin::Unknown };
        let none = if self.marks.is_complete { AttributeOrigin::Value } else { AttributeOrigin::Unknown };
        // A mark is behind the `=`, so it is inside the attribute and not behind the beginning of the value.
        let before = found.partition_point(|(offset, _)| *offset <= attribute.value_start);
        let Some((offset, number)) = before.checked_sub(1).map(|at| found[at]) else { return none };
        if offset <= attribute.span.start {
            return none;
        }
        let (template, behind) = self.marks.list[number];
        let MarkedTemplate { path, text } = &self.marks.templates[template];
        let name = self.html[attribute.span.start..offset - 1].trim_end();
        let before_equals = text[..behind - 1].trim_end();
        let start = match before_equals.strip_suffix(name) {
            Some(before) => before.len(),
            None => behind - 1,
        };
        let length = shared_length(&self.html[offset..attribute.span.end], &text[behind..]);
        let at = |range: Range<usize>| Location::at(path, Span::from(range));
        if offset + length < attribute.shown.end {
            return AttributeOrigin::Computed(at(start..end_of_tag(text, behind + length)));
        }
        let in_template = |place: usize| (behind + place).saturating_sub(offset).max(start);
        let shown_start =
            if attribute.shown.start == attribute.span.start { start } else { in_template(attribute.shown.start) };
        AttributeOrigin::Literal(at(shown_start..in_template(attribute.shown.end)))
    }
}

/// The bytes that two texts have in common at their beginning, in whole characters.
fn shared_length(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(one, other)| one == other).map(|(letter, _)| letter.len_utf8()).sum()
}

/// The end of the expression that begins here; the place itself where none does.
fn end_of_tag(text: &str, at: usize) -> usize {
    if text[at..].starts_with("{{") { skip_tag(text, at, "}}") } else { at }
}

/// The parts of a template outside of tags and comments, as its syntax has them.
fn literals(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(brace) = text[at..].find('{').map(|length| at + length) {
        let end = match text.as_bytes().get(brace + 1) {
            Some(b'{') => skip_tag(text, brace, "}}"),
            Some(b'%') => skip_tag(text, brace, "%}"),
            Some(b'#') => text[brace..].find("#}").map_or(text.len(), |length| brace + length + 2),
            _ => {
                at = brace + 1;
                continue;
            }
        };
        found.push(start..brace);
        (start, at) = (end, end);
        if is_tag(&text[brace..end], "raw") {
            at = end_of_raw(text, end);
        }
    }
    found.push(start..text.len());
    found
}

/// Behind the end of a tag; its strings may have the closing delimiter in them.
fn skip_tag(text: &str, start: usize, close: &str) -> usize {
    let bytes = text.as_bytes();
    let mut quote = None;
    let mut at = start + 2;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
            (None, _) if bytes[at..].starts_with(close.as_bytes()) => return at + close.len(),
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The place of the tag that ends raw text.
fn end_of_raw(text: &str, start: usize) -> usize {
    let tags = text[start..].match_indices("{%").map(|(at, _)| start + at);
    let mut ends = tags.filter(|at| is_tag(&text[*at..skip_tag(text, *at, "%}")], "endraw"));
    ends.next().unwrap_or(text.len())
}

/// Whether a tag is only this word.
fn is_tag(tag: &str, word: &str) -> bool {
    let inner = tag.strip_prefix("{%").and_then(|tag| tag.strip_suffix("%}"));
    inner.is_some_and(|inner| inner.trim_matches(['-', '+']).trim() == word)
}

#[cfg(test)]
mod tests {
    use minijinja::{Environment, Value};

    use super::*;
    use crate::theme::files::Layer;
    use crate::theme::template_file::TemplateText;

    /// What wrote the first `href` of a template that prints `value`, and the text at its place.
    fn origin(template: &str, value: &str) -> (AttributeOrigin, String) {
        let mut environment = Environment::new();
        environment.add_template_owned("a", template.to_owned()).expect("the template parses");
        let file =
            TemplateText { path: SourcePath::new("templates/a"), layer: Layer::Project, text: template.to_owned() };
        let files = BTreeMap::from([("a".to_owned(), TemplateFile::trusted(file))]);
        let marked = MarkedTemplates::of(&environment, &files);
        let context = Value::from_pairs([("value", value)]);
        let render = |environment: &Environment<'_>| {
            environment.get_template("a").and_then(|found| found.render(context.clone())).expect("it renders")
        };
        let html = render(&environment);
        let with_marks = render(&marked.environment);
        let places = marked.marks.places(&html, &with_marks);
        let start = html.find("href").expect("there is an attribute");
        let value_start = start + html[start..].find('"').expect("its value is quoted") + 1;
        let end = value_start + html[value_start..].find('"').expect("its value ends") + 1;
        let origin = places.origin(&WrittenAttribute { span: start..end, value_start, shown: value_start - 1..end });
        let text = match &origin {
            AttributeOrigin::Literal(at) | AttributeOrigin::Computed(at) => {
                let span = at.span.expect("a place in a template is exact");
                template[span.start..span.end].to_owned()
            }
            AttributeOrigin::Value | AttributeOrigin::Unknown => String::new(),
        };
        (origin, text)
    }

    #[test]
    fn only_what_was_rendered_has_a_place() {
        let template = "{# <a href=\"/x\"> #}{% if false %}<a href=\"/x\">{% endif %}<p title=\"/x\"><a href = \"/x\">";
        let (found, text) = origin(template, "");
        assert_eq!(text, "\"/x\"");
        let AttributeOrigin::Literal(at) = found else { panic!("{found:?}") };
        assert_eq!(at.span.map(|span| span.start), template.rfind("\"/x\""));
    }

    #[test]
    fn values_in_attributes_have_the_place_of_the_attribute() {
        let (found, text) = origin("<a href=\"/x/{{ value ~ \"}}\" }}\">", "y");
        assert!(matches!(found, AttributeOrigin::Computed(_)), "{found:?}");
        assert_eq!(text, "href=\"/x/{{ value ~ \"}}\" }}");
        let (found, _) = origin("<p id=\"a\">{{ value }}", "<a href=\"/x\">");
        assert_eq!(found, AttributeOrigin::Value);
    }

    #[test]
    fn raw_text_is_literal_and_computed_output_has_no_place() {
        let (_, text) = origin("{% raw %}{{ \" <a href=\"/x\">{% endraw %}", "");
        assert_eq!(text, "\"/x\"");
        let computing = "{% set link %}<a href=\"/x\">{% endset %}{{ link|length }}{{ link }}";
        assert_eq!(origin(computing, "").0, AttributeOrigin::Unknown);
        let (_, text) = origin("{% macro link() %}<a href=\"/x\">{% endmacro %}{{ link() }}", "");
        assert_eq!(text, "\"/x\"");
    }
}
