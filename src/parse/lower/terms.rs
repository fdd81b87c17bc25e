//! Terms: the block that defines one gets an id; abbreviations are listed at the end.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use crate::base::escape::escape_html;
use crate::base::slug::anchor;
use crate::parse::definitions::{FoundTerm, Term};
use crate::parse::lower::rewriter::Rewriter;

impl<'a, 'b> Rewriter<'a, 'b, '_> {
    /// Writes the start of a block, with an id if it defines a term.
    pub(super) fn open(&mut self, event: &Event<'a>, range: &Range<usize>) {
        let name = match event {
            Event::Start(Tag::Paragraph) => "p",
            Event::Start(Tag::DefinitionListTitle) => "dt",
            Event::Start(Tag::TableRow) => "tr",
            Event::Start(Tag::Item) => "li",
            _ => "",
        };
        if let Some(id) = self.context.plan.rows.get(&range.start).filter(|_| name == "tr") {
            let id = self.ids.unique(id.clone());
            self.out.push(Event::Html(format!("<tr id=\"{}\">", escape_html(&id)).into()));
            self.facts.anchors.insert(id);
            return;
        }
        match self.term_at(range).filter(|_| !name.is_empty()) {
            Some(found) => {
                let id = self.ids.unique(term_id(found));
                self.out.push(Event::Html(format!("<{name} id=\"{}\">", escape_html(&id)).into()));
                self.add_term(found, id);
            }
            None => self.out.push(event.clone()),
        }
    }

    /// Starts a paragraph of its own if a line of one defines another term; returns whether it did.
    pub(super) fn term_in_line(&mut self, range: &Range<usize>) -> bool {
        let Some(found) = self.term_at(range) else { return false };
        let id = self.ids.unique(term_id(found));
        self.out.push(Event::Html(format!("</p>\n<p id=\"{}\">", escape_html(&id)).into()));
        self.section_text().push('\n');
        self.add_term(found, id);
        true
    }

    /// Adds a heading that is itself a term; its id is the term's.
    pub(super) fn term_in_heading(&mut self, range: &Range<usize>) {
        let Some(found) = self.term_at(range) else { return };
        let id = self.facts.headings.last().expect("the heading has just been kept").id.clone();
        self.add_term(found, id);
    }

    /// The list of abbreviations, which follows the text.
    pub(super) fn abbreviations(&mut self) -> Option<Event<'a>> {
        let mut list = String::new();
        for found in self.context.terms.iter().filter(|found| found.is_abbreviation) {
            let id = self.ids.unique(term_id(found));
            let (name, definition) = (escape_html(&found.names[0]), escape_html(&found.definition));
            list.push_str(&format!("<dt id=\"{}\">{name}</dt>\n<dd>{definition}</dd>\n", escape_html(&id)));
            self.add_term(found, id);
        }
        let section = "<section class=\"abbreviations\" aria-label=\"Abbreviations\">";
        (!list.is_empty()).then(|| Event::Html(format!("{section}\n<dl>\n{list}</dl>\n</section>\n").into()))
    }

    fn term_at(&self, range: &Range<usize>) -> Option<&'b FoundTerm> {
        let terms: &'b [FoundTerm] = self.context.terms;
        // Terms are in document order, so those that start here can be searched for.
        let first = terms.partition_point(|found| found.block < range.start);
        terms[first..].iter().take_while(|found| found.block == range.start).find(|found| !found.is_abbreviation)
    }

    fn add_term(&mut self, found: &FoundTerm, id: String) {
        self.facts.anchors.insert(id.clone());
        let span = self.span(&found.name);
        self.facts.term_spans.push(span);
        self.facts.terms.push(Term {
            names: found.names.clone(),
            definition: found.definition.clone(),
            anchor: id,
            section: self.facts.sections.len() - 1,
            is_abbreviation: found.is_abbreviation,
            is_local: found.is_abbreviation && !self.context.is_glossary,
        });
    }
}

fn term_id(found: &FoundTerm) -> String {
    format!("term-{}", anchor(&found.names[0]))
}
