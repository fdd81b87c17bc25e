//! Folders of documents: Word and OpenDocument files that pandoc has turned into Markdown, plain text, and Markdown.
//!
//! Here, the text of a document is what pandoc made of it, under the name of the document. `io/pandoc.rs` runs pandoc.

pub mod names;
pub mod text;

use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown};
use crate::import::dialect::Dialect;
use crate::import::documents::names::pandoc_format;
use crate::import::documents::text::convert;
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::OldSite;
use crate::import::source::Source;

/// A folder of documents.
pub const DOCUMENTS: Dialect = Dialect {
    name: NAME,
    label: "a folder of documents",
    evidence,
    read,
    convert,
    page,
    url: |_, _, _| None,
    own_file: |_, path| file_name_of(path).starts_with("~$").then_some(Topic::Folders),
};

/// The name of this kind of source on the command line.
pub const NAME: &str = "documents";
/// How to get pandoc, and what else can be done.
pub const WITHOUT_PANDOC: &str = "pandoc is not installed, so this document has no page: install it with `sudo apt-get \
    install pandoc`, `brew install pandoc` or `winget install pandoc` and import again, or publish the document as a \
    download with `--keep-documents`";

/// The text of a page with a link at its end to the document that it was made from.
pub fn with_download(text: &str, path: &str) -> String {
    let name = file_name_of(path);
    format!("{}\n\n[Download this document: {name}](<{name}>)\n", text.trim_end())
}

fn evidence(source: &Source<'_>) -> Option<String> {
    let is_document = |path: &&str| pandoc_format(path).is_some() || is_plain_text(path);
    let found = source.tree.iter().map(|(path, _)| path).find(is_document)?;
    Some(format!("`{found}`"))
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    for (path, _) in source.tree.iter() {
        let format = match extension_of(path).as_deref() {
            Some("doc") => "an old Word document",
            Some("rtf") => "a document in Rich Text Format",
            Some("pages") => "a document of Apple Pages",
            _ => continue,
        };
        notes.file(Topic::NotRead, path, format!("{format}, kept as a download: for a page, save it as `.docx`"));
    }
    OldSite::default()
}

fn is_plain_text(path: &str) -> bool {
    extension_of(path).as_deref() == Some("txt") && file_name_of(path) != "robots.txt"
}

fn page(_: &OldSite, path: &str) -> Option<String> {
    if is_markdown(path) {
        return Some(path.to_owned());
    }
    let (stem, _) = path.rsplit_once('.').filter(|_| is_plain_text(path) || pandoc_format(path).is_some())?;
    let is_home = folder_of(path).is_empty() && file_name_of(stem).eq_ignore_ascii_case("readme");
    Some(if is_home { "index.md".to_owned() } else { format!("{stem}.md") })
}
