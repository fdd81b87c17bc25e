//! Exports of Notion as Markdown and CSV: names with ids, folders of subpages, databases as CSV files.

pub mod paths;
pub mod table;
pub mod text;

use crate::base::path::is_markdown;
use crate::import::dialect::Dialect;
use crate::import::notes::{Notes, Topic};
use crate::import::notion::paths::{id_of, new_paths, page_names};
use crate::import::notion::table::databases;
use crate::import::notion::text::convert;
use crate::import::old_site::OldSite;
use crate::import::source::Source;

/// Notion.
pub const NOTION: Dialect = Dialect {
    name: "notion",
    label: "Notion",
    evidence: |source| {
        let mut pages = source.tree.iter().map(|(path, _)| path).filter(|path| is_markdown(path));
        pages.find(|path| id_of(path).is_some()).map(|path| format!("the id in `{path}`"))
    },
    read,
    convert,
    page: |site, path| is_markdown(path).then(|| site.new_paths.get(path).cloned()).flatten(),
    url: |_, _, _| None,
    own_file: |_, _| None,
};

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    for (path, _) in source.tree.iter() {
        if path.to_lowercase().ends_with(".zip") {
            notes.file(Topic::NotRead, path, "a part of the export: unpack it into the same folder, and import again");
        }
    }
    let new_paths = new_paths(source);
    let page_names = page_names(&new_paths);
    OldSite { databases: databases(source), page_names, new_paths, ..OldSite::default() }
}
