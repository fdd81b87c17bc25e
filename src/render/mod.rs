//! Renders jobs to bytes: pages, redirects, feed, sitemap, data files.
//!
//! `plan` decides what will exist before anything is rendered, so that collisions are found first; it and `layouts` read
//! the whole site. Rendering sees the site only as a `TrackedSite`. Each job is rendered alone and may run on any thread.

pub mod assessment;
pub mod body;
pub mod coverage;
mod embedding;
pub mod hosts;
pub mod layouts;
pub mod lists;
pub mod llms;
pub mod markdown;
pub mod menu;
pub mod output_names;
pub mod plain_text;
pub mod plan;
pub mod register;
pub mod renderer;
pub mod sitemap;
pub mod standalone;
mod terms;
