//! The history of a document: the versions that it had, when, and what changed.
//!
//! It is read from `revisions` in front matter, else from the table, list or lines under a heading such as "Revision
//! history". What contradicts itself or the page is a diagnostic at its place. The order of the rows may be either; it
//! is kept here with the newest first.

pub mod check;
pub mod front_matter;
pub mod revision;
mod table;
pub mod text;
