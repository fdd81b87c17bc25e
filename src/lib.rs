//! Fingerpost publishes guidance and standard operating procedures from a folder of Markdown.
//!
//! It is a linker for prose: it translates each file alone, links the results, and emits the site. Every command is made
//! of the same parts:
//!
//! ```text
//! compile : Tree → (outputs, diagnostics)      a Tree is an ordered map of path → file; there is no I/O inside
//! build   = read ∘ compile ∘ commit
//! ```
//!
//! The folders, in the order in which they may import (each from itself and from those above it):
//!
//! - `base` paths, trees, spans, the line index, hashes, escaping, URLs, HTML tokens, diagnostics and the table of their codes
//! - `config` `fingerpost.toml` → `Config`
//! - `parse` one file → `Document`: facts, body with placeholders, text
//! - `lint` checks that need only one document
//! - `site` all facts → `Site`: routes, navigation, tags, resolved links, assessments; `site::tracked` is the only exit for outputs
//! - `search` the search index as files for browsers, and the same search in the terminal
//! - `theme` templates and assets; the objects that templates see
//! - `render` what will exist (`plan`), then the bytes of each output
//! - `check` checks of the linked site and of finished outputs, and the severity of diagnostics
//! - `compile` the driver, pure: caches, snapshots, incremental rendering
//! - `edit` a source tree → another source tree: `fix`, `mv`, `init`
//! - `import` the site of another tool → a source tree with a report
//! - `report` diagnostics → text for people and for other programs, with lines and columns
//! - `io` the only code that touches disk, network and processes
//! - `cli` what was typed → what it means; one short file a command
//!
//! `ARCHITECTURE.md` lists the invariants and how each of them is enforced.

#![forbid(unsafe_code)]

pub mod base;
pub mod config;
pub mod parse;

pub mod lint;

pub mod site;

pub mod search;

pub mod theme;

pub mod render;

pub mod check;
pub mod compile;
pub mod edit;

pub mod import;

pub mod report;

#[allow(clippy::disallowed_methods, reason = "this is where the machine is touched")]
pub mod io;

#[allow(clippy::disallowed_methods, reason = "progress is timed and colours follow the environment")]
pub mod cli;
