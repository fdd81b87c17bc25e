//! Sites of Eleventy, with the GOV.UK Eleventy plugin or without.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::node::{Node, Value};
use crate::base::path::{extension_of, file_name_of, folder_of, join};
use crate::config::file_patterns::FilePatterns;
use crate::import::anchor_rules::AnchorRule;
use crate::import::dialect::{Dialect, markdown_page};
use crate::import::notes::{Notes, Topic};
use crate::import::old_site::{OldSite, Redirect};
use crate::import::scripts::reader::exported;
use crate::import::scripts::values::{first_arguments, first_objects, is_true, string_named};
use crate::import::source::{Source, below, is_in};
use crate::import::text::nunjucks::convert;

/// Eleventy.
pub const ELEVENTY: Dialect =
    Dialect { name: "eleventy", label: "Eleventy", evidence, read, convert, page: markdown_page, url, own_file };

const SETTINGS: [&str; 6] = [
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    ".eleventy.cjs",
];
/// The package of the GOV.UK plugin.
const GOVUK_PLUGIN: &str = "govuk-eleventy-plugin";
/// How many pages are searched for signs of Eleventy where there are no settings.
const MOST_SEARCHED: usize = 50;
/// The most values of data files that pages can name.
const MOST_VALUES: usize = 2_000;
/// Plugins whose work Fingerpost does itself.
const KNOWN_PLUGINS: &[&str] = &[
    "govukEleventyPlugin",
    "eleventyNavigationPlugin",
    "EleventyHtmlBasePlugin",
    "syntaxHighlight",
    "pluginRss",
    "feedPlugin",
    "HtmlBasePlugin",
    "pluginNavigation",
    "navigationPlugin",
];

static DATED_NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d{2}-\d{2}-").expect("a pattern of this program is well formed"));
static FUNCTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\.(addPlugin|addFilter|addShortcode|addPairedShortcode|addCollection|addTransform|addNunjucks\w+)\(\s*['\x22]?([A-Za-z_$][\w$-]*)")
        .expect("a pattern of this program is well formed")
});

fn evidence(source: &Source<'_>) -> Option<String> {
    if let Some(name) = source.first(&SETTINGS) {
        return Some(format!("`{name}`"));
    }
    if source.text("package.json").is_some_and(|text| text.contains("@11ty/eleventy")) {
        return Some("`package.json` with `@11ty/eleventy`".to_owned());
    }
    let data = source.tree.iter().map(|(path, _)| path).find(|path| path.contains(".11tydata."));
    if let Some(path) = data {
        return Some(format!("`{path}`"));
    }
    let mut pages = source.pages("").take(MOST_SEARCHED);
    let found = pages.find(|path| source.text(path).is_some_and(|text| text.contains("\neleventyNavigation:")))?;
    Some(format!("`eleventyNavigation` in `{found}`"))
}

