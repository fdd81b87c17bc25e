//! Search: the words of every page in small files that a browser asks, and the same questions asked in a terminal.

pub mod analyses;
pub mod ask;
pub mod files;
pub mod index;
pub mod judge;
pub mod load;
pub mod shards;
pub mod store;
pub mod words;
