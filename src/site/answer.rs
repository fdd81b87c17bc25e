//! What queries answer with: pages as lists show them, link targets, tags, branches of the navigation.
//!
//! Answers have no spans and no page numbers, so that inserting a line or adding a page changes only answers about it.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::settings::Config;
use crate::parse::status::DocumentStatus;
use crate::site::assessment::model::Model;
use crate::site::page::{AssessmentKey, Page, PageKey, Part};

/// The site-wide values that every template can read.
#[derive(Debug, Clone)]
pub struct SiteValues {
    pub config: Arc<Config>,
    /// From the configuration, else of the home page.
    pub title: String,
    pub home: PageKey,
    pub has_tags: bool,
    /// URLs of the generated lists, ready for `href`; `None` where the site has no such list.
    pub changes_url: Option<String>,
    pub glossary_url: Option<String>,
    pub register_url: Option<String>,
    pub coverage_url: Option<String>,
}

impl Hash for SiteValues {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (format!("{:?}", self.config), &self.title, self.home, self.has_tags).hash(state);
        (&self.changes_url, &self.glossary_url, &self.register_url, &self.coverage_url).hash(state);
    }
}

/// A page as a list shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PageLink {
    pub key: PageKey,
    pub title: String,
    /// Ready for `href`; `None` for a page that is not published and for text that names no page.
    pub url: Option<String>,
    pub description: Option<String>,
    /// `2026-11-30`, where the page says when it changed.
    pub updated: Option<String>,
    pub state: DocumentStatus,
    /// The document's identifier.
    pub document_id: Option<String>,
    /// The change, in a list of changes.
    pub change: Option<Box<Change>>,
    /// Label and value of the fields that lists show beside the title, as the page's kind says.
    pub facts: Vec<(String, String)>,
}

impl PageLink {
    /// A page under its own title.
    pub fn new(page: &Page, config: &Config) -> PageLink {
        let meta = page.meta();
        PageLink {
            key: page.key,
            title: page.title.clone(),
            url: page.output.is_some().then(|| config.base_url.href(&page.url)),
            description: meta.and_then(|meta| meta.description.clone()),
            updated: page.changed().map(|date| date.to_string()),
            state: meta.map(|meta| meta.state.clone()).unwrap_or_default(),
            document_id: meta.and_then(|meta| meta.document_id.clone()),
            change: None,
            facts: listed_facts(page, config),
        }
    }
}

/// The fields that the page's kind shows in lists.
fn listed_facts(page: &Page, config: &Config) -> Vec<(String, String)> {
    let (Some(kind), Some(document)) = (page.kind_settings(config), &page.document) else { return Vec::new() };
    let fact = |name: &String| {
        let text = document.front.get(name)?.text().filter(|text| !text.trim().is_empty())?;
        let label = kind.fields.iter().find(|field| field.name == *name).map(|field| field.label.clone());
        Some((label.unwrap_or_else(|| name.clone()), text.trim().to_owned()))
    };
    kind.listing.iter().filter_map(fact).collect()
}

/// One change of a page: the version that it made, and its note.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    pub version: Option<String>,
    pub note: Option<String>,
}

/// The pages before and after in reading order.
#[derive(Debug, Clone, Default, Hash)]
pub struct Neighbours {
    pub previous: Option<PageLink>,
    pub next: Option<PageLink>,
}

/// The navigation entries below one entry, or those at the top.
#[derive(Debug, Clone, Hash)]
pub struct NavLevel {
    pub entries: Vec<PageLink>,
    /// How many entries are below each of them, at most `MOST_COUNTED`.
    pub child_counts: Vec<usize>,
    /// The URL of a page that lists all of them, ready for `href`.
    pub list_url: String,
}

/// An entry of the navigation tree. A tree is a list of these in reading order, so that no depth is too deep to walk.
#[derive(Debug, Clone, Hash)]
pub struct TreeEntry {
    pub link: PageLink,
    /// 1 at the top. Entries below this one follow it, with higher levels.
    pub level: usize,
}

/// A tag as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TagLink {
    pub name: String,
    /// Its part of the URL, and its anchor in the list of tags.
    pub slug: String,
    pub url: String,
    pub count: usize,
}

/// Pages whose titles begin with the same letter.
#[derive(Debug, Clone, Hash)]
pub struct LetterGroup {
    pub letter: String,
    pub pages: Arc<[PageLink]>,
}

/// A URL without the base path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LinkUrl {
    /// From the root of this site.
    Site(String),
    /// Anything else, unchanged: another site, or a fragment of the same page.
    Verbatim(String),
}

