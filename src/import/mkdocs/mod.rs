//! Sites of MkDocs and Material for MkDocs: `mkdocs.yml`.

pub mod text;

use crate::base::html::tokenizer::shown_text;
use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, join};
use crate::config::file_patterns::FilePatterns;
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::{Dialect, markdown_page};
use crate::import::mkdocs::text::{abbreviations_in, convert};
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_site::{NavItem, OldSite, Redirect, UrlStyle};
use crate::import::source::{Source, items, text_at};

/// MkDocs with any theme.
pub const MKDOCS: Dialect = Dialect {
    name: "mkdocs",
    label: "MkDocs",
    evidence: |source| source.first(&SETTINGS).map(|name| format!("`{name}`")),
    read,
    convert,
    page: markdown_page,
    url,
    own_file: |_, path| match extension_of(path).as_deref() {
        Some("py") => Some(Topic::Plugins),
        Some("css" | "js") => Some(Topic::ThemeFiles),
        _ if matches!(file_name_of(path), ".pages" | ".nav.yml") => Some(Topic::Navigation),
        _ => None,
    },
};

const SETTINGS: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];
/// Plugins whose work Fingerpost does itself.
const KNOWN_PLUGINS: &[&str] = &[
    "search",
    "material/search",
    "tags",
    "material/tags",
    "minify",
    "awesome-nav",
    "git-revision-date",
    "redirects",
    "git-revision-date-localized",
    "techdocs-core",
    "macros",
    "offline",
    "material/offline",
    "glightbox",
    "social",
    "material/social",
    "privacy",
    "material/privacy",
    "optimize",
    "material/optimize",
    "meta",
    "section-index",
];
/// The most levels of a menu that are read.
const MOST_LEVELS: usize = 16;

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = source.first(&SETTINGS).unwrap_or(SETTINGS[0]);
    let Some(node) = source.yaml(file) else {
        notes.file(Topic::NotRead, file, "the settings are not valid YAML");
        return OldSite { content: "docs".to_owned(), anchors: AnchorRule::Python, ..OldSite::default() };
    };
    let content = text_at(&node, "docs_dir").unwrap_or_else(|| "docs".to_owned());
    let mut site = OldSite {
        title: text_at(&node, "site_name"),
        description: text_at(&node, "site_description").map(|text| one_line(&text)),
        base_url: text_at(&node, "site_url"),
        language: text_at(&node, "theme.language").or_else(|| text_at(&node, "theme.locale")),
        footer: text_at(&node, "copyright").map(|html| one_line(&shown_text(&html))),
        content: join("", &content).unwrap_or_default(),
        anchors: AnchorRule::Python,
        ..OldSite::default()
    };
    if text_at(&node, "use_directory_urls").as_deref() == Some("false") {
        site.urls = UrlStyle::Files;
    }
    let logo = text_at(&node, "theme.logo").filter(|logo| source.tree.has(&in_content(&site, logo)));
    site.logo = logo.filter(|logo| extension_of(logo).is_some());
    let icon = text_at(&node, "theme.favicon").filter(|icon| source.tree.has(&in_content(&site, icon)));
    site.favicon = icon.filter(|icon| matches!(extension_of(icon).as_deref(), Some("svg" | "png" | "ico")));
    let excluded = ["exclude_docs", "draft_docs"].iter().filter_map(|key| text_at(&node, key));
    let patterns: Vec<String> = excluded.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    match FilePatterns::new(&patterns) {
        Ok(patterns) => site.excluded = patterns,
        Err(problem) => notes.file(Topic::Settings, file, format!("`exclude_docs` is not read: {problem}")),
    }
    if let Some(nav) = node.get("nav") {
        site.navigation = Some(nav_items(nav, file, notes, 0));
    }
    extensions(&node, source, &mut site);
    plugins(&node, file, &mut site, notes);
    others(&node, file, &mut site, notes);
    site
}

/// A path below the content folder as the source folder has it.
fn in_content(site: &OldSite, path: &str) -> String {
    if site.content.is_empty() { path.to_owned() } else { format!("{}/{path}", site.content) }
}

fn nav_items(node: &Node, file: &str, notes: &mut Notes, level: usize) -> Vec<NavItem> {
    if level >= MOST_LEVELS {
        notes.file(Topic::Navigation, file, "the menu has too many levels");
        return Vec::new();
    }
    let mut found = Vec::new();
    for item in items(node) {
        match &item.value {
            Value::Map(entries) => {
                for (title, value) in entries {
                    match value.text() {
                        Some(target) => found.extend(nav_target(Some(title), &target, file, notes)),
                        None => {
                            let items = nav_items(value, file, notes, level + 1);
                            found.push(NavItem::Section { title: title.clone(), page: None, url: None, items });
                        }
                    }
                }
            }
            _ => found.extend(item.text().and_then(|target| nav_target(None, &target, file, notes))),
        }
    }
    found
}

fn nav_target(title: Option<&str>, target: &str, file: &str, notes: &mut Notes) -> Option<NavItem> {
    let title = title.map(str::to_owned);
    if target.contains("://") || target.starts_with('/') {
        return Some(NavItem::Link { title: title.unwrap_or_else(|| target.to_owned()), url: target.to_owned() });
    }
    if target.ends_with('/') || target.contains('*') {
        notes.file(
            Topic::Navigation,
            file,
            format!("{} takes pages from a plugin; the menu lists them by folder", quotation(target)),
        );
        return None;
    }
    Some(NavItem::Page { title, path: join("", target)? })
}

