//! What is kept of one search index for the next: what it was made from, and its files.
//!
//! A file is known by a hash of what it is made from, so that one that would be the same is not made again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;

/// One index.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// A hash of what all postings depend on: settings, the number of pages, their languages and mean lengths.
    pub shared: Hash,
    /// By entry.
    pub pages: Vec<IndexedPage>,
    /// By the beginning of their words.
    pub groups: BTreeMap<String, GroupSummary>,
    /// By a hash of what they are made from.
    pub files: BTreeMap<Hash, KeptFile>,
    pub spelling: Spelling,
}

/// What the postings of a page are made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedPage {
    /// See `content_hash`.
    pub content: Hash,
    /// The number of words in each field.
    pub lengths: [u32; 4],
    pub is_retired: bool,
}

/// What the files of the index need of a group of words, without reading it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct GroupSummary {
    /// In the order of the words.
    pub runs: Vec<Run>,
    pub words: usize,
    /// A hash of the words.
    pub vocabulary: Hash,
    /// Those that are stop words.
    pub common: Vec<String>,
    /// How many words have each ending after their stem.
    pub endings: BTreeMap<String, usize>,
}

/// Neighbouring words that are always in one file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// The first word.
    pub first: String,
    pub words: usize,
    /// The length of its lines.
    pub bytes: usize,
    /// A hash of its lines.
    pub lines: Hash,
}

/// A file that is named by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// Of the payload; the name has a half of it.
    pub hash: Hash,
    /// What the receiver of the file knows it by.
    pub digest: String,
}

/// The lists of all words, forwards and from the last letter to the first.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Spelling {
    /// A hash of the words.
    pub vocabulary: Hash,
    pub words: Vec<WordList>,
    pub reversed: Vec<WordList>,
}

/// A list of words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordList {
    pub first: String,
    pub file: KeptFile,
}
