//! Tables: in a scroll box, header cells with their scope, alignment as a class.

use pulldown_cmark::{Alignment, Event, Tag};

use crate::base::escape::escape_html;
use crate::parse::lower::rewriter::{Rewriter, TableState};

impl Rewriter<'_, '_, '_> {
    pub(super) fn open_table(&mut self, alignments: &[Alignment]) {
        self.table = TableState { alignments: alignments.to_vec(), ..TableState::default() };
        let name = match self.facts.headings.last() {
            Some(heading) => format!("Table: {}", heading.title),
            None => "Table".to_owned(),
        };
        let name = self.region_name(name);
        self.out.push(Event::Html(
            format!("<div class=\"table\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">", escape_html(&name))
                .into(),
        ));
        // Without alignments the writer adds no `style` attributes, which a strict policy forbids.
        self.out.push(Event::Start(Tag::Table(Vec::new())));
    }

    pub(super) fn open_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.table.column += 1;
        let tag = if self.table.is_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") };
        self.out.push(Event::InlineHtml(tag.into()));
    }
}
