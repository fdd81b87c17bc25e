//! The menu of the old settings turned into front matter.
//!
//! If every section is a folder, pages only need an order. Otherwise each page of the menu gets its place with
//! `eleventyNavigation`, because a page with a parent of its own must not depend on folders above it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::path::{file_name_of, folder_of, folders_above};
use crate::base::slug::slug;
use crate::base::yaml::scalar;
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::NavItem;
use crate::import::text::front_edit::{FrontEdit, FrontValue};

/// The most levels of a menu.
const MOST_LEVELS: usize = 16;

/// What a menu makes of the pages.
#[derive(Debug, Default)]
pub struct PlacedPages {
    /// Front matter to set, by path below the content folder.
    pub edits: BTreeMap<String, FrontEdit>,
    /// Pages for sections that had none: path, text.
    pub new_pages: BTreeMap<String, String>,
}

/// The place of a page.
#[derive(Debug)]
struct MenuPlace {
    order: usize,
    label: Option<String>,
    /// The page of the section that it is in; `None` at the top.
    parent: Option<String>,
}

struct Placing<'a> {
    /// The titles of all pages.
    titles: &'a BTreeMap<String, String>,
    places: BTreeMap<String, MenuPlace>,
    /// The titles of pages for sections that had none.
    new_pages: BTreeMap<String, String>,
    /// The URLs of some of them.
    urls: BTreeMap<String, String>,
    /// For the folder of a section the number of the next one of that name, so that none is tried twice.
    next_numbers: BTreeMap<String, usize>,
    /// Folders whose URLs redirect.
    reserved: &'a BTreeSet<String>,
    notes: &'a mut Notes,
    settings: &'a str,
}

/// What is known of the site besides its menu.
pub struct Surroundings<'a> {
    /// The titles of all pages, by path below the content folder.
    pub titles: &'a BTreeMap<String, String>,
    /// Folders whose URLs redirect, so that no new page can be there.
    pub reserved: &'a BTreeSet<String>,
    /// The file with the menu.
    pub settings: &'a str,
}

/// Places the pages of a menu.
pub fn place(items: &[NavItem], around: &Surroundings<'_>, notes: &mut Notes) -> PlacedPages {
    let Surroundings { titles, reserved, settings } = *around;
    let mut placing = Placing {
        titles,
        places: BTreeMap::new(),
        new_pages: BTreeMap::new(),
        urls: BTreeMap::new(),
        next_numbers: BTreeMap::new(),
        reserved,
        notes,
        settings,
    };
    placing.section(items, None, &[]);
    placing.finish()
}

