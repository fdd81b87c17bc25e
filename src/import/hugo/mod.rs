//! Sites of Hugo.

pub mod shortcodes;
pub mod text;
pub mod urls;

use std::collections::BTreeMap;

use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, is_markdown, join};
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::{Dialect, markdown_page};
use crate::import::hugo::text::convert;
use crate::import::hugo::urls::{get, url};
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::{OldSite, UrlStyle};
use crate::import::source::{Source, below, items};

/// Hugo.
pub const HUGO: Dialect =
    Dialect { name: "hugo", label: "Hugo", evidence, read, convert, page: markdown_page, url, own_file };

const SETTINGS: [&str; 9] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config/_default/config.yml",
];
/// Settings files with a name that other tools use too.
const COMMON_SETTINGS: [&str; 4] = ["config.toml", "config.yaml", "config.yml", "config.json"];
/// Settings without a counterpart, which are listed in the report.
const NOTED_SETTINGS: [&str; 4] = ["menu", "menus", "outputs", "module"];

fn evidence(source: &Source<'_>) -> Option<String> {
    let is_hugo = |name: &&str| source.text(name).is_some_and(|text| text.to_lowercase().contains("baseurl"));
    let common = || COMMON_SETTINGS.iter().copied().filter(|_| source.has_folder("content")).find(is_hugo);
    source.first(&SETTINGS).or_else(common).map(|name| format!("`{name}`"))
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = source.first(&SETTINGS).or_else(|| source.first(&COMMON_SETTINGS)).unwrap_or(SETTINGS[0]);
    let read = if extension_of(file).as_deref() == Some("toml") { source.toml(file) } else { source.yaml(file) };
    let Some(node) = read else {
        notes.file(Topic::NotRead, file, "the settings cannot be read");
        return OldSite { content: "content".to_owned(), anchors: AnchorRule::GitHub, ..OldSite::default() };
    };
    let text = |path: &str| get(&node, path).and_then(Node::text).filter(|text| !text.trim().is_empty());
    let language = text("defaultContentLanguage").unwrap_or_else(|| "en".to_owned());
    let of_language = |key: &str| text(&format!("languages.{language}.{key}"));
    let mut site = OldSite {
        title: of_language("title").or_else(|| text("title")),
        description: of_language("params.description").or_else(|| text("params.description")),
        language: of_language("languageCode").or_else(|| text("languageCode")).or_else(|| Some(language.clone())),
        base_url: text("baseURL"),
        footer: text("copyright").filter(|text| !text.contains('<')),
        content: content_folder(source, &node, &language),
        anchors: AnchorRule::GitHub,
        smart_punctuation: text("markup.goldmark.extensions.typographer.disable").as_deref() != Some("true"),
        hard_breaks: text("markup.goldmark.renderer.hardWraps").as_deref() == Some("true"),
        urls: if text("uglyURLs").as_deref() == Some("true") { UrlStyle::Files } else { UrlStyle::Folders },
        ignored_keys: vec!["type", "layout"],
        keeps_case: text("disablePathToLower").as_deref() == Some("true"),
        ..OldSite::default()
    };
    if source.has_folder("static") {
        site.passed_through.push(("static".to_owned(), String::new()));
    }
    if let Some(params) = get(&node, "params") {
        flatten("", params, &mut site.variables);
    }
    if let Some(patterns) = get(&node, "permalinks") {
        let patterns = get(patterns, "page").filter(|node| !node.entries().is_empty()).unwrap_or(patterns);
        let patterns = patterns.entries().iter().take(MOST_PATTERNS);
        site.permalinks = patterns.filter_map(|(name, node)| Some((name.clone(), node.text()?))).collect();
    }
    languages(source, &node, &language, file, &mut site, notes);
    for key in NOTED_SETTINGS.into_iter().filter(|key| get(&node, key).is_some()) {
        let topic = if key.starts_with("menu") { Topic::Navigation } else { Topic::Settings };
        notes.file(topic, file, format!("`{key}`"));
    }
    for (folder, what) in [
        ("layouts", "templates"),
        ("assets", "files that templates use"),
        ("themes", "themes"),
        ("data", "data for templates"),
        ("i18n", "translations of the theme"),
    ] {
        let count = source.tree.below(folder).count();
        if count > 0 {
            notes.file(Topic::ThemeFiles, "", format!("{what} in `{folder}/`: {count} files"));
        }
    }
    site.page_names = page_names(source, &site.content);
    site
}

