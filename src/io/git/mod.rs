//! Reads version control through `git`: commits of files, and file trees of revisions.
//!
//! Runs only where the configuration or the command line asks for it, and starts no other program: git reads objects and
//! the index of the repository that the project is in, and never compares or converts files of the work tree.

pub mod changes;
pub mod history;
pub mod repository;
pub mod tree;
