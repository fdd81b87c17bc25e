//! The tags of Liquid that Jekyll adds, and the arguments of its includes.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::path::file_name_of;
use crate::import::old_site::OldSite;

static ARGUMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))"#).expect("a pattern of this program is well formed")
});
static VALUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{\{-?\s*include\.([\w-]+)\s*(?:\|[^{}|]*)*-?\}\}").expect("a pattern of this program is well formed")
});

/// What an include names: a file, and values for it.
pub struct Include<'a> {
    pub file: &'a str,
    /// Names and the source of their values: texts without quotation marks.
    pub values: Vec<(String, String)>,
}

/// Reads the arguments of an include; `None` if the name of the file is made by a template.
pub fn include(rest: &str) -> Option<Include<'_>> {
    let rest = rest.trim();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let file = rest[..end].trim_matches(['"', '\'', ',']);
    let values = arguments(&rest[end..]);
    (!file.contains("{{") && !file.is_empty()).then_some(Include { file, values })
}

/// Named arguments: `name="value"`.
pub fn arguments(text: &str) -> Vec<(String, String)> {
    let value = |found: regex::Captures<'_>| {
        let text = found.get(2).or(found.get(3)).or(found.get(4)).map_or("", |text| text.as_str());
        (found[1].to_owned(), text.trim_end_matches(',').to_owned())
    };
    ARGUMENT.captures_iter(text).map(value).collect()
}

/// The text of an included file with the values that it was given.
pub fn with_values(text: &str, values: &[(String, String)]) -> String {
    let value = |found: &regex::Captures<'_>| {
        values.iter().find(|(name, _)| *name == found[1]).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    VALUE.replace_all(text, value).into_owned()
}

/// The type of callout of an include such as `note.html`.
pub fn callout_of(file: &str) -> Option<&'static str> {
    Some(match file_name_of(file).trim_end_matches(".html").trim_end_matches(".md") {
        "note" | "info" => "NOTE",
        "tip" => "TIP",
        "important" => "IMPORTANT",
        "warning" => "WARNING",
        "caution" => "CAUTION",
        _ => return None,
    })
}

/// The path of the page that `link` or `post_url` names, from the root of the content folder.
pub fn target(site: &OldSite, tag: &str, rest: &str) -> Option<String> {
    let named = rest.trim().trim_matches(['"', '\'']).trim_start_matches('/');
    let found = match tag {
        "link" => site.new_paths.get(named).cloned().or_else(|| site.files.contains(named).then(|| named.to_owned())),
        _ => {
            let is_post = |path: &str| {
                let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
                stem.split("_posts/").last() == Some(named)
                    || stem.ends_with(&format!("_posts/{}", file_name_of(named)))
            };
            site.new_paths.iter().find(|(old, _)| is_post(old)).map(|(_, new)| new.clone())
        }
    };
    Some(format!("/{}", found?.replace(' ', "%20")))
}

/// The fence in the place of `highlight`.
pub fn fence(rest: &str) -> String {
    let mut words = rest.split_whitespace();
    let language: String = words.next().unwrap_or("text").chars().filter(|letter| *letter != '`').collect();
    let numbered = if words.any(|word| word.starts_with("linenos")) { " numbered" } else { "" };
    format!("```{language}{numbered}")
}
