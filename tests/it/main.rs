//! All integration tests in one binary, so that the library is linked once: a module for each subject.
//!
//! `cargo test --test it MODULE::` runs one module, for example `cargo test --test it suite::file::links`.

#![allow(clippy::disallowed_methods)] // tests are not part of a compile: they use the disk, processes and the clock

mod common;

mod architecture;
mod assess;
mod bad_input;
mod build;
mod caches;
mod check;
mod commonmark;
mod dependencies;
mod edit;
mod explain;
#[cfg(feature = "external")]
mod external;
mod faults;
mod faults_of_others;
mod fuzz;
mod git;
mod growth;
mod growth_of_imports;
mod growth_of_use;
mod hostile;
mod import;
mod import_case;
mod import_documents;
mod import_jekyll;
mod import_losses;
mod import_mdbook;
mod import_scripts;
mod import_techdocs;
mod import_wikis;
mod import_zola;
mod imports;
mod incremental;
mod init;
mod machines;
mod manual;
mod memory;
mod mutations;
mod new;
mod power_loss;
mod precision;
mod print;
#[cfg(feature = "external")]
mod progress;
mod properties;
#[cfg(feature = "external")]
mod publish;
mod quoted_output;
mod readability;
mod refusals;
mod review;
mod samples;
mod schema;
mod search_twin;
mod search_words;
mod serve;
mod serve_load;
mod streams;
mod suite;
mod surroundings;
mod template_limits;
mod theme;
mod tutorials;
mod verify;
mod whole;
