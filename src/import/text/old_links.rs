//! Links of pages that name files or URLs of the old site, turned into links to files of the new one.

use std::sync::LazyLock;

use regex::Regex;

use crate::base::path::{extension_of, folder_of, join};
use crate::base::url::{decode, encode_path};
use crate::import::dialect::Context;
use crate::import::old_site::in_folder;
use crate::import::source::below;
use crate::import::text::page_text::{PageText, Rewrites};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program is well formed")
}

static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"\]\([ \t]*(<[^<>\n]*>|[^()\s<]*(?:\([^()\s]*\)[^()\s]*)*)(?:[ \t]+["'(][^\n]*?["')])?[ \t]*\)"#)
});
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^[ \t]{0,3}\[[^\]\n]+\]:[ \t]*(<[^<>\n]*>|\S+)"));
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"<[a-z][^<>]*?\s(?:href|src)="([^"\n]*)""#));

/// Rewrites the links of a page. Where tags are rewritten as a whole, those in attributes are left to them.
pub fn convert(page: &PageText<'_>, context: &Context<'_>, with_attributes: bool, out: &mut Rewrites) {
    let attributes = with_attributes.then_some(&*ATTRIBUTE);
    for shape in [&*INLINE, &*REFERENCE].into_iter().chain(attributes) {
        for found in shape.captures_iter(&page.text[page.body..]) {
            let Some(target) = found.get(1) else { continue };
            let (start, end) = (page.body + target.start(), page.body + target.end());
            if page.code.contains(start) {
                continue;
            }
            let written = target.as_str().trim_start_matches('<').trim_end_matches('>');
            if let Some(new) = new_target(written, page, context, &mut out.files) {
                out.replace(start, end, new);
            }
        }
    }
}

/// The new target of a link; `None` if it stays as it is.
pub fn new_target(
    written: &str,
    page: &PageText<'_>,
    context: &Context<'_>,
    files: &mut Vec<(String, String)>,
) -> Option<String> {
    let site = context.site;
    if let Some(rest) = written.strip_prefix("pathname://") {
        return Some(format!("/{}", rest.trim_start_matches('/')));
    }
    let end = written.find(['#', '?']).unwrap_or(written.len());
    let (path, rest) = written.split_at(end);
    if path.is_empty() || path.contains(':') || path.starts_with("//") {
        return None;
    }
    let decoded = decode(path);
    let alias = site.aliases.iter().find_map(|(sign, folder)| join(folder, decoded.strip_prefix(sign)?));
    let beside = || (!decoded.starts_with('/')).then(|| join(folder_of(page.path), &decoded)).flatten();
    let is_alias = alias.is_some();
    if let Some(file) = alias.or_else(beside) {
        let endings = ["", ".md", ".mdx", "/index.md", "/index.mdx"];
        let found = endings.iter().map(|ending| format!("{file}{ending}")).find(|file| context.source.tree.has(file));
        if let Some(file) = found {
            return file_target(&file, &decoded, is_alias, page, context, files).map(|new| format!("{new}{rest}"));
        }
    }
    // Files may also be named from the top of their folder, or of the site.
    if path.ends_with(".md") || path.ends_with(".mdx") {
        let folders = site.content_folders();
        let tops = folders.iter().map(|(folder, _)| folder).chain(site.aliases.iter().map(|(_, folder)| folder));
        let mut places = tops.filter_map(|folder| join(folder, decoded.trim_start_matches('/')));
        if let Some(file) = places.find(|file| context.source.tree.has(file)) {
            return file_target(&file, &decoded, true, page, context, files).map(|new| format!("{new}{rest}"));
        }
    }
    let found = if decoded.starts_with('/') {
        site.pages.at_url(&decoded)?
    } else {
        let own = &site.pages.get(page.content_path)?.url;
        // Relative to the folder of the URL, with and without a slash at its end.
        let folders = [own.rsplit_once('/').map_or("", |(folder, _)| folder), own.as_str()];
        folders.iter().find_map(|folder| site.pages.at_url(&format!("/{}", join(folder, &decoded)?)))?
    };
    let stem = found.path.trim_end_matches(".md").trim_end_matches("/index");
    if path.starts_with('/') && path.trim_matches('/') == stem {
        return None;
    }
    Some(format!("/{}{rest}", encode_path(&found.path)))
}

/// The link to a file of the source folder; `None` if the link works as it is.
fn file_target(
    file: &str,
    written: &str,
    is_alias: bool,
    page: &PageText<'_>,
    context: &Context<'_>,
    files: &mut Vec<(String, String)>,
) -> Option<String> {
    let site = context.site;
    let new = site.content_path(file);
    if let Some(content_path) = &new {
        let new_path = site.pages.get(content_path).map_or(content_path.as_str(), |page| page.path.as_str());
        let is_same = !is_alias
            && new_path == content_path
            && join(folder_of(page.content_path), written).is_some_and(|path| path == *content_path);
        return (!is_same).then(|| format!("/{}", encode_path(new_path)));
    }
    for (folder, target) in &site.passed_through {
        if let Some(rest) = below(folder, file) {
            return Some(format!("/{}", encode_path(&in_folder(target.trim_matches('/'), rest))));
        }
    }
    // Markdown and scripts outside the content are no pages.
    let is_file = extension_of(file)
        .is_some_and(|ending| !matches!(ending.as_str(), "md" | "mdx" | "js" | "ts" | "jsx" | "tsx" | "vue" | "astro"));
    if !is_file {
        return None;
    }
    let place = file.strip_prefix("src/").unwrap_or(file).trim_start_matches('/').to_owned();
    let place = if place.starts_with('.') { place.trim_start_matches('.').to_owned() } else { place };
    let link = format!("/{}", encode_path(&place));
    files.push((file.to_owned(), place));
    Some(link)
}
