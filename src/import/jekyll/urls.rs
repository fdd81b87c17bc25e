//! The URLs of Jekyll, and where its pages go.

use jiff::civil::Date;

use crate::base::node::Node;
use crate::base::path::{file_name_of, folder_of};
use crate::import::old_site::OldSite;
use crate::parse::dates::parse_date;

/// The path of a page in the new content folder: collections lose their underscore, and those whose pages were at the top
/// of the site their folder.
pub fn file_of(site: &OldSite, path: &str) -> String {
    let (first, rest) = path.split_once('/').unwrap_or(("", path));
    let own = pattern_of(site, path);
    let is_at_top = first.starts_with('_') && first != "_posts" && first != "_drafts";
    if is_at_top && own.is_some_and(|pattern| pattern.starts_with("/:path") || pattern.starts_with("/:name")) {
        return rest.to_owned();
    }
    path.split('/')
        .map(|part| part.strip_prefix('_').filter(|_| !part.ends_with(".md")).unwrap_or(part))
        .collect::<Vec<_>>()
        .join("/")
}

/// The pattern that the settings have for a page: the most special one.
fn pattern_of<'s>(site: &'s OldSite, path: &str) -> Option<&'s str> {
    let is_of = |prefix: &str| {
        prefix.is_empty()
            || path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || (prefix == "_posts" && path.contains("_posts/"))
    };
    let found = site.permalinks.iter().filter(|(prefix, pattern)| is_of(prefix) && !pattern.is_empty());
    found.max_by_key(|(prefix, _)| prefix.len()).map(|(_, pattern)| pattern.as_str())
}

/// The URL path of a page. Without front matter, a file was none.
pub fn url(site: &OldSite, path: &str, front: &Node) -> Option<String> {
    let text = |key: &str| front.get(key).and_then(Node::text).filter(|text| !text.trim().is_empty());
    if front.entries().is_empty() || path.contains("_drafts/") || text("published").as_deref() == Some("false") {
        return None;
    }
    let first = path.split('/').next().filter(|first| first.starts_with('_') && path.contains('/'));
    let is_post = path.contains("_posts/");
    let global = site.permalinks.first().map_or("date", |(_, style)| style.as_str());
    let own = text("permalink");
    let pattern = match (&own, is_post, first) {
        (Some(own), ..) => expanded(own, "/:categories"),
        (None, true, _) => expanded(pattern_of(site, path).unwrap_or("date"), "/:categories"),
        (None, false, Some(folder)) => {
            let named = site.permalinks.iter().rev().find(|(prefix, pattern)| prefix == folder && !pattern.is_empty());
            named.map_or_else(|| format!("/:collection/:path{}", suffix(global)), |(_, pattern)| pattern.clone())
        }
        (None, false, None) => {
            let folder_pattern = pattern_of(site, path).filter(|pattern| *pattern != global);
            folder_pattern.map_or_else(|| format!("/:folder/:basename{}", suffix(global)), str::to_owned)
        }
    };
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    if own.is_none() && !is_post && first.is_none() && file_name_of(stem) == "index" {
        let folder = folder_of(stem);
        return Some(if folder.is_empty() { "/".to_owned() } else { format!("/{folder}/") });
    }
    Some(cleaned(&filled(&pattern, path, stem, front)?))
}

/// The pattern of a style with a name.
fn expanded(style: &str, start: &str) -> String {
    match style {
        "date" => format!("{start}/:year/:month/:day/:title:output_ext"),
        "pretty" => format!("{start}/:year/:month/:day/:title/"),
        "ordinal" => format!("{start}/:year/:y_day/:title:output_ext"),
        "none" => format!("{start}/:title:output_ext"),
        other => other.to_owned(),
    }
}

/// How the URLs of pages and collections end under a style of the settings.
fn suffix(style: &str) -> &'static str {
    match style {
        "pretty" => "/",
        "date" | "ordinal" | "weekdate" | "none" => ":output_ext",
        style if style.ends_with('/') => "/",
        style if style.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// A pattern with its values; `None` with a name that is not known here.
fn filled(pattern: &str, path: &str, stem: &str, front: &Node) -> Option<String> {
    let text = |key: &str| front.get(key).and_then(Node::text).filter(|text| !text.trim().is_empty());
    let name = file_name_of(stem);
    let dated = name.get(..10).filter(|_| path.contains("_posts/")).and_then(parse_date);
    let date = text("date").and_then(|date| parse_date(&date)).or(dated);
    let name = if dated.is_some() { name.get(11..).unwrap_or_default() } else { name };
    let collection = path.split('/').next().and_then(|first| first.strip_prefix('_')).unwrap_or_default();
    let inside = stem.strip_prefix(&format!("_{collection}/")).unwrap_or(stem);
    let in_date = |value: fn(Date) -> String| date.map(value);
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once(':') {
        out.push_str(before);
        let end = after.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).unwrap_or(after.len());
        let value = match &after[..end] {
            "year" => in_date(|date| format!("{:04}", date.year()))?,
            "month" => in_date(|date| format!("{:02}", date.month()))?,
            "day" => in_date(|date| format!("{:02}", date.day()))?,
            "i_month" => in_date(|date| date.month().to_string())?,
            "i_day" => in_date(|date| date.day().to_string())?,
            "short_year" => in_date(|date| format!("{:02}", date.year() % 100))?,
            "y_day" => in_date(|date| format!("{:03}", date.day_of_year()))?,
            "title" | "slug" => text("slug").unwrap_or_else(|| name.to_owned()),
            "name" | "basename" => name.to_owned(),
            "path" => inside.to_owned(),
            "folder" => folder_of(stem).to_owned(),
            "collection" => collection.to_owned(),
            "categories" => categories(path, front),
            "output_ext" => ".html".to_owned(),
            _ => return None,
        };
        out.push_str(&value);
        rest = &after[end..];
    }
    Some(out + rest)
}

/// The categories of a post: the folders above `_posts`, and those of its front matter.
fn categories(path: &str, front: &Node) -> String {
    let above = path.split("_posts/").next().unwrap_or_default().trim_matches('/').split('/').map(str::to_owned);
    let words = |key: &str| match front.get(key) {
        Some(node) if node.text().is_some() && key == "categories" => {
            node.text().unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        }
        Some(node) => node.texts().unwrap_or_default(),
        None => Vec::new(),
    };
    let all = above.chain(words("category")).chain(words("categories"));
    let mut found: Vec<String> = Vec::new();
    for category in all.filter(|category| !category.is_empty()).map(|category| category.to_lowercase()) {
        if !found.contains(&category) {
            found.push(category);
        }
    }
    found.join("/")
}

/// A URL path without empty parts. A page without an ending is a file that ends in `.html`.
fn cleaned(url: &str) -> String {
    let parts: Vec<&str> = url.split('/').filter(|part| !part.is_empty()).collect();
    let path = parts.join("/");
    let is_folder = url.ends_with('/') || path.is_empty();
    match (is_folder, path.as_str()) {
        (_, "" | "index.html") => "/".to_owned(),
        (true, path) => format!("/{path}/"),
        (false, path) if path.ends_with("/index.html") => format!("/{}", path.trim_end_matches("index.html")),
        (false, path) if file_name_of(path).contains('.') && path.ends_with("l") => format!("/{path}"),
        (false, path) if [".xml", ".txt", ".json", ".htm"].iter().any(|end| path.ends_with(end)) => format!("/{path}"),
        (false, path) => format!("/{path}.html"),
    }
}
