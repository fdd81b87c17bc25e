//! Where each page is written, the listings of folders without an index, generated pages, and old URLs.
//!
//! A route depends on the file's path and front matter, and on which index files are beside it. Collisions are found
//! by `render::plan`, which sees every output.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::base::history::GitHistory;
use crate::base::node::Node;
use crate::base::path::{OutputPath, SourcePath, UrlPath, extension_of, file_name_of, folder_of, folders_above, join};
use crate::base::slug::{name_key, slug};
use crate::base::span::Span;
use crate::base::url::decode;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::parse::meta::{self, Permalink};
use crate::parse::title;
use crate::site::changes::is_dated;
use crate::site::coverage::is_covered;
use crate::site::glossary;
use crate::site::page::{
    CHANGES_OUTPUT, COVERAGE_OUTPUT, GLOSSARY_OUTPUT, PRINT_FOLDER, Page, PageKey, PageKind, RECORD_FOLDER,
    REGISTER_OUTPUT, SIGN_OFF_FOLDER, SINGLE_DOCUMENT_OUTPUT, TAGS_FOLDER, TREE_OUTPUT,
};
use crate::site::register::is_registered;
use crate::site::tags::Tag;

/// The file of a page that is shown where a URL does not exist.
const NOT_FOUND: &str = "404.html";

/// Gives every document its route.
pub fn authored(documents: Vec<(String, Arc<Document>)>, history: &GitHistory) -> Vec<Page> {
    let with_index: BTreeSet<String> = documents
        .iter()
        .filter(|(path, _)| matches!(stem(path).as_str(), "index" | "_index"))
        .map(|(path, _)| folder_of(path).to_owned())
        .collect();
    documents
        .into_iter()
        .map(|(content_path, document)| {
            let folder = index_folder(&content_path, &with_index);
            let output = output_of(&content_path, folder.as_deref(), &document.facts.meta.permalink);
            let shown = output.clone().unwrap_or_else(|| default_output(&content_path, folder.as_deref()));
            Page {
                key: PageKey::authored(&content_path),
                kind: PageKind::Authored,
                title: document.facts.title.clone(),
                url: shown.url(),
                output,
                folder,
                commits: history.get(document.path.as_str()).cloned().unwrap_or_default(),
                document: Some(document),
                content_path,
            }
        })
        .collect()
}

/// The output path of a page, as its permalink, slug or file name says.
fn output_of(content_path: &str, folder: Option<&str>, permalink: &Permalink) -> Option<OutputPath> {
    match permalink {
        Permalink::Unpublished => None,
        Permalink::Unspecified => Some(default_output(content_path, folder)),
        Permalink::Path(path) => Some(output_of_url(path)),
        Permalink::Slug(name) => {
            let above = folder.map_or_else(|| folder_of(content_path), folder_of);
            Some(OutputPath::new(format!("{}{name}/index.html", slugs(above))))
        }
    }
}

/// The output of a URL that a person wrote: a file where it has an extension of a page, else a folder's index.
///
/// The URL is decoded once and composed, so that every spelling of it is one output.
pub fn output_of_url(written: &str) -> OutputPath {
    let decoded: String = decode(written).nfc().collect();
    let path = decoded.trim_matches('/');
    let is_file = !written.ends_with('/')
        && matches!(extension_of(path).as_deref(), Some("html" | "htm" | "xml" | "txt" | "json"));
    match path {
        "" => OutputPath::new("index.html"),
        path if is_file => OutputPath::new(path),
        path => OutputPath::new(format!("{path}/index.html")),
    }
}

fn default_output(content_path: &str, folder: Option<&str>) -> OutputPath {
    if content_path.eq_ignore_ascii_case("404.md") {
        return OutputPath::new(NOT_FOUND);
    }
    match folder {
        Some(folder) => folder_output(folder),
        None => {
            OutputPath::new(format!("{}{}/index.html", slugs(folder_of(content_path)), slug(bare_name(content_path))))
        }
    }
}

