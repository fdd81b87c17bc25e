//! Tables in the walk: a box that scrolls, head cells with their scope, alignment as a class.

use pulldown_cmark::{Alignment, Event, Tag};

use crate::base::escape::escape_html;
use crate::parse::walk::Walker;

impl Walker<'_, '_, '_> {
    pub(super) fn open_table(&mut self, alignments: &[Alignment]) {
        self.cells.0 = alignments.to_vec();
        let name = match self.walked.headings.last() {
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
        let class = match self.cells.0.get(self.cells.1) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        self.cells.1 += 1;
        let tag = if self.cells.2 { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") };
        self.out.push(Event::InlineHtml(tag.into()));
    }
}
