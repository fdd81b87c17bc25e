//! Lookup tables of pages and files for links: by path, URL, folder, name and document ID.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::base::path::{OutputPath, UrlPath, file_name_of, join};
use crate::base::slug::slug;
use crate::base::url::is_page_start;
use crate::config::settings::Config;
use crate::parse::kind::document_ids;
use crate::site::anchor_aliases::AnchorAliases;
use crate::site::glossary::shared_anchors;
use crate::site::page::{Page, PageId, PageKind, PagesByName};
use crate::site::routes::{by_url, output_of_url};
use crate::site::tags::Tag;

/// The lookup tables of a site.
#[derive(Debug, Default)]
pub struct Index {
    /// Composed path below the content folder → page.
    pub(super) by_path: HashMap<String, PageId>,
    /// Composed path below the content folder → output.
    pub(super) files: HashMap<String, OutputPath>,
    /// URL without base path → page, generated pages and old URLs included.
    pub(super) by_url: HashMap<String, PageId>,
    /// Folder → its index or listing.
    pub(super) folders: HashMap<String, PageId>,
    /// URLs of files: of the content folder, those that a build makes besides pages, and redirects to elsewhere.
    pub(super) made: HashSet<String>,
    /// Folded title, file stem and slug → pages, for wiki links.
    pub(super) names: PagesByName,
    /// Paths and URLs of pages that are left out.
    pub(super) left_out: HashSet<String>,
    /// Their document IDs, folded.
    pub(super) left_out_ids: HashSet<String>,
    /// Folded document ID → page: the effective one if there are several.
    document_ids: HashMap<String, PageId>,
    /// The base path, with which links from the root may begin.
    pub(super) prefix: String,
    /// Ids that templates of the project write into pages.
    pub(super) template_ids: BTreeSet<String>,
    /// The anchors of generated pages that have some.
    pub(super) generated_anchors: HashMap<PageId, BTreeSet<String>>,
    /// Anchors in the spelling of other tools.
    pub(super) anchors: AnchorAliases,
}

/// The feed, on sites where a page states when it changed.
pub const FEED: &str = "feed.xml";
/// Files at the root of every site.
pub const GENERATED_FILES: &[&str] = &["sitemap.xml", "robots.txt", "pages.json", "api/pages.json"];

impl Index {
    /// The page at a URL, by way of redirects too.
    pub fn at(&self, url: &UrlPath) -> Option<PageId> {
        self.by_url.get(url.as_str()).copied()
    }

    /// The document with an ID; the effective one if several have it.
    pub fn by_document_id(&self, document_id: &str) -> Option<PageId> {
        self.document_ids.get(&document_ids::key(document_id)).copied()
    }

    /// The index or listing of a folder.
    pub fn of_folder(&self, folder: &str) -> Option<PageId> {
        self.folders.get(folder).copied()
    }

    /// Adds files at the root of the site that are not content.
    pub fn add_generated_files(&mut self, files: impl Iterator<Item = OutputPath>) {
        self.made.extend(files.map(|file| file.url().as_str().to_owned()));
    }

    /// Adds ids that templates of the project write into pages.
    pub fn add_template_ids(&mut self, ids: BTreeSet<String>) {
        self.template_ids = ids;
    }

    /// Adds the anchors of generated lists: the terms of the glossary, the tags.
    pub(super) fn add_generated_anchors(&mut self, pages: &[Arc<Page>], tags: &[Tag]) {
        for (at, page) in pages.iter().enumerate() {
            let anchors: BTreeSet<String> = match page.kind {
                PageKind::Glossary => pages.iter().flat_map(|page| shared_anchors(page)).collect(),
                PageKind::Tags => tags.iter().map(|tag| tag.slug.clone()).collect(),
                _ => continue,
            };
            self.generated_anchors.insert(PageId(at), anchors);
        }
    }

    /// Whether a generated page has an anchor. Those without a list of their own, and the ids of templates, are not known.
    pub(super) fn has_generated_anchor(&self, page: PageId, id: &str) -> bool {
        let is_of_page = is_page_start(id) || id.contains(':');
        is_of_page || self.is_template_id(id) || self.generated_anchors.get(&page).is_none_or(|ids| ids.contains(id))
    }

