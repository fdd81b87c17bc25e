//! The changes to the author's files, printed as a diff.

use crate::base::tree::Tree;
use crate::cli::terminal::Terminal;
use crate::report::diff;

/// Prints what differs between the files that both trees have.
pub fn print_diff(old: &Tree, new: &Tree, terminal: &Terminal) {
    for (path, bytes) in old.iter() {
        if let Some(now) = new.get(path).filter(|now| *now != bytes) {
            terminal.print(&diff::unified(path, &String::from_utf8_lossy(bytes), &String::from_utf8_lossy(now)));
        }
    }
}
