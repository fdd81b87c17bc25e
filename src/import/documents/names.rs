//! Which documents pandoc reads, and where their images go.

use crate::base::path::{extension_of, file_name_of};

/// The format of a document that pandoc reads.
pub fn pandoc_format(path: &str) -> Option<&'static str> {
    let is_lock = file_name_of(path).starts_with("~$");
    match extension_of(path).as_deref() {
        _ if is_lock => None,
        Some("docx") => Some("docx"),
        Some("odt") => Some("odt"),
        _ => None,
    }
}

/// The folder for the images of a document, beside it.
pub fn image_folder(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    format!("{stem}-images")
}

/// The name of an image in that folder, from its path in the document.
pub fn image_name(path: &str) -> String {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "." | ".." | "media" | "Pictures"));
    parts.collect::<Vec<_>>().join("-")
}
