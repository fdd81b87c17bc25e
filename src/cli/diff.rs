//! The changes to the author's files, printed as a diff.

use crate::base::tree::{Entry, Tree};
use crate::cli::terminal::Terminal;
use crate::report::diff;

/// Prints what differs between the files that both trees have.
pub fn print_diff(old: &Tree, new: &Tree, terminal: &Terminal) {
    let text = |entry: &Entry| String::from_utf8_lossy(&entry.bytes().unwrap_or_default()).into_owned();
    for (path, entry) in old.iter() {
        if let Some(now) = new.entry(path).filter(|now| *now != entry) {
            terminal.print(&diff::unified(path, &text(entry), &text(now)));
        }
    }
}
