//! The pages of a Docusaurus site with their ids and URLs, by the rules of its plugins for docs, blogs and pages.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::{Node, Value};
use crate::base::path::{file_name_of, folder_of, is_markdown, join};
use crate::config::file_patterns::FilePatterns;
use crate::import::notes::{Notes, Topic};
use crate::import::old_pages::OldPage;
use crate::import::old_site::{NavItem, OldSite, UrlStyle, in_folder};
use crate::import::source::{Source, below, text_at};
use crate::parse::front_matter;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d+)\s*[-_.]+\s*([^-_.\s].*)$"));
/// Names with a date or a version, whose numbers are no order.
static NO_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:\d{2}|\d{4})[-_.]\d{2}(?:[-_.](?:\d{2}|\d{4}))?.*|\d+[-_.]\d+.*)$"));
static POST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(.*?)(\d{4}[-/]\d{1,2}[-/]\d{1,2})[-/]?(.*?)(?:/index)?\.mdx?$"));

/// A version of a docs plugin.
#[derive(Debug, Clone)]
pub struct DocsFolder {
    /// In the source folder.
    pub folder: String,
    /// Its URL path without slashes at its ends.
    pub route: String,
    /// The file of its menu; `None` for a menu from its files.
    pub sidebars: Option<String>,
    pub has_menu: bool,
    pub takes_numbers: bool,
    pub excluded: FilePatterns,
    pub included: Option<FilePatterns>,
    /// Whether it is the version that readers get first.
    pub is_main: bool,
}

impl DocsFolder {
    /// All versions of a docs plugin with these options.
    pub fn all(source: &Source<'_>, options: &Node, root: &str) -> Vec<DocsFolder> {
        let path = text_at(options, "path").unwrap_or_else(|| "docs".to_owned());
        let route = text_at(options, "routeBasePath").unwrap_or_else(|| "docs".to_owned());
        let id = text_at(options, "id").filter(|id| id != "default").map(|id| format!("{id}_")).unwrap_or_default();
        let sidebars = text_at(options, "sidebarPath").and_then(|path| join(root, &path));
        let patterns = |key: &str| {
            let texts = options.get(key).and_then(Node::texts)?;
            // Patterns of Docusaurus begin at the folder.
            let texts: Vec<String> =
                texts.iter().flat_map(|text| braces(text)).map(|text| format!("/{text}")).collect();
            FilePatterns::new(&texts).ok()
        };
        let folder = DocsFolder {
            folder: join(root, &path).unwrap_or_default(),
            route: route.trim_matches('/').to_owned(),
            sidebars: sidebars.filter(|path| source.tree.has(path)),
            has_menu: options.get("sidebarPath").is_none_or(|node| node.value != Value::Bool(false)),
            takes_numbers: options.get("numberPrefixParser").is_none_or(|node| node.value != Value::Bool(false)),
            excluded: patterns("exclude").unwrap_or_default(),
            included: patterns("include"),
            is_main: true,
        };
        let versions = source.yaml(&in_folder(root, &format!("{id}versions.json"))).and_then(|node| node.texts());
        let Some(versions) = versions.filter(|versions| !versions.is_empty()) else { return vec![folder] };
        let last = text_at(options, "lastVersion").unwrap_or_else(|| versions[0].clone());
        let only = options.get("onlyIncludeVersions").and_then(Node::texts);
        let is_included = |name: &str| only.as_ref().is_none_or(|only| only.iter().any(|known| known == name));
        let has_current = text_at(options, "includeCurrentVersion").as_deref() != Some("false");
        let mut found = Vec::new();
        let names = std::iter::once("current").filter(|_| has_current).chain(versions.iter().map(String::as_str));
        for name in names.filter(|name| is_included(name)) {
            let own =
                options.get("versions").and_then(|all| all.get(name)).and_then(|version| text_at(version, "path"));
            let default = match name {
                name if name == last => String::new(),
                "current" => "next".to_owned(),
                name => name.to_owned(),
            };
            let path = own.unwrap_or(default);
            let route = format!("{}/{}", folder.route, path.trim_matches('/')).trim_matches('/').to_owned();
            let is_main = name == last;
            found.push(match name {
                "current" => DocsFolder { route, is_main, ..folder.clone() },
                name => {
                    let sidebars = in_folder(root, &format!("{id}versioned_sidebars/version-{name}-sidebars.json"));
                    DocsFolder {
                        folder: in_folder(root, &format!("{id}versioned_docs/version-{name}")),
                        route,
                        is_main,
                        sidebars: Some(sidebars).filter(|path| source.tree.has(path)),
                        ..folder.clone()
                    }
                }
            });
        }
        found
    }

