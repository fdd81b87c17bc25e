//! Sites of Docusaurus: `docusaurus.config.js` and the folders of its plugins.

pub mod menu;
pub mod pages;

use crate::base::html::tokenizer::shown_text;
use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, join};
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::{Context, Dialect};
use crate::import::docusaurus::menu::menu;
use crate::import::docusaurus::pages::{DocsFolder, add_blog, add_docs, add_own_pages, post_date};
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_site::{Link, NavItem, OldSite, Redirect, UrlStyle, in_folder};
use crate::import::scripts::jsx::Syntax;
use crate::import::scripts::mdx;
use crate::import::scripts::reader::{Exported, exported};
use crate::import::source::{Source, is_in, items, text_at};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::page_text::{PageText, Rewrites};

/// Docusaurus 2 and 3.
pub const DOCUSAURUS: Dialect = Dialect {
    name: "docusaurus",
    label: "Docusaurus",
    evidence: |source| settings_of(source).map(|file| format!("`{file}`")),
    read,
    convert,
    page: |site, path| site.pages.get(path).map(|page| page.path.clone()),
    url: |site, path, _| site.pages.get(path).map(|page| page.url.clone()),
    own_file,
};

const NAMES: [&str; 5] = [
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "docusaurus.config.cjs",
    "docusaurus.config.mts",
];
/// Folders of a repository in which a site is often kept.
const FOLDERS: [&str; 6] = ["", "website", "docs", "site", "documentation", "docusaurus"];
/// Plugins whose work Fingerpost does itself.
const KNOWN_PLUGINS: &[&str] =
    &["sitemap", "search-local", "ideal-image", "mermaid", "live-codeblock", "theme-classic"];

fn settings_of(source: &Source<'_>) -> Option<String> {
    let mut places = FOLDERS.iter().flat_map(|folder| NAMES.iter().map(|name| in_folder(folder, name)));
    places.find(|path| source.tree.has(path))
}

/// A plugin with its options.
pub struct Plugin {
    name: String,
    options: Node,
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = settings_of(source).unwrap_or_else(|| NAMES[0].to_owned());
    let root = folder_of(&file).to_owned();
    let Some(Exported { node, unread }) = exported(source, &file) else {
        notes.file(Topic::NotRead, &file, "the settings cannot be read");
        return OldSite { content: in_folder(&root, "docs"), ..OldSite::default() };
    };
    for part in unread.iter().filter(|part| !part.key.starts_with("themeConfig.prism") && !part.key.is_empty()) {
        notes.at(Topic::Settings, &part.path, part.line, format!("`{}` is made by code", part.key));
    }
    let text = |key: &str| text_at(&node, key);
    let base = text("baseUrl").unwrap_or_else(|| "/".to_owned());
    let mut site = OldSite {
        title: text("title"),
        description: text("tagline"),
        language: text("i18n.defaultLocale"),
        base_url: text("url").map(|url| format!("{}/{}", url.trim_end_matches('/'), base.trim_start_matches('/'))),
        footer: text("themeConfig.footer.copyright").map(|html| shown_text(&html).trim().to_owned()),
        anchors: AnchorRule::GitHub,
        urls: if text("trailingSlash").as_deref() == Some("false") { UrlStyle::Files } else { UrlStyle::Folders },
        aliases: vec![("@site/", root.clone())],
        ..OldSite::default()
    };
    let statics = node.get("staticDirectories").and_then(Node::texts).unwrap_or_else(|| vec!["static".to_owned()]);
    let statics: Vec<String> = statics.iter().filter_map(|folder| join(&root, folder)).collect();
    site.passed_through = statics.iter().map(|folder| (folder.clone(), String::new())).collect();
    let image = |key: &str| {
        let path = text(key)?.trim_start_matches('/').to_owned();
        statics.iter().any(|folder| source.tree.has(&in_folder(folder, &path))).then_some(path)
    };
    site.logo = image("themeConfig.navbar.logo.src");
    site.favicon = image("favicon").filter(|path| matches!(extension_of(path).as_deref(), Some("svg" | "png" | "ico")));
    if items_at(&node, "i18n.locales").len() > 1 {
        notes.file(Topic::Languages, &file, "only the default language is imported; the others are in `i18n/`");
    }
    let mut navigation = Vec::new();
    for plugin in plugins(&node) {
        read_plugin(source, &plugin, &root, &file, &mut site, &mut navigation, notes);
    }
    links(&node, &mut site);
    losses(&node, &file, notes);
    site.navigation = Some(navigation).filter(|items| !items.is_empty());
    for (folder, what) in [("src/theme", "components of the theme"), ("src/components", "components")] {
        let count = source.tree.below(&in_folder(&root, folder)).count();
        if count > 0 {
            notes.file(Topic::ThemeFiles, "", format!("{what} in `{folder}/`: {count} files"));
        }
    }
    site
}

