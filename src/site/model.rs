//! The linked site as an immutable value. Its fields are private to this folder.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use crate::base::hash::Hash;
use crate::base::image::ImageSize;
use crate::base::path::{OutputPath, UrlPath};
use crate::config::kinds::Kind;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::site::assessment::place::Assessments;
use crate::site::assessment::{self, Source};
use crate::site::framework::Frameworks;
use crate::site::glossary::{Glossary, Uses};
use crate::site::navigation::Navigation;
use crate::site::page::{CHANGES_OUTPUT, Page, PageId, PageKind, REGISTER_OUTPUT, Redirect, TREE_OUTPUT};
use crate::site::resolve::{Index, Resolution};
use crate::site::tags::Tag;
use crate::site::tracked;

/// The site as a value.
#[derive(Debug, Clone)]
pub struct Site {
    pub(in crate::site) config: Arc<Config>,
    /// Authored pages by source path, then generated ones.
    pub(in crate::site) pages: Vec<Arc<Page>>,
    pub(in crate::site) home: PageId,
    pub(in crate::site) navigation: Arc<Navigation>,
    pub(in crate::site) tags: Arc<Vec<Tag>>,
    /// Attachments: path below the content folder → where it is written.
    pub(in crate::site) files: Arc<BTreeMap<String, OutputPath>>,
    /// The sizes of images among them, by address without the base path.
    pub(in crate::site) image_sizes: Arc<HashMap<String, ImageSize>>,
    /// For each page, where each of its links leads.
    pub(in crate::site) resolutions: Arc<Vec<Vec<Resolution>>>,
    /// For each page, the pages that link to it, in page order.
    pub(in crate::site) backlinks: Arc<Vec<Vec<PageId>>>,
    /// Old addresses: output path → where it leads, and the file that says so.
    pub(in crate::site) redirects: Arc<Vec<Redirect>>,
    pub(in crate::site) index: Arc<Index>,
    pub(in crate::site) assessments: Arc<Assessments>,
    /// How many bytes each attachment has, by path below the content folder.
    pub(in crate::site) file_sizes: Arc<BTreeMap<String, u64>>,
    pub(in crate::site) frameworks: Arc<Frameworks>,
    pub(in crate::site) glossary: Arc<Glossary>,
    /// For each page, the terms that its text names.
    pub(in crate::site) term_uses: Arc<Uses>,
    /// Pages that are not published because they are drafts, by path below the content folder.
    pub(in crate::site) drafts: Arc<Vec<String>>,
    /// Numbers of documents among them.
    pub(in crate::site) draft_ids: Arc<Vec<String>>,
    /// For each page, what it is whatever its number; and back.
    pub(super) keys: Arc<Vec<u64>>,
    pub(super) by_key: Arc<HashMap<u64, PageId>>,
    /// A hash of what is set for the whole site.
    pub(super) settings: Hash,
    pub(super) facts: OnceLock<Hash>,
    pub(super) answered: tracked::Answered,
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
    pub fn drafts(&self) -> &[String] {
        &self.drafts
    }

    /// The document identifiers of those drafts.
    pub fn draft_ids(&self) -> &[String] {
        &self.draft_ids
    }

    /// The same site with other text on some pages: documents that differ in nothing that other pages may use.
    pub fn with_texts(&self, documents: &[(String, Arc<Document>)]) -> Site {
        let mut site = self.clone();
        for (content_path, document) in documents {
            let key = tracked::key_of(PageKind::Authored, content_path, "");
            if let Some(id) = site.by_key.get(&key) {
                let page = Page { document: Some(document.clone()), ..(*site.pages[id.0]).clone() };
                let uses = site.glossary.uses_of(*id, &page, &site.config);
                if site.term_uses[id.0] != uses {
                    Arc::make_mut(&mut site.term_uses)[id.0] = uses;
                }
                site.pages[id.0] = Arc::new(page);
            }
        }
        site.reread_assessments();
        site
    }

    /// Reads the models again from other texts; the same pages stay their parts.
    fn reread_assessments(&mut self) {
        if self.config.assessments.is_empty() {
            return;
        }
        let starts: Vec<PageId> = self.assessments.placed.iter().map(|placed| placed.start).collect();
        let source = Source { config: &self.config, pages: &self.pages, navigation: &self.navigation, starts: &starts };
        let (models, findings) = assessment::gather(source);
        let before = &self.assessments;
        self.assessments = Arc::new(Assessments {
            models,
            findings,
            placed: before.placed.clone(),
            parts: before.parts.clone(),
            questions: before.questions.clone(),
        });
    }

    /// The page with this id.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// What a page is, whatever its number.
    pub fn key(&self, id: PageId) -> u64 {
        self.keys[id.0]
    }

    /// All pages with their ids.
    pub fn all(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(at, page)| (PageId(at), page.as_ref()))
    }

    /// Whether search engines are asked to leave a page out.
    pub fn is_unindexed(&self, page: &Page) -> bool {
        page.is_unlisted()
            || self.config.as_of.is_some()
            || (page.is_retired() && !self.config.search.include_withdrawn)
    }

    /// What is set for the kind of a page.
    pub fn kind_of(&self, page: &Page) -> Option<&Kind> {
        self.config.kinds.find(page.meta()?.kind.as_deref()?)
    }

    /// Whether search and the sitemap show a page: not those that say otherwise, nor, but by setting, those that are no
    /// longer in force.
    pub fn is_found(&self, page: &Page) -> bool {
        let is_of_found_kind = self.kind_of(page).is_none_or(|kind| kind.is_found);
        page.output.is_some()
            && is_of_found_kind
            && !page.is_unlisted()
            && (!page.is_retired() || self.config.search.include_withdrawn)
    }

    /// An address inside the site, ready for `href`: with the base path.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.config.base_url.prefix)
    }

    /// The whole address where a base URL is set, else the same as `href`.
    pub fn absolute(&self, url: &UrlPath) -> String {
        format!("{}{}{url}", self.config.base_url.origin, self.config.base_url.prefix)
    }

    /// The address of the page with the whole tree, ready for `href`.
    pub fn tree_href(&self) -> String {
        self.href(&OutputPath::new(TREE_OUTPUT).url())
    }

    /// The page with the list of changes, ready for `href`; `None` where no page says when it changed.
    pub fn changes_href(&self) -> Option<String> {
        let url = OutputPath::new(CHANGES_OUTPUT).url();
        self.page_at(&url).map(|_| self.href(&url))
    }

    /// The page that stands at an address itself, not by way of an old one.
    pub fn page_at(&self, url: &UrlPath) -> Option<PageId> {
        self.index.at(url).filter(|id| self.page(*id).url == *url)
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