/// The output of a page that is derived from another one, below its URL.
pub fn below(url: &UrlPath, name: &str) -> OutputPath {
    let url = decode(url.as_str());
    let folder = url.trim_end_matches(".html").trim_matches('/');
    OutputPath::new(join(folder, &format!("{name}/index.html")).unwrap_or_default())
}

/// The index of a content folder's URL.
pub fn folder_output(folder: &str) -> OutputPath {
    OutputPath::new(format!("{}index.html", slugs(folder)))
}

/// `A b/C` → `a-b/c/`; empty at the top.
fn slugs(folder: &str) -> String {
    folder.split('/').filter(|part| !part.is_empty()).map(|part| slug(part) + "/").collect()
}

fn stem(path: &str) -> String {
    bare_name(path).to_lowercase()
}

/// A file's name without its endings. Tech-docs sites write `about.html.md`.
pub(super) fn bare_name(path: &str) -> &str {
    let name = file_name_of(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    stem.strip_suffix(".html").filter(|stem| !stem.is_empty()).unwrap_or(stem)
}

/// The folder that a file is the index of: `index.md`, `_index.md`, and `README.md` where neither is beside it.
fn index_folder(content_path: &str, with_index: &BTreeSet<String>) -> Option<String> {
    let folder = folder_of(content_path);
    match stem(content_path).as_str() {
        "index" | "_index" => Some(folder.to_owned()),
        "readme" if !with_index.contains(folder) => Some(folder.to_owned()),
        _ => None,
    }
}

/// URLs with equal keys are one file to some file system: an imported page may keep the capitals of its old URL.
pub fn url_key(url: &UrlPath) -> String {
    name_key(&decode(url.as_str()))
}

/// Adds a listing for every folder that has pages below it and no page at its URL.
pub fn add_listings(pages: &mut Vec<Page>, site_title: Option<&str>) {
    let taken: BTreeSet<String> = pages.iter().map(|page| url_key(&page.url)).collect();
    let mut folders: BTreeSet<String> = BTreeSet::from([String::new()]);
    for page in pages.iter().filter(|page| !page.is_excluded()) {
        folders.extend(folders_above(&page.content_path).map(str::to_owned));
    }
    for folder in folders {
        let output = folder_output(&folder);
        if taken.contains(&url_key(&output.url())) {
            continue;
        }
        let title = match (folder.is_empty(), site_title) {
            (true, Some(title)) => title.to_owned(),
            _ => title::from_name(&format!("{folder}/index.md")),
        };
        pages.push(generated(PageKind::Listing, title, output, Some(folder)));
    }
}

/// Adds the generated pages, unless an author wrote one with that URL.
pub fn add_generated(pages: &mut Vec<Page>, tags: &[Tag], config: &Config, book: Option<&str>) {
    let mut wanted = site_pages(pages, config);
    wanted.extend(tag_pages(tags));
    wanted.extend(pages.iter().flat_map(|page| derived(page, config, book)));
    let taken: BTreeSet<String> = pages.iter().map(|page| url_key(&page.url)).collect();
    pages.extend(wanted.into_iter().filter(|page| !taken.contains(&url_key(&page.url))));
}

/// The generated pages about the site as a whole.
fn site_pages(pages: &[Page], config: &Config) -> Vec<Page> {
    let mut wanted = vec![
        generated(PageKind::Tree, "All pages".to_owned(), OutputPath::new(TREE_OUTPUT), None),
        generated(PageKind::NotFound, "Page not found".to_owned(), OutputPath::new(NOT_FOUND), None),
    ];
    if pages.iter().any(is_dated) {
        let title = "Updates".to_owned();
        wanted.push(generated(PageKind::Changes, title, OutputPath::new(CHANGES_OUTPUT), None));
    }
    if glossary::is_scattered(pages) {
        let output = OutputPath::new(GLOSSARY_OUTPUT);
        wanted.push(generated(PageKind::Glossary, "Glossary".to_owned(), output, None));
    }
    if pages.iter().any(is_registered) {
        wanted.push(generated(
            PageKind::Register,
            "Document register".to_owned(),
            OutputPath::new(REGISTER_OUTPUT),
            None,
        ));
    }
    if pages.iter().any(|page| is_covered(page, page.kind_settings(config))) {
        let title = "Sections by document".to_owned();
        wanted.push(generated(PageKind::Coverage, title, OutputPath::new(COVERAGE_OUTPUT), None));
    }
    wanted
}

/// The list of tags and the page of each.
fn tag_pages(tags: &[Tag]) -> Vec<Page> {
    let mut wanted = Vec::new();
    if !tags.is_empty() {
        let output = OutputPath::new(format!("{TAGS_FOLDER}/index.html"));
        wanted.push(generated(PageKind::Tags, "Tags".to_owned(), output, None));
    }
    for tag in tags {
        let output = OutputPath::new(format!("{TAGS_FOLDER}/{}/index.html", tag.slug));
        wanted.push(generated(PageKind::Tag(tag.key), tag.name.clone(), output, None));
    }
    wanted
}

/// The pages that are derived from one page: sign-off sheet, single document, print bundle, blank record.
fn derived(page: &Page, config: &Config, book: Option<&str>) -> Vec<Page> {
    let mut wanted = Vec::new();
    if config.attestation.sign_off_lines > 0 && is_registered(page) && !page.is_retired() {
        wanted.push(derived_from(page, PageKind::SignOff(page.key), below(&page.url, SIGN_OFF_FOLDER)));
    }
    if book == Some(page.url.as_str()) && page.output.is_some() {
        let output = OutputPath::new(SINGLE_DOCUMENT_OUTPUT);
        wanted.push(derived_from(page, PageKind::SingleDocument(page.key), output));
    }
    let Some(document) = page.document.as_ref().filter(|_| page.output.is_some()) else { return wanted };
    let meta = &document.facts.meta;
    let has_record = !meta.record.is_empty() && document.facts.has_steps;
    if meta.print_bundle {
        wanted.push(derived_from(page, PageKind::PrintBundle(page.key), below(&page.url, PRINT_FOLDER)));
    }
    if has_record {
        wanted.push(derived_from(page, PageKind::Record(page.key), below(&page.url, RECORD_FOLDER)));
    }
    wanted
}

fn derived_from(page: &Page, kind: PageKind, output: OutputPath) -> Page {
    generated(kind, derived_title(kind, &page.title), output, None)
}

/// The title of a page that is derived from one with this title.
pub(super) fn derived_title(kind: PageKind, title: &str) -> String {
    match kind {
        PageKind::SignOff(_) => format!("Sign-off sheet: {title}"),
        _ => title.to_owned(),
    }
}

fn generated(kind: PageKind, title: String, output: OutputPath, folder: Option<String>) -> Page {
    let key = match (kind, &folder) {
        (PageKind::Listing, Some(folder)) => PageKey::listing(folder),
        _ => PageKey::generated(&output.url()),
    };
    Page {
        key,
        kind,
        document: None,
        content_path: folder.clone().unwrap_or_default(),
        title,
        url: output.url(),
        output: Some(output),
        folder,
        commits: Vec::new(),
    }
}

/// The place where the page states its own URL.
pub fn place_of_url(front: &Node) -> Option<Span> {
    let node = meta::find(front, "permalink").or_else(|| meta::find(front, "slug"))?;
    (!node.inherited).then_some(node.span)
}

/// Pages by URL.
pub fn by_url(pages: &[Arc<Page>]) -> HashMap<String, usize> {
    let mut map = HashMap::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate().filter(|(_, page)| page.output.is_some()) {
        map.entry(page.url.as_str().to_owned()).or_insert(at);
    }
    map
}

/// The source path that a diagnostic about a page names.
pub fn source_of(page: &Page) -> Option<&SourcePath> {
    page.document.as_ref().map(|document| &document.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_in_front_matter_become_files() {
        assert_eq!(output_of_url("/a/b/").as_str(), "a/b/index.html");
        assert_eq!(output_of_url("a/b.html").as_str(), "a/b.html");
        assert_eq!(output_of_url("/").as_str(), "index.html");
        assert_eq!(output_of_url("v1.2").as_str(), "v1.2/index.html");
    }
}