fn items_at<'n>(node: &'n Node, path: &str) -> &'n [Node] {
    node.get_path(path).map(items).unwrap_or_default()
}

/// The plugins of the settings, those of presets among them.
fn plugins(node: &Node) -> Vec<Plugin> {
    let entry = |node: &Node| match &node.value {
        Value::List(parts) => {
            let options = parts.get(1).cloned().unwrap_or_else(Node::empty_map);
            Some(Plugin { name: parts.first()?.text()?, options })
        }
        _ => Some(Plugin { name: node.text()?, options: Node::empty_map() }),
    };
    let mut found = Vec::new();
    for preset in items_at(node, "presets").iter().filter_map(entry) {
        for name in ["docs", "blog", "pages"] {
            let options = preset.options.get(name).cloned().unwrap_or_else(Node::empty_map);
            if options.value != Value::Bool(false) {
                found.push(Plugin { name: format!("content-{name}"), options });
            }
        }
    }
    // A plugin made by code, or without a name, is not read.
    found.extend(items_at(node, "plugins").iter().filter_map(entry));
    found
}

fn read_plugin(
    source: &Source<'_>,
    plugin: &Plugin,
    root: &str,
    file: &str,
    site: &mut OldSite,
    navigation: &mut Vec<NavItem>,
    notes: &mut Notes,
) {
    let Plugin { name, options } = plugin;
    let name = name.trim_start_matches("@docusaurus/").trim_start_matches("plugin-");
    match name {
        "content-docs" => {
            for docs in DocsFolder::all(source, options, root) {
                let first = site.pages.iter().count();
                add_docs(source, &docs, site, notes);
                if docs.is_main && site.pages.iter().count() > first {
                    navigation.extend(menu(source, &docs, site, notes));
                }
            }
        }
        "content-blog" => {
            let posts = add_blog(source, options, root, site, notes);
            if !posts.is_empty() {
                let title = text_at(options, "blogTitle").unwrap_or_else(|| "Blog".to_owned());
                let url = text_at(options, "routeBasePath").unwrap_or_else(|| "blog".to_owned());
                let url = Some(format!("/{}/", url.trim_matches('/')));
                navigation.push(NavItem::Section { title, page: None, url, items: posts });
            }
        }
        "content-pages" => add_own_pages(source, options, root, site, notes),
        "client-redirects" => redirects(options, site),
        name if KNOWN_PLUGINS.iter().any(|known| name.contains(known)) => {}
        name => notes.file(Topic::Plugins, file, format!("plugin `{name}`")),
    }
}

fn redirects(options: &Node, site: &mut OldSite) {
    for entry in items_at(options, "redirects") {
        let from = entry.get("from").and_then(Node::texts).unwrap_or_default();
        let Some(to) = text_at(entry, "to") else { continue };
        site.redirects.extend(from.into_iter().map(|from| Redirect { from, to: to.clone() }));
    }
}

/// The links of the header and the footer that lead to other sites, or to pages.
fn links(node: &Node, site: &mut OldSite) {
    let link = |item: &Node| {
        let title = text_at(item, "label")?;
        let url = text_at(item, "href").or_else(|| text_at(item, "to")).map(|url| match url.contains("://") {
            true => url,
            false => format!("/{}", url.trim_start_matches('/')),
        });
        Some(Link { title, url: url? })
    };
    let is_external = |link: &Link| link.url.contains("://");
    site.header_links =
        items_at(node, "themeConfig.navbar.items").iter().filter_map(link).filter(is_external).collect();
    let footer = items_at(node, "themeConfig.footer.links");
    let nested = footer.iter().flat_map(|column| items_at(column, "items")).chain(footer);
    site.footer_links = nested.filter_map(link).filter(is_external).collect();
}

