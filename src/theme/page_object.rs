//! `page` as templates see it: each name is looked up when it is requested, through queries.
//!
//! A value that a page does not have is `none`; a name that does not exist is undefined, which is an error at its line.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, OnceLock};

use minijinja::value::{Enumerator, Object, Value};

use crate::base::path::OutputPath;
use crate::config::settings::Config;
use crate::parse::document::Document;
use crate::parse::meta::Meta;
use crate::parse::templating;
use crate::site::answer::SiteValues;
use crate::site::as_of::changed_after;
use crate::site::page::{COVERAGE_CSV, Page, PageKey, PageKind};
use crate::site::text_copies::TextFormat;
use crate::site::tracked::TrackedSite;
use crate::theme::contents::contents;
use crate::theme::coverage::coverage;
use crate::theme::documents::{framework, record, terms};
use crate::theme::lists::{commit_value, neighbour, pages, tags};
use crate::theme::structured_data::structured_data;
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
    unlinked_children: OnceLock<Value>,
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

    fn config(&self) -> &Config {
        &self.settings.config
    }

    fn document(&self) -> Option<&Document> {
        self.page.document.as_deref()
    }

    fn meta(&self) -> Option<&Meta> {
        self.page.meta()
    }

    fn is_draft(&self) -> bool {
        self.meta().is_some_and(|meta| meta.visibility.draft)
    }

    fn children(&self) -> Value {
        once(&self.values.children, || pages(self.site.nav_level(Some(self.page.key)).entries.clone()))
    }

    /// The pages below that the text does not link to.
    fn unlinked_children(&self) -> Value {
        let count = self.document().map_or(0, |document| document.facts.links.len());
        let target = |number| self.site.link(self.page.key, number)?.page;
        let linked: BTreeSet<PageKey> = (0..count as u32).filter_map(target).collect();
        let entries = self.site.nav_level(Some(self.page.key)).entries.clone();
        pages(entries.into_iter().filter(|entry| !linked.contains(&entry.key)).collect())
    }

    /// The pages that a list is about; on other pages, the pages below.
    fn listed_pages(&self) -> Value {
        match self.page.kind {
            PageKind::Tag(tag) => pages(self.site.tagged(tag).to_vec()),
            PageKind::Changes => pages(self.site.changes().to_vec()),
            PageKind::PrintBundle(first) | PageKind::SingleDocument(first) => pages(self.site.bundle(first)),
            _ => self.children(),
        }
    }

    fn contents_list(&self) -> Value {
        match &self.page.document {
            Some(document) if document.facts.meta.contents_list => contents(document),
            _ => Value::from(Vec::<Value>::new()),
        }
    }

    /// A value of the page about coverage; none on others.
    fn of_coverage(&self, make: impl FnOnce() -> Value) -> Value {
        if self.page.kind == PageKind::Coverage { make() } else { none() }
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

/// How a value is made for a page.
type ValueReader = fn(&PageObject) -> Value;

/// The names of `page` and their values, in the order in which templates list them.
const VALUES: &[(&str, ValueReader)] = &[
    ("url", |it| Value::from(it.config().base_url.href(&it.page.url))),
    ("permalink", |it| Value::from(it.config().base_url.absolute(&it.page.url))),
    ("title", |it| Value::from(it.page.title.as_str())),
    ("title_id", |it| optional(it.document().and_then(|document| document.facts.title_id.as_deref()))),
    ("description", |it| optional(it.meta().and_then(|meta| meta.description.as_deref()))),
    ("kind", |it| Value::from(it.page.kind_name())),
    ("status", |it| optional(it.meta().and_then(|meta| meta.status.as_deref()))),
    ("state", |it| {
        if it.is_draft() { Value::from("draft") } else { optional(it.meta().and_then(|meta| meta.state.word())) }
    }),
    ("document_id", |it| optional(it.meta().and_then(|meta| meta.document_id.as_deref()))),
    ("successors", |it| once(&it.values.successors, || pages(it.site.successors(it.page.key)))),
    ("replaces", |it| pages(it.site.replaced(it.page.key))),
    ("facts", |it| facts(it.document().map_or(&[] as &[_], |document| &document.facts.field_values))),
    ("banner", |it| optional(it.page.kind_settings(it.config()).and_then(|kind| kind.banner.as_deref()))),
    ("coverage", |it| it.of_coverage(|| coverage(&it.site.coverage()))),
    ("csv_url", |it| it.of_coverage(|| Value::from(it.config().base_url.href(&OutputPath::new(COVERAGE_CSV).url())))),
    ("draft", |it| Value::from(it.is_draft())),
    ("home", |it| Value::from(it.page.key == it.settings.home)),
    ("content", |it| it.content.clone()),
    ("toc", |it| once(&it.values.toc, || it.contents_list())),
    ("language", |it| Value::from(it.page.language(it.config()))),
    ("dir", |it| Value::from(if is_right_to_left(it.page.language(it.config())) { "rtl" } else { "ltr" })),
    ("trail", |it| once(&it.values.trail, || pages(it.site.breadcrumbs(it.page.key)))),
    ("nav_html", |it| it.navigation.clone()),
    ("previous", |it| once(&it.values.previous, || neighbour(it.site.neighbours(it.page.key).previous))),
    ("next", |it| once(&it.values.next, || neighbour(it.site.neighbours(it.page.key).next))),
    ("children", |it| it.children()),
    ("unlinked_children", |it| once(&it.values.unlinked_children, || it.unlinked_children())),
    ("pages", |it| it.listed_pages()),
    ("terms", |it| match it.page.kind {
        PageKind::Glossary => terms(&it.site.terms()),
        _ => Value::from(Vec::<Value>::new()),
    }),
    ("tags", |it| once(&it.values.tags, || tags(&it.site.tags_of(it.page.key)))),
    ("backlinks", |it| once(&it.values.backlinks, || pages(it.site.backlinks(it.page.key)))),
    ("related", |it| once(&it.values.related, || pages(it.site.related(it.page.key)))),
    ("edit_url", |it| page_urls::filled(it.config(), &it.page, it.config().theme.edit_url.as_deref())),
    ("report_url", |it| page_urls::filled(it.config(), &it.page, it.config().theme.report_url.as_deref())),
    ("attestation_url", |it| page_urls::attestation(it.config(), &it.page)),
    ("sign_off_url", |it| page_urls::sign_off(it.config(), &it.page)),
    ("text_url", |it| page_urls::text_copy(it.config(), &it.page, TextFormat::Plain)),
    ("markdown_url", |it| page_urls::text_copy(it.config(), &it.page, TextFormat::Markdown)),
    ("structured_data", |it| structured_data(&it.site, &it.page, it.config())),
    ("print_url", |it| optional(it.site.bundle_of(it.page.key).as_deref())),
    ("assessment", |it| once(&it.values.assessment, || assessment::part(&it.site, &it.page, it.config()))),
    ("question_placements", |it| {
        once(&it.values.placements, || assessment::placements(&it.site.placements(it.page.key)))
    }),
    ("record_url", |it| optional(it.site.record_of(it.page.key).as_deref())),
    ("record", PageObject::record),
    ("framework", |it| framework(it.site.framework(it.page.key))),
    ("date", |it| day(it.meta().and_then(|meta| meta.date))),
    ("updated", |it| day(it.page.last_change())),
    ("changed_after", |it| day(it.config().as_of.and_then(|as_of| changed_after(it.page.document.as_ref()?, as_of)))),
    ("history", |it| it.page.commits.iter().map(|commit| commit_value(commit)).collect()),
    ("source", |it| optional(it.document().map(|document| document.path.as_str()))),
    ("noindex", |it| Value::from(it.page.is_unindexed(it.config()))),
    ("meta", |it| Value::from_object(MetaObject(it.page.document.clone()))),
    ("register", |it| control::register(&it.site.register())),
    ("target", |_| none()),
];

/// The same by name, because templates look up hundreds of values a page.
static BY_NAME: LazyLock<HashMap<&str, ValueReader>> = LazyLock::new(|| VALUES.iter().copied().collect());

impl Object for PageObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        match BY_NAME.get(key) {
            Some(read) => Some(read(self)),
            None => control::value(&self.page, key, &self.config().kinds),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let names = VALUES.iter().map(|(name, _)| name).chain(control::NAMES);
        Enumerator::Values(names.map(|name| Value::from(*name)).collect())
    }
}

/// A date as text; none where there is no date.
fn day(date: Option<impl ToString>) -> Value {
    optional(date.map(|date| date.to_string()).as_deref())
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
