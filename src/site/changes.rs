//! Changes of all pages by date: published revisions, dated pages, and retired pages.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::settings::Config;
use crate::parse::revisions::revision::Revision;
use crate::site::answer::{Change, PageLink};
use crate::site::page::{Page, PageKind};

/// Whether the list of changes includes the page.
pub fn is_dated(page: &Page) -> bool {
    page.changed().is_some() || ended(page).is_some()
}

/// The date on which a page was retired.
fn ended(page: &Page) -> Option<Date> {
    page.meta().filter(|meta| meta.state.is_retired())?.control.retired_on
}

/// Listed pages that say when they changed, the latest first; equals by URL.
pub(super) fn recent(pages: &[Arc<Page>], config: &Config, most: usize) -> Vec<PageLink> {
    let dated = listed(pages).filter_map(|page| Some((page.changed()?, PageLink::new(page, config)))).collect();
    latest(dated, most)
}

/// Changes of listed pages, newest first: each revision that is not minor, else the last change; and the retirement.
pub(super) fn all(pages: &[Arc<Page>], config: &Config, most: usize) -> Vec<PageLink> {
    let mut dated = Vec::new();
    for page in listed(pages) {
        let is_published = |revision: &&Revision| revision.date.is_some() && !revision.minor;
        let revisions: Vec<&Revision> =
            page.history().map_or(&[][..], |history| &history.revisions).iter().filter(is_published).collect();
        for revision in &revisions {
            let change = Change { version: revision.version.clone(), note: revision.note.clone() };
            let change = Some(Box::new(change));
            dated.extend(revision.date.map(|day| (day, PageLink { change, ..PageLink::new(page, config) })));
        }
        if let Some(day) = ended(page) {
            let note = page.meta().and_then(|meta| meta.control.retired_reason.clone());
            let change = Some(Box::new(Change { version: None, note }));
            dated.push((day, PageLink { change, ..PageLink::new(page, config) }));
        } else if revisions.is_empty() {
            dated.extend(page.changed().map(|day| (day, PageLink::new(page, config))));
        }
    }
    latest(dated, most)
}

fn listed(pages: &[Arc<Page>]) -> impl Iterator<Item = &Page> {
    let is_listed = |page: &&Page| page.kind == PageKind::Authored && page.output.is_some() && !page.is_unlisted();
    pages.iter().map(Arc::as_ref).filter(is_listed)
}

/// The newest of these. On one date, by URL, and the newer version first.
fn latest(mut dated: Vec<(Date, PageLink)>, most: usize) -> Vec<PageLink> {
    dated.sort_by(|(a, first), (b, second)| b.cmp(a).then_with(|| first.url.cmp(&second.url)));
    let shown = dated.into_iter().take(most);
    shown.map(|(day, link)| PageLink { updated: Some(day.to_string()), ..link }).collect()
}
