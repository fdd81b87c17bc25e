//! The facts of all documents joined into one immutable `Site`: routes, navigation, tags, resolved links.
//!
//! A pure fold over the documents, made anew each time. Templates and holes see it only through `query`.

pub mod as_of;
pub mod assessment;
pub mod changes;
pub mod coverage;
pub mod framework;
pub mod glossary;
pub mod matcher;
pub mod navigation;
pub mod query;
pub mod register;
pub mod related;
pub mod resolve;
pub mod review;
pub mod routes;
pub mod tags;
pub mod tracked;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::Hash;
use crate::base::history::{Commit, History};
use crate::base::image::ImageSize;
use crate::base::path::{OutputPath, UrlPath, folder_of};
use crate::config::Config;
use crate::config::kinds::Kind;
use crate::parse::document::Document;
use crate::site::assessment::place::{Assessments, Part};
use crate::site::assessment::{Source, place};
use crate::site::framework::Frameworks;
use crate::site::glossary::{Glossary, Uses};
use crate::site::navigation::Navigation;
use crate::site::resolve::{Index, Resolution};
use crate::site::tags::Tag;

/// The place of a page in `Site::pages`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub usize);

/// What a page is and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// Written by an author.
    Authored,
    /// The listing of a folder that has no index of its own.
    Listing,
    /// The list of all tags.
    Tags,
    /// The pages of one tag: its place in `Site::tags`.
    Tag(usize),
    /// The page with the whole tree.
    Tree,
    /// What changed, the latest first.
    Changes,
    /// The terms of all pages.
    Glossary,
    /// Every controlled document in one table.
    Register,
    /// Which document has which sections.
    Coverage,
    /// A page and all below it in one, for printing.
    Pack(PageId),
    /// A part of the assessment with this number in the settings.
    Assessment(usize, Part),
    /// The same as one document that leaves the site, where that is asked for.
    Book(PageId),
    /// A blank record of the steps of a page, to be filled in on paper.
    Record(PageId),
    /// A sheet on which people sign that they have read a page.
    SignOff(PageId),
    /// What a server shows for an address that does not exist.
    NotFound,
}

/// One page of the site.
#[derive(Debug, Clone)]
pub struct Page {
    pub kind: PageKind,
    /// The author's document, for authored pages.
    pub document: Option<Arc<Document>>,
    /// The path below the content folder: of the file, or of the folder that is listed.
    pub content_path: String,
    pub title: String,
    pub url: UrlPath,
    /// Where it is written; `None` for a page that says `permalink: false`.
    pub output: Option<OutputPath>,
    /// For a folder's listing and its index: the folder below the content folder.
    pub folder: Option<String>,
    /// The commits that changed its file, the latest first, where the site asks for them.
    pub commits: Vec<Arc<Commit>>,
}

impl Page {
    /// The day of its last change: as the page says, else of its newest revision, else of its last commit where the
    /// site asks for it.
    pub fn last_change(&self) -> Option<Date> {
        let revised = || changes::history(self)?.revisions.iter().find_map(|revision| revision.date);
        let committed = || self.commits.first().map(|commit| commit.date);
        self.meta().and_then(|meta| meta.updated).or_else(revised).or_else(committed)
    }

    /// The day under which lists show it: of its last change, else its own.
    pub fn changed(&self) -> Option<Date> {
        self.last_change().or(self.meta().and_then(|meta| meta.date))
    }

    /// The front matter facts of an authored page.
    pub fn meta(&self) -> Option<&crate::parse::meta::Meta> {
        self.document.as_ref().map(|document| &document.facts.meta)
    }

    /// Whether it must no longer be followed.
    pub fn is_over(&self) -> bool {
        self.meta().is_some_and(|meta| meta.state.is_over())
    }

    /// Whether search engines, the sitemap and the feed leave it out.
    pub fn is_unlisted(&self) -> bool {
        self.meta().is_some_and(|meta| meta.no_index || meta.excluded)
            || matches!(self.kind, PageKind::Assessment(_, Part::Review | Part::Report | Part::Compare))
            || matches!(
                self.kind,
                PageKind::NotFound | PageKind::Pack(_) | PageKind::Book(_) | PageKind::Record(_) | PageKind::SignOff(_)
            )
    }
}

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
    pub(in crate::site) draft_numbers: Arc<Vec<String>>,
    /// For each page, what it is whatever its number; and back.
    keys: Arc<Vec<u64>>,
    by_key: Arc<HashMap<u64, PageId>>,
    /// A hash of what is set for the whole site.
    settings: Hash,
    facts: OnceLock<Hash>,
    answered: tracked::Answered,
}

