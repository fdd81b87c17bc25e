//! The paths of an export without ids. A page with subpages is the index of their folder.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown};
use crate::base::slug::slug;
use crate::import::old_site::in_folder;
use crate::import::source::Source;

static ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(.*?)[ _-]?([0-9a-f]{32})(_all)?$").expect("a pattern of this program is well formed")
});

/// The end of the name of a database with all columns, beside the one that readers saw.
pub const ALL_COLUMNS: &str = " (all)";

/// The id in the name of a file or folder.
pub fn id_of(path: &str) -> Option<String> {
    ID.captures(stem_of(path)).map(|found| found[2].to_owned())
}

/// A path without its ending, if it has a short one: names of folders may contain dots.
fn stem_of(path: &str) -> &str {
    match extension_of(path) {
        Some(ending) if ending.len() <= 4 => &path[..path.len() - ending.len() - 1],
        _ => path,
    }
}

/// The name of a file or folder without its id.
pub fn name_of(path: &str) -> String {
    let stem = file_name_of(stem_of(path));
    let Some(found) = ID.captures(stem) else { return stem.trim().to_owned() };
    let name = if found[1].trim().is_empty() { &found[2] } else { found[1].trim() };
    format!("{name}{}", if found.get(3).is_some() { ALL_COLUMNS } else { "" })
}

/// The new path of each file, by its path in the export.
pub fn new_paths(source: &Source<'_>) -> BTreeMap<String, String> {
    let mut paths: Vec<&str> = source.tree.iter().map(|(path, _)| path).collect();
    paths.sort_by_key(|path| (path.matches('/').count(), !is_markdown(path), *path));
    let mut top = paths.iter().filter(|path| !path.contains('/') && is_markdown(path));
    let home = top.next().filter(|_| top.next().is_none()).copied();
    let mut folders: BTreeMap<String, String> = BTreeMap::new();
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut new = BTreeMap::new();
    for path in paths {
        let folder = folder_in(folder_of(path), &mut folders);
        if !is_markdown(path) {
            let ending = file_name_of(path).rsplit_once('.').map_or(String::new(), |(_, ending)| format!(".{ending}"));
            new.insert(path.to_owned(), free(&in_folder(&folder, &name_of(path)), &ending, &mut used));
            continue;
        }
        // Newer exports have no id in the names of folders.
        let beside = [stem_of(path).to_owned(), in_folder(folder_of(path), &name_of(path))];
        let children = beside.into_iter().filter(|folder| source.has_folder(folder)).collect::<Vec<_>>();
        if home == Some(path) {
            children.into_iter().for_each(|old| _ = folders.insert(old, String::new()));
            new.insert(path.to_owned(), free("index", ".md", &mut used));
        } else if children.is_empty() {
            new.insert(path.to_owned(), free(&in_folder(&folder, &name_of(path)), ".md", &mut used));
        } else {
            let place = free(&in_folder(&folder, &name_of(path)), "", &mut used);
            children.into_iter().for_each(|old| _ = folders.entry(old).or_insert_with(|| place.clone()));
            new.insert(path.to_owned(), free(&format!("{place}/index"), ".md", &mut used));
        }
    }
    new
}

/// Pages by their ids, and rows of databases by the place of the database and their title.
pub fn page_names(new_paths: &BTreeMap<String, String>) -> BTreeMap<String, Option<String>> {
    let mut names = BTreeMap::new();
    for path in new_paths.keys().filter(|path| is_markdown(path)) {
        let row = in_folder(&place_of(folder_of(path)), &name_of(path));
        names.extend(id_of(path).into_iter().chain([row]).map(|name| (name, Some(path.clone()))));
    }
    names
}

/// The place of a database, whose table and whose folder of rows have one name.
pub fn place_of(path: &str) -> String {
    let name = name_of(path);
    in_folder(folder_of(path), name.strip_suffix(ALL_COLUMNS).unwrap_or(&name))
}

/// The new path of a folder; those that belong to no page only lose their ids.
fn folder_in(old: &str, folders: &mut BTreeMap<String, String>) -> String {
    if old.is_empty() {
        return String::new();
    }
    if let Some(new) = folders.get(old) {
        return new.clone();
    }
    let new = in_folder(&folder_in(folder_of(old), folders), &name_of(old));
    folders.insert(old.to_owned(), new.clone());
    new
}

/// A path whose URL no other file has. `used` has for each URL the next number to try.
fn free(stem: &str, ending: &str, used: &mut BTreeMap<String, usize>) -> String {
    let numbered = |number: usize| match number {
        1 => format!("{stem}{ending}"),
        number => format!("{stem}-{number}{ending}"),
    };
    let url = |path: &str| {
        let path = path.strip_suffix(".md").unwrap_or(path);
        path.split('/').map(slug).collect::<Vec<_>>().join("/")
    };
    let own = url(&numbered(1));
    let first = used.get(&own).copied().unwrap_or(1);
    let number = (first..).find(|number| !used.contains_key(&url(&numbered(*number))));
    let number = number.expect("there is always another number");
    used.insert(own, number + 1);
    used.entry(url(&numbered(number))).or_insert(2);
    numbered(number)
}
