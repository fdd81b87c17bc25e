//! Sites of Starlight, which Astro builds: `astro.config.mjs` and `src/content/docs/`.

use std::collections::BTreeSet;

use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown, join};
use crate::base::slug::anchor;
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::{Context, Dialect};
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_pages::OldPage;
use crate::import::old_site::{Link, NavItem, OldSite, PositionedItem, Redirect, UrlStyle, in_folder};
use crate::import::scripts::jsx::Syntax;
use crate::import::scripts::mdx;
use crate::import::scripts::reader::{Exported, exported, value_at};
use crate::import::source::{Source, below, items, text_at};
use crate::import::text::front_edit::FrontValue;
use crate::import::text::old_links::{self, new_target};
use crate::import::text::page_text::{PageText, Rewrites};
use crate::import::text::{code_fences, hero};
use crate::parse::front_matter;

/// Starlight.
pub const STARLIGHT: Dialect = Dialect {
    name: "starlight",
    label: "Starlight",
    evidence: |source| settings_of(source).map(|file| format!("`{file}` with Starlight")),
    read,
    convert,
    page: |site, path| site.pages.get(path).map(|page| page.path.clone()),
    url: |site, path, _| site.pages.get(path).map(|page| page.url.clone()),
    own_file,
};

const NAMES: [&str; 5] =
    ["astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.mts", "astro.config.cjs"];
/// Folders of a repository in which a site is often kept.
const FOLDERS: [&str; 4] = ["", "docs", "website", "site"];
/// The most levels of a menu that are read.
const MOST_LEVELS: usize = 16;

fn settings_of(source: &Source<'_>) -> Option<String> {
    let mut places = FOLDERS.iter().flat_map(|folder| NAMES.iter().map(|name| in_folder(folder, name)));
    places.find(|path| source.text(path).is_some_and(|text| text.contains("starlight")))
}

/// The options of Astro and of Starlight.
fn scripts(source: &Source<'_>, file: &str, notes: &mut Notes) -> (Node, Node) {
    let script = source.text(file).unwrap_or_default();
    let astro = exported(source, file);
    // The options of Starlight are the argument of its call.
    let call = script.match_indices("starlight(").map(|(at, words)| at + words.len()).last();
    let starlight = call.and_then(|at| value_at(source, file, at));
    for (read, prefix) in [(&astro, ""), (&starlight, "starlight.")] {
        let parts = read.iter().flat_map(|read| &read.unread).filter(|part| !part.key.is_empty());
        for part in parts.filter(|part| !part.key.starts_with("integrations") && !part.key.starts_with("vite")) {
            notes.at(Topic::Settings, &part.path, part.line, format!("`{prefix}{}` is made by code", part.key));
        }
    }
    let node = |read: Option<Exported>| read.map_or_else(Node::empty_map, |read| read.node);
    (node(astro), node(starlight))
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = settings_of(source).unwrap_or_else(|| NAMES[0].to_owned());
    let root = folder_of(&file).to_owned();
    let (astro, node) = scripts(source, &file, notes);
    let default = text_at(&node, "defaultLocale").unwrap_or_else(|| "root".to_owned());
    let in_language = |key: &str| {
        let of_default =
            || text_at(&node, &format!("{key}.{default}")).or_else(|| text_at(&node, &format!("{key}.en")));
        text_at(&node, key).or_else(of_default)
    };
    let base = text_at(&astro, "base").unwrap_or_default();
    let content = in_folder(&root, "src/content/docs");
    let style =
        if text_at(&astro, "build.format").as_deref() == Some("file") { UrlStyle::Files } else { UrlStyle::Folders };
    let mut site = OldSite {
        title: in_language("title"),
        description: text_at(&node, "description"),
        language: text_at(&node, &format!("locales.{default}.lang"))
            .or_else(|| Some(default.clone()).filter(|name| name != "root")),
        base_url: match (text_at(&astro, "site"), base.trim_matches('/')) {
            (Some(host), base) => Some(format!("{}/{base}", host.trim_end_matches('/'))),
            (None, "") => None,
            (None, base) => Some(format!("/{base}/")),
        },
        anchors: AnchorRule::GitHub,
        urls: style,
        aliases: vec![("~/", in_folder(&root, "src")), ("@/", in_folder(&root, "src"))],
        passed_through: vec![(in_folder(&root, "public"), String::new())],
        folders: vec![(content.clone(), String::new())],
        content,
        ..OldSite::default()
    };
    let own_pages = in_folder(&root, "src/pages");
    if source.has_folder(&own_pages) {
        site.folders.push((own_pages.clone(), String::new()));
    }
    images(source, &node, &root, &mut site);
    for (from, to) in astro.get("redirects").map(Node::entries).unwrap_or_default() {
        if let Some(to) = to.text().or_else(|| text_at(to, "destination")) {
            site.redirects.push(Redirect { from: from.clone(), to });
        }
    }
    pages(source, &root, &mut site, notes);
    languages(&node, &default, &file, &mut site, notes);
    fallbacks(&node, &default, &mut site);
    let social = node.get("social").map(items).unwrap_or_default();
    let link = |item: &Node| Some(Link { title: text_at(item, "label")?, url: text_at(item, "href")? });
    site.header_links = social.iter().filter_map(link).filter(|link| link.url.contains("://")).collect();
    let mut menu = MenuReader { site: &site, file: &file, prefix: String::new(), notes };
    if default != "root" {
        menu.prefix = default.clone();
    }
    site.navigation = Some(match node.get("sidebar") {
        Some(list) => menu.items(list, 0),
        None => menu.generated("", 0),
    });
    theme(&node, source, &root, notes, &file);
    site
}

