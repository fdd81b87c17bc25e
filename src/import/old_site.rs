//! What the settings of the old site say, in the words of the new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::node::{Node, Value};
use crate::config::file_patterns::FilePatterns;
use crate::import::anchor_rules::AnchorRule;
use crate::import::old_pages::OldPages;
use crate::import::source::below;

/// The most values of settings and data files that pages can name.
pub const MOST_VARIABLES: usize = 2_000;
/// The longest name of one, in bytes.
const LONGEST_VARIABLE: usize = 200;

/// The old site.
#[derive(Debug, Default)]
pub struct OldSite {
    pub title: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    pub base_url: Option<String>,
    /// Plain text for the foot of each page.
    pub footer: Option<String>,
    pub header_links: Vec<Link>,
    pub footer_links: Vec<Link>,
    /// The word for the phase of the service, such as `Beta`.
    pub phase: Option<String>,
    /// The icon in the tabs of browsers, as `logo`.
    pub favicon: Option<String>,
    /// The folder with the pages, in the source folder; empty for all of it.
    pub content: String,
    /// Folders with pages and their places below the new content folder, where there are several; else `content`.
    pub folders: Vec<(String, String)>,
    /// Prefixes of links that mean a folder: `@site/`, with that folder.
    pub aliases: Vec<(&'static str, String)>,
    /// The pages, for tools whose menus and links name them by ids and URLs.
    pub pages: OldPages,
    /// Files of the content folder that were not published.
    pub excluded: FilePatterns,
    /// Folders or files that were published at another URL path: source, path from the root of the site.
    pub passed_through: Vec<(String, String)>,
    /// Files of the source folder whose text is part of pages, and that are no pages themselves.
    pub fragments: BTreeSet<String>,
    /// The paths of pages and files in the new content folder, by those below the old one, for links that name files.
    pub new_paths: BTreeMap<String, String>,
    /// A page that was at the URL of the home page too.
    pub home: Option<String>,
    /// Other files of the old content folder that links can name.
    pub files: BTreeSet<String>,
    /// Whether pages name their parents in the menu by title, and those without one are at the top.
    pub has_titled_menu: bool,
    /// The menu, if the settings have one.
    pub navigation: Option<Vec<NavItem>>,
    pub redirects: Vec<Redirect>,
    pub anchors: AnchorRule,
    /// Whether a line break in a paragraph was one on the page.
    pub hard_breaks: bool,
    /// Whether straight quotes became typographic ones.
    pub smart_punctuation: bool,
    /// The key of the home page in the navigation.
    pub home_key: Option<String>,
    /// Front matter for all files below a folder: patterns below the content folder, values.
    pub defaults: Vec<(String, Node)>,
    /// Values that templates could name: `site.title`.
    pub variables: BTreeMap<String, String>,
    /// An image of the site: its path below the content folder.
    pub logo: Option<String>,
    /// Abbreviations with their meanings that every page had.
    pub abbreviations: Vec<Abbreviation>,
    /// Folders in which included files are looked for; empty for the source folder.
    pub include_folders: Vec<String>,
    /// Whether double braces in pages were template tags.
    pub has_tags: bool,
    /// Keys of front matter that mean something else here.
    pub ignored_keys: Vec<&'static str>,
    /// Whether capitals of file names stay in URLs.
    pub keeps_case: bool,
    /// Patterns of URLs by the first folder of a page.
    pub permalinks: Vec<(String, String)>,
    /// Languages that the names of pages have: `about.fr.md`.
    pub other_languages: Vec<String>,
    /// The columns of databases whose rows are pages, by the place of the database.
    pub databases: BTreeMap<String, Vec<String>>,
    /// Pages by their names in lower case; `None` if several have one.
    pub page_names: BTreeMap<String, Option<String>>,
    /// Whether pages are folders (`/a/`) or files (`/a.html`).
    pub urls: UrlStyle,
}

impl OldSite {
    /// Adds the texts and numbers of a value to the variables, under names such as `site.contact.email`.
    pub fn add_variables(&mut self, name: &str, node: &Node) {
        if self.variables.len() >= MOST_VARIABLES || name.len() > LONGEST_VARIABLE {
            return;
        }
        match (&node.value, node.text()) {
            (Value::Map(entries), _) => {
                entries.iter().for_each(|(key, node)| self.add_variables(&format!("{name}.{key}"), node));
            }
            (_, Some(text)) => _ = self.variables.insert(name.to_owned(), text),
            _ => {}
        }
    }

    /// The folders with pages: in the source folder, and below the new content folder.
    pub fn content_folders(&self) -> Vec<(String, String)> {
        if self.folders.is_empty() { vec![(self.content.clone(), String::new())] } else { self.folders.clone() }
    }

    /// The path below the content folder of a file of the source folder.
    pub fn content_path(&self, source: &str) -> Option<String> {
        let place =
            |(folder, target): &(String, String)| Some((folder.len(), in_folder(target, below(folder, source)?)));
        self.content_folders().iter().filter_map(place).max().map(|(_, path)| path)
    }
}

/// A path in a folder, which may be the top.
pub fn in_folder(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// The form of URLs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UrlStyle {
    #[default]
    Folders,
    Files,
}

/// An abbreviation with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Abbreviation {
    pub short: String,
    pub long: String,
}

/// A redirect of the settings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    pub from: String,
    pub to: String,
}

/// A link in the header or the footer of each page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub title: String,
    pub url: String,
}

/// An entry of a menu that is made of the files of a folder.
pub struct PositionedItem {
    /// The number that its page gives; infinite if it gives none.
    pub position: f64,
    /// Orders entries with one position.
    pub name: String,
    pub item: NavItem,
}

impl PositionedItem {
    /// The entries by position, then by name.
    pub fn in_order(mut items: Vec<PositionedItem>) -> Vec<NavItem> {
        items.sort_by(|left, right| left.position.total_cmp(&right.position).then_with(|| left.name.cmp(&right.name)));
        items.into_iter().map(|positioned| positioned.item).collect()
    }
}

/// An entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NavItem {
    /// A page, by its path below the content folder.
    Page {
        title: Option<String>,
        path: String,
    },
    Section {
        title: String,
        /// Its own page, by its path below the content folder.
        page: Option<String>,
        /// The URL path of the page that is made for it, if it has none.
        url: Option<String>,
        items: Vec<NavItem>,
    },
    Link {
        title: String,
        url: String,
    },
}