fn read(source: &Source<'_>, notes: &mut Notes) -> OldSite {
    let file = source.first(&SETTINGS);
    let script = file.and_then(|file| source.text(file)).unwrap_or_default();
    let package = source.text("package.json").unwrap_or_default();
    let input = string_named(&script, "input").and_then(|folder| join("", &folder));
    let content = match (input, file) {
        (Some(folder), _) => folder,
        (None, Some(_)) => String::new(),
        (None, None) => source.main_folder(&["src", "docs", "content", "app"]).to_owned(),
    };
    let is_govuk =
        script.contains(GOVUK_PLUGIN) || script.contains("govukEleventyPlugin") || package.contains(GOVUK_PLUGIN);
    let data = data_of(source, &content, &script);
    let value = |names: &[&str]| {
        names.iter().find_map(|name| data.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    };
    let host = string_named(&script, "url").filter(|url| url.starts_with("http"));
    let host =
        host.or_else(|| value(&["site.url", "metadata.url", "site.baseUrl"]).filter(|url| url.starts_with("http")));
    let prefix = string_named(&script, "pathPrefix").unwrap_or_default();
    let mut site = OldSite {
        title: string_named(&script, "titleSuffix")
            .or_else(|| string_named(&script, "serviceName"))
            .or_else(|| value(&["site.title", "site.name", "metadata.title"])),
        description: value(&["site.description", "metadata.description"]),
        language: value(&["site.language", "site.lang", "metadata.language"]),
        base_url: match (host, prefix.trim_matches('/')) {
            (Some(url), prefix) => Some(join_url(&url, prefix)),
            (None, "") => None,
            (None, prefix) => Some(format!("/{prefix}/")),
        },
        home_key: is_govuk.then(|| string_named(&script, "homeKey").unwrap_or_else(|| "Home".to_owned())),
        anchors: match () {
            () if is_govuk || script.contains("@sindresorhus/slugify") => AnchorRule::GovukPlugin,
            () if script.contains("markdown-it-anchor") => AnchorRule::MarkdownItAnchor,
            () => AnchorRule::None,
        },
        hard_breaks: (is_govuk && !script.contains("breaks: false")) || is_true(&script, "breaks"),
        smart_punctuation: (is_govuk && !script.contains("typographer: false")) || is_true(&script, "typographer"),
        has_tags: true,
        content,
        ..OldSite::default()
    };
    if is_govuk && (is_true(&script, "sitemap") || script.contains("sitemapPath")) {
        site.redirects.push(Redirect { from: "/sitemap/".to_owned(), to: "/all-pages/".to_owned() });
    }
    site.variables.extend(data);
    excluded(source, &mut site, notes);
    passed_through(source, &script, &mut site);
    defaults(source, &mut site, notes);
    note_functions(&script, file.unwrap_or_default(), notes);
    site
}

/// Notes what the settings add to Eleventy, which the new site does not have.
fn note_functions(script: &str, file: &str, notes: &mut Notes) {
    for found in FUNCTION.captures_iter(script).filter(|found| !KNOWN_PLUGINS.contains(&&found[2])) {
        let what = match &found[1] {
            "addPlugin" => "plugin",
            "addFilter" => "filter",
            "addCollection" => "collection",
            "addTransform" => "transform",
            _ => "shortcode",
        };
        notes.file(Topic::Plugins, file, format!("{what} `{}`", &found[2]));
    }
}

fn join_url(url: &str, prefix: &str) -> String {
    let url = url.trim_end_matches('/');
    if prefix.is_empty() || url.ends_with(&format!("/{prefix}")) {
        format!("{url}/")
    } else {
        format!("{url}/{prefix}/")
    }
}

/// What a script exports, if no part of it is made by code.
fn written_out(source: &Source<'_>, path: &str) -> Option<Node> {
    exported(source, path).filter(|exported| exported.unread.is_empty()).map(|exported| exported.node)
}

/// The scalars of data files, by the names under which pages know them.
fn data_of(source: &Source<'_>, content: &str, script: &str) -> Vec<(String, String)> {
    let name = string_named(script, "data").unwrap_or_else(|| "_data".to_owned());
    let folder = join(content, &name).unwrap_or_default();
    let mut found = Vec::new();
    for (path, _) in source.tree.below(&folder).take(MOST_VALUES) {
        let Some(rest) = below(&folder, path) else { continue };
        let node = match extension_of(path).as_deref() {
            Some("json" | "yaml" | "yml") => source.yaml(path),
            Some("js" | "cjs" | "mjs") => written_out(source, path),
            _ => None,
        };
        let key = rest.rsplit_once('.').map_or(rest, |(stem, _)| stem).replace('/', ".");
        if let Some(node) = node {
            flatten(&key, &node, &mut found);
        }
    }
    if let Some(package) = source.yaml("package.json") {
        flatten("pkg", &package, &mut found);
    }
    found
}

fn flatten(key: &str, node: &Node, found: &mut Vec<(String, String)>) {
    if found.len() >= MOST_VALUES || key.len() > 200 {
        return;
    }
    match &node.value {
        Value::Map(entries) => entries.iter().for_each(|(name, node)| flatten(&format!("{key}.{name}"), node, found)),
        _ => found.extend(node.text().map(|text| (key.to_owned(), text))),
    }
}

fn excluded(source: &Source<'_>, site: &mut OldSite, notes: &mut Notes) {
    let Some(text) = source.text(".eleventyignore") else { return };
    let in_content = |line: &str| {
        below(&site.content, line.trim_start_matches("./")).map_or(line.to_owned(), |path| format!("/{path}"))
    };
    let patterns: Vec<String> = text.lines().filter(|line| !line.starts_with('#')).map(in_content).collect();
    match FilePatterns::new(&patterns) {
        Ok(patterns) => site.excluded = patterns,
        Err(problem) => notes.file(Topic::Settings, ".eleventyignore", problem),
    }
}

/// Files that were copied to another place. Those of the content folder keep their place anyway.
fn passed_through(source: &Source<'_>, script: &str, site: &mut OldSite) {
    const FUNCTION: &str = "addPassthroughCopy";
    for path in first_arguments(script, FUNCTION).iter().filter_map(|path| join("", path)) {
        if below(&site.content, &path).is_none() && (source.has_folder(&path) || source.tree.has(&path)) {
            site.passed_through.push((path.clone(), path));
        }
    }
    for object in first_objects(script, FUNCTION) {
        for (from, to) in object.entries() {
            let (from, to) = (join("", from), to.text().and_then(|to| join("", &to)));
            site.passed_through.extend(from.zip(to).filter(|(from, _)| !from.is_empty()));
        }
    }
}

/// Data files of folders become values for all pages below them.
fn defaults(source: &Source<'_>, site: &mut OldSite, notes: &mut Notes) {
    let paths: Vec<&str> =
        source.tree.below(&site.content).map(|(path, _)| path).filter(|path| is_folder_data(path)).collect();
    for path in paths {
        let node = match extension_of(path).as_deref() {
            Some("json") => source.yaml(path),
            _ => written_out(source, path),
        };
        let Some(Node { value: Value::Map(entries), span, .. }) = node else {
            notes.file(Topic::FrontMatter, path, "code computes the data of this folder, which is not run");
            continue;
        };
        let (kept, left): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, node)| {
            !matches!(key.as_str(), "layout" | "permalink" | "eleventyComputed" | "pagination") && is_plain(node)
        });
        for (key, _) in left.iter().filter(|(key, _)| key != "layout") {
            notes.file(Topic::FrontMatter, path, format!("`{key}` for all pages of the folder"));
        }
        let folder = below(&site.content, folder_of(path)).unwrap_or_default();
        let files = if folder.is_empty() { "**".to_owned() } else { format!("{folder}/**") };
        if !kept.is_empty() {
            site.defaults.push((files, Node::new(Value::Map(kept), span)));
        }
    }
}

