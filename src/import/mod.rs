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
pub mod code_fences;
pub mod code_ranges;
pub mod components;
pub mod dedent;
pub mod dialect;
pub mod dialects;
pub mod documents;
pub mod documents_names;
pub mod documents_text;
pub mod docusaurus;
pub mod docusaurus_menu;
pub mod docusaurus_pages;
pub mod eleventy;
pub mod front_edit;
pub mod hero;
pub mod hugo;
pub mod hugo_text;
pub mod hugo_urls;
pub mod jekyll;
pub mod jekyll_text;
pub mod jekyll_urls;
pub mod jsx;
pub mod liquid;
pub mod mdbook;
pub mod mdbook_summary;
pub mod mdbook_text;
pub mod mdx;
pub mod mkdocs;
pub mod mkdocs_text;
pub mod navigation;
pub mod notes;
pub mod nunjucks;
pub mod old_links;
pub mod old_pages;
pub mod old_site;
pub mod page_text;
pub mod report;
pub mod ruby;
pub mod run;
pub mod script_reader;
pub mod script_tokens;
pub mod script_values;
pub mod settings;
pub mod shortcodes;
pub mod source;
pub mod starlight;
pub mod techdocs;
pub mod techdocs_text;
pub mod vitepress;
pub mod vitepress_text;
pub mod zola;
pub mod zola_text;
