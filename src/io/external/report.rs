//! The results of a check of external links, from requests and from the cache.

use globset::{Glob, GlobSet, GlobSetBuilder};
use url::Url;

use crate::check::external::{UrlsToVisit, Visits};
use crate::config::external::External;
use crate::io::external::cache::Cache;
use crate::io::external::hosts::{self, Reach};

/// The results of a run, and where they come from.
#[derive(Debug, Default)]
pub struct VisitReport {
    pub visits: Visits,
    pub visited: usize,
    pub from_cache: usize,
    pub unknown: usize,
    /// Skipped by a pattern, or because they are in a private network.
    pub skipped: usize,
    /// Left for the next run, because the time limit was reached or no requests are allowed.
    pub left: usize,
}

/// The results in the cache, regardless of their age. Makes no requests.
pub fn remembered(wanted: &UrlsToVisit, settings: &External, cache: &Cache) -> VisitReport {
    let mut found = VisitReport::default();
    let skip = skip_patterns(settings);
    for url in wanted.keys() {
        // Nothing is requested, so private networks make no difference.
        if url_to_request(url, &skip, Reach::Private).is_none() {
            found.skipped += 1;
        } else if let Some(visit) = cache.cached_visit(url) {
            found.visits.insert(url.clone(), visit);
            found.from_cache += 1;
        } else {
            found.left += 1;
        }
    }
    found
}

/// The URL to request; `None` if it is skipped.
pub fn url_to_request(written: &str, skip: &GlobSet, reach: Reach) -> Option<Url> {
    let url = Url::parse(written).ok()?;
    ((reach == Reach::Private || !hosts::is_private(&url)) && !skip.is_match(written)).then_some(url)
}

pub fn skip_patterns(settings: &External) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in settings.skip.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        set.add(pattern);
    }
    set.build().expect("each pattern was read with the settings")
}
