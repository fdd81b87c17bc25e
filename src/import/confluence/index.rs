//! The list of pages, `index.html`: the menu, the paths of the new pages, the name of the space.

use std::collections::BTreeMap;

use crate::base::path::file_name_of;
use crate::base::slug::slug;
use crate::base::url::decode;
use crate::import::old_site::{NavItem, OldSite, in_folder};
use crate::import::source::Source;
use crate::render::markdown::tree::{Element, HtmlNode, find, parse, text_of};

/// Reads title and description of the space.
pub fn settings_of(text: &str, site: &mut OldSite) {
    let nodes = parse(text);
    let rows = find(&nodes, &|element| element.name() == "tr");
    for row in rows {
        let cells: Vec<String> = cells(row).map(|cell| words(&cell.children)).collect();
        match cells.as_slice() {
            [key, value] if !value.is_empty() && key == "Name" => site.title = Some(value.clone()),
            [key, value] if !value.is_empty() && key == "Description" => site.description = Some(value.clone()),
            _ => {}
        }
    }
}

fn cells<'n>(row: &'n Element<'_>) -> impl Iterator<Item = &'n Element<'n>> {
    row.elements().filter(|element| matches!(element.name(), "th" | "td"))
}

/// The text of nodes on one line.
pub fn words(nodes: &[HtmlNode<'_>]) -> String {
    text_of(nodes).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tree of pages, with their files in the place of paths.
pub fn read_index(text: &str, source: &Source<'_>) -> Vec<NavItem> {
    let nodes = parse(text);
    let sections = find(&nodes, &|element| element.has_class("pageSection"));
    let lists = sections.into_iter().flat_map(|section| section.elements().filter(|list| list.name() == "ul"));
    lists.flat_map(|list| items_of(list, source)).collect()
}

fn items_of(list: &Element<'_>, source: &Source<'_>) -> Vec<NavItem> {
    let mut items = Vec::new();
    for item in list.elements().filter(|item| item.name() == "li") {
        let link = item.elements().find(|link| link.name() == "a");
        let file = link.map(|link| decode(link.attribute("href"))).filter(|file| source.tree.has(file));
        let below: Vec<NavItem> =
            item.elements().filter(|list| list.name() == "ul").flat_map(|list| items_of(list, source)).collect();
        let title = link.map(|link| words(&link.children));
        match (file, title) {
            (Some(path), title) if below.is_empty() => items.push(NavItem::Page { title, path }),
            (Some(path), title) => {
                let title = title.unwrap_or_default();
                items.push(NavItem::Section { title, page: Some(path), url: None, items: below });
            }
            (None, _) => items.extend(below),
        }
    }
    items
}

/// The menu with new paths, which are added to a map by the old ones.
pub fn placed(
    items: Vec<NavItem>,
    folder: &str,
    used: &mut BTreeMap<String, usize>,
    paths: &mut BTreeMap<String, String>,
) -> Vec<NavItem> {
    let mut menu = Vec::new();
    for item in items {
        match item {
            NavItem::Page { title, path } if !paths.contains_key(&path) => {
                let name = title.clone().unwrap_or_else(|| title_of_file(&path));
                let new = free(&in_folder(folder, &slug(&name)), used);
                paths.insert(path, format!("{new}.md"));
                menu.push(NavItem::Page { title, path: format!("{new}.md") });
            }
            NavItem::Section { title, page: Some(page), url, items } if !paths.contains_key(&page) => {
                let new = free(&in_folder(folder, &slug(&title)), used);
                paths.insert(page, format!("{new}/index.md"));
                let items = placed(items, &new, used, paths);
                menu.push(NavItem::Section { title, page: Some(format!("{new}/index.md")), url, items });
            }
            _ => {}
        }
    }
    menu
}

/// A path that no page has. `used` has for each path the next number to try.
fn free(path: &str, used: &mut BTreeMap<String, usize>) -> String {
    let numbered = |number: usize| if number == 1 { path.to_owned() } else { format!("{path}-{number}") };
    let first = used.get(path).copied().unwrap_or(1);
    let number = (first..).find(|number| !used.contains_key(&numbered(*number)));
    let number = number.expect("there is always another number");
    used.insert(path.to_owned(), number + 1);
    used.entry(numbered(number)).or_insert(2);
    numbered(number)
}

/// The title in a name such as `Opening-hours_65601.html`.
pub fn title_of_file(path: &str) -> String {
    let stem = file_name_of(path).trim_end_matches(".html");
    let title = stem.rsplit_once('_').filter(|(_, id)| id.bytes().all(|byte| byte.is_ascii_digit()));
    title.map_or(stem, |(title, _)| title).replace('-', " ")
}
