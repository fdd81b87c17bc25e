//! Sites of VitePress: `.vitepress/config.js` in the folder of the pages or above it.

pub mod text;

use std::collections::BTreeMap;

use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, join};
use crate::config::file_patterns::FilePatterns;
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::{Dialect, markdown_page};
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_pages::OldPage;
use crate::import::old_site::{Link, NavItem, OldSite, UrlStyle, in_folder};
use crate::import::scripts::reader::{Exported, exported};
use crate::import::source::{Source, below, is_in, items, text_at};
use crate::import::vitepress::text::convert;

/// VitePress.
pub const VITEPRESS: Dialect = Dialect {
    name: "vitepress",
    label: "VitePress",
    evidence: |source| settings_of(source).map(|file| format!("`{file}`")),
    read,
    convert,
    page: |site, path| markdown_page(site, path),
    url: |site, path, _| site.pages.get(path).map(|page| page.url.clone()),
    own_file,
};

const FOLDER: &str = ".vitepress/config";
/// The most levels of a menu that are read.
const MOST_LEVELS: usize = 16;
/// The most rules for URLs that are read.
const MOST_RULES: usize = 500;

fn settings_of(source: &Source<'_>) -> Option<String> {
    let is_script = |path: &&str| [".ts", ".mts", ".js", ".mjs", ".cjs"].iter().any(|ending| path.ends_with(ending));
    let is_settings = |path: &&str| {
        let at = path.find(FOLDER).filter(|at| *at == 0 || path[..*at].ends_with('/'));
        let rest = at.map(|at| &path[at + FOLDER.len()..]);
        is_script(path) && rest.is_some_and(|rest| rest.starts_with('.') || rest.starts_with("/index."))
    };
    let paths =
        source.tree.iter().map(|(path, _)| path).filter(is_settings).filter(|path| !is_in(path, "node_modules"));
    paths.min_by_key(|path| (path.matches('/').count(), *path)).map(str::to_owned)
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = settings_of(source).unwrap_or_else(|| format!("{FOLDER}.ts"));
    let root = file.find(FOLDER).map_or("", |at| file[..at].trim_end_matches('/')).to_owned();
    let Some(Exported { node, unread }) = exported(source, &file) else {
        notes.file(Topic::NotRead, &file, "the settings cannot be read");
        return OldSite { content: root, anchors: AnchorRule::MditVue, ..OldSite::default() };
    };
    for part in unread.iter().filter(|part| !part.key.is_empty()) {
        notes.at(Topic::Settings, &part.path, part.line, format!("`{}` is made by code", part.key));
    }
    let text = |key: &str| text_at(&node, key);
    let content = text("srcDir").and_then(|folder| join(&root, &folder)).unwrap_or_else(|| root.clone());
    let host = text("sitemap.hostname");
    let base = text("base").unwrap_or_else(|| "/".to_owned());
    let mut site = OldSite {
        title: text("locales.root.title").or_else(|| text("title")),
        description: text("locales.root.description").or_else(|| text("description")),
        language: text("locales.root.lang").or_else(|| text("lang")),
        base_url: match host {
            Some(host) => Some(format!("{}/{}", host.trim_end_matches('/'), base.trim_matches('/'))),
            None => Some(base).filter(|base| base != "/"),
        },
        footer: footer(&node),
        anchors: AnchorRule::MditVue,
        urls: UrlStyle::Files,
        aliases: vec![("@/", content.clone()), ("@", content.clone())],
        passed_through: vec![(in_folder(&content, "public"), String::new())],
        content: content.clone(),
        ..OldSite::default()
    };
    let excluded = node.get("srcExclude").and_then(Node::texts).unwrap_or_default();
    let own = ["/public/**", "node_modules/**"].map(str::to_owned);
    let excluded: Vec<String> = excluded.into_iter().map(|text| format!("/{text}")).chain(own).collect();
    site.excluded = FilePatterns::new(&excluded).unwrap_or_default();
    let image = |path: String| {
        let path = path.trim_start_matches('/').to_owned();
        source.tree.has(&in_folder(&content, &format!("public/{path}"))).then_some(path)
    };
    let logo =
        text("themeConfig.logo").or_else(|| text("themeConfig.logo.src")).or_else(|| text("themeConfig.logo.light"));
    site.logo = logo.and_then(image);
    site.favicon = favicon(&node).and_then(image);
    pages(source, &node, &mut site, &file, notes);
    languages(&node, &file, &mut site, notes);
    links(&node, &mut site, &file, notes);
    site.navigation = navigation(source, &node, &site, &file, notes);
    let theme = source.tree.below(&in_folder(&root, ".vitepress/theme")).count();
    if theme > 0 {
        notes.file(Topic::ThemeFiles, "", format!("the theme in `.vitepress/theme/`: {theme} files"));
    }
    site
}

