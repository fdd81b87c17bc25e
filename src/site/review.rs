//! Pages due for review, relative to one day: the list of `fingerpost review`.
//!
//! The date is a parameter; this module never reads the clock. It lists pages with a review date or interval, and
//! controlled documents. Retired pages are not reviewed.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::site::model::Site;
use crate::site::page::Page;
use crate::site::register::is_controlled;
use crate::site::routes;

/// Review status relative to a given date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReviewStatus {
    Overdue,
    /// A day or time is written that cannot be read.
    Unreadable,
    /// No day of a review, past or to come.
    Never,
    /// Reviewed once, with no day for the next time.
    Undated,
    /// Due within the days that were requested.
    Due,
    Current,
}

impl ReviewStatus {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            ReviewStatus::Overdue => "overdue",
            ReviewStatus::Unreadable => "unreadable",
            ReviewStatus::Never => "never reviewed",
            ReviewStatus::Undated => "no next review",
            ReviewStatus::Due => "due",
            ReviewStatus::Current => "current",
        }
    }
}

/// One page that needs reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub status: ReviewStatus,
    pub review_by: Option<Date>,
    pub last_reviewed: Option<Date>,
    pub document_id: Option<String>,
    pub title: String,
    pub owner: Option<String>,
    pub owner_slack: Option<String>,
    pub version: Option<String>,
    /// The author's file.
    pub source: String,
    /// The full URL where a base URL is set.
    pub url: String,
}

/// All pages that need reviews, the most urgent first.
pub fn reviews(site: &Site, today: Date, within: u16) -> Vec<Review> {
    let pages = site.all().map(|(_, page)| page).filter(|page| is_reviewed(page));
    let mut reviews: Vec<Review> = pages.filter_map(|page| review(site, page, today, within)).collect();
    reviews.sort_by(|a, b| (a.status, a.review_by, &a.source).cmp(&(b.status, b.review_by, &b.source)));
    reviews
}

fn is_reviewed(page: &Page) -> bool {
    let Some(meta) = page.meta().filter(|meta| !meta.state.is_retired()) else { return false };
    let control = &meta.control;
    let states_review = control.review_by.is_some()
        || control.review_in.is_some()
        || control.last_reviewed.is_some()
        || control.has_unreadable_review;
    states_review || is_controlled(page)
}

fn review(site: &Site, page: &Page, today: Date, within: u16) -> Option<Review> {
    let meta = page.meta()?;
    let control = &meta.control;
    let last = today.checked_add(i64::from(within).days()).unwrap_or(Date::MAX);
    let status = match (control.review_by, control.last_reviewed) {
        (Some(due), _) if due < today => ReviewStatus::Overdue,
        (Some(due), _) if due <= last => ReviewStatus::Due,
        (Some(_), _) => ReviewStatus::Current,
        (None, _) if control.has_unreadable_review => ReviewStatus::Unreadable,
        (None, Some(_)) => ReviewStatus::Undated,
        (None, None) => ReviewStatus::Never,
    };
    Some(Review {
        status,
        review_by: control.review_by,
        last_reviewed: control.last_reviewed,
        document_id: meta.document_id.clone(),
        title: page.title.clone(),
        // Where only a channel is named, it represents the owner.
        owner: control.owner.clone().or_else(|| control.owner_slack.clone()),
        owner_slack: control.owner_slack.clone(),
        version: control.version.clone(),
        source: routes::source_of(page)?.to_string(),
        url: site.absolute(&page.url),
    })
}