/// The logo and the icon of the site.
fn images(source: &Source<'_>, node: &Node, root: &str, site: &mut OldSite) {
    let logo = text_at(node, "logo.src").or_else(|| text_at(node, "logo.light"));
    if let Some(path) =
        logo.and_then(|path| join(root, path.trim_start_matches('/'))).filter(|path| source.tree.has(path))
    {
        let inside = below(root, &path).unwrap_or(&path);
        let target =
            inside.strip_prefix("public/").or_else(|| inside.strip_prefix("src/")).unwrap_or(inside).to_owned();
        if !inside.starts_with("public/") {
            site.passed_through.push((path.clone(), target.clone()));
        }
        site.logo = Some(target);
    }
    let icon = text_at(node, "favicon").unwrap_or_else(|| "/favicon.svg".to_owned());
    let icon = icon.trim_start_matches('/').to_owned();
    let is_image = matches!(extension_of(&icon).as_deref(), Some("svg" | "png" | "ico"));
    site.favicon = Some(icon).filter(|icon| is_image && source.tree.has(&in_folder(root, &format!("public/{icon}"))));
}

fn theme(node: &Node, source: &Source<'_>, root: &str, notes: &mut Notes, file: &str) {
    for name in node.get("customCss").and_then(Node::texts).unwrap_or_default() {
        notes.file(Topic::ThemeFiles, file, format!("style sheet `{name}`"));
    }
    for (name, _) in node.get("components").map(Node::entries).unwrap_or_default() {
        notes.file(Topic::ThemeFiles, file, format!("component `{name}` of the theme"));
    }
    if let Some(url) = text_at(node, "editLink.baseUrl") {
        notes.file(Topic::Settings, file, format!("links to edit a page in <{url}>: set `edit_url` under `[theme]`"));
    }
    let count = source.tree.below(&in_folder(root, "src/components")).count();
    if count > 0 {
        notes.file(Topic::ThemeFiles, "", format!("components in `src/components/`: {count} files"));
    }
}

/// Other languages are folders of the same site.
fn languages(node: &Node, default: &str, file: &str, site: &mut OldSite, notes: &mut Notes) {
    let all = node.get("locales").map(Node::entries).unwrap_or_default();
    for (name, locale) in all.iter().filter(|(name, _)| name != "root" && name != default) {
        if let Some(language) = text_at(locale, "lang").or_else(|| Some(name.clone())) {
            let value = Node::new(Value::Text(language), locale.span);
            let values = Node::new(Value::Map(vec![("language".to_owned(), value)]), locale.span);
            site.defaults.push((format!("{name}/**"), values));
        }
        notes.file(Topic::Languages, file, format!("the pages in `{name}/` are in the same site, and not in its menu"));
    }
}

/// The most redirects for pages that are not translated.
const MOST_FALLBACKS: usize = 20_000;

/// Pages that are not translated had URLs in each language, with the text of the default language.
fn fallbacks(node: &Node, default: &str, site: &mut OldSite) {
    let all = node.get("locales").map(Node::entries).unwrap_or_default();
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "root").collect();
    let own = |url: &str| {
        let first = url.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
        match default {
            "root" => (!names.contains(&first.as_str())).then(|| url.trim_start_matches('/').to_owned()),
            default => (first == default)
                .then(|| url.trim_start_matches('/')[default.len()..].trim_start_matches('/').to_owned()),
        }
    };
    let pages: Vec<(String, String)> = site
        .pages
        .iter()
        .filter(|(_, page)| page.url != "/404.html")
        .filter_map(|(_, page)| Some((own(&page.url)?, page.url.clone())))
        .collect();
    let mut found = Vec::new();
    for name in names.iter().filter(|name| **name != default) {
        for (rest, to) in &pages {
            let from = format!("/{name}/{rest}");
            if site.pages.at_url(&from).is_none() && found.len() < MOST_FALLBACKS {
                found.push(Redirect { from, to: to.clone() });
            }
        }
    }
    site.redirects.extend(found);
}