/// The message and the copyright of the footer, without their tags.
fn footer(node: &Node) -> Option<String> {
    let texts = ["message", "copyright"].iter().filter_map(|key| text_at(node, &format!("themeConfig.footer.{key}")));
    let words: Vec<String> = texts.map(|text| without_tags(&text)).filter(|text| !text.is_empty()).collect();
    Some(words.join(" ")).filter(|text| !text.is_empty())
}

fn favicon(node: &Node) -> Option<String> {
    let tags = node.get("head").map(items).unwrap_or_default();
    let icon = tags
        .iter()
        .map(items)
        .find(|parts| parts.get(1).and_then(|attributes| text_at(attributes, "rel")).as_deref() == Some("icon"))?;
    text_at(icon.get(1)?, "href").filter(|path| matches!(extension_of(path).as_deref(), Some("svg" | "png" | "ico")))
}

/// Other languages are folders of the same site.
fn languages(node: &Node, file: &str, site: &mut OldSite, notes: &mut Notes) {
    for (name, locale) in
        node.get("locales").map(Node::entries).unwrap_or_default().iter().filter(|(name, _)| name != "root")
    {
        if let Some(language) = text_at(locale, "lang") {
            let value = Node::new(Value::Text(language), locale.span);
            let values = Node::new(Value::Map(vec![("language".to_owned(), value)]), locale.span);
            site.defaults.push((format!("{name}/**"), values));
        }
        notes.file(Topic::Languages, file, format!("the pages in `{name}/` are in the same site, and not in its menu"));
    }
}

/// Finds the pages with their URLs.
fn pages(source: &Source<'_>, node: &Node, site: &mut OldSite, file: &str, notes: &mut Notes) {
    let rules: Vec<(String, String)> = node
        .get("rewrites")
        .map(Node::entries)
        .unwrap_or_default()
        .iter()
        .filter_map(|(from, to)| Some((from.clone(), to.text()?)))
        .take(MOST_RULES)
        .collect();
    if node.get("rewrites").is_some_and(|node| node.entries().is_empty() && node.value != Value::Map(Vec::new())) {
        notes.file(Topic::Urls, file, "`rewrites` are made by code");
    }
    let paths: Vec<&str> = source.pages(&site.content).collect();
    for path in paths {
        let Some(inside) = below(&site.content, path) else { continue };
        if site.excluded.matches(inside) || own_file(site, inside).is_some() {
            continue;
        }
        let new = rules.iter().find_map(|(from, to)| rewritten(inside, from, to)).unwrap_or_else(|| inside.to_owned());
        let stem = new.trim_end_matches(".md");
        let url = match file_name_of(stem) {
            "index" => format!("/{}", stem.trim_end_matches("index")),
            _ => format!("/{stem}.html"),
        };
        site.pages.insert(inside, OldPage { path: inside.to_owned(), url, ..OldPage::default() });
    }
}

/// A path after a rule such as `en/:rest*` → `:rest*`; `None` if the rule is for others.
fn rewritten(path: &str, from: &str, to: &str) -> Option<String> {
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    let (from_parts, path_parts): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), path.split('/').collect());
    let mut at = 0;
    for (index, part) in from_parts.iter().enumerate() {
        let Some(name) = part.strip_prefix(':') else {
            (path_parts.get(at) == Some(part)).then_some(())?;
            at += 1;
            continue;
        };
        let is_many = name.ends_with(['*', '+']) || name.ends_with("(.*)");
        let left = from_parts.len() - index - 1;
        let count = if is_many { path_parts.len().checked_sub(at + left)? } else { 1 };
        let value = path_parts.get(at..at + count)?.join("/");
        let (name, ending) = name.split_once('.').unwrap_or((name, ""));
        let value = if ending.is_empty() { value } else { value.strip_suffix(&format!(".{ending}"))?.to_owned() };
        values.insert(bare(name), value);
        at += count;
    }
    (at == path_parts.len()).then_some(())?;
    let part = |part: &str| match part.strip_prefix(':') {
        Some(name) => {
            let (name, ending) = name.split_once('.').unwrap_or((name, ""));
            let ending = if ending.is_empty() { String::new() } else { format!(".{ending}") };
            values.get(bare(name)).map(|value| format!("{value}{ending}"))
        }
        None => Some(part.to_owned()),
    };
    let parts: Option<Vec<String>> = to.split('/').map(part).collect();
    Some(parts?.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/"))
}

