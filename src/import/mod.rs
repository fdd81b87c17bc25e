//! The site of another tool turned into a project: pages, front matter, navigation, settings, redirects and files.
//!
//! ```text
//! detect → read the settings → convert each page → link → keep URLs, anchors and navigation → link and compare → report
//! ```
//!
//! Everything is a function of a tree of source files, which is hostile input: nothing is looked up outside it, every
//! loop is linear in what it reads, and text that is included is limited. What has no counterpart is left as it is and is a
//! note for the report, with its place. `dialects.rs` lists the tools; each has a file for its settings and one for its
//! constructs.

pub mod anchor_rules;
pub mod anchors;
pub mod confluence;
pub mod dialect;
pub mod dialects;
pub mod documents;
pub mod docusaurus;
pub mod eleventy;
pub mod hugo;
pub mod jekyll;
pub mod mdbook;
pub mod mkdocs;
pub mod navigation;
pub mod notes;
pub mod notion;
pub mod old_pages;
pub mod old_site;
pub mod report;
pub mod run;
pub mod scripts;
pub mod settings;
pub mod source;
pub mod starlight;
pub mod techdocs;
pub mod text;
pub mod vitepress;
pub mod zola;
