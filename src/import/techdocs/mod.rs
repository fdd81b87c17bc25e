//! Sites of the GOV.UK Tech Docs Template, which is built with Middleman: `config/tech-docs.yml`.

pub mod ruby;
pub mod text;

use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, is_markdown};
use crate::base::span::Span;
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::Dialect;
use crate::import::notes::{Notes, Topic, quotation};
use crate::import::old_site::{Link, MOST_VARIABLES, OldSite, Redirect, UrlStyle};
use crate::import::source::{Source, below, is_in, read_yaml, text_at};
use crate::import::techdocs::text::{CONTENT, convert, partial, partial_names, without_tags};

/// The GOV.UK Tech Docs Template.
pub const TECHDOCS: Dialect = Dialect {
    name: "tech-docs",
    label: "GOV.UK Tech Docs Template",
    evidence: |source| source.first(&SETTINGS).map(|name| format!("`{name}`")),
    read,
    convert,
    page,
    url,
    own_file,
};

const SETTINGS: [&str; 3] = ["config/tech-docs.yml", "config/tech-docs.yaml", "config/tech-docs.yml.erb"];
/// The settings of Middleman.
const SCRIPT: &str = "config.rb";
/// Extensions of Middleman whose work Fingerpost does itself, or that only concern the build.
const KNOWN_EXTENSIONS: &[&str] = &[
    "directory_indexes",
    "relative_assets",
    "autoprefixer",
    "minify_javascript",
    "minify_css",
    "syntax",
    "search",
    "sprockets",
    "livereload",
    "asset_hash",
    "gzip",
];

