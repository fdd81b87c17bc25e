//! Maturity models: the questions of a self-assessment with their levels and categories.
//!
//! A pure fold over the pages and the navigation, recomputed each time. What is read comes from documents, never from
//! HTML. A page that cannot be read as a question is left out, and a diagnostic says so at its place.

pub mod answers;
pub mod forms;
mod front;
pub(super) mod gather;
mod headings;
mod legacy;
pub mod model;
pub mod pages;
pub mod score;
mod select;
pub mod session;
pub(super) mod source;
mod table;
pub(super) mod view;