/// Whether a value is no template.
fn is_plain(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => items.iter().all(is_plain),
        Value::Map(entries) => entries.iter().all(|(_, node)| is_plain(node)),
        _ => node.text().is_none_or(|text| !text.contains("{{") && !text.contains("=>") && !text.contains('(')),
    }
}

/// Whether a file has data for its folder: `guides/guides.json`, `guides/guides.11tydata.js`.
fn is_folder_data(path: &str) -> bool {
    let (folder, name) = (file_name_of(folder_of(path)), file_name_of(path));
    let Some(rest) = name.strip_prefix(folder).filter(|_| !folder.is_empty()) else { return false };
    matches!(rest, ".json" | ".11tydata.json" | ".11tydata.js" | ".11tydata.cjs" | ".11tydata.mjs")
}

/// The URL path of a page.
fn url(_: &OldSite, path: &str, front: &Node) -> Option<String> {
    if let Some(permalink) = front.get("permalink").filter(|node| node.value != Value::Null) {
        let text = permalink.text().filter(|_| permalink.value != Value::Bool(false))?;
        return (!text.contains("{{") && !text.contains("{%"))
            .then(|| if text.starts_with('/') { text } else { format!("/{text}") });
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let (folder, name) = (folder_of(stem), file_name_of(stem));
    let name = DATED_NAME.replace(name, "");
    let is_index = name == "index" || name == file_name_of(folder);
    Some(match (is_index, folder) {
        (true, "") => "/".to_owned(),
        (true, folder) => format!("/{folder}/"),
        (false, "") => format!("/{name}/"),
        (false, folder) => format!("/{folder}/{name}/"),
    })
}

fn own_file(site: &OldSite, path: &str) -> Option<Topic> {
    let name = file_name_of(path);
    let is_top = site.content.is_empty() && !path.contains('/');
    if ["_includes", "_layouts", "_components"].iter().any(|folder| is_in(path, folder)) {
        return Some(Topic::ThemeFiles);
    }
    if is_in(path, "_data") || path.contains(".11tydata.") || is_folder_data(path) {
        return Some(Topic::Settings);
    }
    if is_in(path, "_site")
        || (is_top && (name.starts_with("package") || SETTINGS.contains(&name) || name == ".eleventyignore"))
    {
        return Some(Topic::Settings);
    }
    match extension_of(path).as_deref() {
        Some("njk" | "liquid" | "hbs" | "mustache" | "ejs" | "haml" | "pug" | "webc" | "html") => {
            Some(Topic::TemplatePages)
        }
        Some("js" | "mjs" | "cjs" | "ts") if name.contains(".11ty.") => Some(Topic::TemplatePages),
        Some("js" | "mjs" | "cjs" | "ts" | "css" | "scss" | "sass") => Some(Topic::ThemeFiles),
        _ => None,
    }
}
