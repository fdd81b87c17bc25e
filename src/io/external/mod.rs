//! External links: requests for their URLs, and the cached results. Never part of a build.
//!
//! `report` answers from the cache alone; `visitor` requests the rest, several hosts at once and politely to each. What
//! an answer means is in `step`, and which answers make a diagnostic in `check::external`.

pub mod cache;
#[cfg(feature = "external")]
pub mod fetch;
pub mod hosts;
pub mod queue;
pub mod report;
pub mod step;
#[cfg(feature = "external")]
pub mod visitor;
