//! Joins all documents into one `Site`: routes, navigation, tags, links, terms, assessments. A pure fold.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::history::GitHistory;
use crate::base::image::ImageSize;
use crate::base::path::OutputPath;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::site::assessment::gather::gather;
use crate::site::assessment::pages::{self as assessment_pages, Assessments};
use crate::site::assessment::source::Source;
use crate::site::downloads::{self, DownloadSource};
use crate::site::framework::{FrameworkSource, Frameworks};
use crate::site::glossary::Glossary;
use crate::site::index::Index;
use crate::site::model::Site;
use crate::site::page::{Page, PageId, PageKey, REGISTER_FILES};
use crate::site::redirects::{self, RedirectSource};
use crate::site::resolve::Resolution;
use crate::site::{as_of, navigation, register, resolve, routes, tags};

/// What `link` joins.
pub struct LinkInput {
    pub config: Arc<Config>,
    /// Documents in path order, each with its path below the content folder.
    pub documents: Vec<(String, Arc<Document>)>,
    /// The content folder, as diagnostics name it.
    pub content: String,
    /// Attachments in path order.
    pub files: Vec<Attachment>,
    /// Files that are copied to the root of the site, by their path there.
    pub statics: Vec<(String, Option<ImageSize>)>,
    /// Ids that templates of the project write into pages.
    pub template_ids: BTreeSet<String>,
    /// Whether drafts are published.
    pub drafts: bool,
    pub history: Arc<GitHistory>,
    /// The URL of the page to publish with its subpages as one document.
    pub book: Option<String>,
}

impl LinkInput {
    /// A hash of everything that is joined, the texts of pages aside where they change no answer about other pages. It
    /// is the same for all builds of one program.
    pub fn hash(&self) -> Hash {
        let LinkInput { config, documents, content, files, statics, template_ids, drafts, history, book } = self;
        // A library of an earlier day has other documents than the files, and models are read from texts.
        let is_of_texts = config.as_of.is_some() || !config.assessments.is_empty();
        let of_document = |(path, document): &(String, Arc<Document>)| {
            let text = is_of_texts.then_some(document.hash);
            Hash::of_value(&(path, document.path.as_str(), document.facts.hash(), &document.front, text))
        };
        let of_file = |Attachment { path, bytes, image_size, refusal }: &Attachment| {
            Hash::of_value(&(path, bytes, image_size, refusal.is_some()))
        };
        let documents: Vec<Hash> = documents.par_iter().map(of_document).collect();
        let files: Vec<Hash> = files.iter().map(of_file).collect();
        let config = format!("{config:?}");
        Hash::of_value(&(config, documents, content, files, statics, template_ids, drafts, history, book))
    }
}

/// A file of the content folder that is no page. If it is published, it is copied unchanged.
pub struct Attachment {
    /// Its path below the content folder.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The size in pixels, for images.
    pub image_size: Option<ImageSize>,
    /// Why it may not be published, if it can run code in readers' browsers. For links, there is no such file.
    pub refusal: Option<Diagnostic>,
}

/// Joins the documents. Diagnostics are about tags and routes; `check` reports those about navigation and links.
pub fn link(input: LinkInput) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let config = input.config;
    let is_draft = |(_, document): &(String, Arc<Document>)| document.facts.meta.visibility.draft && !input.drafts;
    let (drafts, documents): (Vec<_>, Vec<_>) = input.documents.into_iter().partition(is_draft);
    let mut pages = routes::authored(documents, &input.history);
    let left_out = config.as_of.map(|day| as_of::apply(&mut pages, day, &mut diagnostics)).unwrap_or_default();
    routes::add_listings(&mut pages, config.title.as_deref());
    let starts = assessment_pages::starts(&config, &mut pages, &mut diagnostics);
    let tags = tags::gather(&pages, &mut diagnostics);
    routes::add_generated(&mut pages, &tags, &config, input.book.as_deref());
    let home = home(&pages);
    let mut pages: Vec<Arc<Page>> = pages.into_iter().map(Arc::new).collect();
    let navigation = navigation::build::build(&pages, home, config.home_key.as_deref());
    let mut by_key = HashMap::with_capacity(pages.len());
    add_keys(&mut by_key, &pages);
    let source = Source { config: &config, pages: &pages, navigation: &navigation, starts: &starts, ids: &by_key };
    let assessments = assessment_pages::place(gather(source), &starts, &mut pages, &by_key);
    add_keys(&mut by_key, &pages);
    let ContentFiles { refused, files, sizes: file_sizes, image_sizes } =
        ContentFiles::new(input.files, &input.statics);
    let mut index = Index::new(&pages, &files, &config);
    index.add_left_out(&left_out);
    index.add_template_ids(input.template_ids);
    index.add_generated_anchors(&pages, &tags);
    index.add_generated_files(generated_files(&pages, &input.statics, &assessments));
    let resolutions: Vec<Vec<Resolution>> =
        pages.par_iter().enumerate().map(|(at, page)| resolve::links_of(PageId(at), page, &pages, &index)).collect();
    let downloads = DownloadSource { config: &config, content: &input.content, resolutions: &resolutions };
    let files = downloads::published(files, &refused, &downloads, &mut diagnostics);
    let frameworks = Frameworks::new(&FrameworkSource { pages: &pages, navigation: &navigation, index: &index });
    let redirect_source = RedirectSource { config: &config, pages: &pages, home, index: &index };
    let redirects = redirects::redirects(&redirect_source, &mut diagnostics);
    let glossary = Glossary::new(&pages, &config);
    let site = Site {
        home,
        navigation: Arc::new(navigation),
        tags: Arc::new(tags),
        files: Arc::new(files),
        image_sizes: Arc::new(image_sizes),
        backlinks: Arc::new(backlinks(&resolutions, &pages)),
        resolutions: Arc::new(resolutions),
        redirects: Arc::new(redirects),
        index: Arc::new(index),
        assessments: Arc::new(assessments),
        file_sizes: Arc::new(file_sizes),
        frameworks: Arc::new(frameworks),
        term_uses: Arc::new(glossary.uses(&pages, &config)),
        glossary: Arc::new(glossary),
        draft_ids: Arc::new(drafts.iter().filter_map(|(_, draft)| draft.facts.meta.document_id.clone()).collect()),
        drafts: Arc::new(drafts.into_iter().map(|(path, _)| path).collect()),
        refused: Arc::new(refused.into_keys().collect()),
        by_key: Arc::new(by_key),
        config,
        pages,
    };
    (site, diagnostics)
}

