//! The files of a theme in three layers: the shipped theme, a theme of the site's own, the site's `templates/`.
//!
//! A file replaces the one of the same name in the layers below.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::base::path::SourcePath;
use crate::base::tree::{Bytes, Tree};
use crate::config::settings::Config;
use crate::config::theme::ThemeSettings;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The name of the theme that all others change.
pub(super) const DEFAULT: &str = "default";
/// The names of the shipped themes.
pub const SHIPPED_THEMES: [&str; 2] = [DEFAULT, "folio"];
/// The templates of pages that `fingerpost new` creates.
const PAGE_TEMPLATES: &str = "new";
/// The folder of the project with templates that replace those of its theme.
pub const TEMPLATES: &str = "templates";
/// The folders of a theme that are read.
pub(super) const FOLDERS: [&str; 3] = ["assets", PAGE_TEMPLATES, TEMPLATES];

/// Where the files of a theme are in the source tree.
pub struct ThemeFolders<'a> {
    pub settings: &'a ThemeSettings,
    /// The content folder, as the source tree names it.
    pub content: &'a str,
    /// The base path of the site.
    pub prefix: &'a str,
    /// Whether the source tree has folders for themes and templates beside its content.
    pub has_folders: bool,
}

impl<'a> ThemeFolders<'a> {
    /// Those of a site.
    pub fn of(config: &'a Config, content: &'a str, has_folders: bool) -> ThemeFolders<'a> {
        ThemeFolders { settings: &config.theme, content, prefix: &config.base_url.prefix, has_folders }
    }

    /// The name of the theme.
    pub fn name(&self) -> &str {
        self.settings.name.as_deref().unwrap_or(DEFAULT)
    }

    /// Whether its files are in the program or in the source tree.
    pub fn exists(&self, tree: &Tree) -> bool {
        SHIPPED_THEMES.contains(&self.name())
            || self.has_folders && tree.below(&format!("themes/{}", self.name())).next().is_some()
    }
}

/// Where a file of a theme comes from. Later layers replace earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The theme inside the program.
    Shipped,
    /// `themes/NAME/` of the project.
    Theme,
    /// `templates/` of the project.
    Project,
}

/// A file of a theme, in the layer that counts.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    pub path: SourcePath,
    pub layer: Layer,
    pub bytes: Bytes,
}

/// All files of a theme by their names in it, such as `templates/page.html`, `assets/icon.svg` and `new/sop.md`.
pub fn merged(tree: &Tree, folders: &ThemeFolders<'_>) -> BTreeMap<String, ThemeFile> {
    let mut files = BTreeMap::new();
    for theme in layers(folders.name()) {
        files.extend(files_of(theme).map(|(name, bytes)| {
            let path = SourcePath::new(format!("themes/{theme}/{name}"));
            (name.to_owned(), ThemeFile { path, layer: Layer::Shipped, bytes: Arc::new(bytes.to_vec()) })
        }));
    }
    if !folders.has_folders {
        return files;
    }
    let file = |path: &str, layer, bytes: Option<Bytes>| {
        let path = SourcePath::new(path);
        ThemeFile { path, layer, bytes: bytes.unwrap_or_default() }
    };
    let own = format!("themes/{}/", folders.name());
    for (path, entry) in tree.below(own.trim_end_matches('/')) {
        let name = &path[own.len()..];
        if name.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder)) {
            files.insert(name.to_owned(), file(path, Layer::Theme, entry.bytes()));
        }
    }
    for (path, entry) in tree.below(TEMPLATES) {
        let name = path.strip_prefix("templates/").filter(|name| name.starts_with("new/")).unwrap_or(path);
        files.insert(name.to_owned(), file(path, Layer::Project, entry.bytes()));
    }
    files
}

/// The shipped themes that a theme consists of, the one that counts most last.
fn layers(theme: &str) -> impl DoubleEndedIterator<Item = &'static str> {
    SHIPPED_THEMES.into_iter().filter(move |name| *name == DEFAULT || *name == theme)
}

/// The shipped file of a name, in a theme.
pub fn shipped(theme: &str, name: &str) -> Option<&'static [u8]> {
    layers(theme).rev().find_map(|theme| Some(SHIPPED.get_file(format!("{theme}/{name}"))?.contents()))
}

/// The names of shipped templates, such as `partials/head.html`.
pub(super) fn shipped_templates() -> Vec<&'static str> {
    files_of(DEFAULT).filter_map(|(name, _)| name.strip_prefix("templates/")).collect()
}

/// The text of a shipped file by its path, for reports that point into it.
pub fn shipped_source(path: &str) -> Option<&'static str> {
    SHIPPED.get_file(path.strip_prefix("themes/")?)?.contents_utf8()
}

/// The files of a shipped theme by their names in it.
fn files_of(theme: &'static str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let files = SHIPPED.get_dir(theme).map(all).unwrap_or_default();
    files.into_iter().filter_map(move |(path, bytes)| Some((path.strip_prefix(theme)?.strip_prefix('/')?, bytes)))
}

fn all(folder: &'static Dir<'static>) -> Vec<(&'static str, &'static [u8])> {
    let files = folder.files().map(|file| (file.path().to_str().expect("shipped names are UTF-8"), file.contents()));
    files.chain(folder.dirs().flat_map(all)).collect()
}
