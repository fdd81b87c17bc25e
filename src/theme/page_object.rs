//! `page` as templates see it: each name is looked up when it is requested, through queries.
//!
//! A value that a page does not have is `none`; a name that does not exist is undefined, which is an error at its line.

use std::sync::{Arc, OnceLock};

use minijinja::value::{Enumerator, Object, Value};

use crate::base::path::OutputPath;
use crate::parse::document::Document;
use crate::parse::templating;
use crate::site::answer::SiteValues;
use crate::site::as_of::changed_after;
use crate::site::page::{COVERAGE_CSV, Page, PageKey, PageKind};
use crate::site::tracked::TrackedSite;
use crate::theme::contents::contents;
use crate::theme::coverage::coverage;
use crate::theme::documents::{framework, record, terms};
use crate::theme::lists::{commit_value, neighbour, pages, tags};
use crate::theme::values::{facts, none, optional};
use crate::theme::{assessment, control, page_urls};

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];

/// `page`: one page of the site with its rendered text.
#[derive(Debug)]
pub struct PageObject {
    site: Arc<TrackedSite>,
    page: Arc<Page>,
    settings: Arc<SiteValues>,
    content: Value,
    navigation: Value,
    values: PageValues,
}

/// Values that templates often use more than once.
#[derive(Debug, Default)]
struct PageValues {
    trail: OnceLock<Value>,
    previous: OnceLock<Value>,
    next: OnceLock<Value>,
    children: OnceLock<Value>,
    tags: OnceLock<Value>,
    backlinks: OnceLock<Value>,
    toc: OnceLock<Value>,
    related: OnceLock<Value>,
    successors: OnceLock<Value>,
    assessment: OnceLock<Value>,
    placements: OnceLock<Value>,
}

impl PageObject {
    /// The object of a page with the HTML of its body and of its navigation; none where there is no such page.
    pub fn value(site: &Arc<TrackedSite>, key: PageKey, content: String, navigation: String) -> Value {
        let Some(page) = site.page(key) else { return none() };
        Value::from_object(PageObject {
            site: site.clone(),
            page,
            settings: site.settings(),
            content: Value::from_safe_string(content),
            navigation: Value::from_safe_string(navigation),
            values: PageValues::default(),
        })
    }

    fn children(&self) -> Value {
        pages(self.site.nav_level(Some(self.page.key)).entries.clone())
    }

    /// The blank record that the page is, with the document that it belongs to.
    fn record(&self) -> Value {
        let PageKind::Record(subject) = self.page.kind else { return none() };
        let Some(document) = self.site.page(subject).and_then(|page| page.document.clone()) else { return none() };
        record(PageObject::value(&self.site, subject, String::new(), String::new()), &document)
    }
}

fn once(cell: &OnceLock<Value>, make: impl FnOnce() -> Value) -> Value {
    cell.get_or_init(make).clone()
}

const PAGE_NAMES: &[&str] = &[
    "url",
    "permalink",
    "title",
    "title_id",
    "description",
    "kind",
    "status",
    "state",
    "document_id",
    "successors",
    "replaces",
    "facts",
    "banner",
    "coverage",
    "csv_url",
    "draft",
    "home",
    "content",
    "toc",
    "language",
    "dir",
    "trail",
    "nav_html",
    "previous",
    "next",
    "children",
    "pages",
    "terms",
    "tags",
    "backlinks",
    "related",
    "edit_url",
    "report_url",
    "attestation_url",
    "sign_off_url",
    "text_url",
    "print_url",
    "assessment",
    "question_placements",
    "record_url",
    "record",
    "framework",
    "date",
    "updated",
    "changed_after",
    "history",
    "source",
    "noindex",
    "meta",
    "register",
    "target",
];

