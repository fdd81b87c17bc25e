//! What an edit changes, as a unified diff that people read and `patch -p1` and `git apply` take.

use std::fmt::Write;
use std::ops::Range;

use gix_imara_diff::{Algorithm, Diff, Hunk, InternedInput};

/// Unchanged lines that are shown around a change.
const CONTEXT: u32 = 2;

/// The differences between two versions of a file.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    let lines = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &lines);
    diff.postprocess_lines(&lines);
    let changes: Vec<Hunk> = diff.hunks().collect();
    let mut text = String::new();
    if !changes.is_empty() {
        let _ = writeln!(text, "--- a/{path}\n+++ b/{path}");
    }
    // Changes with touching or overlapping context are one hunk.
    for near in changes.chunk_by(|one, next| next.before.start - one.before.end <= 2 * CONTEXT) {
        write_hunk(&mut text, &lines, near);
    }
    text
}

fn write_hunk(text: &mut String, lines: &InternedInput<&str>, changes: &[Hunk]) {
    let (first, last) = (&changes[0], &changes[changes.len() - 1]);
    // The same number of lines on both sides: what stands before and after a change is equal.
    let above = first.before.start.min(CONTEXT);
    let below = (lines.before.len() as u32 - last.before.end).min(CONTEXT);
    let old = first.before.start - above..last.before.end + below;
    let new = first.after.start - above..last.after.end + below;
    let _ = writeln!(text, "@@ -{} +{} @@", extent(&old), extent(&new));
    let mut write = |sign, side: &[gix_imara_diff::Token], range: Range<u32>| {
        for &line in &side[range.start as usize..range.end as usize] {
            let line = lines.interner[line];
            let _ = write!(text, "{sign}{line}");
            if !line.ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    };
    let mut unchanged = old.start;
    for change in changes {
        write(' ', &lines.before, unchanged..change.before.start);
        write('-', &lines.before, change.before.clone());
        write('+', &lines.after, change.after.clone());
        unchanged = change.before.end;
    }
    write(' ', &lines.before, unchanged..old.end);
}

/// First line and number of lines; a range without lines is named by the line before it.
fn extent(range: &Range<u32>) -> String {
    let first = if range.is_empty() { range.start } else { range.start + 1 };
    format!("{first},{}", range.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_lines_around_a_change() {
        let text = unified("a.md", "1\n2\n3\r\n4\n5\n6\n", "1\n2\nthree\r\n4\n5\n6\n");
        assert_eq!(text, "--- a/a.md\n+++ b/a.md\n@@ -1,5 +1,5 @@\n 1\n 2\n-3\r\n+three\r\n 4\n 5\n");
    }

    #[test]
    fn a_missing_last_line_ending_is_marked() {
        let text = unified("a.md", "1\n2", "1\n2\n");
        assert_eq!(text, "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+2\n");
    }

    #[test]
    fn changes_far_apart_stand_in_hunks_of_their_own() {
        let old: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let new = old.replace("4\n5\n", "4\nfive\n").replace("15\n", "");
        let text = unified("a.md", &old, &new);
        let hunks: Vec<&str> = text.lines().filter(|line| line.starts_with("@@")).collect();
        assert_eq!(hunks, ["@@ -3,5 +3,5 @@", "@@ -13,5 +13,4 @@"]);
        assert_eq!(unified("a.md", "", "1\n").lines().nth(2), Some("@@ -0,0 +1,1 @@"));
        assert_eq!(unified("a.md", &old, &old), "");
    }
}
