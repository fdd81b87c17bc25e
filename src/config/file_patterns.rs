//! Patterns of files in the content folder, in the syntax of `.gitignore`.

use std::fmt;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Lines of patterns, ready to be compared with paths.
#[derive(Clone)]
pub struct FilePatterns {
    patterns: Vec<String>,
    matcher: Gitignore,
}

impl Default for FilePatterns {
    fn default() -> FilePatterns {
        FilePatterns { patterns: Vec::new(), matcher: Gitignore::empty() }
    }
}

impl fmt::Debug for FilePatterns {
    /// Writes the patterns alone: settings are compared by this text, and the matcher has the state of threads in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(&self.patterns).finish()
    }
}

impl FilePatterns {
    /// Reads patterns; later ones win, and `!` turns one round. Fails with the message of the first that is not valid.
    pub fn new(patterns: &[String]) -> Result<FilePatterns, String> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            builder.add_line(None, pattern).map_err(|error| format!("`{pattern}`: {error}"))?;
        }
        let matcher = builder.build().map_err(|error| error.to_string())?;
        Ok(FilePatterns { patterns: patterns.to_vec(), matcher })
    }

    /// Whether a file, by its path below the content folder, matches, or a folder that it is in.
    pub fn matches(&self, path: &str) -> bool {
        !self.matcher.is_empty() && self.matcher.matched_path_or_any_parents(path, false).is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_git() {
        let patterns = ["*.erb", "/drafts/", "!keep.erb", "notes/**/old.md"].map(str::to_owned);
        let patterns = FilePatterns::new(&patterns).expect("valid patterns");
        for path in ["a.erb", "sub/b.erb", "drafts/a.md", "drafts/sub/a.md", "notes/x/y/old.md"] {
            assert!(patterns.matches(path), "{path}");
        }
        for path in ["a.md", "keep.erb", "sub/drafts/a.md", "old.md"] {
            assert!(!patterns.matches(path), "{path}");
        }
        assert!(FilePatterns::new(&["[z-a]".to_owned()]).is_err());
        assert!(!FilePatterns::default().matches("a"));
    }
}
