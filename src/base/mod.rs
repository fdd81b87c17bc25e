//! Types and functions that every other folder uses: paths, URLs, file trees, spans, hashes, HTML tokens, diagnostics.
//!
//! Nothing here knows what a page is, and nothing uses disk, clock or network.

pub mod code;
pub mod codes;
pub mod colour;
pub mod csv;
pub mod diagnostic;
pub mod emoji;
pub mod escape;
pub mod hash;
pub mod history;
pub mod html;
pub mod image;
pub mod json;
pub mod language;
pub mod language_codes;
pub mod line_index;
pub mod natural;
pub mod nearest;
pub mod node;
pub mod part_file;
pub mod path;
pub mod scratch;
pub mod slug;
pub mod span;
pub mod template_limits;
pub mod text;
pub mod tree;
pub mod url;
pub mod yaml;