fn content_folder(source: &Source<'_>, node: &Node, language: &str) -> String {
    let mounted = get(node, "module.mounts").map(items).unwrap_or_default().iter().find_map(|mount| {
        let is_content = get(mount, "target").and_then(Node::text).as_deref() == Some("content");
        get(mount, "source").and_then(Node::text).filter(|_| is_content)
    });
    let of_language = get(node, &format!("languages.{language}.contentDir")).and_then(Node::text);
    let named = of_language.or_else(|| get(node, "contentDir").and_then(Node::text)).or(mounted);
    let folder = named.and_then(|folder| join("", &folder)).filter(|folder| source.has_folder(folder));
    folder.unwrap_or_else(|| "content".to_owned())
}

/// Pages in other languages are in folders of their own, or have the language in their names.
fn languages(source: &Source<'_>, node: &Node, language: &str, file: &str, site: &mut OldSite, notes: &mut Notes) {
    let Some(all) = get(node, "languages") else { return };
    for (name, own) in all.entries().iter().filter(|(name, _)| name != language).take(MOST_LANGUAGES) {
        let folder = get(own, "contentDir").and_then(Node::text).and_then(|folder| join("", &folder));
        match folder.filter(|folder| *folder != site.content) {
            Some(folder) => {
                let count = source.pages(&folder).count();
                let text = format!(
                    "{count} pages in `{name}` are not imported; import them as a site of their own, from `{folder}`"
                );
                notes.file(Topic::Languages, file, text);
            }
            None => site.other_languages.push(name.clone()),
        }
    }
}

/// Pages by name, for links that name no folder; the second of two pages with one name makes it useless.
fn page_names(source: &Source<'_>, content: &str) -> BTreeMap<String, Option<String>> {
    let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
    for path in source.tree.below(content).map(|(path, _)| path).filter(|path| is_markdown(path)) {
        let Some(path) = below(content, path) else { continue };
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let stem = stem.strip_suffix("/index").or_else(|| stem.strip_suffix("/_index")).unwrap_or(stem);
        let name = file_name_of(stem).to_lowercase();
        names.entry(name).and_modify(|known| *known = None).or_insert_with(|| Some(path.to_owned()));
    }
    names
}

/// The most languages that are read.
const MOST_LANGUAGES: usize = 100;
/// The most patterns of URLs that are read.
const MOST_PATTERNS: usize = 100;
/// The most values of settings that pages can name.
const MOST_VALUES: usize = 2_000;

fn flatten(key: &str, node: &Node, found: &mut BTreeMap<String, String>) {
    if found.len() >= MOST_VALUES || key.len() > 200 {
        return;
    }
    for (name, value) in node.entries() {
        let key = if key.is_empty() { name.to_lowercase() } else { format!("{key}.{}", name.to_lowercase()) };
        match (&value.value, value.text()) {
            (Value::Map(_), _) => flatten(&key, value, found),
            (_, Some(text)) => _ = found.insert(key, text),
            _ => {}
        }
    }
}

fn own_file(_: &OldSite, path: &str) -> Option<Topic> {
    match extension_of(path).as_deref() {
        Some("html" | "htm") => Some(Topic::TemplatePages),
        Some("org" | "adoc" | "asciidoc" | "rst" | "pandoc" | "pdc") => Some(Topic::NotRead),
        Some("js" | "ts" | "css" | "scss") => Some(Topic::ThemeFiles),
        _ => None,
    }
}
