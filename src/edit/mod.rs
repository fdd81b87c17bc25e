//! A source tree to an edited source tree: automatic fixes, and moved pages with every link to them,
//! and the files of a new project.
//!
//! Nothing here writes a file.

pub mod aliases;
pub mod fix;
pub mod move_plan;
pub mod patch;
pub mod relocate;
pub mod starter;
