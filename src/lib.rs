//! Fingerpost publishes guidance and standard operating procedures from a folder of Markdown.
//!
//! It is a linker for prose: it translates each file alone, joins them, and emits. One equation serves every command:
//!
//! ```text
//! compile : Tree → (Tree, diagnostics)      a Tree is an ordered map of path → file; there is no I/O inside
//! build   = read ∘ compile ∘ commit
//! ```
//!
//! The folders, in the order in which they may import (each from itself and from those above it):
//!
//! - `base` paths, trees, spans, hashes, values with places, diagnostics and the table of their codes
//! - `config` `fingerpost.toml` → `Config`
//! - `parse` one file → `Document`: front matter, outline, body with holes
//! - `lint` checks that need only one document: one rule per file
//! - `site` all outlines → `Site`: routes, navigation, tags, resolved links, assessments; `site::query` is the only access
//! - `search` the words of all pages, in files that a browser asks
//! - `theme` templates and assets; the objects that templates see
//! - `render` what will exist (`plan`), then each output's bytes
//! - `check` checks that need the whole site, and the levels of diagnostics
//! - `compile` the whole pipeline, pure
//! - `edit` a source tree → another one: automatic fixes, moved pages
//! - `report` diagnostics → text for people and in the forms of other programs; the only place that knows lines and
//!   columns
//! - `io` the only code that touches disk, clock and environment
//! - `cli` arguments → actions; one short file per command
//!
//! Invariants, each checked by a test or a lint:
//!
//! 1. `compile` is a function of its tree and options (`clippy.toml`, `tests/it/architecture.rs`, `tests/it/build.rs`).
//! 2. Imports go one way in the list above (`tests/it/architecture.rs`).
//! 3. Parsing never fails: it returns a document and diagnostics (`tests/it/properties.rs`, `tests/it/bad_input.rs`).
//! 4. A `Document` depends on one file and the parse options (the signature of `parse::parse`).
//! 5. Answers carry no spans (the types of `site::query`).
//! 6. Templates and placeholders read the site through a `TrackedSite`, which records queries (`tests/it/incremental.rs`).
//! 7. The published folder changes only in `io::commit`, and only after a compile without an error
//!    (`tests/it/build.rs`).
//! 8. Output does not depend on thread count, hash order, location, time zone or clock (`tests/it/build.rs`).
//! 9. A compile with a cache has the same bytes as one without (`tests/it/incremental.rs`, `tests/suite`).

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

pub mod report;

#[allow(clippy::disallowed_methods, reason = "this is where the machine is touched")]
pub mod io;

#[allow(clippy::disallowed_methods, reason = "progress is timed and colours follow the environment")]
pub mod cli;
