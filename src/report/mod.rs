//! Findings turned into text: for people, and one JSON object a line.
//!
//! Lines and columns exist only here. Sources come from the tree that was compiled.

pub mod human;
pub mod json;
pub mod position;

use std::borrow::Cow;

use crate::base::path::SourcePath;
use crate::base::tree::Tree;
use crate::theme;

/// The texts that findings point into.
pub struct Sources<'a> {
    tree: &'a Tree,
}

impl<'a> Sources<'a> {
    /// The files of a source tree, and the shipped templates behind them.
    pub fn new(tree: &'a Tree) -> Sources<'a> {
        Sources { tree }
    }

    /// The text of a file, with a replacement sign for what is not UTF-8.
    pub fn text(&self, path: &SourcePath) -> Option<Cow<'a, str>> {
        match self.tree.get(path.as_str()) {
            Some(bytes) => Some(String::from_utf8_lossy(bytes)),
            None => theme::shipped_source(path.as_str()).map(Cow::Borrowed),
        }
    }
}