impl Placing<'_> {
    fn section(&mut self, items: &[NavItem], parent: Option<&str>, names: &[&str]) {
        let mut order = 0;
        for item in items {
            match item {
                NavItem::Page { title, path } => {
                    if parent == Some(path) {
                        continue;
                    }
                    if !self.titles.contains_key(path) {
                        let text = format!("the menu names `{path}`, but there is no such page");
                        self.notes.file(Topic::Navigation, self.settings, text);
                        continue;
                    }
                    order += 1;
                    self.add(path, order, title.clone(), parent);
                }
                NavItem::Section { title, page, url, items } => {
                    order += 1;
                    let names: Vec<&str> = names.iter().copied().chain([title.as_str()]).collect();
                    if names.len() > MOST_LEVELS {
                        self.notes.file(Topic::Navigation, self.settings, format!("`{title}` is too deep in the menu"));
                        continue;
                    }
                    let own = page.clone().filter(|page| self.titles.contains_key(page));
                    let page = own.unwrap_or_else(|| self.page_of_section(title, items, &names, url.is_some()));
                    if let Some(url) = url.as_ref().filter(|_| self.new_pages.contains_key(&page)) {
                        self.urls.insert(page.clone(), url.clone());
                    }
                    self.add(&page, order, Some(title.clone()), parent);
                    self.section(items, Some(&page), &names);
                }
                NavItem::Link { title, url } => {
                    let text =
                        format!("the menu has a link `{title}` to <{url}>; add it to `header_links` under `[theme]`");
                    self.notes.file(Topic::Navigation, self.settings, text);
                }
            }
        }
    }

    fn add(&mut self, path: &str, order: usize, label: Option<String>, parent: Option<&str>) {
        let title = self.title(path);
        let label = label.filter(|label| title.is_none_or(|title| title != label));
        let place = MenuPlace { order, label, parent: parent.map(str::to_owned) };
        self.places.entry(path.to_owned()).or_insert(place);
    }

    /// The page of a section: the first one if it has the same title, the index of the folder of all its pages, else a new
    /// one, in the folder that they share if it is free. One that is made is always new.
    fn page_of_section(&mut self, title: &str, items: &[NavItem], names: &[&str], is_made: bool) -> String {
        if let Some(NavItem::Page { title: Some(own), path }) = items.first()
            && own == title
            && self.titles.contains_key(path)
            && !self.places.contains_key(path)
            && !is_made
        {
            return path.clone();
        }
        let direct = items.iter().filter_map(|item| match item {
            NavItem::Page { path, .. } if self.titles.contains_key(path) => Some(path.as_str()),
            _ => None,
        });
        let mut paths = BTreeSet::new();
        paths_of(items, &mut paths);
        let is_of_all = |path: &&str| {
            let folder = format!("{}/", folder_of(path));
            folder != "/" && paths.iter().all(|path| path.starts_with(&folder))
        };
        if let Some(index) =
            direct.filter(|path| !is_made && is_index(path) && !self.places.contains_key(*path)).find(is_of_all)
        {
            return index.to_owned();
        }
        let shared = paths.iter().next().and_then(|first| {
            folders_above(first).find(|folder| paths.iter().all(|path| path.starts_with(&format!("{folder}/"))))
        });
        let named = names.iter().map(|name| slug(name)).collect::<Vec<_>>().join("/");
        let mut candidates = shared.map(str::to_owned).into_iter().chain([named.clone()]);
        let folder = candidates.find(|folder| self.is_free(folder)).unwrap_or_else(|| self.numbered(&named));
        let path = format!("{folder}/index.md");
        self.new_pages.insert(path.clone(), title.to_owned());
        path
    }

    /// The folder with the next free number behind its name.
    fn numbered(&mut self, name: &str) -> String {
        let first = self.next_numbers.get(name).copied().unwrap_or(2);
        let free = (first..).find(|number| self.is_free(&format!("{name}-{number}")));
        let number = free.expect("there is always another number");
        self.next_numbers.insert(name.to_owned(), number + 1);
        format!("{name}-{number}")
    }

    fn title(&self, path: &str) -> Option<&String> {
        self.titles.get(path).or_else(|| self.new_pages.get(path))
    }

    /// Whether a folder has no page at its URL.
    fn is_free(&self, folder: &str) -> bool {
        let names = ["index.md", "_index.md", "README.md", "readme.md", "index.markdown"];
        let is_taken = |path: &str| self.titles.contains_key(path) || self.new_pages.contains_key(path);
        !self.reserved.contains(folder)
            && !names.iter().any(|name| is_taken(&format!("{folder}/{name}")))
            && !is_taken(&format!("{folder}.md"))
    }

    fn finish(self) -> PlacedPages {
        let mut edits: BTreeMap<String, FrontEdit> = BTreeMap::new();
        if self.is_by_folder() {
            for (path, place) in &self.places {
                let edit = edits.entry(path.clone()).or_default();
                edit.set("order", FrontValue::Number(place.order));
                if let Some(label) = &place.label {
                    edit.set("sidebar_label", FrontValue::Text(label.clone()));
                }
            }
        } else {
            let keys = self.keys();
            for (path, place) in &self.places {
                let parent = match &place.parent {
                    Some(parent) => FrontValue::Text(keys[parent.as_str()].clone()),
                    None => FrontValue::Truth(false),
                };
                let mut entry = vec![
                    ("key", FrontValue::Text(keys[path.as_str()].clone())),
                    ("parent", parent),
                    ("order", FrontValue::Number(place.order)),
                ];
                let label =
                    place.label.as_ref().or_else(|| self.title(path).filter(|title| **title != keys[path.as_str()]));
                entry.extend(label.map(|label| ("title", FrontValue::Text(label.clone()))));
                edits.entry(path.clone()).or_default().set("eleventyNavigation", FrontValue::Map(entry));
            }
        }
        for path in self.titles.keys().filter(|path| !self.places.contains_key(*path) && !is_home(path)) {
            edits.entry(path.clone()).or_default().set("hide_in_navigation", FrontValue::Truth(true));
        }
        let text = |(path, title): (String, String)| {
            let url = self.urls.get(&path).map(|url| format!("permalink: {}\n", scalar(url))).unwrap_or_default();
            let text = format!("---\ntitle: {}\n{url}---\n", scalar(&title));
            let text = edits.remove(&path).map_or(text.clone(), |edit| edit.apply(&text));
            (path, text)
        };
        let new_pages = self.new_pages.into_iter().map(text).collect();
        PlacedPages { edits, new_pages }
    }

    /// Whether every page is where its folder puts it.
    fn is_by_folder(&self) -> bool {
        let pages = self.titles.keys().chain(self.new_pages.keys());
        let indexes: BTreeMap<&str, &str> =
            pages.filter(|path| is_index(path)).map(|path| (folder_of(path), path.as_str())).collect();
        self.places.iter().all(|(path, place)| {
            let folder = if is_index(path) { folder_of(folder_of(path)) } else { folder_of(path) };
            let above = if is_home(path) { None } else { indexes.get(folder).copied() };
            let is_at_top = above.is_none_or(is_home) && folder.is_empty();
            if place.parent.is_none() { is_at_top } else { place.parent.as_deref() == above }
        })
    }

    /// A key for each page that no other has and that other tools can read.
    fn keys(&self) -> BTreeMap<&str, String> {
        let mut taken = BTreeSet::new();
        let mut keys = BTreeMap::new();
        for path in self.places.keys() {
            let title = self.title(path).map_or(path.as_str(), String::as_str).replace(',', "");
            let is_number = title.parse::<f64>().is_ok();
            let title = if is_number || title.trim().is_empty() { format!("Page {title}") } else { title };
            let is_new = taken.insert(title.to_lowercase());
            let key =
                if is_new { title } else { format!("{title} ({})", path.trim_end_matches(".md").replace(',', "")) };
            keys.insert(path.as_str(), key);
        }
        keys
    }
}