/// What the extensions of Markdown change.
fn extensions(node: &Node, source: &Source<'_>, site: &mut OldSite) {
    let Some(list) = node.get("markdown_extensions") else { return };
    let mut each = |name: &str, options: Option<&Node>| match name {
        "toc" | "markdown.extensions.toc" => {
            let slugify = options.and_then(|options| options.get("slugify"));
            let is_unicode = slugify.is_some_and(|slugify| {
                slugify.text().is_none_or(|text| text.contains("pymdownx.slugs") || text.is_empty())
            });
            if is_unicode {
                site.anchors = AnchorRule::PythonUnicode;
            }
        }
        "nl2br" | "markdown.extensions.nl2br" => site.hard_breaks = true,
        "smarty" | "markdown.extensions.smarty" => site.smart_punctuation = true,
        "pymdownx.snippets" => {
            let folders =
                options.and_then(|options| options.get("base_path")).and_then(Node::texts).unwrap_or_default();
            site.include_folders = folders.iter().filter_map(|folder| join("", folder)).collect();
            let appended =
                options.and_then(|options| options.get("auto_append")).and_then(Node::texts).unwrap_or_default();
            let texts = appended.iter().filter_map(|path| source.text(&join("", path)?));
            site.abbreviations.extend(texts.flat_map(|text| abbreviations_in(&text)));
        }
        _ => {}
    };
    named(list, &mut each);
}

/// Calls a function for each extension or plugin: a name, or a name with options.
fn named(list: &Node, each: &mut dyn FnMut(&str, Option<&Node>)) {
    let entries = items(list).iter().flat_map(|item| match item.text() {
        Some(name) => vec![(name, None)],
        None => item.entries().iter().map(|(name, options)| (name.clone(), Some(options))).collect(),
    });
    let in_map = list.entries().iter().map(|(name, options)| (name.clone(), Some(options)));
    entries.chain(in_map).for_each(|(name, options)| each(&name, options));
}

fn plugins(node: &Node, file: &str, site: &mut OldSite, notes: &mut Notes) {
    let Some(list) = node.get("plugins") else { return };
    let mut redirects = Vec::new();
    named(list, &mut |name, options| {
        if name == "redirects"
            && let Some(map) = options.and_then(|options| options.get("redirect_maps"))
        {
            redirects.extend(map.entries().iter().filter_map(|(from, to)| Some((from.clone(), to.text()?))));
        }
        if name == "macros" {
            site.has_tags = true;
        }
        if !KNOWN_PLUGINS.contains(&name) {
            notes.file(Topic::Plugins, file, format!("plugin `{name}`"));
        }
    });
    for (from, to) in redirects {
        let target = |path: &str| {
            let (page, anchor) = path.split_once('#').unwrap_or((path, ""));
            let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
            Some(format!("{}{anchor}", url(site, &join("", page)?, &Node::empty_map())?))
        };
        let to = if to.contains("://") { Some(to) } else { target(&to) };
        match (target(&from), to) {
            (Some(from), Some(to)) => site.redirects.push(Redirect { from, to }),
            _ => {
                notes.file(Topic::Redirects, file, format!("the redirect of {} has no usable target", quotation(&from)))
            }
        }
    }
}

fn others(node: &Node, file: &str, site: &mut OldSite, notes: &mut Notes) {
    for (key, topic, what) in [
        ("hooks", Topic::Plugins, "hook"),
        ("extra_css", Topic::ThemeFiles, "style sheet"),
        ("extra_javascript", Topic::ThemeFiles, "script"),
    ] {
        for name in node.get(key).and_then(Node::texts).unwrap_or_default() {
            notes.file(topic, file, format!("{what} `{name}`"));
        }
    }
    for key in ["theme.palette", "theme.font", "theme.features", "theme.icon", "extra.social", "extra.version"] {
        if node.get_path(key).is_some() {
            notes.file(Topic::ThemeFiles, file, format!("`{key}`"));
        }
    }
    if let Some(folder) = text_at(node, "theme.custom_dir") {
        notes.file(Topic::ThemeFiles, file, format!("templates in `{folder}`"));
    }
    if text_at(node, "extra.analytics.provider").is_some() {
        notes.file(Topic::Settings, file, "analytics: published pages load nothing from other sites");
    }
    if let Some(extra) = node.get("extra").filter(|_| site.has_tags) {
        let scalars = extra.entries().iter().filter_map(|(key, value)| Some((key.clone(), value.text()?)));
        site.variables.extend(scalars.clone());
        site.variables.extend(scalars.map(|(key, value)| (format!("config.extra.{key}"), value)));
    }
    if let Some(url) = text_at(node, "repo_url").filter(|_| node.get("edit_uri").is_some()) {
        notes.file(Topic::Settings, file, format!("links to edit a page in <{url}>: set `edit_url` under `[theme]`"));
    }
}

/// The URL path of a page.
fn url(site: &OldSite, path: &str, _: &Node) -> Option<String> {
    let stem = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown"))?;
    let is_index = matches!(file_name_of(stem).to_lowercase().as_str(), "index" | "readme");
    let folder = folder_of(path);
    let folder = if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") };
    Some(match (is_index, site.urls) {
        (true, _) => folder,
        (false, UrlStyle::Folders) => format!("/{stem}/"),
        (false, UrlStyle::Files) => format!("/{stem}.html"),
    })
}

/// A text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
