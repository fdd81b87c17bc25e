//! The required sections of each document: one table for each kind that has sections.

use std::sync::Arc;

use crate::base::slug::fold;
use crate::config::kinds::{Kind, KindSection};
use crate::config::settings::Config;
use crate::parse::kind::sections::Coverage;
use crate::site::answer::PageLink;
use crate::site::page::Page;

/// The documents of one kind and how they have its sections.
#[derive(Debug, Clone, Hash)]
pub struct CoverageTable {
    pub kind: String,
    pub label: String,
    /// The names of its sections, each with whether it is required.
    pub sections: Vec<(String, bool)>,
    /// By document ID, then by title; for each document one entry a section.
    pub rows: Vec<(PageLink, Vec<Coverage>)>,
}

/// Whether a page takes a row.
pub fn is_covered(page: &Page, kind: Option<&Kind>) -> bool {
    let asks = |kind: &Kind| kind.controlled || kind.sections.iter().any(|section| section.is_required);
    let coverage = page.document.as_ref().map_or(0, |document| document.facts.coverage.len());
    page.output.is_some() && !page.is_excluded() && coverage > 0 && kind.is_some_and(asks)
}

/// One table for each kind, in the order of the kinds.
pub(super) fn tables(pages: &[Arc<Page>], config: &Config) -> Vec<CoverageTable> {
    let tables = config.kinds.list.iter().map(|kind| table(kind, pages, config));
    tables.filter(|table| !table.rows.is_empty()).collect()
}

fn table(kind: &Kind, pages: &[Arc<Page>], config: &Config) -> CoverageTable {
    let is_of = |page: &&Page| page.kind_settings(config).is_some_and(|own| own.name == kind.name);
    let pages = pages.iter().map(Arc::as_ref).filter(is_of).filter(|page| is_covered(page, Some(kind)));
    let mut pages: Vec<&Page> = pages.collect();
    let code = |page: &Page| page.meta().and_then(|meta| meta.document_id.as_deref()).map(fold);
    pages.sort_by_cached_key(|page| (code(page).is_none(), code(page), fold(&page.title), page.url.clone()));
    let row = |page: &Page| {
        let coverage = page.document.as_ref().map(|document| document.facts.coverage.clone());
        (PageLink::new(page, config), coverage.unwrap_or_default())
    };
    let wanted = |section: &KindSection| section.is_required && section.one_of.is_none();
    CoverageTable {
        kind: kind.name.clone(),
        label: kind.label.clone(),
        sections: kind.sections.iter().map(|section| (section.name.clone(), wanted(section))).collect(),
        rows: pages.into_iter().map(row).collect(),
    }
}
