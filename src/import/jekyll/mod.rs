//! Sites of Jekyll, with any theme: `_config.yml`.

pub mod text;
pub mod urls;

use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown};
use crate::config::file_patterns::FilePatterns;
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::Dialect;
use crate::import::jekyll::text::convert;
use crate::import::jekyll::urls::{file_of, url};
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::{Link, MOST_VARIABLES, OldSite};
use crate::import::source::{Source, below, is_in, items, text_at};

/// Jekyll.
pub const JEKYLL: Dialect = Dialect {
    name: "jekyll",
    label: "Jekyll",
    evidence: |source| source.first(&SETTINGS).map(|name| format!("`{name}`")),
    read,
    convert,
    page,
    url,
    own_file,
};

const SETTINGS: [&str; 3] = ["_config.yml", "_config.yaml", "_config.toml"];
/// Plugins whose work Fingerpost does itself.
const KNOWN_PLUGINS: &[&str] = &[
    "jekyll-feed",
    "jekyll-sitemap",
    "jekyll-seo-tag",
    "jekyll-redirect-from",
    "jekyll-relative-links",
    "jekyll-titles-from-headings",
    "jekyll-optional-front-matter",
    "jekyll-readme-index",
    "jekyll-default-layout",
    "jekyll-remote-theme",
    "jekyll-include-cache",
    "jekyll-last-modified-at",
    "jemoji",
    "github-pages",
];
/// The most collections that are read.
const MOST_COLLECTIONS: usize = 100;

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = source.first(&SETTINGS).unwrap_or(SETTINGS[0]);
    let read = if file.ends_with("toml") { source.toml(file) } else { source.yaml(file) };
    let node = read.unwrap_or_else(|| {
        notes.file(Topic::NotRead, file, "the settings cannot be read");
        Node::empty_map()
    });
    let text = |key: &str| text_at(&node, key);
    let base = text("baseurl").unwrap_or_default().trim_matches('/').to_owned();
    let mut site = OldSite {
        title: text("title").or_else(|| text("name")),
        description: text("description").or_else(|| text("tagline")).map(|text| one_line(&text)),
        language: text("lang").or_else(|| text("locale")),
        base_url: match (text("url").filter(|url| url.contains("://")), base.as_str()) {
            (Some(url), "") => Some(format!("{}/", url.trim_end_matches('/'))),
            (Some(url), base) => Some(format!("{}/{base}/", url.trim_end_matches('/'))),
            (None, "") => None,
            (None, base) => Some(format!("/{base}/")),
        },
        content: text("source").map(|folder| folder.trim_matches(['.', '/']).to_owned()).unwrap_or_default(),
        anchors: AnchorRule::GitHub,
        smart_punctuation: true,
        hard_breaks: text("kramdown.hard_wrap").as_deref() == Some("true"),
        has_tags: true,
        ..OldSite::default()
    };
    collections(&node, &mut site);
    defaults(&node, &mut site);
    excluded(&node, file, &mut site, notes);
    site.add_variables("site", &node);
    // Fingerpost adds the folder of the site itself.
    site.variables.insert("site.baseurl".to_owned(), String::new());
    data(source, &mut site);
    others(&node, file, &mut site, notes);
    let content = site.content.clone();
    let content_folder = content.clone();
    for (path, _) in source.tree.below(&content) {
        let Some(path) = below(&content, path) else { continue };
        match page(&site, path) {
            Some(new) => _ = site.new_paths.insert(path.to_owned(), new),
            // Files of a collection are beside its pages.
            None if path.starts_with('_') && own_file(&site, path).is_none() => {
                let new = file_of(&site, path);
                site.new_paths.insert(path.to_owned(), new);
            }
            None => _ = site.files.insert(path.to_owned()),
        }
    }
    let mut pages = source.pages(&content_folder).take(MOST_VARIABLES);
    site.has_titled_menu = pages.any(|path| source.text(path).is_some_and(|text| text.contains("\nnav_order:")));
    site
}

/// Patterns of URLs: of the settings, of collections, and of folders.
fn collections(node: &Node, site: &mut OldSite) {
    let style = text_at(node, "permalink").unwrap_or_else(|| "date".to_owned());
    site.permalinks.push((String::new(), style.clone()));
    let Some(list) = node.get("collections") else { return };
    let named = list.entries().iter().map(|(name, node)| (name.clone(), Some(node)));
    let all = named.chain(items(list).iter().filter_map(|item| Some((item.text()?, None))));
    for (name, node) in all.take(MOST_COLLECTIONS) {
        let pattern = node.and_then(|node| text_at(node, "permalink"));
        let is_output = node.and_then(|node| text_at(node, "output")).as_deref() == Some("true") || name == "posts";
        if is_output {
            site.permalinks.push((format!("_{name}"), pattern.unwrap_or_default()));
        }
    }
}

