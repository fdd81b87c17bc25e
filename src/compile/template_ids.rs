//! The ids that a project's own templates write into pages.

use std::collections::BTreeSet;

use crate::base::html::tokenizer::start_tags;
use crate::base::tree::Tree;
use crate::compile::options::Options;

/// The folders of templates of a project.
pub(super) const FOLDERS: &[&str] = &["templates", "themes"];

/// Ids that templates of the project write literally. Pages get them when they are rendered, so links may name them.
pub(super) fn template_ids(tree: &Tree, options: &Options) -> BTreeSet<String> {
    let folders = FOLDERS.iter().filter(|_| options.has_folders);
    let templates = folders.flat_map(|folder| tree.below(folder)).filter(|(path, _)| path.ends_with(".html"));
    let mut ids = BTreeSet::new();
    for (_, entry) in templates {
        let bytes = entry.bytes().unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let attributes = start_tags(&text).flat_map(|tag| tag.attributes).filter(|attribute| attribute.name == "id");
        ids.extend(attributes.map(|id| id.value.into_owned()).filter(|id| !id.contains(['{', ' '])));
    }
    ids
}
