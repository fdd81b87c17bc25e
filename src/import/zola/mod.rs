//! Sites of Zola: `config.toml` or `zola.toml`.

pub mod text;

use unicode_normalization::UnicodeNormalization;

use crate::base::node::Node;
use crate::base::path::{extension_of, file_name_of, folder_of};
use crate::import::anchor_rules::{AnchorRule, ascii_slug};
use crate::import::dialect::{Dialect, markdown_page};
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::OldSite;
use crate::import::source::{Source, text_at};
use crate::import::zola::text::convert;
use crate::parse::dates::parse_date;

/// Zola.
pub const ZOLA: Dialect =
    Dialect { name: "zola", label: "Zola", evidence, read, convert, page: markdown_page, url, own_file };

const SETTINGS: [&str; 2] = ["zola.toml", "config.toml"];
const CONTENT: &str = "content";
/// The most values of settings that pages can name, and the most languages.
const MOST_VALUES: usize = 2_000;

fn evidence(source: &Source<'_>) -> Option<String> {
    let is_zola = |name: &&&str| source.text(name).is_some_and(|text| text.contains("base_url"));
    let file = SETTINGS.iter().filter(|_| source.has_folder(CONTENT)).find(is_zola)?;
    Some(format!("`{file}`"))
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = source.first(&SETTINGS).unwrap_or(SETTINGS[0]);
    let node = source.toml(file).unwrap_or_else(|| {
        notes.file(Topic::NotRead, file, "the settings cannot be read");
        Node::empty_map()
    });
    let text = |key: &str| text_at(&node, key);
    let is_true = |key: &str| text(key).as_deref() == Some("true");
    let mut site = OldSite {
        title: text("title"),
        description: text("description"),
        language: text("default_language").or_else(|| Some("en".to_owned())),
        base_url: text("base_url").map(|url| format!("{}/", url.trim_end_matches('/'))),
        content: CONTENT.to_owned(),
        anchors: match text("slugify.anchors").as_deref() {
            Some("safe" | "off") => AnchorRule::GitHub,
            _ => AnchorRule::Slug,
        },
        smart_punctuation: is_true("markdown.smart_punctuation"),
        keeps_case: matches!(text("slugify.paths").as_deref(), Some("safe" | "off")),
        ..OldSite::default()
    };
    if is_true("slugify.paths_keep_dates") {
        site.variables.insert(KEEPS_DATES.to_owned(), String::new());
    }
    let languages = node.get("languages").map(Node::entries).unwrap_or_default();
    site.other_languages = languages.iter().take(MOST_VALUES).map(|(name, _)| name.clone()).collect();
    site.other_languages.retain(|name| Some(name) != site.language.as_ref());
    if source.has_folder("static") {
        site.passed_through.push(("static".to_owned(), String::new()));
    }
    for (name, node) in node.get("extra").map(Node::entries).unwrap_or_default().iter().take(MOST_VALUES) {
        site.variables.extend(node.text().map(|text| (format!("config.extra.{name}"), text)));
    }
    for (folder, what) in [("templates", "templates"), ("sass", "style sheets"), ("themes", "themes")] {
        let count = source.tree.below(folder).count();
        if count > 0 {
            notes.file(Topic::ThemeFiles, "", format!("{what} in `{folder}/`: {count} files"));
        }
    }
    if let Some(theme) = text("theme") {
        notes.file(Topic::ThemeFiles, file, format!("theme `{theme}`"));
    }
    site
}

/// The key under which it is known that URLs keep the dates of file names.
const KEEPS_DATES: &str = "zola.paths_keep_dates";

fn url(site: &OldSite, path: &str, front: &Node) -> Option<String> {
    let text = |key: &str| text_at(front, key);
    if text("render").as_deref() == Some("false") || text("draft").as_deref() == Some("true") {
        return None;
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let language = site.other_languages.iter().find(|language| stem.ends_with(&format!(".{language}")));
    let stem = language.map_or(stem, |language| &stem[..stem.len() - language.len() - 1]);
    let start = language.map(|language| format!("/{language}")).unwrap_or_default();
    let name = file_name_of(stem);
    if let Some(own) = text("path").filter(|_| name != "_index") {
        let own = own.trim_matches('/');
        return Some(if own.is_empty() { format!("{start}/") } else { format!("{start}/{own}/") });
    }
    // A page of a folder of its own has the name of the folder.
    let place = if matches!(name, "_index" | "index") { folder_of(stem) } else { stem };
    let mut parts: Vec<String> = place.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    if let Some(last) = parts.last_mut().filter(|_| name != "_index") {
        let undated = if site.variables.contains_key(KEEPS_DATES) { last.as_str() } else { without_date(last) };
        *last = text("slug").unwrap_or_else(|| undated.to_owned());
    }
    let parts: Vec<String> =
        parts.iter().map(|part| if site.keeps_case { safe(part) } else { ascii_slug(part) }).collect();
    let place = parts.join("/");
    Some(if place.is_empty() { format!("{start}/") } else { format!("{start}/{place}/") })
}

/// A file name without the date in front of it.
fn without_date(name: &str) -> &str {
    let is_dated = name.get(..10).is_some_and(|date| parse_date(date).is_some());
    let rest = name.get(10..).filter(|rest| is_dated && rest.len() > 1 && rest.starts_with(['-', '_']));
    rest.map_or(name, |rest| rest[1..].trim())
}

/// A name without the characters that file systems refuse.
fn safe(name: &str) -> String {
    let name: String = name.nfc().filter(|letter| !"<>:\"/\\|?*#%{}^~[]`\n\r".contains(*letter)).collect();
    name.trim_end_matches('.').replace(' ', "_")
}

fn own_file(_: &OldSite, path: &str) -> Option<Topic> {
    match extension_of(path).as_deref() {
        Some("html" | "htm") => Some(Topic::TemplatePages),
        Some("js" | "css" | "scss") => Some(Topic::ThemeFiles),
        _ => None,
    }
}
