//! The pages of an assessment: its first page, a page for each category, review, report and comparison.
//!
//! An author's own page at the URL of the start page is used as start page; else one is generated. The same applies to
//! a category page. Any other output with such a URL is a collision.

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
use crate::site::assessment::model::{Category, Model};
use crate::site::page::{AssessmentKey, Page, PageId, PageKey, PageKind, Part};

/// The model for scripts, and the schema of files of answers.
pub const MODEL_FILE: &str = "model.js";
pub const SCHEMA_FILE: &str = "answers.schema.json";

/// Models with their pages.
#[derive(Debug, Default)]
pub struct Assessments {
    pub models: Vec<Arc<Model>>,
    pub diagnostics: Vec<Diagnostic>,
    pub placed: Vec<Placed>,
    /// What a page is a part of.
    pub parts: HashMap<PageId, OwnPart>,
    /// For a question: its places in models.
    pub questions: HashMap<PageId, Vec<QuestionPlace>>,
}

/// A page as a part of an assessment.
#[derive(Debug, Clone, Copy)]
pub struct OwnPart {
    /// The place of the assessment in the settings.
    pub assessment: usize,
    pub part: Part,
}

/// The place of a question: indexes of the model, of the category in it, and of the question in that.
#[derive(Debug, Clone, Copy)]
pub struct QuestionPlace {
    pub assessment: usize,
    pub category: usize,
    pub question: usize,
}

impl Assessments {
    /// The index of an assessment.
    pub fn find(&self, key: AssessmentKey) -> Option<usize> {
        self.models.iter().position(|model| AssessmentKey::new(&model.id) == key)
    }

    /// Whether other models have the same categories with the same questions, so that the pages fit both.
    pub fn has_same_shape(&self, models: &[Arc<Model>]) -> bool {
        self.models.len() == models.len()
            && self.models.iter().zip(models).all(|(own, other)| {
                own.categories.len() == other.categories.len()
                    && own.categories.iter().zip(&other.categories).all(|(own, other)| is_same_shape(own, other))
            })
    }
}

fn is_same_shape(one: &Category, other: &Category) -> bool {
    let pages = |category: &Category| category.questions.iter().map(|question| question.page).collect::<Vec<_>>();
    one.id == other.id && one.page == other.page && pages(one) == pages(other)
}

/// The pages of one model.
#[derive(Debug, Clone)]
pub struct Placed {
    pub start: PageId,
    /// The URL that all others are below, with a final slash.
    pub root: UrlPath,
    pub categories: Vec<PageId>,
    /// Review, report and comparison; a model without questions has none.
    pub others: Option<[PageId; 3]>,
}

/// Finds or adds the start page of every assessment.
pub fn starts(config: &Config, pages: &mut Vec<Page>, diagnostics: &mut Vec<Diagnostic>) -> Vec<PageId> {
    let mut starts = Vec::new();
    for settings in &config.assessments {
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
                diagnostics.push(
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
                ..generated_page(
                    PageKind::Assessment(AssessmentKey::new(&settings.id), Part::Start),
                    settings.title.clone(),
                    output,
                )
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

/// Finds or adds the page of every part of the models. New pages are added at the end.
pub fn place(
    (models, diagnostics): (Vec<Model>, Vec<Diagnostic>),
    starts: &[PageId],
    pages: &mut Vec<Arc<Page>>,
    ids: &HashMap<PageKey, PageId>,
) -> Assessments {
    let mut all = Assessments { diagnostics, ..Assessments::default() };
    for (at, (model, start)) in models.iter().zip(starts).enumerate() {
        let key = AssessmentKey::new(&model.id);
        let root = root(&pages[start.0].url);
        all.parts.insert(*start, OwnPart { assessment: at, part: Part::Start });
        let mut placed = Placed { start: *start, root, categories: Vec::new(), others: None };
        for (nth, category) in model.categories.iter().enumerate() {
            let part = Part::Category(nth);
            let output = below(&placed.root, &category.id);
            let url = output.url();
            let is_own = |page: PageId| pages[page.0].url == url && pages[page.0].output.is_some();
            let listing =
                || pages.iter().position(|page| page.kind == PageKind::Listing && page.url == url).map(PageId);
            let page =
                category.page.map(|page| ids[&page]).filter(|page| is_own(*page)).or_else(listing).unwrap_or_else(
                    || {
                        pages.push(Arc::new(generated_page(
                            PageKind::Assessment(key, part),
                            category.title.clone(),
                            output,
                        )));
                        PageId(pages.len() - 1)
                    },
                );
            all.parts.entry(page).or_insert(OwnPart { assessment: at, part });
            placed.categories.push(page);
            for (place, question) in category.questions.iter().enumerate() {
                let place = QuestionPlace { assessment: at, category: nth, question: place };
                all.questions.entry(ids[&question.page]).or_default().push(place);
            }
        }
        if !model.categories.is_empty() {
            placed.others = Some([Part::Review, Part::Report, Part::Compare].map(|part| {
                let title = match part {
                    Part::Review => format!("Review: {}", model.title),
                    Part::Report => format!("Report: {}", model.title),
                    _ => format!("Compare: {}", model.title),
                };
                let page = generated_page(PageKind::Assessment(key, part), title, below(&placed.root, part.name()));
                pages.push(Arc::new(page));
                let id = PageId(pages.len() - 1);
                all.parts.insert(id, OwnPart { assessment: at, part });
                id
            }));
        }
        all.placed.push(placed);
    }
    all.models = models.into_iter().map(Arc::new).collect();
    all
}

fn generated_page(kind: PageKind, title: String, output: OutputPath) -> Page {
    Page {
        key: PageKey::generated(&output.url()),
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

/// The folder of a URL: `/cloud/` for `/cloud/` and for `/cloud.html`.
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

/// A short ID for forms and anchors. It contains a colon, so that no heading can have it.
pub fn token(id: &str) -> String {
    format!("question:{}", &Hash::of(id.as_bytes()).hex()[..10])
}
