//! Search: the words of every page in small files that a browser asks, and the same questions asked in a terminal.

pub mod ask;
pub mod files;
pub mod index;
pub mod judge;
pub mod load;
pub mod words;

use crate::search::files::Files;
use crate::site::Site;

/// The search files of a site.
pub fn build(site: &Site) -> Files {
    files::write(site, &index::build(site))
}
