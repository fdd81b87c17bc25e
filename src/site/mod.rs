//! All documents joined into one immutable `Site`: routes, navigation, tags, resolved links.
//!
//! `link` is a pure fold over the facts of all documents. Outputs reach the site only through `tracked`.

#[macro_use]
mod query_table;

mod anchor_aliases;
pub mod answer;
pub mod as_of;
pub mod assessment;
mod bundle;
pub mod changes;
pub mod coverage;
mod downloads;
pub mod evaluate;
pub mod framework;
pub mod glossary;
pub mod index;
mod letters;
pub mod link;
pub mod matcher;
pub mod model;
pub mod navigation;
pub mod page;
pub mod query;
mod redirects;
pub mod register;
pub mod related;
pub mod relink;
pub mod resolve;
pub mod review;
pub mod routes;
pub mod tags;
pub mod template;
pub mod terms;
pub mod text_copies;
pub mod tracked;
