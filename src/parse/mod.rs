//! Parses one Markdown file into a `Document`: front matter, facts, body with placeholders, diagnostics.
//!
//! Parsing never fails: it returns a document and diagnostics. A document depends on its own file and the
//! parse settings, and on no other file; links are recorded, not resolved.

pub mod adoption;
pub mod assemble;
pub mod body;
pub mod code;
pub mod content;
pub mod control;
pub mod dates;
pub mod definition_lines;
mod definition_words;
pub mod definitions;
pub mod destination;
pub mod document;
pub mod events;
pub mod extensions;
pub mod extract;
pub mod fence;
pub mod fixups;
pub mod footnotes;
pub mod front_matter;
pub mod front_matter_keys;
pub mod headings;
pub mod highlight;
pub mod kind;
pub mod links;
pub mod lower;
pub mod meta;
pub mod outline;
pub mod paragraphs;
pub mod parsed;
pub mod phases;
pub mod raw_html;
pub mod relations;
pub mod restrictions;
pub mod revisions;
pub mod scaffold;
pub mod settings;
mod small_grammars;
pub mod source;
pub mod source_map;
pub mod status;
pub mod steps;
pub mod structure;
pub mod suppressions;
pub mod templating;
mod terminal_session;
pub mod title;
pub mod visibility;
