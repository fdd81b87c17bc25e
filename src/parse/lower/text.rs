//! Running text: bare URLs become links, document numbers become placeholders.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, TagEnd};

use crate::base::url::{find_urls, without_closing_marks};
use crate::parse::kind::document_ids;
use crate::parse::links::{Role, Target};
use crate::parse::lower::links;
use crate::parse::lower::rewriter::Rewriter;

impl<'a> Rewriter<'a, '_, '_> {
    pub(super) fn text(&mut self, text: &CowStr<'a>, range: &Range<usize>) {
        self.section_text().push_str(text);
        if self.link_depth + self.raw_links > 0 || !self.context.bare_links {
            self.out.push(Event::Text(text.clone()));
            return;
        }
        if !text.contains("://") {
            self.plain(text.clone(), range);
            return;
        }
        let mut done = 0;
        for found in find_urls(text) {
            let url = &text[found.clone()];
            if !(url.starts_with("http://") || url.starts_with("https://")) {
                continue;
            }
            let words: CowStr<'a> = without_closing_marks(url).to_owned().into();
            self.piece(text, done..found.start, range);
            done = found.start + words.len();
            let place = range.start + found.start..range.start + done;
            self.add_link(Target::Outside(words.to_string()), Role::Follow, self.span(&place));
            self.out.push(Event::InlineHtml(links::open_url_link(&words).into()));
            self.out.push(Event::Text(words));
            self.out.push(Event::End(TagEnd::Link));
        }
        self.piece(text, done..text.len(), range);
    }

    /// Lowers a part of running text, which begins at `range`.
    fn piece(&mut self, text: &str, part: Range<usize>, range: &Range<usize>) {
        if !part.is_empty() {
            let place = range.start + part.start..range.start + part.end;
            self.plain(text[part].to_owned().into(), &place);
        }
    }

    /// Lowers running text without URLs. What may be a document ID becomes a placeholder.
    fn plain(&mut self, text: CowStr<'a>, range: &Range<usize>) {
        let mut found = if self.is_in_heading { Vec::new() } else { document_ids::find(&text, self.context.kinds) };
        found.retain(|(_, mention)| !document_ids::is_own(self.context.text, range.start, mention, self.context.kinds));
        let mut done = 0;
        for (place, mention) in found {
            // Text with entities or escapes is longer in the file; its place is then the whole of it.
            let at = if range.len() == text.len() {
                range.start + place.start..range.start + place.end
            } else {
                range.clone()
            };
            let span = self.span(&at);
            let index = self.add_link(Target::Document(mention), Role::Follow, span);
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
}
