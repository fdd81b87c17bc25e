//! The register of controlled documents: its pages and their entries.

use std::sync::Arc;

use crate::base::natural;
use crate::config::settings::Config;
use crate::parse::status::DocumentStatus;
use crate::site::answer::PageLink;
use crate::site::page::{Page, PageId, PageKind};

/// A document as the register shows it. Dates are text such as `2026-11-30`; unknown values are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RegisterEntry {
    pub document_id: String,
    pub title: String,
    /// The label of its kind.
    pub kind: String,
    pub version: String,
    /// The state of the document as the site shows it.
    pub state: DocumentStatus,
    /// The word for it: of an effective document the author's own, such as `published`.
    pub status: String,
    pub owner: String,
    pub approver: String,
    pub approved_on: String,
    pub effective: String,
    pub last_reviewed: String,
    pub review_by: String,
    /// The documents that it replaces, by identifier or else by title.
    pub replaces: Vec<String>,
    /// When it was withdrawn, superseded or archived.
    pub ended: String,
    /// Ready for `href`.
    pub href: String,
    /// The full URL, if a base URL is set.
    pub url: String,
    /// Of the author's file, as `sha256sum` prints it.
    pub sha256: String,
    /// The last commit that changed the file, where that was requested.
    pub commit: String,
}

/// Whether a page is a controlled document: by its own front matter, else by its kind, else because it has a document ID
/// and a version, an approver or an effective date.
pub fn is_controlled(page: &Page) -> bool {
    let Some(meta) = page.meta() else { return false };
    let control = &meta.control;
    let is_numbered = meta.document_id.is_some()
        && (control.version.is_some() || control.approver.is_some() || control.effective.is_some());
    control.controlled.unwrap_or(meta.controlled || is_numbered)
}

/// Whether a page is in the register: published controlled documents, including retired ones.
pub fn is_registered(page: &Page) -> bool {
    page.output.is_some() && page.kind == PageKind::Authored && !page.is_excluded() && is_controlled(page)
}

/// Every controlled document, by identifier with numbers compared as numbers, then by URL. `replaced` gives the documents
/// that a page replaces.
pub(super) fn entries(
    pages: &[Arc<Page>],
    config: &Config,
    replaced: impl Fn(PageId) -> Vec<PageLink>,
) -> Vec<RegisterEntry> {
    let documents = (0..).map(PageId).zip(pages).filter(|(_, page)| is_registered(page));
    let named = |link: PageLink| link.document_id.unwrap_or(link.title);
    let mut entries: Vec<RegisterEntry> = documents
        .map(|(id, page)| RegisterEntry {
            replaces: replaced(id).into_iter().map(named).collect(),
            ..entry(page, config)
        })
        .collect();
    entries.sort_by(|a, b| {
        let by_number = a
            .document_id
            .is_empty()
            .cmp(&b.document_id.is_empty())
            .then_with(|| natural::compare(&a.document_id, &b.document_id));
        by_number.then_with(|| a.href.cmp(&b.href))
    });
    entries
}

fn entry(page: &Page, config: &Config) -> RegisterEntry {
    let Some((document, meta)) = page.document.as_ref().zip(page.meta()) else { return RegisterEntry::default() };
    let control = &meta.control;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let review_by = control.review_by.filter(|_| !meta.state.is_retired());
    let state = if meta.visibility.draft { DocumentStatus::Draft } else { meta.state.clone() };
    RegisterEntry {
        document_id: text(&meta.document_id),
        title: page.title.clone(),
        kind: page.kind_settings(config).map(|kind| kind.label.clone()).unwrap_or_default(),
        version: text(&control.version),
        status: state.word_of(meta.status.as_deref()).unwrap_or_default(),
        state,
        owner: text(&control.owner),
        approver: text(&control.approver),
        approved_on: day(control.approved_on),
        effective: day(control.effective),
        last_reviewed: day(control.last_reviewed),
        review_by: day(review_by),
        replaces: Vec::new(),
        ended: day(control.retired_on.filter(|_| meta.state.is_retired())),
        href: config.base_url.href(&page.url),
        url: config.base_url.absolute(&page.url),
        sha256: document.sha256.clone(),
        commit: page.commits.first().map(|commit| commit.id.clone()).unwrap_or_default(),
    }
}