fn is_page(path: &str) -> bool {
    is_markdown(path) || path.ends_with(".mdx")
}

/// Finds the pages with their URLs.
fn pages(source: &Source<'_>, root: &str, site: &mut OldSite, notes: &mut Notes) {
    for (folder, is_docs) in [(site.content.clone(), true), (in_folder(root, "src/pages"), false)] {
        let paths: Vec<&str> = source.tree.below(&folder).map(|(path, _)| path).collect();
        for path in paths {
            let Some(inside) = below(&folder, path) else { continue };
            if inside.ends_with(".astro") || inside.ends_with(".mdoc") {
                notes.file(Topic::TemplatePages, path, "a page in a language of Astro");
            }
            let is_partial = match is_docs {
                true => file_name_of(inside).starts_with('_'),
                false => inside.split('/').any(|part| part.starts_with('_')),
            };
            if !is_page(inside) || is_partial {
                continue;
            }
            let front = source.text(path).map_or_else(Node::empty_map, |text| front_matter::split(&text).front);
            let stem = inside.rsplit_once('.').map_or(inside, |(stem, _)| stem);
            let own = text_at(&front, "slug").filter(|_| is_docs).map(|slug| slug.trim_matches('/').to_owned());
            let id = own.unwrap_or_else(|| if is_docs { slug_of(stem) } else { without_index(stem).to_owned() });
            let url = match (id.as_str(), site.urls) {
                ("" | "index", _) => "/".to_owned(),
                ("404", _) => "/404.html".to_owned(),
                (id, UrlStyle::Files) => format!("/{id}.html"),
                (id, UrlStyle::Folders) => format!("/{id}/"),
            };
            let page = OldPage {
                path: inside.strip_suffix(".mdx").map_or(inside.to_owned(), |stem| format!("{stem}.md")),
                url,
                id,
                label: text_at(&front, "sidebar.label"),
                position: text_at(&front, "sidebar.order").and_then(|text| text.parse().ok()),
                is_hidden: ["draft", "sidebar.hidden"]
                    .iter()
                    .any(|key| text_at(&front, key).as_deref() == Some("true")),
            };
            site.pages.insert(inside, page);
        }
    }
}

fn without_index(stem: &str) -> &str {
    if stem == "index" { "" } else { stem.strip_suffix("/index").unwrap_or(stem) }
}

/// The id of an entry: each part of its path as GitHub makes ids of headings.
fn slug_of(stem: &str) -> String {
    let slugs: Vec<String> = stem.split('/').map(anchor).collect();
    without_index(&slugs.join("/")).to_owned()
}

struct MenuReader<'a, 'n> {
    site: &'a OldSite,
    file: &'a str,
    /// The folder of the default language, if it has one.
    prefix: String,
    notes: &'n mut Notes,
}

impl MenuReader<'_, '_> {
    fn items(&mut self, list: &Node, level: usize) -> Vec<NavItem> {
        if level >= MOST_LEVELS {
            return Vec::new();
        }
        items(list).iter().flat_map(|item| self.item(item, level)).collect()
    }

    fn item(&mut self, item: &Node, level: usize) -> Vec<NavItem> {
        if let Some(slug) = item.text() {
            return self.page(&slug, None).into_iter().collect();
        }
        let label = text_at(item, "label");
        let folder = text_at(item, "autogenerate.directory").map(|folder| folder.trim_matches('/').to_owned());
        let items = match (item.get("items"), folder) {
            (Some(items), _) => self.items(items, level + 1),
            (None, Some(folder)) => self.generated(&in_folder(&self.prefix, &folder), level + 1),
            (None, None) => {
                let link = text_at(item, "link");
                if let (Some(url), Some(title)) = (link.as_ref().filter(|link| link.contains("://")), &label) {
                    return vec![NavItem::Link { title: title.clone(), url: url.clone() }];
                }
                let slug = text_at(item, "slug").or(link);
                return slug.and_then(|slug| self.page(&slug, label)).into_iter().collect();
            }
        };
        match label {
            Some(title) => vec![NavItem::Section { title, page: None, url: None, items }],
            None => items,
        }
    }