/// Front matter for parts of the site.
fn defaults(node: &Node, site: &mut OldSite) {
    for item in node.get("defaults").map(items).unwrap_or_default() {
        let path = text_at(item, "scope.path").unwrap_or_default().trim_matches('/').to_owned();
        let kind = text_at(item, "scope.type").unwrap_or_default();
        let Some(Node { value: Value::Map(entries), span, .. }) = item.get("values") else { continue };
        if let Some((_, pattern)) = entries.iter().find(|(key, _)| key == "permalink") {
            let prefix =
                if path.is_empty() && !kind.is_empty() && kind != "pages" { format!("_{kind}") } else { path.clone() };
            site.permalinks.extend(pattern.text().map(|pattern| (prefix, pattern)));
        }
        let kept = entries.iter().filter(|(key, node)| {
            !matches!(key.as_str(), "layout" | "permalink" | "image" | "sidebar" | "author") && node.text().is_some()
        });
        let kept: Vec<(String, Node)> = kept.cloned().collect();
        let folder = match (path.trim_start_matches('_'), kind.as_str()) {
            ("", "" | "pages") => String::new(),
            ("", kind) => format!("{kind}/"),
            (path, _) => format!("{path}/"),
        };
        if !kept.is_empty() && !path.contains(['*', '.']) {
            site.defaults.push((format!("{folder}**"), Node::new(Value::Map(kept), *span)));
        }
    }
}

fn excluded(node: &Node, file: &str, site: &mut OldSite, notes: &mut Notes) {
    let own = node.get("exclude").and_then(Node::texts).unwrap_or_default();
    let kept = node.get("include").and_then(Node::texts).unwrap_or_default();
    let own = own.into_iter().filter(|pattern| !kept.contains(pattern));
    let always = ["Gemfile", "Gemfile.lock", "node_modules", "*.gemspec", "Rakefile", "_site"].map(str::to_owned);
    let patterns: Vec<String> =
        own.chain(always).map(|pattern| format!("/{}", pattern.trim_start_matches('/'))).collect();
    match FilePatterns::new(&patterns) {
        Ok(patterns) => site.excluded = patterns,
        Err(problem) => notes.file(Topic::Settings, file, format!("`exclude` is not read: {problem}")),
    }
}

fn data(source: &Source<'_>, site: &mut OldSite) {
    let folder = if site.content.is_empty() { "_data".to_owned() } else { format!("{}/_data", site.content) };
    for (path, _) in source.tree.below(&folder).take(MOST_VARIABLES) {
        let name = below(&folder, path).and_then(|path| path.rsplit_once('.'));
        let is_read = matches!(extension_of(path).as_deref(), Some("yml" | "yaml" | "json"));
        if let Some(((name, _), node)) = name.filter(|_| is_read).zip(source.yaml(path)) {
            site.add_variables(&format!("site.data.{}", name.replace('/', ".")), &node);
        }
    }
}

fn others(node: &Node, file: &str, site: &mut OldSite, notes: &mut Notes) {
    for key in ["plugins", "gems"] {
        for name in node.get(key).and_then(Node::texts).unwrap_or_default() {
            if !KNOWN_PLUGINS.contains(&name.as_str()) {
                notes.file(Topic::Plugins, file, format!("plugin `{name}`"));
            }
        }
    }
    for key in ["theme", "remote_theme"] {
        if let Some(name) = text_at(node, key) {
            notes.file(Topic::ThemeFiles, file, format!("theme `{name}`"));
        }
    }
    let is_analytics = |key: &String| key.contains("google_analytics") || key == "ga_tracking";
    if node.entries().iter().any(|(key, node)| is_analytics(key) && node.text().is_some_and(|text| !text.is_empty())) {
        notes.file(Topic::Settings, file, "analytics: published pages load nothing from other sites");
    }
    for (title, urls) in node.get("aux_links").map(Node::entries).unwrap_or_default() {
        let url = urls.texts().and_then(|urls| urls.first().cloned());
        let is_usable =
            |url: &String| ["/", "https://", "http://", "mailto:"].iter().any(|start| url.starts_with(start));
        match url.filter(is_usable) {
            Some(url) => site.header_links.push(Link { title: title.clone(), url }),
            None => notes.file(Topic::Navigation, file, format!("`aux_links`: `{title}`")),
        }
    }
    for item in node.get("nav_external_links").map(items).unwrap_or_default() {
        let title = text_at(item, "title").unwrap_or_default();
        notes.file(Topic::Navigation, file, format!("`nav_external_links`: `{title}`"));
    }
    if text_at(node, "gh_edit_repository").is_some() {
        notes.file(Topic::Settings, file, "links to edit a page: set `edit_url` under `[theme]`");
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page(site: &OldSite, path: &str) -> Option<String> {
    let is_drafts = is_in(path, "_drafts");
    (is_markdown(path) && (is_drafts || own_file(site, path).is_none())).then(|| file_of(site, path))
}

fn own_file(site: &OldSite, path: &str) -> Option<Topic> {
    let name = file_name_of(path);
    let special = path.split('/').find(|part| part.starts_with('_') && *part != name);
    match special {
        Some("_posts" | "_drafts") => {}
        Some("_layouts" | "_includes" | "_sass") => return Some(Topic::ThemeFiles),
        Some("_plugins") => return Some(Topic::Plugins),
        Some("_data" | "_site") => return Some(Topic::Settings),
        Some(folder) if !site.permalinks.iter().any(|(name, _)| name == folder) => return Some(Topic::TemplatePages),
        _ => {}
    }
    let is_top = folder_of(path).is_empty();
    if is_top && (SETTINGS.contains(&name) || name.starts_with("_config") || name.starts_with("package")) {
        return Some(Topic::Settings);
    }
    match extension_of(path).as_deref() {
        Some("html" | "htm" | "xml" | "liquid") => Some(Topic::TemplatePages),
        Some("scss" | "sass" | "css" | "js" | "coffee") => Some(Topic::ThemeFiles),
        Some("rb") => Some(Topic::Plugins),
        _ => None,
    }
}
