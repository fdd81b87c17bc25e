//! The linked site as an immutable value. Its fields are private to this folder.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::image::ImageSize;
use crate::base::path::{OutputPath, UrlPath};
use crate::config::settings::Config;
use crate::site::assessment::pages::Assessments;
use crate::site::framework::Frameworks;
use crate::site::glossary::{Glossary, Uses};
use crate::site::index::Index;
use crate::site::navigation::Navigation;
use crate::site::page::{CHANGES_OUTPUT, COVERAGE_OUTPUT, MovedUrl, Page, PageId, PageKey, REGISTER_OUTPUT, Redirect};
use crate::site::resolve::Resolution;
use crate::site::tags::Tag;

/// The site as a value.
#[derive(Debug, Clone)]
pub struct Site {
    pub(in crate::site) config: Arc<Config>,
    /// Authored pages by source path, then generated ones.
    pub(in crate::site) pages: Vec<Arc<Page>>,
    pub(in crate::site) home: PageId,
    pub(in crate::site) navigation: Arc<Navigation>,
    pub(in crate::site) tags: Arc<Vec<Tag>>,
    /// Attachments: path below the content folder → output.
    pub(in crate::site) files: Arc<BTreeMap<String, OutputPath>>,
    /// The sizes of images, by URL without the base path.
    pub(in crate::site) image_sizes: Arc<HashMap<String, ImageSize>>,
    /// For each page, the targets of its links.
    pub(in crate::site) resolutions: Arc<Vec<Vec<Resolution>>>,
    /// For each page, the pages that link to it, in page order.
    pub(in crate::site) backlinks: Arc<Vec<Vec<PageId>>>,
    /// Redirects from old URLs, in order of those.
    pub(in crate::site) redirects: Arc<Vec<Redirect>>,
    pub(in crate::site) index: Arc<Index>,
    pub(in crate::site) assessments: Arc<Assessments>,
    /// How many bytes each attachment has, by path below the content folder.
    pub(in crate::site) file_sizes: Arc<BTreeMap<String, u64>>,
    pub(in crate::site) frameworks: Arc<Frameworks>,
    pub(in crate::site) glossary: Arc<Glossary>,
    /// For each page, the terms that its text uses.
    pub(in crate::site) term_uses: Arc<Uses>,
    /// Pages that are not published because they are drafts, by path below the content folder.
    pub(in crate::site) drafts: Arc<BTreeSet<String>>,
    /// The document IDs of the drafts.
    pub(in crate::site) draft_ids: Arc<Vec<String>>,
    /// Files that may not be published, because they can run code or are settings of servers, by path below the content
    /// folder.
    pub(in crate::site) refused: Arc<BTreeSet<String>>,
    /// The index of each page.
    pub(in crate::site) by_key: Arc<HashMap<PageKey, PageId>>,
}

impl Site {
    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Authored pages by source path, then generated ones.
    pub fn pages(&self) -> &[Arc<Page>] {
        &self.pages
    }

    /// The page at the root of the site.
    pub fn home(&self) -> PageId {
        self.home
    }

    /// The navigation tree.
    pub fn navigation(&self) -> &Navigation {
        &self.navigation
    }

    /// All tags in order of name.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Attachments: path below the content folder → output.
    pub fn files(&self) -> &BTreeMap<String, OutputPath> {
        &self.files
    }

    /// For each page, the targets of its links.
    pub fn resolutions(&self) -> &[Vec<Resolution>] {
        &self.resolutions
    }

    /// For each page, the pages that link to it, in page order.
    pub fn backlinks(&self) -> &[Vec<PageId>] {
        &self.backlinks
    }

    /// Redirects from old URLs, in order of those.
    pub fn redirects(&self) -> &[Redirect] {
        &self.redirects
    }

    /// The redirects that do not lead to their own URL.
    pub fn redirects_elsewhere(&self) -> impl Iterator<Item = &Redirect> {
        self.redirects.iter().filter(|redirect| redirect.to != self.href(&redirect.from.url()))
    }

    /// The same as URLs, with the base path.
    pub fn moved_urls(&self) -> Arc<[MovedUrl]> {
        let moved = |redirect: &Redirect| MovedUrl {
            output: redirect.from.clone(),
            from: self.href(&redirect.from.url()),
            to: redirect.to.clone(),
        };
        self.redirects_elsewhere().map(moved).collect()
    }

    /// Look-up tables for links.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The assessments and their pages.
    pub fn assessments(&self) -> &Assessments {
        &self.assessments
    }

    /// The frameworks and their phases.
    pub fn frameworks(&self) -> &Frameworks {
        &self.frameworks
    }

    /// All definitions of terms.
    pub fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    /// For each page, the terms that its text uses.
    pub fn term_uses(&self) -> &Uses {
        &self.term_uses
    }

    /// Drafts that are not published, by path below the content folder.
    pub fn drafts(&self) -> &BTreeSet<String> {
        &self.drafts
    }

    /// The document identifiers of those drafts.
    pub fn draft_ids(&self) -> &[String] {
        &self.draft_ids
    }

    /// Whether there is a file at a path below the content folder that may not be published.
    pub fn is_refused(&self, path: &str) -> bool {
        self.refused.contains(path)
    }

    /// The page with this id.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// The page with this key.
    pub fn by_key(&self, key: PageKey) -> Option<&Page> {
        self.by_key.get(&key).map(|id| self.page(*id))
    }

    /// All pages with their ids.
    pub fn all(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(at, page)| (PageId(at), page.as_ref()))
    }

    /// A URL path with the base path, ready for `href`.
    pub fn href(&self, url: &UrlPath) -> String {
        self.config.base_url.href(url)
    }

    /// The full URL if a base URL is set, else the same as `href`.
    pub fn absolute(&self, url: &UrlPath) -> String {
        self.config.base_url.absolute(url)
    }

    /// The URL of the list of changes, ready for `href`; `None` where no page states when it changed.
    pub fn changes_href(&self) -> Option<String> {
        let url = OutputPath::new(CHANGES_OUTPUT).url();
        self.page_at(&url).map(|_| self.href(&url))
    }

    /// The page with this URL; redirects do not count.
    pub fn page_at(&self, url: &UrlPath) -> Option<PageId> {
        self.index.at(url).filter(|id| self.page(*id).url == *url)
    }

    /// The page with the tables of sections, ready for `href`; `None` where no document has a row.
    pub fn coverage_href(&self) -> Option<String> {
        let url = OutputPath::new(COVERAGE_OUTPUT).url();
        self.page_at(&url).map(|_| self.href(&url))
    }

    /// The register of documents, ready for `href`; `None` where no page is a controlled document.
    pub fn register_href(&self) -> Option<String> {
        let url = OutputPath::new(REGISTER_OUTPUT).url();
        self.page_at(&url).map(|_| self.href(&url))
    }

    /// The site's title: from the configuration, else the home page's.
    pub fn title(&self) -> &str {
        self.config.title.as_deref().unwrap_or(&self.page(self.home).title)
    }
}