impl LinkUrl {
    /// The text for `href` or `src`, not yet escaped; `prefix` is the base path.
    pub fn href(&self, prefix: &str) -> String {
        match self {
            LinkUrl::Site(path) => format!("{prefix}{path}"),
            LinkUrl::Verbatim(text) => text.clone(),
        }
    }
}

/// The target of one link.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinkTarget {
    pub url: LinkUrl,
    /// The page, if the target is on this site.
    pub page: Option<PageKey>,
    pub status: LinkStatus,
}

/// Whether the target of a link exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkStatus {
    Found,
    /// A wiki link with a name that several pages have.
    Ambiguous,
    /// The page is left out, because it was not effective on the date of the build.
    NotEffective,
    Broken,
}

/// A page in the lists for programs: sitemap, `pages.json`, `api/pages.json`.
#[derive(Debug, Clone, Hash)]
pub struct PageSummary {
    pub title: String,
    /// The full URL if a base URL is set.
    pub url: String,
    /// The same without origin and base path, to sort by.
    pub path: String,
    pub kind: String,
    pub description: Option<String>,
    pub document_id: Option<String>,
    pub version: Option<String>,
    pub owner: Option<String>,
    pub owner_slack: Option<String>,
    pub review_by: Option<Date>,
    pub status: Option<String>,
    pub tags: Vec<String>,
    pub updated: Option<Date>,
    pub is_authored: bool,
    pub is_published: bool,
    pub is_retired: bool,
    pub is_unlisted: bool,
    pub is_in_sitemap: bool,
}

impl PageSummary {
    /// The summary of a page.
    pub fn new(page: &Page, config: &Config) -> PageSummary {
        let meta = page.meta();
        let control = meta.map(|meta| &meta.control);
        PageSummary {
            title: page.title.clone(),
            url: config.base_url.absolute(&page.url),
            path: page.url.as_str().to_owned(),
            kind: page.kind_name().to_owned(),
            description: meta.and_then(|meta| meta.description.clone()),
            document_id: meta.and_then(|meta| meta.document_id.clone()),
            version: control.and_then(|control| control.version.clone()),
            owner: control.and_then(|control| control.owner.clone()),
            owner_slack: control.and_then(|control| control.owner_slack.clone()),
            review_by: control.and_then(|control| control.review_by),
            status: meta.and_then(|meta| meta.status.clone()),
            tags: meta.map(|meta| meta.tags.clone()).unwrap_or_default(),
            updated: page.changed(),
            is_authored: page.document.is_some(),
            is_published: page.output.is_some(),
            is_retired: page.is_retired(),
            is_unlisted: page.is_unlisted(),
            is_in_sitemap: page.is_in_sitemap(config),
        }
    }
}

/// The pages that a list has, by URL.
pub fn by_url(pages: &[PageSummary], is_listed: impl Fn(&PageSummary) -> bool) -> Vec<&PageSummary> {
    let mut pages: Vec<&PageSummary> = pages.iter().filter(|page| is_listed(page)).collect();
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages
}

/// A page as a part of an assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AssessmentPage {
    pub assessment: AssessmentKey,
    pub part: Part,
}

/// A model with the URLs of its pages, all without the base path.
#[derive(Debug, Clone, Hash)]
pub struct AssessmentView {
    pub model: Arc<Model>,
    pub start: PageLocation,
    /// The URL that all other pages and files are below, with a final slash.
    pub root: String,
    /// The URL of the JSON Schema of its answers.
    pub schema_url: String,
    /// As many as the model has, in the same order.
    pub categories: Vec<CategoryView>,
    /// `None` for a model without questions.
    pub others: Option<ResultPages>,
}

/// A category with the URLs of its page and questions.
#[derive(Debug, Clone, Hash)]
pub struct CategoryView {
    pub page: PageLocation,
    /// As many as the category has, in the same order.
    pub questions: Vec<PageLocation>,
}

/// The pages of an assessment that show results.
#[derive(Debug, Clone, Hash)]
pub struct ResultPages {
    pub review: PageLocation,
    pub report: PageLocation,
    pub compare: PageLocation,
}

/// A page and its URL, without the base path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageLocation {
    pub key: PageKey,
    pub url: String,
}

/// The place of a question in a model.
#[derive(Debug, Clone, Hash)]
pub struct QuestionPlacement {
    pub assessment: PageLink,
    pub category: PageLink,
    pub levels: usize,
    /// Its number in the category, counted from one.
    pub number: usize,
    /// How many questions the category has.
    pub total: usize,
    /// The identifier of its part of the category's page.
    pub anchor: String,
}

/// The template that a page is rendered with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TemplateChoice {
    /// The template of the layout that the page or its kind names, used where the theme has it.
    pub layout: Option<String>,
    pub default: String,
}
