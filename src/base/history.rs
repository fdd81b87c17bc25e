//! What version control knows of files: which commits changed them. Values only; `io::git` reads them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

/// A commit, as far as a page tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Commit {
    /// The whole hash, in hexadecimal.
    pub id: String,
    pub author: String,
    /// The author's day, where the author was.
    pub date: Date,
    /// The first line of the message.
    pub subject: String,
}

/// The commits of each file, the latest first, by path in the source tree. A file that is not as it was committed
/// has none, because its last change is not among them.
pub type History = BTreeMap<String, Vec<Arc<Commit>>>;
