//! Diagnostics turned into text: for people, and in the formats of other programs. The count is the same in all.
//!
//! Lines and columns exist only here. Columns count Unicode code points in every format.

pub mod diff;
pub mod explanation;
pub mod fingerprint;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod overview;
pub mod plain;
pub mod radar;
pub mod readability;
pub mod review;
pub mod sarif;
pub mod scores;
pub mod site_diff;
pub mod sources;
pub mod tally;