/// An old address that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    pub from: OutputPath,
    /// An address ready for `href`.
    pub to: String,
    /// Where the old address is written.
    pub stated_at: Location,
}

/// What `link` joins.
pub struct Parts {
    pub config: Arc<Config>,
    /// Documents in path order, each with its path below the content folder.
    pub documents: Vec<(String, Arc<Document>)>,
    /// Attachments by path below the content folder, with their bytes; images with their size.
    pub files: Vec<(String, u64, Option<ImageSize>)>,
    /// Files that are passed through to the root of the site, by their path there.
    pub statics: Vec<(String, Option<ImageSize>)>,
    /// Whether drafts are published.
    pub drafts: bool,
    pub history: Arc<History>,
    /// The address of the page that is wanted as one document, with all below it.
    pub book: Option<String>,
}

/// The address of the page with the whole tree.
pub const TREE_OUTPUT: &str = "all-pages/index.html";
/// The address of the list of changes.
pub const CHANGES_OUTPUT: &str = "changes/index.html";
/// The address of the page that gathers the terms of several pages.
pub const GLOSSARY_OUTPUT: &str = "glossary/index.html";
/// The address of the register of documents, and of the same as files.
pub const REGISTER_OUTPUT: &str = "register/index.html";
pub const REGISTER_FILES: [&str; 2] = ["register.csv", "register.json"];
/// The address of the tables of sections by document, and of the same for a spreadsheet.
pub const COVERAGE_OUTPUT: &str = "register/coverage/index.html";
pub const COVERAGE_CSV: &str = "register/coverage.csv";
/// The last part of the address of a page for printing.
pub const PACK_FOLDER: &str = "print";
/// Where a document of several pages stands that is wanted alone.
pub const BOOK_OUTPUT: &str = "book/index.html";
/// The last part of the address of a blank record.
pub const RECORD_FOLDER: &str = "record";
/// The last part of the address of a sheet to sign.
pub const SIGN_OFF_FOLDER: &str = "sign-off";
/// The folder of tag pages.
pub const TAGS_FOLDER: &str = "tags";

