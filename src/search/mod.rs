//! Search: an index in small files that a browser fetches as it needs them, and the same queries in a terminal.

pub mod analysis;
pub mod cache;
pub mod cuts;
pub mod directories;
pub mod entries;
pub mod files;
pub mod filters;
pub mod inverted;
pub mod load;
pub mod page_shards;
pub mod postings;
pub mod query;
pub mod query_word;
pub mod rank;
pub mod rows;
pub mod shards;
pub mod spellings;
pub mod state;
pub mod stems;
pub mod stop_words;
pub mod synonyms;
pub mod word_groups;
pub mod words;
pub mod writer;