/// What the settings say and the new site has not: styles, links to edit a page, and links inside the site in its header
/// and footer.
fn losses(node: &Node, file: &str, notes: &mut Notes) {
    let options = items_at(node, "presets").iter().filter_map(|preset| items(preset).get(1));
    for options in options {
        for url in ["docs", "blog", "pages"].iter().filter_map(|name| text_at(options, &format!("{name}.editUrl"))) {
            let said = format!("links to edit a page in <{url}>: set `edit_url` under `[theme]`");
            notes.file(Topic::Settings, file, said);
        }
        let styles = options.get_path("theme.customCss").map(|node| node.texts().unwrap_or_default());
        for style in styles.into_iter().flatten() {
            notes.file(Topic::ThemeFiles, file, format!("style sheet `{style}`"));
        }
    }
    let is_external = |item: &&Node| text_at(item, "href").is_some_and(|url| url.contains("://"));
    let footer = items_at(node, "themeConfig.footer.links");
    let nested = footer.iter().flat_map(|column| items_at(column, "items"));
    let header = items_at(node, "themeConfig.navbar.items");
    let places = header.iter().map(|item| ("header", item)).chain(nested.map(|item| ("footer", item)));
    for (place, item) in places.filter(|(_, item)| !is_external(item)) {
        let keys = ["to", "href", "docId", "sidebarId", "type"];
        let target = keys.iter().find_map(|key| text_at(item, key)).unwrap_or_default();
        let label = text_at(item, "label").or_else(|| text_at(item, "type")).unwrap_or_default();
        let said = format!("{} in the {place} leads to {}", quotation(&label), quotation(&target));
        notes.file(Topic::Navigation, file, said);
    }
}

fn own_file(site: &OldSite, path: &str) -> Option<Topic> {
    let name = file_name_of(path);
    match extension_of(path).as_deref() {
        Some("md" | "mdx" | "markdown") if site.pages.get(path).is_none() => Some(Topic::Includes),
        Some("js" | "jsx" | "ts" | "tsx" | "css" | "scss" | "mjs") => Some(Topic::ThemeFiles),
        _ if matches!(name, "_category_.json" | "_category_.yml" | "_category_.yaml") => Some(Topic::Navigation),
        _ if matches!(name, "authors.yml" | "tags.yml") => Some(Topic::Settings),
        _ if is_in(path, "node_modules") => Some(Topic::Plugins),
        _ => None,
    }
}

fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    let front = &page.front;
    for key in ["id", "slug"] {
        if front.get(key).is_some() {
            out.front.remove(key);
        }
    }
    if front.get("hide_table_of_contents").is_some_and(|node| node.value == Value::Bool(true)) {
        out.front.remove("hide_table_of_contents");
        out.front.set("toc", FrontValue::Truth(false));
    }
    for key in [
        "hide_title",
        "pagination_next",
        "pagination_prev",
        "custom_edit_url",
        "sidebar_class_name",
        "displayed_sidebar",
        "image",
    ] {
        if let Some(node) = front.get(key) {
            out.notes.at(Topic::FrontMatter, page.path, page.line(node.key_span.start), format!("`{key}`"));
        }
    }
    if front.get("title").is_none() && !has_title(&page.text[page.body..]) {
        let id = front.get("id").and_then(Node::text);
        let name = id.or_else(|| context.site.pages.get(page.content_path).map(|page| page.id.clone()));
        let name = name.map(|name| file_name_of(&name).to_owned()).filter(|name| !name.is_empty());
        out.front.set("title", FrontValue::Text(name.unwrap_or_else(|| "Home".to_owned())));
    }
    let is_post = context.site.pages.get(page.content_path).is_some_and(|page| page.id.is_empty());
    if let Some(date) = post_date(page.content_path).filter(|_| is_post && front.get("date").is_none()) {
        out.front.set("date", FrontValue::Text(date));
    }
    mdx::convert(page, context, Syntax::Mdx, out);
}

/// Whether a text has a heading of the first level, behind modules.
fn has_title(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("# ")) || text.contains("\n===") || text.contains("<h1")
}