    /// A name without the number before it, and that number.
    pub fn without_number<'n>(&self, name: &'n str) -> (&'n str, Option<f64>) {
        if !self.takes_numbers || NO_NUMBER.is_match(name) {
            return (name, None);
        }
        match NUMBER.captures(name) {
            Some(found) => (found.get(2).map_or(name, |rest| rest.as_str()), found[1].parse().ok()),
            None => (name, None),
        }
    }

    fn folders_without_numbers(&self, folder: &str) -> String {
        folder.split('/').map(|name| self.without_number(name).0).collect::<Vec<_>>().join("/")
    }
}

/// The alternatives of braces in a pattern, which patterns of ours do not have.
fn braces(text: &str) -> Vec<String> {
    let inner = text.split_once('{').and_then(|(before, rest)| {
        let (inner, after) = rest.split_once('}')?;
        Some((before, inner, after))
    });
    match inner {
        Some((before, inner, after)) => {
            inner.split(',').flat_map(|part| braces(&format!("{before}{part}{after}"))).take(100).collect()
        }
        None => vec![text.to_owned()],
    }
}

/// Whether the name of a file or of a folder keeps it from being a page.
fn is_partial(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('_'))
}

fn is_page(path: &str) -> bool {
    (is_markdown(path) || path.ends_with(".mdx")) && !is_partial(path)
}

/// The new path of a page, which ends in `.md`.
fn new_path(path: &str) -> String {
    path.strip_suffix(".mdx").map_or(path.to_owned(), |stem| format!("{stem}.md"))
}

fn front_of(source: &Source<'_>, path: &str) -> Node {
    source.text(path).map_or_else(Node::empty_map, |text| front_matter::split(&text).front)
}

/// A URL path in the form of the site.
fn styled(url: &str, style: UrlStyle) -> String {
    match (style, url.trim_end_matches('/')) {
        (_, "") => "/".to_owned(),
        (UrlStyle::Files, url) => format!("{url}.html"),
        (UrlStyle::Folders, _) => url.to_owned(),
    }
}

/// Adds the pages of a docs folder.
pub fn add_docs(source: &Source<'_>, docs: &DocsFolder, site: &mut OldSite, notes: &mut Notes) {
    if site.content.is_empty() {
        site.content = docs.folder.clone();
    }
    site.folders.push((docs.folder.clone(), docs.route.clone()));
    let paths: Vec<&str> = source.tree.below(&docs.folder).map(|(path, _)| path).collect();
    for path in paths {
        let Some(inside) = below(&docs.folder, path).filter(|inside| is_page(inside)) else { continue };
        let is_taken = docs.included.as_ref().is_none_or(|included| included.matches(inside));
        if docs.excluded.matches(inside) || !is_taken || is_test(inside) {
            notes.file(Topic::Folders, path, "excluded from the old site");
            continue;
        }
        let front = front_of(source, path);
        let (folder, name) = (folder_of(inside), file_name_of(inside));
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (bare, number) = docs.without_number(name);
        let base_id = text_at(&front, "id").unwrap_or_else(|| bare.to_owned());
        let bare_folder = docs.folders_without_numbers(folder);
        let slug = slug_of(&front, name, folder, &bare_folder, &base_id);
        let url = format!("/{}{slug}", if docs.route.is_empty() { String::new() } else { format!("{}/", docs.route) });
        let url = url.replace("//", "/");
        let content_path = in_folder(&docs.route, inside);
        let page = OldPage {
            path: new_path(&content_path),
            url: styled(&url, site.urls),
            id: in_folder(&bare_folder, &base_id),
            label: text_at(&front, "sidebar_label"),
            position: text_at(&front, "sidebar_position").and_then(|text| text.parse().ok()).or(number),
            is_hidden: ["draft", "unlisted"].iter().any(|key| text_at(&front, key).as_deref() == Some("true")),
        };
        site.pages.insert(&content_path, page);
    }
}

fn is_test(path: &str) -> bool {
    path.contains(".test.") || path.contains("__tests__")
}

/// The path of a page below its version, without the slash at its beginning.
fn slug_of(front: &Node, name: &str, folder: &str, bare_folder: &str, base_id: &str) -> String {
    let own = text_at(front, "slug");
    if let Some(slug) = own.as_ref().filter(|slug| slug.starts_with('/')) {
        return slug.trim_start_matches('/').to_owned();
    }
    let lower = name.to_lowercase();
    let is_index = matches!(lower.as_str(), "index" | "readme")
        || (!folder.is_empty() && lower == file_name_of(folder).to_lowercase());
    if own.is_none() && is_index {
        return if bare_folder.is_empty() { String::new() } else { format!("{bare_folder}/") };
    }
    let last = own.unwrap_or_else(|| base_id.to_owned());
    join(bare_folder, &last).unwrap_or(last)
}

