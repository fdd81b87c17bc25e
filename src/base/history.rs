//! The commits that changed each file. Values only; `io::git` reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

/// A commit, with the values that a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Commit {
    /// The whole hash, in hexadecimal.
    pub id: String,
    pub author: String,
    /// The day in the time zone of the author.
    pub date: Date,
    /// The first line of the message.
    pub subject: String,
}

/// The commits of each file, the latest first, by path in the source tree. A file with uncommitted changes has none,
/// because its last change is not among them.
pub type GitHistory = BTreeMap<String, Vec<Arc<Commit>>>;
