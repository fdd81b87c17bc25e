//! The only code that touches disk, clock, network and environment: finds and reads the project, publishes the site.
//!
//! A problem with the machine is an `error::Error`; a problem in the author's files is a diagnostic.

pub mod answers;
pub mod atomic_write;
pub mod baseline;
pub mod cache;
mod cache_key;
pub mod clock;
pub mod commit;
pub mod compressed;
mod disk;
pub mod edit;
pub mod edit_journal;
pub mod error;
pub mod external;
mod fault;
mod foreign_files;
pub mod git;
pub mod hash_file;
pub mod import_source;
mod kept;
mod lock;
pub mod manifest;
mod media;
pub mod named_file;
mod network_folder;
mod open;
pub mod pandoc;
mod part_store;
pub mod pdf;
mod poll;
mod program;
pub mod project;
pub mod project_file;
pub mod publish;
pub mod published;
pub mod read;
pub mod recover;
pub mod scratch;
pub mod serve;
mod sibling;
pub mod source_tree;
pub mod staging;
pub mod stamp;
pub mod switch;
mod synced;
pub mod usage;
pub mod verify;
#[cfg(feature = "external")]
pub mod verify_website;
pub mod watch;
