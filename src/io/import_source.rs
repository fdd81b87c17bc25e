//! Reads the folder of an old site into a tree. Nothing outside the folder is read: links are not followed.

use std::io::Read;
use std::path::Path;

use walkdir::WalkDir;

use crate::base::path::is_markdown;
use crate::base::tree::{Bytes, Tree};
use crate::io::error::Error;
use crate::io::open::{canonical_inside, open_regular};
use crate::io::project_file;

/// The most files of an old site.
const MOST_FILES: usize = 100_000;
/// The most bytes of a page.
const LARGEST_PAGE: u64 = 16 * 1024 * 1024;
/// Folders of tools, which are no part of a site.
const OF_TOOLS: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    ".fingerpost",
    "__pycache__",
    ".cache",
    ".venv",
    "venv",
    ".bundle",
    "vendor",
];

/// The files of an old site.
pub struct SourceFiles {
    pub tree: Tree,
    /// Files that were not read, each with the reason.
    pub skipped: Vec<(String, &'static str)>,
}

/// Reads a folder.
pub fn read(root: &Path) -> Result<SourceFiles, Error> {
    let real = std::fs::canonicalize(root).map_err(|error| Error::io("open the folder", root, &error))?;
    if !real.is_dir() {
        return Err(Error::new(format!("`{}` is not a folder", root.display())));
    }
    let mut found = SourceFiles { tree: Tree::default(), skipped: Vec::new() };
    let mut count = 0;
    let is_wanted = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !(entry.file_type().is_dir() && OF_TOOLS.contains(&&*entry.file_name().to_string_lossy()))
    };
    for entry in WalkDir::new(&real).sort_by_file_name().into_iter().filter_entry(is_wanted) {
        let Ok(entry) = entry else {
            found.skipped.push((String::new(), "a folder that cannot be opened"));
            continue;
        };
        if entry.file_type().is_dir() {
            continue;
        }
        count += 1;
        if count > MOST_FILES {
            return Err(Error::new(format!("`{}` has more than {MOST_FILES} files", root.display()))
                .help("import a folder with the site alone"));
        }
        let below = entry.path().strip_prefix(&real).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = below.iter().map(|part| part.to_str()).collect();
        let Some(parts) = parts else {
            found.skipped.push((below.to_string_lossy().into_owned(), "a name that is not UTF-8"));
            continue;
        };
        let name = parts.join("/");
        if let Err(reason) = add(&real, entry.path(), &name, &mut found.tree) {
            found.skipped.push((name, reason));
        }
    }
    Ok(found)
}

fn add(root: &Path, path: &Path, name: &str, tree: &mut Tree) -> Result<(), &'static str> {
    let metadata = std::fs::symlink_metadata(path).map_err(|_| "a file that cannot be read")?;
    if metadata.is_symlink() {
        return Err("a link, which is not followed");
    }
    if !metadata.is_file() {
        return Err("neither a file nor a folder");
    }
    if name.contains(['\\', ':']) || name.contains(char::is_control) {
        return Err("a name that other systems cannot have");
    }
    let real = canonical_inside(root, path).map_err(|_| "outside the folder")?;
    if !is_markdown(name) {
        let entry = project_file::attachment(real).map_err(|_| "a file that cannot be read")?;
        tree.insert_entry(name, entry);
        return Ok(());
    }
    let file = open_regular(&real).map_err(|_| "a file that cannot be read")?;
    if metadata.len() > LARGEST_PAGE {
        return Err("a page of more than 16 MiB");
    }
    let mut bytes = Vec::new();
    file.take(LARGEST_PAGE).read_to_end(&mut bytes).map_err(|_| "a file that cannot be read")?;
    tree.insert(name, Bytes::new(bytes));
    Ok(())
}