    /// Whether a template of the project writes this id.
    pub fn is_template_id(&self, id: &str) -> bool {
        self.template_ids.contains(id)
    }

    /// Adds pages that are left out of the library of an earlier day.
    pub fn add_left_out(&mut self, pages: &[Page]) {
        for page in pages {
            let path = compose(&page.content_path);
            self.left_out.extend(path.strip_suffix(".md").map(str::to_owned));
            self.left_out.insert(page.url.as_str().trim_matches('/').to_owned());
            self.left_out.insert(path);
            self.left_out_ids.extend(page.meta().and_then(|meta| meta.document_id.as_deref()).map(document_ids::key));
        }
    }

    /// Whether a document with this ID is left out, and no other document has it.
    pub fn is_id_left_out(&self, document_id: &str) -> bool {
        self.left_out_ids.contains(&document_ids::key(document_id))
    }

    pub(super) fn is_left_out(&self, folder: &str, path: &str) -> bool {
        let path = path.strip_prefix(&self.prefix).unwrap_or(path);
        let joined = path.strip_prefix('/').map_or_else(|| join(folder, path), |path| join("", path));
        joined.is_some_and(|path| self.left_out.contains(compose(&path).trim_matches('/')))
    }

    /// Makes the tables.
    pub fn new(pages: &[Arc<Page>], files: &BTreeMap<String, OutputPath>, config: &Config) -> Index {
        let anchors = AnchorAliases::new(pages.len());
        let mut index = Index { prefix: config.base_url.prefix.clone(), anchors, ..Index::default() };
        index.by_url = by_url(pages).into_iter().map(|(url, at)| (url, PageId(at))).collect();
        index.files = files.iter().map(|(path, output)| (compose(path), output.clone())).collect();
        index.made = GENERATED_FILES.iter().map(|file| format!("/{file}")).collect();
        if pages.iter().any(|page| page.kind == PageKind::Changes) {
            index.made.insert(format!("/{FEED}"));
        }
        // Links may be relative to the URL of a page, so files are found by their URLs, too.
        index.made.extend(files.values().map(|file| file.url().as_str().to_owned()));
        for redirect in &config.redirects {
            index.made.insert(output_of_url(&redirect.from).url().as_str().to_owned());
        }
        for (at, page) in pages.iter().enumerate() {
            let id = PageId(at);
            if let Some(folder) = &page.folder {
                index.folders.entry(folder.clone()).or_insert(id);
            }
            let Some(meta) = page.meta() else { continue };
            let path = compose(&page.content_path);
            if let Some(stem) = path.strip_suffix(".html.md") {
                index.by_path.entry(format!("{stem}.md")).or_insert(id);
            }
            index.by_path.insert(path, id);
            if page.output.is_none() {
                continue;
            }
            for alias in &meta.aliases {
                index.by_url.entry(output_of_url(alias).url().as_str().to_owned()).or_insert(id);
            }
            if config.markdown.wiki_links {
                index.add_names(id, page);
            }
            if let Some(document_id) = &meta.document_id {
                let first = index.document_ids.entry(document_ids::key(document_id)).or_insert(id);
                let is_retired = |id: PageId| pages[id.0].meta().is_some_and(|meta| meta.state.is_retired());
                if is_retired(*first) && !meta.state.is_retired() {
                    *first = id;
                }
            }
        }
        index
    }

    fn add_names(&mut self, id: PageId, page: &Page) {
        let named = page.folder.as_deref().filter(|folder| !folder.is_empty()).unwrap_or(&page.content_path);
        let name = file_name_of(named);
        let stem = name.strip_suffix(".md").unwrap_or(name);
        for name in [page.title.to_lowercase(), stem.to_lowercase(), slug(stem)] {
            let pages = self.names.entry(name).or_default();
            if pages.last() != Some(&id) {
                pages.push(id);
            }
        }
    }
}

/// A path with composed letters (NFC), as look-ups compare it.
pub(super) fn compose(path: &str) -> String {
    if path.is_ascii() { path.to_owned() } else { path.nfc().collect() }
}
