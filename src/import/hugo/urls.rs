//! The URLs of Hugo: from paths, front matter and the patterns of the settings.

use crate::base::node::Node;
use crate::base::path::{file_name_of, folder_of, join};
use crate::base::slug::slug;
use crate::import::old_site::{OldSite, UrlStyle};
use crate::parse::dates::parse_date;

/// The URL path of a page.
pub fn url(site: &OldSite, path: &str, front: &Node) -> Option<String> {
    let text = |key: &str| get(front, key).and_then(Node::text).filter(|text| !text.trim().is_empty());
    if ["build.render", "_build.render"]
        .iter()
        .any(|key| text(key).is_some_and(|value| matches!(value.as_str(), "never" | "false")))
    {
        return None;
    }
    if let Some(url) = text("url") {
        return (!url.contains(':')).then(|| format!("/{}", url.trim_start_matches('/')));
    }
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let language = site.other_languages.iter().find(|language| stem.ends_with(&format!(".{language}")));
    let stem = language.map_or(stem, |language| &stem[..stem.len() - language.len() - 1]);
    let prefix = language.map(|language| format!("/{language}")).unwrap_or_default();
    let is_index = matches!(file_name_of(stem), "index" | "_index");
    let place = if is_index { folder_of(stem) } else { stem };
    let section = path.split('/').next().filter(|_| path.contains('/')).unwrap_or_default();
    let is_page = file_name_of(stem) != "_index" && !place.is_empty();
    if let Some((_, pattern)) = site.permalinks.iter().find(|(name, _)| name == section).filter(|_| is_page) {
        return Some(format!("{prefix}{}", from_pattern(pattern, place, front)?));
    }
    let place = match text("slug").filter(|_| is_page) {
        Some(slug) => join(folder_of(place), &slug)?,
        None => place.to_owned(),
    };
    let place = if site.keeps_case { cleaned(&place) } else { cleaned(&place).to_lowercase() };
    Some(match (place.as_str(), site.urls) {
        ("", _) => format!("{prefix}/"),
        (place, UrlStyle::Files) if !is_index => format!("{prefix}/{place}.html"),
        (place, _) => format!("{prefix}/{place}/"),
    })
}

/// A path with the characters that Hugo leaves in URLs.
fn cleaned(path: &str) -> String {
    let joined = path.split(char::is_whitespace).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let is_kept = |letter: &char| letter.is_alphanumeric() || !letter.is_ascii() || "./\\_#+~-@%".contains(*letter);
    joined.chars().filter(is_kept).collect()
}

/// The URL path that a pattern such as `/:section/:year/:slug/` gives; `None` with a name that is not known here.
fn from_pattern(pattern: &str, place: &str, front: &Node) -> Option<String> {
    let text = |key: &str| get(front, key).and_then(Node::text).filter(|text| !text.trim().is_empty());
    let date = text("date").and_then(|date| parse_date(&date));
    let name = file_name_of(place).to_owned();
    let mut out = String::new();
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let value = match part {
            ":section" => place.split('/').next().unwrap_or_default().to_owned(),
            ":sections" => folder_of(place).to_owned(),
            ":year" => format!("{:04}", date?.year()),
            ":month" => format!("{:02}", date?.month()),
            ":day" => format!("{:02}", date?.day()),
            ":filename" | ":contentbasename" => name.clone(),
            ":slug" => text("slug").or_else(|| text("title").map(|title| slug(&title)))?,
            ":slugorfilename" | ":slugorcontentbasename" => text("slug").unwrap_or_else(|| name.clone()),
            ":title" => slug(&text("title")?),
            part if part.starts_with(':') => return None,
            part => part.to_owned(),
        };
        if !value.is_empty() {
            out.push('/');
            out.push_str(&cleaned(&value).to_lowercase());
        }
    }
    Some(out + "/")
}

/// The value at a dotted path. Hugo's keys have no letter case.
pub fn get<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(node, |node, key| {
        node.entries().iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    })
}
