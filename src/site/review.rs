//! When each page is to be reviewed, as seen from one day: what `fingerpost review` lists.
//!
//! The day is given; nothing here knows what today is. Only pages that are to be reviewed take part: those that state a day
//! or a time of review, and controlled documents. A page that is over is reviewed no more.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::site::model::Site;
use crate::site::page::Page;
use crate::site::register::is_controlled;
use crate::site::routes;

/// How a page stands to its review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Overdue,
    /// A day or time is written that cannot be read.
    Unreadable,
    /// No day of a review, past or to come.
    Never,
    /// Reviewed once, with no day for the next time.
    Undated,
    /// Due within the days that were asked for.
    Due,
    Current,
}

impl Standing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Overdue => "overdue",
            Standing::Unreadable => "unreadable",
            Standing::Never => "never reviewed",
            Standing::Undated => "no next review",
            Standing::Due => "due",
            Standing::Current => "current",
        }
    }
}

/// One page that is to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    pub standing: Standing,
    pub review_by: Option<Date>,
    pub last_reviewed: Option<Date>,
    pub document_id: Option<String>,
    pub title: String,
    pub owner: Option<String>,
    pub owner_slack: Option<String>,
    pub version: Option<String>,
    /// The author's file.
    pub source: String,
    /// The whole address where a base URL is set.
    pub url: String,
}

/// All pages that are to be reviewed, the most pressing first.
pub fn reviews(site: &Site, today: Date, within: u16) -> Vec<Review> {
    let pages = site.all().map(|(_, page)| page).filter(|page| takes_part(page));
    let mut reviews: Vec<Review> = pages.filter_map(|page| review(site, page, today, within)).collect();
    reviews.sort_by(|a, b| (a.standing, a.review_by, &a.source).cmp(&(b.standing, b.review_by, &b.source)));
    reviews
}

fn takes_part(page: &Page) -> bool {
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
    let standing = match (control.review_by, control.last_reviewed) {
        (Some(due), _) if due < today => Standing::Overdue,
        (Some(due), _) if due <= last => Standing::Due,
        (Some(_), _) => Standing::Current,
        (None, _) if control.has_unreadable_review => Standing::Unreadable,
        (None, Some(_)) => Standing::Undated,
        (None, None) => Standing::Never,
    };
    Some(Review {
        standing,
        review_by: control.review_by,
        last_reviewed: control.last_reviewed,
        document_id: meta.document_id.clone(),
        title: page.title.clone(),
        // Where only a channel is named, it stands for the owner.
        owner: control.owner.clone().or_else(|| control.owner_slack.clone()),
        owner_slack: control.owner_slack.clone(),
        version: control.version.clone(),
        source: routes::source_of(page)?.to_string(),
        url: site.absolute(&page.url),
    })
}