    fn page(&mut self, slug: &str, label: Option<String>) -> Option<NavItem> {
        let slug = slug.split('#').next().unwrap_or_default().trim_matches('/');
        let slug = if slug == "index" { "" } else { slug };
        let own = self.site.pages.at_url(&format!("/{}", in_folder(&self.prefix, slug)));
        let Some(page) = own.or_else(|| self.site.pages.at_url(&format!("/{slug}"))) else {
            let text = format!("the menu names {}, which is no page", quotation(slug));
            self.notes.file(Topic::Navigation, self.file, text);
            return None;
        };
        Some(NavItem::Page { title: label.or_else(|| page.label.clone()), path: page.path.clone() })
    }

    /// The menu of a folder by its files.
    fn generated(&mut self, folder: &str, level: usize) -> Vec<NavItem> {
        if level >= MOST_LEVELS {
            return Vec::new();
        }
        let mut found: Vec<PositionedItem> = Vec::new();
        let mut folders: BTreeSet<String> = BTreeSet::new();
        for (path, page) in self.site.pages.iter() {
            let Some(rest) = below(folder, path) else { continue };
            if let Some((inner, _)) = rest.split_once('/') {
                let is_language =
                    level == 0 && self.site.defaults.iter().any(|(files, _)| files == &format!("{inner}/**"));
                if !is_language {
                    folders.insert(inner.to_owned());
                }
            } else if !page.is_hidden {
                let item = NavItem::Page { title: page.label.clone(), path: page.path.clone() };
                let is_index = rest.rsplit_once('.').is_some_and(|(stem, _)| stem == "index");
                let position = page.position.unwrap_or(if is_index { f64::NEG_INFINITY } else { f64::INFINITY });
                found.push(PositionedItem { position, name: page.id.clone(), item });
            }
        }
        for inner in folders {
            let items = self.generated(&in_folder(folder, &inner), level + 1);
            // A folder has the place of its first page.
            let place = self.site.pages.iter().filter(|(path, _)| below(&in_folder(folder, &inner), path).is_some());
            let position = place.filter_map(|(_, page)| page.position).fold(f64::INFINITY, f64::min);
            if !items.is_empty() {
                let name = in_folder(&slug_of(folder), &anchor(&inner));
                let item = NavItem::Section { title: inner, page: None, url: None, items };
                found.push(PositionedItem { position, name, item });
            }
        }
        PositionedItem::in_order(found)
    }
}

fn own_file(site: &OldSite, path: &str) -> Option<Topic> {
    match extension_of(path).as_deref() {
        Some("md" | "mdx" | "markdown") if site.pages.get(path).is_none() => Some(Topic::Includes),
        Some("astro" | "mdoc") => Some(Topic::TemplatePages),
        Some("js" | "jsx" | "ts" | "tsx" | "css" | "scss" | "mjs" | "svelte" | "vue") => Some(Topic::ThemeFiles),
        _ => None,
    }
}

fn convert(page: &PageText<'_>, context: &Context<'_>, out: &mut Rewrites) {
    front(page, out);
    let mut files = Vec::new();
    let hero = hero::convert(
        page,
        &mut |target| new_target(target, page, context, &mut files).unwrap_or_else(|| target.to_owned()),
        out,
    );
    out.files.append(&mut files);
    let lead = format!("{hero}{}", banner(page));
    if page.path.ends_with(".mdx") {
        let mut rewrites = Rewrites::default();
        mdx::convert(page, context, Syntax::Mdx, &mut rewrites);
        let body = rewrites.body(page);
        out.notes.extend(rewrites.notes);
        out.files.append(&mut rewrites.files);
        out.replace(page.body, page.text.len(), lead + &body);
        return;
    }
    out.replace(page.body, page.body, lead);
    code_fences::convert(page, out);
    old_links::convert(page, context, true, out);
}

/// The notice at the top of a page.
fn banner(page: &PageText<'_>) -> String {
    let text = text_at(&page.front, "banner.content").map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    text.map(|text| format!("\n> [!NOTE]\n> {text}\n\n")).unwrap_or_default()
}

fn front(page: &PageText<'_>, out: &mut Rewrites) {
    let front = &page.front;
    let is_false = |key: &str| front.get(key).is_some_and(|node| node.value == Value::Bool(false));
    if is_false("tableOfContents") {
        out.front.set("toc", FrontValue::Truth(false));
    }
    for key in ["slug", "template", "banner", "tableOfContents"] {
        if front.get(key).is_some() {
            out.front.remove(key);
        }
    }
    if front.get("lastUpdated").is_some_and(|node| matches!(node.value, Value::Bool(_))) {
        out.front.remove("lastUpdated");
    }
    for key in ["editUrl", "prev", "next"] {
        if let Some(node) = front.get(key) {
            out.front.remove(key);
            out.notes.at(Topic::FrontMatter, page.path, page.line(node.key_span.start), format!("`{key}`"));
        }
    }
}
