//! A new page on disk: below the content folder, and never over a file that is there.

use std::fs::{self, File};
use std::io::Write;

use crate::base::path::{is_markdown, join};
use crate::io::Failure;
use crate::io::project::Project;

/// Writes a page at a path below the content folder; returns the path as findings name it.
pub fn write(project: &Project, path: &str, text: &str) -> Result<String, Failure> {
    let below = join("", path).filter(|below| is_markdown(below)).ok_or_else(|| {
        Failure::new(format!("`{path}` is not a page of the content folder"))
            .help("name a file below it that ends in `.md`")
    })?;
    let file = project.content.join(&below);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::of("make the folder", folder, &error))?;
    }
    let mut open = File::create_new(&file).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::new(format!("`{}` is there already", file.display()))
            .help("name another file with `--path`, or move that one away"),
        _ => Failure::of("make", &file, &error),
    })?;
    open.write_all(text.as_bytes()).map_err(|error| Failure::of("write", &file, &error))?;
    let folder = &project.content_name;
    Ok(if folder.is_empty() { below } else { format!("{folder}/{below}") })
}
