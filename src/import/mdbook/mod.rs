//! Books of mdBook: `book.toml`, and `SUMMARY.md` as the menu.

pub mod summary;
pub mod text;

use crate::base::node::Node;
use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown, join};
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::Dialect;
use crate::import::mdbook::summary::{chapters, read_summary};
use crate::import::mdbook::text::{convert, included_names};
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_site::{OldSite, Redirect, UrlStyle};
use crate::import::source::{Source, text_at};

/// mdBook.
pub const MDBOOK: Dialect = Dialect {
    name: "mdbook",
    label: "mdBook",
    evidence: |source| source.tree.has(SETTINGS).then(|| format!("`{SETTINGS}`")),
    read,
    convert,
    page: |site, path| site.new_paths.get(path).cloned(),
    url,
    own_file,
};

const SETTINGS: &str = "book.toml";
const SUMMARY: &str = "SUMMARY.md";
/// Preprocessors whose work the import does.
const KNOWN_PREPROCESSORS: &[&str] = &["links", "index", "admonish"];

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let node = source.toml(SETTINGS).unwrap_or_else(|| {
        notes.file(Topic::NotRead, SETTINGS, "the settings cannot be read");
        Node::empty_map()
    });
    let text = |key: &str| text_at(&node, key);
    let content = text("book.src").and_then(|folder| join("", &folder)).unwrap_or_else(|| "src".to_owned());
    let is_true = |key: &str| text(key).as_deref() == Some("true");
    let site_url = text("output.html.site-url").filter(|url| url != "/");
    let mut site = OldSite {
        title: text("book.title"),
        description: text("book.description"),
        language: text("book.language").or_else(|| Some("en".to_owned())),
        base_url: site_url.map(|url| if url.ends_with('/') { url } else { format!("{url}/") }),
        anchors: AnchorRule::GitHub,
        smart_punctuation: is_true("output.html.smart-punctuation") || is_true("output.html.curly-quotes"),
        urls: UrlStyle::Files,
        content,
        ..OldSite::default()
    };
    if is_true("output.html.mathjax-support") {
        site.variables.insert("mathjax".to_owned(), String::new());
    }
    summary(source, &mut site, notes);
    fragments(source, &mut site);
    redirects(&node, &mut site, notes);
    others(&node, notes);
    site
}

/// The menu and the pages. The first chapter was the home page too.
fn summary(source: &Source<'_>, site: &mut OldSite, notes: &mut Notes) {
    let file = in_content(site, SUMMARY);
    let Some(text) = source.text(&file) else {
        notes.file(Topic::NotRead, &file, "there is no list of chapters, so the book has no pages");
        return;
    };
    let items = read_summary(&text, &file, notes);
    let paths = chapters(&items);
    for path in &paths {
        if source.tree.has(&in_content(site, path)) {
            site.new_paths.insert(path.clone(), path.clone());
        }
    }
    let first = paths.iter().find(|path| site.new_paths.contains_key(*path));
    if let Some(first) = first.filter(|first| url(site, first, &Node::empty_map()).as_deref() != Some("/")).cloned()
        && !site.new_paths.values().any(|path| is_index(path) && !path.contains('/'))
    {
        site.new_paths.insert(first.clone(), first.clone());
        site.home = Some(first);
    }
    site.navigation = Some(items);
}

/// Markdown files that chapters include.
fn fragments(source: &Source<'_>, site: &mut OldSite) {
    for path in site.new_paths.keys() {
        let file = in_content(site, path);
        for name in source.text(&file).map(|text| included_names(&text)).unwrap_or_default() {
            site.fragments.extend(join(folder_of(&file), &name));
        }
    }
}

fn redirects(node: &Node, site: &mut OldSite, notes: &mut Notes) {
    let list = node.get_path("output.html.redirect").map(Node::entries).unwrap_or_default();
    let inside = |from: &str| join("", from.trim_start_matches('/'));
    for (from, to) in list.iter().filter_map(|(from, to)| Some((inside(from)?, to.text()?))) {
        let from = from.as_str();
        let (path, anchor) = to.split_once('#').map_or((to.as_str(), ""), |(path, anchor)| (path, anchor));
        let target = match path {
            path if path.contains("://") || path.starts_with('/') => Some(to.clone()),
            path => join(folder_of(from), path).map(|path| match anchor {
                "" => format!("/{path}"),
                anchor => format!("/{path}#{anchor}"),
            }),
        };
        let is_anchor = from.contains('#');
        match target.filter(|_| !is_anchor) {
            Some(to) => site.redirects.push(Redirect { from: format!("/{from}"), to }),
            None => notes.file(Topic::Redirects, SETTINGS, format!("the redirect of {}", quotation(from))),
        }
    }
}

fn others(node: &Node, notes: &mut Notes) {
    for (name, _) in node.get("preprocessor").map(Node::entries).unwrap_or_default() {
        if !KNOWN_PREPROCESSORS.contains(&name.as_str()) {
            notes.file(Topic::Plugins, SETTINGS, format!("preprocessor `{name}`"));
        }
    }
    for (name, _) in node.get("output").map(Node::entries).unwrap_or_default() {
        if name != "html" {
            notes.file(Topic::Plugins, SETTINGS, format!("output `{name}`"));
        }
    }
    for key in ["additional-css", "additional-js", "theme"] {
        for name in node.get_path(&format!("output.html.{key}")).and_then(Node::texts).unwrap_or_default() {
            notes.file(Topic::ThemeFiles, SETTINGS, format!("`{name}` in `{key}`"));
        }
    }
    for key in ["edit-url-template", "git-repository-url"] {
        if node.get_path(&format!("output.html.{key}")).is_some() {
            notes.file(Topic::Settings, SETTINGS, format!("`{key}`: set `edit_url` under `[theme]`"));
        }
    }
}

/// A path below the content folder as the source folder has it.
fn in_content(site: &OldSite, path: &str) -> String {
    if site.content.is_empty() { path.to_owned() } else { format!("{}/{path}", site.content) }
}

fn is_index(path: &str) -> bool {
    let name = file_name_of(path).to_lowercase();
    matches!(name.as_str(), "readme.md" | "index.md")
}

fn url(_: &OldSite, path: &str, _: &Node) -> Option<String> {
    let folder = folder_of(path);
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    Some(match (is_index(path), folder) {
        (true, "") => "/".to_owned(),
        (true, folder) => format!("/{folder}/"),
        (false, _) => format!("/{stem}.html"),
    })
}

fn own_file(site: &OldSite, path: &str) -> Option<Topic> {
    if path == SUMMARY {
        return Some(Topic::Navigation);
    }
    if site.fragments.contains(&in_content(site, path)) && extension_of(path).as_deref() != Some("svg") {
        return Some(Topic::Fragments);
    }
    (is_markdown(path) && !site.new_paths.contains_key(path)).then_some(Topic::NotRead)
}
