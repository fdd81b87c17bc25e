//! What changed and when, over all pages: revisions that readers are told of, pages with a date, and pages that ended.

use jiff::civil::Date;

use crate::parse::revisions::Revision;
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKind};
use crate::site::query::{Change, PageLink};

/// Whether the page takes part in the list of changes.
pub fn is_dated(page: &Page) -> bool {
    page.changed().is_some() || ended(page).is_some()
}

/// The day from which a page that is over must no longer be followed.
fn ended(page: &Page) -> Option<Date> {
    page.meta().filter(|meta| meta.state.is_retired())?.control.ended_on
}

impl Site {
    /// Listed pages that say when they changed, the latest first; equals by address.
    pub fn recent(&self, most: usize) -> Vec<PageLink> {
        let dated = self.listed().filter_map(|(id, page)| Some((page.changed()?, self.page_link(id)))).collect();
        latest(dated, most)
    }

    /// Changes of listed pages, the latest first: each revision that is not minor, else the day the page last changed; and
    /// the day it ended.
    pub fn changes(&self, most: usize) -> Vec<PageLink> {
        let mut dated = Vec::new();
        for (id, page) in self.listed() {
            let told = |revision: &&Revision| revision.date.is_some() && !revision.minor;
            let revisions: Vec<&Revision> =
                page.history().map_or(&[][..], |history| &history.revisions).iter().filter(told).collect();
            for revision in &revisions {
                let change = Change { version: revision.version.clone(), note: revision.note.clone() };
                let change = Some(Box::new(change));
                dated.extend(revision.date.map(|day| (day, PageLink { change, ..self.page_link(id) })));
            }
            if let Some(day) = ended(page) {
                let note = page.meta().and_then(|meta| meta.control.ended_because.clone());
                let change = Some(Box::new(Change { version: None, note }));
                dated.push((day, PageLink { change, ..self.page_link(id) }));
            } else if revisions.is_empty() {
                dated.extend(page.changed().map(|day| (day, self.page_link(id))));
            }
        }
        latest(dated, most)
    }

    fn listed(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.all().filter(|(_, page)| page.kind == PageKind::Authored && page.output.is_some() && !page.is_unlisted())
    }
}

/// The latest of these; equals by address, and the newer version first.
fn latest(mut dated: Vec<(Date, PageLink)>, most: usize) -> Vec<PageLink> {
    dated.sort_by(|(a, first), (b, second)| b.cmp(a).then_with(|| first.url.cmp(&second.url)));
    let shown = dated.into_iter().take(most);
    shown.map(|(day, link)| PageLink { updated: Some(day.to_string()), ..link }).collect()
}
