//! All documents joined into one immutable `Site`: routes, navigation, tags, resolved links.
//!
//! `link` is a pure fold over the facts of all documents. Outputs reach the site only through `tracked`.

pub mod as_of;
pub mod assessment;
pub mod changes;
pub mod coverage;
pub mod framework;
pub mod glossary;
pub mod link;
pub mod matcher;
pub mod model;
pub mod navigation;
pub mod page;
pub mod query;
pub mod register;
pub mod related;
pub mod resolve;
pub mod review;
pub mod routes;
pub mod tags;
pub mod tracked;