static REDIRECT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^[ \t]*redirect[ (]+["']([^"'\n]+)["'],\s*to:\s*["']([^"'\n]+)["']"#));
static EXTENSION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^[ \t]*activate[ (]+:(\w+)"));
static HELPER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^[ \t]+def (\w+)"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = source.first(&SETTINGS).unwrap_or(SETTINGS[0]);
    let mut site = OldSite {
        content: CONTENT.to_owned(),
        anchors: AnchorRule::TechDocs,
        smart_punctuation: true,
        urls: UrlStyle::Files,
        has_tags: true,
        language: Some("en".to_owned()),
        ..OldSite::default()
    };
    let text = source.text(file).unwrap_or_default();
    match read_yaml(&without_tags(&text)) {
        Some(node) => settings(&node, file, &mut site, notes),
        None => notes.file(Topic::NotRead, file, "the settings are not valid YAML"),
    }
    script(source, &mut site, notes);
    for (path, _) in source.tree.below("data").take(MOST_VARIABLES) {
        let stem = below("data", path).and_then(|path| path.rsplit_once('.')).map_or(path, |(stem, _)| stem);
        if let Some(node) = source.yaml(path) {
            site.add_variables(&format!("data.{}", stem.replace('/', ".")), &node);
        }
    }
    for (path, _) in source.tree.below(CONTENT).filter(|(path, _)| has_text(path)) {
        let Some(text) = source.text(path) else { continue };
        for name in partial_names(&text) {
            site.fragments.extend(partial(source, folder_of(path), &name));
        }
    }
    site
}

/// Whether a file can have tags.
fn has_text(path: &str) -> bool {
    is_markdown(path) || matches!(extension_of(path).as_deref(), Some("erb"))
}

fn settings(node: &Node, file: &str, site: &mut OldSite, notes: &mut Notes) {
    let text = |key: &str| text_at(node, key);
    site.title = text("service_name").or_else(|| text("full_service_name"));
    site.description = text("description");
    site.base_url = text("host").map(|host| format!("{}/", host.trim_end_matches('/')));
    site.phase = text("phase");
    for (key, links) in [("header_links", &mut site.header_links), ("footer_links", &mut site.footer_links)] {
        let all = node.get(key).map(Node::entries).unwrap_or_default();
        for (title, url) in all.iter().filter_map(|(title, node)| Some((title, node.text()?))) {
            let is_usable = ["/", "https://", "http://", "mailto:", "tel:"].iter().any(|start| url.starts_with(start));
            match is_usable {
                true => links.push(Link { title: title.clone(), url }),
                false => notes.file(Topic::Settings, file, format!("`{key}`: {} has no usable URL", quotation(title))),
            }
        }
    }
    for (from, to) in node.get("redirects").map(Node::entries).unwrap_or_default() {
        site.redirects.extend(to.text().map(|to| redirect(from, &to)));
    }
    if let Some(channel) = text("default_owner_slack") {
        let value = Node::new(Value::Text(channel), Span::default());
        let values = Value::Map(vec![("owner_slack".to_owned(), value)]);
        site.defaults.push(("**".to_owned(), Node::new(values, Span::default())));
    }
    for (key, effect) in [
        ("ga_tracking_id", "published pages load nothing from other sites"),
        ("google_site_verification", "add the file or the DNS record that proves that the site is yours"),
        ("api_path", "pages can have no reference made from an API description"),
        ("owner_slack_workspace", "channels are shown as text, not as links"),
        ("github_repo", "for links to edit a page, set `edit_url` under `[theme]`"),
        ("service_link", "the name of the site links to its home page"),
    ] {
        if text(key).is_some_and(|value| value != "/") {
            notes.file(Topic::Settings, file, format!("`{key}`: {effect}"));
        }
    }
    if text("prevent_indexing").as_deref() == Some("true") {
        let said = "`prevent_indexing`: put a `robots.txt` with `Disallow: /` in `static/`";
        notes.file(Topic::Settings, file, said);
    }
    site.add_variables("config.tech_docs", node);
}

/// What the script with the settings of Middleman says in plain words.
fn script(source: &Source<'_>, site: &mut OldSite, notes: &mut Notes) {
    let text = source.text(SCRIPT).unwrap_or_default();
    for found in REDIRECT.captures_iter(&text) {
        site.redirects.push(redirect(&found[1], &found[2]));
    }
    for found in EXTENSION.captures_iter(&text) {
        if &found[1] == "directory_indexes" {
            site.urls = UrlStyle::Folders;
        }
        if !KNOWN_EXTENSIONS.contains(&&found[1]) {
            notes.file(Topic::Plugins, SCRIPT, format!("extension `{}`", &found[1]));
        }
    }
    for found in HELPER.captures_iter(&text) {
        notes.file(Topic::Plugins, SCRIPT, format!("helper `{}`", &found[1]));
    }
}

/// A redirect of the settings. Both paths count from the root.
fn redirect(from: &str, to: &str) -> Redirect {
    let to = if to.contains("://") { to.to_owned() } else { format!("/{}", to.trim_start_matches('/')) };
    Redirect { from: format!("/{}", from.trim_start_matches('/')), to }
}

/// A page is written in Markdown, with tags or without, and is no part of others.
fn page(site: &OldSite, path: &str) -> Option<String> {
    let is_part = file_name_of(path).starts_with('_') || site.fragments.contains(&format!("{CONTENT}/{path}"));
    let stem = stem(path).filter(|_| !is_part && own_file(site, path).is_none())?;
    Some(format!("{stem}.md"))
}

/// The path of a Markdown file without its endings.
fn stem(path: &str) -> Option<&str> {
    let bare = path.strip_suffix(".erb").unwrap_or(path);
    let bare = bare.strip_suffix(".md").or_else(|| bare.strip_suffix(".markdown"))?;
    Some(bare.strip_suffix(".html").unwrap_or(bare))
}

fn url(site: &OldSite, path: &str, _: &Node) -> Option<String> {
    let stem = stem(path)?;
    let folder = folder_of(stem);
    Some(match (file_name_of(stem), site.urls) {
        ("index", _) if folder.is_empty() => "/".to_owned(),
        ("index", _) => format!("/{folder}/"),
        (_, UrlStyle::Files) => format!("/{stem}.html"),
        (_, UrlStyle::Folders) => format!("/{stem}/"),
    })
}

fn own_file(site: &OldSite, path: &str) -> Option<Topic> {
    if is_in(path, "layouts") || is_in(path, "stylesheets") || is_in(path, "javascripts") {
        return Some(Topic::ThemeFiles);
    }
    if file_name_of(path).starts_with('_') || site.fragments.contains(&format!("{CONTENT}/{path}")) {
        return Some(Topic::Fragments);
    }
    match extension_of(path).as_deref() {
        Some("erb") if stem(path).is_none() => Some(Topic::TemplatePages),
        Some("haml" | "slim") => Some(Topic::TemplatePages),
        Some("scss" | "sass" | "css" | "js") => Some(Topic::ThemeFiles),
        _ => None,
    }
}