fn home(pages: &[Page]) -> PageId {
    let at = pages.iter().position(|page| page.url.as_str() == "/");
    PageId(at.expect("a site always has a page at its root"))
}

/// Files at their place in the site that are neither pages nor from the content folder.
fn generated_files(
    pages: &[Arc<Page>],
    statics: &[(String, Option<ImageSize>)],
    assessments: &Assessments,
) -> impl Iterator<Item = OutputPath> {
    let has_register = pages.iter().any(|page| register::is_registered(page));
    let of_register = REGISTER_FILES.iter().filter(move |_| has_register).map(OutputPath::new);
    let of_statics = statics.iter().map(|(path, _)| OutputPath::new(path));
    of_register.chain(of_statics).chain(assessments.placed.iter().flat_map(|placed| placed.data_files()))
}

/// The files of the content folder that are no pages, by their paths there.
struct ContentFiles {
    /// What may not be published, and why.
    refused: BTreeMap<String, Diagnostic>,
    files: BTreeMap<String, OutputPath>,
    /// Lengths in bytes.
    sizes: BTreeMap<String, u64>,
    /// Sizes of these and of static images, by URL without the base path.
    image_sizes: HashMap<String, ImageSize>,
}

impl ContentFiles {
    fn new(all: Vec<Attachment>, statics: &[(String, Option<ImageSize>)]) -> ContentFiles {
        let (refused, files): (Vec<_>, Vec<_>) = all.into_iter().partition(|file| file.refusal.is_some());
        ContentFiles {
            refused: refused.into_iter().filter_map(|file| Some((file.path, file.refusal?))).collect(),
            image_sizes: image_sizes(&files, statics),
            sizes: files.iter().map(|file| (file.path.clone(), file.bytes)).collect(),
            files: files.into_iter().map(|file| (file.path.clone(), OutputPath::new(file.path))).collect(),
        }
    }
}

fn add_keys(by_key: &mut HashMap<PageKey, PageId>, pages: &[Arc<Page>]) {
    let known = by_key.len();
    by_key.extend(pages.iter().enumerate().skip(known).map(|(at, page)| (page.key, PageId(at))));
}

/// The sizes of all images, by URL without the base path.
fn image_sizes(files: &[Attachment], statics: &[(String, Option<ImageSize>)]) -> HashMap<String, ImageSize> {
    let all =
        files.iter().map(|file| (&file.path, &file.image_size)).chain(statics.iter().map(|(path, size)| (path, size)));
    all.filter_map(|(path, size)| Some((OutputPath::new(path).url().as_str().to_owned(), (*size)?))).collect()
}

/// The pages that link to each page; one that is hidden everywhere is not among them.
fn backlinks(resolutions: &[Vec<Resolution>], pages: &[Arc<Page>]) -> Vec<Vec<PageId>> {
    let mut backlinks: Vec<Vec<PageId>> = vec![Vec::new(); pages.len()];
    for (from, links) in resolutions.iter().enumerate().filter(|(from, _)| !pages[*from].is_excluded()) {
        let from = PageId(from);
        for to in links.iter().filter_map(|link| link.page) {
            if to != from && backlinks[to.0].last() != Some(&from) {
                backlinks[to.0].push(from);
            }
        }
    }
    backlinks
}
