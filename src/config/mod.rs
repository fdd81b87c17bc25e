//! `fingerpost.toml` turned into a `Config` and diagnostics.
//!
//! Every key is optional; a project without the file has the defaults. This folder knows nothing of pages or themes.

pub mod assessment;
pub mod attestation;
pub mod base_url;
pub mod external;
pub mod file_patterns;
pub mod host;
pub mod keys;
pub mod kinds;
pub mod policy;
pub mod read;
pub mod reader;
pub mod settings;
pub mod theme;
pub mod toml_node;

use crate::base::path::SourcePath;

/// The name of the configuration file, at the project root.
pub const FILE_NAME: &str = "fingerpost.toml";

/// The path under which diagnostics about the configuration are reported.
pub fn source_path() -> SourcePath {
    SourcePath::new(FILE_NAME)
}
