//! What an edit changes, as a unified diff that people read and `patch -p1` and `git apply` take.

use similar::TextDiff;

/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 2;

/// The differences between two versions of a file.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(CONTEXT).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_stands_between_its_neighbours() {
        let text = unified("a.md", "1\n2\n3\r\n4\n5\n6\n", "1\n2\nthree\r\n4\n5\n6\n");
        assert_eq!(text, "--- a/a.md\n+++ b/a.md\n@@ -1,5 +1,5 @@\n 1\n 2\n-3\r\n+three\r\n 4\n 5\n");
    }
}