fn bare(name: &str) -> &str {
    name.split(['(', '*', '+', '?']).next().unwrap_or(name)
}

/// The links of the header that lead to other sites.
fn links(node: &Node, site: &mut OldSite, file: &str, notes: &mut Notes) {
    let nav = node.get_path("locales.root.themeConfig.nav").or_else(|| node.get_path("themeConfig.nav"));
    let entries = nav.map(items).unwrap_or_default();
    let nested = entries.iter().flat_map(|entry| entry.get("items").map(items).unwrap_or_default());
    let link = |item: &Node| Some(Link { title: text_at(item, "text")?, url: text_at(item, "link")? });
    site.header_links = entries.iter().chain(nested).filter_map(link).filter(|link| link.url.contains("://")).collect();
    let inner =
        entries.iter().chain(entries.iter().flat_map(|entry| entry.get("items").map(items).unwrap_or_default()));
    for link in inner.filter_map(link).filter(|link| !link.url.contains("://")) {
        let said = format!("{} in the header leads to {}", quotation(&link.title), quotation(&link.url));
        notes.file(Topic::Navigation, file, said);
    }
    for social in node.get_path("themeConfig.socialLinks").map(items).unwrap_or_default() {
        let url = text_at(social, "link").unwrap_or_default();
        notes.file(Topic::Settings, file, format!("an icon in the header leads to {}", quotation(&url)));
    }
    if let Some(url) = text_at(node, "themeConfig.editLink.pattern") {
        notes.file(Topic::Settings, file, format!("links to edit a page in <{url}>: set `edit_url` under `[theme]`"));
    }
}

fn navigation(source: &Source<'_>, node: &Node, site: &OldSite, file: &str, notes: &mut Notes) -> Option<Vec<NavItem>> {
    let mut sidebars: Vec<(String, Node)> = Vec::new();
    let mut take = |node: &Node| match node.get("sidebar").map(|node| (&node.value, node)) {
        Some((Value::Map(entries), _)) => sidebars.extend(entries.iter().cloned()),
        Some((Value::List(_), node)) => sidebars.push(("/".to_owned(), node.clone())),
        _ => {}
    };
    for path in ["themeConfig", "locales.root.themeConfig"] {
        node.get_path(path).into_iter().for_each(&mut take);
    }
    // Folders may have settings of their own.
    let own = source.tree.below(&site.content).map(|(path, _)| path);
    let of_root = own.filter(|path| {
        let rest = below(&site.content, path).unwrap_or_default();
        matches!(file_name_of(rest), "config.ts" | "config.js" | "config.mts") && rest.matches('/').count() == 1
    });
    for path in of_root {
        let folder = below(&site.content, folder_of(path)).unwrap_or_default();
        let index = site.pages.get(&format!("{folder}/index.md"));
        if index.is_some_and(|page| page.url == "/")
            && let Some(found) = exported(source, path)
        {
            found.node.get("themeConfig").into_iter().for_each(&mut take);
        }
    }
    let mut menu = Menu { site, file, notes };
    let mut sections: Vec<(String, Vec<NavItem>)> = Vec::new();
    for (prefix, node) in &sidebars {
        let (base, list) = match &node.value {
            Value::Map(_) => (text_at(node, "base").unwrap_or_default(), node.get("items")),
            _ => (String::new(), Some(node)),
        };
        let items = list.map(|list| menu.items(list, &base, 0)).unwrap_or_default();
        // Several paths may have one menu.
        if !items.is_empty() && !sections.iter().any(|(_, known)| *known == items) {
            sections.push((prefix.clone(), items));
        }
    }
    if sections.len() <= 1 {
        return sections.pop().map(|(_, items)| items);
    }
    let section = |(prefix, items): (String, Vec<NavItem>)| NavItem::Section {
        title: label_of(node, &prefix),
        page: site.pages.at_url(&prefix).map(|page| page.path.clone()),
        url: None,
        items,
    };
    Some(sections.into_iter().map(section).collect())
}

