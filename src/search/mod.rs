//! Search: an index in small files that a browser fetches as it needs them, and the same queries in a terminal.

pub mod analysis;
pub mod analysis_cache;
pub mod cache;
pub mod directories;
pub mod files;
pub mod filters;
pub mod index;
pub mod load;
pub mod page_shards;
pub mod query;
pub mod query_word;
pub mod rank;
pub mod rows;
pub mod shards;
pub mod words;
