//! Which document has which sections of its kind: a table for each kind that asks for sections.

use crate::base::path::OutputPath;
use crate::base::slug::fold;
use crate::config::kinds::Kind;
use crate::parse::kind::sections::Coverage;
use crate::site::model::Site;
use crate::site::page::{COVERAGE_CSV, COVERAGE_OUTPUT, Page, PageId};
use crate::site::query::PageLink;

/// The documents of one kind and how they have its sections.
#[derive(Debug, Clone, Hash)]
pub struct CoverageTable {
    pub kind: String,
    pub label: String,
    /// The names of its sections, each with whether it is wanted on its own.
    pub sections: Vec<(String, bool)>,
    /// By number, then by title; for each document one entry a section.
    pub rows: Vec<(PageLink, Vec<Coverage>)>,
}

/// Whether a page takes a row.
pub fn is_covered(page: &Page, kind: Option<&Kind>) -> bool {
    let asks = |kind: &Kind| kind.controlled || kind.sections.iter().any(|section| section.is_required);
    let coverage = page.document.as_ref().map_or(0, |document| document.facts.coverage.len());
    page.output.is_some() && coverage > 0 && kind.is_some_and(asks)
}

impl Site {
    /// The page with the tables, ready for `href`; `None` where no document takes a row.
    pub fn coverage_href(&self) -> Option<String> {
        let url = OutputPath::new(COVERAGE_OUTPUT).url();
        self.page_at(&url).map(|_| self.href(&url))
    }

    /// The same tables for a spreadsheet, ready for `href`.
    pub fn coverage_csv_href(&self) -> String {
        self.href(&OutputPath::new(COVERAGE_CSV).url())
    }

    /// One table for each kind, in the order of the kinds.
    pub fn coverage(&self) -> Vec<CoverageTable> {
        let table = |kind: &Kind| {
            let is_of = |page: &Page| self.kind_of(page).is_some_and(|own| own.name == kind.name);
            let pages = self.all().filter(|(_, page)| is_of(page) && is_covered(page, Some(kind)));
            let mut pages: Vec<(PageId, &Page)> = pages.collect();
            let code = |page: &Page| page.meta().and_then(|meta| meta.document_id.as_deref()).map(fold);
            pages.sort_by_cached_key(|(_, page)| {
                (code(page).is_none(), code(page), fold(&page.title), page.url.clone())
            });
            let row = |(id, page): (PageId, &Page)| {
                let coverage = page.document.as_ref().map(|document| document.facts.coverage.clone());
                (self.page_link(id), coverage.unwrap_or_default())
            };
            let wanted = |section: &crate::config::kinds::Section| section.is_required && section.one_of.is_none();
            CoverageTable {
                kind: kind.name.clone(),
                label: kind.label.clone(),
                sections: kind.sections.iter().map(|section| (section.name.clone(), wanted(section))).collect(),
                rows: pages.into_iter().map(row).collect(),
            }
        };
        self.config.kinds.list.iter().map(table).filter(|table| !table.rows.is_empty()).collect()
    }
}
