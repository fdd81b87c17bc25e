//! Judgements about the whole site, beyond what translating finds; one file a family.
//!
//! Levels are applied here too, last: a finding is made with its code's own severity and moved by the site's settings.

pub mod levels;
pub mod links;
