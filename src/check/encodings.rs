//! Encodings of the configuration and of files of the theme. Pages are checked where they are parsed.

use crate::base::codes::SOURCE_NOT_UTF8;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::path::{STATIC_FOLDER, SourcePath, extension_of};
use crate::base::text;
use crate::base::tree::Tree;
use crate::config;

/// Endings of files of a theme that Fingerpost reads as text.
const TEXT: &[&str] = &["html", "htm", "css", "js", "mjs", "xml", "txt", "md", "svg", "json", "toml", "csv"];
/// Folders of templates and themes.
const FOLDERS: &[&str] = &["templates", "themes"];
/// Endings of files that are published as they are, and that a browser reads as UTF-8.
const PASSED_THROUGH: &[&str] = &["css", "js", "mjs"];

/// Reports the configuration if it is not UTF-8.
pub fn of_configuration(tree: &Tree) -> Option<Diagnostic> {
    diagnostic(config::FILE_NAME, &tree.get(config::FILE_NAME)?)
}

/// Reports templates, styles and scripts that are not UTF-8.
pub fn of_theme(tree: &Tree) -> impl Iterator<Item = Diagnostic> {
    let folders = FOLDERS.iter().copied().chain([STATIC_FOLDER]);
    let files = folders.flat_map(|folder| tree.below(folder)).filter(|(path, _)| is_text(path));
    files.filter_map(|(path, entry)| diagnostic(path, &entry.bytes()?))
}

/// Whether a file makes such a diagnostic.
pub fn is_wrong(path: &str, bytes: &[u8]) -> bool {
    is_text(path) && text::decode(bytes).is_err()
}

fn is_text(path: &str) -> bool {
    let endings = if path.starts_with(STATIC_FOLDER) { PASSED_THROUGH } else { TEXT };
    extension_of(path).is_some_and(|ending| endings.contains(&ending.as_str()))
}

fn diagnostic(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let problem = text::decode(bytes).err()?;
    let at = Location::at(&SourcePath::new(path), problem.span);
    Some(Diagnostic::new(&SOURCE_NOT_UTF8, at, problem.message).help(problem.help))
}