/// Adds the posts of a blog, and returns them with the newest first.
pub fn add_blog(
    source: &Source<'_>,
    options: &Node,
    root: &str,
    site: &mut OldSite,
    notes: &mut Notes,
) -> Vec<NavItem> {
    let path = text_at(options, "path").unwrap_or_else(|| "blog".to_owned());
    let route = text_at(options, "routeBasePath").unwrap_or_else(|| "blog".to_owned());
    let route = route.trim_matches('/').to_owned();
    let Some(folder) = join(root, &path).filter(|folder| source.has_folder(folder)) else { return Vec::new() };
    site.folders.push((folder.clone(), route.clone()));
    let mut posts = Vec::new();
    notes.file(Topic::Urls, &folder, "pages that list the posts of the blog by author, tag and year");
    let paths: Vec<&str> = source.tree.below(&folder).map(|(path, _)| path).collect();
    for path in paths {
        let Some(inside) = below(&folder, path).filter(|inside| is_page(inside)) else { continue };
        let front = front_of(source, path);
        let slug = text_at(&front, "slug").unwrap_or_else(|| match POST.captures(inside) {
            Some(found) => format!("{}/{}{}", found[2].replace('-', "/"), &found[1], &found[3]),
            None => {
                let stem = inside.rsplit_once('.').map_or(inside, |(stem, _)| stem);
                stem.trim_end_matches("/index").to_owned()
            }
        });
        let url = format!("/{}", in_folder(&route, slug.trim_matches('/')));
        let content_path = in_folder(&route, inside);
        let date = text_at(&front, "date").or_else(|| post_date(&content_path)).unwrap_or_default();
        posts.push((date, NavItem::Page { title: None, path: new_path(&content_path) }));
        let page = OldPage { path: new_path(&content_path), url: styled(&url, site.urls), ..OldPage::default() };
        site.pages.insert(&content_path, page);
    }
    posts.sort_by(|(left, _), (right, _)| right.cmp(left));
    posts.into_iter().map(|(_, item)| item).collect()
}

/// The date in the name of a post.
pub fn post_date(content_path: &str) -> Option<String> {
    let inside = content_path.split_once('/').map_or(content_path, |(_, rest)| rest);
    let found = POST.captures(inside).filter(|_| content_path.contains('/'))?;
    let mut parts = found[2].split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{year}-{month:0>2}-{day:0>2}"))
}

/// Adds pages in `src/pages`. Those in JavaScript are notes.
pub fn add_own_pages(source: &Source<'_>, options: &Node, root: &str, site: &mut OldSite, notes: &mut Notes) {
    let path = text_at(options, "path").unwrap_or_else(|| "src/pages".to_owned());
    let route = text_at(options, "routeBasePath").unwrap_or_default();
    let route = route.trim_matches('/').to_owned();
    let Some(folder) = join(root, &path).filter(|folder| source.has_folder(folder)) else { return };
    site.folders.push((folder.clone(), route.clone()));
    let paths: Vec<&str> = source.tree.below(&folder).map(|(path, _)| path).collect();
    for path in paths {
        let Some(inside) = below(&folder, path) else { continue };
        let is_code = [".js", ".jsx", ".tsx", ".ts"].iter().any(|ending| inside.ends_with(ending));
        if is_code && !is_partial(inside) && !is_test(inside) {
            notes.file(Topic::TemplatePages, path, "a page written in JavaScript");
        }
        if !is_page(inside) {
            continue;
        }
        let stem = inside.rsplit_once('.').map_or(inside, |(stem, _)| stem);
        let stem = if stem == "index" { "" } else { stem.strip_suffix("/index").unwrap_or(stem) };
        let url = format!("/{}", in_folder(&route, stem));
        let content_path = in_folder(&route, inside);
        let page = OldPage { path: new_path(&content_path), url: styled(&url, site.urls), ..OldPage::default() };
        site.pages.insert(&content_path, page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_before_names_are_an_order_unless_they_are_dates_or_versions() {
        let docs = DocsFolder::all(&Source { tree: &crate::base::tree::Tree::default() }, &Node::empty_map(), "");
        let bare = |name| docs[0].without_number(name);
        assert_eq!(bare("01-intro"), ("intro", Some(1.0)));
        assert_eq!(bare("2. Setup"), ("Setup", Some(2.0)));
        for name in ["2026-01-02-news", "1.2-release", "12-", "intro", "7.0-foo"] {
            assert_eq!(bare(name).1, None, "{name}");
        }
    }
}
