//! Three types of path: source files, output files and URLs.
//!
//! All use `/` and are relative to a root that the type implies. None is a path of the file system.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::url::encode_path;

/// The most bytes of a path of a file and of a URL of the site. Common file systems and hosts do not have longer ones, and
/// each page contains the URLs of those around it.
pub const LONGEST_PATH: usize = 1024;

/// The folder whose files are passed through to the root of the output.
pub const STATIC_FOLDER: &str = "static";

/// A source file, relative to the project root: `content/a/b.md`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourcePath(Arc<str>);

/// A published file, relative to the output folder: `a/b/index.html`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutputPath(Arc<str>);

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// The path of a URL of the site, percent-encoded, without the base path: `/a/b/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UrlPath(Arc<str>);

macro_rules! path_type {
    ($name:ident) => {
        impl $name {
            /// Wraps a path that is already in this type's form.
            pub fn new(path: impl AsRef<str>) -> $name {
                $name(Arc::from(path.as_ref()))
            }

            /// The path as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

path_type!(SourcePath);
path_type!(OutputPath);
path_type!(UrlPath);

impl OutputPath {
    /// The URL path under which a web server serves this file; an `index.html` is its folder.
    pub fn url(&self) -> UrlPath {
        let shown = match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => &self.0,
        };
        UrlPath::new(format!("/{}", encode_path(shown)))
    }
}

/// The folder of a `/`-separated path, without its last `/`; empty at the top.
pub fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..slash])
}

/// The folders above a `/`-separated path, the innermost first, without the top.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    let folders = std::iter::successors(Some(folder_of(path)), |folder| Some(folder_of(folder)));
    folders.take_while(|folder| !folder.is_empty())
}

/// The part after the last `/`.
pub fn file_name_of(path: &str) -> &str {
    path.rfind('/').map_or(path, |slash| &path[slash + 1..])
}

/// The extension in lower case, without its dot; `None` for `name`, `.name` and `name.`.
pub fn extension_of(path: &str) -> Option<String> {
    let name = file_name_of(path);
    let dot = name.rfind('.').filter(|dot| *dot > 0)?;
    Some(name[dot + 1..].to_lowercase()).filter(|extension| !extension.is_empty())
}

/// The extensions by which a web server may choose the type of a file, in lower case, the last one first: also of `.name`,
/// and of names that end in dots or spaces, which Windows drops. Apache takes each extension of a name for its type, its
/// language or nothing (mod_mime, "Files with Multiple Extensions").
pub fn served_extensions_of(path: &str) -> impl Iterator<Item = String> {
    let name = file_name_of(path).trim_end_matches([' ', '.']);
    name.rsplit('.').take(name.matches('.').count()).map(|extension| extension.trim().to_lowercase())
}

/// Whether the file is Markdown by its name (`.md` or `.markdown`, letter case ignored).
pub fn is_markdown(path: &str) -> bool {
    matches!(extension_of(path).as_deref(), Some("md" | "markdown"))
}

/// Whether a name is that of a folder of version control, which can contain passwords and programs, or of Fingerpost's own
/// files. Letter case, letters that macOS ignores and endings that Windows drops make no other name.
pub fn is_of_tools(name: &str) -> bool {
    let is_ignored = |letter: &char| matches!(letter, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let plain: String = name.chars().filter(|letter| !is_ignored(letter)).flat_map(char::to_lowercase).collect();
    let plain = plain.trim_end_matches(['.', ' ']);
    matches!(plain, ".git" | "git~1" | ".hg" | ".svn" | ".jj") || plain.starts_with(".fingerpost")
}

/// Joins `relative` to `folder` and resolves `.`, `..` and empty parts; `None` if the path leaves the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_hide_index_files_and_encode_the_rest() {
        assert_eq!(OutputPath::new("index.html").url().as_str(), "/");
        assert_eq!(OutputPath::new("a/b/index.html").url().as_str(), "/a/b/");
        assert_eq!(OutputPath::new("a/my index.html").url().as_str(), "/a/my%20index.html");
        assert_eq!(OutputPath::new("a/é #1.pdf").url().as_str(), "/a/%C3%A9%20%231.pdf");
    }

    #[test]
    fn joining_never_climbs_above_the_root() {
        assert_eq!(join("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("a", "./x//y/"), Some("a/x/y".to_owned()));
        assert_eq!(join("a", "../../etc/passwd"), None);
    }
}