/// Joins the documents. Findings are about navigation, tags and routes; links are judged by `check`.
pub fn link(parts: Parts) -> (Site, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let config = parts.config;
    let is_draft = |(_, document): &(String, Arc<Document>)| document.facts.meta.draft && !parts.drafts;
    let (drafts, documents): (Vec<_>, Vec<_>) = parts.documents.into_iter().partition(is_draft);
    let mut pages = routes::authored(documents, &parts.history);
    let left_out = config.as_of.map(|day| as_of::apply(&mut pages, day, &mut findings)).unwrap_or_default();
    routes::add_listings(&mut pages, config.title.as_deref());
    let starts = place::starts(&config, &mut pages, &mut findings);
    let tags = tags::gather(&pages, &mut findings);
    routes::add_generated(&mut pages, &tags, &config, parts.book.as_deref());
    let home =
        PageId(pages.iter().position(|page| page.url.as_str() == "/").expect("a site always has a page at its root"));
    let mut pages: Vec<Arc<Page>> = pages.into_iter().map(Arc::new).collect();
    let navigation = navigation::build::build(&pages, home, config.home_key.as_deref(), &mut findings);
    let source = Source { config: &config, pages: &pages, navigation: &navigation, starts: &starts };
    let assessments = place::place(assessment::gather(source), &starts, &mut pages);
    let image_sizes = image_sizes(&parts.files, &parts.statics);
    let file_sizes = parts.files.iter().map(|(path, bytes, _)| (path.clone(), *bytes)).collect();
    let files: BTreeMap<String, OutputPath> =
        parts.files.into_iter().map(|(path, ..)| (path.clone(), OutputPath::new(path))).collect();
    let mut index = Index::new(&pages, &files, &config);
    index.add_left_out(&left_out);
    if pages.iter().any(|page| register::is_registered(page)) {
        index.add_made(REGISTER_FILES.iter().map(OutputPath::new));
    }
    index.add_made(parts.statics.iter().map(|(path, _)| OutputPath::new(path)));
    index.add_made(assessments.placed.iter().flat_map(|placed| placed.data_files()));
    let resolutions: Vec<Vec<Resolution>> =
        pages.par_iter().enumerate().map(|(at, page)| resolve::links_of(PageId(at), page, &pages, &index)).collect();
    let backlinks = backlinks(&resolutions, pages.len());
    let glossary = Glossary::new(&pages, &config);
    let term_uses = glossary.uses(&pages, &config);
    let keys: Vec<u64> =
        pages.iter().map(|page| tracked::key_of(page.kind, &page.content_path, page.url.as_str())).collect();
    let mut site = Site {
        config,
        pages,
        home,
        navigation: Arc::new(navigation),
        tags: Arc::new(tags),
        files: Arc::new(files),
        image_sizes: Arc::new(image_sizes),
        resolutions: Arc::new(resolutions),
        backlinks: Arc::new(backlinks),
        redirects: Arc::default(),
        index: Arc::new(index),
        assessments: Arc::new(assessments),
        file_sizes: Arc::new(file_sizes),
        frameworks: Arc::default(),
        glossary: Arc::new(glossary),
        term_uses: Arc::new(term_uses),
        draft_numbers: Arc::new(drafts.iter().filter_map(|(_, draft)| draft.facts.meta.code.clone()).collect()),
        drafts: Arc::new(drafts.into_iter().map(|(path, _)| path).collect()),
        by_key: Arc::new(keys.iter().enumerate().map(|(at, key)| (*key, PageId(at))).collect()),
        keys: Arc::new(keys),
        settings: Hash(0),
        facts: OnceLock::new(),
        answered: tracked::Answered::default(),
    };
    site.frameworks = Arc::new(Frameworks::new(&site));
    site.redirects = Arc::new(routes::redirects(&site, &mut findings));
    site.settings = settings_of(&site);
    (site, findings)
}

/// The sizes of all images, by address without the base path.
fn image_sizes(
    files: &[(String, u64, Option<ImageSize>)],
    statics: &[(String, Option<ImageSize>)],
) -> HashMap<String, ImageSize> {
    let all = files.iter().map(|(path, _, size)| (path, size)).chain(statics.iter().map(|(path, size)| (path, size)));
    all.filter_map(|(path, size)| Some((OutputPath::new(path).url().as_str().to_owned(), (*size)?))).collect()
}

/// A hash of what every page shows of its site.
fn settings_of(site: &Site) -> Hash {
    let lists = (
        site.tags.is_empty(),
        site.changes_href(),
        site.glossary_href(),
        site.register_href(),
        site.coverage_href(),
        site.title(),
        &site.page(site.home).url,
    );
    Hash::of(format!("{:?} {lists:?}", site.config).as_bytes())
}

fn backlinks(resolutions: &[Vec<Resolution>], count: usize) -> Vec<Vec<PageId>> {
    let mut backlinks: Vec<Vec<PageId>> = vec![Vec::new(); count];
    for (from, links) in resolutions.iter().enumerate() {
        let from = PageId(from);
        for to in links.iter().filter_map(|link| link.page) {
            if to != from && backlinks[to.0].last() != Some(&from) {
                backlinks[to.0].push(from);
            }
        }
    }
    backlinks
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
    pub fn draft_numbers(&self) -> &[String] {
        &self.draft_numbers
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
        page.is_unlisted() || self.config.as_of.is_some() || (page.is_over() && !self.config.search.include_withdrawn)
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
            && (!page.is_over() || self.config.search.include_withdrawn)
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

/// Tag names of pages, keyed for the maps of several modules: folded text → pages.
type Names = HashMap<String, Vec<PageId>>;

/// The content folder that a page stands in: for an index, the folder above its own.
fn folder_above(page: &Page) -> Option<&str> {
    match &page.folder {
        Some(folder) if folder.is_empty() => None,
        Some(folder) => Some(folder_of(folder)),
        None => Some(folder_of(&page.content_path)),
    }
}
