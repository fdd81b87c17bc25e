//! Running text in the walk: bare addresses become links, numbers of documents become holes, template tags are noted.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{CowStr, Event, TagEnd};

use crate::base::codes::MARKDOWN_TEMPLATE_TAG;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::span::Span;
use crate::parse::kind::document_ids;
use crate::parse::links::{Role, Target};
use crate::parse::lower::links;
use crate::parse::lower::rewriter::Rewriter;

impl<'a> Rewriter<'a, '_, '_> {
    pub(super) fn text(&mut self, text: &CowStr<'a>, range: &Range<usize>) {
        self.section_text().push_str(text);
        if !self.noted_template_tag {
            self.note_template_tag(text, range.start);
        }
        if self.link_depth + self.raw_links > 0 || !self.context.bare_links {
            self.out.push(Event::Text(text.clone()));
            return;
        }
        if !text.contains("://") {
            self.words(text.clone(), range);
            return;
        }
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        for part in finder.spans(text) {
            let words: CowStr<'a> = part.as_str().to_owned().into();
            if part.kind().is_none() || !(words.starts_with("http://") || words.starts_with("https://")) {
                let start = range.start + part.start();
                self.words(words.clone(), &(start..start + words.len()));
                continue;
            }
            let start = range.start + part.start();
            self.add_link(Target::Outside(words.to_string()), Role::Follow, self.span(&(start..start + words.len())));
            self.out.push(Event::InlineHtml(links::open_address(&words).into()));
            self.out.push(Event::Text(words));
            self.out.push(Event::End(TagEnd::Link));
        }
    }

    /// Running text without addresses. What may be the number of a document becomes a hole.
    fn words(&mut self, text: CowStr<'a>, range: &Range<usize>) {
        let found = if self.is_in_heading { Vec::new() } else { document_ids::find(&text, self.context.kinds) };
        let mut done = 0;
        for (place, number) in found {
            // Text with entities or escapes is longer in the file; its place is then the whole of it.
            let at = if range.len() == text.len() {
                range.start + place.start..range.start + place.end
            } else {
                range.clone()
            };
            let span = self.span(&at);
            let index = self.add_link(Target::Document(number), Role::Follow, span);
            if place.start > done {
                self.out.push(Event::Text(text[done..place.start].to_owned().into()));
            }
            self.out.push(Event::InlineHtml(self.context.markers.number(index).into()));
            done = place.end;
        }
        if done == 0 {
            self.out.push(Event::Text(text));
        } else if done < text.len() {
            self.out.push(Event::Text(text[done..].to_owned().into()));
        }
    }

    pub(super) fn note_template_tag(&mut self, text: &str, start: usize) {
        let opens = |at: &usize| matches!(text.as_bytes().get(at + 1), Some(b'{' | b'%'));
        let Some(at) = memchr::memchr_iter(b'{', text.as_bytes()).find(opens) else { return };
        let end = text[at..].find('}').map_or(text.len(), |end| (at + end + 1).min(text.len()));
        let span = self.span(&(start + at..start + end));
        self.note_template_tag_at(span);
    }

    pub(super) fn note_template_tag_at(&mut self, span: Span) {
        self.noted_template_tag = true;
        let at = Location::at(self.context.path, span);
        self.report(
            Diagnostic::new(&MARKDOWN_TEMPLATE_TAG, at, "template tags are printed as they stand").help(
                "set `templating: true` in the front matter if the page is meant to be rendered, or take them out",
            ),
        );
    }
}
