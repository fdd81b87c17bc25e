//! Ids of a page: those of the author come before generated ones.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::base::html::tokenizer::start_tags;
use crate::base::slug::anchor;
use crate::config::settings::RawHtml;
use crate::parse::events::Spanned;
use crate::parse::extensions::generated::is_generated;
use crate::parse::lower::rewriter::Rewriter;
use crate::parse::raw_html::policy;
use crate::parse::title::Title;

impl<'a> Rewriter<'a, '_, '_> {
    /// Reserves the ids in raw HTML and on headings.
    pub(super) fn reserve_ids(&mut self, events: &[Spanned<'a>]) {
        for id in &self.facts.anchors {
            self.ids.reserve(id);
        }
        // A tag may run over several lines, and each line of a block is an event of its own.
        let mut block = String::new();
        let is_text = |range: &Range<usize>| {
            self.context.markdown.raw_html == RawHtml::Escape && !is_generated(self.context.text, range)
        };
        for (event, range) in events {
            match event {
                Event::Html(_) | Event::InlineHtml(_) if is_text(range) => {}
                Event::Html(html) => block.push_str(html),
                Event::End(TagEnd::HtmlBlock) => self.reserve_ids_in(&std::mem::take(&mut block)),
                Event::InlineHtml(html) => self.reserve_ids_in(html),
                Event::Start(Tag::Heading { id: Some(id), .. }) => {
                    self.ids.reserve(id);
                }
                _ => {}
            }
        }
    }

    fn reserve_ids_in(&mut self, html: &str) {
        // An element that is removed from the page takes its id with it.
        let is_kept = |name: &str| self.context.markdown.raw_html != RawHtml::Safe || policy::keeps_element(name);
        for tag in start_tags(html).filter(|tag| is_kept(&tag.name)) {
            for attribute in tag.attributes.iter().filter(|attribute| matches!(&*attribute.name, "id" | "name")) {
                self.ids.reserve(&attribute.value);
                self.facts.anchors.insert(attribute.value.to_string());
            }
        }
    }

    /// Adds the id of a title that was a heading.
    pub(super) fn add_title_id(&mut self, title: &Title) {
        if !title.from_heading {
            return;
        }
        let id = match &title.id {
            Some(id) => {
                self.ids.reserve(id);
                id.clone()
            }
            None => self.ids.unique(anchor(&title.text)),
        };
        self.facts.anchors.insert(id.clone());
        self.facts.title_id = Some(id);
    }
}
