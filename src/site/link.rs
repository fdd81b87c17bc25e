//! Joins all documents into one `Site`: routes, navigation, tags, links, terms, assessments. A pure fold.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::Hash;
use crate::base::history::History;
use crate::base::image::ImageSize;
use crate::base::path::OutputPath;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::site::assessment::{self, Source, place};
use crate::site::framework::Frameworks;
use crate::site::glossary::Glossary;
use crate::site::model::Site;
use crate::site::page::{Page, PageId, REGISTER_FILES};
use crate::site::resolve::{Index, Resolution};
use crate::site::{as_of, navigation, register, resolve, routes, tags, tracked};

/// What `link` joins.
pub struct LinkInput {
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

/// Joins the documents. Findings are about navigation, tags and routes; links are judged by `check`.
pub fn link(input: LinkInput) -> (Site, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let config = input.config;
    let is_draft = |(_, document): &(String, Arc<Document>)| document.facts.meta.draft && !input.drafts;
    let (drafts, documents): (Vec<_>, Vec<_>) = input.documents.into_iter().partition(is_draft);
    let mut pages = routes::authored(documents, &input.history);
    let left_out = config.as_of.map(|day| as_of::apply(&mut pages, day, &mut findings)).unwrap_or_default();
    routes::add_listings(&mut pages, config.title.as_deref());
    let starts = place::starts(&config, &mut pages, &mut findings);
    let tags = tags::gather(&pages, &mut findings);
    routes::add_generated(&mut pages, &tags, &config, input.book.as_deref());
    let home =
        PageId(pages.iter().position(|page| page.url.as_str() == "/").expect("a site always has a page at its root"));
    let mut pages: Vec<Arc<Page>> = pages.into_iter().map(Arc::new).collect();
    let navigation = navigation::build::build(&pages, home, config.home_key.as_deref(), &mut findings);
    let source = Source { config: &config, pages: &pages, navigation: &navigation, starts: &starts };
    let assessments = place::place(assessment::gather(source), &starts, &mut pages);
    let image_sizes = image_sizes(&input.files, &input.statics);
    let file_sizes = input.files.iter().map(|(path, bytes, _)| (path.clone(), *bytes)).collect();
    let files: BTreeMap<String, OutputPath> =
        input.files.into_iter().map(|(path, ..)| (path.clone(), OutputPath::new(path))).collect();
    let mut index = Index::new(&pages, &files, &config);
    index.add_left_out(&left_out);
    if pages.iter().any(|page| register::is_registered(page)) {
        index.add_made(REGISTER_FILES.iter().map(OutputPath::new));
    }
    index.add_made(input.statics.iter().map(|(path, _)| OutputPath::new(path)));
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
        draft_ids: Arc::new(drafts.iter().filter_map(|(_, draft)| draft.facts.meta.document_id.clone()).collect()),
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
