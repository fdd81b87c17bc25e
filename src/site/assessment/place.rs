//! Where the parts of an assessment stand: its first page, a page for each category, review, report and comparison.
//!
//! The first page is an author's own where there is one at the address, else it is made. The same holds for a category
//! whose own page stands where its questions are to be asked. Everything else that wants such an address collides.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::codes::CONFIG_INVALID_VALUE;
use crate::base::diagnostic::{Diagnostic, Location};
use crate::base::hash::Hash;
use crate::base::nearest::nearest;
use crate::base::path::{OutputPath, UrlPath};
use crate::base::url::decode;
use crate::config;
use crate::config::settings::Config;
use crate::site::assessment::Model;
use crate::site::page::{Page, PageId, PageKind, Part};

/// The model for scripts, and the schema of files of answers.
pub const MODEL_FILE: &str = "model.js";
pub const SCHEMA_FILE: &str = "answers.schema.json";

/// Models with their pages.
#[derive(Debug, Default)]
pub struct Assessments {
    pub models: Vec<Model>,
    pub findings: Vec<Diagnostic>,
    pub placed: Vec<Placed>,
    /// What a page is a part of.
    pub parts: HashMap<PageId, (usize, Part)>,
    /// For a question: each model it stands in, with its category and its place there.
    pub questions: HashMap<PageId, Vec<(usize, usize, usize)>>,
}

/// The pages of one model.
#[derive(Debug, Clone)]
pub struct Placed {
    pub start: PageId,
    /// The address that all others stand below: with a final slash.
    pub root: UrlPath,
    pub categories: Vec<PageId>,
    /// Review, report and comparison; a model without questions has none.
    pub others: Option<[PageId; 3]>,
}

/// Finds or makes the first page of every assessment.
pub fn starts(config: &Config, pages: &mut Vec<Page>, findings: &mut Vec<Diagnostic>) -> Vec<PageId> {
    let mut starts = Vec::new();
    for (at, settings) in config.assessments.iter().enumerate() {
        let named = settings.page.as_ref().and_then(|(path, span)| {
            let path = path.trim_start_matches('/');
            let found = pages.iter().position(|page| page.document.is_some() && page.content_path == path);
            if found.is_none() {
                let paths = pages.iter().filter(|page| page.document.is_some()).map(|page| page.content_path.as_str());
                let help = match nearest(path, paths) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write its path below the content folder".to_owned(),
                };
                let place = Location::at(&config::source_path(), *span);
                findings.push(
                    Diagnostic::new(&CONFIG_INVALID_VALUE, place, format!("there is no page `{path}`")).help(help),
                );
            }
            found
        });
        let output = OutputPath::new(format!("{}/index.html", settings.id));
        let url = output.url();
        let found = named.or_else(|| pages.iter().position(|page| page.url == url && page.output.is_some()));
        let start = found.unwrap_or_else(|| {
            pages.push(Page {
                folder: Some(settings.id.clone()),
                ..made(PageKind::Assessment(at, Part::Start), settings.title.clone(), output)
            });
            pages.len() - 1
        });
        if pages[start].kind == PageKind::Listing {
            pages[start].title = settings.title.clone();
        }
        starts.push(PageId(start));
    }
    starts
}

/// Gives every part of the models its page. Pages that are made are added at the end.
pub fn place(
    (models, findings): (Vec<Model>, Vec<Diagnostic>),
    starts: &[PageId],
    pages: &mut Vec<Arc<Page>>,
) -> Assessments {
    let mut all = Assessments { findings, ..Assessments::default() };
    for (at, (model, start)) in models.iter().zip(starts).enumerate() {
        let root = root(&pages[start.0].url);
        all.parts.insert(*start, (at, Part::Start));
        let mut placed = Placed { start: *start, root, categories: Vec::new(), others: None };
        for (nth, category) in model.categories.iter().enumerate() {
            let part = Part::Category(nth);
            let output = below(&placed.root, &category.id);
            let url = output.url();
            let is_own = |page: PageId| pages[page.0].url == url && pages[page.0].output.is_some();
            let listing =
                || pages.iter().position(|page| page.kind == PageKind::Listing && page.url == url).map(PageId);
            let page = category.page.filter(|page| is_own(*page)).or_else(listing).unwrap_or_else(|| {
                pages.push(Arc::new(made(PageKind::Assessment(at, part), category.title.clone(), output)));
                PageId(pages.len() - 1)
            });
            all.parts.entry(page).or_insert((at, part));
            placed.categories.push(page);
            for (place, question) in category.questions.iter().enumerate() {
                all.questions.entry(question.page).or_default().push((at, nth, place));
            }
        }
        if !model.categories.is_empty() {
            placed.others = Some([Part::Review, Part::Report, Part::Compare].map(|part| {
                let title = match part {
                    Part::Review => format!("{}: review", model.title),
                    Part::Report => format!("{}: report", model.title),
                    _ => format!("{}: compare", model.title),
                };
                let page = made(PageKind::Assessment(at, part), title, below(&placed.root, part.name()));
                pages.push(Arc::new(page));
                let id = PageId(pages.len() - 1);
                all.parts.insert(id, (at, part));
                id
            }));
        }
        all.placed.push(placed);
    }
    all.models = models;
    all
}

fn made(kind: PageKind, title: String, output: OutputPath) -> Page {
    Page {
        kind,
        document: None,
        content_path: String::new(),
        title,
        url: output.url(),
        output: Some(output),
        folder: None,
        commits: Vec::new(),
    }
}

/// The folder of an address: `/cloud/` for `/cloud/` and for `/cloud.html`.
fn root(url: &UrlPath) -> UrlPath {
    let url = url.as_str();
    match url.ends_with('/') {
        true => UrlPath::new(url),
        false => UrlPath::new(format!("{}/", url.trim_end_matches(".html"))),
    }
}

fn below(root: &UrlPath, name: &str) -> OutputPath {
    OutputPath::new(format!("{}{name}/index.html", decode(root.as_str().trim_start_matches('/'))))
}

impl Placed {
    /// Its files that a page may link to.
    pub fn data_files(&self) -> impl Iterator<Item = OutputPath> + '_ {
        [MODEL_FILE, SCHEMA_FILE].into_iter().filter(|_| self.others.is_some()).map(|name| self.file(name))
    }

    /// Where a file of the assessment is written.
    pub fn file(&self, name: &str) -> OutputPath {
        OutputPath::new(format!("{}{name}", decode(self.root.as_str().trim_start_matches('/'))))
    }
}

/// A short identifier for forms and anchors. It holds a colon, so that no heading can have it.
pub fn token(id: &str) -> String {
    format!("question:{}", &Hash::of(id.as_bytes()).hex()[..10])
}