impl Object for PageObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let page = &self.page;
        let config = &self.settings.config;
        let meta = page.meta();
        Some(match key {
            "url" => Value::from(config.base_url.href(&page.url)),
            "permalink" => Value::from(config.base_url.absolute(&page.url)),
            "title" => Value::from(page.title.as_str()),
            "title_id" => optional(page.document.as_ref().and_then(|document| document.facts.title_id.as_deref())),
            "description" => optional(meta.and_then(|meta| meta.description.as_deref())),
            "kind" => Value::from(page.kind_name()),
            "status" => optional(meta.and_then(|meta| meta.status.as_deref())),
            "state" if meta.is_some_and(|meta| meta.visibility.draft) => Value::from("draft"),
            "state" => optional(meta.and_then(|meta| meta.state.word())),
            "document_id" => optional(meta.and_then(|meta| meta.document_id.as_deref())),
            "successors" => once(&self.values.successors, || pages(self.site.successors(page.key))),
            "replaces" => pages(self.site.replaced(page.key)),
            "facts" => facts(page.document.as_ref().map_or(&[] as &[_], |document| &document.facts.field_values)),
            "banner" => optional(page.kind_settings(config).and_then(|kind| kind.banner.as_deref())),
            "coverage" if page.kind == PageKind::Coverage => coverage(&self.site.coverage()),
            "csv_url" if page.kind == PageKind::Coverage => {
                Value::from(config.base_url.href(&OutputPath::new(COVERAGE_CSV).url()))
            }
            "coverage" | "csv_url" => none(),
            "draft" => Value::from(meta.is_some_and(|meta| meta.visibility.draft)),
            "changed_after" => {
                let changed = |day| changed_after(page.document.as_ref()?, day);
                let day = config.as_of.and_then(changed).map(|day| day.to_string());
                optional(day.as_deref())
            }
            "home" => Value::from(page.key == self.settings.home),
            "content" => self.content.clone(),
            "nav_html" => self.navigation.clone(),
            "toc" => once(&self.values.toc, || match &page.document {
                Some(document) if document.facts.meta.contents_list => contents(document),
                _ => Value::from(Vec::<Value>::new()),
            }),
            "language" => Value::from(page.language(config)),
            "dir" => Value::from(if is_right_to_left(page.language(config)) { "rtl" } else { "ltr" }),
            "trail" => once(&self.values.trail, || pages(self.site.trail(page.key))),
            "previous" => once(&self.values.previous, || neighbour(self.site.neighbours(page.key).previous)),
            "next" => once(&self.values.next, || neighbour(self.site.neighbours(page.key).next)),
            "children" => once(&self.values.children, || self.children()),
            "pages" => match page.kind {
                PageKind::Tag(tag) => pages(self.site.tagged(tag).to_vec()),
                PageKind::Changes => pages(self.site.changes().to_vec()),
                PageKind::PrintBundle(first) | PageKind::SingleDocument(first) => pages(self.site.bundle(first)),
                _ => once(&self.values.children, || self.children()),
            },
            "terms" if page.kind == PageKind::Glossary => terms(&self.site.terms()),
            "terms" => Value::from(Vec::<Value>::new()),
            "tags" => once(&self.values.tags, || tags(&self.site.tags_of(page.key))),
            "backlinks" => once(&self.values.backlinks, || pages(self.site.backlinks(page.key))),
            "related" => once(&self.values.related, || pages(self.site.related(page.key))),
            "edit_url" => page_urls::filled(config, page, config.theme.edit_url.as_deref()),
            "report_url" => page_urls::filled(config, page, config.theme.report_url.as_deref()),
            "attestation_url" => page_urls::attestation(config, page),
            "text_url" => page_urls::plain_text(config, page),
            "sign_off_url" => page_urls::sign_off(config, page),
            "assessment" => once(&self.values.assessment, || assessment::part(&self.site, page, config)),
            "question_placements" => {
                once(&self.values.placements, || assessment::placements(&self.site.placements(page.key)))
            }
            "print_url" => optional(self.site.bundle_of(page.key).as_deref()),
            "record_url" => optional(self.site.record_of(page.key).as_deref()),
            "framework" => framework(self.site.framework(page.key)),
            "record" => self.record(),
            "date" => optional(meta.and_then(|meta| meta.date).map(|date| date.to_string()).as_deref()),
            "updated" => optional(page.last_change().map(|date| date.to_string()).as_deref()),
            "history" => page.commits.iter().map(|commit| commit_value(commit)).collect(),
            "source" => optional(page.document.as_ref().map(|document| document.path.as_str())),
            "noindex" => Value::from(page.is_unindexed(config)),
            "meta" => page.document.as_ref().map_or_else(
                || Value::from_object(MetaObject(None)),
                |document| Value::from_object(MetaObject(Some(document.clone()))),
            ),
            "register" => control::register(&self.site.register()),
            "target" => none(),
            _ => return control::value(page, key, &config.kinds),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(PAGE_NAMES.iter().chain(control::NAMES).map(|name| Value::from(*name)).collect())
    }
}

fn is_right_to_left(language: &str) -> bool {
    let main = language.split(['-', '_']).next().unwrap_or(language).to_lowercase();
    RIGHT_TO_LEFT.contains(&main.as_str())
}

/// `page.meta`: all front matter. A missing name is `none`.
#[derive(Debug)]
struct MetaObject(Option<Arc<Document>>);

impl Object for MetaObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let found = self.0.as_ref().and_then(|document| document.front.get(key.as_str()?));
        Some(found.map_or_else(none, templating::value))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let entries = self.0.as_ref().map_or(&[] as &[_], |document| document.front.entries());
        Enumerator::Values(entries.iter().map(|(key, _)| Value::from(key.as_str())).collect())
    }
}
