//! Spaces of Confluence exported as HTML: `index.html` with the tree of pages, a file for each page, `attachments/`.

pub mod html;
pub mod index;
pub mod page;

use std::collections::BTreeMap;

use crate::base::node::Node;
use crate::base::path::{extension_of, folder_of};
use crate::import::confluence::index::{read_index, settings_of};
use crate::import::confluence::page::convert;
use crate::import::dialect::Dialect;
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::{NavItem, OldSite};
use crate::import::source::Source;

/// Confluence.
pub const CONFLUENCE: Dialect = Dialect {
    name: "confluence",
    label: "Confluence",
    evidence: |source| {
        let text = source.text(INDEX)?;
        let is_export = text.contains("pageSectionTitle") || text.contains("by Confluence on");
        (is_export && text.contains("id=\"main-content\"")).then(|| format!("the list of pages in `{INDEX}`"))
    },
    read,
    convert,
    page: |site, path| path.ends_with(".html").then(|| site.new_paths.get(path).cloned()).flatten(),
    url: |_, _, _: &Node| None,
    own_file,
};

const INDEX: &str = "index.html";

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let mut site = OldSite::default();
    let text = source.text(INDEX).unwrap_or_default();
    if text.is_empty() {
        notes.file(Topic::NotRead, INDEX, "there is no list of pages, so the menu is alphabetical");
    }
    settings_of(&text, &mut site);
    let mut items = read_index(&text, source);
    // A page above all others is the home page.
    if let [NavItem::Section { page: Some(page), items: below, .. }] = items.as_slice() {
        site.new_paths.insert(page.clone(), "index.md".to_owned());
        items = below.clone();
    }
    let mut used: BTreeMap<String, usize> = [("index".to_owned(), 2)].into();
    let mut menu = index::placed(items, "", &mut used, &mut site.new_paths);
    for (path, _) in source.tree.iter().filter(|(path, _)| is_page(path)) {
        if !site.new_paths.contains_key(path) {
            let title = index::title_of_file(path);
            let item = NavItem::Page { title: Some(title), path: path.to_owned() };
            menu.extend(index::placed(vec![item], "", &mut used, &mut site.new_paths));
            notes.file(Topic::Navigation, path, "not in the list of pages: it is at the end of the menu");
        }
    }
    site.navigation = Some(menu);
    site
}

/// Pages are the HTML files at the top.
fn is_page(path: &str) -> bool {
    extension_of(path).as_deref() == Some("html") && folder_of(path).is_empty() && path != INDEX
}

fn own_file(_: &OldSite, path: &str) -> Option<Topic> {
    match path.split('/').next() {
        _ if path == INDEX => Some(Topic::Navigation),
        Some("styles" | "js" | "css") => Some(Topic::ThemeFiles),
        Some("images") if path.starts_with("images/icons/") || path.starts_with("images/border/") => {
            Some(Topic::ThemeFiles)
        }
        _ => None,
    }
}