fn paths_of<'n>(items: &'n [NavItem], paths: &mut BTreeSet<&'n str>) {
    for item in items {
        match item {
            NavItem::Page { path, .. } => {
                paths.insert(path);
            }
            NavItem::Section { page, items, .. } => {
                paths.extend(page.as_deref());
                paths_of(items, paths);
            }
            NavItem::Link { .. } => {}
        }
    }
}

fn is_index(path: &str) -> bool {
    let name = file_name_of(path).to_lowercase();
    matches!(name.as_str(), "index.md" | "_index.md" | "readme.md" | "index.markdown")
}

fn is_home(path: &str) -> bool {
    is_index(path) && !path.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: Option<&str>, path: &str) -> NavItem {
        NavItem::Page { title: title.map(str::to_owned), path: path.to_owned() }
    }

    fn section(title: &str, items: Vec<NavItem>) -> NavItem {
        NavItem::Section { title: title.to_owned(), page: None, url: None, items }
    }

    fn front(items: &[NavItem], paths: &[&str]) -> BTreeMap<String, String> {
        let titles = paths.iter().map(|path| ((*path).to_owned(), format!("T {path}"))).collect();
        let around =
            Surroundings { titles: &titles, reserved: &BTreeSet::from(["taken".to_owned()]), settings: "mkdocs.yml" };
        let placed = place(items, &around, &mut Notes::default());
        let edited = placed.edits.iter().map(|(path, edit)| (path.clone(), edit.apply("")));
        edited.chain(placed.new_pages).collect()
    }

    #[test]
    fn sections_that_are_folders_need_only_an_order() {
        let items = [
            page(Some("Home"), "index.md"),
            section("Guides", vec![page(None, "g/b.md"), page(Some("First"), "g/a.md")]),
        ];
        let front = front(&items, &["index.md", "g/a.md", "g/b.md", "g/hidden.md"]);
        assert_eq!(front["g/b.md"], "---\norder: 1\n---\n\n");
        assert_eq!(front["g/a.md"], "---\norder: 2\nsidebar_label: First\n---\n\n");
        assert_eq!(front["g/index.md"], "---\norder: 2\ntitle: Guides\n---\n");
        assert_eq!(front["g/hidden.md"], "---\nhide_in_navigation: true\n---\n\n");
    }

    #[test]
    fn other_sections_name_their_parents() {
        let items = [
            section("One", vec![page(None, "s/a.md")]),
            section("Two, too", vec![page(None, "s/b.md"), page(None, "README.md")]),
        ];
        let front = front(&items, &["s/a.md", "s/b.md", "README.md"]);
        assert!(front["s/a.md"].contains("parent: One, order: 1"), "{front:?}");
        assert!(front["s/b.md"].contains("parent: Two too, order: 1"), "{front:?}");
        assert!(front["two-too/index.md"].contains("parent: false, order: 2"), "{front:?}");
    }
}