/// The words of the header for a menu, else the name of its folder.
fn label_of(node: &Node, prefix: &str) -> String {
    let nav = node.get_path("locales.root.themeConfig.nav").or_else(|| node.get_path("themeConfig.nav"));
    let is_ours = |item: &&Node| text_at(item, "link").is_some_and(|link| link.starts_with(prefix));
    let named = nav.map(items).unwrap_or_default().iter().find(is_ours).and_then(|item| text_at(item, "text"));
    named.unwrap_or_else(|| {
        let name = prefix.trim_matches('/').rsplit('/').next().unwrap_or_default().replace('-', " ");
        let mut letters = name.chars();
        letters.next().map_or_else(|| "Pages".to_owned(), |first| first.to_uppercase().chain(letters).collect())
    })
}

struct Menu<'a> {
    site: &'a OldSite,
    file: &'a str,
    notes: &'a mut Notes,
}

impl Menu<'_> {
    fn items(&mut self, list: &Node, base: &str, level: usize) -> Vec<NavItem> {
        if level >= MOST_LEVELS {
            return Vec::new();
        }
        items(list).iter().filter_map(|item| self.item(item, base, level)).collect()
    }

    fn item(&mut self, item: &Node, base: &str, level: usize) -> Option<NavItem> {
        let title = text_at(item, "text").map(|text| without_tags(&text));
        let base = text_at(item, "base").unwrap_or_else(|| base.to_owned());
        let link = text_at(item, "link");
        let page = link.as_ref().filter(|link| !link.contains("://")).and_then(|link| {
            let link = format!("/{}", format!("{base}{link}").trim_start_matches('/'));
            let found =
                self.site.pages.at_url(link.split('#').next().unwrap_or_default()).map(|page| page.path.clone());
            if found.is_none() {
                let text = format!("the menu names {}, which is no page", quotation(&link));
                self.notes.file(Topic::Navigation, self.file, text);
            }
            found
        });
        if let Some(inner) = item.get("items") {
            let items = self.items(inner, &base, level + 1);
            return match title {
                Some(title) => Some(NavItem::Section { title, page, url: None, items }),
                None => Some(NavItem::Section { title: "Pages".to_owned(), page, url: None, items }),
            };
        }
        match (link, page) {
            (Some(url), None) if url.contains("://") => Some(NavItem::Link { title: title?, url }),
            (_, Some(path)) => Some(NavItem::Page { title, path }),
            _ => None,
        }
    }
}

/// The words of a label, which may have tags.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.trim().to_owned()
}

fn own_file(_: &OldSite, path: &str) -> Option<Topic> {
    if path.contains('[') && extension_of(path).as_deref() == Some("md") {
        return Some(Topic::TemplatePages);
    }
    match extension_of(path).as_deref() {
        Some("vue" | "css" | "scss" | "js" | "mjs" | "ts" | "mts" | "tsx" | "jsx") => Some(Topic::ThemeFiles),
        _ if is_in(path, "node_modules") => Some(Topic::Plugins),
        Some("json") if file_name_of(path).starts_with("package") || file_name_of(path).starts_with("tsconfig") => {
            Some(Topic::Settings)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_for_urls_are_applied() {
        for (path, from, to, new) in [
            ("en/guide/a.md", "en/:rest*", ":rest*", Some("guide/a.md")),
            ("packages/x/docs/a.md", "packages/:pkg/docs/:slug*", ":pkg/:slug*", Some("x/a.md")),
            ("packages/x/docs/a.md", "packages/:pkg/docs/(.*)", "x", None),
            ("a.md", "a.md", "b/c.md", Some("b/c.md")),
            ("p/a.md", "p/:name.md", "q/:name.md", Some("q/a.md")),
        ] {
            assert_eq!(rewritten(path, from, to).as_deref(), new, "{path} {from}");
        }
    }
}
